//! That an item left a folder, and that a tree came at once: the two changes of a drive that no moment in a row tells. See
//! `delta`.

use crate::ids::{RowId, moment};
use crate::{Result, Tx, params, sql};
use model::{DriveId, NodeId, OperationId, Timestamp};

/// That something lies elsewhere now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relocation {
    /// The item: a node or a file.
    pub item: [u8; 16],
    /// What it lay in; none if it came at once with all that it holds.
    pub left: Option<NodeId>,
    /// What it was called there.
    pub name: String,
    /// When.
    pub at: Timestamp,
}

/// Stands for no parent. No node has this id.
const NOWHERE: NodeId = NodeId([0; 16]);

/// Notes that an item left a folder.
pub(crate) fn left(tx: &mut Tx<'_>, drive: &DriveId, item: &[u8; 16], parent: &NodeId, name: &str, now: Timestamp) -> Result<()> {
    tx.insert(
        sql!(
            "relocation.left",
            "INSERT INTO relocation (drive, at_us, item, left_parent, name) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING"
        ),
        &params![drive, now, item, parent, name],
    )?;
    Ok(())
}

/// Notes that a node leaves its parent, if it does.
pub(crate) fn leaves(tx: &mut Tx<'_>, drive: &DriveId, node: &NodeId, to: &NodeId, now: Timestamp) -> Result<()> {
    tx.insert(
        sql!(
            "relocation.leaves",
            "INSERT INTO relocation (drive, at_us, item, left_parent, name) SELECT n.drive, CAST($4 AS BIGINT), n.id, n.parent, n.name \
             FROM node n WHERE n.drive = $1 AND n.id = $2 AND n.parent <> $3 AND n.state = 0 ON CONFLICT DO NOTHING"
        ),
        &params![drive, node, to, now],
    )?;
    Ok(())
}

/// Notes that a tree comes out of the recycle bin.
pub(crate) fn came(tx: &mut Tx<'_>, drive: &DriveId, top: &NodeId, now: Timestamp) -> Result<()> {
    left(tx, drive, &top.0, &NOWHERE, "", now)
}

/// Notes that the tree of a copy comes that was built in several steps.
pub(crate) fn published(tx: &mut Tx<'_>, operation: &OperationId, now: Timestamp) -> Result<()> {
    tx.insert(
        sql!(
            "relocation.published",
            "INSERT INTO relocation (drive, at_us, item, left_parent, name) SELECT n.drive, CAST($2 AS BIGINT), n.id, $3, '' \
             FROM captured c CROSS JOIN node n WHERE n.id = c.copy AND c.operation = $1 AND c.copy_parent IS NULL ON CONFLICT DO NOTHING"
        ),
        &params![operation, now, &NOWHERE],
    )?;
    Ok(())
}

/// Returns what was relocated in a drive at `since` or later, the oldest first.
pub fn since(tx: &mut Tx<'_>, drive: &DriveId, since: Timestamp) -> Result<Vec<Relocation>> {
    tx.rows(
        sql!(
            "relocation.since",
            "SELECT item, left_parent, name, at_us FROM relocation WHERE drive = $1 AND at_us >= $2 ORDER BY at_us, item, left_parent"
        ),
        &params![drive, since],
        |row| {
            let parent = NodeId::read(row, 1)?;
            Ok(Relocation {
                item: row.array::<16>(0)?,
                left: Some(parent).filter(|it| *it != NOWHERE),
                name: row.text(2)?,
                at: moment(row, 3)?,
            })
        },
    )
}

/// Forgets some of what was relocated before `cutoff`. Returns how many rows went.
pub fn forget(tx: &mut Tx<'_>, cutoff: Timestamp) -> Result<u64> {
    tx.run(
        sql!(
            "relocation.forget",
            "DELETE FROM relocation WHERE (drive, at_us, item, left_parent) IN (SELECT o.drive, o.at_us, o.item, o.left_parent \
             FROM relocation o WHERE o.at_us < $1 ORDER BY o.at_us LIMIT 256)"
        ),
        &params![cutoff],
    )
}
