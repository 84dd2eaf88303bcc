//! People, groups, sites, tokens and shares, for those who run the server.

mod refused;
mod right;

pub use refused::Refused;
pub use right::{Admin, Asked};

use crate::caller::{self, IssuedToken};
use crate::{Cx, Error, Result, site};
use model::{AppId, DriveId, GroupId, NameError, NameRule, NodeId, Owner, Role, Scopes, SiteCollectionId, SiteId, TokenId, UserId};
use store::directory::{self, Group, Site, User};
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
/// [`Error::NameTaken`]; [`Error::NotFound`] for a name that cannot be one.
pub fn add_user(cx: &mut Cx<'_, '_>, name: &str, password_hash: Option<&str>, quota_bytes: Option<u64>) -> Result<User> {
    let name = checked(name)?;
    let user = User { id: UserId(cx.guid()), name: name.clone(), created: cx.now(), is_suspended: false, is_admin: false };
    if !directory::insert_user(cx.tx, &user, password_hash)? {
        return Err(Error::NameTaken(name));
    }
    add_library(cx, Owner::User(user.id), LIBRARY, true, quota_bytes, &user.id)?;
    Ok(user)
}

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

/// What a site is added with.
#[derive(Clone, Debug, Default)]
pub struct NewSite {
    /// Its absolute address. Sites of one host form a collection.
    pub url: String,
    /// Whether it gets a default library.
    pub has_default_library: bool,
    /// Further libraries, by name.
    pub libraries: Vec<String>,
    /// Its members with their roles.
    pub members: Vec<(String, Role)>,
    /// The most bytes each library may hold.
    pub quota_bytes: Option<u64>,
}

/// Adds a site.
///
/// # Errors
/// [`Error::NameTaken`] for its address or a library named twice; [`Error::SiteNotFound`] for an address that is none;
/// [`Error::NotFound`] for a member who is not there.
pub fn add_site(cx: &mut Cx<'_, '_>, new: &NewSite) -> Result<Site> {
    let key = site::url_key(&new.url).ok_or(Error::SiteNotFound)?;
    let now = cx.now();
    let fresh = SiteCollectionId(cx.guid());
    let collection = directory::site_collection(cx.tx, site::host(&key), &fresh)?;
    let site = Site { id: SiteId(cx.guid()), collection, url: new.url.trim().trim_end_matches('/').to_owned() };
    if !directory::insert_site(cx.tx, &site, &key, now)? {
        return Err(Error::NameTaken(site.url));
    }
    let mut by = UserId(site.id.0);
    for (i, (member, role)) in new.members.iter().enumerate() {
        let member = user_by_name(cx, member)?;
        directory::put_site_member(cx.tx, &site.id, &member.id, *role)?;
        if i == 0 {
            by = member.id;
        }
    }
    if new.has_default_library {
        add_library(cx, Owner::Site(site.id), LIBRARY, true, new.quota_bytes, &by)?;
    }
    for library in &new.libraries {
        add_library(cx, Owner::Site(site.id), &checked(library)?, false, new.quota_bytes, &by)?;
    }
    Ok(site)
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

fn checked(name: &str) -> Result<String> {
    let name = name.trim();
    let why = if name.is_empty() {
        NameError::Blank
    } else if name.chars().count() > NAME_CHARS_MAX {
        NameError::TooLong { chars_max: NAME_CHARS_MAX }
    } else if let Some(c) = name.chars().find(|c| c.is_control() || matches!(c, '/' | '\\')) {
        NameError::Character(c)
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

/// Makes somebody an administrator, or no longer.
///
/// # Errors
/// [`Error::NotFound`] if there is nobody of the name; [`Refused::LastAdministrator`].
pub fn set_admin(cx: &mut Cx<'_, '_>, by: &Admin, name: &str, is_admin: bool) -> Result<User> {
    let user = user_by_name(cx, name)?;
    if !is_admin {
        by.can_lose(cx, &user)?;
    }
    directory::state::set_admin(cx.tx, &user.id, is_admin)?;
    by.note(cx, if is_admin { "user admin" } else { "user admin --revoke" }, &user.name)?;
    Ok(User { is_admin, ..user })
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

/// Returns a site by its address, whoever its members are.
///
/// # Errors
/// [`Error::SiteNotFound`].
pub fn site_by_url(cx: &mut Cx<'_, '_>, url: &str) -> Result<Site> {
    let key = site::url_key(url).ok_or(Error::SiteNotFound)?;
    directory::site_by_url(cx.tx, &key)?.ok_or(Error::SiteNotFound)
}

/// Makes somebody a member of a site, changes their role there, or (`None`) ends the membership.
///
/// # Errors
/// [`Error::NotFound`] for a person or a membership that is not there.
pub fn set_site_member(cx: &mut Cx<'_, '_>, site: &SiteId, user: &str, role: Option<Role>) -> Result<()> {
    let user = user_by_name(cx, user)?;
    match role {
        Some(role) => Ok(directory::put_site_member(cx.tx, site, &user.id, role)?),
        None if directory::remove_site_member(cx.tx, site, &user.id)? => Ok(()),
        None => Err(Error::NotFound),
    }
}

/// Issues a token for a person and an app. The app is known from then on by the pages that it creates.
///
/// # Errors
/// [`Error::NotFound`] if there is no such person.
pub fn issue_token(cx: &mut Cx<'_, '_>, user: &str, app: &AppId, scopes: &str, seconds: i64) -> Result<IssuedToken> {
    // An unknown scope is refused where it is read, with its name; here it would be a bug.
    Scopes::parse(scopes).map_err(|_| Error::Internal)?;
    let user = user_by_name(cx, user)?;
    caller::issue(cx, &user.id, app, scopes, seconds, None)
}

/// Revokes a token.
///
/// # Errors
/// [`Error::NotFound`] if there is none, or it was revoked before.
pub fn revoke_token(cx: &mut Cx<'_, '_>, id: &TokenId) -> Result<()> {
    let now = cx.now();
    if token::revoke(cx.tx, id, now)? { Ok(()) } else { Err(Error::NotFound) }
}

/// Returns a person's tokens, without their secrets, which nobody has.
///
/// # Errors
/// [`Error::NotFound`] if there is no such person.
pub fn tokens(cx: &mut Cx<'_, '_>, user: &str) -> Result<Vec<token::Token>> {
    let user = user_by_name(cx, user)?;
    Ok(token::of_user(cx.tx, &user.id)?)
}

/// Shares a node with a person, or ends the share (`None`).
///
/// # Errors
/// [`Error::NotFound`] for a node, person or share that is not there.
pub fn share(cx: &mut Cx<'_, '_>, node: &NodeId, user: &str, role: Option<Role>) -> Result<()> {
    let found = store::node::find(cx.tx, node)?.ok_or(Error::NotFound)?;
    let user = user_by_name(cx, user)?;
    match role {
        Some(role) => Ok(permission::put(cx.tx, &found.drive, &On::Node(found.id), &Principal::User(user.id), &role.into())?),
        None if permission::remove(cx.tx, &found.drive, &On::Node(found.id), &Principal::User(user.id))? => Ok(()),
        None => Err(Error::NotFound),
    }
}
