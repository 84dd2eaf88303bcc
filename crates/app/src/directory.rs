//! Who there is, as far as somebody may know: all people, and the groups that they belong to.
//!
//! That somebody is here is known to everybody here: without it nobody could share anything with them. What groups there are is
//! known to their members alone, as everywhere else, and to apps that act without a person and may read groups.

use crate::{Caller, Cx, Error, Result};
use model::{GroupId, Role, UserId};
use store::directory::{self, list};

pub use store::directory::list::Member;
pub use store::directory::{Group, User};

/// Where a piece of a list ended: a folded name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct After(pub String);

impl After {
    /// Returns where a list goes on after somebody, or a group, of this name.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self(model::fold(name))
    }
}

/// Returns people by name, after a place, at most `limit`.
///
/// # Errors
/// What the store can meet.
pub fn people(cx: &mut Cx<'_, '_>, after: &After, limit: usize) -> Result<Vec<User>> {
    Ok(list::users_after(cx.tx, &after.0, limit)?)
}

/// Returns somebody who is here, by id or by the name that they sign in by.
///
/// # Errors
/// [`Error::NotFound`].
pub fn person(cx: &mut Cx<'_, '_>, text: &str) -> Result<User> {
    let found = match text.parse::<UserId>() {
        Ok(id) => directory::state::here(cx.tx, &id)?,
        Err(_) => directory::user_by_name(cx.tx, text)?,
    };
    found.ok_or(Error::NotFound)
}

/// Returns the groups that somebody is a member of by themselves, by name, after a place, at most `limit`.
///
/// # Errors
/// [`Error::NoPerson`] for an app alone.
pub fn direct_groups(cx: &mut Cx<'_, '_>, caller: &Caller, after: &After, limit: usize) -> Result<Vec<Group>> {
    Ok(list::groups_of(cx.tx, caller.person()?, &after.0, limit)?)
}

/// Returns the groups that the caller belongs to, by themselves or by other groups, by name, after a place, at most `limit`.
///
/// # Errors
/// What the store can meet.
pub fn groups(cx: &mut Cx<'_, '_>, caller: &Caller, after: &After, limit: usize) -> Result<Vec<Group>> {
    Ok(match caller.is_app_alone() {
        true => list::groups_after(cx.tx, &after.0, limit)?,
        false => list::groups_around(cx.tx, caller.user(), &after.0, limit)?,
    })
}

/// Returns one of the caller's groups.
///
/// # Errors
/// [`Error::GroupNotFound`], also where the caller is no member.
pub fn group(cx: &mut Cx<'_, '_>, caller: &Caller, id: &GroupId) -> Result<Group> {
    // Its scopes were asked for, and an app alone belongs nowhere.
    if !caller.is_app_alone() {
        directory::group_role(cx.tx, id, caller.user())?.ok_or(Error::GroupNotFound)?;
    }
    directory::group(cx.tx, id)?.ok_or(Error::GroupNotFound)
}

/// A person or a group that belongs to a group by themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Belonging {
    /// Who.
    pub who: Member,
    /// What their place in a list is called.
    pub place: String,
}

/// What follows a group's name in its place, so that a person of the same name comes after it. No name has a control character.
const OF_GROUP: char = '\u{1}';

/// Returns the people and groups that belong to one of the caller's groups, by name, after a place, at most `limit`.
///
/// # Errors
/// As [`group`].
pub fn belonging(cx: &mut Cx<'_, '_>, caller: &Caller, id: &GroupId, after: &After, limit: usize) -> Result<Vec<Belonging>> {
    group(cx, caller, id)?;
    let start = after.0.strip_suffix(OF_GROUP).map_or((after.0.as_str(), true), |name| (name, false));
    let place = |who: Member| match &who {
        Member::Person(user) => Belonging { place: user.name.clone(), who },
        Member::Group(group) => Belonging { place: format!("{}{OF_GROUP}", group.name), who },
    };
    Ok(list::all_members_of(cx.tx, id, start, limit)?.into_iter().map(place).collect())
}

/// Returns the people in one of the caller's groups that have at least a role there, by name, after a place, at most `limit`.
///
/// # Errors
/// As [`group`].
pub fn members(cx: &mut Cx<'_, '_>, caller: &Caller, id: &GroupId, role: Role, after: &After, limit: usize) -> Result<Vec<User>> {
    group(cx, caller, id)?;
    Ok(list::members_of(cx.tx, id, role, &after.0, limit)?)
}
