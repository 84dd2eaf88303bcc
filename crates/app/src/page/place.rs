//! Where a page stands: its order and level in its section, and which section that is.

use super::{AllowedPage, check_version, held};
use crate::access::{self, Allowed};
use crate::structure::{self, Hold};
use crate::{Caller, Cx, Error, Result, quota};
use model::{AppId, Need, NodeKind, ORDER_GAP, PageId, PageKey, Right, placed};
use store::node::Lock;
use store::page_list::write::{NewPage, Standing, Writer};
use store::page_list::{PageRow, alias, version};
use store::section;

/// The deepest level of a page: the original's apps show a page, its subpages and theirs.
pub const LEVEL_MAX: u32 = 2;

/// The most pages that are put in order by one request: it reads some bytes of each page of the section.
pub const ORDERED_MAX: u64 = 100_000;

/// The most subpages that a page takes along to another place in its section: each is a row to be written, and a request
/// pays for no more than for a fold.
pub const FOLLOWERS_MAX: usize = 256;

/// What is to become of a page's place. What is not given stays.
#[derive(Clone, Copy, Debug, Default)]
pub struct Change<'a> {
    /// Its indentation, 0 for a page of its own; at most [`LEVEL_MAX`].
    pub level: Option<u32>,
    /// How many pages of the section stand before it; beyond the last means last. A page that moves stands last.
    pub position: Option<usize>,
    /// The section that is to show it.
    pub section: Option<&'a Allowed>,
    /// The version that it must still be.
    pub if_match: Option<&'a str>,
}

/// Changes a page's place, all or nothing. Its content, times and creating app stay.
///
/// Within its section a page takes its subpages along: those that follow it with a deeper level. To another section it goes
/// alone, and has another id there; links to it find it, and what it held before goes with it.
///
/// # Errors
/// [`Error::LevelTooDeep`], [`Error::TooManyToOrder`], [`Error::Changed`], [`Error::DestinationUnfit`],
/// [`Error::DestinationNotFound`], [`Error::SectionFull`], [`Error::QuotaExceeded`]; [`Error::ForeignPages`] for an app that
/// may touch only pages of its own making, where subpages of others would come along; [`Error::NotFound`] if the page went
/// meanwhile.
pub fn change(cx: &mut Cx<'_, '_>, caller: &Caller, page: &AllowedPage, change: &Change<'_>) -> Result<AllowedPage> {
    if change.level.is_some_and(|level| level > LEVEL_MAX) {
        return Err(Error::LevelTooDeep { level_max: LEVEL_MAX });
    }
    match change.section.filter(|section| section.node().id != page.section.node().id) {
        Some(to) => relocate(cx, caller, page, to, change),
        None => arrange(cx, caller, page, change),
    }
}

fn arrange(cx: &mut Cx<'_, '_>, caller: &Caller, page: &AllowedPage, change: &Change<'_>) -> Result<AllowedPage> {
    let (mut writer, _) = held(cx, caller, page, change.if_match)?;
    let row = settle(&mut writer, caller.page_app(Need::Write), &page.row.key, change)?;
    writer.finish(caller.user())?;
    Ok(AllowedPage { section: page.section.clone(), row })
}

/// Gives a page of a locked section its level and order.
fn settle(writer: &mut Writer<'_, '_>, own: Option<&AppId>, key: &PageKey, change: &Change<'_>) -> Result<PageRow> {
    let found = writer.page(key)?.ok_or(Error::NotFound)?;
    let level = change.level.map_or(found.row.level, i64::from);
    let Some(position) = change.position else {
        let ord = found.row.ord;
        return Ok(writer.arrange(found, ord, level)?);
    };
    if writer.section().held.n > ORDERED_MAX {
        return Err(Error::TooManyToOrder);
    }
    let mut others = writer.standing()?;
    let at = others.iter().position(|page| page.key == *key).ok_or(Error::Internal)?;
    let followers = others[at + 1..].iter().take_while(|page| page.level > found.row.level).count();
    if followers > FOLLOWERS_MAX {
        return Err(Error::TooManyToOrder);
    }
    let block: Vec<Standing> = others.drain(at..=at + followers).collect();
    for follower in &block[1..] {
        let follower = writer.page(&follower.key)?.ok_or(Error::Internal)?;
        if own.is_some_and(|own| own.as_str() != follower.row.app) {
            return Err(Error::ForeignPages);
        }
    }
    let position = position.min(others.len());
    let orders: Vec<i64> = others.iter().map(|page| page.ord).collect();
    let changes = placed(&orders, position, block.len(), ORDER_GAP);
    others.splice(position..position, block);
    let mut changed = None;
    for (i, ord) in changes {
        let stands = others[i];
        let found = writer.page(&stands.key)?.ok_or(Error::Internal)?;
        if stands.key == *key {
            changed = Some(writer.arrange(found, ord, level)?);
        } else {
            writer.arrange(found, ord, stands.level)?;
        }
    }
    changed.ok_or(Error::Internal)
}

/// Moves a page to another section, perhaps of another drive: a row under a fresh key there, none here.
fn relocate(cx: &mut Cx<'_, '_>, caller: &Caller, page: &AllowedPage, to: &Allowed, change: &Change<'_>) -> Result<AllowedPage> {
    if to.node().kind != NodeKind::Section {
        return Err(Error::DestinationUnfit);
    }
    lock(cx, page.section.node(), to.node())?;
    // Asked again under the locks: on PostgreSQL what was read before a lock was waited for may be stale.
    let page = access::page_anywhere(cx, caller, &page.id(), Right::Write, Need::Write)?;
    let to = access::node_anywhere(cx, caller, &[NodeKind::Section], &to.node().id, Right::Write).map_err(|error| match error {
        Error::NotFound => Error::DestinationNotFound,
        other => other,
    })?;
    check_version(page.row(), change.if_match)?;
    let (from, now, ids, pages_max) = (page.id(), cx.now(), cx.ids(), cx.settings().section_pages_max);
    let row = page.row();
    let app = AppId::new(&row.app).map_err(|_| Error::Internal)?;
    // Fresh, because a section that was copied from the page's own has the key already.
    let key = PageKey(cx.guid());
    let mut writer = Writer::lock(cx.tx, ids, &to.node().drive, &to.node().id, now)?.ok_or(Error::DestinationNotFound)?;
    if writer.section().held.n >= pages_max {
        return Err(Error::SectionFull);
    }
    writer.append(&NewPage::again(row, key, &app))?;
    let moved = settle(&mut writer, caller.page_app(Need::Write), &key, change)?;
    writer.finish(caller.user())?;
    // Before it is removed, and all that it held before with it.
    version::follow(cx.tx, &from, &PageId { section: to.node().id, key })?;
    let mut writer = Writer::lock(cx.tx, ids, &page.section.node().drive, &from.section, now)?.ok_or(Error::NotFound)?;
    let left = writer.page(&from.key)?.ok_or(Error::NotFound)?;
    writer.remove(left)?;
    writer.finish(caller.user())?;
    alias::put(cx.tx, &from, &PageId { section: to.node().id, key })?;
    if to.drive().id != page.section.drive().id {
        quota::reserve(cx, to.drive(), 0)?;
    }
    Ok(AllowedPage { section: to, row: moved })
}

/// Locks both sections by their ids, and before them the notebooks around: a copy of either sees the page once or not at all.
fn lock(cx: &mut Cx<'_, '_>, from: &store::node::Node, to: &store::node::Node) -> Result<()> {
    structure::lock(cx, &[from, to].map(|node| Hold { node, around: Lock::Share, itself: None }))?;
    let mut sections = [from, to];
    if !store::planted::is("moves-as-they-come") {
        sections.sort_by_key(|node| node.id);
    }
    for node in sections {
        section::lock(cx.tx, &node.drive, &node.id)?.ok_or(Error::NotFound)?;
        store::planted::pause("move.locked");
    }
    Ok(())
}
