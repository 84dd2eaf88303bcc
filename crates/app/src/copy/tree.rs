//! Copying a notebook, section group or section: captured in one instant, built staged, published at once.

use super::{Stepped, children, rights};
use crate::access::{self, Allowed};
use crate::{Caller, Cx, Error, Result, naming, nesting, quota};
use model::{ConflictBehavior, DriveId, NameRule, Need, NodeId, NodeKind, Progress};
use store::Tx;
use store::node::{self, Lock};
use store::operation::{self, Operation, Outcome, Request};
use store::tree_copy::top::{self, Top};
use store::tree_copy::{self, Built, Target};

/// Takes the snapshot. A tree that fits one batch is built and published right after, in the same transaction.
pub(super) fn plan(cx: &mut Cx<'_, '_>, caller: &Caller, operation: &Operation) -> Result<Stepped> {
    let request = &operation.request;
    // Rights first, then locks in the order of ids, then rights again under the locks: on PostgreSQL what was read before
    // a lock was waited for may be stale.
    let (source, target) = lock_ends(cx, caller, request)?;
    check_depth(cx, operation, &source, &target)?;
    let drive = source.node().drive;
    // Of a root there is only what lies in it, as in a folder.
    let kind = if request.children_only { NodeKind::Folder } else { source.node().kind };
    tree_copy::seal(cx.tx, &drive, &source.node().id, kind)?;
    if kind == NodeKind::Folder && !store::planted::is("copies-unasked") {
        // No notebook around it was locked above, so it may have gone, or what is around its ends moved, until here.
        rights::source_tree(cx, caller, request)?;
        check_depth(cx, operation, &source, &target)?;
    }
    access::refuse_foreign_pages(cx, caller, &source, Need::ReadPages)?;
    let total = tree_copy::size(cx.tx, &drive, &source.node().id, NODES_MAX + 1)?;
    if total == 0 {
        // A single section is locked by its row only, so its node may have gone to the recycle bin meanwhile.
        return Err(Error::SourceGone);
    }
    if total > NODES_MAX {
        return Err(Error::QuotaExceeded);
    }
    let now = cx.now();
    // In rising order, as the source's are: rows that go in side by side fill the trees' pages.
    let mut fresh: Vec<[u8; 16]> = (0..total).map(|_| cx.ids().guid(now)).collect();
    fresh.sort_unstable();
    let fresh = fresh.concat();
    let name = request.name.as_deref().unwrap_or(&source.node().name);
    let captured = tree_copy::capture(cx.tx, &operation.id, &drive, &source.node().id, name, kind, &fresh)?;
    if captured != total {
        return Err(Error::Busy);
    }
    if request.with_versions && !tree_copy::capture_versions(cx.tx, &operation.id)? {
        return Err(Error::QuotaExceeded);
    }
    if request.children_only {
        children::leave_out(cx, operation, source.node())?;
    }
    // What is captured counts from here on.
    quota::reserve(cx, target.drive(), 0)?;
    let progress = Progress { done: 0, total };
    if total <= u64::from(cx.settings().copy_batch_nodes) {
        return publish(cx, caller, operation, &target, kind, Left::All(total));
    }
    let lease_until = now.plus_seconds(cx.settings().lease_seconds);
    operation::advance(cx.tx, operation, progress, now, lease_until)?;
    Ok(Stepped::On)
}

/// The most nodes that one copy may have.
const NODES_MAX: u64 = 1_000_000;

/// Builds the next batch; after the last one, publishes.
pub(super) fn advance(cx: &mut Cx<'_, '_>, caller: &Caller, operation: &Operation) -> Result<Stepped> {
    let target = rights::target(cx, caller, &operation.request)?;
    let kind = match operation.request.children_only {
        true => NodeKind::Folder,
        false => the_top(cx, operation)?.kind,
    };
    let Progress { done, total } = operation.progress;
    if done == total {
        let target = lock_target(cx, caller, target, &operation.request)?;
        refuse_too_deep(cx, operation, &target)?;
        return publish(cx, caller, operation, &target, kind, Left::Nothing(total));
    }
    let upto = total.min(done + u64::from(cx.settings().copy_batch_nodes).max(1));
    build(cx, caller, operation, &target, kind, done, upto)?;
    let now = cx.now();
    let lease_until = now.plus_seconds(cx.settings().lease_seconds);
    operation::advance(cx.tx, operation, Progress { done: upto, total }, now, lease_until)?;
    Ok(Stepped::On)
}

/// Refuses what would nest too deep by now: the target may have moved further down since the snapshot was taken.
fn refuse_too_deep(cx: &mut Cx<'_, '_>, operation: &Operation, target: &Allowed) -> Result<()> {
    let (drive, id) = (&target.node().drive, &target.node().id);
    let height = tree_copy::staged_height(cx.tx, &operation.id, drive, id)?;
    if node::ancestry(cx.tx, drive, id)?.len() + height > node::DEPTH_MAX { Err(Error::TooDeep) } else { Ok(()) }
}

/// Refuses to copy a tree into itself, or to where it would nest too deep.
pub(super) fn check_depth(cx: &mut Cx<'_, '_>, operation: &Operation, source: &Allowed, target: &Allowed) -> Result<()> {
    let left_out = usize::from(operation.request.children_only);
    nesting::check(cx, source.node(), left_out, target.node(), Error::CopyIntoItself)
}

/// Returns the top of a copy that has one.
fn the_top(cx: &mut Cx<'_, '_>, operation: &Operation) -> Result<Top> {
    top::top(cx.tx, &operation.id)?.ok_or(Error::Internal)
}

fn build(cx: &mut Cx<'_, '_>, caller: &Caller, operation: &Operation, target: &Allowed, kind: NodeKind, from: u64, to: u64) -> Result<()> {
    let notebook = notebook_around(cx, operation, target, kind)?;
    let place = Target {
        drive: &target.node().drive,
        parent: &target.node().id,
        notebook: notebook.as_ref(),
        kind,
        by: caller.user(),
        now: cx.now(),
    };
    tree_copy::build(cx.tx, &operation.id, &place, from, to, Built::Staged)?;
    Ok(())
}

/// Returns the notebook around all of a copy; a folder has none, and those in it are their own.
fn notebook_around(cx: &mut Cx<'_, '_>, operation: &Operation, target: &Allowed, kind: NodeKind) -> Result<Option<NodeId>> {
    match kind {
        NodeKind::Folder => Ok(None),
        NodeKind::Notebook => Ok(Some(the_top(cx, operation)?.copy)),
        _ => target.node().notebook.map(Some).ok_or(Error::DestinationUnfit),
    }
}

/// How many of a copy's nodes, and whether they are built yet.
#[derive(Clone, Copy)]
pub(super) enum Left {
    /// All of them are staged.
    Nothing(u64),
    /// None is: the copy fits one batch, and is built as it is published.
    All(u64),
}

/// Shows the whole copy under its final name and completes the operation, in this transaction.
fn publish(cx: &mut Cx<'_, '_>, caller: &Caller, operation: &Operation, target: &Allowed, kind: NodeKind, left: Left) -> Result<Stepped> {
    let now = cx.now();
    let notebook = notebook_around(cx, operation, target, kind)?;
    let place =
        Target { drive: &target.node().drive, parent: &target.node().id, notebook: notebook.as_ref(), kind, by: caller.user(), now };
    if operation.request.children_only {
        return children::publish(cx, caller, operation, target, &place, left);
    }
    let publish = |tx: &mut Tx<'_>| -> store::Result<u64> {
        let (total, built) = match left {
            Left::Nothing(total) => (total, Built::Staged),
            Left::All(total) => {
                tree_copy::build(tx, &operation.id, &place, 0, total, Built::Live)?;
                (total, Built::Live)
            }
        };
        tree_copy::publish(tx, &operation.id, place.notebook, built, now)?;
        Ok(total)
    };
    let top = the_top(cx, operation)?;
    let here = naming::Siblings { drive: target.drive(), parent: &target.node().id, kind, except: None };
    let total = put_named(cx, caller, operation, &here, &top, rule(operation, kind), operation.request.conflict, publish)?;
    complete(cx, operation, top.copy, total)
}

/// Settles the name of a top and carries out what shows it under that, and again if somebody else took the name in the same
/// moment.
#[expect(clippy::too_many_arguments, reason = "what is shown, where, and by which rules")]
pub(super) fn put_named<T>(
    cx: &mut Cx<'_, '_>,
    caller: &Caller,
    operation: &Operation,
    here: &naming::Siblings<'_>,
    top: &Top,
    rule: NameRule,
    conflict: ConflictBehavior,
    show: impl Fn(&mut Tx<'_>) -> store::Result<T>,
) -> Result<T> {
    let mut wanted = top.name.clone();
    for _ in 0..naming::TRIES_MAX {
        let name = naming::settle(cx, here, &top.name, rule, conflict, caller.user())?;
        if name != wanted {
            top::rename(cx.tx, &operation.id, &here.drive.id, top, &name)?;
            wanted = name;
        }
        // Another copy that took the same name in the same moment is seen only by trying.
        match cx.tx.savepoint(&show) {
            Ok(shown) => return Ok(shown),
            Err(store::Error::Conflict(_)) if conflict != ConflictBehavior::Fail => {}
            Err(store::Error::Conflict(_)) => return Err(Error::NameTaken(wanted)),
            Err(other) => return Err(other.into()),
        }
    }
    Err(Error::Busy)
}

fn complete(cx: &mut Cx<'_, '_>, operation: &Operation, root: NodeId, total: u64) -> Result<Stepped> {
    let now = cx.now();
    let outcome = Outcome { node: root, key: None };
    operation::complete(cx.tx, &operation.id, Progress { done: total, total }, &outcome, now)?;
    Ok(Stepped::Ended)
}

/// Says at once that a name is taken, where it can be seen.
pub(super) fn foresee_name(cx: &mut Cx<'_, '_>, source: &Allowed, target: &Allowed, operation: &Operation) -> Result<()> {
    if operation.request.conflict != ConflictBehavior::Fail {
        return Ok(());
    }
    let name = operation.request.name.as_deref().unwrap_or(&source.node().name);
    let kind = source.node().kind;
    naming::refuse_taken(cx, &target.node().drive, &target.node().id, kind, name)
}

fn rule(operation: &Operation, kind: NodeKind) -> NameRule {
    if matches!(kind, NodeKind::Notebook | NodeKind::Folder) { operation.request.name_rule } else { NameRule::Section }
}

/// How often the ends are locked anew because one of them moved to another notebook meanwhile.
const TRIES_MAX: u32 = 8;

/// Locks both ends, and returns them as they are then.
fn lock_ends(cx: &mut Cx<'_, '_>, caller: &Caller, request: &Request) -> Result<(Allowed, Allowed)> {
    let mut ends = (rights::source_tree(cx, caller, request)?, rights::target(cx, caller, request)?);
    for _ in 0..TRIES_MAX {
        lock_roots(cx, &ends.0, &ends.1, request)?;
        let now = (rights::source_tree(cx, caller, request)?, rights::target(cx, caller, request)?);
        let stayed = now.0.node().notebook == ends.0.node().notebook && now.1.node().notebook == ends.1.node().notebook;
        ends = now;
        if stayed {
            return Ok(ends);
        }
    }
    Err(Error::Busy)
}

/// Locks what the copy must not see half of: the source's notebook alone, the target's as `request` needs it, in the order of their
/// ids.
fn lock_roots(cx: &mut Cx<'_, '_>, source: &Allowed, target: &Allowed, request: &Request) -> Result<()> {
    // A single section is one row: its own lock is enough, and its notebook's stays free.
    let source_root = match source.node().kind {
        NodeKind::Section => None,
        _ => source.node().notebook.map(|id| (source.node().drive, id, Lock::Alone)),
    };
    let mut roots: Vec<(DriveId, NodeId, Lock)> = source_root.into_iter().chain(target_locks(target, request)).collect();
    // Notebooks before what lies in them, as everybody locks. Alone comes first where both want the same node, and locks it
    // once.
    let is_inner = |id: &NodeId| *id == target.node().id && target.node().notebook.is_some_and(|notebook| notebook != *id);
    roots.sort_by_key(|(_, id, lock)| (is_inner(id), *id, *lock == Lock::Share));
    roots.dedup_by_key(|(_, id, _)| *id);
    for (drive, id, lock) in roots {
        let missing = if Some(id) == source.node().notebook { Error::SourceGone } else { Error::DestinationNotFound };
        node::lock(cx.tx, &drive, &id, lock)?.ok_or(missing)?;
    }
    Ok(())
}

/// Locks the target, and returns it as it is then.
fn lock_target(cx: &mut Cx<'_, '_>, caller: &Caller, mut target: Allowed, request: &Request) -> Result<Allowed> {
    for _ in 0..TRIES_MAX {
        for (drive, id, lock) in target_locks(&target, request) {
            node::lock(cx.tx, &drive, &id, lock)?.ok_or(Error::DestinationNotFound)?;
        }
        let now = rights::target(cx, caller, request)?;
        let stayed = now.node().notebook == target.node().notebook;
        target = now;
        if stayed {
            return Ok(target);
        }
    }
    Err(Error::Busy)
}

/// The nodes that must stay while something is put into a target: its notebook, and itself. A folder takes no part in what
/// the notebook's lock guards: nothing that lies in one is replaced without a lock of its own.
fn target_locks(target: &Allowed, request: &Request) -> Vec<(DriveId, NodeId, Lock)> {
    let lock = naming::lock_for(request.conflict);
    // Of children some may be the first files that the target holds, which need it alone.
    let own = if request.children_only { Lock::Alone } else { Lock::Share };
    let (drive, id) = (target.node().drive, target.node().id);
    let notebook = target.node().notebook;
    let mut locks: Vec<_> = notebook.map(|notebook| (drive, notebook, lock)).into_iter().collect();
    if notebook != Some(id) {
        locks.push((drive, id, own));
    }
    locks
}
