//! Sites, as whoever runs the server changes them.

use super::library::{Fate, let_go, told};
use super::{Admin, LIBRARY, add_library, checked, staying, staying_by_name};
use crate::{Cx, Error, Result, site};
use model::{Owner, Role, SiteCollectionId, SiteId, UserId};
use store::directory::{self, Site, change};
use store::drive;

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
pub fn add_site(cx: &mut Cx<'_, '_>, by: &Admin, new: &NewSite) -> Result<Site> {
    let key = site::url_key(&new.url).ok_or(Error::SiteNotFound)?;
    let now = cx.now();
    let fresh = SiteCollectionId(cx.guid());
    let collection = directory::site_collection(cx.tx, site::host(&key), &fresh)?;
    let site = Site { id: SiteId(cx.guid()), collection, url: new.url.trim().trim_end_matches('/').to_owned() };
    if !directory::insert_site(cx.tx, &site, &key, now)? {
        return Err(Error::NameTaken(site.url));
    }
    let mut creator = UserId(site.id.0);
    for (i, (member, role)) in new.members.iter().enumerate() {
        let member = staying_by_name(cx, member)?;
        directory::put_site_member(cx.tx, &site.id, &member.id, *role)?;
        if i == 0 {
            creator = member.id;
        }
    }
    if new.has_default_library {
        add_library(cx, Owner::Site(site.id), LIBRARY, true, new.quota_bytes, &creator)?;
    }
    for library in &new.libraries {
        add_library(cx, Owner::Site(site.id), &checked(library)?, false, new.quota_bytes, &creator)?;
    }
    by.note(cx, "site add", &site.url)?;
    Ok(site)
}

/// Returns a site by its address, whoever its members are.
///
/// # Errors
/// [`Error::SiteNotFound`].
pub fn site_by_url(cx: &mut Cx<'_, '_>, url: &str) -> Result<Site> {
    let key = site::url_key(url).ok_or(Error::SiteNotFound)?;
    directory::site_by_url(cx.tx, &key)?.ok_or(Error::SiteNotFound)
}

/// Returns a site that stays as it is until the transaction ends.
pub(super) fn kept(cx: &mut Cx<'_, '_>, id: &SiteId) -> Result<Site> {
    change::site_locked(cx.tx, id)?.ok_or(Error::SiteNotFound)
}

/// Makes somebody a member of a site, changes their role there, or (`None`) ends the membership.
///
/// # Errors
/// [`Error::SiteNotFound`]; [`Error::NotFound`] for a person or a membership that is not there.
pub fn set_site_member(cx: &mut Cx<'_, '_>, by: &Admin, site: &SiteId, user: &UserId, role: Option<Role>) -> Result<()> {
    let (site, user) = (kept(cx, site)?, staying(cx, user)?);
    let subject = format!("{} {}", site.url, user.name);
    if let Some(role) = role {
        directory::put_site_member(cx.tx, &site.id, &user.id, role)?;
        return by.note(cx, "site member add", &subject);
    }
    if !directory::remove_site_member(cx.tx, &site.id, &user.id)? {
        return Err(Error::NotFound);
    }
    by.note(cx, "site member remove", &subject)
}

/// Gives a site another address; its id as a site stays, and that of its collection is the other host's.
///
/// # Errors
/// [`Error::SiteNotFound`] for one that is not there, or an address that is none; [`Error::NameTaken`].
pub fn readdress_site(cx: &mut Cx<'_, '_>, by: &Admin, id: &SiteId, new: &str) -> Result<Site> {
    let it = kept(cx, id)?;
    let key = site::url_key(new).ok_or(super::Refused::NoAddress(new.to_owned()))?;
    let fresh = SiteCollectionId(cx.guid());
    let collection = directory::site_collection(cx.tx, site::host(&key), &fresh)?;
    let new = new.trim().trim_end_matches('/').to_owned();
    if !change::readdress_site(cx.tx, &it.id, &collection, (&new, &key))? {
        return Err(Error::NameTaken(new));
    }
    by.note(cx, "site set", &format!("{} {new}", it.url))?;
    Ok(Site { collection, url: new, ..it })
}

/// Removes a site. What it owns becomes of as is said.
///
/// # Errors
/// [`Error::SiteNotFound`]; [`super::Refused::Holds`] where nothing is said of what it holds; [`Error::NotFound`] if there is nobody to
/// give it to.
pub fn remove_site(cx: &mut Cx<'_, '_>, by: &Admin, id: &SiteId, fate: Option<&Fate>) -> Result<()> {
    let it = kept(cx, id)?;
    let drives = drive::of_owner(cx.tx, &Owner::Site(it.id))?;
    // A library is called as the last part of its address says; no name has a slash.
    let last = it.url.rsplit('/').find(|part| !part.is_empty()).unwrap_or(LIBRARY).to_owned();
    let_go(cx, drives, &last, fate)?;
    change::remove_site(cx.tx, &it.id)?;
    by.note(cx, "site remove", &format!("{}{}", it.url, told(fate)))
}
