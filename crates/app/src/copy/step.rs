//! One transaction of a copy.

use super::{Stepped, children, file, page, rights, tree};
use crate::{Caller, Cx, Result};
use model::NodeKind;
use store::operation::Operation;

/// Makes the next step of a copy whose row is locked or was just written. Harmless to repeat.
pub(crate) fn step(cx: &mut Cx<'_, '_>, operation: &Operation) -> Result<Stepped> {
    let caller = rights::caller(cx, &operation.request)?;
    if operation.request.source_key.is_some() {
        let target = rights::target(cx, &caller, &operation.request)?;
        match target.node().kind {
            NodeKind::Section => page::copy(cx, &caller, operation, &target)?,
            _ => file::copy(cx, &caller, operation, &target)?,
        }
        return Ok(Stepped::Ended);
    }
    if operation.is_planned { tree::advance(cx, &caller, operation) } else { tree::plan(cx, &caller, operation) }
}

/// Refuses at once what could only fail later.
pub(super) fn foresee(cx: &mut Cx<'_, '_>, caller: &Caller, operation: &Operation) -> Result<()> {
    let target = rights::target(cx, caller, &operation.request)?;
    if operation.request.source_key.is_some() {
        return if target.node().kind == NodeKind::Section { Ok(()) } else { file::foresee(cx, caller, operation, &target) };
    }
    let source = rights::source_tree(cx, caller, &operation.request)?;
    tree::check_depth(cx, operation, &source, &target)?;
    if operation.request.children_only {
        return children::foresee(cx, operation, &target);
    }
    tree::foresee_name(cx, &source, &target, operation)
}
