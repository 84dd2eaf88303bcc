//! Nested lists that are filtered, ordered, cut or counted: of many parents by one statement.

use super::{Start, parents};
use crate::{Caller, Cx, Error, Result, place};
use model::query::{NodeField, Query};
use model::{DriveId, NodeId, NodeKind};
use std::collections::HashMap;
use store::drive;
use store::node::Node;
use store::query::{self, NodeScope, Sight, Within};

/// So many parents stand in one statement. Neither engine takes any number of parameters, and a filter has some of its own.
const PARENTS: usize = 256;

/// Returns what is asked for of each of some nodes; `most` nodes altogether.
pub(super) fn nodes(
    cx: &mut Cx<'_, '_>,
    caller: &Caller,
    (drive, ids, kind): (&DriveId, &[NodeId], NodeKind),
    asked: &Query<NodeField>,
    most: usize,
) -> Result<Vec<Node>> {
    let sight = sight(cx, caller, drive)?;
    let (filter, cut) = (asked.predicate.as_ref(), (asked.skip, asked.limit));
    let mut found = Vec::new();
    for some in ids.chunks(PARENTS) {
        let scope = scope(drive, some, kind, sight);
        found.extend(query::of_parents(cx.tx, &scope, filter, &asked.order, cut, most - found.len())?);
        if found.len() >= most {
            break;
        }
    }
    Ok(found)
}

/// Counts what a filter chooses in each of some things, whatever is cut.
pub(super) fn counts(cx: &mut Cx<'_, '_>, caller: &Caller, starts: &[Start], kind: NodeKind, asked: &Query<NodeField>) -> Result<Vec<u64>> {
    let mut counts: HashMap<NodeId, u64> = HashMap::new();
    for (drive, ids) in parents(starts) {
        let sight = sight(cx, caller, &drive)?;
        for some in ids.chunks(PARENTS) {
            counts.extend(query::count_of_parents(cx.tx, &scope(&drive, some, kind, sight), asked.predicate.as_ref())?);
        }
    }
    Ok(starts.iter().map(|start| start.id.and_then(|id| counts.get(&id).copied()).unwrap_or(0)).collect())
}

fn sight<'a>(cx: &mut Cx<'_, '_>, caller: &'a Caller, drive: &DriveId) -> Result<Sight<'a>> {
    let owner = drive::get(cx.tx, drive)?.ok_or(Error::Internal)?.owner;
    Ok(Sight { user: caller.user(), is_whole: place::role_in(cx, caller, &owner)?.is_some(), now: cx.now() })
}

/// What lies in nodes that the caller was shown may be seen. Of groups and sections nobody asks who they are shared with, nor
/// what the caller is on them.
const fn scope<'a>(drive: &'a DriveId, parents: &'a [NodeId], kind: NodeKind, sight: Sight<'a>) -> NodeScope<'a> {
    NodeScope { kind, within: Within::Parents(drive, parents), sight, role: None, adds_shares: false, keeper: None }
}
