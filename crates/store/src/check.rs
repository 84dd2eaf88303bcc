//! Looking for damage: what the rows promise each other, asked again from the ground up.
//!
//! Only reads, in many short transactions, so that a server goes on meanwhile. Each finding is made within one snapshot and
//! therefore true, whatever else was going on. Nothing is mended here: whoever reads a finding decides.

mod content;
mod counts;
mod structure;

pub use content::{Contents, contents, is_shown, references};
pub use counts::{Round, folders, sections};
pub use structure::structure;

use crate::ids::count;
use crate::{Error, Result, Row, Tx, params, sql};
use model::format_guid;

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Room that is taken for nothing. Nobody sees it.
    Waste,
    /// Something is shown wrong or cannot be shown.
    Damage,
}

/// Something that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How much it matters.
    pub weight: Weight,
    /// What it is, naming the rows it is about, never what people wrote.
    pub what: String,
}

impl Finding {
    /// Makes a finding that matters.
    pub fn damage(what: impl Into<String>) -> Self {
        Self { weight: Weight::Damage, what: what.into() }
    }

    /// Makes a finding that only costs room.
    pub fn waste(what: impl Into<String>) -> Self {
        Self { weight: Weight::Waste, what: what.into() }
    }
}

/// The most findings that one statement reports. Where there are more, the first ones say enough.
pub(crate) const A_KIND: u32 = 20;

/// Asks the engine for its own opinion: of the file, and of the references between tables.
///
/// Reads the whole file on SQLite. PostgreSQL checks references by itself and its files by other tools.
pub fn engine(tx: &mut Tx<'_>) -> Result<Vec<Finding>> {
    let mut found = tx.rows(sql!("check.integrity", sqlite: "PRAGMA integrity_check(20)", postgres: "SELECT 'ok'"), &params![], |row| {
        Ok(Finding::damage(format!("the database file: {}", row.text(0)?)))
    })?;
    found.retain(|finding| finding.what != "the database file: ok");
    found.extend(tx.rows(
        sql!(
            "check.references",
            sqlite: "SELECT \"table\", parent, COUNT(*) FROM pragma_foreign_key_check GROUP BY 1, 2",
            postgres: "SELECT conrelid::regclass::text, confrelid::regclass::text, 1::bigint FROM pg_constraint \
                       WHERE contype = 'f' AND NOT convalidated",
        ),
        &params![],
        |row| Ok(Finding::damage(format!("{} rows of `{}` refer to no row of `{}`", row.integer(2)?, row.text_ref(0)?, row.text_ref(1)?))),
    )?);
    Ok(found)
}

/// Returns how many bytes the database takes, as its engine counts them: what it would take with an empty log.
pub fn database_bytes(tx: &mut Tx<'_>) -> Result<u64> {
    let bytes = tx.row(
        sql!(
            "check.database_bytes",
            sqlite: "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size",
            postgres: "SELECT pg_database_size(current_database())",
        ),
        &params![],
        |row| count(row, 0),
    )?;
    Ok(bytes.unwrap_or(0))
}

/// Says what it means that a blob could not be read; `None` if it is the disk's fault and says nothing about the blob.
pub fn blob_finding(name: &str, error: &Error) -> Option<Finding> {
    match error {
        Error::Corrupt { cause, .. } => Some(Finding::damage(format!("blob {name}: {cause:?}"))),
        _ => None,
    }
}

fn id(row: &Row<'_>) -> Result<String> {
    row.array::<16>(0).map(|bytes| format_guid(&bytes))
}
