//! What a file held before. Known by the file's place, so a copy of its folder begins without, unless it is asked to bring them.
//!
//! A number means one version for good, also when the ones after it are deleted.

use crate::content;
use crate::file::{File, Place};
use crate::ids::{RowId, count, moment};
use crate::{Hash, Result, Row, Tx, params, sql};
use model::{FileKey, NodeId, OperationId, Timestamp, UserId};

/// The most versions that a file keeps: those of its last numbers. Without a bound, a client that saves every second would fill
/// the disk beside the quota, which counts what files hold now.
pub const VERSIONS_MAX: i64 = 100;

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Its number, 1 for the first that the file held.
    pub number: i64,
    /// Names what the file held.
    pub content: Hash,
    /// The length of that.
    pub bytes: u64,
    /// When the file came to hold it, as it showed then.
    pub modified: Timestamp,
    /// Who gave it that.
    pub modified_by: UserId,
}

fn read(row: &Row<'_>) -> Result<Version> {
    Ok(Version {
        number: row.integer(0)?,
        content: Hash(row.array::<32>(1)?),
        bytes: count(row, 2)?,
        modified: moment(row, 3)?,
        modified_by: UserId::read(row, 4)?,
    })
}

/// Returns what a file held before, the newest first. What it holds now has the next number.
pub fn list(tx: &mut Tx<'_>, folder: &NodeId, key: &FileKey) -> Result<Vec<Version>> {
    tx.rows(
        sql!(
            "file_version.list",
            "SELECT number, content, bytes, modified_at_us, modified_by FROM file_version WHERE folder = $1 AND key = $2 \
             ORDER BY number DESC"
        ),
        &params![folder, key],
        read,
    )
}

/// Returns one version of a file.
pub fn get(tx: &mut Tx<'_>, folder: &NodeId, key: &FileKey, number: i64) -> Result<Option<Version>> {
    tx.row(
        sql!(
            "file_version.get",
            "SELECT number, content, bytes, modified_at_us, modified_by FROM file_version WHERE folder = $1 AND key = $2 AND number = $3"
        ),
        &params![folder, key, number],
        read,
    )
}

/// Returns the number of what a file holds now: the one after the last that any of its versions had.
pub fn current(tx: &mut Tx<'_>, folder: &NodeId, key: &FileKey) -> Result<i64> {
    let last = tx.row(
        sql!(
            "file_version.last",
            "SELECT COALESCE(MAX(x.number), 0) FROM (SELECT MAX(number) AS number FROM file_version WHERE folder = $1 AND key = $2 \
             UNION ALL SELECT number FROM file_version_last WHERE folder = $1 AND key = $2) x"
        ),
        &params![folder, key],
        |row| row.integer(0),
    )?;
    Ok(last.unwrap_or(0) + 1)
}

/// Keeps what a file holds now.
pub(super) fn push(tx: &mut Tx<'_>, file: &File, now: Timestamp) -> Result<()> {
    let row = &file.row;
    let number = current(tx, &file.folder, &row.key)?;
    tx.run(
        sql!(
            "file_version.push",
            "INSERT INTO file_version (folder, key, number, content, bytes, modified_at_us, modified_by) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)"
        ),
        &params![&file.folder, &row.key, number, &row.content, row.bytes, row.modified, &row.modified_by],
    )?;
    if number > VERSIONS_MAX { drop_upto(tx, &file.folder, &row.key, number - VERSIONS_MAX, now) } else { Ok(()) }
}

/// Removes one version of a file whose folder the caller has locked. Says whether there was one.
pub fn remove(tx: &mut Tx<'_>, folder: &NodeId, key: &FileKey, number: i64, now: Timestamp) -> Result<bool> {
    let removed = tx.row(
        sql!("file_version.remove", "DELETE FROM file_version WHERE folder = $1 AND key = $2 AND number = $3 RETURNING content"),
        &params![folder, key, number],
        |row| row.array::<32>(0).map(Hash),
    )?;
    let Some(content) = removed else { return Ok(false) };
    content::release(tx, &content, now)?;
    tx.run(
        sql!(
            "file_version_last.put",
            "INSERT INTO file_version_last (folder, key, number) VALUES ($1, $2, $3) ON CONFLICT (folder, key) DO UPDATE SET number = \
             CASE WHEN excluded.number > file_version_last.number THEN excluded.number ELSE file_version_last.number END"
        ),
        &params![folder, key, number],
    )?;
    Ok(true)
}

/// Removes all versions of a file.
pub(super) fn drop_all(tx: &mut Tx<'_>, folder: &NodeId, key: &FileKey, now: Timestamp) -> Result<()> {
    drop_upto(tx, folder, key, i64::MAX, now)?;
    tx.run(sql!("file_version_last.drop", "DELETE FROM file_version_last WHERE folder = $1 AND key = $2"), &params![folder, key])?;
    Ok(())
}

fn drop_upto(tx: &mut Tx<'_>, folder: &NodeId, key: &FileKey, number: i64, now: Timestamp) -> Result<()> {
    let contents = tx.rows(
        sql!("file_version.drop", "DELETE FROM file_version WHERE folder = $1 AND key = $2 AND number <= $3 RETURNING content"),
        &params![folder, key, number],
        |row| row.array::<32>(0).map(Hash),
    )?;
    contents.iter().try_for_each(|content| content::release(tx, content, now))
}

/// Takes the versions of a file along to where it is now.
pub(super) fn follow(tx: &mut Tx<'_>, from: &Place, to: &Place) -> Result<()> {
    tx.run(
        sql!("file_version.follow", "UPDATE file_version SET folder = $3, key = $4 WHERE folder = $1 AND key = $2"),
        &params![&from.folder, &from.key, &to.folder, &to.key],
    )?;
    tx.run(
        sql!("file_version_last.follow", "UPDATE file_version_last SET folder = $3, key = $4 WHERE folder = $1 AND key = $2"),
        &params![&from.folder, &from.key, &to.folder, &to.key],
    )?;
    Ok(())
}

/// Removes some versions of files of a folder that is removed for good. Returns how many rows went; fewer than `limit` were all.
pub(super) fn drop_of_folder(tx: &mut Tx<'_>, folder: &NodeId, limit: u32, now: Timestamp) -> Result<usize> {
    let contents = tx.rows(
        sql!(
            "file_version.drop_of_folder",
            "DELETE FROM file_version WHERE folder = $1 AND (key, number) IN (SELECT v.key, v.number FROM file_version v \
             WHERE v.folder = $1 ORDER BY v.key, v.number LIMIT $2) RETURNING content"
        ),
        &params![folder, limit],
        |row| row.array::<32>(0).map(Hash),
    )?;
    contents.iter().try_for_each(|content| content::release(tx, content, now))?;
    if contents.len() == limit as usize {
        return Ok(contents.len());
    }
    let numbers = tx.run(
        sql!(
            "file_version_last.drop_of_folder",
            "DELETE FROM file_version_last WHERE folder = $1 \
             AND key IN (SELECT l.key FROM file_version_last l WHERE l.folder = $1 ORDER BY l.key LIMIT $2)"
        ),
        &params![folder, limit],
    )?;
    Ok(usize::try_from(numbers).unwrap_or(usize::MAX))
}

/// Gives the files of a copy what those held that were captured. Their rows are written for the copy at once: nobody looks for
/// them before it is there. Returns how many rows that were, of which there are no more than `limit`.
///
/// What was deleted from a folder is in the recycle bin with its versions, and does not come along.
pub(crate) fn capture(tx: &mut Tx<'_>, operation: &OperationId, limit: u64) -> Result<u64> {
    let versions = tx.run(
        sql!(
            "file_version.capture",
            "INSERT INTO file_version (folder, key, number, content, bytes, modified_at_us, modified_by) \
             SELECT c.copy, v.key, v.number, v.content, v.bytes, v.modified_at_us, v.modified_by \
             FROM captured c CROSS JOIN file_version v WHERE c.operation = $1 AND c.head IS NOT NULL AND c.lineage IS NULL \
             AND v.folder = c.source AND NOT EXISTS (SELECT 1 FROM file_trash t WHERE t.folder = v.folder AND t.key = v.key) LIMIT $2"
        ),
        &params![operation, limit],
    )?;
    let numbers = tx.run(
        sql!(
            "file_version_last.capture",
            "INSERT INTO file_version_last (folder, key, number) SELECT c.copy, v.key, v.number \
             FROM captured c CROSS JOIN file_version_last v WHERE c.operation = $1 AND c.head IS NOT NULL AND c.lineage IS NULL \
             AND v.folder = c.source AND NOT EXISTS (SELECT 1 FROM file_trash t WHERE t.folder = v.folder AND t.key = v.key) LIMIT $2"
        ),
        &params![operation, limit],
    )?;
    Ok(versions + numbers)
}

/// Removes what [`capture`] wrote for a copy that is given up.
pub(crate) fn abandon(tx: &mut Tx<'_>, operation: &OperationId, now: Timestamp) -> Result<()> {
    tx.run(
        sql!(
            "file_version.suspect",
            "INSERT INTO content_released (hash, since_us) SELECT DISTINCT v.content, CAST($2 AS BIGINT) \
             FROM operation o CROSS JOIN captured c CROSS JOIN file_version v \
             WHERE o.id = $1 AND o.with_versions = 1 AND c.operation = o.id AND v.folder = c.copy \
             ON CONFLICT (hash) DO UPDATE SET since_us = excluded.since_us"
        ),
        &params![operation, now],
    )?;
    tx.run(
        sql!(
            "file_version.abandon",
            "DELETE FROM file_version WHERE folder IN (SELECT c.copy FROM operation o CROSS JOIN captured c \
             WHERE o.id = $1 AND o.with_versions = 1 AND c.operation = o.id)"
        ),
        &params![operation],
    )?;
    tx.run(
        sql!(
            "file_version_last.abandon",
            "DELETE FROM file_version_last WHERE folder IN (SELECT c.copy FROM operation o CROSS JOIN captured c \
             WHERE o.id = $1 AND o.with_versions = 1 AND c.operation = o.id)"
        ),
        &params![operation],
    )?;
    Ok(())
}

/// Gives a file that was just made what another one held before.
///
/// `COALESCE` only says that a parameter is bytes: of a bare one PostgreSQL would think that it is text.
pub(super) fn copy(tx: &mut Tx<'_>, from: &Place, to: &Place) -> Result<()> {
    tx.run(
        sql!(
            "file_version.copy",
            "INSERT INTO file_version (folder, key, number, content, bytes, modified_at_us, modified_by) \
             SELECT COALESCE($3, v.folder), COALESCE($4, v.key), v.number, v.content, v.bytes, v.modified_at_us, v.modified_by \
             FROM file_version v WHERE v.folder = $1 AND v.key = $2"
        ),
        &params![&from.folder, &from.key, &to.folder, &to.key],
    )?;
    tx.run(
        sql!(
            "file_version_last.copy",
            "INSERT INTO file_version_last (folder, key, number) SELECT COALESCE($3, v.folder), COALESCE($4, v.key), v.number \
             FROM file_version_last v WHERE v.folder = $1 AND v.key = $2"
        ),
        &params![&from.folder, &from.key, &to.folder, &to.key],
    )?;
    Ok(())
}
