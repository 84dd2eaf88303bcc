//! The tree of a drive: folders, shortcuts, notebooks, section groups, sections. Pages are in `page_list`, files in `file_list`.
//!
//! Readers use the view `live`; only this file, the copy and the sweep name the table. Whoever changes the structure of a
//! notebook locks its notebook node first (share), so that a copy of the notebook, which locks it alone, sees one instant.

pub mod about;
pub(crate) mod down;
pub mod listing;
pub mod place;
pub mod set;
pub mod tree;

use crate::file_list::trash;
use crate::ids::{RowId, moment};
use crate::layer::collect;
use crate::layer::stack::seal;
use crate::permission::On;
use crate::query::Sight;
use crate::seen::{self, Seen, Way};
use crate::{Error, Result, Row, Tx, folder, page_list, params, section, share, shortcut, sql};
use model::{DriveId, NodeId, NodeKind, Timestamp, UserId};
use std::borrow::Cow;

/// The deepest that section groups may nest. Every walk up the tree is bounded by it.
pub const DEPTH_MAX: usize = 64;

/// So many nodes are looked at first by whoever sees some of them.
const LOOK_FIRST: usize = 32;

/// A live node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The drive that it lies in.
    pub drive: DriveId,
    /// The node.
    pub id: NodeId,
    /// What it lies in; none for a root.
    pub parent: Option<NodeId>,
    /// The notebook around it, or the node itself if it is one.
    pub notebook: Option<NodeId>,
    /// What it is.
    pub kind: NodeKind,
    /// Its name, unique among siblings in any letter case.
    pub name: String,
    /// When it was created.
    pub created: Timestamp,
    /// Who created it.
    pub created_by: UserId,
    /// When it, or what lies directly in it, last changed.
    pub modified: Timestamp,
    /// Who changed it then.
    pub modified_by: UserId,
}

/// How a lock is shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lock {
    /// Others may hold it too: for changes of structure.
    Share,
    /// Nobody else: for copies of the tree, and for removal.
    Alone,
}

/// Whatever holds others has a lesser number than what it may hold, or the same.
pub(crate) const fn kind_number(kind: NodeKind) -> i64 {
    match kind {
        NodeKind::Root => 0,
        NodeKind::Folder => 1,
        NodeKind::Shortcut => 2,
        NodeKind::Notebook => 3,
        NodeKind::SectionGroup => 4,
        NodeKind::Section => 5,
    }
}

pub(crate) fn kind_of(number: i64) -> Result<NodeKind> {
    Ok(match number {
        0 => NodeKind::Root,
        1 => NodeKind::Folder,
        2 => NodeKind::Shortcut,
        3 => NodeKind::Notebook,
        4 => NodeKind::SectionGroup,
        5 => NodeKind::Section,
        _ => return Err(Error::corrupt("a node is of no known kind")),
    })
}

/// Returns the form of a name that is unique among siblings and sorts them.
///
/// A section and a section group may have the same name: in a drive one is a file and the other a folder. No name holds
/// a control character, so the mark cannot be imitated, and it sorts before every other letter.
pub fn name_key(kind: NodeKind, name: &str) -> String {
    let folded = model::fold(name);
    if kind == NodeKind::Section { folded + "\u{1}" } else { folded }
}

/// A statement whose rows [`read`] takes, given what follows its `FROM`.
macro_rules! select {
    ($($from:tt)+) => {
        concat!(
            "SELECT drive, id, parent, notebook, kind, name, created_at_us, created_by, modified_at_us, modified_by FROM ",
            $($from)+
        )
    };
}
use select;

/// The columns that [`read`] takes, of a relation `n`.
pub(crate) const COLUMNS_OF_N: &str =
    "n.drive, n.id, n.parent, n.notebook, n.kind, n.name, n.created_at_us, n.created_by, n.modified_at_us, n.modified_by";

/// How many they are.
pub(crate) const COLUMNS: usize = 10;

pub(crate) fn read(row: &Row<'_>) -> Result<Node> {
    Ok(Node {
        drive: DriveId::read(row, 0)?,
        id: NodeId::read(row, 1)?,
        parent: NodeId::read_opt(row, 2)?,
        notebook: NodeId::read_opt(row, 3)?,
        kind: kind_of(row.integer(4)?)?,
        name: row.text(5)?,
        created: moment(row, 6)?,
        created_by: UserId::read(row, 7)?,
        modified: moment(row, 8)?,
        modified_by: UserId::read(row, 9)?,
    })
}

/// Adds a live node, after its siblings: its order is its moment. `false` if a sibling has the name.
pub fn insert(tx: &mut Tx<'_>, n: &Node) -> Result<bool> {
    let rows = tx.run(
        sql!(
            "node.insert",
            "INSERT INTO node (drive, id, parent, notebook, kind, name, name_key, state, created_at_us, created_by, modified_at_us, \
             modified_by, ord) VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8, $9, $10, $11, $8) ON CONFLICT DO NOTHING"
        ),
        &params![
            &n.drive,
            &n.id,
            n.parent.as_ref(),
            n.notebook.as_ref(),
            kind_number(n.kind),
            &n.name,
            &name_key(n.kind, &n.name),
            n.created,
            &n.created_by,
            n.modified,
            &n.modified_by
        ],
    )?;
    Ok(rows == 1)
}

/// Returns a live node by its id alone.
pub fn find(tx: &mut Tx<'_>, id: &NodeId) -> Result<Option<Node>> {
    tx.row(sql!("node.find", select!("live WHERE id = $1")), &params![id], read)
}

/// Returns a live node of a drive.
pub fn get(tx: &mut Tx<'_>, drive: &DriveId, id: &NodeId) -> Result<Option<Node>> {
    tx.row(sql!("node.get", select!("live WHERE drive = $1 AND id = $2")), &params![drive, id], read)
}

/// Locks a node until the transaction ends, and returns it as it is then. `None` if it is not live any more.
pub fn lock(tx: &mut Tx<'_>, drive: &DriveId, id: &NodeId, lock: Lock) -> Result<Option<Node>> {
    if crate::planted::is("no-root-lock") {
        return get(tx, drive, id);
    }
    let statement = match lock {
        Lock::Share => sql!("node.lock_share", select!("node WHERE drive = $1 AND id = $2 AND state = 0 FOR SHARE")),
        Lock::Alone => sql!("node.lock", select!("node WHERE drive = $1 AND id = $2 AND state = 0 FOR UPDATE")),
    };
    tx.row(statement, &params![drive, id], read)
}

/// Returns the child of this name and kind, in any letter case.
pub fn child(tx: &mut Tx<'_>, drive: &DriveId, parent: &NodeId, kind: NodeKind, name: &str) -> Result<Option<Node>> {
    tx.row(
        sql!("node.child", select!("live WHERE drive = $1 AND parent = $2 AND name_key = $3")),
        &params![drive, parent, &name_key(kind, name)],
        read,
    )
}

/// Where a list of nodes ended: the name's key and the id of its last entry.
pub type After = (String, NodeId);

/// Returns where a node stands in lists, which are by name and then by id.
pub fn position(node: &Node) -> After {
    (name_key(node.kind, &node.name), node.id)
}

fn start(after: Option<&After>) -> (Cow<'_, str>, NodeId) {
    // No name is empty, so every entry follows the empty one.
    after.map_or((Cow::Borrowed(""), NodeId([0; 16])), |(key, id)| (Cow::Borrowed(key.as_str()), *id))
}

/// Returns the children of one kind, by name, after `after`.
pub fn children(
    tx: &mut Tx<'_>,
    drive: &DriveId,
    parent: &NodeId,
    kind: NodeKind,
    after: Option<&After>,
    limit: usize,
) -> Result<Vec<Node>> {
    let (key, id) = start(after);
    tx.rows(
        sql!(
            "node.children",
            select!("live WHERE drive = $1 AND parent = $2 AND kind = $3 AND (name_key, id) > ($4, $5) ORDER BY name_key, id LIMIT $6")
        ),
        &params![drive, parent, kind_number(kind), key.as_ref(), &id, limit],
        read,
    )
}

/// Returns the children of every kind, by name, after `after`.
pub fn children_of_any_kind(tx: &mut Tx<'_>, drive: &DriveId, parent: &NodeId, after: Option<&After>, limit: usize) -> Result<Vec<Node>> {
    let (key, id) = start(after);
    tx.rows(
        sql!(
            "node.children_of_any_kind",
            select!("live WHERE drive = $1 AND parent = $2 AND (name_key, id) > ($3, $4) ORDER BY name_key, id LIMIT $5")
        ),
        &params![drive, parent, key.as_ref(), &id, limit],
        read,
    )
}

/// Returns all nodes of one kind in a drive, by name, after `after`.
pub fn of_kind(tx: &mut Tx<'_>, drive: &DriveId, kind: NodeKind, after: Option<&After>, limit: usize) -> Result<Vec<Node>> {
    let (key, id) = start(after);
    tx.rows(
        sql!("node.of_kind", select!("live WHERE drive = $1 AND kind = $2 AND (name_key, id) > ($3, $4) ORDER BY name_key, id LIMIT $5")),
        &params![drive, kind_number(kind), key.as_ref(), &id, limit],
        read,
    )
}

/// Returns the nodes of one kind in a drive that somebody sees who does not see all of it: those that are shared with them or a
/// group of theirs, themselves or by something above them. By name, after `after`.
pub fn seen_of_kind(
    tx: &mut Tx<'_>,
    drive: &DriveId,
    sight: Sight<'_>,
    kind: NodeKind,
    after: Option<&After>,
    limit: usize,
) -> Result<Vec<Node>> {
    let mut seen = Seen::of(tx, drive, sight)?;
    let (mut found, mut looked, mut is_much) = (Vec::new(), 0, false);
    let mut place = after.cloned();
    while seen.is_cheap() {
        // A few first, to see how many of them are seen. Then as many as are missing, and not one by one where few are.
        let wanted = if looked == 0 { limit.min(LOOK_FIRST) } else { (limit - found.len()).max(LOOK_FIRST) };
        let some = of_kind(tx, drive, kind, place.as_ref(), wanted)?;
        let is_last = some.len() < wanted;
        some.iter().for_each(|node| seen.note(node.id, node.parent));
        let those = seen.among(tx, some.iter().map(|node| node.id))?;
        (place, looked) = (some.last().map(position).or(place), looked + some.len());
        found.extend(some.into_iter().filter(|node| those.contains(&node.id)));
        if is_last || found.len() >= limit {
            found.truncate(limit);
            return Ok(found);
        }
        match seen::way(found.len(), looked) {
            Way::DownIfLittle if !is_much => is_much = seen::all_if_little(tx, drive, &sight, kind)?.is_none(),
            Way::On | Way::DownIfLittle => continue,
            Way::Down => break,
        }
        if !is_much {
            break;
        }
    }
    let rest = shared_of_kind(tx, drive, &sight, kind, place.as_ref(), limit - found.len())?;
    found.extend(rest);
    Ok(found)
}

/// Does the same from what is shared downwards.
fn shared_of_kind(
    tx: &mut Tx<'_>,
    drive: &DriveId,
    sight: &Sight<'_>,
    kind: NodeKind,
    after: Option<&After>,
    limit: usize,
) -> Result<Vec<Node>> {
    let (key, id) = start(after);
    tx.rows(
        sql!(
            "node.shared_of_kind",
            "WITH RECURSIVE seen (drive, id) AS (SELECT p.drive, p.node FROM (SELECT u.id FROM user_account u WHERE u.id = $2 \
             UNION ALL SELECT b.group_id FROM belongs b WHERE b.user_id = $2) w CROSS JOIN permission p \
             WHERE p.principal = w.id AND p.drive = $1 AND (p.expires_at_us IS NULL OR p.expires_at_us > $7) \
             UNION SELECT n.drive, n.id FROM seen s CROSS JOIN live n WHERE n.drive = s.drive AND n.parent = s.id AND n.kind <= $3) \
             SELECT n.drive, n.id, n.parent, n.notebook, n.kind, n.name, n.created_at_us, n.created_by, n.modified_at_us, n.modified_by \
             FROM seen s CROSS JOIN live n WHERE n.drive = $1 AND n.id = s.id AND n.kind = $3 AND (n.name_key, n.id) > ($4, $5) \
             ORDER BY n.name_key, n.id LIMIT $6"
        ),
        &params![drive, sight.user, kind_number(kind), key.as_ref(), &id, limit, sight.now],
        read,
    )
}

/// Notes that a node, or what lies directly in it, changed.
pub fn touch(tx: &mut Tx<'_>, drive: &DriveId, id: &NodeId, by: &UserId, now: Timestamp) -> Result<()> {
    tx.run(
        sql!("node.touch", "UPDATE node SET modified_at_us = $3, modified_by = $4 WHERE drive = $1 AND id = $2"),
        &params![drive, id, now, by],
    )?;
    Ok(())
}

/// Returns the ids from a node up to its drive's root, the node first.
pub fn ancestry(tx: &mut Tx<'_>, drive: &DriveId, id: &NodeId) -> Result<Vec<NodeId>> {
    tx.rows(
        sql!(
            "node.ancestry",
            "WITH RECURSIVE up (id, parent, depth) AS (SELECT id, parent, 0 FROM live WHERE drive = $1 AND id = $2 \
             UNION ALL SELECT n.id, n.parent, up.depth + 1 FROM up CROSS JOIN live n WHERE n.drive = $1 AND n.id = up.parent) \
             SELECT id FROM up ORDER BY depth"
        ),
        &params![drive, id],
        |row| NodeId::read(row, 0),
    )
}

/// Returns what lies above a node up to its drive's root, the nearest first: id, kind and name.
pub fn above(tx: &mut Tx<'_>, drive: &DriveId, id: &NodeId) -> Result<Vec<(NodeId, NodeKind, String)>> {
    tx.rows(
        sql!(
            "node.above",
            "WITH RECURSIVE up (id, parent, kind, name, depth) AS (SELECT id, parent, kind, name, 0 FROM live WHERE drive = $1 AND id = $2 \
             UNION ALL SELECT n.id, n.parent, n.kind, n.name, up.depth + 1 FROM up CROSS JOIN live n WHERE n.drive = $1 AND n.id = up.parent) \
             SELECT id, kind, name FROM up WHERE depth > 0 ORDER BY depth"
        ),
        &params![drive, id],
        |row| Ok((NodeId::read(row, 0)?, kind_of(row.integer(1)?)?, row.text(2)?)),
    )
}

/// Moves a node and everything below it to the recycle bin.
pub fn trash(tx: &mut Tx<'_>, drive: &DriveId, id: &NodeId, by: &UserId, now: Timestamp) -> Result<u64> {
    tx.run(
        sql!(
            "node.trash",
            concat!(
                "UPDATE node SET state = 2, held_by = $2, modified_by = $4, \
                 modified_at_us = CASE WHEN modified_at_us < $3 THEN CAST($3 AS BIGINT) ELSE modified_at_us + 1 END \
                 WHERE drive = $1 AND id IN (",
                down::tree!(),
                "SELECT id FROM tree)"
            )
        ),
        &params![drive, id, now, by],
    )
}

/// Removes for good some nodes that were trashed before `cutoff`. Returns how many went.
pub fn purge(tx: &mut Tx<'_>, cutoff: Timestamp, now: Timestamp) -> Result<usize> {
    let trashed = tx.rows(
        sql!("node.purgeable", "SELECT drive, id, kind FROM node WHERE state = 2 AND modified_at_us < $1 ORDER BY modified_at_us LIMIT 64"),
        &params![cutoff],
        |row| Ok((DriveId::read(row, 0)?, NodeId::read(row, 1)?, kind_of(row.integer(2)?)?)),
    )?;
    for (drive, id, kind) in &trashed {
        if !empty(tx, drive, id, *kind, now)? {
            continue;
        }
        share::purge(tx, drive, &On::Node(*id))?;
        tx.run(sql!("node.purge", "DELETE FROM node WHERE drive = $1 AND id = $2 AND state = 2"), &params![drive, id])?;
    }
    Ok(trashed.len())
}

/// Removes what some nodes hold that were given up. Returns how many there were. That they are gone can still be told, as of
/// what was only deleted.
pub fn purge_given_up(tx: &mut Tx<'_>, now: Timestamp) -> Result<usize> {
    let given_up = tx.rows(
        sql!("node.given_up", "SELECT drive, id, kind FROM node WHERE held_by = $1 AND state = 2 LIMIT 64"),
        &params![&tree::GIVEN_UP],
        |row| Ok((DriveId::read(row, 0)?, NodeId::read(row, 1)?, kind_of(row.integer(2)?)?)),
    )?;
    for (drive, id, kind) in &given_up {
        if empty(tx, drive, id, *kind, now)? {
            tx.run(sql!("node.emptied", "UPDATE node SET held_by = NULL WHERE drive = $1 AND id = $2 AND state = 2"), &params![drive, id])?;
        }
    }
    Ok(given_up.len())
}

/// Removes what a deleted node holds. `false` if there is so much of it that another step is needed.
fn empty(tx: &mut Tx<'_>, drive: &DriveId, id: &NodeId, kind: NodeKind, now: Timestamp) -> Result<bool> {
    match kind {
        NodeKind::Section => remove_section(tx, drive, id, now),
        NodeKind::Root | NodeKind::Folder => remove_folder(tx, drive, id, now),
        NodeKind::Shortcut => shortcut::remove(tx, drive, id).map(|()| true),
        NodeKind::Notebook | NodeKind::SectionGroup => Ok(true),
    }
}

/// Removes a section's row, and what its pages held before. No page is walked: the list is left to the collector. `false` if there
/// is so much of it that another step is needed.
fn remove_section(tx: &mut Tx<'_>, drive: &DriveId, id: &NodeId, now: Timestamp) -> Result<bool> {
    // Waits for whoever copies or writes the section now.
    let Some(mut section) = section::lock(tx, drive, id)? else { return Ok(true) };
    if !page_list::version::drop_of_section(tx, id, now)? {
        return Ok(false);
    }
    seal(tx, &mut section)?;
    page_list::alias::forget(tx, id)?;
    tx.run(sql!("section_app.remove", "DELETE FROM section_app WHERE drive = $1 AND section = $2"), &params![drive, id])?;
    tx.run(sql!("section.remove", "DELETE FROM section WHERE drive = $1 AND id = $2"), &params![drive, id])?;
    section.held.head.as_ref().map_or(Ok(()), |head| collect::suspect(tx, head, now))?;
    Ok(true)
}

/// Removes a folder's row, if it has one, and what is known of its files beside it. No file is walked. `false` if there is so
/// much of it that another step is needed.
fn remove_folder(tx: &mut Tx<'_>, drive: &DriveId, id: &NodeId, now: Timestamp) -> Result<bool> {
    let Some(mut folder) = folder::lock(tx, drive, id)? else { return Ok(true) };
    // First: what has moved here is told by its alias.
    share::purge_folder(tx, drive, id)?;
    if !trash::clear_folder(tx, id, now)? {
        return Ok(false);
    }
    seal(tx, &mut folder)?;
    tx.run(sql!("folder.remove", "DELETE FROM folder WHERE drive = $1 AND id = $2"), &params![drive, id])?;
    folder.held.head.as_ref().map_or(Ok(()), |head| collect::suspect(tx, head, now))?;
    Ok(true)
}
