//! The files of a folder, which lie in layers as a section's pages do.
//!
//! - `write` puts rows into an open head, `read` merges the layers, `relocate` moves a file to another folder, `newest` finds what
//!   somebody changed lately.
//! - `version` keeps what a file held before, `trash` what was deleted. Both know a file by its place, so that copies of a
//!   folder begin without.

pub mod newest;
pub mod read;
pub mod relocate;
pub mod trash;
pub mod version;
pub mod write;

use crate::folder::Folder;
use crate::ids::{RowId, count, moment};
use crate::layer::rows::rows;
use crate::{Hash, Result, Row, sql};
use model::{FileKey, Timestamp, UserId};

rows! {
    /// Files, in folders.
    FILES = 1: "file" in "folder",
    sql!(
        "file.bury",
        "INSERT INTO file (list, key, dead, content, bytes, name, name_key, description, created_at_us, created_by, modified_at_us, \
         modified_by, fs_created_us, fs_modified_us) VALUES ($1, $2, 1, NULL, 0, '', '', NULL, 0, $2, 0, $2, 0, 0) \
         ON CONFLICT (list, key) DO UPDATE SET dead = 1, content = NULL, bytes = 0, name = '', name_key = '', description = NULL, \
         modified_at_us = 0"
    ),
    content bytes name name_key description created_at_us created_by modified_at_us modified_by fs_created_us fs_modified_us
}

/// The columns that [`file`] takes, of a relation `p`.
macro_rules! columns_of_p {
    () => {
        "p.key, p.content, p.bytes, p.name, p.name_key, p.description, p.created_at_us, p.created_by, p.modified_at_us, p.modified_by, \
         p.fs_created_us, p.fs_modified_us"
    };
}
use columns_of_p;

/// The same, for statements that are put together.
pub(crate) const COLUMNS_OF_P: &str = columns_of_p!();

/// How many they are.
const COLUMNS: usize = 12;

/// A visible file, as its folder shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRow {
    /// The file within the folder's lists.
    pub key: FileKey,
    /// Names its content.
    pub content: Hash,
    /// The length of its content.
    pub bytes: u64,
    /// Its name, unique in the folder in any letter case, folders and notebooks included.
    pub name: String,
    /// What people say of it.
    pub description: Option<String>,
    /// When it was created; in a copied folder, when it was copied.
    pub created: Timestamp,
    /// Who did.
    pub created_by: UserId,
    /// When its content, name or description was last changed; in a copied folder, when it was copied, until it is changed.
    pub modified: Timestamp,
    /// Who did.
    pub modified_by: UserId,
    /// When it was created as its client says. A copy keeps it.
    pub fs_created: Timestamp,
    /// When it was last changed as its client says. A copy keeps it.
    pub fs_modified: Timestamp,
}

/// Reads the columns of a row, beginning with its key, as the row itself has them: [`Folder::show`] makes of it what is seen.
fn file(row: &Row<'_>, first: usize) -> Result<FileRow> {
    Ok(FileRow {
        key: FileKey::read(row, first)?,
        content: Hash(row.array::<32>(first + 1)?),
        bytes: count(row, first + 2)?,
        name: row.text(first + 3)?,
        description: row.opt_text(first + 5)?,
        created: moment(row, first + 6)?,
        created_by: UserId::read(row, first + 7)?,
        modified: moment(row, first + 8)?,
        modified_by: UserId::read(row, first + 9)?,
        fs_created: moment(row, first + 10)?,
        fs_modified: moment(row, first + 11)?,
    })
}

impl Folder {
    /// Returns a row as the folder shows it: what is older than the folder's copy was created and changed by that copy.
    fn show(&self, row: FileRow) -> FileRow {
        shown(row, self.copied_at, &self.copied_by)
    }
}

fn shown(row: FileRow, copied_at: Timestamp, copied_by: &UserId) -> FileRow {
    if row.modified >= copied_at {
        return row;
    }
    FileRow { created: copied_at, created_by: *copied_by, modified: copied_at, modified_by: *copied_by, ..row }
}
