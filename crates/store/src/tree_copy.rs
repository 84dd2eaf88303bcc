//! Copying a tree of nodes: captured in one instant, built in batches, published at once.
//!
//! `CROSS JOIN` keeps SQLite to the order in which tables are written: it has no figures of its own to go by, and guesses
//! that a drive is small.
//!
//! Sections and folders are copied by their lists' heads: no statement here names a page or a file, and none grows with how
//! many there are.
//! What is captured pins its lists, so nothing that happens to the source later can reach the copy.

pub mod top;

use crate::file_list::version;
use crate::node::down::tree;
use crate::node::name_key;
use crate::{Error, Result, Sql, Tx, Value, params, relocation, sql};
use model::{AppId, DriveId, NodeId, NodeKind, OperationId, Timestamp, UserId};

/// Locks what holds pages or files in a tree.
macro_rules! lock_holders {
    ($label:literal, $holder:literal, $strength:literal) => {
        sql!(
            $label,
            concat!(
                tree!(),
                "SELECT s.id FROM tree t CROSS JOIN ",
                $holder,
                " s WHERE s.drive = $1 AND s.id = t.id ORDER BY s.id FOR ",
                $strength,
                " OF s"
            )
        )
    };
}

/// Says in each open list of a tree how many rows it has.
macro_rules! seal_lists {
    ($label:literal, $holder:literal) => {
        sql!(
            $label,
            concat!(
                "UPDATE list SET rows = (SELECT s.top_rows FROM ",
                $holder,
                " s WHERE s.head = list.id AND s.is_open = 1) WHERE id IN (",
                tree!(),
                "SELECT s.head FROM tree t CROSS JOIN ",
                $holder,
                " s WHERE s.drive = $1 AND s.id = t.id AND s.is_open = 1)"
            )
        )
    };
}

/// Closes what holds pages or files in a tree.
macro_rules! seal_holders {
    ($label:literal, $holder:literal) => {
        sql!(
            $label,
            concat!("UPDATE ", $holder, " SET is_open = 0 WHERE drive = $1 AND is_open = 1 AND id IN (", tree!(), "SELECT id FROM tree)")
        )
    };
}

/// Locks what holds pages or files among what an operation staged.
macro_rules! lock_staged {
    ($label:literal, $holder:literal) => {
        sql!(
            $label,
            concat!(
                "SELECT s.id FROM node n CROSS JOIN ",
                $holder,
                " s WHERE n.held_by = $1 AND n.state = 1 AND s.drive = n.drive AND s.id = n.id ORDER BY s.id FOR UPDATE OF s"
            )
        )
    };
}

/// Writes down a tree: what it holds (head, count, bytes, bound, notebook around the copy), and the tables that say so.
///
/// `COALESCE` only says that `$4` is bytes: of a bare parameter PostgreSQL would think that it is text.
macro_rules! capture {
    ($label:literal, $held:literal, $tables:literal) => {
        sql!(
            $label,
            concat!(
                "INSERT INTO captured (operation, seq, source, copy, copy_parent, kind, name, name_key, head, n, bytes, page_bound_us, \
                 copy_notebook, ord_bound, lineage, ord, fs_created_us, fs_modified_us, description) \
                 WITH RECURSIVE tree (drive, id, parent) AS (SELECT drive, id, parent FROM live WHERE drive = $2 AND id = $3 \
                 UNION ALL SELECT n.drive, n.id, n.parent FROM tree t CROSS JOIN live n WHERE n.drive = t.drive AND n.parent = t.id), \
                 numbered (id, parent, seq) AS (SELECT id, parent, ROW_NUMBER() OVER (ORDER BY id) - 1 FROM tree) \
                 SELECT o.id, t.seq, t.id, substr(COALESCE($4, o.id), CAST(1 + 16 * t.seq AS INTEGER), 16), \
                 substr(COALESCE($4, o.id), CAST(1 + 16 * p.seq AS INTEGER), 16), n.kind, CASE WHEN t.id = $3 THEN $5 ELSE n.name END, \
                 CASE WHEN t.id = $3 THEN $6 ELSE n.name_key END, ",
                $held,
                ", s.ord_bound, s.lineage, CASE WHEN t.id = $3 THEN o.created_at_us ELSE n.ord END, \
                 COALESCE(n.fs_created_us, n.created_at_us), COALESCE(n.fs_modified_us, n.modified_at_us), n.description \
                 FROM operation o CROSS JOIN numbered t CROSS JOIN node n LEFT JOIN numbered p ON p.id = t.parent \
                 LEFT JOIN section s ON s.drive = $2 AND s.id = t.id ",
                $tables,
                "WHERE o.id = $1 AND n.drive = $2 AND n.id = t.id"
            )
        )
    };
}

/// Where a captured tree is built.
#[derive(Clone, Debug)]
pub struct Target<'a> {
    /// The drive to build in.
    pub drive: &'a DriveId,
    /// What the copy's root lies in.
    pub parent: &'a NodeId,
    /// The notebook around the copy; the copy's own root if it is one. None for a folder, whose notebooks lie in it.
    pub notebook: Option<&'a NodeId>,
    /// What the copy's root is.
    pub kind: NodeKind,
    /// Who makes the copy; it is theirs as if they had just created it.
    pub by: &'a UserId,
    /// When.
    pub now: Timestamp,
}

/// Counts the nodes of a live tree, but no further than `limit`.
pub fn size(tx: &mut Tx<'_>, drive: &DriveId, root: &NodeId, limit: u64) -> Result<u64> {
    let n = tx.row(
        sql!("copy.size", concat!(tree!(), "SELECT COUNT(*) FROM (SELECT id FROM tree LIMIT $3) counted")),
        &params![drive, root, limit],
        |row| row.integer(0),
    )?;
    Ok(n.unwrap_or(0).unsigned_abs())
}

/// Finishes a statement about the levels of a tree, whose recursion begins with some nodes and goes on in a state.
macro_rules! height {
    ($label:literal, $begin:literal, $state:literal) => {
        sql!(
            $label,
            concat!(
                "WITH RECURSIVE tree (drive, id, depth) AS (SELECT drive, id, 1 FROM node WHERE ",
                $begin,
                " UNION ALL SELECT n.drive, n.id, t.depth + 1 FROM tree t CROSS JOIN node n \
                 WHERE n.drive = t.drive AND n.parent = t.id AND n.state = ",
                $state,
                ") SELECT MAX(depth) FROM tree"
            )
        )
    };
}

/// Returns how many levels a live tree has, its root's included.
pub fn height(tx: &mut Tx<'_>, drive: &DriveId, root: &NodeId) -> Result<usize> {
    height_of(tx, height!("copy.height", "drive = $1 AND id = $2 AND state = 0", "0"), &params![drive, root])
}

/// Returns how many levels an operation staged in what it copies into.
pub fn staged_height(tx: &mut Tx<'_>, operation: &OperationId, drive: &DriveId, target: &NodeId) -> Result<usize> {
    let statement = height!("copy.staged_height", "drive = $1 AND parent = $2 AND state = 1 AND held_by = $3", "1");
    height_of(tx, statement, &params![drive, target, operation])
}

fn height_of(tx: &mut Tx<'_>, statement: &'static Sql, params: &[Value<'_>]) -> Result<usize> {
    let n = tx.row(statement, params, |row| row.opt_integer(0))?;
    Ok(n.flatten().and_then(|n| usize::try_from(n).ok()).unwrap_or(0))
}

/// Locks what a copy must not see half of, in the order of ids, and closes every section and folder that is open. `kind` is
/// what the root is.
///
/// A notebook, or what lies in one, is locked as one by its notebook. A folder's tree has no such lock, so each node of it is
/// locked: nothing is made in it then, nor moved in or out.
///
/// # Errors
/// [`Error::Busy`] if a folder's tree grows again and again.
pub fn seal(tx: &mut Tx<'_>, drive: &DriveId, root: &NodeId, kind: NodeKind) -> Result<()> {
    if kind == NodeKind::Folder {
        lock_nodes(tx, drive, root)?;
    }
    if crate::planted::is("share-then-upgrade") {
        run_locks(tx, lock_holders!("copy.share_sections", "section", "SHARE"), drive, root)?;
    } else if !crate::planted::is("no-section-lock") {
        run_locks(tx, lock_holders!("copy.lock_sections", "section", "UPDATE"), drive, root)?;
    }
    if kind == NodeKind::Folder && !crate::planted::is("no-section-lock") {
        run_locks(tx, lock_holders!("copy.lock_folders", "folder", "UPDATE"), drive, root)?;
    }
    crate::planted::pause("copy.locked");
    tx.run(seal_lists!("copy.seal_lists", "section"), &params![drive, root])?;
    tx.run(seal_holders!("copy.seal_sections", "section"), &params![drive, root])?;
    if kind == NodeKind::Folder {
        tx.run(seal_lists!("copy.seal_file_lists", "folder"), &params![drive, root])?;
        tx.run(seal_holders!("copy.seal_folders", "folder"), &params![drive, root])?;
    }
    crate::planted::pause("copy.sealed");
    Ok(())
}

/// How often a growing tree is locked anew.
const TRIES_MAX: usize = 8;

/// Locks every node of a folder's tree, in the order of their ids: nothing is made in it then, nor moved in or out.
///
/// # Errors
/// [`Error::Busy`] if the tree grows again and again.
pub fn lock_nodes(tx: &mut Tx<'_>, drive: &DriveId, root: &NodeId) -> Result<()> {
    if crate::planted::is("no-root-lock") {
        return Ok(());
    }
    let mut locked = 0;
    for _ in 0..TRIES_MAX {
        let all = run_locks(
            tx,
            sql!(
                "copy.lock_nodes",
                concat!(
                    tree!(),
                    "SELECT n.id FROM tree t CROSS JOIN node n WHERE n.drive = $1 AND n.id = t.id ORDER BY n.id FOR UPDATE OF n"
                )
            ),
            drive,
            root,
        )?;
        // What was made in a folder just before that was locked is met by the next look.
        if all == locked {
            return Ok(());
        }
        locked = all;
    }
    Err(Error::Busy)
}

fn run_locks(tx: &mut Tx<'_>, statement: &'static Sql, drive: &DriveId, root: &NodeId) -> Result<usize> {
    Ok(tx.rows(statement, &params![drive, root], |_| Ok(()))?.len())
}

/// Writes down a live tree as it is now, giving each node the id of its copy: 16 bytes each of `fresh`, in the order of the
/// source ids. Returns how many nodes that were.
///
/// # Errors
/// What the store can meet. `fresh` must hold an id for each node; the caller counted them under the tree's lock.
pub fn capture(
    tx: &mut Tx<'_>,
    operation: &OperationId,
    drive: &DriveId,
    root: &NodeId,
    name: &str,
    kind: NodeKind,
    fresh: &[u8],
) -> Result<u64> {
    let statement = match kind {
        // Has notebooks in it, and files.
        NodeKind::Folder => capture!(
            "copy.capture_folder",
            "COALESCE(s.head, f.head), COALESCE(s.n, f.n), COALESCE(s.bytes, f.bytes), COALESCE(s.page_bound_us, f.file_bound_us), \
             substr(COALESCE($4, o.id), CAST(1 + 16 * b.seq AS INTEGER), 16)",
            "LEFT JOIN numbered b ON b.id = n.notebook LEFT JOIN folder f ON f.drive = $2 AND f.id = t.id AND f.n > 0 "
        ),
        _ => capture!("copy.capture", "s.head, s.n, s.bytes, s.page_bound_us, NULL", ""),
    };
    let captured = tx.run(statement, &params![operation, drive, root, fresh, name, &name_key(kind, name)])?;
    tx.run(
        sql!(
            "copy.capture_apps",
            "INSERT INTO captured_app (operation, seq, app, n, page_bound_us) SELECT c.operation, c.seq, a.app, a.n, a.page_bound_us \
             FROM captured c CROSS JOIN section_app a WHERE c.operation = $1 AND a.drive = $2 AND a.section = c.source AND a.n > 0"
        ),
        &params![operation, drive],
    )?;
    crate::planted::pause("copy.captured");
    Ok(captured)
}

/// Says whether any section of a live tree shows a page that another app created.
pub fn has_pages_of_others(tx: &mut Tx<'_>, drive: &DriveId, root: &NodeId, app: &AppId) -> Result<bool> {
    let one = tx.row(
        sql!(
            "copy.foreign_pages",
            concat!(
                tree!(),
                "SELECT 1 FROM tree t CROSS JOIN section_app a WHERE a.drive = $1 AND a.section = t.id AND a.app <> $3 AND a.n > 0 LIMIT 1"
            )
        ),
        &params![drive, root, app.as_str()],
        |row| row.integer(0),
    )?;
    Ok(one.is_some())
}

/// Whether nodes are built for [`publish`] to show, or shown as they are built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Built {
    /// Nobody sees them until they are published: for a copy in several transactions.
    Staged,
    /// The transaction that builds them is the one that publishes: nothing has to be written twice.
    Live,
}

/// Builds the captured nodes from number `from` up to `to`. Building a range again changes nothing.
///
/// # Errors
/// [`Error::Conflict`] if a live node has the root's name.
pub fn build(tx: &mut Tx<'_>, operation: &OperationId, target: &Target<'_>, from: u64, to: u64, built: Built) -> Result<()> {
    tx.run(
        sql!(
            "copy.build_nodes",
            "INSERT INTO node (drive, id, parent, notebook, kind, name, name_key, state, held_by, created_at_us, created_by, \
             modified_at_us, modified_by, ord, fs_created_us, fs_modified_us, description) \
             SELECT d.id, c.copy, COALESCE(c.copy_parent, $3), COALESCE(c.copy_notebook, $4), c.kind, c.name, c.name_key, \
             CAST($9 AS BIGINT), CASE WHEN CAST($9 AS BIGINT) = 1 THEN c.operation END, CAST($5 AS BIGINT), u.id, CAST($5 AS BIGINT), u.id, \
             c.ord, c.fs_created_us, c.fs_modified_us, c.description FROM captured c JOIN drive d ON d.id = $2 \
             JOIN user_account u ON u.id = $6 WHERE c.operation = $1 AND c.seq >= $7 AND c.seq < $8 AND c.kind <> 0 ON CONFLICT (drive, id) DO NOTHING"
        ),
        &params![operation, target.drive, target.parent, target.notebook, target.now, target.by, from, to, built == Built::Staged],
    )?;
    tx.run(
        sql!(
            "copy.build_sections",
            "INSERT INTO section (drive, id, head, is_open, n, bytes, page_bound_us, last_modified_us, last_modified_by, ord_bound, \
             top_rows, lineage, copy_group) SELECT d.id, c.copy, c.head, 0, c.n, c.bytes, c.page_bound_us, CAST($3 AS BIGINT), u.id, \
             c.ord_bound, 0, c.lineage, c.operation FROM captured c JOIN drive d ON d.id = $2 JOIN user_account u ON u.id = $4 \
             WHERE c.operation = $1 AND c.lineage IS NOT NULL AND c.seq >= $5 AND c.seq < $6 ON CONFLICT (drive, id) DO NOTHING"
        ),
        &params![operation, target.drive, target.now, target.by, from, to],
    )?;
    if target.kind == NodeKind::Folder {
        build_folders(tx, operation, target, from, to)?;
    }
    tx.run(
        sql!(
            "copy.build_apps",
            "INSERT INTO section_app (drive, section, app, n, page_bound_us) SELECT d.id, c.copy, a.app, a.n, a.page_bound_us \
             FROM captured c JOIN captured_app a ON a.operation = c.operation AND a.seq = c.seq JOIN drive d ON d.id = $2 \
             WHERE c.operation = $1 AND c.seq >= $3 AND c.seq < $4 ON CONFLICT (drive, section, app) DO NOTHING"
        ),
        &params![operation, target.drive, from, to],
    )?;
    Ok(())
}

/// A folder's copy says once for all of its files when they were copied, and by whom: later than anything that their rows say.
fn build_folders(tx: &mut Tx<'_>, operation: &OperationId, target: &Target<'_>, from: u64, to: u64) -> Result<()> {
    tx.run(
        sql!(
            "copy.build_folders",
            "INSERT INTO folder (drive, id, head, is_open, n, bytes, file_bound_us, last_modified_us, last_modified_by, top_rows, \
             copied_at_us, copied_by) SELECT d.id, c.copy, c.head, 0, c.n, c.bytes, c.page_bound_us, \
             CASE WHEN c.page_bound_us < $3 THEN CAST($3 AS BIGINT) ELSE c.page_bound_us + 1 END, u.id, 0, \
             CASE WHEN c.page_bound_us < $3 THEN CAST($3 AS BIGINT) ELSE c.page_bound_us + 1 END, u.id \
             FROM captured c JOIN drive d ON d.id = $2 JOIN user_account u ON u.id = $4 \
             WHERE c.operation = $1 AND c.lineage IS NULL AND c.head IS NOT NULL AND c.kind <> 0 AND c.seq >= $5 AND c.seq < $6 \
             ON CONFLICT (drive, id) DO NOTHING"
        ),
        &params![operation, target.drive, target.now, target.by, from, to],
    )?;
    Ok(())
}

/// Shows the whole copy at once, and forgets what was captured. `notebook` is the one around all of it now: what a copy goes
/// into may have moved to another since the nodes were staged. There is none around a folder. `built` is how they were.
///
/// # Errors
/// [`Error::Conflict`] if the name was taken meanwhile.
pub fn publish(tx: &mut Tx<'_>, operation: &OperationId, notebook: Option<&NodeId>, built: Built, now: Timestamp) -> Result<()> {
    tx.run(
        sql!(
            "copy.publish",
            "UPDATE node SET state = 0, held_by = NULL, notebook = COALESCE($2, notebook) WHERE held_by = $1 AND state = 1"
        ),
        &params![operation, notebook],
    )?;
    // What was built earlier carries earlier moments.
    if built == Built::Staged {
        relocation::published(tx, operation, now)?;
    }
    // A list that was flattened while the copy was built is perhaps named by nobody but the capture. All others are named
    // by what was just published, so this rarely writes a row.
    tx.run(
        sql!(
            "copy.release",
            "UPDATE list SET unused_since_us = $2 WHERE id IN (SELECT c.head FROM captured c WHERE c.operation = $1 \
             AND NOT EXISTS (SELECT 1 FROM section s WHERE s.head = c.head) AND NOT EXISTS (SELECT 1 FROM folder f WHERE f.head = c.head))"
        ),
        &params![operation, now],
    )?;
    forget(tx, operation)
}

/// Removes what a copy staged and captured. Nothing of it was ever seen.
///
/// A few statements, however large the copy: a loop over its nodes could outlast what a transaction may take.
pub fn abandon(tx: &mut Tx<'_>, operation: &OperationId, now: Timestamp) -> Result<()> {
    // Waits for a flatten that turns one of them now.
    for statement in [lock_staged!("copy.lock_staged", "section"), lock_staged!("copy.lock_staged_folders", "folder")] {
        tx.rows(statement, &params![operation], |_| Ok(()))?;
    }
    tx.run(
        sql!(
            "copy.suspect",
            "UPDATE list SET unused_since_us = $2 WHERE id IN (SELECT s.head FROM node n CROSS JOIN section s WHERE n.held_by = $1 \
             AND n.state = 1 AND s.drive = n.drive AND s.id = n.id UNION SELECT f.head FROM node n CROSS JOIN folder f \
             WHERE n.held_by = $1 AND n.state = 1 AND f.drive = n.drive AND f.id = n.id \
             UNION SELECT c.head FROM captured c WHERE c.operation = $1)"
        ),
        &params![operation, now],
    )?;
    tx.run(
        sql!(
            "copy.unstage_apps",
            "DELETE FROM section_app WHERE (drive, section) IN (SELECT n.drive, n.id FROM node n WHERE n.held_by = $1 AND n.state = 1)"
        ),
        &params![operation],
    )?;
    tx.run(
        sql!(
            "copy.unstage_sections",
            "DELETE FROM section WHERE (drive, id) IN (SELECT n.drive, n.id FROM node n WHERE n.held_by = $1 AND n.state = 1)"
        ),
        &params![operation],
    )?;
    tx.run(
        sql!(
            "copy.unstage_folders",
            "DELETE FROM folder WHERE (drive, id) IN (SELECT n.drive, n.id FROM node n WHERE n.held_by = $1 AND n.state = 1)"
        ),
        &params![operation],
    )?;
    version::abandon(tx, operation, now)?;
    tx.run(sql!("copy.unstage", "DELETE FROM node WHERE held_by = $1 AND state = 1"), &params![operation])?;
    forget(tx, operation)
}

/// The most former versions that one copy brings along. Each is a row, and all are written in the transaction that captures.
const VERSIONS_MAX: u64 = 250_000;

/// Captures what the files of a captured tree held before. Says whether that was no more than a copy may bring.
pub fn capture_versions(tx: &mut Tx<'_>, operation: &OperationId) -> Result<bool> {
    Ok(version::capture(tx, operation, VERSIONS_MAX + 1)? <= VERSIONS_MAX)
}

fn forget(tx: &mut Tx<'_>, operation: &OperationId) -> Result<()> {
    tx.run(sql!("copy.forget_apps", "DELETE FROM captured_app WHERE operation = $1"), &params![operation])?;
    tx.run(sql!("copy.forget", "DELETE FROM captured WHERE operation = $1"), &params![operation])?;
    Ok(())
}
