//! From what an address names to drives and to what lies in them, and whether the caller may.

use super::Item;
use super::shortcut::Refused;
use super::special;
use crate::access::{self, AllowedItem, ITEMS};
use crate::place::{self, Place};
use crate::{Caller, Cx, Error, Result};
use model::{DriveCid, ItemId, Location, NodeId, NodeKind, Owner, Right, Role, SpecialFolder};
use store::drive::{self as rows, Drive};
use store::node::{self, Node};

/// Which drive is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// The one at a place that takes what is new.
    Default(Location),
    /// One by its id.
    Id(DriveCid),
}

/// Where the names of a path begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// At the drive's root.
    Root,
    /// At an item.
    Id(ItemId),
    /// At a folder with a meaning.
    Special(SpecialFolder),
}

/// Something in a drive, as an address names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct At {
    /// The drive.
    pub drive: Which,
    /// Where the names begin.
    pub anchor: Anchor,
    /// The names from there.
    pub path: Vec<String>,
}

/// A drive that the caller may look into, all of it or a part.
#[derive(Clone, Debug)]
pub struct Drives {
    /// The drive.
    pub drive: Drive,
    /// What the caller is in all of it; none where they see only what was shared with them.
    pub role: Option<Role>,
}

/// What a section's name ends in where it is a file.
const SECTION_SUFFIX: &str = ".one";

/// Looks up a drive.
///
/// # Errors
/// [`Error::DriveNotFound`] for an id that is no drive's or of one in which the caller has no business; else as
/// [`place::resolve`]; [`Error::NoDefaultLibrary`].
pub fn drive(cx: &mut Cx<'_, '_>, caller: &Caller, which: Which) -> Result<Drives> {
    match which {
        Which::Default(location) => {
            let place = place::resolve(cx, caller, location)?;
            Ok(Drives { drive: place.default_drive()?.clone(), role: place.role })
        }
        Which::Id(cid) => {
            let drive = rows::by_cid(cx.tx, cid.bytes())?.ok_or(Error::DriveNotFound)?;
            let role = place::role_in(cx, caller, &drive.owner)?;
            let now = cx.now();
            let by_link = caller.pass.as_ref().is_some_and(|pass| pass.drive == drive.id);
            let may_look = role.is_some() || by_link || store::permission::any(cx.tx, &drive.id, caller.user(), now)?;
            if may_look { Ok(Drives { drive, role }) } else { Err(Error::DriveNotFound) }
        }
    }
}

/// Returns all drives at a place.
///
/// # Errors
/// As [`place::resolve`].
pub fn drives(cx: &mut Cx<'_, '_>, caller: &Caller, location: Location) -> Result<Vec<Drives>> {
    let Place { drives, role, .. } = place::resolve(cx, caller, location)?;
    Ok(drives.into_iter().map(|drive| Drives { drive, role }).collect())
}

/// Looks up something in a drive.
///
/// # Errors
/// As [`drive`]; [`Error::NotFound`] if it is not there, lies in another drive or is not for the caller to see,
/// [`Error::NotAllowed`] if they may see it and not do this, [`Error::Shortcut`] where the path leads through a shortcut.
pub fn item(cx: &mut Cx<'_, '_>, caller: &Caller, at: &At, right: Right) -> Result<AllowedItem> {
    let Reached { item, missing } = reach(cx, caller, at, right)?;
    match item.node() {
        _ if missing.is_empty() => Ok(item),
        Some(last) if last.node().kind == NodeKind::Shortcut => Err(Refused::Through.into()),
        _ => Err(Error::NotFound),
    }
}

/// How far a path leads.
#[derive(Clone, Debug)]
pub struct Reached {
    /// The last thing on the path that is there.
    pub item: AllowedItem,
    /// The names that follow it, which nothing has.
    pub missing: Vec<String>,
}

/// Follows a path as far as it leads.
///
/// # Errors
/// As [`item`], for the last thing that is there.
pub fn reach(cx: &mut Cx<'_, '_>, caller: &Caller, at: &At, right: Right) -> Result<Reached> {
    let reached = match follow(cx, caller, at, right) {
        Err(refused @ Error::NotAllowed(_)) => {
            // What an app finds in its own folder alone, it is refused there alone: elsewhere it is told of nothing.
            let seen = follow(cx, caller, at, Right::Read)?;
            special::confine(cx, caller, &seen.item, right)?;
            return Err(refused);
        }
        followed => followed?,
    };
    special::confine(cx, caller, &reached.item, right)?;
    Ok(reached)
}

fn follow(cx: &mut Cx<'_, '_>, caller: &Caller, at: &At, right: Right) -> Result<Reached> {
    let Drives { drive, .. } = self::drive(cx, caller, at.drive)?;
    let mut here = match at.anchor {
        Anchor::Root => drive.root(),
        Anchor::Id(id) if id.drive != DriveCid::of(&drive.id) => return Err(Error::NotFound),
        Anchor::Id(id) if at.path.is_empty() => {
            let item = access::item_anywhere(cx, caller, &id.bytes, right)?;
            // Whatever the id says: it was put together by whoever asks.
            return if item.drive().id == drive.id { Ok(Reached { item, missing: Vec::new() }) } else { Err(Error::NotFound) };
        }
        Anchor::Id(id) => NodeId(id.bytes),
        Anchor::Special(folder) => special::of_drive(cx, caller, &drive.id, folder)?.ok_or(Error::NotFound)?,
    };
    let mut parent = node::get(cx.tx, &drive.id, &here)?.ok_or(Error::NotFound)?;
    let mut names = at.path.iter();
    while let Some(name) = names.as_slice().first() {
        match child(cx, &parent, name)? {
            Some(Item::Node(node)) => {
                here = node.id;
                parent = node;
            }
            Some(Item::File(file)) => {
                let item = AllowedItem::File(Box::new(access::file_anywhere(cx, caller, &file.id, right)?));
                return Ok(Reached { item, missing: names.skip(1).cloned().collect() });
            }
            None => break,
        }
        names.next();
    }
    let item = AllowedItem::Node(access::node_anywhere(cx, caller, ITEMS, &here, right)?);
    Ok(Reached { item, missing: names.cloned().collect() })
}

/// Returns what lies in something under a name, in any letter case.
fn child(cx: &mut Cx<'_, '_>, parent: &Node, name: &str) -> Result<Option<Item>> {
    // A section group in a notebook, everything else elsewhere: their names are compared alike.
    if let Some(found) = node::child(cx.tx, &parent.drive, &parent.id, NodeKind::Folder, name)? {
        return Ok(Some(Item::Node(found)));
    }
    if matches!(parent.kind, NodeKind::Root | NodeKind::Folder) {
        let file = store::file_list::read::named(cx.tx, &parent.drive, &parent.id, name)?;
        return Ok(file.map(|file| Item::File(Box::new(file))));
    }
    match section_name(name) {
        Some(name) if parent.kind.may_hold(NodeKind::Section) => {
            Ok(node::child(cx.tx, &parent.drive, &parent.id, NodeKind::Section, name)?.map(Item::Node))
        }
        _ => Ok(None),
    }
}

/// Returns what a node is called in a drive.
pub(super) fn name_of(kind: NodeKind, name: &str) -> String {
    if kind == NodeKind::Section { format!("{name}{SECTION_SUFFIX}") } else { name.to_owned() }
}

/// Returns the name of the section that a file of this name is.
pub fn section_name(name: &str) -> Option<&str> {
    let at = name.len().checked_sub(SECTION_SUFFIX.len())?;
    let (stem, suffix) = name.split_at_checked(at)?;
    suffix.eq_ignore_ascii_case(SECTION_SUFFIX).then_some(stem)
}

/// Says whether a drive is the one that its owner's new things go to, and theirs.
pub(super) fn is_own_default(caller: &Caller, drive: &Drive) -> bool {
    drive.is_default && drive.owner == Owner::User(*caller.user())
}
