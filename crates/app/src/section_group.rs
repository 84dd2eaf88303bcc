//! Section groups and sections share how they are created and listed: both lie in a notebook or a group.

use crate::access::{self, Allowed, within};
use crate::notebook::Listing;
use crate::place::Place;
use crate::structure::{self, Hold};
use crate::view;
use crate::{Caller, Cx, Error, Result, naming};
use model::{ConflictBehavior, NameRule, NodeId, NodeKind, Right};
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
    let name = naming::checked(name, rule)?;
    // The parent may have moved to another notebook since it was looked up.
    let hold = Hold { node: parent.node(), around: naming::lock_for(conflict), itself: Some(Lock::Share) };
    let lies_in = structure::lock(cx, &[hold])?.remove(0);
    // And to where the caller may not write.
    access::node_anywhere(cx, caller, &[lies_in.kind], &lies_in.id, Right::Write)?;
    if store::node::ancestry(cx.tx, &lies_in.drive, &lies_in.id)?.len() >= DEPTH_MAX {
        return Err(Error::TooDeep);
    }
    let now = cx.now();
    let created = Node {
        drive: parent.drive().id,
        id: NodeId(cx.guid()),
        parent: Some(parent.node().id),
        notebook: lies_in.notebook,
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
    let next = crate::notebook::cut(&mut nodes, limit);
    Ok(Listing { entries: view::children(cx, caller, &nodes, parent.role())?, next })
}

/// Returns all section groups at a place, by name.
///
/// # Errors
/// What the store can meet.
pub fn list(cx: &mut Cx<'_, '_>, caller: &Caller, place: &Place, after: Option<&After>, limit: usize) -> Result<Listing> {
    crate::notebook::all_of(cx, caller, place, NodeKind::SectionGroup, after, limit)
}
