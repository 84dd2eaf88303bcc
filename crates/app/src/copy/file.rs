//! Copying one file: a row that names the same content, under a fresh key.

use super::rights;
use crate::access::Allowed;
use crate::item::lock;
use crate::item::named::{self, Way};
use crate::{Caller, Cx, Error, Result, naming, quota};
use model::{ConflictBehavior, Name, NameRule, NodeId, NodeKind, Progress, UserId};
use store::file::File;
use store::file_list::write::{NewFile, Removal, Writer};
use store::operation::{self, Operation, Outcome};

/// Copies a file into its target folder, and completes the operation.
///
/// The copy is its copier's and of now; what clients said of its times stays, what people said of it does not. Source:
/// "driveItem: copy".
pub(super) fn copy(cx: &mut Cx<'_, '_>, caller: &Caller, operation: &Operation, target: &Allowed) -> Result<()> {
    let request = &operation.request;
    lock::folder(cx, caller, target).map_err(rights::no_target)?;
    let source = rights::source_file(cx, caller, request)?;
    let row = &source.file().row;
    let rule = NameRule::Item;
    let name = naming::checked(request.name.as_deref().unwrap_or(&row.name), rule)?;
    let (ids, now, by) = (cx.ids(), cx.now(), caller.user());
    let (drive, folder) = (&target.node().drive, &target.node().id);
    let mut writer = Writer::lock_or_make(cx.tx, ids, drive, folder, by, now)?.ok_or(Error::DestinationNotFound)?;
    let copied = put(&mut writer, source.file(), &name, request.conflict, by)?;
    if request.with_versions {
        writer.copy_versions(source.file(), &copied)?;
    }
    writer.finish(by)?;
    let outcome = Outcome { node: NodeId(copied.id.0), key: None };
    operation::complete(cx.tx, &operation.id, Progress { done: 1, total: 1 }, &outcome, now)?;
    quota::reserve(cx, target.drive(), 0)
}

/// Puts a copy of a file into a folder.
///
/// # Errors
/// [`Error::NameTaken`].
pub(super) fn put(writer: &mut Writer<'_, '_>, source: &File, name: &Name, conflict: ConflictBehavior, by: &UserId) -> Result<File> {
    let name = match named::way(writer, name, conflict, None)? {
        Way::Free(name) => name,
        // Replaced by its own copy, it would be gone.
        Way::Over(found) if found.file.id == source.id => return Err(Error::NameTaken(name.to_string())),
        Way::Over(found) => {
            writer.remove(*found, Removal::ToTrash, by)?;
            name.clone()
        }
    };
    Ok(writer.add(&NewFile { description: None, ..NewFile::again(&source.row, name.as_str()) }, by)?)
}

/// Says at once that a name is taken, where it can be seen.
pub(super) fn foresee(cx: &mut Cx<'_, '_>, caller: &Caller, operation: &Operation, target: &Allowed) -> Result<()> {
    let request = &operation.request;
    let source = rights::source_file(cx, caller, request)?;
    if request.conflict != ConflictBehavior::Fail {
        return Ok(());
    }
    let (drive, folder) = (&target.node().drive, &target.node().id);
    let name = request.name.as_deref().unwrap_or(&source.file().row.name);
    naming::refuse_taken(cx, drive, folder, NodeKind::Folder, name)
}
