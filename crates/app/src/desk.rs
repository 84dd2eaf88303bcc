//! What those see who run the server, beside what they do there (`admin`, `account`). As there, nobody is asked whether they may:
//! that is asked before.

use crate::directory::After;
use crate::issuer::Issuer;
use crate::{Cx, Error, Result};
use model::{GroupId, IssuerId, NodeKind, Owner, Role, SiteId, UserId};
use store::directory::{self, Group, Site, User, list};
use store::file_list::read::{Listing, Order, Position};
use store::operation::{self, Operation};
use store::registration::{self, Registration};
use store::{drive, file_list, folder, node};

pub use store::directory::list::Counts;
pub use store::token::Token;

/// How many of the things that lie in a drive are named, of those that there may be.
const NAMED_MAX: usize = 20;

/// Returns how many people, groups, sites, apps and operations under way there are.
///
/// # Errors
/// What the store can meet.
pub fn counts(cx: &mut Cx<'_, '_>) -> Result<Counts> {
    Ok(list::counts(cx.tx)?)
}

/// Returns people whose names have a part somewhere in them, in any letter case: by name, after a place, at most `limit`.
///
/// # Errors
/// What the store can meet.
pub fn people(cx: &mut Cx<'_, '_>, part: &str, after: &After, limit: usize) -> Result<Vec<User>> {
    Ok(match model::fold(part.trim()).as_str() {
        "" => list::users_after(cx.tx, &after.0, limit)?,
        part => list::users_with(cx.tx, part, &after.0, limit)?,
    })
}

/// Returns somebody who is here, suspended or not.
///
/// # Errors
/// [`Error::NotFound`].
pub fn person(cx: &mut Cx<'_, '_>, id: &UserId) -> Result<User> {
    directory::state::here(cx.tx, id)?.ok_or(Error::NotFound)
}

/// Returns the groups that somebody is a member of, by name, at most `limit`.
///
/// # Errors
/// What the store can meet.
pub fn groups_of(cx: &mut Cx<'_, '_>, id: &UserId, limit: usize) -> Result<Vec<Group>> {
    Ok(list::groups_of(cx.tx, id, "", limit)?)
}

/// Returns groups with the number of their members: by name, after a place, at most `limit`.
///
/// # Errors
/// What the store can meet.
pub fn groups(cx: &mut Cx<'_, '_>, after: &After, limit: usize) -> Result<Vec<(Group, i64)>> {
    let groups = list::groups_after(cx.tx, &after.0, limit)?;
    let sized = |group: Group| directory::group_size(cx.tx, &group.id).map(|size| (group, size));
    Ok(groups.into_iter().map(sized).collect::<store::Result<_>>()?)
}

/// Returns a group.
///
/// # Errors
/// [`Error::GroupNotFound`].
pub fn group(cx: &mut Cx<'_, '_>, id: &GroupId) -> Result<Group> {
    directory::group(cx.tx, id)?.ok_or(Error::GroupNotFound)
}

/// Returns the members of a group with their roles: by name, after a place, at most `limit`.
///
/// # Errors
/// What the store can meet.
pub fn group_members(cx: &mut Cx<'_, '_>, id: &GroupId, after: &After, limit: usize) -> Result<Vec<(User, Role)>> {
    Ok(list::roles_in_group(cx.tx, id, &after.0, limit)?)
}

/// Returns a site.
///
/// # Errors
/// [`Error::SiteNotFound`].
pub fn site(cx: &mut Cx<'_, '_>, id: &SiteId) -> Result<Site> {
    directory::site(cx.tx, id)?.ok_or(Error::SiteNotFound)
}

/// Returns the members of a site with their roles: by name, after a place, at most `limit`.
///
/// # Errors
/// What the store can meet.
pub fn site_members(cx: &mut Cx<'_, '_>, id: &SiteId, after: &After, limit: usize) -> Result<Vec<(User, Role)>> {
    Ok(list::roles_in_site(cx.tx, id, &after.0, limit)?)
}

/// Returns sites with the number of their members: by address, after a place, at most `limit`; each with its place.
///
/// # Errors
/// What the store can meet.
pub fn sites(cx: &mut Cx<'_, '_>, after: &str, limit: usize) -> Result<Vec<(Site, i64, String)>> {
    let sites = directory::sites_after(cx.tx, after, limit)?;
    let sized = |(site, place): (Site, String)| directory::site_size(cx.tx, &site.id).map(|size| (site, size, place));
    Ok(sites.into_iter().map(sized).collect::<store::Result<_>>()?)
}

/// Returns operations that have not ended, the newest first, at most `limit`; each with who asked for it.
///
/// # Errors
/// What the store can meet.
pub fn operations(cx: &mut Cx<'_, '_>, limit: u32) -> Result<Vec<(Operation, Option<String>)>> {
    let found = operation::list(cx.tx, true, limit)?;
    let mut named = Vec::with_capacity(found.len());
    for operation in found {
        let caller = directory::account::get(cx.tx, &operation.request.caller)?;
        named.push((operation, caller.map(|account| account.name)));
    }
    Ok(named)
}

/// A drive that somebody owns, a group or a site.
#[derive(Clone, Debug)]
pub struct Holding {
    /// What it is called as a library.
    pub name: String,
    /// Whether it is the one that new notebooks are put in.
    pub is_default: bool,
    /// The most that it may hold, in bytes; none for no limit.
    pub quota_bytes: Option<u64>,
    /// What it holds, in bytes.
    pub bytes: u64,
    /// The notebooks that lie in it, wherever.
    pub notebooks: First,
    /// What lies at its top.
    pub top: First,
}

/// Some of very many, by name.
#[derive(Clone, Debug, Default)]
pub struct First {
    /// The first.
    pub names: Vec<String>,
    /// Whether there are more.
    pub is_more: bool,
}

impl First {
    fn of(mut names: Vec<String>) -> Self {
        names.sort_by_cached_key(|name| model::fold(name));
        let is_more = names.len() > NAMED_MAX;
        names.truncate(NAMED_MAX);
        Self { names, is_more }
    }
}

/// Returns what somebody owns, a group or a site; the default first. Walks the drives for their bytes.
///
/// # Errors
/// What the store can meet.
pub fn holdings(cx: &mut Cx<'_, '_>, owner: &Owner) -> Result<Vec<Holding>> {
    let now = cx.now();
    let start: Option<Position> = None;
    let listing = Listing { order: Order::Name, is_descending: false, after: start.as_ref(), limit: NAMED_MAX + 1 };
    let mut holdings = Vec::new();
    for it in drive::of_owner(cx.tx, owner)? {
        let root = it.root();
        let mut top: Vec<String> =
            node::listing::children(cx.tx, &it.id, &root, &listing)?.into_iter().map(|(node, _)| node.name).collect();
        if let Some(folder) = folder::get(cx.tx, &it.id, &root)?.filter(|folder| folder.held.n > 0) {
            top.extend(file_list::read::children(cx.tx, &folder, &listing)?.into_iter().map(|file| file.row.name));
        }
        let notebooks = node::of_kind(cx.tx, &it.id, NodeKind::Notebook, None, NAMED_MAX + 1)?;
        let notebooks = First::of(notebooks.into_iter().map(|node| node.name).collect());
        let bytes = drive::bytes_in(cx.tx, &it.id, now)?;
        let (name, is_default, quota_bytes) = (it.name, it.is_default, it.quota_bytes);
        holdings.push(Holding { name, is_default, quota_bytes, bytes, notebooks, top: First::of(top) });
    }
    Ok(holdings)
}

/// An app, as those see it who run the server.
#[derive(Clone, Debug)]
pub struct Registered {
    /// The app.
    pub app: Registration,
    /// Where it may be sent back to.
    pub redirects: Vec<String>,
    /// How many secrets it has that are good.
    pub secrets: u64,
}

/// Returns apps by name, after a place, at most `limit`.
///
/// # Errors
/// What the store can meet.
pub fn apps(cx: &mut Cx<'_, '_>, after: &After, limit: usize) -> Result<Vec<Registration>> {
    Ok(registration::after(cx.tx, &after.0, limit)?)
}

/// Returns an app by its client id.
///
/// # Errors
/// [`Error::NotFound`].
pub fn app(cx: &mut Cx<'_, '_>, id: &str) -> Result<Registered> {
    let app = registration::get(cx.tx, id)?.ok_or(Error::NotFound)?;
    let redirects = registration::redirects(cx.tx, id)?;
    let secrets = registration::secret_count(cx.tx, id)?;
    Ok(Registered { app, redirects, secrets })
}

/// Returns issuers with the number of people whom each vouches for: by name, after a place, at most `limit`.
///
/// # Errors
/// What the store can meet.
pub fn issuers(cx: &mut Cx<'_, '_>, after: &After, limit: usize) -> Result<Vec<(Issuer, u64)>> {
    let issuers = store::issuer::after(cx.tx, &after.0, limit)?;
    let counted = |issuer: Issuer| store::issuer::people(cx.tx, &issuer.id).map(|people| (issuer, people));
    Ok(issuers.into_iter().map(counted).collect::<store::Result<_>>()?)
}

/// Returns an issuer with the number of people whom it vouches for.
///
/// # Errors
/// [`Error::NotFound`].
pub fn issuer(cx: &mut Cx<'_, '_>, id: &IssuerId) -> Result<(Issuer, u64)> {
    let issuer = store::issuer::get(cx.tx, id)?.ok_or(Error::NotFound)?;
    let people = store::issuer::people(cx.tx, id)?;
    Ok((issuer, people))
}
