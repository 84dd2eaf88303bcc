//! Whose content a request is about: a location resolved to drives, and what the caller is there.

use crate::caller::Standing;
use crate::{Caller, Cx, Error, Result, site};
use model::{Location, Owner, Role, UserId};
use store::drive::{self, Drive};
use store::{directory, planted};

/// A location that the caller may use.
#[derive(Clone, Debug)]
pub struct Place {
    /// As the caller wrote it.
    pub location: Location,
    /// Who owns what is there.
    pub owner: Owner,
    /// All document libraries, the default first.
    pub drives: Vec<Drive>,
    /// What the caller is in all of it; none where they see only what was shared with them.
    pub role: Option<Role>,
}

impl Place {
    /// Returns the library that takes new notebooks.
    ///
    /// # Errors
    /// [`Error::NoDefaultLibrary`]: a site may have none.
    pub fn default_drive(&self) -> Result<&Drive> {
        self.drives.iter().find(|drive| drive.is_default).ok_or(Error::NoDefaultLibrary)
    }
}

/// Resolves a location for a caller.
///
/// # Errors
/// [`Error::NotFound`], [`Error::GroupNotFound`] or [`Error::SiteNotFound`] for a place that is not there and, word for word
/// the same, for one where the caller has no business; [`Error::NoPerson`] for *me* of an app alone.
pub fn resolve(cx: &mut Cx<'_, '_>, caller: &Caller, location: Location) -> Result<Place> {
    let (owner, missing) = match location {
        Location::Me => (Owner::User(*caller.person()?), Error::NotFound),
        Location::User(user) => (Owner::User(user), Error::NotFound),
        Location::Group(group) => (Owner::Group(group), Error::GroupNotFound),
        Location::Site(collection, site) => {
            let found = directory::site(cx.tx, &site)?.ok_or(Error::SiteNotFound)?;
            if found.collection != collection {
                return Err(Error::SiteNotFound);
            }
            (Owner::Site(site), Error::SiteNotFound)
        }
    };
    let role = role_in(cx, caller, &owner)?;
    let drives = drive::of_owner(cx.tx, &owner)?;
    let may_look = match (&owner, role) {
        // An app alone is asked about people that there may not be.
        (Owner::User(_) | Owner::Group(_), Some(_)) if caller.is_app_alone() => !drives.is_empty(),
        (_, Some(_)) => true,
        // Somebody who shares nothing with the caller looks like somebody who is not there.
        (Owner::User(_), None) => any_share(cx, caller, &drives)?,
        (_, None) => false,
    };
    if may_look { Ok(Place { location, owner, drives, role }) } else { Err(missing) }
}

/// Returns the person whom a name means: the one that they sign in by, in any letter case.
///
/// A name that nobody has means somebody who owns nothing, so that whoever goes on to [`resolve`] the place hears the same as
/// about people who share nothing.
///
/// # Errors
/// What the store can meet.
pub fn person(cx: &mut Cx<'_, '_>, name: &str) -> Result<UserId> {
    const NOBODY: UserId = UserId([0; 16]);
    Ok(directory::user_by_name(cx.tx, name)?.map_or(NOBODY, |user| user.id))
}

/// Where an owner's content is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Home {
    /// The location.
    pub location: Location,
    /// The host in a site's address; empty for people and groups.
    pub host: String,
}

/// Returns the location that an owner's content is found at, whoever asks.
///
/// # Errors
/// [`Error::NotFound`] if a site is gone.
pub fn home_of(cx: &mut Cx<'_, '_>, owner: &Owner) -> Result<Home> {
    let no_host = |location| Home { location, host: String::new() };
    Ok(match owner {
        Owner::User(user) => no_host(Location::User(*user)),
        Owner::Group(group) => no_host(Location::Group(*group)),
        Owner::Site(id) => {
            let found = directory::site(cx.tx, id)?.ok_or(Error::NotFound)?;
            let key = site::url_key(&found.url).unwrap_or_default();
            let host = site::host(&key).split(':').next().unwrap_or_default().to_owned();
            Home { location: Location::Site(found.collection, found.id), host }
        }
    })
}

fn any_share(cx: &mut Cx<'_, '_>, caller: &Caller, drives: &[Drive]) -> Result<bool> {
    let now = cx.now();
    for drive in drives {
        if store::permission::any(cx.tx, &drive.id, caller.user(), now)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Returns what somebody is in all of a drive, by owning it or belonging to its owner; or what an app alone is everywhere.
pub(crate) fn role_in(cx: &mut Cx<'_, '_>, caller: &Caller, owner: &Owner) -> Result<Option<Role>> {
    if let Standing::App(role) = caller.standing {
        return Ok(role);
    }
    Ok(match owner {
        Owner::User(user) => (user == caller.user()).then_some(Role::Owner),
        Owner::Group(_) if planted::is("groups-unasked") => Some(Role::Reader),
        Owner::Group(group) => directory::group_role(cx.tx, group, caller.user())?,
        Owner::Site(site) => directory::site_role(cx.tx, site, caller.user())?,
    })
}
