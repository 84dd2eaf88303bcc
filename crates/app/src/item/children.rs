//! What lies in something: folders, notebooks and files in one list.

use super::Item;
use crate::access::AllowedItem;
use crate::{Cx, Result};
use store::node::listing;
use store::{file_list, folder};

pub use store::file_list::read::{Listing, Order, Position};

/// Returns a piece of the list of what lies directly in something, each with its place in that list. In a file, nothing does.
///
/// # Errors
/// What the store can meet.
pub fn children(cx: &mut Cx<'_, '_>, parent: &AllowedItem, wanted: &Listing<'_>) -> Result<Vec<(Item, Position)>> {
    let AllowedItem::Node(parent) = parent else { return Ok(Vec::new()) };
    let (drive, id) = (&parent.node().drive, &parent.node().id);
    let nodes = listing::children(cx.tx, drive, id, wanted)?;
    let mut found: Vec<(Item, Position)> = nodes.into_iter().map(|(node, at)| (Item::Node(node), at)).collect();
    if let Some(folder) = folder::get(cx.tx, drive, id)?.filter(|folder| folder.held.n > 0) {
        let files = file_list::read::children(cx.tx, &folder, wanted)?;
        found.extend(files.into_iter().map(|file| {
            let at = wanted.order.position(&file.row);
            (Item::File(Box::new(file)), at)
        }));
        // Names are unique among all of them, so no two stand at one place.
        found.sort_by(|(_, one), (_, other)| if wanted.is_descending { other.cmp(one) } else { one.cmp(other) });
        found.truncate(wanted.limit);
    }
    Ok(found)
}
