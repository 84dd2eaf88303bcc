//! What somebody worked on lately: files that they made or changed, and notebooks that they opened.
//!
//! Nothing is kept for it: what changed last, and who did, the rows say, and whoever writes or reads a file pays nothing. So what somebody only read is not among it, and neither is what others have changed since.

use super::{Drives, Item};
use crate::access::{self, AllowedItem};
use crate::item::view::{self, ItemView};
use crate::{Caller, Cx, Error, Result, recent};
use model::{DriveId, ItemId, NodeId, Right, Timestamp};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use store::drive::{self as rows, Drive};
use store::file_list::newest;
use store::{folder, permission};

/// The most that is told: what was longer ago is not recent.
pub const TOLD_MAX: usize = 100;

/// How many drives are looked into; hardly anybody has so many.
const DRIVES_MAX: usize = 64;

/// How many folders are looked into, those in which something changed last.
const FOLDERS_MAX: usize = 128;

/// How many files of each layer of a folder are looked at, those that changed last.
const FILES_MAX: usize = 1_000;

/// How many things are asked whether the caller may still see them, for each that may be told.
const ASKED_FOR_EACH: usize = 4;

/// Returns what the caller worked on lately and may see, the newest first, at most `limit`: in one drive, or, without one, wherever it
/// lies.
///
/// # Errors
/// [`Error::NoPerson`] without a drive.
pub fn recent(cx: &mut Cx<'_, '_>, caller: &Caller, within: Option<&Drives>, limit: usize) -> Result<Vec<ItemView>> {
    let limit = limit.min(TOLD_MAX);
    let mut found: Vec<(Timestamp, AllowedItem)> = recent::notebooks(cx, caller)?
        .into_iter()
        .filter(|(notebook, _)| within.is_none_or(|within| within.drive.id == notebook.drive().id))
        .map(|(notebook, opened)| (opened, AllowedItem::Node(notebook)))
        .collect();
    found.extend(files(cx, caller, within, limit)?);
    found.sort_by_key(|(at, item)| Reverse((*at, item.id())));
    found.truncate(limit);
    shown(cx, caller, found.iter().map(|(_, item)| (item.drive().clone(), Item::of(item))).collect())
}

/// Returns the files that the caller changed last.
fn files(cx: &mut Cx<'_, '_>, caller: &Caller, within: Option<&Drives>, limit: usize) -> Result<Vec<(Timestamp, AllowedItem)>> {
    let mut changed = Vec::new();
    for (_, drive, id) in folders(cx, caller, within)? {
        if let Some(folder) = folder::get(cx.tx, &drive, &id)? {
            changed.extend(newest::by(cx.tx, &folder, caller.user(), FILES_MAX)?);
        }
        // Most are of one folder; what is too old already is not kept until the end.
        changed.sort_unstable_by_key(|file| Reverse((file.row.modified, file.id)));
        changed.truncate(limit * ASKED_FOR_EACH);
    }
    let mut found = Vec::new();
    for file in changed {
        match access::file_anywhere(cx, caller, &file.id, Right::Read) {
            Ok(allowed) => found.push((file.row.modified, AllowedItem::File(Box::new(allowed)))),
            // Not shared any more.
            Err(Error::NotFound) => {}
            Err(error) => return Err(error),
        }
        if found.len() >= limit {
            break;
        }
    }
    Ok(found)
}

/// Returns the folders in which something changed last, of all drives that the caller has to do with.
fn folders(cx: &mut Cx<'_, '_>, caller: &Caller, within: Option<&Drives>) -> Result<Vec<(Timestamp, DriveId, NodeId)>> {
    let now = cx.now();
    let drives = match within {
        Some(within) => vec![within.drive.id],
        None => {
            let person = caller.person()?;
            let mut drives = rows::of_member(cx.tx, person, DRIVES_MAX)?;
            drives.extend(permission::drives(cx.tx, person, now)?);
            drives.truncate(DRIVES_MAX);
            drives
        }
    };
    let mut found = Vec::new();
    for drive in drives {
        let of_drive = newest::folders(cx.tx, &drive, FOLDERS_MAX)?;
        found.extend(of_drive.into_iter().map(|(id, changed)| (changed, drive, id)));
    }
    found.sort_unstable_by_key(|(changed, _, id)| Reverse((*changed, *id)));
    found.truncate(FOLDERS_MAX);
    Ok(found)
}

/// Shows things of many drives, those of each drive together, in the order given.
pub(super) fn shown(cx: &mut Cx<'_, '_>, caller: &Caller, things: Vec<(Drive, Item)>) -> Result<Vec<ItemView>> {
    let mut of_drives: BTreeMap<DriveId, (Drive, Vec<Item>)> = BTreeMap::new();
    let mut order = Vec::with_capacity(things.len());
    for (drive, item) in things {
        order.push(match &item {
            Item::Node(node) => ItemId::of_node(&drive.id, &node.id),
            Item::File(file) => ItemId::of_file(&drive.id, &file.id),
        });
        of_drives.entry(drive.id).or_insert_with(|| (drive, Vec::new())).1.push(item);
    }
    let mut views = HashMap::new();
    for (drive, items) in of_drives.values() {
        views.extend(view::many(cx, caller, drive, items)?.into_iter().map(|view| (view.id, view)));
    }
    Ok(order.iter().filter_map(|id| views.remove(id)).collect())
}
