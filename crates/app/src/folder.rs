//! The folder that takes new notebooks.

use crate::access::{Allowed, within};
use crate::{Cx, Error, Result};
use model::{NodeId, NodeKind, UserId};
use store::node::{self, Node};

/// The name of the folder that notebooks are created in and copied to. Source: "Copy notebooks, sections, and pages".
pub const NOTEBOOKS: &str = "Notebooks";

/// Returns the `Notebooks` folder of a drive whose root is given, and creates it if it is missing.
pub(crate) fn notebooks(cx: &mut Cx<'_, '_>, root: &Allowed, by: &UserId) -> Result<Allowed> {
    let drive = &root.drive().id;
    if let Some(found) = node::child(cx.tx, drive, &root.node().id, NodeKind::Folder, NOTEBOOKS)? {
        return if found.kind == NodeKind::Folder { Ok(within(root, found)) } else { Err(Error::NameTaken(NOTEBOOKS.to_owned())) };
    }
    let now = cx.now();
    let folder = Node {
        drive: *drive,
        id: NodeId(cx.guid()),
        parent: Some(root.node().id),
        notebook: None,
        kind: NodeKind::Folder,
        name: NOTEBOOKS.to_owned(),
        created: now,
        created_by: *by,
        modified: now,
        modified_by: *by,
    };
    if store::folder::hold_name(cx.tx, drive, &root.node().id, NodeKind::Folder, NOTEBOOKS)? {
        return Err(Error::NameTaken(NOTEBOOKS.to_owned()));
    }
    if node::insert(cx.tx, &folder)? {
        return Ok(within(root, folder));
    }
    // Somebody else made it a moment ago.
    let found = node::child(cx.tx, drive, &root.node().id, NodeKind::Folder, NOTEBOOKS)?.ok_or(Error::Busy)?;
    Ok(within(root, found))
}
