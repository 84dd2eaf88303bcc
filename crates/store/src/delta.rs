//! What changed in a drive since a moment, without a log of changes: each row says when it changed last, deleted ones stay for a
//! while, and `relocation` tells the rest.
//!
//! There is no index of moments over nodes and sections: every copy would pay for the one and every page for the other, while
//! whoever asks walks the nodes anyway, because each answer says what its root takes altogether. No file and no page is walked.

use crate::file::File;
use crate::file_list::read::{self, Since};
use crate::ids::{RowId, count, moment};
use crate::node::kind_of;
use crate::{Result, Row, Tx, folder, params, sql};
use model::{DriveId, NodeId, NodeKind, Timestamp};
use std::collections::HashMap;

/// A node of a walked tree, with what its rows say of changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Walked {
    /// The node.
    pub id: NodeId,
    /// What it lies in.
    pub parent: Option<NodeId>,
    /// How far below the top it lies.
    pub depth: u32,
    /// What it is.
    pub kind: NodeKind,
    /// Its name.
    pub name: String,
    /// When it was created.
    pub created: Timestamp,
    /// Whether it lies in the recycle bin.
    pub is_gone: bool,
    /// When it, its pages or the files directly in it last changed; of a deleted one, when it was deleted.
    pub changed: Timestamp,
    /// When one of the files in it last changed, came or went; none without files.
    pub files_changed: Option<Timestamp>,
    /// When it was copied with its files; 1970 if it was not.
    pub copied: Timestamp,
}

/// Returns the tree below a live node, and itself, the top first; what was deleted from it at `since` or later is there too.
pub fn walk(tx: &mut Tx<'_>, drive: &DriveId, top: &NodeId, since: Timestamp) -> Result<Vec<Walked>> {
    if top.0 == drive.0 { whole(tx, drive, since) } else { below(tx, drive, top, since) }
}

/// Reads all nodes of a drive as they lie, and makes the tree of them: several times cheaper than to look for each by its
/// parent and its id.
fn whole(tx: &mut Tx<'_>, drive: &DriveId, since: Timestamp) -> Result<Vec<Walked>> {
    let nodes = tx.rows(
        sql!(
            "delta.drive",
            // Not `state = 0 OR state = 2 AND …`, for which SQLite would put two indexes together.
            "SELECT n.id, n.parent, CAST(0 AS BIGINT), n.kind, n.name, n.state, n.modified_at_us, s.last_modified_us, \
             f.last_modified_us, f.copied_at_us, n.created_at_us \
             FROM node n LEFT JOIN section s ON s.drive = n.drive AND s.id = n.id LEFT JOIN folder f ON f.drive = n.drive AND f.id = n.id \
             WHERE n.drive = $1 AND n.state <> 1 AND (n.state = 0 OR n.modified_at_us >= $2)"
        ),
        &params![drive, since],
        walked,
    )?;
    let mut inside: HashMap<NodeId, Vec<Walked>> = HashMap::new();
    let mut tree = Vec::with_capacity(nodes.len());
    for node in nodes {
        match node.parent {
            Some(parent) => inside.entry(parent).or_default().push(node),
            None => tree.push(node),
        }
    }
    let mut at = 0;
    while let Some(node) = tree.get(at) {
        let depth = node.depth + 1;
        let children = inside.remove(&node.id).unwrap_or_default();
        tree.extend(children.into_iter().map(|child| Walked { depth, ..child }));
        at += 1;
    }
    tree.sort_unstable_by_key(|node| (node.depth, node.id));
    Ok(tree)
}

/// Goes down from a node. `i` is the index of parents alone.
fn below(tx: &mut Tx<'_>, drive: &DriveId, top: &NodeId, since: Timestamp) -> Result<Vec<Walked>> {
    tx.rows(
        sql!(
            "delta.walk",
            "WITH RECURSIVE tree (drive, id, depth) AS (SELECT drive, id, 0 FROM live WHERE drive = $1 AND id = $2 \
             UNION ALL SELECT n.drive, n.id, t.depth + 1 FROM tree t CROSS JOIN node i CROSS JOIN node n \
             WHERE i.drive = t.drive AND i.parent = t.id AND n.id = i.id AND (i.state = 0 OR (i.state = 2 AND n.modified_at_us >= $3))) \
             SELECT t.id, n.parent, CAST(t.depth AS BIGINT), n.kind, n.name, n.state, n.modified_at_us, s.last_modified_us, \
             f.last_modified_us, f.copied_at_us, n.created_at_us \
             FROM tree t CROSS JOIN node n LEFT JOIN section s ON s.drive = t.drive AND s.id = t.id \
             LEFT JOIN folder f ON f.drive = t.drive AND f.id = t.id WHERE n.drive = t.drive AND n.id = t.id ORDER BY t.depth, t.id"
        ),
        &params![drive, top, since],
        walked,
    )
}

fn walked(row: &Row<'_>) -> Result<Walked> {
    let is_gone = row.integer(5)? == 2;
    let own = moment(row, 6)?;
    let [pages, files, copied] = [row.opt_integer(7)?, row.opt_integer(8)?, row.opt_integer(9)?].map(|us| us.map(Timestamp::from_micros));
    let below = pages.max(files).filter(|_| !is_gone);
    Ok(Walked {
        id: NodeId::read(row, 0)?,
        parent: NodeId::read_opt(row, 1)?,
        depth: u32::try_from(count(row, 2)?).unwrap_or(u32::MAX),
        kind: kind_of(row.integer(3)?)?,
        name: row.text(4)?,
        created: moment(row, 10)?,
        is_gone,
        changed: below.map_or(own, |below| own.max(below)),
        files_changed: files,
        copied: copied.unwrap_or(Timestamp::from_micros(0)),
    })
}

/// Returns the latest moment at which something that has no node was deleted or relocated in a drive.
pub fn last_gone(tx: &mut Tx<'_>, drive: &DriveId) -> Result<Option<Timestamp>> {
    let latest = tx.row(
        sql!(
            "delta.last_gone",
            "SELECT MAX(at_us) FROM (SELECT MAX(t.deleted_at_us) AS at_us FROM file_trash t WHERE t.drive = $1 \
             UNION ALL SELECT MAX(r.at_us) FROM relocation r WHERE r.drive = $1 \
             UNION ALL SELECT MAX(l.at_us) FROM file_left l WHERE l.drive = $1) latest"
        ),
        &params![drive],
        |row| row.opt_integer(0),
    )?;
    Ok(latest.flatten().map(Timestamp::from_micros))
}

/// Returns files of a folder, which may lie in the recycle bin: all of them or those that changed, after one of them.
pub fn files(tx: &mut Tx<'_>, drive: &DriveId, id: &NodeId, since: Since, after: Option<&read::Place>, limit: usize) -> Result<Vec<File>> {
    match folder::get(tx, drive, id)? {
        Some(found) => read::changed(tx, &found, since, after, limit),
        None => Ok(Vec::new()),
    }
}
