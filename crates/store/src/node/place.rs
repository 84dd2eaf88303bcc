//! Where a node lies and where it stands: another name, another parent, another order.

use super::down::tree;
use super::{kind_number, name_key};
use crate::ids::RowId;
use crate::{Result, Tx, params, relocation, sql};
use model::{DriveId, NodeId, NodeKind, Timestamp, UserId};

/// Where a node is to lie.
#[derive(Clone, Copy, Debug)]
pub struct Placed<'a> {
    /// What it is to lie in.
    pub parent: &'a NodeId,
    /// The notebook around that; the node itself if it is one.
    pub notebook: Option<&'a NodeId>,
    /// Its name there.
    pub name: &'a str,
    /// Who says so.
    pub by: &'a UserId,
    /// When.
    pub now: Timestamp,
}

/// Gives a live node a name and a parent of the same drive. `false` if it is not live any more.
///
/// Whoever calls this holds the locks of both notebooks and has made sure that no circle comes of it.
///
/// # Errors
/// [`crate::Error::Conflict`] if a sibling has the name.
pub fn put(tx: &mut Tx<'_>, drive: &DriveId, id: &NodeId, kind: NodeKind, placed: &Placed<'_>) -> Result<bool> {
    relocation::leaves(tx, drive, id, placed.parent, placed.now)?;
    let rows = tx.run(
        sql!(
            "node.place",
            "UPDATE node SET parent = $3, notebook = $4, name = $5, name_key = $6, modified_at_us = $7, modified_by = $8 \
             WHERE drive = $1 AND id = $2 AND state = 0"
        ),
        &params![drive, id, placed.parent, placed.notebook, placed.name, &name_key(kind, placed.name), placed.now, placed.by],
    )?;
    Ok(rows == 1)
}

/// Tells everything below a node which notebook is around it.
pub fn adopt(tx: &mut Tx<'_>, drive: &DriveId, id: &NodeId, notebook: &NodeId) -> Result<u64> {
    tx.run(
        sql!("node.adopt", concat!("UPDATE node SET notebook = $3 WHERE drive = $1 AND id IN (", tree!(), "SELECT id FROM tree)")),
        &params![drive, id, notebook],
    )
}

/// Returns the children of one kind with their orders, as they stand: by order, and by name where it is equal.
pub fn standing(tx: &mut Tx<'_>, drive: &DriveId, parent: &NodeId, kind: NodeKind) -> Result<Vec<(NodeId, i64)>> {
    tx.rows(
        // `i` is the index of parents alone, as in `down`.
        sql!(
            "node.standing",
            "SELECT n.id, n.ord FROM live i CROSS JOIN node n WHERE i.drive = $1 AND i.parent = $2 AND i.kind = $3 AND n.id = i.id \
             ORDER BY n.ord, n.name_key, n.id"
        ),
        &params![drive, parent, kind_number(kind)],
        |row| Ok((NodeId::read(row, 0)?, row.integer(1)?)),
    )
}

/// Gives a node an order among its siblings.
pub fn stand(tx: &mut Tx<'_>, drive: &DriveId, id: &NodeId, order: i64) -> Result<()> {
    tx.run(sql!("node.stand", "UPDATE node SET ord = $3 WHERE drive = $1 AND id = $2"), &params![drive, id, order])?;
    Ok(())
}
