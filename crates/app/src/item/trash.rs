//! The recycle bin: what was deleted, and how it comes back.

use super::change::{fit, spelled};
use super::create::holder;
use super::find::{self, Anchor, At, Drives};
use super::lock;
use super::named::{self, Way};
use super::special;
use crate::access::{self, Allowed, AllowedItem, ITEMS};
use crate::place::Place;
use crate::structure::{self, Hold};
use crate::{Caller, Cx, Error, Result, naming, place};
use model::{ConflictBehavior, FileId, ItemId, NameRule, NodeId, NodeKind, Right, Timestamp};
use store::drive::Drive;
use store::file_list::trash as files;
use store::file_list::write::Writer;
use store::node::place::{self as places, Placed};
use store::node::{self, DEPTH_MAX, Lock, tree};

/// Something in the recycle bin of a drive that the caller may bring back. Only [`trashed`] makes one.
#[derive(Clone, Debug)]
pub enum Trashed {
    /// A folder, a notebook or something in one, with all that it holds.
    Node(Box<tree::Trashed>),
    /// A file.
    File(Box<files::Trashed>),
}

/// What lies in the recycle bin of a drive, as somebody is shown it.
#[derive(Clone, Debug)]
pub struct Binned {
    /// Its id, by which it is brought back.
    pub id: ItemId,
    /// Its name, as it was.
    pub name: String,
    /// What it is; none for a file.
    pub kind: Option<NodeKind>,
    /// When it was deleted.
    pub deleted: Timestamp,
}

/// The most that is shown of one drive's recycle bin.
pub const BINNED_MAX: usize = 200;

/// Returns what lies in the recycle bins of a place, the last deleted first; nothing where the caller may not bring it back. What went
/// along with something is not shown by itself. The second part says whether there is more.
///
/// # Errors
/// What the store can meet.
pub fn binned(cx: &mut Cx<'_, '_>, place: &Place) -> Result<(Vec<Binned>, bool)> {
    if !place.role.is_some_and(|role| role.gives(Right::Write)) {
        return Ok((Vec::new(), false));
    }
    let mut found = Vec::new();
    for drive in &place.drives {
        let nodes = tree::trashed_in(cx.tx, &drive.id, BINNED_MAX + 1)?;
        found.extend(nodes.into_iter().map(|tree::Trashed { node, deleted }| Binned {
            id: ItemId::of_node(&node.drive, &node.id),
            name: node.name,
            kind: Some(node.kind),
            deleted,
        }));
        let files = files::newest(cx.tx, &drive.id, BINNED_MAX + 1)?;
        found.extend(files.into_iter().map(|files::Trashed { file, deleted, .. }| Binned {
            id: ItemId::of_file(&file.drive, &file.id),
            name: file.row.name,
            kind: None,
            deleted,
        }));
    }
    found.sort_by_key(|it| std::cmp::Reverse(it.deleted));
    let has_more = found.len() > BINNED_MAX;
    found.truncate(BINNED_MAX);
    Ok((found, has_more))
}

/// Looks up something in the recycle bin, by its id.
///
/// # Errors
/// [`Error::NotFound`] if it is not there, went along with something above it, or is not for the caller to see;
/// [`Error::NotAllowed`] for who only reads there.
pub fn trashed(cx: &mut Cx<'_, '_>, caller: &Caller, at: &At) -> Result<Trashed> {
    let Drives { drive, .. } = find::drive(cx, caller, at.drive)?;
    let Anchor::Id(id) = at.anchor else { return Err(Error::NotFound) };
    if !at.path.is_empty() {
        return Err(Error::NotFound);
    }
    if let Some(found) = tree::find_trashed(cx.tx, &NodeId(id.bytes))?.filter(|found| found.node.drive == drive.id) {
        let lay_in = found.node.parent.ok_or(Error::NotFound)?;
        may_restore(cx, caller, &drive, &lay_in)?;
        return Ok(Trashed::Node(Box::new(found)));
    }
    let found = files::find(cx.tx, &FileId(id.bytes))?.filter(|found| found.file.drive == drive.id).ok_or(Error::NotFound)?;
    may_restore(cx, caller, &drive, &found.file.folder)?;
    Ok(Trashed::File(Box::new(found)))
}

/// The right to what was deleted is the right to what it lay in, also where that is gone.
fn may_restore(cx: &mut Cx<'_, '_>, caller: &Caller, drive: &Drive, lay_in: &NodeId) -> Result<()> {
    let now = cx.now();
    let shared = store::permission::role(cx.tx, &drive.id, lay_in, caller.user(), now)?;
    let role = place::role_in(cx, caller, &drive.owner)?.max(shared).ok_or(Error::NotFound)?;
    special::confine_below(cx, caller, &drive.id, lay_in, Right::Write)?;
    if role.gives(Right::Write) { Ok(()) } else { Err(Error::NotAllowed(Right::Write)) }
}

/// Brings something back: to where it was or into `parent`, under its own name or `name`. Its id is the old one.
///
/// # Errors
/// [`Error::ParentGone`] if it is to go where it was and that is no more; [`Error::BadName`], [`Error::NameTaken`],
/// [`Error::OtherDrive`], [`Error::DestinationUnfit`], [`Error::NotebookOnly`], [`Error::TooDeep`].
pub fn restore(
    cx: &mut Cx<'_, '_>,
    caller: &Caller,
    what: Trashed,
    parent: Option<&AllowedItem>,
    name: Option<&str>,
) -> Result<AllowedItem> {
    let (drive, lay_in) = match &what {
        Trashed::Node(found) => (found.node.drive, found.node.parent.ok_or(Error::Internal)?),
        Trashed::File(found) => (found.file.drive, found.file.folder),
    };
    let parent = match parent {
        Some(parent) if parent.drive().id != drive => return Err(Error::OtherDrive),
        Some(parent) => parent.clone(),
        None => {
            let found = access::node_anywhere(cx, caller, ITEMS, &lay_in, Right::Write);
            AllowedItem::Node(found.map_err(|error| if error == Error::NotFound { Error::ParentGone } else { error })?)
        }
    };
    match what {
        Trashed::Node(found) => node(cx, caller, &found, &parent, name).map(AllowedItem::Node),
        Trashed::File(found) => file(cx, caller, *found, &parent, name),
    }
}

fn node(cx: &mut Cx<'_, '_>, caller: &Caller, found: &tree::Trashed, parent: &AllowedItem, name: Option<&str>) -> Result<Allowed> {
    let kind = found.node.kind;
    let target = fit(parent, kind)?;
    let (name, rule) = spelled(kind, name)?;
    let name = match name {
        Some(given) => naming::checked(given, rule)?.to_string(),
        None => found.node.name.clone(),
    };
    let hold = Hold { node: target.node(), around: Lock::Share, itself: Some(Lock::Share) };
    let lies_in = structure::lock(cx, &[hold])?.remove(0);
    access::node_anywhere(cx, caller, &[lies_in.kind], &lies_in.id, Right::Write)?;
    if node::ancestry(cx.tx, &lies_in.drive, &lies_in.id)?.len() + tree::trashed_height(cx.tx, found)? > DEPTH_MAX {
        return Err(Error::TooDeep);
    }
    let siblings = naming::Siblings { drive: target.drive(), parent: &lies_in.id, kind, except: None };
    let name = naming::settle(cx, &siblings, &name, rule, ConflictBehavior::Fail, caller.user())?;
    let notebook = match kind {
        NodeKind::Notebook => Some(found.node.id),
        _ => lies_in.notebook,
    };
    let now = cx.now().after(found.deleted);
    let placed = Placed { parent: &lies_in.id, notebook: notebook.as_ref(), name: &name, by: caller.user(), now };
    match cx.tx.savepoint(|tx| tree::restore(tx, found, &placed)) {
        Ok(()) => {}
        Err(store::Error::Conflict(_)) => return Err(Error::NameTaken(name)),
        Err(other) => return Err(other.into()),
    }
    if let Some(notebook) = notebook.filter(|notebook| found.node.notebook != Some(*notebook)) {
        places::adopt(cx.tx, &found.node.drive, &found.node.id, &notebook)?;
    }
    let node = node::get(cx.tx, &found.node.drive, &found.node.id)?.ok_or(Error::Internal)?;
    Ok(access::within(target, node))
}

fn file(cx: &mut Cx<'_, '_>, caller: &Caller, found: files::Trashed, parent: &AllowedItem, name: Option<&str>) -> Result<AllowedItem> {
    let target = holder(parent)?;
    let rule = NameRule::Item;
    let name = naming::checked(name.unwrap_or(&found.file.row.name), rule)?;
    let (ids, now, by) = (cx.ids(), cx.now(), caller.user());
    let (drive, id) = (&target.node().drive, &target.node().id);
    lock::folder(cx, caller, target)?;
    let mut writer = Writer::lock_or_make(cx.tx, ids, drive, id, by, now)?.ok_or(Error::DestinationNotFound)?;
    match named::way(&mut writer, &name, ConflictBehavior::Fail, None)? {
        Way::Free(_) => {}
        Way::Over(_) => return Err(Error::NameTaken(name.to_string())),
    }
    let restored = writer.restore(found, name.as_str(), by)?;
    writer.finish(by)?;
    Ok(AllowedItem::File(Box::new(access::file_within(target, restored))))
}
