//! What people and their programs say of a folder or a notebook. A copy keeps it.

use crate::{Result, Tx, params, sql};
use model::{DriveId, NodeId, Timestamp};

/// It, as far as anybody said so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// When it was created where it came from.
    pub fs_created: Option<Timestamp>,
    /// When it was last changed where it came from.
    pub fs_modified: Option<Timestamp>,
    /// What people say of it.
    pub description: Option<String>,
}

/// Says it of a live node. `false` if it is not live any more.
pub fn put(tx: &mut Tx<'_>, drive: &DriveId, id: &NodeId, about: &About) -> Result<bool> {
    let rows = tx.run(
        sql!(
            "node.about",
            "UPDATE node SET fs_created_us = $3, fs_modified_us = $4, description = $5 WHERE drive = $1 AND id = $2 AND state = 0"
        ),
        &params![drive, id, about.fs_created, about.fs_modified, about.description.as_deref()],
    )?;
    Ok(rows == 1)
}
