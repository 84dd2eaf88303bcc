//! The permissions of an item as drives show them: those of people and groups, and links, each with where it comes from.

use super::link::Link;
use crate::access::AllowedItem;
use crate::permission::{self, Claims, Entry, Subject};
use crate::query::Listing;
use crate::{Caller, Cx, Error, Result};
use model::query::{PermissionField, Query, Seek};
use model::{ItemId, ShareId};
use store::share_link;

/// What a permission is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Given {
    /// Somebody's, with the most that they may.
    To(Entry),
    /// A link's.
    ByLink(Box<Link>),
}

/// A permission of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permission {
    /// What it is.
    pub given: Given,
    /// What it comes from, if that lies above the item.
    pub inherited_from: Option<ItemId>,
}

/// Returns a piece of the permissions of an item: links first, all with the first piece. Its owners are shown all, others their
/// own.
///
/// # Errors
/// What the store can meet.
pub fn permissions(
    cx: &mut Cx<'_, '_>,
    caller: &Caller,
    what: &AllowedItem,
    query: &Query<PermissionField>,
) -> Result<(Vec<Permission>, Option<Seek>)> {
    let subject = Subject::from(what);
    let mut found = Vec::new();
    let Listing { entries, next, .. } = if subject.is_managed() {
        if query.after.is_none() {
            let now = cx.now();
            let links = share_link::along(cx.tx, subject.drive, subject.node, subject.file)?;
            found.extend(links.into_iter().filter(|link| !link.is_over(now)).map(|link| of_link(&subject, link)));
        }
        permission::list(cx, subject, query, Claims::default())?
    } else {
        permission::own(cx, caller, &subject, query)?
    };
    found.extend(with_sources(cx, &subject, entries)?);
    Ok((found, next))
}

/// Shows a link of an item.
#[must_use]
pub fn shown(what: &AllowedItem, link: Link) -> Permission {
    of_link(&Subject::from(what), link)
}

/// How a permission of an item is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// That of the person or group of a number.
    Number(u64),
    /// A link.
    Link(ShareId),
}

/// Returns one permission of an item.
///
/// # Errors
/// [`Error::NotFound`] for what is none, and for what is not the caller's to see.
pub fn permission(cx: &mut Cx<'_, '_>, caller: &Caller, what: &AllowedItem, key: Key) -> Result<Permission> {
    let subject = Subject::from(what);
    match key {
        Key::Link(id) if subject.is_managed() => Ok(of_link(&subject, super::link_of(cx, what, &id)?)),
        Key::Link(_) => Err(Error::NotFound),
        Key::Number(number) if subject.is_managed() => {
            let entry = permission::get(cx, subject, number)?;
            with_sources(cx, &subject, vec![entry])?.pop().ok_or(Error::Internal)
        }
        Key::Number(number) => {
            // Somebody's own are few: their own name, and their groups.
            let query = Query::first(OWN_MAX);
            let own = permission::own(cx, caller, &subject, &query)?.entries;
            let entry = own.into_iter().find(|entry| entry.number == number).ok_or(Error::NotFound)?;
            with_sources(cx, &subject, vec![entry])?.pop().ok_or(Error::Internal)
        }
    }
}

/// So many groups of somebody are looked through for one of their permissions.
const OWN_MAX: usize = 1_000;

fn of_link(subject: &Subject<'_>, link: Link) -> Permission {
    let inherited_from = (link.on != subject.on()).then(|| link.on.item(subject.drive));
    Permission { given: Given::ByLink(Box::new(link)), inherited_from }
}

/// Adds where permissions come from: each shows the greatest role, so from the nearest thing that gives as much for as long.
fn with_sources(cx: &mut Cx<'_, '_>, subject: &Subject<'_>, entries: Vec<Entry>) -> Result<Vec<Permission>> {
    let numbers = || entries.iter().map(|entry| entry.number);
    let (Some(first), Some(last)) = (numbers().min(), numbers().max()) else { return Ok(Vec::new()) };
    let now = cx.now();
    let along = store::permission::along(cx.tx, subject.drive, subject.node, subject.file, (first, last), now)?;
    let shown = entries.into_iter().map(|entry| {
        let source = along.iter().find(|given| given.number == entry.number && given.terms == entry.terms);
        let inherited_from = source.filter(|given| given.on != subject.on()).map(|given| given.on.item(subject.drive));
        Permission { given: Given::To(entry), inherited_from }
    });
    Ok(shown.collect())
}
