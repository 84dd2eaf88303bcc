//! What people do, inside of a transaction that does more.

use super::{inline, staged};
use app::access::{self, Allowed, AllowedFile, AllowedItem, AllowedPage};
use app::copy::{self, Destination, Order, Source};
use app::item::{self, Bytes, How, Only, Reached, Removal};
use app::place::{self, Place};
use app::{Caller, Cx, Digests, Result, arrange, notebook, page};
use model::{ConflictBehavior, FileId, Location, NameRule, Need, NodeId, NodeKind, PageId, Right};
use store::operation::Operation;

/// The kinds of nodes that are copied and deleted here.
const ANY: &[NodeKind] =
    &[NodeKind::Root, NodeKind::Folder, NodeKind::Shortcut, NodeKind::Notebook, NodeKind::SectionGroup, NodeKind::Section];

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

/// Looks a node or a file up, wherever it lies.
///
/// # Errors
/// As `access`.
pub fn allowed_item(cx: &mut Cx<'_, '_>, who: &Caller, id: &[u8; 16], right: Right) -> Result<AllowedItem> {
    access::item_anywhere(cx, who, id, right)
}

/// Puts a text into the file of a name, which is made if there is none.
///
/// # Errors
/// The verb's.
pub fn put_file(cx: &mut Cx<'_, '_>, who: &Caller, folder: NodeId, name: &str, text: &str) -> Result<FileId> {
    Ok(put_file_there(cx, who, folder, name, text)?.file().id)
}

/// As [`put_file`], and returns the file as the verb does.
///
/// # Errors
/// The verb's.
pub fn put_file_there(cx: &mut Cx<'_, '_>, who: &Caller, folder: NodeId, name: &str, text: &str) -> Result<AllowedFile> {
    let to = Reached { item: allowed_item(cx, who, &folder.0, Right::Write)?, missing: vec![name.to_owned()] };
    let how = How { conflict: ConflictBehavior::Replace, ..How::default() };
    let bytes = Bytes { content: &inline(text), digests: &Digests::of(text.as_bytes()).1 };
    Ok(item::put(cx, who, &to, bytes, &how)?.0)
}

/// Deletes a node with all it holds.
///
/// # Errors
/// The verb's.
pub fn delete_node(cx: &mut Cx<'_, '_>, who: &Caller, id: NodeId) -> Result<()> {
    let found = allowed(cx, who, id, Right::Write)?;
    if found.node().kind == NodeKind::Folder {
        return item::delete(cx, who, &AllowedItem::Node(found), Removal::ToTrash, Only::Always);
    }
    notebook::delete(cx, who, &found).map(drop)
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
