//! Who may do what with a notebook, section group or section, as its owners see and change it.
//!
//! A permission on a node holds for everything below it, and the highest of several counts; so one that is given can only
//! widen what somebody may, and to narrow it is to end it first. Source: "Manage permissions on OneNote entities".

use crate::access::Allowed;
use crate::query::{Listing, counted, cut, window};
use crate::{Cx, Error, Result};
use model::query::{Identity, PermissionField, Predicate, Query};
use model::{GroupId, Right, Role};
use store::query::{self, PermissionScope};
use store::{directory, permission};

pub use store::permission::Entry;
pub use store::principal::Principal;
pub use store::query::Claims;

/// Whom a permission is given to, as they are called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who<'a> {
    /// A person, by name in any letter case.
    Named(&'a str),
    /// A group: whoever is a member when it counts.
    Group(GroupId),
}

/// Returns who may do something with a node, as a query asks for them: each once with the most that they may, wherever that
/// comes from. Without an order they come by rising number.
///
/// # Errors
/// [`Error::NotAllowed`] for anybody but its owners.
pub fn list(cx: &mut Cx<'_, '_>, allowed: &Allowed, query: &Query<PermissionField>, claims: Claims) -> Result<Listing<Entry>> {
    manage(allowed)?;
    let scope = PermissionScope { claims, ..scope(allowed) };
    let found = query::permissions(cx.tx, &scope, query.predicate.as_ref(), &query.order, query.after.as_ref(), window(query))?;
    let count = counted(query, || query::count_permissions(cx.tx, &scope, query.predicate.as_ref()).map_err(Error::from))?;
    let (entries, next) = cut(found, query.limit);
    Ok(Listing { entries, next, count, since: None })
}

/// Returns what the person or group of a number may do with a node.
///
/// # Errors
/// [`Error::NotFound`] for nothing; [`Error::NotAllowed`] as [`list`].
pub fn get(cx: &mut Cx<'_, '_>, allowed: &Allowed, number: u64) -> Result<Entry> {
    manage(allowed)?;
    entry(cx, allowed, number)?.ok_or(Error::NotFound)
}

/// Gives somebody a permission, unless they may as much already. Returns what they may now.
///
/// # Errors
/// [`Error::PrincipalNotFound`]; [`Error::NotAllowed`] as [`list`].
pub fn grant(cx: &mut Cx<'_, '_>, allowed: &Allowed, who: Who<'_>, role: Role) -> Result<Entry> {
    manage(allowed)?;
    let principal = principal(cx, who)?;
    let node = allowed.node();
    let number = store::principal::number(cx.tx, &principal)?.ok_or(Error::PrincipalNotFound)?;
    let has = entry(cx, allowed, number)?;
    match has.filter(|has| has.role >= role) {
        Some(has) => Ok(has),
        None => {
            permission::widen(cx.tx, &node.drive, &node.id, &principal, role)?;
            entry(cx, allowed, number)?.ok_or(Error::Internal)
        }
    }
}

/// Ends the permissions of the person or group of a number, on a node and on everything below it.
///
/// # Errors
/// [`Error::NotFound`] if they have none; [`Error::Inherited`] if they would still have one, by something above the node, by
/// owning the drive, or as a member of what owns it; [`Error::NotAllowed`] as [`list`].
pub fn revoke(cx: &mut Cx<'_, '_>, allowed: &Allowed, number: u64) -> Result<()> {
    let found = get(cx, allowed, number)?;
    permission::remove_below(cx.tx, &allowed.node().drive, &allowed.node().id, &found.principal)?;
    match entry(cx, allowed, number)? {
        // All or nothing: with the error, what was just removed stays.
        Some(_) => Err(Error::Inherited),
        None => Ok(()),
    }
}

fn manage(allowed: &Allowed) -> Result<()> {
    if allowed.role().gives(Right::Manage) { Ok(()) } else { Err(Error::NotAllowed(Right::Manage)) }
}

fn scope(allowed: &Allowed) -> PermissionScope<'_> {
    let node = allowed.node();
    PermissionScope { drive: &node.drive, node: &node.id, claims: Claims::default() }
}

fn entry(cx: &mut Cx<'_, '_>, allowed: &Allowed, number: u64) -> Result<Option<Entry>> {
    let is_it = Predicate::Is(PermissionField::Id, Identity::Permission(number));
    let found = query::permissions(cx.tx, &scope(allowed), Some(&is_it), &[], None, (0, 1))?;
    Ok(found.into_iter().next().map(|(entry, _)| entry))
}

fn principal(cx: &mut Cx<'_, '_>, who: Who<'_>) -> Result<Principal> {
    match who {
        Who::Named(name) => {
            let name = name.trim();
            if name.len() > NAME_BYTES_MAX {
                return Err(Error::PrincipalNotFound);
            }
            Ok(Principal::User(directory::user_by_name(cx.tx, name)?.ok_or(Error::PrincipalNotFound)?.id))
        }
        Who::Group(group) => Ok(Principal::Group(directory::group(cx.tx, &group)?.ok_or(Error::PrincipalNotFound)?.id)),
    }
}

/// No name is longer, in bytes of UTF-8.
const NAME_BYTES_MAX: usize = crate::admin::NAME_CHARS_MAX * 4;
