//! Locking what changes of structure must not meet: the notebooks around first, by their ids, then what lies in them, by
//! theirs.
//!
//! A copy of a notebook locks that notebook alone, so whoever changes what it holds locks it too. What lies in a notebook may
//! move to another while a lock is waited for; so it is looked at again, until the notebook that is locked is the one around.

use crate::{Cx, Error, Result};
use model::{DriveId, NodeId};
use store::node::{self, Lock, Node};

/// Something that a change of structure is about.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hold<'a> {
    /// The node, as it was read before.
    pub node: &'a Node,
    /// How the notebook around it is locked.
    pub around: Lock,
    /// How it is locked itself, if it is.
    pub itself: Option<Lock>,
}

/// How often the locks are taken anew because something moved meanwhile.
const TRIES_MAX: u32 = 8;

/// Locks, and returns the nodes as they are then, in the order they were given in.
///
/// # Errors
/// [`Error::NotFound`] if one of them went meanwhile; [`Error::Busy`] if they move again and again.
pub(crate) fn lock(cx: &mut Cx<'_, '_>, holds: &[Hold<'_>]) -> Result<Vec<Node>> {
    let mut nodes: Vec<Node> = holds.iter().map(|hold| hold.node.clone()).collect();
    for _ in 0..TRIES_MAX {
        let mut wanted: Vec<(bool, DriveId, NodeId, Lock)> = Vec::with_capacity(holds.len() * 2);
        for (node, hold) in nodes.iter().zip(holds) {
            wanted.extend(node.notebook.map(|id| (true, node.drive, id, hold.around)));
            wanted.extend(hold.itself.map(|lock| (node.notebook == Some(node.id), node.drive, node.id, lock)));
        }
        // Notebooks first. Alone comes first where both are wanted of one node, and locks it once.
        wanted.sort_by_key(|(is_around, _, id, lock)| (!is_around, *id, *lock == Lock::Share));
        wanted.dedup_by_key(|(_, _, id, _)| *id);
        let mut locked = Vec::with_capacity(wanted.len());
        for (_, drive, id, lock) in &wanted {
            locked.push(node::lock(cx.tx, drive, id, *lock)?.ok_or(Error::NotFound)?);
        }
        let mut now = Vec::with_capacity(nodes.len());
        for node in &nodes {
            now.push(match locked.iter().find(|locked| locked.id == node.id) {
                Some(locked) => locked.clone(),
                None => node::get(cx.tx, &node.drive, &node.id)?.ok_or(Error::NotFound)?,
            });
        }
        let is_settled = now.iter().zip(&nodes).all(|(now, before)| now.notebook == before.notebook);
        nodes = now;
        if is_settled {
            return Ok(nodes);
        }
    }
    Err(Error::Busy)
}
