//! The pages of a section, in layers.
//!
//! A section shows the rows of its head and of everything below it; a row nearer to the section hides the same key below
//! it, and a tombstone hides it too. Layers below an open head never change, so any number of sections may share them:
//! that is how a copy costs the same whatever it holds.
//!
//! - `write` puts rows into an open head, `fold` keeps the chain short, `read` merges the layers.
//! - `alias` says what became of a page that left for another section.
//! - `flatten` replaces a list by an equivalent one for all who share it, `collect` removes what nobody names.

pub mod alias;
pub mod collect;
pub mod flatten;
mod fold;
pub mod read;
pub mod write;

use crate::ids::{RowId, count, moment};
use crate::{Hash, Result, Row, Tx, params, sql};
use model::{ListId, PageKey, Timestamp};

/// How many sealed lists a chain may have before the next first write folds some of them.
pub const SEALED_MAX: usize = 3;

/// The length at which a chain refuses to grow. Only reached when nothing fits a fold and no worker flattens.
pub const CHAIN_MAX: usize = 8;

/// The most rows that a fold rewrites within somebody's request.
pub const FOLD_ROWS_MAX: u64 = 256;

/// One layer of a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layer {
    /// The list.
    pub list: ListId,
    /// Its rows, tombstones included; final once the list is sealed.
    pub rows: u64,
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

/// Returns the layers under `head`, the nearest first.
pub fn chain(tx: &mut Tx<'_>, head: Option<&ListId>) -> Result<Vec<Layer>> {
    let Some(head) = head else { return Ok(Vec::new()) };
    tx.rows(
        sql!(
            "list.chain",
            "WITH RECURSIVE chain (id, parent, rows, depth) AS ( \
             SELECT id, parent, rows, 0 FROM list WHERE id = $1 \
             UNION ALL SELECT l.id, l.parent, l.rows, c.depth + 1 FROM chain c CROSS JOIN list l WHERE l.id = c.parent) \
             SELECT id, rows FROM chain ORDER BY depth"
        ),
        &params![head],
        |row| Ok(Layer { list: ListId::read(row, 0)?, rows: count(row, 1)? }),
    )
}

/// The layers above one layer, as statements take them: seven parameters, unused ones repeating the first.
///
/// A list of fixed length lets one prepared statement serve every depth; a chain is at most [`CHAIN_MAX`] long.
pub(crate) struct Above(pub(crate) [ListId; CHAIN_MAX - 1]);

impl Above {
    /// Returns the layers above number `depth` of `chain`; with none above, ids that no list has.
    pub(crate) fn of(chain: &[Layer], depth: usize) -> Self {
        let above = &chain[..depth.min(CHAIN_MAX - 1)];
        let mut ids = [above.first().map_or(ListId([0; 16]), |layer| layer.list); CHAIN_MAX - 1];
        for (id, layer) in ids.iter_mut().zip(above) {
            *id = layer.list;
        }
        Self(ids)
    }
}
