//! Drives as whoever runs the server sees and changes them: named, bounded, weighed, and let go.

use super::{Drive, owner_kind, read};
use crate::ids::{RowId, count};
use crate::{Result, Tx, params, sql};
use model::{DriveId, Owner, Timestamp};

/// Gives a drive another name. `false` if its owner, who is locked, has one of this name.
pub fn rename(tx: &mut Tx<'_>, it: &Drive, name: &str) -> Result<bool> {
    let rows = tx.run(
        sql!(
            "drive.rename",
            "UPDATE drive SET name = $2, name_key = $3 WHERE id = $1 \
             AND NOT EXISTS (SELECT 1 FROM drive d WHERE d.owner = $4 AND d.name_key = $3 AND d.id <> $1)"
        ),
        &params![&it.id, name, &model::fold(name), super::owner_id(&it.owner)],
    )?;
    Ok(rows == 1)
}

/// Bounds what a drive may hold, in bytes; by nothing with `None`. What is there already stays.
pub fn set_quota(tx: &mut Tx<'_>, id: &DriveId, bytes: Option<u64>) -> Result<()> {
    tx.run(sql!("drive.set_quota", "UPDATE drive SET quota_bytes = $2 WHERE id = $1"), &params![id, bytes])?;
    Ok(())
}

/// Takes a drive from its owner, from everybody it is shared with, and from its links. What lies in it goes later: see
/// [`discarded`].
pub fn discard(tx: &mut Tx<'_>, id: &DriveId) -> Result<()> {
    for statement in [
        // Nobody has its id, so nobody owns it; no two that are nobody's share a name.
        sql!("drive.disown", "UPDATE drive SET owner_kind = 2, owner = id, is_default = 0 WHERE id = $1"),
        sql!("drive.forget_permissions", "DELETE FROM permission WHERE drive = $1"),
        sql!("drive.forget_links", "DELETE FROM share_link WHERE drive = $1"),
        sql!("drive.note_discarded", "INSERT INTO drive_discarded (drive) VALUES ($1) ON CONFLICT DO NOTHING"),
    ] {
        tx.run(statement, &params![id])?;
    }
    Ok(())
}

/// Returns a drive that was discarded, and may still hold something.
pub fn discarded(tx: &mut Tx<'_>) -> Result<Option<DriveId>> {
    tx.row(sql!("drive.discarded", "SELECT drive FROM drive_discarded ORDER BY drive LIMIT 1"), &params![], |row| DriveId::read(row, 0))
}

/// Notes that a drive that was discarded holds nothing any more.
pub fn settle_discarded(tx: &mut Tx<'_>, id: &DriveId) -> Result<()> {
    tx.run(sql!("drive.settle_discarded", "DELETE FROM drive_discarded WHERE drive = $1"), &params![id])?;
    Ok(())
}

/// Returns all drives that people, groups or sites own, as `like` is one, by owner, with the bytes in each as
/// [`super::bytes_in`] counts them. Walks all of them.
pub fn weighed(tx: &mut Tx<'_>, like: &Owner, now: Timestamp) -> Result<Vec<(Drive, u64)>> {
    tx.rows(
        sql!(
            "drive.weighed",
            "SELECT d.id, d.owner_kind, d.owner, d.name, d.is_default, d.quota_bytes, d.default_notebook, d.default_section, \
             CAST(COALESCE((SELECT SUM(s.bytes) FROM section s WHERE s.drive = d.id), 0) \
             + COALESCE((SELECT SUM(f.bytes) FROM folder f WHERE f.drive = d.id), 0) \
             + COALESCE((SELECT SUM(t.bytes) FROM file_trash t WHERE t.drive = d.id), 0) \
             + COALESCE((SELECT SUM(c.bytes) FROM operation o CROSS JOIN captured c WHERE o.state < 2 AND o.target_drive = d.id \
             AND c.operation = o.id AND (c.seq >= o.done OR c.kind = 0)), 0) \
             + COALESCE((SELECT SUM(u.total_bytes) FROM upload u WHERE u.drive = d.id AND u.expires_at_us > $2), 0) AS BIGINT) \
             FROM drive d WHERE d.owner_kind = $1 AND d.owner <> d.id ORDER BY d.owner, d.is_default DESC, d.name_key"
        ),
        &params![owner_kind(like), now],
        |row| Ok((read(row)?, count(row, 8)?)),
    )
}

/// Returns how many notebooks and how many files there are in a drive. Walks its folders.
pub fn held(tx: &mut Tx<'_>, id: &DriveId) -> Result<(u64, u64)> {
    let found = tx.row(
        sql!(
            "drive.held",
            "SELECT (SELECT COUNT(*) FROM live n WHERE n.drive = $1 AND n.kind = 3), \
             CAST(COALESCE((SELECT SUM(f.n) FROM live n CROSS JOIN folder f \
             WHERE n.drive = $1 AND n.kind IN (0, 1) AND f.drive = $1 AND f.id = n.id), 0) AS BIGINT)"
        ),
        &params![id],
        |row| Ok((count(row, 0)?, count(row, 1)?)),
    )?;
    Ok(found.unwrap_or((0, 0)))
}
