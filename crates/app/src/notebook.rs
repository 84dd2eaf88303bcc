//! Notebooks: list, get, create, delete.

use crate::access::{self, Allowed, notebooks_home, within};
use crate::place::Place;
use crate::structure::{self, Hold};
use crate::view::{self, NodeView};
use crate::{Caller, Cx, Error, Result, folder, naming};
use model::{ConflictBehavior, NameRule, Need, NodeId, NodeKind, Right};
use store::node::{self, Lock, Node};
use store::query::Sight;

pub use crate::folder::NOTEBOOKS;
pub use store::node::After;

/// Creates a notebook in the `Notebooks` folder of a place's default library.
///
/// # Errors
/// [`Error::BadName`], [`Error::NameTaken`], [`Error::NoDefaultLibrary`], [`Error::NotAllowed`].
pub fn create(
    cx: &mut Cx<'_, '_>,
    caller: &Caller,
    place: &Place,
    name: &str,
    rule: NameRule,
    conflict: ConflictBehavior,
) -> Result<Allowed> {
    let name = naming::checked(name, rule)?;
    let root = notebooks_home(cx, place)?;
    let home = folder::notebooks(cx, &root, caller.user())?;
    let now = cx.now();
    let id = NodeId(cx.guid());
    let notebook = Node {
        drive: home.drive().id,
        id,
        parent: Some(home.node().id),
        notebook: Some(id),
        kind: NodeKind::Notebook,
        name: name.as_str().to_owned(),
        created: now,
        created_by: *caller.user(),
        modified: now,
        modified_by: *caller.user(),
    };
    let notebook = naming::insert(cx, home.drive(), notebook, rule, conflict)?;
    Ok(within(&home, notebook))
}

/// Returns a place's notebooks, those of all its libraries, by name.
///
/// # Errors
/// What the store can meet.
pub fn list(cx: &mut Cx<'_, '_>, caller: &Caller, place: &Place, after: Option<&After>, limit: usize) -> Result<Listing> {
    all_of(cx, caller, place, NodeKind::Notebook, after, limit)
}

/// Deletes a notebook, a section group or a section with all it holds: to the recycle bin. Returns it as it was.
///
/// # Errors
/// [`Error::ForeignPages`] for an app that may touch only pages of its own making: others' would go with it;
/// [`Error::NotFound`] if it went meanwhile.
pub fn delete(cx: &mut Cx<'_, '_>, caller: &Caller, allowed: &Allowed) -> Result<Allowed> {
    if caller.page_app(Need::Write).is_some() {
        return Err(Error::ForeignPages);
    }
    let found = allowed.node();
    // Alone: a copy of the notebook sees all of it, or none.
    structure::lock(cx, &[Hold { node: found, around: Lock::Alone, itself: None }])?;
    // Asked again under the locks: it may have moved to where the caller may not delete.
    let found = access::node_anywhere(cx, caller, &[found.kind], &found.id, Right::Write)?;
    let (node, now) = (found.node(), cx.now());
    match node::trash(cx.tx, &node.drive, &node.id, caller.user(), now)? {
        0 => Err(Error::NotFound),
        _ => Ok(found),
    }
}

/// Some entries of a list, and where the next ones begin if there are more.
#[derive(Clone, Debug)]
pub struct Listing {
    /// The entries.
    pub entries: Vec<NodeView>,
    /// Where the list goes on.
    pub next: Option<After>,
}

/// Returns all nodes of one kind at a place, whatever they lie in, by name.
///
/// # Errors
/// What the store can meet.
pub fn all_of(cx: &mut Cx<'_, '_>, caller: &Caller, place: &Place, kind: NodeKind, after: Option<&After>, limit: usize) -> Result<Listing> {
    let mut nodes = Vec::new();
    let sight = Sight { user: caller.user(), is_whole: place.role.is_some(), now: cx.now() };
    for drive in &place.drives {
        // One more than asked for, to see whether there are more.
        nodes.extend(match place.role {
            Some(_) => node::of_kind(cx.tx, &drive.id, kind, after, limit + 1)?,
            None => node::seen_of_kind(cx.tx, &drive.id, sight, kind, after, limit + 1)?,
        });
    }
    nodes.sort_by_cached_key(node::position);
    let next = cut(&mut nodes, limit);
    Ok(Listing { entries: view::many(cx, caller, &nodes)?, next })
}

/// Cuts a list that has one entry more if there are more, and returns where it goes on then.
pub(crate) fn cut(nodes: &mut Vec<Node>, limit: usize) -> Option<After> {
    let has_more = nodes.len() > limit;
    nodes.truncate(limit);
    nodes.last().filter(|_| has_more).map(node::position)
}
