//! What is shared with somebody.

use crate::access;
use crate::item::Item;
use crate::item::view::{self, ItemView};
use crate::{Caller, Cx, Error, Result};
use model::{NodeId, Right};
use std::collections::HashMap;
use store::drive;
use store::node::Node;
use store::node::set;
use store::permission::{self, On};

pub use store::permission::Received;

/// Returns a piece of what others share with the caller, or with groups of theirs: each thing by itself, and not what lies in it.
/// In a fixed order, after a place in it; each with its own.
///
/// # Errors
/// [`Error::NoPerson`].
pub fn received(cx: &mut Cx<'_, '_>, caller: &Caller, after: Option<&Received>, limit: usize) -> Result<Vec<(ItemView, Received)>> {
    let (mut found, now, person) = (Vec::new(), cx.now(), *caller.person()?);
    let mut after = after.copied();
    // Some of them may lie in a recycle bin: so it may take more than one look.
    while found.len() < limit {
        let wanted = limit - found.len();
        let some = permission::received(cx.tx, &person, after.as_ref(), wanted, now)?;
        for of_drive in some.chunk_by(|one, other| one.drive == other.drive) {
            found.extend(shown(cx, caller, of_drive)?);
        }
        if some.len() < wanted {
            break;
        }
        after = some.last().copied();
    }
    Ok(found)
}

/// Shows what is there of some things of one drive.
fn shown(cx: &mut Cx<'_, '_>, caller: &Caller, things: &[Received]) -> Result<Vec<(ItemView, Received)>> {
    let Some(drive) = things.first().map(|thing| drive::get(cx.tx, &thing.drive)).transpose()?.flatten() else { return Ok(Vec::new()) };
    // That each is shared with the caller is how it came to be among them, so the nodes are looked up together.
    let nodes: Vec<NodeId> = things.iter().filter_map(|thing| thing.on.node()).collect();
    let nodes = set::get_all(cx.tx, &drive.id, &nodes)?.into_iter().map(|node| (node.id, node));
    let mut nodes: HashMap<NodeId, Node> = nodes.collect();
    let (mut items, mut places) = (Vec::with_capacity(things.len()), Vec::with_capacity(things.len()));
    for thing in things {
        let found = match thing.on {
            On::Node(id) => nodes.remove(&id).map(Item::Node),
            On::File(id) => match access::file_anywhere(cx, caller, &id, Right::Read) {
                Ok(found) => Some(Item::File(Box::new(found.file().clone()))),
                Err(Error::NotFound) => None,
                Err(error) => return Err(error),
            },
        };
        if let Some(found) = found {
            items.push(found);
            places.push(*thing);
        }
    }
    Ok(view::many(cx, caller, &drive, &items)?.into_iter().zip(places).collect())
}
