//! Operations: asked for, cancelled, and worked on.

pub mod worker;

use crate::admin::Admin;
use crate::{Caller, Cx, Error, Result};
use model::{DriveId, NameRule, NodeKind, OperationId, Owner};
use store::{drive, operation, tree_copy};

pub use store::operation::{Operation, Outcome};

/// Returns an operation of the caller's. Clients build its address under whatever location they used, so it is found under
/// any.
///
/// # Errors
/// [`Error::NotFound`], for other people's operations too.
pub fn get(cx: &mut Cx<'_, '_>, caller: &Caller, id: &OperationId) -> Result<Operation> {
    operation::get(cx.tx, id)?
        .filter(|found| found.request.caller == *caller.user() || store::planted::is("operations-of-others"))
        .ok_or(Error::NotFound)
}

/// Returns who owns the drive that an operation copies to: its address lies there.
///
/// # Errors
/// [`Error::NotFound`] if the drive is gone.
pub fn target_owner(cx: &mut Cx<'_, '_>, target: &DriveId) -> Result<Owner> {
    Ok(drive::get(cx.tx, target)?.ok_or(Error::NotFound)?.owner)
}

/// Returns what kind of node a completed copy of a node made; none for a file or a folder, which only drives show. The copy may
/// be gone by now, and its source too; then the target still tells notebooks from the rest.
///
/// # Errors
/// What the store can meet.
pub fn result_kind(cx: &mut Cx<'_, '_>, found: &Operation) -> Result<Option<NodeKind>> {
    if found.request.name_rule == NameRule::Item {
        return Ok(None);
    }
    for id in found.outcome.iter().map(|outcome| outcome.node).chain([found.request.source]) {
        if let Some(node) = store::node::find(cx.tx, &id)? {
            return Ok(Some(node.kind));
        }
    }
    let target = store::node::find(cx.tx, &found.request.target)?.map(|node| node.kind);
    let is_notebook = matches!(target, Some(NodeKind::Root | NodeKind::Folder));
    Ok(Some(if is_notebook { NodeKind::Notebook } else { NodeKind::Section }))
}

/// Cancels an operation of the caller's. It ends as failed and leaves nothing.
///
/// # Errors
/// [`Error::NotFound`], [`Error::AlreadyEnded`].
pub fn cancel(cx: &mut Cx<'_, '_>, caller: &Caller, id: &OperationId) -> Result<()> {
    get(cx, caller, id)?;
    cancel_found(cx, id)
}

/// Cancels an operation, whoever asked for it: for those who run the server.
///
/// # Errors
/// [`Error::NotFound`], [`Error::AlreadyEnded`].
pub fn cancel_any(cx: &mut Cx<'_, '_>, by: &Admin, id: &OperationId) -> Result<()> {
    cancel_found(cx, id)?;
    by.note(cx, "operation cancel", &format!("copy-{id}"))
}

fn cancel_found(cx: &mut Cx<'_, '_>, id: &OperationId) -> Result<()> {
    let found = operation::lock(cx.tx, id)?.ok_or(Error::NotFound)?;
    if found.state.is_final() {
        return Err(Error::AlreadyEnded);
    }
    end(cx, id, &Error::Cancelled)
}

/// Ends an operation without a result, and takes back what it staged. Nobody ever saw any of it.
pub(crate) fn end(cx: &mut Cx<'_, '_>, id: &OperationId, why: &Error) -> Result<()> {
    let now = cx.now();
    tree_copy::abandon(cx.tx, id, now)?;
    let (word, detail) = why.stored();
    operation::fail(cx.tx, id, word, detail.as_deref(), now)?;
    Ok(())
}
