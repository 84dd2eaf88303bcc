//! The way from the top of a drive down to something in it, for who goes it back up.

use crate::access::{self, AllowedItem};
use crate::view::Above;
use crate::view::around::Around;
use crate::{Caller, Cx, Error, Result};
use store::node;

/// Returns what an item lies in, from the top down: of whom all of the drive is open to, with its root, which has no name; of anybody
/// else, what they may see.
///
/// # Errors
/// [`Error::NotFound`] for a file whose folder was deleted meanwhile.
pub fn way(cx: &mut Cx<'_, '_>, caller: &Caller, item: &AllowedItem) -> Result<Vec<Above>> {
    let drive = item.drive();
    let here = match item {
        AllowedItem::Node(node) => node.node().clone(),
        AllowedItem::File(file) => node::get(cx.tx, &drive.id, &file.file().folder)?.ok_or(Error::NotFound)?,
    };
    let around = Around::of(cx, caller, drive, &[&here])?;
    let mut way = around.way(&here);
    if item.file().is_some() && around.is_seen(&here) {
        let name = if here.id == drive.root() { String::new() } else { here.name };
        way.push(Above { id: here.id, name });
    }
    Ok(way)
}

/// Says whether the caller may rename, move and delete something here: who may only change what is in it may not.
///
/// # Errors
/// What the store can meet.
pub fn may_arrange(cx: &mut Cx<'_, '_>, caller: &Caller, item: &AllowedItem) -> Result<bool> {
    let asked = match item {
        AllowedItem::Node(node) => access::may_rearrange(cx, caller, node),
        AllowedItem::File(file) => file.to_arrange().map(drop),
    };
    match asked {
        Ok(()) => Ok(true),
        Err(Error::NotAllowed(_)) => Ok(false),
        Err(error) => Err(error),
    }
}
