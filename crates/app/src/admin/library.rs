//! Document libraries: the drives of people, groups and sites, as whoever runs the server gives, bounds and takes them.

use super::{Admin, NAME_CHARS_MAX, Refused, checked, group, site, staying, staying_by_name};
use crate::access::{self, AllowedItem};
use crate::caller::{Reach, Standing};
use crate::item::{self, Item, Listing, Only, Order, Removal};
use crate::{Caller, Cx, Error, Result};
use model::{AppId, DriveId, NodeId, NodeKind, Owner, Right, Role, SiteId, Timestamp, UserId};
use store::drive::{self, Drive, library};

/// How many things are put into the recycle bin in one transaction.
const DISCARDED_AT_ONCE: usize = 100;

/// The most names that are tried for a library that somebody is given.
const NAMES_MAX: u32 = 1_000;

/// What becomes of what something owned that goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is somebody's, by name, as libraries of their own.
    GiveTo(String),
    /// It is nobody's, and goes to the recycle bin.
    Discard,
}

/// A library, and how much it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weighed {
    /// The library.
    pub drive: Drive,
    /// Its bytes, as they count against its quota.
    pub bytes: u64,
}

/// Returns the libraries of everybody, of all groups or of all sites, as `like` is one, by owner, the default first. Walks all of
/// them.
///
/// # Errors
/// What the store can meet.
pub fn weighed(cx: &mut Cx<'_, '_>, like: &Owner) -> Result<Vec<Weighed>> {
    let now = cx.now();
    Ok(library::weighed(cx.tx, like, now)?.into_iter().map(|(drive, bytes)| Weighed { drive, bytes }).collect())
}

/// Returns the libraries of an owner, the default first.
///
/// # Errors
/// What the store can meet.
pub fn libraries(cx: &mut Cx<'_, '_>, owner: &Owner) -> Result<Vec<Weighed>> {
    let now = cx.now();
    let mut all = Vec::new();
    for drive in drive::of_owner(cx.tx, owner)? {
        let bytes = drive::bytes_in(cx.tx, &drive.id, now)?;
        all.push(Weighed { drive, bytes });
    }
    Ok(all)
}

/// Adds a library to a site.
///
/// # Errors
/// [`Error::SiteNotFound`], [`Error::NameTaken`], [`Error::BadName`]; [`Refused::HasDefault`] for a second default one.
pub fn add_site_library(
    cx: &mut Cx<'_, '_>,
    by: &Admin,
    id: &SiteId,
    name: &str,
    is_default: bool,
    quota_bytes: Option<u64>,
) -> Result<()> {
    let site = site::kept(cx, id)?;
    let owner = Owner::Site(site.id);
    let name = checked(name)?;
    if is_default && drive::of_owner(cx.tx, &owner)?.iter().any(|drive| drive.is_default) {
        return Err(Refused::HasDefault(site.url).into());
    }
    super::add_library(cx, owner, &name, is_default, quota_bytes, &UserId(site.id.0))?;
    by.note(cx, "site library add", &format!("{} {name}", site.url))
}

/// Gives a site's library another name. Addresses of what lies in it change with it.
///
/// # Errors
/// [`Error::SiteNotFound`], [`Error::NameTaken`], [`Error::BadName`], [`Refused::NoLibrary`].
pub fn rename_site_library(cx: &mut Cx<'_, '_>, by: &Admin, id: &SiteId, name: &str, new: &str) -> Result<()> {
    let (site, new) = (site::kept(cx, id)?, checked(new)?);
    let it = library_of(cx, &Owner::Site(site.id), Some(name))?;
    if !library::rename(cx.tx, &it, &new)? {
        return Err(Error::NameTaken(new));
    }
    by.note(cx, "site library rename", &format!("{} {} {new}", site.url, it.name))
}

/// Removes a site's library.
///
/// # Errors
/// [`Error::SiteNotFound`], [`Refused::NoLibrary`]; [`Refused::Holds`] and others as for whoever's goes.
pub fn remove_site_library(cx: &mut Cx<'_, '_>, by: &Admin, id: &SiteId, name: &str, fate: Option<&Fate>) -> Result<()> {
    let site = site::kept(cx, id)?;
    let it = library_of(cx, &Owner::Site(site.id), Some(name))?;
    let called = it.name.clone();
    let_go(cx, vec![it], &called, fate)?;
    by.note(cx, "site library remove", &format!("{} {called}{}", site.url, told(fate)))
}

/// Bounds what the drive of a person or group may hold, or a site's library by name; `None` for no bound. What is there already
/// stays.
///
/// # Errors
/// [`Refused::NoLibrary`]; [`Error::NotFound`] and its kin if the owner is gone.
pub fn set_quota(cx: &mut Cx<'_, '_>, by: &Admin, owner: &Owner, library: Option<&str>, bytes: Option<u64>) -> Result<()> {
    let (act, whose) = match owner {
        Owner::User(id) => ("user quota", staying(cx, id)?.name),
        Owner::Group(id) => ("group quota", group::kept(cx, id)?.name),
        Owner::Site(id) => ("site library quota", site::kept(cx, id)?.url),
    };
    let it = library_of(cx, owner, library)?;
    library::set_quota(cx.tx, &it.id, bytes)?;
    let bytes = bytes.map_or_else(|| "none".to_owned(), |bytes| bytes.to_string());
    // People and groups have one that is theirs from the beginning: it goes by whose it is.
    let is_plain = it.is_default && !matches!(owner, Owner::Site(_));
    by.note(cx, act, &if is_plain { format!("{whose} {bytes}") } else { format!("{whose} {} {bytes}", it.name) })
}

/// Returns a library of an owner, who is locked, by name, or the default one.
fn library_of(cx: &mut Cx<'_, '_>, owner: &Owner, name: Option<&str>) -> Result<Drive> {
    let key = name.map(|name| model::fold(name.trim()));
    let is_it = |drive: &Drive| key.as_ref().map_or(drive.is_default, |key| model::fold(&drive.name) == *key);
    let found = drive::of_owner(cx.tx, owner)?.into_iter().find(is_it);
    Ok(found.ok_or_else(|| Refused::NoLibrary(name.unwrap_or(super::LIBRARY).to_owned()))?)
}

/// Lets libraries of `whose` go as was said. Where nothing was said, that is asked about what holds anything.
pub(crate) fn let_go(cx: &mut Cx<'_, '_>, drives: Vec<Drive>, whose: &str, fate: Option<&Fate>) -> Result<()> {
    match fate {
        Some(Fate::GiveTo(name)) => {
            let heir = staying_by_name(cx, name)?;
            drives.iter().try_for_each(|it| give(cx, it, &heir.id, &given_name(whose, it)))
        }
        Some(Fate::Discard) => discard(cx, &drives),
        None => {
            ask(cx, &drives, whose)?;
            discard(cx, &drives)
        }
    }
}

fn discard(cx: &mut Cx<'_, '_>, drives: &[Drive]) -> Result<()> {
    Ok(drives.iter().try_for_each(|it| library::discard(cx.tx, &it.id))?)
}

/// What a default library is called elsewhere is who had it; another one keeps its name beside that.
fn given_name(whose: &str, it: &Drive) -> String {
    let whole = if it.is_default || it.name == whose { whose.to_owned() } else { format!("{whose} {}", it.name) };
    whole.chars().take(NAME_CHARS_MAX).collect()
}

/// Refuses to guess what becomes of what libraries hold, if they hold anything.
fn ask(cx: &mut Cx<'_, '_>, drives: &[Drive], whose: &str) -> Result<()> {
    let now = cx.now();
    let (mut notebooks, mut files, mut bytes) = (0, 0, 0);
    for it in drives {
        let held = library::held(cx.tx, &it.id)?;
        notebooks += held.0;
        files += held.1;
        bytes += drive::bytes_in(cx.tx, &it.id, now)?;
    }
    match (notebooks, files) {
        (0, 0) => Ok(()),
        _ => Err(Refused::Holds { whose: whose.to_owned(), notebooks, files, bytes }.into()),
    }
}

/// Gives a drive to somebody as a library of a name, or of the first that is free after it. At once, however much it holds.
fn give(cx: &mut Cx<'_, '_>, it: &Drive, to: &UserId, name: &str) -> Result<()> {
    for name in std::iter::once(name.to_owned()).chain((2..=NAMES_MAX).map(|n| format!("{name} {n}"))) {
        if drive::give(cx.tx, &it.id, &Owner::User(*to), &name)? {
            return Ok(());
        }
    }
    Err(Error::NameTaken(name.to_owned()))
}

/// What was said about what something owned, as the audit log has it.
pub(crate) fn told(fate: Option<&Fate>) -> String {
    match fate {
        Some(Fate::GiveTo(name)) => format!(" --give-to {name}"),
        Some(Fate::Discard) => " --discard".to_owned(),
        None => String::new(),
    }
}

/// Puts some of what lies at the top of a drive into the recycle bin, from where the sweep takes it. Returns how much; there may
/// be more. Nobody is asked.
fn discard_some(cx: &mut Cx<'_, '_>, drive: &DriveId) -> Result<usize> {
    let caller = Caller {
        user: UserId(drive.0),
        name: String::new(),
        standing: Standing::App(Some(Role::Owner)),
        app: AppId::new("looseleaf").map_err(|_| Error::Internal)?,
        reach: Reach::Operation { own_pages_only: false },
        expires: Timestamp::from_micros(i64::MAX),
        pass: None,
    };
    let listing = Listing { order: Order::Name, is_descending: false, after: None, limit: DISCARDED_AT_ONCE };
    let root = access::node_anywhere(cx, &caller, &[NodeKind::Root], &NodeId(drive.0), Right::Write)?;
    let found = item::children(cx, &AllowedItem::Node(root), &listing)?;
    for (found, _) in &found {
        let id = match found {
            Item::Node(node) => node.id.0,
            Item::File(file) => file.id.0,
        };
        let allowed = access::item_anywhere(cx, &caller, &id, Right::Write)?;
        item::delete(cx, &caller, &allowed, Removal::ToTrash, Only::Always)?;
    }
    Ok(found.len())
}

/// Goes on with a drive that was discarded. Returns how much there was to do.
pub(crate) fn sweep(cx: &mut Cx<'_, '_>) -> Result<u64> {
    let Some(drive) = library::discarded(cx.tx)? else { return Ok(0) };
    let done = discard_some(cx, &drive)?;
    if done == 0 {
        library::settle_discarded(cx.tx, &drive)?;
    }
    Ok(done as u64 + 1)
}
