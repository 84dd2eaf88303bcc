//! Finding what lies below a folder by its name.

use super::Item;
use super::delta::Place;
use super::find::SECTION_SUFFIX;
use crate::access::AllowedItem;
use crate::{Cx, Error, Result};
use model::{NodeKind, Timestamp};
use std::collections::HashMap;
use store::delta::{self, Walked};
use store::file_list::read::Since;
use store::node::set;

/// The most words that are looked for: more only make it dearer to find nothing.
pub const WORDS_MAX: usize = 16;

/// Where a piece of what was found ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position(pub Place);

/// Returns what lies below an item and has all of some words in its name, in any letter case: from the top down, after a place, at
/// most `limit`; each with its own place. Names of nodes are all looked at, and those of files until there are enough.
///
/// # Errors
/// [`Error::NotAFolder`].
pub fn search(cx: &mut Cx<'_, '_>, top: &AllowedItem, text: &str, after: Option<Position>, limit: usize) -> Result<Vec<(Item, Position)>> {
    let AllowedItem::Node(top) = top else { return Err(Error::NotAFolder) };
    let words: Vec<String> = text.split_whitespace().take(WORDS_MAX).map(model::fold).collect();
    let Some(longest) = words.iter().max_by_key(|word| word.len()) else { return Ok(Vec::new()) };
    let has_all = |name: &str| {
        let name = model::fold(name);
        words.iter().all(|word| name.contains(word.as_str()))
    };
    let drive = top.drive().id;
    let walked = delta::walk(cx.tx, &drive, &top.node().id, Timestamp::from_micros(i64::MAX))?;
    let mut found: Vec<(Place, Option<store::file::File>)> = Vec::new();
    for node in &walked {
        let here = (node.depth, node.id);
        let mut inner = None;
        match after {
            Some(Position(Place::There(depth, id, _))) if here < (depth, id) => continue,
            Some(Position(Place::There(depth, id, file))) if here == (depth, id) => inner = file,
            _ if node.depth > 0 && has_all(&shown(node)) => found.push((Place::There(node.depth, node.id, None), None)),
            _ => {}
        }
        while node.files_changed.is_some() && found.len() < limit {
            let wanted = limit - found.len();
            let files = delta::named_files(cx.tx, &drive, &node.id, longest, inner.as_ref(), wanted)?;
            let is_all = files.len() < wanted;
            for file in files {
                inner = Some(Since::Ever.place(&file.row));
                if has_all(&file.row.name) {
                    found.push((Place::There(node.depth, node.id, inner), Some(file)));
                }
            }
            if is_all {
                break;
            }
        }
        if found.len() >= limit {
            break;
        }
    }
    found.truncate(limit);
    let ids: Vec<_> = found.iter().filter_map(|(place, file)| if file.is_none() { node_of(place) } else { None }).collect();
    let mut nodes: HashMap<_, _> = set::get_all(cx.tx, &drive, &ids)?.into_iter().map(|node| (node.id, node)).collect();
    let show = |(place, file): (Place, Option<store::file::File>)| {
        let item = match file {
            Some(file) => Item::File(Box::new(file)),
            None => Item::Node(node_of(&place).and_then(|id| nodes.remove(&id)).ok_or(Error::Internal)?),
        };
        Ok((item, Position(place)))
    };
    found.into_iter().map(show).collect()
}

const fn node_of(place: &Place) -> Option<model::NodeId> {
    match place {
        Place::There(_, id, _) => Some(*id),
        Place::Gone(..) | Place::GoneFile(..) => None,
    }
}

fn shown(node: &Walked) -> String {
    if node.kind == NodeKind::Section { format!("{}{SECTION_SUFFIX}", node.name) } else { node.name.clone() }
}
