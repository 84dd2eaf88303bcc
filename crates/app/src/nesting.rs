//! Trees within trees: nothing lies in itself, and nothing too deep.

use crate::{Cx, Error, Result};
use store::node::{self, DEPTH_MAX, Node};
use store::tree_copy;

/// Refuses with `into_itself` to put a tree into itself or below, and with [`Error::TooDeep`] to put it where it would nest too
/// deep.
///
/// # Errors
/// These, and what the store can meet.
pub(crate) fn check(cx: &mut Cx<'_, '_>, tree: &Node, into: &Node, into_itself: Error) -> Result<()> {
    let above = node::ancestry(cx.tx, &into.drive, &into.id)?;
    if above.contains(&tree.id) {
        return Err(into_itself);
    }
    let height = tree_copy::height(cx.tx, &tree.drive, &tree.id)?;
    if above.len() + height > DEPTH_MAX { Err(Error::TooDeep) } else { Ok(()) }
}
