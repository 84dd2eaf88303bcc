//! Sections: create, list. Their pages are in `page`.

use crate::access::{Allowed, notebooks_home, within};
use crate::notebook::Listing;
use crate::place::Place;
use crate::{Caller, Cx, Error, Result, folder, notebook, section_group};
use model::{ConflictBehavior, Lineage, NameRule, NodeKind};
use store::drive;
use store::node::{self, After, Lock};

/// Creates a section in a notebook or a section group.
///
/// # Errors
/// [`Error::BadName`], [`Error::NameTaken`], [`Error::TooDeep`], [`Error::NotFound`] if the parent went meanwhile.
pub fn create(cx: &mut Cx<'_, '_>, caller: &Caller, parent: &Allowed, name: &str, conflict: ConflictBehavior) -> Result<Allowed> {
    let created = section_group::create_in(cx, caller, parent, NodeKind::Section, name, conflict)?;
    let node = created.node();
    let lineage = Lineage(cx.guid());
    store::section::insert(cx.tx, &node.drive, &node.id, &lineage, caller.user(), node.created)?;
    Ok(created)
}

/// Returns all sections at a place, nested ones included, by name.
///
/// # Errors
/// What the store can meet.
pub fn list(cx: &mut Cx<'_, '_>, caller: &Caller, place: &Place, after: Option<&After>, limit: usize) -> Result<Listing> {
    notebook::all_of(cx, caller, place, NodeKind::Section, after, limit)
}

/// The notebook and section that take pages which name none, where there are none yet.
const DEFAULT_NOTEBOOK: &str = "My Notebook";
const DEFAULT_SECTION: &str = "Quick Notes";

/// Returns the section that takes pages which name none, and creates what is missing of it. Asking again never creates a
/// second one.
///
/// # Errors
/// [`Error::NoDefaultLibrary`], [`Error::NotAllowed`].
pub fn default(cx: &mut Cx<'_, '_>, caller: &Caller, place: &Place) -> Result<Allowed> {
    let root = notebooks_home(cx, place)?;
    // Of two first pages at once, the second waits here and finds what the first made.
    let locked = node::lock(cx.tx, &root.drive().id, &root.node().id, Lock::Alone)?.ok_or(Error::Internal)?;
    let drive = drive::get(cx.tx, &root.drive().id)?.ok_or(Error::Internal)?;
    let home = folder::notebooks(cx, &root, caller.user())?;
    let notebook = match drive.default_notebook {
        Some(id) => node::get(cx.tx, &drive.id, &id)?,
        None => node::child(cx.tx, &drive.id, &home.node().id, NodeKind::Notebook, DEFAULT_NOTEBOOK)?,
    };
    let notebook = match notebook.filter(|found| found.kind == NodeKind::Notebook) {
        Some(found) => within(&home, found),
        None => notebook::create(cx, caller, place, DEFAULT_NOTEBOOK, NameRule::Notebook, ConflictBehavior::Rename)?,
    };
    let section = match drive.default_section {
        Some(id) => node::get(cx.tx, &drive.id, &id)?.filter(|found| found.notebook == Some(notebook.node().id)),
        None => node::child(cx.tx, &drive.id, &notebook.node().id, NodeKind::Section, DEFAULT_SECTION)?,
    };
    let section = match section {
        Some(found) => within(&notebook, found),
        None => create(cx, caller, &notebook, DEFAULT_SECTION, ConflictBehavior::Rename)?,
    };
    let is_known = drive.default_notebook == Some(notebook.node().id) && drive.default_section == Some(section.node().id);
    if !is_known {
        drive::set_default(cx.tx, &locked.drive, &notebook.node().id, &section.node().id)?;
    }
    Ok(section)
}

/// Returns the section of a name at the top level of the default notebook, and creates what is missing of it.
///
/// # Errors
/// As [`default`]; [`Error::BadName`].
pub fn named(cx: &mut Cx<'_, '_>, caller: &Caller, place: &Place, name: &str) -> Result<Allowed> {
    let beside = default(cx, caller, place)?;
    let (drive, notebook) = (beside.node().drive, beside.node().notebook.ok_or(Error::Internal)?);
    let found = node::get(cx.tx, &drive, &notebook)?.ok_or(Error::Internal)?;
    let notebook = within(&beside, found);
    match node::child(cx.tx, &drive, &notebook.node().id, NodeKind::Section, name.trim_end())? {
        Some(found) => Ok(within(&notebook, found)),
        None => create(cx, caller, &notebook, name, ConflictBehavior::Fail),
    }
}
