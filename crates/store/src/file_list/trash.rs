//! Deleted files, by where they were. They go for good after a while, or with their folder.

use super::write::Removal;
use super::{COLUMNS, FileRow, columns_of_p, file, version};
use crate::file::{self as by_id, File};
use crate::ids::{RowId, moment};
use crate::permission::On;
use crate::{Error, Hash, Result, Row, Tx, content, params, share, sql};
use model::{DriveId, FileId, FileKey, NodeId, Timestamp, UserId};

/// A deleted file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trashed {
    /// The file as it was last shown.
    pub file: File,
    /// When it was deleted.
    pub deleted: Timestamp,
    /// Who deleted it.
    pub deleted_by: UserId,
}

/// That a file is gone, in the recycle bin or for good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gone {
    /// The file.
    pub id: FileId,
    /// The folder that it was in.
    pub folder: NodeId,
    /// Its name there.
    pub name: String,
    /// When it was deleted.
    pub deleted: Timestamp,
    /// The file within the folder's lists.
    pub key: FileKey,
}

fn read(row: &Row<'_>) -> Result<Trashed> {
    let was = file(row, 0)?;
    let folder = NodeId::read(row, COLUMNS + 1)?;
    let id = FileId::read_opt(row, COLUMNS + 4)?.unwrap_or(FileId::within(&folder, was.key));
    Ok(Trashed {
        file: File { drive: DriveId::read(row, COLUMNS)?, folder, id, row: was },
        deleted: moment(row, COLUMNS + 2)?,
        deleted_by: UserId::read(row, COLUMNS + 3)?,
    })
}

/// The columns that [`read`] takes. A deleted file needs no folded name; its name stands there instead.
macro_rules! trashed {
    ($rest:literal) => {
        concat!(
            "SELECT ",
            columns_of_p!(),
            ", p.drive, p.folder, p.deleted_at_us, p.deleted_by, a.id \
             FROM (SELECT t.*, t.name AS name_key FROM file_trash t WHERE t.content IS NOT NULL) p \
             LEFT JOIN file_alias a ON a.folder = p.folder AND a.key = p.key ",
            $rest
        )
    };
}

/// Returns a file in the recycle bin by its id, and locks it there: of two who bring it back or remove it, the second finds
/// nothing.
pub fn find(tx: &mut Tx<'_>, id: &FileId) -> Result<Option<Trashed>> {
    let Some(place) = by_id::place(tx, id)? else { return Ok(None) };
    tx.row(
        sql!("file_trash.find", trashed!("WHERE p.folder = $1 AND p.key = $2 FOR UPDATE OF p")),
        &params![&place.folder, &place.key],
        read,
    )
}

/// Returns files in a drive's recycle bin, the longest deleted first, after that of `after`, at most `limit`.
pub fn in_drive(tx: &mut Tx<'_>, drive: &DriveId, after: Option<&Trashed>, limit: usize) -> Result<Vec<Trashed>> {
    let before_all = (Timestamp::from_micros(i64::MIN), NodeId([0; 16]), FileKey([0; 8]));
    let (deleted, folder, key) = after.map_or(before_all, |after| (after.deleted, after.file.folder, after.file.row.key));
    tx.rows(
        sql!(
            "file_trash.in_drive",
            trashed!(
                "WHERE p.drive = $1 AND (p.deleted_at_us, p.folder, p.key) > ($2, $3, $4) \
                 ORDER BY p.deleted_at_us, p.folder, p.key LIMIT $5"
            )
        ),
        &params![drive, deleted, &folder, &key, limit],
        read,
    )
}

/// Returns the files in a drive's recycle bin that were deleted last, the last one first, at most `limit`.
pub fn newest(tx: &mut Tx<'_>, drive: &DriveId, limit: usize) -> Result<Vec<Trashed>> {
    tx.rows(
        sql!("file_trash.newest", trashed!("WHERE p.drive = $1 ORDER BY p.deleted_at_us DESC, p.folder DESC, p.key DESC LIMIT $2")),
        &params![drive, limit],
        read,
    )
}

/// Returns files of a drive that were deleted at `since` or later, also those that are gone for good, the longest deleted
/// first, after that of `after`, at most `limit`.
pub fn gone_since(
    tx: &mut Tx<'_>,
    drive: &DriveId,
    since: Timestamp,
    after: Option<&(Timestamp, NodeId, FileKey)>,
    limit: usize,
) -> Result<Vec<Gone>> {
    let before_all = (since, NodeId([0; 16]), FileKey([0; 8]));
    let (deleted, folder, key) = after.copied().unwrap_or(before_all);
    tx.rows(
        sql!(
            "file_trash.gone_since",
            "SELECT a.id, t.folder, t.name, t.deleted_at_us, t.key FROM file_trash t \
             LEFT JOIN file_alias a ON a.folder = t.folder AND a.key = t.key \
             WHERE t.drive = $1 AND (t.deleted_at_us, t.folder, t.key) > ($2, $3, $4) \
             ORDER BY t.deleted_at_us, t.folder, t.key LIMIT $5"
        ),
        &params![drive, deleted, &folder, &key, limit],
        |row| {
            let (folder, key) = (NodeId::read(row, 1)?, FileKey::read(row, 4)?);
            let id = FileId::read_opt(row, 0)?.unwrap_or(FileId::within(&folder, key));
            Ok(Gone { id, folder, name: row.text(2)?, deleted: moment(row, 3)?, key })
        },
    )
}

/// Removes a file from the recycle bin for good, as this transaction's [`find`] gave it. What clients are told of it stays.
pub fn remove(tx: &mut Tx<'_>, trashed: &Trashed, now: Timestamp) -> Result<()> {
    let File { drive, folder, id, row } = &trashed.file;
    let emptied = tx.run(
        sql!(
            "file_trash.empty",
            "UPDATE file_trash SET content = NULL, bytes = 0, description = NULL \
             WHERE folder = $1 AND key = $2 AND content IS NOT NULL"
        ),
        &params![folder, &row.key],
    )?;
    was_there(emptied)?;
    share::purge(tx, drive, &On::File(*id))?;
    content::release(tx, &row.content, now)?;
    version::drop_all(tx, folder, &row.key, now)
}

/// Removes for good some files that were deleted before `cutoff`. Returns how many went.
pub fn purge(tx: &mut Tx<'_>, cutoff: Timestamp, now: Timestamp) -> Result<usize> {
    let old = tx.rows(
        sql!(
            "file_trash.purgeable",
            "SELECT drive, folder, key, content FROM file_trash WHERE deleted_at_us < $1 ORDER BY deleted_at_us LIMIT 64 \
             FOR UPDATE"
        ),
        &params![cutoff],
        |row| Ok((DriveId::read(row, 0)?, NodeId::read(row, 1)?, FileKey::read(row, 2)?, row.opt_array::<32>(3)?.map(Hash))),
    )?;
    for (drive, folder, key, held) in &old {
        forget(tx, folder, key)?;
        let id = by_id::id_at(tx, folder, *key)?;
        share::purge(tx, drive, &On::File(id))?;
        by_id::forget(tx, folder, *key)?;
        if let Some(held) = held {
            content::release(tx, held, now)?;
            version::drop_all(tx, folder, key, now)?;
        }
    }
    Ok(old.len())
}

pub(super) fn put(tx: &mut Tx<'_>, was: &File, removal: Removal, by: &UserId, now: Timestamp) -> Result<()> {
    let row: &FileRow = &was.row;
    let kept = removal == Removal::ToTrash;
    if !kept {
        share::purge(tx, &was.drive, &On::File(was.id))?;
    }
    tx.run(
        sql!(
            "file_trash.put",
            "INSERT INTO file_trash (folder, key, drive, content, bytes, name, description, created_at_us, created_by, \
             modified_at_us, modified_by, fs_created_us, fs_modified_us, deleted_at_us, deleted_by) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"
        ),
        &params![
            &was.folder,
            &row.key,
            &was.drive,
            kept.then_some(&row.content),
            if kept { row.bytes } else { 0 },
            &row.name,
            row.description.as_deref().filter(|_| kept),
            row.created,
            &row.created_by,
            row.modified,
            &row.modified_by,
            row.fs_created,
            row.fs_modified,
            now,
            by
        ],
    )?;
    Ok(())
}

pub(super) fn forget(tx: &mut Tx<'_>, folder: &NodeId, key: &FileKey) -> Result<()> {
    was_there(tx.run(sql!("file_trash.forget", "DELETE FROM file_trash WHERE folder = $1 AND key = $2"), &params![folder, key])?)
}

/// Whoever found a deleted file has locked it.
fn was_there(rows: u64) -> Result<()> {
    if rows == 1 { Ok(()) } else { Err(Error::corrupt("a deleted file was not in the recycle bin")) }
}

/// The most rows that one step of a folder's removal takes.
const A_STEP: u32 = 256;

/// Removes what is known by its place in a folder that is removed for good: deleted files, versions, ids. Says whether that
/// was all of it.
pub(crate) fn clear_folder(tx: &mut Tx<'_>, folder: &NodeId, now: Timestamp) -> Result<bool> {
    if version::drop_of_folder(tx, folder, A_STEP, now)? == A_STEP as usize {
        return Ok(false);
    }
    let contents = tx.rows(
        sql!(
            "file_trash.clear",
            "DELETE FROM file_trash WHERE folder = $1 AND key IN (SELECT t.key FROM file_trash t WHERE t.folder = $1 LIMIT $2) \
             RETURNING content"
        ),
        &params![folder, A_STEP],
        |row| Ok(row.opt_array::<32>(0)?.map(Hash)),
    )?;
    for content in contents.iter().flatten() {
        content::release(tx, content, now)?;
    }
    if contents.len() == A_STEP as usize {
        return Ok(false);
    }
    let aliases = tx.run(
        sql!(
            "file_alias.clear",
            "DELETE FROM file_alias WHERE folder = $1 AND key IN (SELECT a.key FROM file_alias a WHERE a.folder = $1 LIMIT $2)"
        ),
        &params![folder, A_STEP],
    )?;
    Ok(aliases < u64::from(A_STEP))
}
