//! The tops of a copy: what of it lies in the target itself. There is one, unless only what lies in a folder is copied.
//!
//! Of such a folder itself a row is captured too, of the kind of a root, which nothing else that is copied has: it pins the
//! folder's files, and is never built.

use crate::file_list::read::{self, Listing, Order};
use crate::folder::Folder;
use crate::ids::{RowId, count};
use crate::layer::held::Held;
use crate::node::{kind_of, name_key};
use crate::{Error, Result, Row, Tx, params, sql};
use model::{DriveId, ListId, NodeId, NodeKind, OperationId, Timestamp};

pub use crate::file::File;

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Top {
    seq: u64,
    /// What it is.
    pub kind: NodeKind,
    /// The id of its copy.
    pub copy: NodeId,
    /// The name that it was captured under, or was given since.
    pub name: String,
}

/// Returns all tops of what is captured.
pub fn tops(tx: &mut Tx<'_>, operation: &OperationId) -> Result<Vec<Top>> {
    tx.rows(
        sql!(
            "copy.tops",
            "SELECT seq, kind, copy, name FROM captured WHERE operation = $1 AND copy_parent IS NULL AND kind <> 0 ORDER BY seq"
        ),
        &params![operation],
        read_top,
    )
}

/// Returns the top of what is captured, where there is one only.
pub fn top(tx: &mut Tx<'_>, operation: &OperationId) -> Result<Option<Top>> {
    tx.row(
        sql!("copy.top", "SELECT seq, kind, copy, name FROM captured WHERE operation = $1 AND copy_parent IS NULL AND kind <> 0 LIMIT 1"),
        &params![operation],
        read_top,
    )
}

fn read_top(row: &Row<'_>) -> Result<Top> {
    Ok(Top { seq: count(row, 0)?, kind: kind_of(row.integer(1)?)?, copy: NodeId::read(row, 2)?, name: row.text(3)? })
}

/// Changes the name under which a top will appear in a drive.
pub fn rename(tx: &mut Tx<'_>, operation: &OperationId, drive: &DriveId, top: &Top, name: &str) -> Result<()> {
    let key = name_key(top.kind, name);
    tx.run(
        sql!("copy.rename", "UPDATE captured SET name = $3, name_key = $4 WHERE operation = $1 AND seq = $2"),
        &params![operation, top.seq, name, &key],
    )?;
    tx.run(
        sql!("copy.rename_staged", "UPDATE node SET name = $4, name_key = $5 WHERE drive = $2 AND id = $3 AND held_by = $1 AND state = 1"),
        &params![operation, drive, &top.copy, name, &key],
    )?;
    Ok(())
}

/// Shows a staged top before the rest, so that the next one finds its name taken.
///
/// # Errors
/// [`crate::Error::Conflict`] if a live node has its name.
pub fn show(tx: &mut Tx<'_>, operation: &OperationId, drive: &DriveId, top: &Top) -> Result<()> {
    tx.run(
        sql!("copy.show", "UPDATE node SET state = 0, held_by = NULL WHERE drive = $2 AND id = $3 AND held_by = $1 AND state = 1"),
        &params![operation, drive, &top.copy],
    )?;
    Ok(())
}

/// Counts what lies in a folder itself, files included.
pub fn children(tx: &mut Tx<'_>, drive: &DriveId, folder: &NodeId) -> Result<u64> {
    let n = tx.row(
        sql!(
            "copy.children",
            "SELECT (SELECT COUNT(*) FROM live WHERE drive = $1 AND parent = $2) \
             + COALESCE((SELECT n FROM folder WHERE drive = $1 AND id = $2), 0)"
        ),
        &params![drive, folder],
        |row| count(row, 0),
    )?;
    Ok(n.unwrap_or(0))
}

/// Makes tops of what lies in the folder that was captured, and leaves the folder itself out.
pub fn leave_out_root(tx: &mut Tx<'_>, operation: &OperationId, source: &NodeId) -> Result<()> {
    let root = tx.row(
        sql!("copy.left_out", "SELECT copy FROM captured WHERE operation = $1 AND source = $2"),
        &params![operation, source],
        |row| NodeId::read(row, 0),
    )?;
    let root = root.ok_or_else(|| Error::corrupt("what is copied was not captured"))?;
    tx.run(
        sql!(
            "copy.leave_out_root",
            "UPDATE captured SET copy_parent = NULL, kind = CASE WHEN copy = $2 THEN 0 ELSE kind END \
             WHERE operation = $1 AND (copy = $2 OR copy_parent = $2)"
        ),
        &params![operation, &root],
    )?;
    Ok(())
}

/// Returns the id under which versions of these files were captured.
pub fn left_out(tx: &mut Tx<'_>, operation: &OperationId) -> Result<Option<NodeId>> {
    tx.row(sql!("copy.out", "SELECT copy FROM captured WHERE operation = $1 AND kind = 0"), &params![operation], |row| NodeId::read(row, 0))
}

/// Returns the files that lay in the folder that was left out, by name: as their rows say, for they are put elsewhere.
pub fn files(tx: &mut Tx<'_>, operation: &OperationId, limit: usize) -> Result<Vec<File>> {
    let held = tx.row(
        sql!(
            "copy.files",
            "SELECT o.source_drive, c.source, c.head, o.caller FROM captured c CROSS JOIN operation o \
             WHERE c.operation = $1 AND c.kind = 0 AND c.head IS NOT NULL AND o.id = $1"
        ),
        &params![operation],
        |row| {
            Ok(Held {
                drive: DriveId::read(row, 0)?,
                id: NodeId::read(row, 1)?,
                head: ListId::read_opt(row, 2)?,
                is_open: false,
                n: 0,
                bytes: 0,
                bound: Timestamp::from_micros(0),
                last_modified: Timestamp::from_micros(0),
                last_modified_by: RowId::read(row, 3)?,
                top_rows: 0,
            })
        },
    )?;
    let Some(held) = held else { return Ok(Vec::new()) };
    let folder = Folder { copied_at: Timestamp::from_micros(0), copied_by: held.last_modified_by, held };
    read::children(tx, &folder, &Listing { order: Order::Name, is_descending: false, after: None, limit })
}
