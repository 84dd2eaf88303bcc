//! What is shared with people and by links, where both end together.

use crate::permission::{self, On};
use crate::{Result, Tx, share_link};
use model::{DriveId, NodeId};

/// The condition that the id of a file in a column is of one that lies in the folder `$2`: it has a key there, from `$3` to `$4`,
/// and has not moved, or has moved there.
macro_rules! of_folder {
    ($column:literal) => {
        concat!(
            "((",
            $column,
            " >= $3 AND ",
            $column,
            " <= $4 AND NOT EXISTS (SELECT 1 FROM file_alias a WHERE a.id = ",
            $column,
            ")) OR ",
            $column,
            " IN (SELECT a.id FROM file_alias a WHERE a.folder = $2))"
        )
    };
}
pub(crate) use of_folder;

/// Ends all that shares something that is removed for good.
pub(crate) fn purge(tx: &mut Tx<'_>, drive: &DriveId, on: &On) -> Result<()> {
    permission::purge(tx, drive, on)?;
    share_link::purge(tx, drive, on)
}

/// Ends all that shares files of a folder that is removed for good: not those that have moved out of it.
pub(crate) fn purge_folder(tx: &mut Tx<'_>, drive: &DriveId, folder: &NodeId) -> Result<()> {
    permission::purge_folder(tx, drive, folder)?;
    share_link::purge_folder(tx, drive, folder)
}
