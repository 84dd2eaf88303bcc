//! Copying what lies in a folder, without the folder: folders and notebooks as any tree, and beside them the folder's files.
//! All of it is published at once, or nothing is.

use super::tree::{self, Left};
use super::{Stepped, file};
use crate::access::Allowed;
use crate::item::lock;
use crate::item::shortcut::Refused;
use crate::{Caller, Cx, Error, Result, naming};
use model::{ConflictBehavior, NameRule, NodeKind, Progress};
use store::Tx;
use store::file_list::write::Writer;
use store::node::Node;
use store::operation::{self, Operation, Outcome};
use store::tree_copy::top::{self, Top};
use store::tree_copy::{self, Built, Target};

/// The most that may lie in the folder itself, files included. Each gets a name in the transaction that publishes, which on
/// SQLite keeps everybody else from writing: as long as a batch of nodes.
pub const CHILDREN_MAX: u64 = 2_000;

/// [`CHILDREN_MAX`], as lists are bounded.
const FILES_MAX: usize = CHILDREN_MAX as usize;

/// Makes tops of what was captured below a folder that is locked.
pub(super) fn leave_out(cx: &mut Cx<'_, '_>, operation: &Operation, source: &Node) -> Result<()> {
    if top::children(cx.tx, &source.drive, &source.id)? > CHILDREN_MAX {
        return Err(Error::TooManyChildren { children_max: CHILDREN_MAX });
    }
    // In the root alone, and they would have to lie elsewhere.
    if store::shortcut::any_in(cx.tx, &source.drive, &source.id)? {
        return Err(Refused::Copied.into());
    }
    Ok(top::leave_out_root(cx.tx, &operation.id, &source.id)?)
}

/// Shows all of it in the target, each under a name of its own, and completes the operation.
pub(super) fn publish(
    cx: &mut Cx<'_, '_>,
    caller: &Caller,
    operation: &Operation,
    target: &Allowed,
    place: &Target<'_>,
    left: Left,
) -> Result<Stepped> {
    lock::folder(cx, caller, target).map_err(super::rights::no_target)?;
    let (total, built) = match left {
        Left::Nothing(total) => (total, Built::Staged),
        Left::All(total) => {
            // Shown one by one, but in this transaction.
            tree_copy::build(cx.tx, &operation.id, place, 0, total, Built::Staged)?;
            (total, Built::Live)
        }
    };
    for found in top::tops(cx.tx, &operation.id)? {
        let here = naming::Siblings { drive: target.drive(), parent: place.parent, kind: found.kind, except: None };
        let show = |tx: &mut Tx<'_>| top::show(tx, &operation.id, place.drive, &found);
        tree::put_named(cx, caller, operation, &here, &found, rule(&found), of_nodes(operation), show)?;
    }
    put_files(cx, caller, operation, target)?;
    tree_copy::publish(cx.tx, &operation.id, None, built, place.now)?;
    let outcome = Outcome { node: target.node().id, key: None };
    operation::complete(cx.tx, &operation.id, Progress { done: total, total }, &outcome, place.now)?;
    Ok(Stepped::Ended)
}

fn put_files(cx: &mut Cx<'_, '_>, caller: &Caller, operation: &Operation, target: &Allowed) -> Result<()> {
    let files = top::files(cx.tx, &operation.id, FILES_MAX)?;
    if files.is_empty() {
        return Ok(());
    }
    let versions = if operation.request.with_versions { top::left_out(cx.tx, &operation.id)? } else { None };
    let (ids, now, by) = (cx.ids(), cx.now(), caller.user());
    let (drive, folder) = (&target.node().drive, &target.node().id);
    let mut writer = Writer::lock_or_make(cx.tx, ids, drive, folder, by, now)?.ok_or(Error::DestinationNotFound)?;
    for found in &files {
        let name = naming::checked(&found.row.name, NameRule::Item)?;
        let copied = file::put(&mut writer, found, &name, operation.request.conflict, by)?;
        if let Some(captured) = &versions {
            writer.take_versions(captured, found, &copied)?;
        }
    }
    writer.finish(by)?;
    Ok(())
}

/// Says at once that a name is taken, where it can be seen.
pub(super) fn foresee(cx: &mut Cx<'_, '_>, operation: &Operation, target: &Allowed) -> Result<()> {
    if operation.request.conflict == ConflictBehavior::Rename {
        return Ok(());
    }
    let (drive, folder) = (&target.node().drive, &target.node().id);
    for found in top::tops(cx.tx, &operation.id)? {
        naming::refuse_taken(cx, drive, folder, found.kind, &found.name)?;
    }
    if operation.request.conflict == ConflictBehavior::Fail {
        for found in top::files(cx.tx, &operation.id, FILES_MAX)? {
            naming::refuse_taken(cx, drive, folder, NodeKind::Folder, &found.row.name)?;
        }
    }
    Ok(())
}

const fn rule(top: &Top) -> NameRule {
    if matches!(top.kind, NodeKind::Notebook) { NameRule::Notebook } else { NameRule::Item }
}

/// Nothing takes the place of a folder or a notebook. Source: Graph "driveItem: copy".
const fn of_nodes(operation: &Operation) -> ConflictBehavior {
    match operation.request.conflict {
        ConflictBehavior::Replace => ConflictBehavior::Fail,
        other => other,
    }
}
