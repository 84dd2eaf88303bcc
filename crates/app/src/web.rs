//! From where something opens in a browser to what it is.

use crate::access::{self, Allowed};
use crate::place::Place;
use crate::view::WebPath;
use crate::{Caller, Cx, Error, Result};
use model::{Location, NodeKind, Right};
use store::drive;
use store::node::{self, DEPTH_MAX, Node};

/// Returns the notebook that a web address names, or lies within: at `me` wherever it is, at another place if it lies there.
///
/// # Errors
/// [`Error::NotFound`] if there is none, and word for word the same if the caller may not see it.
pub fn notebook(cx: &mut Cx<'_, '_>, caller: &Caller, place: &Place, path: &WebPath) -> Result<Allowed> {
    if place.location != Location::Me && place.owner != path.owner {
        return Err(Error::NotFound);
    }
    let found = walked(cx, path)?.into_iter().find(|node| node.kind == NodeKind::Notebook).ok_or(Error::NotFound)?;
    access::node_anywhere(cx, caller, &[NodeKind::Notebook], &found.id, Right::Read)
}

/// Returns what a web address names itself, of some kinds, wherever it is.
///
/// # Errors
/// As [`notebook`].
pub fn node(cx: &mut Cx<'_, '_>, caller: &Caller, kinds: &[NodeKind], path: &WebPath) -> Result<Allowed> {
    let found = walked(cx, path)?.pop().ok_or(Error::NotFound)?;
    access::node_anywhere(cx, caller, kinds, &found.id, Right::Read)
}

/// Returns what the names of a path lead to, from the top down. Whether somebody may see any of it is not asked.
fn walked(cx: &mut Cx<'_, '_>, path: &WebPath) -> Result<Vec<Node>> {
    if path.names.len() > DEPTH_MAX {
        return Err(Error::NotFound);
    }
    let library = model::fold(&path.library);
    let drives = drive::of_owner(cx.tx, &path.owner)?;
    let drive = drives.iter().find(|drive| model::fold(&drive.name) == library).ok_or(Error::NotFound)?;
    let mut here = drive.root();
    let mut way = Vec::with_capacity(path.names.len());
    for (i, name) in path.names.iter().enumerate() {
        // What may hold more stands under one kind of key, and a section, which only ends an address, under another.
        let mut child = node::child(cx.tx, &drive.id, &here, NodeKind::Folder, name)?;
        if child.is_none() && i + 1 == path.names.len() {
            child = node::child(cx.tx, &drive.id, &here, NodeKind::Section, name)?;
        }
        let child = child.ok_or(Error::NotFound)?;
        here = child.id;
        way.push(child);
    }
    Ok(way)
}
