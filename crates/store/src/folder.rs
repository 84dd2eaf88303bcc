//! Folders that hold files: the row that says which files a folder shows. The files themselves are in `file_list`, names and
//! places of folders in `node`.

use crate::file_list::FILES;
use crate::ids::{RowId, count, moment};
use crate::layer::rows::Rows;
use crate::layer::stack::{Holder, Top};
use crate::node::{self, Lock};
use crate::{Result, Row, Tx, params, sql};
use model::{DriveId, ListId, NodeId, NodeKind, Timestamp, UserId};

/// What the row of a folder that holds files says. Kept as files change, never counted on demand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    /// The drive that the folder lies in.
    pub drive: DriveId,
    /// The folder's node, which may be the drive's root.
    pub id: NodeId,
    /// The layer nearest to the folder; none while it never held a file.
    pub head: Option<ListId>,
    /// Whether `head` is this folder's own and writable. A closed head may be shared and never changes.
    pub is_open: bool,
    /// Visible files.
    pub n: u64,
    /// Logical bytes of the visible files: each counts whole, however much is shared.
    pub bytes: u64,
    /// No visible file's row says that it was modified later than this.
    pub file_bound: Timestamp,
    /// When a file of the folder was last changed, added or removed. Rises with every such change, even when the clock stands
    /// or steps back.
    pub last_modified: Timestamp,
    /// Who did it.
    pub last_modified_by: UserId,
    /// Rows of the open layer, tombstones included; meaningless while closed.
    pub top_rows: u64,
    /// When the folder was made by a copy; 1970 if it was not. What its rows say of earlier times is the source's.
    pub copied_at: Timestamp,
    /// Who copied it; whoever made it if it was not.
    pub copied_by: UserId,
}

fn read(row: &Row<'_>) -> Result<Folder> {
    Ok(Folder {
        drive: DriveId::read(row, 0)?,
        id: NodeId::read(row, 1)?,
        head: ListId::read_opt(row, 2)?,
        is_open: row.boolean(3)?,
        n: count(row, 4)?,
        bytes: count(row, 5)?,
        file_bound: moment(row, 6)?,
        last_modified: moment(row, 7)?,
        last_modified_by: UserId::read(row, 8)?,
        top_rows: count(row, 9)?,
        copied_at: moment(row, 10)?,
        copied_by: UserId::read(row, 11)?,
    })
}

impl Holder for Folder {
    fn rows(&self) -> &'static Rows {
        &FILES
    }

    fn id(&self) -> (DriveId, NodeId) {
        (self.drive, self.id)
    }

    fn top(&self) -> Top {
        Top { head: self.head, is_open: self.is_open, n: self.n, rows: self.top_rows }
    }

    fn set_top(&mut self, top: Top) {
        Top { head: self.head, is_open: self.is_open, n: self.n, rows: self.top_rows } = top;
    }
}

/// Returns the row of a folder as this transaction sees it. `None` if it never held a file.
pub fn get(tx: &mut Tx<'_>, drive: &DriveId, id: &NodeId) -> Result<Option<Folder>> {
    tx.row(
        sql!(
            "folder.get",
            "SELECT drive, id, head, is_open, n, bytes, file_bound_us, last_modified_us, last_modified_by, top_rows, copied_at_us, \
             copied_by FROM folder WHERE drive = $1 AND id = $2"
        ),
        &params![drive, id],
        read,
    )
}

/// Returns the row of a folder and locks it until the transaction ends. `None` if it never held a file.
///
/// As with sections, the lock comes before anything is read from the head. It also guards the names of all that lies in the
/// folder, nodes included: see [`hold_name`].
pub fn lock(tx: &mut Tx<'_>, drive: &DriveId, id: &NodeId) -> Result<Option<Folder>> {
    if crate::planted::is("no-section-lock") {
        return get(tx, drive, id);
    }
    tx.row(
        sql!(
            "folder.lock",
            "SELECT drive, id, head, is_open, n, bytes, file_bound_us, last_modified_us, last_modified_by, top_rows, copied_at_us, \
             copied_by FROM folder WHERE drive = $1 AND id = $2 FOR UPDATE"
        ),
        &params![drive, id],
        read,
    )
}

/// Makes the row of a folder that never held a file. `false` if there is no such live node.
///
/// Locks the node alone, so that nobody who takes a name in it meanwhile can miss the row.
pub fn ensure(tx: &mut Tx<'_>, drive: &DriveId, id: &NodeId, by: &UserId, now: Timestamp) -> Result<bool> {
    if get(tx, drive, id)?.is_some() {
        return Ok(true);
    }
    if node::lock(tx, drive, id, Lock::Alone)?.is_none() {
        return Ok(false);
    }
    tx.run(
        sql!(
            "folder.insert",
            "INSERT INTO folder (drive, id, head, is_open, n, bytes, file_bound_us, last_modified_us, last_modified_by, top_rows, \
             copied_at_us, copied_by) VALUES ($1, $2, NULL, 0, 0, 0, 0, $3, $4, 0, 0, $4) ON CONFLICT (drive, id) DO NOTHING"
        ),
        &params![drive, id, now, by],
    )?;
    Ok(true)
}

/// Locks the row of a folder, which is made if there is none. `None` if there is no such live node.
pub(crate) fn lock_or_make(tx: &mut Tx<'_>, drive: &DriveId, id: &NodeId, by: &UserId, now: Timestamp) -> Result<Option<Folder>> {
    if let Some(found) = lock(tx, drive, id)? {
        return Ok(Some(found));
    }
    if ensure(tx, drive, id, by, now)? { lock(tx, drive, id) } else { Ok(None) }
}

/// Writes back what a locked folder says of its files, but not its head.
pub(crate) fn update(tx: &mut Tx<'_>, f: &Folder) -> Result<()> {
    tx.run(
        sql!(
            "folder.update",
            "UPDATE folder SET n = $3, bytes = $4, file_bound_us = $5, last_modified_us = $6, last_modified_by = $7, top_rows = $8 \
             WHERE drive = $1 AND id = $2"
        ),
        &params![&f.drive, &f.id, f.n, f.bytes, f.file_bound, f.last_modified, &f.last_modified_by, f.top_rows],
    )?;
    Ok(())
}

/// Keeps files from taking a name in a folder until the transaction ends, and says whether one has it already.
///
/// Names are unique among all that lies in a folder, but files are rows of another table, which no index of nodes can see.
/// So whoever puts a node under a name asks here first. Those who write files lock the folder's row; it is locked here too.
/// A folder that has none is locked as a node, which the first file would need alone.
pub fn hold_name(tx: &mut Tx<'_>, drive: &DriveId, parent: &NodeId, kind: NodeKind, name: &str) -> Result<bool> {
    if !may_lie_beside_files(kind) {
        return Ok(false);
    }
    let mut found = lock(tx, drive, parent)?;
    if found.is_none() {
        node::lock(tx, drive, parent, Lock::Share)?;
        found = lock(tx, drive, parent)?;
    }
    match found {
        Some(folder) if folder.n > 0 => Ok(crate::file_list::read::named(tx, drive, parent, name)?.is_some()),
        _ => Ok(false),
    }
}

const fn may_lie_beside_files(kind: NodeKind) -> bool {
    matches!(kind, NodeKind::Folder | NodeKind::Notebook)
}
