//! Shortcuts: nodes that lead to a folder of another drive. What they lead to is looked up when somebody looks; nothing here keeps
//! it there.

use crate::ids::{RowId, count};
use crate::node::kind_number;
use crate::node::set::{IDS, ids, with};
use crate::{Result, Tx, params, sql};
use model::{DriveId, NodeId, NodeKind};

/// What a shortcut leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    /// The drive that it lies in, or lay in.
    pub drive: DriveId,
    /// The node.
    pub node: NodeId,
}

/// Says what a node leads to that was just made.
pub fn insert(tx: &mut Tx<'_>, drive: &DriveId, id: &NodeId, target: &Target) -> Result<()> {
    tx.run(
        sql!("shortcut.insert", "INSERT INTO shortcut (drive, id, target_drive, target) VALUES ($1, $2, $3, $4)"),
        &params![drive, id, &target.drive, &target.node],
    )?;
    Ok(())
}

/// Returns what some nodes of a drive lead to, for those that are shortcuts, in no order.
pub fn targets(tx: &mut Tx<'_>, drive: &DriveId, shortcuts: &[NodeId]) -> Result<Vec<(NodeId, Target)>> {
    let mut found = Vec::with_capacity(shortcuts.len());
    for some in shortcuts.chunks(IDS) {
        found.extend(tx.rows(
            sql!("shortcut.targets", concat!("SELECT id, target_drive, target FROM shortcut WHERE drive = $33 AND id IN ", ids!())),
            &with(some, [drive.into()]),
            |row| Ok((NodeId::read(row, 0)?, Target { drive: DriveId::read(row, 1)?, node: NodeId::read(row, 2)? })),
        )?);
    }
    Ok(found)
}

/// Counts the shortcuts of a drive, with those in its recycle bin.
pub fn count_of(tx: &mut Tx<'_>, drive: &DriveId) -> Result<u64> {
    let n = tx.row(sql!("shortcut.count", "SELECT COUNT(*) FROM shortcut WHERE drive = $1"), &params![drive], |row| count(row, 0))?;
    Ok(n.unwrap_or(0))
}

/// Says whether a node holds shortcuts.
pub fn any_in(tx: &mut Tx<'_>, drive: &DriveId, parent: &NodeId) -> Result<bool> {
    let one = tx.row(
        sql!("shortcut.any_in", "SELECT 1 FROM live WHERE drive = $1 AND parent = $2 AND kind = $3 LIMIT 1"),
        &params![drive, parent, kind_number(NodeKind::Shortcut)],
        |row| row.integer(0),
    )?;
    Ok(one.is_some())
}

/// Forgets what a node leads to that goes for good.
pub(crate) fn remove(tx: &mut Tx<'_>, drive: &DriveId, id: &NodeId) -> Result<()> {
    tx.run(sql!("shortcut.remove", "DELETE FROM shortcut WHERE drive = $1 AND id = $2"), &params![drive, id])?;
    Ok(())
}
