//! Groups, as whoever runs the server changes them.

use super::library::{Fate, let_go, told};
use super::{Admin, LIBRARY, add_library, checked, user_by_name};
use crate::{Cx, Error, Result};
use model::{GroupId, Owner, Role, UserId};
use store::directory::{self, Group, change};
use store::drive;

/// Adds a group with a drive of its own. The first member owns it, the others contribute.
///
/// # Errors
/// [`Error::NameTaken`]; [`Error::NotFound`] for a member who is not there.
pub fn add_group(cx: &mut Cx<'_, '_>, name: &str, members: &[String], quota_bytes: Option<u64>) -> Result<Group> {
    let name = checked(name)?;
    let group = Group { id: GroupId(cx.guid()), name: name.clone() };
    let now = cx.now();
    if !directory::insert_group(cx.tx, &group, now)? {
        return Err(Error::NameTaken(name));
    }
    let members = members.iter().map(|member| user_by_name(cx, member)).collect::<Result<Vec<_>>>()?;
    for (i, member) in members.iter().enumerate() {
        let role = if i == 0 { Role::Owner } else { Role::Contributor };
        directory::put_group_member(cx.tx, &group.id, &member.id, role)?;
    }
    let by = members.first().map_or(UserId(group.id.0), |member| member.id);
    add_library(cx, Owner::Group(group.id), LIBRARY, true, quota_bytes, &by)?;
    Ok(group)
}

/// Returns a group by name.
///
/// # Errors
/// [`Error::GroupNotFound`].
pub fn group_by_name(cx: &mut Cx<'_, '_>, name: &str) -> Result<Group> {
    directory::group_by_name(cx.tx, name.trim())?.ok_or(Error::GroupNotFound)
}

/// Makes somebody a member of a group, changes their role there, or (`None`) ends the membership.
///
/// # Errors
/// [`Error::NotFound`] for a person or a membership that is not there.
pub fn set_group_member(cx: &mut Cx<'_, '_>, group: &GroupId, user: &str, role: Option<Role>) -> Result<()> {
    let user = user_by_name(cx, user)?;
    match role {
        Some(role) => Ok(directory::put_group_member(cx.tx, group, &user.id, role)?),
        None if directory::remove_group_member(cx.tx, group, &user.id)? => Ok(()),
        None => Err(Error::NotFound),
    }
}

/// Gives a group another name.
///
/// # Errors
/// [`Error::GroupNotFound`], [`Error::NameTaken`], [`Error::BadName`].
pub fn rename_group(cx: &mut Cx<'_, '_>, by: &Admin, name: &str, new: &str) -> Result<Group> {
    let (group, new) = (group_by_name(cx, name)?, checked(new)?);
    if !change::rename_group(cx.tx, &group.id, &new)? {
        return Err(Error::NameTaken(new));
    }
    by.note(cx, "group rename", &format!("{} {new}", group.name))?;
    Ok(Group { name: new, ..group })
}

/// Removes a group. What is shared with it is shared with its members no more; what it owns becomes of as is said.
///
/// # Errors
/// [`Error::GroupNotFound`]; [`super::Refused::Holds`] where nothing is said of what it holds; [`Error::NotFound`] if there is nobody to
/// give it to.
pub fn remove_group(cx: &mut Cx<'_, '_>, by: &Admin, name: &str, fate: Option<&Fate>) -> Result<()> {
    let group = group_by_name(cx, name)?;
    let drives = drive::of_owner(cx.tx, &Owner::Group(group.id))?;
    let_go(cx, drives, &group.name, fate)?;
    change::remove_group(cx.tx, &group.id)?;
    by.note(cx, "group remove", &format!("{}{}", group.name, told(fate)))
}
