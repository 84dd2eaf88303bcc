//! Folders that hold files: the row that says which files a folder shows. The files themselves are in `file_list`, names and
//! places of folders in `node`.

use crate::file_list::FILES;
use crate::ids::{RowId, moment};
use crate::layer::held::{Held, Holder};
use crate::layer::rows::Rows;
use crate::node::{self, Lock};
use crate::{Result, Row, Tx, params, sql};
use model::{DriveId, NodeId, NodeKind, Timestamp, UserId};

/// What the row of a folder that holds files says. Kept as files change, never counted on demand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    /// Which files it shows. [`Held::bound`] is of what their rows say, not of what is shown of them.
    pub held: Held,
    /// When the folder was made by a copy; 1970 if it was not. What its rows say of earlier times is the source's.
    pub copied_at: Timestamp,
    /// Who copied it; whoever made it if it was not.
    pub copied_by: UserId,
}

/// The columns that [`read`] takes.
macro_rules! columns {
    () => {
        "drive, id, head, is_open, n, bytes, file_bound_us, last_modified_us, last_modified_by, top_rows, copied_at_us, copied_by"
    };
}

fn read(row: &Row<'_>) -> Result<Folder> {
    Ok(Folder { held: Held::read(row)?, copied_at: moment(row, Held::COLUMNS)?, copied_by: UserId::read(row, Held::COLUMNS + 1)? })
}

impl Holder for Folder {
    const ROWS: &'static Rows = &FILES;

    fn held(&self) -> &Held {
        &self.held
    }

    fn held_mut(&mut self) -> &mut Held {
        &mut self.held
    }

    fn write_back(&self, tx: &mut Tx<'_>) -> Result<()> {
        let Held { drive, id, n, bytes, bound, last_modified, last_modified_by, top_rows, .. } = &self.held;
        tx.run(
            sql!(
                "folder.update",
                "UPDATE folder SET n = $3, bytes = $4, file_bound_us = $5, last_modified_us = $6, last_modified_by = $7, top_rows = $8 \
                 WHERE drive = $1 AND id = $2"
            ),
            &params![drive, id, *n, *bytes, *bound, *last_modified, last_modified_by, *top_rows],
        )?;
        Ok(())
    }
}

/// Returns the row of a folder as this transaction sees it. `None` if it never held a file.
pub fn get(tx: &mut Tx<'_>, drive: &DriveId, id: &NodeId) -> Result<Option<Folder>> {
    tx.row(sql!("folder.get", concat!("SELECT ", columns!(), " FROM folder WHERE drive = $1 AND id = $2")), &params![drive, id], read)
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
        sql!("folder.lock", concat!("SELECT ", columns!(), " FROM folder WHERE drive = $1 AND id = $2 FOR UPDATE")),
        &params![drive, id],
        read,
    )
}

/// Makes the row of a folder that never held a file. `false` if such a one is no live node.
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

/// Locks the row of a folder, which is made if there is none. `None` if it never held a file and is no live node. Of one that
/// did the node is not looked at: it may be deleted meanwhile, and what is written then goes to the recycle bin with it.
pub(crate) fn lock_or_make(tx: &mut Tx<'_>, drive: &DriveId, id: &NodeId, by: &UserId, now: Timestamp) -> Result<Option<Folder>> {
    if let Some(found) = lock(tx, drive, id)? {
        return Ok(Some(found));
    }
    if ensure(tx, drive, id, by, now)? { lock(tx, drive, id) } else { Ok(None) }
}

/// Keeps files from taking a name in a folder until the transaction ends, and says whether one has it already.
///
/// Names are unique among all that lies in a folder, but files are rows of another table, which no index of nodes can see.
/// So whoever puts a node under a name asks here first. Those who write files lock the folder's row; it is locked here too.
/// A folder that has none is locked as a node, which the first file would need alone.
pub fn hold_name(tx: &mut Tx<'_>, drive: &DriveId, parent: &NodeId, kind: NodeKind, name: &str) -> Result<bool> {
    if !kind.lies_beside_files() {
        return Ok(false);
    }
    let mut found = lock(tx, drive, parent)?;
    if found.is_none() {
        node::lock(tx, drive, parent, Lock::Share)?;
        found = lock(tx, drive, parent)?;
    }
    match found {
        Some(folder) if folder.held.n > 0 => Ok(crate::file_list::read::named(tx, drive, parent, name)?.is_some()),
        _ => Ok(false),
    }
}
