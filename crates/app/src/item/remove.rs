//! Deleting what lies in drives: to the recycle bin, or for good.

use super::change::leave;
use super::lock;
use super::put::Only;
use super::trash::Trashed;
use crate::access::{self, Allowed, AllowedFile, AllowedItem};
use crate::{Caller, Cx, Error, Result, notebook};
use model::{NodeKind, Right};
use store::file::File;
use store::file_list::trash;
use store::file_list::write::Writer;
use store::node::{self, tree};
use store::tree_copy;

pub use store::file_list::write::Removal;

/// Deletes an item with all that it holds. Who may write in something that was shared with them, and not in what it lies in, gives
/// it back in this way: into the recycle bin of its drive, from where they do not get it. For good it goes by who may do both.
///
/// # Errors
/// [`Error::DriveRoot`], [`Error::Changed`]; [`Error::NotFound`] if it went meanwhile; [`Error::NotAllowed`] for what may go only to
/// the recycle bin.
pub fn delete(cx: &mut Cx<'_, '_>, caller: &Caller, what: &AllowedItem, removal: Removal, only: Only) -> Result<()> {
    match what {
        AllowedItem::Node(node) => self::node(cx, caller, node, removal, only),
        AllowedItem::File(file) => self::file(cx, caller, file, removal, only),
    }
}

/// Removes something for good that lies in the recycle bin.
///
/// # Errors
/// What the store can meet.
pub fn erase(cx: &mut Cx<'_, '_>, caller: &Caller, what: &Trashed) -> Result<()> {
    let now = cx.now();
    match what {
        Trashed::Node(found) => {
            tree::give_up(cx.tx, &found.node.drive, &found.node.id, caller.user(), now)?;
        }
        Trashed::File(found) => trash::remove(cx.tx, found, now)?,
    }
    Ok(())
}

fn node(cx: &mut Cx<'_, '_>, caller: &Caller, what: &Allowed, removal: Removal, only: Only) -> Result<()> {
    let (drive, id) = (&what.drive().id, &what.node().id);
    lock::node(cx, what, only)?;
    leave(cx, caller, what)?;
    let trashed = match what.node().kind {
        NodeKind::Root => return Err(Error::DriveRoot),
        kind @ (NodeKind::Folder | NodeKind::Shortcut) => {
            tree_copy::lock_nodes(cx.tx, drive, id)?;
            // Asked again under the locks: it may have moved to where the caller may not delete.
            let found = access::node_anywhere(cx, caller, &[kind], id, Right::Write)?;
            let now = cx.now();
            node::trash(cx.tx, drive, id, caller.user(), now)?;
            found
        }
        NodeKind::Notebook | NodeKind::SectionGroup | NodeKind::Section => notebook::delete(cx, caller, what)?,
    };
    if removal == Removal::ForGood {
        // With the error, it stays where it was.
        access::may_rearrange(cx, caller, &trashed)?;
        let now = cx.now();
        tree::give_up(cx.tx, drive, id, caller.user(), now)?;
    }
    Ok(())
}

fn file(cx: &mut Cx<'_, '_>, caller: &Caller, what: &AllowedFile, removal: Removal, only: Only) -> Result<()> {
    what.to_arrange()?;
    let File { drive, folder, row, .. } = what.file();
    let (ids, now) = (cx.ids(), cx.now());
    lock::folder(cx, caller, what.folder())?;
    let mut writer = Writer::lock(cx.tx, ids, drive, folder, now)?.ok_or(Error::NotFound)?;
    let found = writer.file(&row.key)?.ok_or(Error::NotFound)?;
    only.hold(Some(row.modified), found.file.row.modified)?;
    writer.remove(found, removal, caller.user())?;
    writer.finish(caller.user())?;
    Ok(())
}
