//! Rows in layers, whatever they are: what a section's pages and a folder's files have in common.
//!
//! A *holder*, a section or a folder, shows the rows of its head and of everything below it; a row nearer to the holder hides
//! the same key below it, and a tombstone hides it too. Layers below an open head never change, so any number of holders may
//! share them: that is how a copy costs the same whatever it holds.
//!
//! - `held` is what a holder's row says of its layers, `rows` spells the statements for each kind of rows, `stack` writes
//!   through them, `fold` keeps a chain short.
//! - `flatten` replaces a list by an equivalent one for all who share it, `collect` removes what nobody names.

pub mod collect;
pub mod flatten;
mod fold;
pub mod held;
pub(crate) mod rows;
pub(crate) mod stack;

use crate::ids::{RowId, count};
use crate::{Result, Tx, Value, params, sql};
use model::ListId;

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
pub(crate) struct Above([ListId; CHAIN_MAX - 1]);

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

    /// Returns them as parameters, between those that a statement takes before and after them.
    pub(crate) fn within<'a, const B: usize, const A: usize>(&'a self, before: [Value<'a>; B], after: [Value<'a>; A]) -> Vec<Value<'a>> {
        before.into_iter().chain(self.0.iter().map(Value::from)).chain(after).collect()
    }
}

/// Returns the layers of a chain as statements take them that ask all at once: eight parameters after `before`, unused ones
/// repeating the last. `None` if there is no layer.
pub(crate) fn all_of<'a, const B: usize>(before: [Value<'a>; B], layers: &'a [Layer]) -> Option<Vec<Value<'a>>> {
    let last = layers.last()?;
    let layers = layers.iter().chain(std::iter::repeat(last)).take(CHAIN_MAX);
    Some(before.into_iter().chain(layers.map(|layer| Value::from(&layer.list))).collect())
}
