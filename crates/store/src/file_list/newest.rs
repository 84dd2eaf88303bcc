//! What somebody changed lately: the folders of drives whose files changed last, and of their files those that the person changed.
//!
//! No index says what somebody changed, and none which folder changed last: every write would pay for the one and every copy for the
//! other. So all folders of a drive that ever held files are looked at, and of their files those that changed last.

use super::columns_of_p;
use super::read::listed;
use crate::file::File;
use crate::folder::Folder;
use crate::ids::{RowId, moment};
use crate::layer::{Above, chain};
use crate::{Result, Tx, params, sql};
use model::{DriveId, NodeId, Timestamp, UserId};

/// Returns the folders of a drive whose files changed last, and when; the newest first, `limit` at most.
pub fn folders(tx: &mut Tx<'_>, drive: &DriveId, limit: usize) -> Result<Vec<(NodeId, Timestamp)>> {
    tx.rows(
        sql!(
            "folder.newest",
            "SELECT f.id, f.last_modified_us FROM folder f CROSS JOIN live n WHERE f.drive = $1 AND n.drive = f.drive AND n.id = f.id \
             ORDER BY f.last_modified_us DESC, f.id DESC LIMIT $2"
        ),
        &params![drive, limit],
        |row| Ok((NodeId::read(row, 0)?, moment(row, 1)?)),
    )
}

/// Returns files of a folder that somebody changed last, among the `look` rows of each layer that changed last; the newest first.
///
/// What came along when the folder was copied is not among them: nobody put it there by itself.
pub fn by(tx: &mut Tx<'_>, folder: &Folder, who: &UserId, look: usize) -> Result<Vec<File>> {
    let layers = chain(tx, folder.held.head.as_ref())?;
    let mut found = Vec::new();
    for (depth, layer) in layers.iter().enumerate() {
        let above = Above::of(&layers, depth);
        // `i` is the index of moments alone.
        found.extend(tx.rows(
            sql!(
                "file.newest_by",
                concat!(
                    "SELECT ",
                    columns_of_p!(),
                    ", a.id FROM (SELECT n.list, n.key FROM file n WHERE n.list = $2 AND n.modified_at_us >= $10 \
                     ORDER BY n.modified_at_us DESC, n.key DESC LIMIT $11) i CROSS JOIN file p \
                     LEFT JOIN file_alias a ON a.folder = $1 AND a.key = p.key \
                     WHERE p.list = i.list AND p.key = i.key AND p.dead = 0 AND p.modified_by = $12 \
                     AND NOT EXISTS (SELECT 1 FROM file u WHERE u.key = p.key AND u.list IN ($3, $4, $5, $6, $7, $8, $9))"
                )
            ),
            &above.within(params![&folder.held.id, &layer.list], params![folder.copied_at, look, who]),
            |row| listed(row, folder),
        )?);
    }
    found.sort_unstable_by_key(|file| std::cmp::Reverse((file.row.modified, file.row.key)));
    Ok(found)
}
