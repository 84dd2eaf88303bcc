//! Lists that are filtered, ordered or counted. Who sees what is the same as in the plain lists, which are with their nouns.

use crate::access::Allowed;
use crate::page::edition::ALWAYS;
use crate::page::pages_of;
use crate::place::{self, Place};
use crate::view::{self, NodeView, PageView};
use crate::{Caller, Cx, Error, Result};
use model::query::{NodeField, Order, PageField, Predicate, Query, Scalar, Seek};
use model::{Need, NodeKind, Owner, PageKey, Role, Timestamp, UserId};
use std::collections::HashMap;
use store::directory;
use store::drive::Drive;
use store::permission;
use store::query::{self, NodeScope, PageScope, Sight, Within};
use store::search::Sought;
use store::section::{self, Section};

/// Some entries of a list.
#[derive(Clone, Debug)]
pub struct Listing<T> {
    /// The entries.
    pub entries: Vec<T>,
    /// Where the list goes on, if it does.
    pub next: Option<Seek>,
    /// How many entries the whole list has, if that was asked.
    pub count: Option<u64>,
    /// Of pages by falling time of change: no page that was changed before this moment matters to the list.
    pub since: Option<Timestamp>,
}

/// Returns the nodes of a kind at a place, whatever they lie in, that a query asks for.
///
/// # Errors
/// What the store can meet.
pub fn nodes_at(
    cx: &mut Cx<'_, '_>,
    caller: &Caller,
    place: &Place,
    kind: NodeKind,
    query: &Query<NodeField>,
) -> Result<Listing<NodeView>> {
    let Some(drives) = Drives::of(place) else { return Ok(Listing::empty(query)) };
    let keeper = keeper(cx, &place.owner)?;
    let scope = drives.scope(cx.now(), caller, place, kind, keeper.as_ref());
    let found = query::nodes(cx.tx, &scope, query.predicate.as_ref(), &query.order, query.after.as_ref(), window(query))?;
    let count = counted(query, || query::count_nodes(cx.tx, &scope, query.predicate.as_ref()).map_err(Error::from))?;
    let (found, next) = cut(found, query.limit);
    let entries = view::many(cx, caller, &found)?;
    Ok(Listing { entries, next, count, since: None })
}

/// Returns the caller's own notebooks and those that other people share with them, as a query asks for them. A notebook of
/// which only a part is shared is not among them.
///
/// # Errors
/// What the store can meet.
pub fn notebooks_with_shared(cx: &mut Cx<'_, '_>, caller: &Caller, place: &Place, query: &Query<NodeField>) -> Result<Listing<NodeView>> {
    let kind = NodeKind::Notebook;
    let own = Drives::of(place);
    let keeper = keeper(cx, &place.owner)?;
    let now = cx.now();
    let shared = permission::drives(cx.tx, caller.user(), now)?;
    let of_others = NodeScope {
        kind,
        within: Within::Drives(&shared),
        sight: Sight { user: caller.user(), is_whole: false, now },
        role: None,
        adds_shares: true,
        // What somebody else owns and the caller sees is shared.
        keeper: None,
    };
    let own = own.as_ref().map(|own| own.scope(now, caller, place, kind, keeper.as_ref()));
    let scopes: Vec<NodeScope<'_>> = own.into_iter().chain((!shared.is_empty()).then_some(of_others)).collect();
    // What comes first in both together comes first in each: so many of each are enough.
    let (skip, wanted) = window(query);
    let mut found = Vec::new();
    let mut count = 0;
    for scope in &scopes {
        found.extend(query::nodes(cx.tx, scope, query.predicate.as_ref(), &query.order, query.after.as_ref(), (0, skip + wanted))?);
        if query.wants_count {
            count += query::count_nodes(cx.tx, scope, query.predicate.as_ref())?;
        }
    }
    found.sort_by(|(_, one), (_, other)| one.compare(other, &query.order));
    found.drain(..skip.min(found.len()));
    let (found, next) = cut(found, query.limit);
    Ok(Listing { entries: view::many(cx, caller, &found)?, next, count: query.wants_count.then_some(count), since: None })
}

/// Counts the nodes of a kind at a place, those that a filter chooses.
///
/// # Errors
/// What the store can meet.
pub fn count_nodes_at(
    cx: &mut Cx<'_, '_>,
    caller: &Caller,
    place: &Place,
    kind: NodeKind,
    filter: Option<&Predicate<NodeField>>,
) -> Result<u64> {
    let Some(drives) = Drives::of(place) else { return Ok(0) };
    let keeper = keeper(cx, &place.owner)?;
    Ok(query::count_nodes(cx.tx, &drives.scope(cx.now(), caller, place, kind, keeper.as_ref()), filter)?)
}

/// Returns what of one kind lies directly in a notebook or a section group and is asked for.
///
/// # Errors
/// What the store can meet.
pub fn nodes_in(
    cx: &mut Cx<'_, '_>,
    caller: &Caller,
    parent: &Allowed,
    kind: NodeKind,
    query: &Query<NodeField>,
) -> Result<Listing<NodeView>> {
    let keeper = keeper(cx, &parent.drive().owner)?;
    let scope = scope_in(cx, caller, parent, kind, keeper.as_ref())?;
    let found = query::nodes(cx.tx, &scope, query.predicate.as_ref(), &query.order, query.after.as_ref(), window(query))?;
    let count = counted(query, || query::count_nodes(cx.tx, &scope, query.predicate.as_ref()).map_err(Error::from))?;
    let (found, next) = cut(found, query.limit);
    let entries = view::children(cx, caller, &found, parent.role())?;
    Ok(Listing { entries, next, count, since: None })
}

/// Counts what of one kind lies directly in a notebook or a section group, those that a filter chooses.
///
/// # Errors
/// What the store can meet.
pub fn count_nodes_in(
    cx: &mut Cx<'_, '_>,
    caller: &Caller,
    parent: &Allowed,
    kind: NodeKind,
    filter: Option<&Predicate<NodeField>>,
) -> Result<u64> {
    let keeper = keeper(cx, &parent.drive().owner)?;
    let scope = scope_in(cx, caller, parent, kind, keeper.as_ref())?;
    Ok(query::count_nodes(cx.tx, &scope, filter)?)
}

/// Returns the pages of all sections at a place that a query asks for, and that have what is sought.
///
/// # Errors
/// What the store can meet.
pub fn pages_at(
    cx: &mut Cx<'_, '_>,
    caller: &Caller,
    place: &Place,
    query: &Query<PageField>,
    sought: Option<&Sought>,
) -> Result<Listing<PageView>> {
    let Some(drives) = Drives::of(place) else { return Ok(Listing::empty(query)) };
    let words = sought.map(|sought| query::sought(cx.tx, sought));
    let scope = PageScope { sought: words.as_deref(), ..pages_of(cx.now(), caller, place, &drives.0) };
    pages(cx, caller, &place.drives, &scope, query)
}

/// Returns the pages of a section that a query asks for, and that have what is sought.
///
/// # Errors
/// What the store can meet; [`Error::NotFound`] if the section went meanwhile.
pub fn pages_in(
    cx: &mut Cx<'_, '_>,
    caller: &Caller,
    section: &Allowed,
    query: &Query<PageField>,
    sought: Option<&Sought>,
) -> Result<Listing<PageView>> {
    let row = row(cx, section)?;
    let words = sought.map(|sought| query::sought(cx.tx, sought));
    let scope = PageScope { sought: words.as_deref(), ..scope_of(cx, caller, section, &row)? };
    pages(cx, caller, std::slice::from_ref(section.drive()), &scope, query)
}

/// Counts the pages of all sections at a place, those that a filter chooses.
///
/// # Errors
/// What the store can meet.
pub fn count_pages_at(
    cx: &mut Cx<'_, '_>,
    caller: &Caller,
    place: &Place,
    filter: Option<&Predicate<PageField>>,
    sought: Option<&Sought>,
) -> Result<u64> {
    let Some(drives) = Drives::of(place) else { return Ok(0) };
    let words = sought.map(|sought| query::sought(cx.tx, sought));
    let scope = PageScope { sought: words.as_deref(), ..pages_of(cx.now(), caller, place, &drives.0) };
    Ok(query::count_pages(cx.tx, &scope, filter)?)
}

/// Counts the pages of a section, those that a filter chooses.
///
/// # Errors
/// What the store can meet; [`Error::NotFound`] if the section went meanwhile.
pub fn count_pages_in(
    cx: &mut Cx<'_, '_>,
    caller: &Caller,
    section: &Allowed,
    filter: Option<&Predicate<PageField>>,
    sought: Option<&Sought>,
) -> Result<u64> {
    let row = row(cx, section)?;
    let words = sought.map(|sought| query::sought(cx.tx, sought));
    let scope = PageScope { sought: words.as_deref(), ..scope_of(cx, caller, section, &row)? };
    Ok(query::count_pages(cx.tx, &scope, filter)?)
}

/// Notes the places of some pages of a section among all of it that the caller may see, from 0.
///
/// One pass over the section, whatever the number of pages asked for.
///
/// # Errors
/// What the store can meet; [`Error::NotFound`] if the section went meanwhile.
pub fn note_places(cx: &mut Cx<'_, '_>, caller: &Caller, section: &Allowed, views: &mut [PageView]) -> Result<()> {
    let row = row(cx, section)?;
    let scope = scope_of(cx, caller, section, &row)?;
    let keys: Vec<PageKey> = views.iter().map(|view| view.id.key).collect();
    let places: HashMap<PageKey, u64> = query::places(cx.tx, &scope, &keys)?.into_iter().collect();
    for view in views {
        view.order = places.get(&view.id.key).copied();
    }
    Ok(())
}

fn pages(
    cx: &mut Cx<'_, '_>,
    caller: &Caller,
    drives: &[Drive],
    scope: &PageScope<'_>,
    query: &Query<PageField>,
) -> Result<Listing<PageView>> {
    let found = query::pages(cx.tx, scope, query.predicate.as_ref(), &query.order, query.after.as_ref(), window(query))?;
    let count = counted(query, || query::count_pages(cx.tx, scope, query.predicate.as_ref()).map_err(Error::from))?;
    let since = falls_by_time(&query.order).then(|| found.get(query.limit).map_or(ALWAYS, |(beyond, _)| beyond.row.modified));
    let (found, next) = cut(found, query.limit);
    Ok(Listing { entries: view::listed(cx, caller, drives, &found)?, next, count, since })
}

/// Says whether pages come by falling time of change, as they do without an order.
fn falls_by_time(order: &[Order<PageField>]) -> bool {
    order.first().is_none_or(|first| first.is_descending && first.by == Scalar::Field(PageField::Modified))
}

impl<T> Listing<T> {
    /// A place without a library has nothing.
    fn empty<F>(query: &Query<F>) -> Self {
        Self { entries: Vec::new(), next: None, count: query.wants_count.then_some(0), since: None }
    }
}

/// The drives of a place, at least one.
struct Drives(Vec<model::DriveId>);

impl Drives {
    fn of(place: &Place) -> Option<Self> {
        let drives: Vec<_> = place.drives.iter().map(|drive| drive.id).collect();
        (!drives.is_empty()).then_some(Self(drives))
    }

    fn scope<'a>(&'a self, now: Timestamp, caller: &'a Caller, place: &Place, kind: NodeKind, keeper: Option<&'a UserId>) -> NodeScope<'a> {
        NodeScope {
            kind,
            within: Within::Drives(&self.0),
            sight: Sight { user: caller.user(), is_whole: place.role.is_some(), now },
            role: place.role,
            adds_shares: place.role != Some(Role::Owner),
            keeper,
        }
    }
}

/// What lies in a node that was allowed is the caller's as that node is.
fn scope_in<'a>(
    cx: &mut Cx<'_, '_>,
    caller: &'a Caller,
    parent: &'a Allowed,
    kind: NodeKind,
    keeper: Option<&'a UserId>,
) -> Result<NodeScope<'a>> {
    let is_whole = place::role_in(cx, caller, &parent.drive().owner)?.is_some();
    Ok(NodeScope {
        kind,
        within: Within::Parent(&parent.drive().id, &parent.node().id),
        sight: Sight { user: caller.user(), is_whole, now: cx.now() },
        role: Some(parent.role()),
        adds_shares: false,
        keeper,
    })
}

pub(crate) fn scope_of<'a>(cx: &mut Cx<'_, '_>, caller: &'a Caller, section: &'a Allowed, row: &'a Section) -> Result<PageScope<'a>> {
    let is_whole = place::role_in(cx, caller, &section.drive().owner)?.is_some();
    Ok(PageScope {
        drives: std::slice::from_ref(&section.drive().id),
        section: Some(row),
        sight: Sight { user: caller.user(), is_whole, now: cx.now() },
        app: caller.page_app(Need::ReadPages),
        sought: None,
    })
}

pub(crate) fn row(cx: &mut Cx<'_, '_>, section: &Allowed) -> Result<Section> {
    let node = section.node();
    section::get(cx.tx, &node.drive, &node.id)?.ok_or(Error::NotFound)
}

/// Returns whom a node may be visible to without counting as shared: the owner, who may be alone in a group. None if there are
/// several.
fn keeper(cx: &mut Cx<'_, '_>, owner: &Owner) -> Result<Option<UserId>> {
    let nobody = UserId([0; 16]);
    Ok(match owner {
        Owner::User(user) => Some(*user),
        Owner::Group(group) => (!directory::is_group_of_many(cx.tx, group)?).then_some(nobody),
        Owner::Site(site) => (directory::site_size(cx.tx, site)? <= 1).then_some(nobody),
    })
}

/// One more than asked for, to see whether there are more.
pub(crate) fn window<F>(query: &Query<F>) -> (usize, usize) {
    (query.skip, query.limit + 1)
}

pub(crate) fn counted<F>(query: &Query<F>, count: impl FnOnce() -> Result<u64>) -> Result<Option<u64>> {
    if query.wants_count { count().map(Some) } else { Ok(None) }
}

/// Takes away the one too many, and returns where the list goes on.
pub(crate) fn cut<T>(mut found: Vec<(T, Seek)>, limit: usize) -> (Vec<T>, Option<Seek>) {
    let has_more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| has_more).map(|(_, seek)| seek.clone());
    (found.into_iter().map(|(entry, _)| entry).collect(), next)
}
