//! The pages of a section, which lie in layers.
//!
//! - `write` puts rows into an open head, `read` merges the layers.
//! - `order` reads pages as they stand in their section.
//! - `alias` says what became of a page that left for another section.
//! - `version` keeps what pages held before they were changed.

pub mod alias;
pub mod order;
pub mod read;
pub mod version;
pub mod write;

use crate::ids::{RowId, count, moment};
pub(crate) use crate::layer::Above;
use crate::layer::rows::rows;
pub use crate::layer::{CHAIN_MAX, Layer, SEALED_MAX, chain};
use crate::{Hash, Result, Row, sql};
use model::{PageKey, Timestamp};

rows! {
    /// Pages, in sections.
    PAGES = 0: "page" in "section",
    sql!(
        "page.bury",
        "INSERT INTO page (list, key, dead, content, title, created_at_us, modified_at_us, ord, level, app, bytes) \
         VALUES ($1, $2, 1, NULL, '', 0, 0, 0, 0, '', 0) ON CONFLICT (list, key) DO UPDATE SET dead = 1, content = NULL, \
         title = '', modified_at_us = 0, bytes = 0"
    ),
    content title created_at_us modified_at_us ord level app bytes
}

/// A visible page, as its row has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageRow {
    /// The page within the section's lists.
    pub key: PageKey,
    /// Names its content.
    pub content: Hash,
    /// Plain text, may be empty, need not be unique.
    pub title: String,
    /// When it was created; a copy keeps it.
    pub created: Timestamp,
    /// When it was last changed; a copy keeps it.
    pub modified: Timestamp,
    /// Its place in the section: pages stand by rising order.
    pub ord: i64,
    /// Its indentation, 0 for a page of its own.
    pub level: i64,
    /// The app that created it.
    pub app: String,
    /// The length of its content.
    pub bytes: u64,
}

/// Reads `key, content, title, created_at_us, modified_at_us, ord, level, app, bytes`, beginning at `first`.
pub(crate) fn page(row: &Row<'_>, first: usize) -> Result<PageRow> {
    Ok(PageRow {
        key: PageKey::read(row, first)?,
        content: Hash(row.array::<32>(first + 1)?),
        title: row.text(first + 2)?,
        created: moment(row, first + 3)?,
        modified: moment(row, first + 4)?,
        ord: row.integer(first + 5)?,
        level: row.integer(first + 6)?,
        app: row.text(first + 7)?,
        bytes: count(row, first + 8)?,
    })
}
