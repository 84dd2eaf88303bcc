//! Moving a file to another folder of its drive: a row under a fresh key there, none here, and an alias that keeps its id.

use super::FileRow;
use super::write::{Found, Writer};
use crate::file::{File, Place};
use crate::folder;
use crate::{Result, Tx, relocation};
use model::{DriveId, FileKey, Ids, NodeId, Timestamp, UserId};

/// Locks two folders of a drive for a move, in the order of their ids, and before them the target's node if it never held a
/// file. `false` if one of them is not there.
pub fn lock(tx: &mut Tx<'_>, drive: &DriveId, from: &NodeId, to: &NodeId, by: &UserId, now: Timestamp) -> Result<bool> {
    if !folder::ensure(tx, drive, to, by, now)? {
        return Ok(false);
    }
    for id in [from.min(to), from.max(to)] {
        if folder::lock(tx, drive, id)?.is_none() {
            return Ok(false);
        }
        crate::planted::pause("move.locked");
    }
    Ok(true)
}

/// A move between folders that [`lock`] locked.
#[derive(Clone, Copy, Debug)]
pub struct Move<'a> {
    /// The drive.
    pub drive: &'a DriveId,
    /// Where the file is.
    pub from: &'a NodeId,
    /// The file there.
    pub key: &'a FileKey,
    /// Where it is to be.
    pub to: &'a NodeId,
    /// Its name there, which the caller knows to be free.
    pub name: &'a str,
    /// Who moves it.
    pub by: &'a UserId,
    /// When.
    pub now: Timestamp,
}

/// Moves a file. `None` if it is not there.
pub fn put(tx: &mut Tx<'_>, ids: &dyn Ids, wanted: &Move<'_>) -> Result<Option<File>> {
    let Move { drive, from, key, to, name, by, now } = *wanted;
    let Some(mut source) = Writer::lock(tx, ids, drive, from, now)? else { return Ok(None) };
    let Some(found) = source.file(key)? else { return Ok(None) };
    let Found { file, .. } = &found;
    let (id, row) = (file.id, file.row.clone());
    source.take_out(found)?;
    let left_at = source.now();
    source.finish(by)?;
    relocation::file_left(tx, drive, &id, from, &row.name, left_at)?;
    let Some(mut target) = Writer::lock(tx, ids, drive, to, now)? else { return Ok(None) };
    let row = FileRow { name: name.to_owned(), modified: target.now().after(row.modified), modified_by: *by, ..row };
    let moved = target.bring_in(&Place { drive: *drive, folder: *from, key: *key }, id, row)?;
    target.finish(by)?;
    Ok(Some(moved))
}
