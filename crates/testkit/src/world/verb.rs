//! What people do, inside of a transaction that does more.

use super::staged;
use app::access::{self, Allowed, AllowedPage};
use app::copy::{self, Destination, Order, Source};
use app::place::{self, Place};
use app::{Caller, Cx, Result, arrange, page};
use model::{ConflictBehavior, Location, NameRule, Need, NodeId, NodeKind, PageId, Right};
use store::operation::Operation;

/// The kinds of nodes that are copied and deleted here.
const ANY: &[NodeKind] = &[NodeKind::Root, NodeKind::Folder, NodeKind::Notebook, NodeKind::SectionGroup, NodeKind::Section];

/// Asks for a copy of a node: into `into`, or (a notebook) among the caller's own.
///
/// # Errors
/// The verb's.
pub fn copy_node(cx: &mut Cx<'_, '_>, who: &Caller, what: NodeId, into: Option<NodeId>, order: &Order<'_>) -> Result<Operation> {
    let source = allowed(cx, who, what, Right::Read)?;
    let accepted = match into {
        Some(into) => {
            let target = allowed(cx, who, into, Right::Write)?;
            copy::start(cx, who, Source::Node(&source), Destination::Into(&target), order)
        }
        None => {
            let place = me(cx, who)?;
            let root = access::notebooks_home(cx, &place)?;
            copy::start(cx, who, Source::Node(&source), Destination::Notebooks(&root), order)
        }
    };
    Ok(accepted?.operation)
}

/// Resolves the caller's own content.
///
/// # Errors
/// What the store can meet.
pub fn me(cx: &mut Cx<'_, '_>, who: &Caller) -> Result<Place> {
    place::resolve(cx, who, Location::Me)
}

/// Looks a node up, wherever it lies.
///
/// # Errors
/// As `access`.
pub fn allowed(cx: &mut Cx<'_, '_>, who: &Caller, id: NodeId, right: Right) -> Result<Allowed> {
    access::node_anywhere(cx, who, ANY, &id, right)
}

/// Looks a page up, wherever it lies.
///
/// # Errors
/// As `access`.
pub fn allowed_page(cx: &mut Cx<'_, '_>, who: &Caller, id: PageId, right: Right, need: Need) -> Result<AllowedPage> {
    access::page_anywhere(cx, who, &id, right, need)
}

/// Makes a page whose title and content are `text`.
///
/// # Errors
/// The verb's.
pub fn create_page(cx: &mut Cx<'_, '_>, who: &Caller, section: NodeId, text: &str) -> Result<PageId> {
    let found = allowed(cx, who, section, Right::Write)?;
    let (prepared, staged) = staged(text);
    Ok(page::create(cx, who, &found, &prepared, &staged)?.id())
}

/// Gives a page another title and content.
///
/// # Errors
/// The verb's.
pub fn edit_page(cx: &mut Cx<'_, '_>, who: &Caller, id: PageId, text: &str) -> Result<()> {
    let found = allowed_page(cx, who, id, Right::Write, Need::Write)?;
    let (prepared, staged) = staged(text);
    page::replace(cx, who, &found, &prepared, &staged, None).map(|_| ())
}

/// Renames, moves or reorders a node.
///
/// # Errors
/// The verb's.
pub fn change_node(
    cx: &mut Cx<'_, '_>,
    who: &Caller,
    what: NodeId,
    name: Option<&str>,
    into: Option<NodeId>,
    position: Option<usize>,
) -> Result<()> {
    let found = allowed(cx, who, what, Right::Write)?;
    let parent = into.map(|into| allowed(cx, who, into, Right::Write)).transpose()?;
    let name_rule = if found.node().kind == NodeKind::Notebook { NameRule::Notebook } else { NameRule::Section };
    let change = arrange::Change { name, name_rule, parent: parent.as_ref(), position, conflict: ConflictBehavior::Fail };
    arrange::change(cx, who, &found, &change).map(|_| ())
}

/// Gives a page another level, place or section, and returns its id then.
///
/// # Errors
/// The verb's.
pub fn place_page(
    cx: &mut Cx<'_, '_>,
    who: &Caller,
    id: PageId,
    level: Option<u32>,
    position: Option<usize>,
    section: Option<NodeId>,
) -> Result<PageId> {
    let found = allowed_page(cx, who, id, Right::Write, Need::Write)?;
    let section = section.map(|section| allowed(cx, who, section, Right::Write)).transpose()?;
    let change = page::place::Change { level, position, section: section.as_ref(), if_match: None };
    Ok(page::place::change(cx, who, &found, &change)?.id())
}
