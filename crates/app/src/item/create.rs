//! Making folders.

use super::Reached;
use super::shortcut::Refused;
use crate::access::{self, Allowed, AllowedItem};
use crate::{Caller, Cx, Error, Result, naming};
use model::{ConflictBehavior, Name, NameRule, NodeId, NodeKind};
use store::node::{self, DEPTH_MAX, Node};

/// Whether something was there before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Made {
    /// It is new.
    New,
    /// It was there before, and is what was asked for now.
    Before,
}

/// Makes a folder. To replace one that is there means to be content with it.
///
/// # Errors
/// [`Error::BadName`], [`Error::NameTaken`], [`Error::TooDeep`]; [`Error::NotebookOnly`] in a notebook,
/// [`Error::DestinationUnfit`] in a file, [`Error::NotFound`] if the parent went meanwhile.
pub fn folder(
    cx: &mut Cx<'_, '_>,
    caller: &Caller,
    parent: &AllowedItem,
    name: &str,
    conflict: ConflictBehavior,
) -> Result<(AllowedItem, Made)> {
    let (made, is_new) = make(cx, caller, holder(parent)?, name, conflict)?;
    Ok((AllowedItem::Node(made), is_new))
}

fn make(cx: &mut Cx<'_, '_>, caller: &Caller, parent: &Allowed, name: &str, conflict: ConflictBehavior) -> Result<(Allowed, Made)> {
    let rule = NameRule::Item;
    let name = naming::checked(name, rule)?;
    let (drive, lies_in) = (parent.drive(), parent.node());
    if conflict == ConflictBehavior::Replace
        && let Some(found) = before(cx, parent, &name)?
    {
        return Ok((found, Made::Before));
    }
    if node::ancestry(cx.tx, &drive.id, &lies_in.id)?.len() >= DEPTH_MAX {
        return Err(Error::TooDeep);
    }
    let now = cx.now();
    let made = Node {
        drive: drive.id,
        id: NodeId(cx.guid()),
        parent: Some(lies_in.id),
        notebook: None,
        kind: NodeKind::Folder,
        name: name.as_str().to_owned(),
        created: now,
        created_by: *caller.user(),
        modified: now,
        modified_by: *caller.user(),
    };
    match naming::insert(cx, drive, made, rule, conflict) {
        Ok(made) => Ok((access::within(parent, made), Made::New)),
        // Somebody else made it a moment ago.
        Err(Error::NameTaken(taken)) if conflict == ConflictBehavior::Replace => {
            Ok((before(cx, parent, &name)?.ok_or(Error::NameTaken(taken))?, Made::Before))
        }
        Err(error) => Err(error),
    }
}

/// Returns the folder that has a name.
fn before(cx: &mut Cx<'_, '_>, parent: &Allowed, name: &Name) -> Result<Option<Allowed>> {
    let found = node::child(cx.tx, &parent.drive().id, &parent.node().id, NodeKind::Folder, name.as_str())?;
    Ok(found.filter(|found| found.kind == NodeKind::Folder).map(|found| access::within(parent, found)))
}

/// Makes those folders that a path leads to and that are not there. Returns the last.
///
/// # Errors
/// As [`folder`]; [`Error::NotAFolder`] where the path leads through a file.
pub fn folders(cx: &mut Cx<'_, '_>, caller: &Caller, to: Reached) -> Result<AllowedItem> {
    match (to.item, to.missing.as_slice()) {
        (item, []) => Ok(item),
        (AllowedItem::File(_), _) => Err(Error::NotAFolder),
        (item, names) => Ok(AllowedItem::Node(path(cx, caller, holder(&item)?, names)?)),
    }
}

/// Says beforehand whether folders can lie so deep.
///
/// # Errors
/// [`Error::TooDeep`].
pub(super) fn may_make(cx: &mut Cx<'_, '_>, start: &Allowed, names: &[String]) -> Result<()> {
    let is_too_deep = !names.is_empty() && node::ancestry(cx.tx, &start.drive().id, &start.node().id)?.len() + names.len() > DEPTH_MAX;
    if is_too_deep { Err(Error::TooDeep) } else { Ok(()) }
}

/// Makes those folders of a path that are not there, and returns the last.
///
/// # Errors
/// As [`folder`].
pub(super) fn path(cx: &mut Cx<'_, '_>, caller: &Caller, start: &Allowed, names: &[String]) -> Result<Allowed> {
    let mut here = start.clone();
    for name in names {
        here = make(cx, caller, &here, name, ConflictBehavior::Replace)?.0;
    }
    Ok(here)
}

/// Returns something as what holds folders and files.
///
/// # Errors
/// [`Error::NotebookOnly`] for a notebook and what lies in one, [`Error::Shortcut`] for a shortcut, [`Error::DestinationUnfit`] for
/// a file.
pub(super) fn holder(item: &AllowedItem) -> Result<&Allowed> {
    let AllowedItem::Node(allowed) = item else { return Err(Error::DestinationUnfit) };
    match allowed.node().kind {
        NodeKind::Root | NodeKind::Folder => Ok(allowed),
        NodeKind::Shortcut => Err(Refused::Followed.into()),
        NodeKind::Notebook | NodeKind::SectionGroup => Err(Error::NotebookOnly),
        NodeKind::Section => Err(Error::DestinationUnfit),
    }
}
