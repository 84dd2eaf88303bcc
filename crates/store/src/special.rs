//! Folders with a meaning, by the meaning. A row names the folder and not its place, so it follows the folder wherever it goes.

use crate::ids::RowId;
use crate::{Result, Tx, params, sql};
use model::{DriveId, NodeId};

/// Returns the folder that has a meaning, unless it is gone. `app` is empty but for the folders of apps.
pub fn get(tx: &mut Tx<'_>, drive: &DriveId, name: &str, app: &str) -> Result<Option<NodeId>> {
    tx.row(
        sql!(
            "special.get",
            "SELECT n.id FROM special_folder s CROSS JOIN live n \
             WHERE s.drive = $1 AND s.name = $2 AND s.app = $3 AND n.drive = s.drive AND n.id = s.node"
        ),
        &params![drive, name, app],
        |row| NodeId::read(row, 0),
    )
}

/// Holds a meaning until the end of the transaction, so that no two make a folder for it. Then [`get`] and [`put`] may follow.
pub fn hold(tx: &mut Tx<'_>, drive: &DriveId, name: &str, app: &str) -> Result<()> {
    // The node of an id that none has: a meaning without a folder.
    tx.run(
        sql!(
            "special.hold",
            "INSERT INTO special_folder (drive, name, app, node) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (drive, name, app) DO UPDATE SET node = special_folder.node"
        ),
        &params![drive, name, app, &NodeId([0; 16])],
    )?;
    Ok(())
}

/// Gives a meaning that is held to a folder.
pub fn put(tx: &mut Tx<'_>, drive: &DriveId, name: &str, app: &str, node: &NodeId) -> Result<()> {
    tx.run(
        sql!("special.put", "UPDATE special_folder SET node = $4 WHERE drive = $1 AND name = $2 AND app = $3"),
        &params![drive, name, app, node],
    )?;
    Ok(())
}

/// Returns all meanings that folders of a drive have for an app, with the folders. Some may be gone.
pub fn all(tx: &mut Tx<'_>, drive: &DriveId, app: &str) -> Result<Vec<(NodeId, String)>> {
    tx.rows(
        sql!("special.all", "SELECT node, name FROM special_folder WHERE drive = $1 AND app IN ('', $2)"),
        &params![drive, app],
        |row| Ok((NodeId::read(row, 0)?, row.text(1)?)),
    )
}
