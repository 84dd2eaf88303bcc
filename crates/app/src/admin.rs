//! People, tokens and shares, and below groups, sites and libraries, for those who run the server.

mod group;
pub(crate) mod library;
mod refused;
mod right;
mod site;

pub use group::{
    INNER_MAX, NESTED_MAX, REACH_MAX, add_group, group_by_name, inner_by_name, inner_groups, remove_group, rename_group, set_group_member,
    set_inner_group,
};
pub use library::{Fate, Weighed, add_site_library, libraries, remove_site_library, rename_site_library, set_quota, weighed};
pub use refused::Refused;
pub use right::{Admin, Asked};
pub use site::{NewSite, add_site, readdress_site, remove_site, set_site_member, site_by_url};

use crate::caller::{self, IssuedToken};
use crate::{Cx, Error, Result};
use model::{AppId, DriveId, NameError, NameRule, NodeId, Owner, Role, Scopes, TokenId, UserId};
use store::directory::{self, Group, Site, User, change};
use store::drive::{self, Drive};
use store::permission::On;
use store::principal::Principal;
use store::{permission, token};

/// The longest name of a person, group or library, in Unicode scalar values.
pub const NAME_CHARS_MAX: usize = 128;

/// The library that a person's or group's drive is, and a site's default one, as web addresses show it.
pub const LIBRARY: &str = "Documents";

/// Adds a person with a drive of their own.
///
/// # Errors
/// [`Error::NameTaken`], [`Error::BadName`].
pub fn add_user(cx: &mut Cx<'_, '_>, by: &Admin, name: &str, password_hash: Option<&str>, quota_bytes: Option<u64>) -> Result<User> {
    let user = new_user(cx, name, password_hash, quota_bytes)?;
    by.note(cx, "user add", &user.name)?;
    Ok(user)
}

/// Adds a person whom nobody who runs the server adds; whoever calls this writes down why.
pub(crate) fn new_user(cx: &mut Cx<'_, '_>, name: &str, password_hash: Option<&str>, quota_bytes: Option<u64>) -> Result<User> {
    let name = checked(name)?;
    let user = User { id: UserId(cx.guid()), name: name.clone(), created: cx.now(), is_suspended: false, is_admin: false };
    if !directory::insert_user(cx.tx, &user, password_hash)? {
        return Err(Error::NameTaken(name));
    }
    add_library(cx, Owner::User(user.id), LIBRARY, true, quota_bytes, &user.id)?;
    Ok(user)
}

fn add_library(cx: &mut Cx<'_, '_>, owner: Owner, name: &str, is_default: bool, quota_bytes: Option<u64>, by: &UserId) -> Result<()> {
    let drive = Drive {
        id: DriveId(cx.guid()),
        owner,
        name: name.to_owned(),
        is_default,
        quota_bytes,
        default_notebook: None,
        default_section: None,
    };
    let now = cx.now();
    if drive::insert(cx.tx, &drive, by, now)? { Ok(()) } else { Err(Error::NameTaken(name.to_owned())) }
}

/// Says whether a character of a name cannot be seen, or changes how others are: with it somebody could look like somebody else. Of names
/// of people and groups, that is more than of names of notebooks.
const fn is_unseen(c: char) -> bool {
    model::is_invisible(c)
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{180e}' | '\u{200c}' | '\u{200d}' | '\u{2028}' | '\u{2029}')
        || matches!(c, '\u{2061}'..='\u{2064}' | '\u{e0000}'..='\u{e007f}')
}

/// Checks a name. Requests name people by what they are called or by their ids, and some by claims, which have a bar in them: so no name
/// is like one.
pub(crate) fn checked(name: &str) -> Result<String> {
    let name = name.trim();
    let why = if name.is_empty() {
        NameError::Blank
    } else if name.chars().count() > NAME_CHARS_MAX {
        NameError::TooLong { chars_max: NAME_CHARS_MAX }
    } else if let Some(c) = name.chars().find(|c| c.is_control() || is_unseen(*c) || matches!(c, '/' | '\\' | '|')) {
        NameError::Character(c)
    } else if name.parse::<UserId>().is_ok() {
        NameError::LikeId
    } else {
        return Ok(name.to_owned());
    };
    Err(Error::BadName(why, NameRule::Notebook))
}

/// Returns a person by name.
///
/// # Errors
/// [`Error::NotFound`].
pub fn user_by_name(cx: &mut Cx<'_, '_>, name: &str) -> Result<User> {
    directory::user_by_name(cx.tx, name.trim())?.ok_or(Error::NotFound)
}

/// Returns somebody who is here, and stays until the transaction ends.
pub(crate) fn staying(cx: &mut Cx<'_, '_>, id: &UserId) -> Result<User> {
    directory::state::here_locked(cx.tx, id)?.ok_or(Error::NotFound)
}

/// Returns somebody by name, who stays until the transaction ends.
pub(crate) fn staying_by_name(cx: &mut Cx<'_, '_>, name: &str) -> Result<User> {
    let id = user_by_name(cx, name)?.id;
    staying(cx, &id)
}

/// Makes somebody an administrator, or no longer.
///
/// # Errors
/// [`Error::NotFound`] if they are gone; [`Refused::LastAdministrator`].
pub fn set_admin(cx: &mut Cx<'_, '_>, by: &Admin, id: &UserId, is_admin: bool) -> Result<User> {
    let user = if is_admin { staying(cx, id)? } else { by.losing(cx, id)? };
    directory::state::set_admin(cx.tx, &user.id, is_admin)?;
    by.note(cx, if is_admin { "user admin" } else { "user admin --revoke" }, &user.name)?;
    Ok(User { is_admin, ..user })
}

/// What somebody alone owns beside their drive: nobody decides there who may do what once they are gone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnedAlone {
    /// Groups.
    pub groups: Vec<Group>,
    /// Sites.
    pub sites: Vec<Site>,
}

/// Returns the groups and sites that have no other owner who is here and not suspended.
///
/// # Errors
/// What the store can meet.
pub fn owned_alone(cx: &mut Cx<'_, '_>, id: &UserId) -> Result<OwnedAlone> {
    let groups = change::groups_of_sole_owner(cx.tx, id)?;
    Ok(OwnedAlone { groups, sites: change::sites_of_sole_owner(cx.tx, id)? })
}

/// Issues a token for a person and an app. The app is known from then on by the pages that it creates.
///
/// # Errors
/// [`Error::NotFound`] if there is no such person.
pub fn issue_token(cx: &mut Cx<'_, '_>, by: &Admin, user: &str, app: &AppId, scopes: &str, seconds: i64) -> Result<IssuedToken> {
    // An unknown scope is refused where it is read, with its name; here it would be a bug.
    Scopes::parse(scopes).map_err(|_| Error::Internal)?;
    let user = user_by_name(cx, user)?;
    by.note(cx, "token issue", &format!("{} {} {scopes}", user.name, app.as_str()))?;
    caller::issue(cx, &user.id, app, scopes, seconds, None)
}

/// Revokes a token.
///
/// # Errors
/// [`Error::NotFound`] if there is none, or it was revoked before.
pub fn revoke_token(cx: &mut Cx<'_, '_>, by: &Admin, id: &TokenId) -> Result<()> {
    let now = cx.now();
    if token::revoke(cx.tx, id, now)? { by.note(cx, "token revoke", &id.to_string()) } else { Err(Error::NotFound) }
}

/// Returns a person's tokens, without their secrets, which nobody has.
///
/// # Errors
/// [`Error::NotFound`] if there is no such person.
pub fn tokens(cx: &mut Cx<'_, '_>, user: &str) -> Result<Vec<token::Token>> {
    let user = user_by_name(cx, user)?;
    Ok(token::of_user(cx.tx, &user.id)?)
}

/// Returns some of them, the newest first, after one of theirs, at most `limit`.
///
/// # Errors
/// What the store can meet.
pub fn tokens_after(cx: &mut Cx<'_, '_>, user: &UserId, after: Option<&TokenId>, limit: usize) -> Result<Vec<token::Token>> {
    Ok(token::of_user_after(cx.tx, user, after, limit)?)
}

/// Shares a node with a person, or ends the share (`None`).
///
/// # Errors
/// [`Error::NotFound`] for a node, person or share that is not there.
pub fn share(cx: &mut Cx<'_, '_>, by: &Admin, node: &NodeId, user: &str, role: Option<Role>) -> Result<()> {
    let found = store::node::find(cx.tx, node)?.ok_or(Error::NotFound)?;
    let user = staying_by_name(cx, user)?;
    match role {
        Some(role) => permission::put(cx.tx, &found.drive, &On::Node(found.id), &Principal::User(user.id), &role.into())?,
        None if permission::remove(cx.tx, &found.drive, &On::Node(found.id), &Principal::User(user.id))? => {}
        None => return Err(Error::NotFound),
    }
    by.note(cx, if role.is_some() { "share" } else { "unshare" }, &format!("1-{node} {}", user.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_called_so_as_to_be_taken_for_somebody_else() {
        for fine in ["ann", "Ann Ünal", "ann@contoso.example", "آن", "安", "O'Hara (2)"] {
            assert_eq!(checked(fine), Ok(fine.to_owned()));
        }
        for bad in ["ann\u{200b}", "\u{202e}nna", "a\u{2028}nn", "a\u{ad}nn", "a\u{200d}nn", "i:0#.f|membership|ann", "a/b", "a\nb"] {
            assert!(matches!(checked(bad), Err(Error::BadName(NameError::Character(_), _))), "{bad:?}");
        }
        assert!(matches!(checked("07070707-0707-0707-0707-070707070707"), Err(Error::BadName(NameError::LikeId, _))));
    }
}
