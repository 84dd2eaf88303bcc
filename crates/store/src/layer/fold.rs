//! Keeping a chain short at the first write after a copy, within a bound that a request can pay.

use super::rows::Rows;
use super::{Above, FOLD_ROWS_MAX, Layer};
use crate::{Result, Tx, params};
use model::ListId;

/// How many times larger than all above it a layer may be and still join a fold.
///
/// So small layers are folded often and large ones seldom. Taking all that fits instead would rewrite up to
/// [`FOLD_ROWS_MAX`] rows at every turn of the worst case: 48 rows an edit at 500 pages, against 9 with this.
const GROWTH: u64 = 6;

/// Returns how many layers, from the top, are folded together.
pub(super) fn fitting(chain: &[Layer]) -> usize {
    let mut above = 0;
    chain
        .iter()
        .take_while(|layer| {
            let joins = above == 0 || layer.rows <= GROWTH * above;
            above += layer.rows;
            joins && above <= FOLD_ROWS_MAX
        })
        .count()
}

/// Writes what the top `taken` layers show into `head`, and returns how many rows that were.
///
/// Tombstones come along, unless nothing lies below that they could hide.
pub(super) fn into(tx: &mut Tx<'_>, kind: &Rows, chain: &[Layer], taken: usize, head: &ListId) -> Result<u64> {
    let keeps_tombstones = taken < chain.len();
    let mut rows = 0;
    for (depth, layer) in chain[..taken].iter().enumerate() {
        let above = Above::of(chain, depth);
        rows += tx.run(kind.fold, &above.within(params![head, &layer.list, keeps_tombstones], []))?;
    }
    Ok(rows)
}
