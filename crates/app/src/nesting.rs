//! Trees within trees: nothing lies in itself, and nothing too deep.

use crate::{Cx, Error, Result};
use store::node::{self, DEPTH_MAX, Node};
use store::tree_copy;

/// Refuses with `into_itself` to put a tree into itself or below, and with [`Error::TooDeep`] to put it where it would nest too
/// deep. `left_out` is how many of its uppermost levels do not come along.
///
/// # Errors
/// These, and what the store can meet.
pub(crate) fn check(cx: &mut Cx<'_, '_>, tree: &Node, left_out: usize, into: &Node, into_itself: Error) -> Result<()> {
    let above = node::ancestry(cx.tx, &into.drive, &into.id)?;
    if above.contains(&tree.id) {
        return Err(into_itself);
    }
    let height = tree_copy::height(cx.tx, &tree.drive, &tree.id)?;
    if above.len() + height.saturating_sub(left_out) > DEPTH_MAX { Err(Error::TooDeep) } else { Ok(()) }
}
