//! Groups, as whoever runs the server changes them.

use super::library::{Fate, let_go, told};
use super::{Admin, LIBRARY, Refused, add_library, checked, staying, staying_by_name};
use crate::{Cx, Error, Result};
use model::{GroupId, Owner, Role, UserId};
use store::directory::{self, Group, change, nesting};
use store::drive;

/// How deep groups may lie in one another: as many as faculties, institutes, courses and the like take, and so few that people still
/// see who belongs where.
pub const NESTED_MAX: u64 = 8;

/// How many groups may be members of one. Whoever changes a group writes anew what lies below it.
pub const INNER_MAX: u64 = 1_000;

/// In how many groups one may lie, itself among them. Every look at something that is shared asks for all of them.
pub const REACH_MAX: u64 = 200;

/// Adds a group with a drive of its own. The first member owns it, the others contribute.
///
/// # Errors
/// [`Error::NameTaken`]; [`Error::NotFound`] for a member who is not there.
pub fn add_group(cx: &mut Cx<'_, '_>, by: &Admin, name: &str, members: &[String], quota_bytes: Option<u64>) -> Result<Group> {
    let name = checked(name)?;
    let group = Group { id: GroupId(cx.guid()), name: name.clone() };
    let now = cx.now();
    if !directory::insert_group(cx.tx, &group, now)? {
        return Err(Error::NameTaken(name));
    }
    let members = members.iter().map(|member| staying_by_name(cx, member)).collect::<Result<Vec<_>>>()?;
    for (i, member) in members.iter().enumerate() {
        let role = if i == 0 { Role::Owner } else { Role::Contributor };
        directory::put_group_member(cx.tx, &group.id, &member.id, role)?;
    }
    let creator = members.first().map_or(UserId(group.id.0), |member| member.id);
    add_library(cx, Owner::Group(group.id), LIBRARY, true, quota_bytes, &creator)?;
    by.note(cx, "group add", &group.name)?;
    Ok(group)
}

/// Returns a group by name.
///
/// # Errors
/// [`Error::GroupNotFound`].
pub fn group_by_name(cx: &mut Cx<'_, '_>, name: &str) -> Result<Group> {
    directory::group_by_name(cx.tx, name.trim())?.ok_or(Error::GroupNotFound)
}

/// Returns a group that stays as it is until the transaction ends.
pub(super) fn kept(cx: &mut Cx<'_, '_>, id: &GroupId) -> Result<Group> {
    change::group_locked(cx.tx, id)?.ok_or(Error::GroupNotFound)
}

/// Makes somebody a member of a group, changes their role there, or (`None`) ends the membership.
///
/// # Errors
/// [`Error::GroupNotFound`]; [`Error::NotFound`] for a person or a membership that is not there.
pub fn set_group_member(cx: &mut Cx<'_, '_>, by: &Admin, group: &GroupId, user: &UserId, role: Option<Role>) -> Result<()> {
    let (group, user) = (kept(cx, group)?, staying(cx, user)?);
    let subject = format!("{} {}", group.name, user.name);
    if let Some(role) = role {
        directory::put_group_member(cx.tx, &group.id, &user.id, role)?;
        return by.note(cx, "group member add", &subject);
    }
    if !directory::remove_group_member(cx.tx, &group.id, &user.id)? {
        return Err(Error::NotFound);
    }
    by.note(cx, "group member remove", &subject)
}

/// Returns a group by name that is to be a member of another.
///
/// # Errors
/// [`Refused::NoGroup`].
pub fn inner_by_name(cx: &mut Cx<'_, '_>, name: &str) -> Result<Group> {
    Ok(directory::group_by_name(cx.tx, name.trim())?.ok_or_else(|| Refused::NoGroup(name.to_owned()))?)
}

/// Makes a group a member of another, changes its role there, or (`None`) ends the membership. Who belongs to the inner one is in the
/// outer one what they are in the inner one, and at most `role`.
///
/// # Errors
/// [`Error::GroupNotFound`] for the outer one; [`Refused::NoGroup`], [`Refused::Circle`], [`Refused::TooManyGroups`].
pub fn set_inner_group(cx: &mut Cx<'_, '_>, by: &Admin, outer: &GroupId, inner: &GroupId, role: Option<Role>) -> Result<()> {
    // Whoever removes a group holds this too, so that both stay.
    nesting::lock(cx.tx)?;
    let outer = directory::group(cx.tx, outer)?.ok_or(Error::GroupNotFound)?;
    let inner = directory::group(cx.tx, inner)?.ok_or_else(|| Refused::NoGroup(inner.to_string()))?;
    let Some(role) = role else {
        if !nesting::remove(cx.tx, &outer.id, &inner.id)? {
            return Err(Refused::NoGroup(inner.name).into());
        }
        return by.note(cx, "group member remove", &format!("{} {}", outer.name, inner.name));
    };
    if nesting::lies_in(cx.tx, &outer.id, &inner.id)? {
        return Err(Refused::Circle { inner: inner.name, outer: outer.name }.into());
    }
    nesting::put(cx.tx, &outer.id, &inner.id, role)?;
    // All or nothing: with the error, it is no member.
    let (below, above) = (nesting::around(cx.tx, &inner.id)?, nesting::around(cx.tx, &outer.id)?);
    if below.above + below.below > NESTED_MAX || above.inner > INNER_MAX || below.reach > REACH_MAX {
        return Err(Refused::TooManyGroups.into());
    }
    by.note(cx, "group member add", &format!("{} {}", outer.name, inner.name))
}

/// Returns the groups that are members of a group, with their roles there, by name.
///
/// # Errors
/// What the store can meet.
pub fn inner_groups(cx: &mut Cx<'_, '_>, group: &GroupId) -> Result<Vec<(Group, Role)>> {
    Ok(nesting::inner(cx.tx, group)?)
}

/// Gives a group another name.
///
/// # Errors
/// [`Error::GroupNotFound`], [`Error::NameTaken`], [`Error::BadName`].
pub fn rename_group(cx: &mut Cx<'_, '_>, by: &Admin, id: &GroupId, new: &str) -> Result<Group> {
    let (group, new) = (kept(cx, id)?, checked(new)?);
    if !change::rename_group(cx.tx, &group.id, &new)? {
        return Err(Error::NameTaken(new));
    }
    by.note(cx, "group rename", &format!("{} {new}", group.name))?;
    Ok(Group { name: new, ..group })
}

/// Removes a group. What is shared with it is shared with its members no more; what it owns becomes of as is said.
///
/// # Errors
/// [`Error::GroupNotFound`]; [`Refused::Holds`] where nothing is said of what it holds; [`Error::NotFound`] if there is nobody to
/// give it to.
pub fn remove_group(cx: &mut Cx<'_, '_>, by: &Admin, id: &GroupId, fate: Option<&Fate>) -> Result<()> {
    // Before its row: who nests it holds this, and then wants that.
    nesting::lock(cx.tx)?;
    let group = kept(cx, id)?;
    let drives = drive::of_owner(cx.tx, &Owner::Group(group.id))?;
    let_go(cx, drives, &group.name, fate)?;
    change::remove_group(cx.tx, &group.id)?;
    by.note(cx, "group remove", &format!("{}{}", group.name, told(fate)))
}
