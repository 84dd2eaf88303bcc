//! That a node or a file left a folder, and that a tree came at once: the changes of a drive that no moment in a row tells. See
//! `delta`.

use crate::ids::{RowId, moment};
use crate::node::kind_of;
use crate::{Result, Tx, params, sql};
use model::{DriveId, FileId, NodeId, NodeKind, OperationId, Timestamp};

/// That a node left a folder, or came, since a moment: once or several times.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MovedNode {
    /// The node.
    pub id: NodeId,
    /// What it is.
    pub kind: NodeKind,
    /// What it lay in; none if it came at once with all that it holds.
    pub left: Option<NodeId>,
    /// What it was called there.
    pub name: String,
    /// The first time.
    pub first: Timestamp,
    /// The last time.
    pub last: Timestamp,
}

/// That a file left a folder, and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// When, which, and from where.
    pub at: LeftAt,
    /// What it was called there.
    pub name: String,
    /// The folder that it lies in, or lay in when it was deleted; none if it is gone for good.
    pub lies_in: Option<NodeId>,
}

/// A place among all files that left a folder of a drive, which are in the order of their moments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeftAt {
    /// When.
    pub moment: Timestamp,
    /// Which file.
    pub file: FileId,
    /// What it lay in.
    pub folder: NodeId,
}

impl LeftAt {
    /// The place before all that left at `since` or later.
    #[must_use]
    pub const fn before_all(since: Timestamp) -> Self {
        Self { moment: since, file: FileId([0; 16]), folder: NOWHERE }
    }
}

/// Stands for no parent. No node has this id.
const NOWHERE: NodeId = NodeId([0; 16]);

/// Notes that a file left a folder.
pub(crate) fn file_left(tx: &mut Tx<'_>, drive: &DriveId, file: &FileId, folder: &NodeId, name: &str, now: Timestamp) -> Result<()> {
    tx.insert(
        sql!(
            "file_left.put",
            "INSERT INTO file_left (drive, at_us, file, folder, name) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING"
        ),
        &params![drive, now, file, folder, name],
    )?;
    Ok(())
}

/// Notes that a node comes back elsewhere than where it was deleted.
pub(crate) fn node_left(tx: &mut Tx<'_>, drive: &DriveId, node: &NodeId, parent: &NodeId, name: &str, now: Timestamp) -> Result<()> {
    tx.insert(
        sql!(
            "relocation.node_left",
            "INSERT INTO relocation (drive, at_us, item, left_parent, name) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING"
        ),
        &params![drive, now, node, parent, name],
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
    node_left(tx, drive, top, &NOWHERE, "", now)
}

/// Notes that the trees of a copy come that was built in several steps.
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

/// Returns the nodes of a drive that were relocated at `since` or later: each once for each of what it left.
pub fn nodes_since(tx: &mut Tx<'_>, drive: &DriveId, since: Timestamp) -> Result<Vec<MovedNode>> {
    tx.rows(
        sql!(
            "relocation.nodes_since",
            "SELECT r.item, r.left_parent, n.kind, MAX(r.name), MIN(r.at_us), MAX(r.at_us) FROM relocation r CROSS JOIN node n \
             WHERE r.drive = $1 AND r.at_us >= $2 AND n.drive = r.drive AND n.id = r.item \
             GROUP BY r.item, r.left_parent, n.kind"
        ),
        &params![drive, since],
        |row| {
            let parent = NodeId::read(row, 1)?;
            Ok(MovedNode {
                id: NodeId::read(row, 0)?,
                kind: kind_of(row.integer(2)?)?,
                left: Some(parent).filter(|it| *it != NOWHERE),
                name: row.text(3)?,
                first: moment(row, 4)?,
                last: moment(row, 5)?,
            })
        },
    )
}

/// Returns files of a drive that left a folder, the first to leave first, after that of `after`, at most `limit`.
pub fn files_after(tx: &mut Tx<'_>, drive: &DriveId, after: &LeftAt, limit: usize) -> Result<Vec<Left>> {
    tx.rows(
        sql!(
            "file_left.after",
            // A file that has moved has an alias, until it is gone for good.
            "SELECT l.at_us, l.file, l.folder, l.name, a.folder FROM file_left l LEFT JOIN file_alias a ON a.id = l.file \
             WHERE l.drive = $1 AND (l.at_us, l.file, l.folder) > ($2, $3, $4) ORDER BY l.at_us, l.file, l.folder LIMIT $5"
        ),
        &params![drive, after.moment, &after.file, &after.folder, limit],
        |row| {
            Ok(Left {
                at: LeftAt { moment: moment(row, 0)?, file: FileId::read(row, 1)?, folder: NodeId::read(row, 2)? },
                name: row.text(3)?,
                lies_in: NodeId::read_opt(row, 4)?,
            })
        },
    )
}

/// Forgets some of what was relocated before `cutoff`. Returns how many rows went.
pub fn forget(tx: &mut Tx<'_>, cutoff: Timestamp) -> Result<u64> {
    let nodes = tx.run(
        sql!(
            "relocation.forget",
            "DELETE FROM relocation WHERE (drive, at_us, item, left_parent) IN (SELECT o.drive, o.at_us, o.item, o.left_parent \
             FROM relocation o WHERE o.at_us < $1 ORDER BY o.at_us LIMIT 256)"
        ),
        &params![cutoff],
    )?;
    let files = tx.run(
        sql!(
            "file_left.forget",
            "DELETE FROM file_left WHERE (drive, at_us, file, folder) IN (SELECT o.drive, o.at_us, o.file, o.folder \
             FROM file_left o WHERE o.at_us < $1 ORDER BY o.at_us LIMIT 256)"
        ),
        &params![cutoff],
    )?;
    Ok(nodes + files)
}
