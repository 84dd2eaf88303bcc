//! Files by their ids. What a folder shows is in `file_list`.
//!
//! A file is no node: it is a row in its folder's layers, and its id is put together of the folder's and its key. Only a file
//! that has moved needs a row that says where it is: its *alias*.

use crate::file_list::{FileRow, read};
use crate::ids::RowId;
use crate::{Result, Tx, params, sql};
use model::{DriveId, FileId, FileKey, NodeId};

/// A file, as a folder shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// The drive that it lies in.
    pub drive: DriveId,
    /// The folder's node, which may be the drive's root.
    pub folder: NodeId,
    /// Its id. Stays when the file is renamed or moved.
    pub id: FileId,
    /// What it is and holds.
    pub row: FileRow,
}

/// Where a file lies, or lay when it was deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The drive.
    pub drive: DriveId,
    /// The folder's node.
    pub folder: NodeId,
    /// The file within the folder's lists.
    pub key: FileKey,
}

/// Returns a file by its id alone. Whether its folder is live is the caller's to ask.
pub fn find(tx: &mut Tx<'_>, id: &FileId) -> Result<Option<File>> {
    let Some(place) = place(tx, id)? else { return Ok(None) };
    let found = read::get(tx, &place.drive, &place.folder, &place.key)?;
    // What came here from elsewhere does not go by its place.
    Ok(found.filter(|found| found.id == *id))
}

/// Returns where a file lies, or lay, or would: that there is one, its folder's lists say.
pub(crate) fn place(tx: &mut Tx<'_>, id: &FileId) -> Result<Option<Place>> {
    // `COALESCE` only says that `$3` is bytes.
    tx.row(
        sql!(
            "file.place",
            "SELECT drive, folder, key FROM file_alias WHERE id = $1 \
             UNION ALL SELECT f.drive, f.id, COALESCE($3, f.space) FROM folder f WHERE f.space = $2 \
             AND NOT EXISTS (SELECT 1 FROM file_alias a WHERE a.id = $1)"
        ),
        &params![id, &id.space(), &id.key()],
        |row| Ok(Place { drive: DriveId::read(row, 0)?, folder: NodeId::read(row, 1)?, key: FileKey::read(row, 2)? }),
    )
}

/// Returns the id of what has this key in a folder.
pub fn id_at(tx: &mut Tx<'_>, folder: &NodeId, key: FileKey) -> Result<FileId> {
    let alias =
        tx.row(sql!("file_alias.at", "SELECT id FROM file_alias WHERE folder = $1 AND key = $2"), &params![folder, &key], |row| {
            FileId::read(row, 0)
        })?;
    Ok(alias.unwrap_or(FileId::within(folder, key)))
}

/// Says that a file has moved.
pub(crate) fn moved(tx: &mut Tx<'_>, id: &FileId, to: &Place) -> Result<()> {
    tx.run(
        sql!(
            "file_alias.put",
            "INSERT INTO file_alias (id, drive, folder, key) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (id) DO UPDATE SET drive = excluded.drive, folder = excluded.folder, key = excluded.key"
        ),
        &params![id, &to.drive, &to.folder, &to.key],
    )?;
    Ok(())
}

/// Forgets the alias of what had this key in a folder.
pub(crate) fn forget(tx: &mut Tx<'_>, folder: &NodeId, key: FileKey) -> Result<()> {
    tx.run(sql!("file_alias.forget", "DELETE FROM file_alias WHERE folder = $1 AND key = $2"), &params![folder, &key])?;
    Ok(())
}
