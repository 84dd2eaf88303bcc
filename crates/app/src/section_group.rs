//! Section groups and sections share how they are created and listed: both lie in a notebook or a group.

use crate::access::{Allowed, within};
use crate::notebook::Listing;
use crate::place::Place;
use crate::view;
use crate::{Caller, Cx, Error, Result, naming};
use model::{ConflictBehavior, Name, NameRule, NodeId, NodeKind};
use store::node::{self, After, DEPTH_MAX, Lock, Node};

/// Creates a section group in a notebook or a section group.
///
/// # Errors
/// [`Error::BadName`], [`Error::NameTaken`], [`Error::TooDeep`], [`Error::NotFound`] if the parent went meanwhile.
pub fn create(cx: &mut Cx<'_, '_>, caller: &Caller, parent: &Allowed, name: &str, conflict: ConflictBehavior) -> Result<Allowed> {
    create_in(cx, caller, parent, NodeKind::SectionGroup, name, conflict)
}

/// Creates a group or the node of a section.
pub(crate) fn create_in(
    cx: &mut Cx<'_, '_>,
    caller: &Caller,
    parent: &Allowed,
    kind: NodeKind,
    name: &str,
    conflict: ConflictBehavior,
) -> Result<Allowed> {
    let rule = NameRule::Section;
    let name = Name::new(name, rule).map_err(|why| Error::BadName(why, rule))?;
    lock_structure(cx, parent, naming::lock_for(conflict))?;
    if store::node::ancestry(cx.tx, &parent.node().drive, &parent.node().id)?.len() >= DEPTH_MAX {
        return Err(Error::TooDeep);
    }
    let now = cx.now();
    let created = Node {
        drive: parent.drive().id,
        id: NodeId(cx.guid()),
        parent: Some(parent.node().id),
        notebook: parent.node().notebook,
        kind,
        name: name.as_str().to_owned(),
        created: now,
        created_by: *caller.user(),
        modified: now,
        modified_by: *caller.user(),
    };
    let created = naming::insert(cx, parent.drive(), created, rule, conflict)?;
    Ok(within(parent, created))
}

/// Takes part in changing what a notebook holds: its root first, then the parent itself.
fn lock_structure(cx: &mut Cx<'_, '_>, parent: &Allowed, lock: Lock) -> Result<()> {
    let found = parent.node();
    let notebook = found.notebook.ok_or(Error::Internal)?;
    node::lock(cx.tx, &found.drive, &notebook, lock)?.ok_or(Error::NotFound)?;
    if notebook != found.id {
        node::lock(cx.tx, &found.drive, &found.id, Lock::Share)?.ok_or(Error::NotFound)?;
    }
    Ok(())
}

/// Returns what of one kind lies directly in a notebook or a section group, by name.
///
/// # Errors
/// What the store can meet.
pub fn children(
    cx: &mut Cx<'_, '_>,
    caller: &Caller,
    parent: &Allowed,
    kind: NodeKind,
    after: Option<&After>,
    limit: usize,
) -> Result<Listing> {
    let mut nodes = node::children(cx.tx, &parent.drive().id, &parent.node().id, kind, after, limit + 1)?;
    let has_more = nodes.len() > limit;
    nodes.truncate(limit);
    let next = nodes.last().filter(|_| has_more).map(node::position);
    let mut entries = Vec::with_capacity(nodes.len());
    for found in &nodes {
        entries.push(view::build(cx, caller, found, parent.drive(), parent.role())?);
    }
    Ok(Listing { entries, next })
}

/// Returns all section groups at a place, by name.
///
/// # Errors
/// What the store can meet.
pub fn list(cx: &mut Cx<'_, '_>, caller: &Caller, place: &Place, after: Option<&After>, limit: usize) -> Result<Listing> {
    crate::notebook::all_of(cx, caller, place, NodeKind::SectionGroup, after, limit)
}
