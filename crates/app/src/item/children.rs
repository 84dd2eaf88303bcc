//! What lies in something: folders, notebooks and files in one list.

use super::Item;
use super::shortcut::{self, Refused};
use crate::access::AllowedItem;
use crate::{Cx, Result};
use model::query::{ItemField, Predicate};
use store::file::File;
use store::node::listing::{self, Listed};
use store::query::{ChosenItems, chosen_files, chosen_nodes, last_looked_at};
use store::{file_list, folder};

pub use store::file_list::read::{Listing, Order, Position};

/// What lies in something, and its place in the list of that.
pub type Child = (Item, Position);

/// Returns a piece of the list of what lies directly in something, each with its place in that list. In a file, nothing does.
///
/// # Errors
/// [`Error::Shortcut`] for a shortcut: nothing lies in one.
pub fn children(cx: &mut Cx<'_, '_>, parent: &AllowedItem, wanted: &Listing<'_>) -> Result<Vec<Child>> {
    let AllowedItem::Node(parent) = parent else { return Ok(Vec::new()) };
    shortcut::refuse(parent.node().kind, Refused::Followed)?;
    let (drive, id) = (&parent.node().drive, &parent.node().id);
    let nodes = listing::children(cx.tx, drive, id, wanted)?;
    let files = match folder::get(cx.tx, drive, id)?.filter(|folder| folder.held.n > 0) {
        Some(folder) => file_list::read::children(cx.tx, &folder, wanted)?,
        None => Vec::new(),
    };
    Ok(merged(nodes, files, wanted))
}

/// Returns a piece of the list of what lies directly in something and is as a filter has it; and where the list goes on, if that
/// is because so many names were looked at that the piece ends.
///
/// # Errors
/// As [`children`].
pub fn chosen(
    cx: &mut Cx<'_, '_>,
    parent: &AllowedItem,
    listing: &Listing<'_>,
    filter: &Predicate<ItemField>,
) -> Result<(Vec<Child>, Option<Position>)> {
    let AllowedItem::Node(parent) = parent else { return Ok((Vec::new(), None)) };
    shortcut::refuse(parent.node().kind, Refused::Followed)?;
    let (drive, node) = (&parent.node().drive, parent.node());
    let folder = folder::get(cx.tx, drive, &node.id)?.filter(|folder| folder.held.n > 0);
    let look = cx.settings().searched_names_max;
    let last = last_looked_at(cx.tx, (drive, &node.id), folder.as_ref(), listing, look)?;
    let wanted = ChosenItems { listing: *listing, filter, last: last.as_ref() };
    let nodes = chosen_nodes(cx.tx, drive, (&node.id, node.kind), &wanted)?;
    let files = folder.map(|folder| chosen_files(cx.tx, &folder, &wanted)).transpose()?.unwrap_or_default();
    let found = merged(nodes, files, listing);
    let stopped = last.filter(|_| found.len() < listing.limit);
    Ok((found, stopped))
}

fn merged(nodes: Vec<Listed>, files: Vec<File>, wanted: &Listing<'_>) -> Vec<Child> {
    let mut found: Vec<Child> = nodes.into_iter().map(|(node, at)| (Item::Node(node), at)).collect();
    if files.is_empty() {
        return found;
    }
    found.extend(files.into_iter().map(|file| {
        let at = wanted.order.position(&file.row);
        (Item::File(Box::new(file)), at)
    }));
    // Names are unique among all of them, so no two stand at one place.
    found.sort_by(|(_, one), (_, other)| if wanted.is_descending { other.cmp(one) } else { one.cmp(other) });
    found.truncate(wanted.limit);
    found
}
