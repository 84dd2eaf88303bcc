//! A whole tree in the recycle bin: found, brought back, given up.

use super::{Node, place, read, select};
use crate::{Result, Tx, params, relocation, sql};
use model::{DriveId, NodeId, Timestamp, UserId};

/// A tree in the recycle bin, by what it was deleted by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trashed {
    /// Its top, as it was.
    pub node: Node,
    /// When it was deleted.
    pub deleted: Timestamp,
}

/// Returns a tree in the recycle bin by its top, and locks that. `None` for what went along with something above it.
pub fn find_trashed(tx: &mut Tx<'_>, id: &NodeId) -> Result<Option<Trashed>> {
    tx.row(sql!("node.find_trashed", select!("node WHERE id = $1 AND held_by = $1 AND state = 2 FOR UPDATE")), &params![id], |row| {
        let node = read(row)?;
        Ok(Trashed { deleted: node.modified, node })
    })
}

/// Returns trees in a drive's recycle bin, the one deleted last first, at most `limit`.
pub fn trashed_in(tx: &mut Tx<'_>, drive: &DriveId, limit: usize) -> Result<Vec<Trashed>> {
    tx.rows(
        sql!(
            "node.trashed_in",
            select!("node WHERE drive = $1 AND state = 2 AND held_by = id ORDER BY drive DESC, modified_at_us DESC LIMIT $2")
        ),
        &params![drive, limit],
        |row| {
            let node = read(row)?;
            Ok(Trashed { deleted: node.modified, node })
        },
    )
}

/// Returns how many levels a deleted tree has, its top's included.
pub fn trashed_height(tx: &mut Tx<'_>, tree: &Trashed) -> Result<usize> {
    let n = tx.row(
        sql!(
            "node.trashed_height",
            "WITH RECURSIVE tree (drive, id, depth) AS (SELECT drive, id, 1 FROM node WHERE drive = $1 AND id = $2 AND state = 2 \
             UNION ALL SELECT n.drive, n.id, t.depth + 1 FROM tree t CROSS JOIN node i CROSS JOIN node n \
             WHERE i.drive = t.drive AND i.parent = t.id AND i.state = 2 AND n.id = i.id AND n.held_by = $2) \
             SELECT MAX(depth) FROM tree"
        ),
        &params![&tree.node.drive, &tree.node.id],
        |row| row.opt_integer(0),
    )?;
    Ok(n.flatten().and_then(|n| usize::try_from(n).ok()).unwrap_or(0))
}

/// Shows a deleted tree again, under a name in some parent of its drive. The caller knows the name to be free.
///
/// # Errors
/// [`crate::Error::Conflict`] if a sibling has the name.
pub fn restore(tx: &mut Tx<'_>, tree: &Trashed, placed: &place::Placed<'_>) -> Result<()> {
    let Node { drive, id, kind, .. } = &tree.node;
    relocation::came(tx, drive, id, placed.now)?;
    if let Some(was_in) = tree.node.parent.filter(|parent| parent != placed.parent) {
        relocation::node_left(tx, drive, id, &was_in, &tree.node.name, placed.now)?;
    }
    tx.run(
        sql!("node.restore", "UPDATE node SET state = 0, held_by = NULL WHERE drive = $1 AND held_by = $2 AND state = 2 AND id <> $2"),
        &params![drive, id],
    )?;
    tx.run(
        sql!(
            "node.restore_top",
            "UPDATE node SET state = 0, held_by = NULL, parent = $3, name = $4, name_key = $5, modified_at_us = $6, modified_by = $7, \
             notebook = $8 \
             WHERE drive = $1 AND id = $2 AND state = 2"
        ),
        &params![drive, id, placed.parent, placed.name, &super::name_key(*kind, placed.name), placed.now, placed.by, placed.notebook],
    )?;
    Ok(())
}

/// Marks a deleted tree so that nobody brings it back: the sweep takes what it holds at its next round.
pub fn give_up(tx: &mut Tx<'_>, drive: &DriveId, top: &NodeId, by: &UserId, now: Timestamp) -> Result<u64> {
    tx.run(
        sql!(
            "node.give_up",
            "UPDATE node SET held_by = $3, modified_at_us = $4, modified_by = $5 WHERE drive = $1 AND held_by = $2 AND state = 2"
        ),
        &params![drive, top, &GIVEN_UP, now, by],
    )
}

/// Holds what was given up, as long as its contents are there. No node has this id.
pub(super) const GIVEN_UP: NodeId = NodeId([0; 16]);
