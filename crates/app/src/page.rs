//! Pages: create, list, read, replace, delete. A page's HTML is parsed and normalised by the `page` library; what is stored
//! is its canonical form, named by its hash.

pub mod edition;
pub mod history;
pub mod order;
pub mod place;
mod prepare;
pub mod write;

pub use edition::Edition;
pub use prepare::{Brought, Own, Prepared, RESOURCES_MAX, Staged, found, patch, prepare, words};

use crate::access::{self, Allowed, AllowedPage};
use crate::place::Place;
use crate::view::{self, PageView};
use crate::{Caller, Cx, Error, Result, quota};
use ::page::Document;
use model::{DriveId, Need, NodeKind, Owner, PageKey, Right, Timestamp};
use store::content;
use store::page_list::PageRow;
use store::page_list::read;
use store::page_list::write::{Found, NewPage, Writer};
use store::query::{PageScope, Sight};
use store::{resource, search, section};

pub use store::Hash;
pub use store::content::{Body, Content};
pub use store::page_list::read::Position;
pub use store::resource::Resource;

/// Writes down what a page names, before the page does.
fn put(cx: &mut Cx<'_, '_>, prepared: &Prepared, staged: &Staged) -> Result<()> {
    let now = cx.now();
    if !resource::put(cx.tx, &staged.content, &prepared.resources, &staged.resources, now)? {
        return Err(Error::ResourceGone);
    }
    Ok(search::index(cx.tx, &staged.content.hash, &prepared.words)?)
}

/// Locks a section that is to be written to, and asks again whether the caller may: on PostgreSQL, what was read before the
/// lock was waited for may be stale. Of whoever owns the drive nobody can take it.
///
/// # Errors
/// [`Error::NotFound`], [`Error::NotAllowed`].
fn lock(cx: &mut Cx<'_, '_>, caller: &Caller, section: &Allowed) -> Result<()> {
    let found = section.node();
    if section.drive().owner == Owner::User(*caller.user()) || store::planted::is("writes-unasked") {
        return Ok(());
    }
    section::lock(cx.tx, &found.drive, &found.id)?.ok_or(Error::NotFound)?;
    access::node_anywhere(cx, caller, &[NodeKind::Section], &found.id, Right::Write).map(drop)
}

/// Locks the section of a page that is to be written, and finds the page in it.
///
/// # Errors
/// [`Error::NotFound`], [`Error::NotAllowed`]; [`Error::Changed`] if it is not the version that `if_match` names.
fn held<'t, 'c>(cx: &'t mut Cx<'_, 'c>, caller: &Caller, page: &AllowedPage, if_match: Option<&str>) -> Result<(Writer<'t, 'c>, Found)> {
    let (ids, now, section) = (cx.ids(), cx.now(), page.section.node());
    lock(cx, caller, &page.section)?;
    let mut writer = Writer::lock(cx.tx, ids, &section.drive, &section.id, now)?.ok_or(Error::NotFound)?;
    let current = writer.page(&page.row.key)?.ok_or(Error::NotFound)?;
    check_version(&current.row, if_match)?;
    Ok((writer, current))
}

fn check_version(row: &PageRow, if_match: Option<&str>) -> Result<()> {
    if if_match.is_some_and(|wanted| wanted != version(row)) { Err(Error::Changed) } else { Ok(()) }
}

/// Adds a page at the end of a section.
///
/// # Errors
/// [`Error::SectionFull`], [`Error::QuotaExceeded`], [`Error::ResourceGone`], [`Error::NotFound`] if the section went meanwhile.
pub fn create(cx: &mut Cx<'_, '_>, caller: &Caller, section: &Allowed, prepared: &Prepared, staged: &Staged) -> Result<AllowedPage> {
    let now = cx.now();
    let (drive, id) = (section.node().drive, section.node().id);
    put(cx, prepared, staged)?;
    let key = PageKey(cx.guid());
    let (ids, pages_max) = (cx.ids(), cx.settings().section_pages_max);
    lock(cx, caller, section)?;
    let mut writer = Writer::lock(cx.tx, ids, &drive, &id, now)?.ok_or(Error::NotFound)?;
    if writer.section().held.n >= pages_max {
        return Err(Error::SectionFull);
    }
    let row = writer.append(&NewPage {
        key,
        content: &staged.content.hash,
        bytes: prepared.bytes(&staged.content),
        title: &prepared.title,
        created: prepared.created.unwrap_or(now),
        modified: None,
        level: 0,
        app: caller.app(),
    })?;
    writer.finish(caller.user())?;
    // Summed after the write, so the page counts itself.
    quota::reserve(cx, section.drive(), 0)?;
    Ok(AllowedPage { section: section.clone(), row })
}

/// Gives a page another content, if it is still the version that `if_match` names. What it held is kept: see [`history`].
///
/// # Errors
/// [`Error::Changed`], [`Error::QuotaExceeded`], [`Error::ResourceGone`], [`Error::NotFound`] if the page went meanwhile.
pub fn replace(
    cx: &mut Cx<'_, '_>,
    caller: &Caller,
    page: &AllowedPage,
    prepared: &Prepared,
    staged: &Staged,
    if_match: Option<&str>,
) -> Result<AllowedPage> {
    put(cx, prepared, staged)?;
    let (mut writer, current) = held(cx, caller, page, if_match)?;
    let row = writer.replace(current, &staged.content.hash, prepared.bytes(&staged.content), &prepared.title, caller.user())?;
    writer.finish(caller.user())?;
    quota::reserve(cx, page.section.drive(), 0)?;
    Ok(AllowedPage { section: page.section.clone(), row })
}

/// Deletes a page for good, with all that it held before, if it is still the version that `if_match` names.
///
/// # Errors
/// [`Error::Changed`], [`Error::NotFound`] if the page went meanwhile.
pub fn delete(cx: &mut Cx<'_, '_>, caller: &Caller, page: &AllowedPage, if_match: Option<&str>) -> Result<()> {
    let (mut writer, current) = held(cx, caller, page, if_match)?;
    writer.remove(current)?;
    writer.finish(caller.user())?;
    Ok(())
}

/// Returns what names this version of a page, for `ETag` and `If-Match`: when it changed and to what.
pub fn version(row: &PageRow) -> String {
    let digits = row.content.to_string();
    format!("{:x}-{}", row.modified.micros(), &digits[..16])
}

/// Returns where a page's canonical form lies.
///
/// # Errors
/// What the store can meet.
pub fn body(cx: &mut Cx<'_, '_>, page: &AllowedPage) -> Result<Body> {
    // A page without its content is damage, not an answer.
    content::get(cx.tx, &page.row.content)?.ok_or(Error::Internal)
}

/// Says whether any content's body is the blob of this name.
///
/// # Errors
/// What the store can meet.
pub fn is_blob_named(cx: &mut Cx<'_, '_>, blob: &str) -> Result<bool> {
    Ok(content::is_blob_known(cx.tx, blob)?)
}

/// Reads a canonical form.
///
/// # Errors
/// [`Error::Internal`] if it is none: damage.
pub fn document(canonical: &[u8]) -> Result<Document> {
    let text = std::str::from_utf8(canonical).map_err(|_| Error::Internal)?;
    Document::from_canonical(text).map_err(|error| {
        tracing::error!(?error, "a stored page is not in canonical form");
        Error::Internal
    })
}

/// Some pages, the newest first, and where the next ones begin if there are more.
#[derive(Clone, Debug)]
pub struct Listing {
    /// The pages.
    pub entries: Vec<PageView>,
    /// Where the list goes on.
    pub next: Option<Position>,
    /// No page that was changed before matters to it.
    pub since: Timestamp,
}

/// Returns a section's pages, the newest first, without the first `skip`.
///
/// # Errors
/// What the store can meet.
pub fn list_in(
    cx: &mut Cx<'_, '_>,
    caller: &Caller,
    section: &Allowed,
    after: Option<&Position>,
    skip: usize,
    limit: usize,
) -> Result<Listing> {
    let found = section.node();
    let row = section::get(cx.tx, &found.drive, &found.id)?.ok_or(Error::NotFound)?;
    let pages = read::newest_in(cx.tx, &row, after, skip + limit + 1, caller.page_app(Need::ReadPages))?;
    finish(cx, caller, std::slice::from_ref(section.drive()), pages, skip, limit)
}

/// Returns the pages of all sections at a place, the newest first, without the first `skip`.
///
/// # Errors
/// What the store can meet.
pub fn list(cx: &mut Cx<'_, '_>, caller: &Caller, place: &Place, after: Option<&Position>, skip: usize, limit: usize) -> Result<Listing> {
    let drives: Vec<_> = place.drives.iter().map(|drive| drive.id).collect();
    let pages = store::query::newest(cx.tx, &pages_of(cx.now(), caller, place, &drives), after, skip + limit + 1)?;
    finish(cx, caller, &place.drives, pages, skip, limit)
}

/// The pages at a place, in its drives, that somebody sees now.
pub(crate) fn pages_of<'a>(now: Timestamp, caller: &'a Caller, place: &Place, drives: &'a [DriveId]) -> PageScope<'a> {
    let sight = Sight { user: caller.user(), is_whole: place.role.is_some(), now };
    PageScope { drives, section: None, sight, app: caller.page_app(Need::ReadPages), sought: None }
}

fn finish(
    cx: &mut Cx<'_, '_>,
    caller: &Caller,
    drives: &[store::drive::Drive],
    mut pages: Vec<read::Listed>,
    skip: usize,
    limit: usize,
) -> Result<Listing> {
    pages.drain(..skip.min(pages.len()));
    let has_more = pages.len() > limit;
    let since = pages.get(limit).map_or(edition::ALWAYS, |beyond| beyond.row.modified);
    pages.truncate(limit);
    let next = pages.last().filter(|_| has_more).map(read::Listed::position);
    Ok(Listing { entries: view::listed(cx, caller, drives, &pages)?, next, since })
}
