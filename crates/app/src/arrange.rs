//! Names and places of notebooks, section groups and sections: rename, move, put in order.

use crate::access::{self, Allowed};
use crate::structure::{self, Hold};
use crate::{Caller, Cx, Error, Result, naming, nesting};
use model::{ConflictBehavior, Name, NameRule, Need, NodeId, NodeKind, Right, placed};
use store::node::place::{self, Placed};
use store::node::{self, Lock, Node};

/// What is to become of a node. What is not given stays.
#[derive(Clone, Copy, Debug)]
pub struct Change<'a> {
    /// Its name.
    pub name: Option<&'a str>,
    /// The rule that a given name must pass.
    pub name_rule: NameRule,
    /// What it is to lie in: in the same drive, and able to hold it.
    pub parent: Option<&'a Allowed>,
    /// How many siblings of its kind stand before it; beyond the last means last. A node that moves stands last.
    pub position: Option<usize>,
    /// What to do when a sibling has the name.
    pub conflict: ConflictBehavior,
}

/// How far behind the last sibling the next one stands: new nodes stand at their moment, so there is no end to be kept
/// clear.
const TAIL: i64 = 1;

/// Changes a node's name, place and order, all or nothing. Its id stays, and so do those of all that it holds.
///
/// Whoever does this must be allowed to change what the node lies in: a name and an order are among its siblings, and who
/// may not see those must not learn from a refusal which names they have.
///
/// # Errors
/// [`Error::BadName`], [`Error::NameTaken`], [`Error::OtherDrive`], [`Error::DestinationUnfit`],
/// [`Error::DestinationNotFound`], [`Error::MoveIntoItself`], [`Error::TooDeep`]; [`Error::ForeignPages`] for an
/// app that may touch only pages of its own making, where there are others, and for any move by it; [`Error::NotFound`] if
/// the node went meanwhile.
pub fn change(cx: &mut Cx<'_, '_>, caller: &Caller, what: &Allowed, change: &Change<'_>) -> Result<Allowed> {
    let rule = change.name_rule;
    let name = change.name.map(|name| naming::checked(name, rule)).transpose()?;
    if let Some(parent) = change.parent {
        check_parent(caller, what, parent)?;
    }
    access::may_rearrange(cx, caller, what)?;
    lock(cx, what, change)?;
    // Asked again under the locks: on PostgreSQL what was read before a lock was waited for may be stale.
    let what = access::node_anywhere(cx, caller, &[what.node().kind], &what.node().id, Right::Write)?;
    access::may_rearrange(cx, caller, &what)?;
    access::refuse_foreign_pages(cx, caller, &what, Need::Write)?;
    let target = match change.parent {
        Some(parent) => Some(again(cx, caller, parent)?),
        None => None,
    };
    let node = what.node();
    let parent = target.as_ref().map(Allowed::node).filter(|parent| Some(parent.id) != node.parent);
    if let Some(parent) = parent {
        nesting::check(cx, node, 0, parent, Error::MoveIntoItself)?;
    }
    let asked = name.as_ref().map_or(node.name.as_str(), Name::as_str);
    if parent.is_some() || asked != node.name {
        put(cx, caller, &what, parent, asked, change)?;
    }
    if parent.is_some() || change.position.is_some() {
        let lies_in = parent.map(|parent| parent.id).or(node.parent).ok_or(Error::Internal)?;
        stand(cx, node, &lies_in, change.position.unwrap_or(usize::MAX))?;
    }
    let node = node::get(cx.tx, &node.drive, &node.id)?.ok_or(Error::Internal)?;
    Ok(access::within(&what, node))
}

fn check_parent(caller: &Caller, what: &Allowed, parent: &Allowed) -> Result<()> {
    if !parent.node().kind.may_hold(what.node().kind) {
        return Err(Error::DestinationUnfit);
    }
    if parent.drive().id != what.drive().id {
        return Err(Error::OtherDrive);
    }
    // Who sees a page depends on where its section lies.
    if caller.page_app(Need::Write).is_some() { Err(Error::ForeignPages) } else { Ok(()) }
}

/// A section takes part in what its notebook holds, a group's subtree is walked, and whatever has a name may be replaced.
fn lock(cx: &mut Cx<'_, '_>, what: &Allowed, change: &Change<'_>) -> Result<()> {
    let moves_tree = change.parent.is_some() && what.node().kind != NodeKind::Section;
    let around = if moves_tree { Lock::Alone } else { naming::lock_for(change.conflict) };
    let mut holds = vec![Hold { node: what.node(), around, itself: Some(Lock::Alone) }];
    holds.extend(change.parent.map(|parent| Hold { node: parent.node(), around, itself: Some(Lock::Share) }));
    // Two folders that move into each other, below, would be in no drive any more. No notebook is around to keep them apart.
    let root = match what.node().kind {
        NodeKind::Folder if moves_tree => node::get(cx.tx, &what.drive().id, &what.drive().root())?,
        _ => None,
    };
    holds.extend(root.iter().map(|root| Hold { node: root, around, itself: Some(Lock::Alone) }));
    if let Err(error) = structure::lock(cx, &holds) {
        let is_here = error == Error::NotFound && node::get(cx.tx, &what.node().drive, &what.node().id)?.is_some();
        return Err(if is_here { Error::DestinationNotFound } else { error });
    }
    store::planted::pause("arrange.locked");
    Ok(())
}

fn again(cx: &mut Cx<'_, '_>, caller: &Caller, parent: &Allowed) -> Result<Allowed> {
    access::node_anywhere(cx, caller, &[parent.node().kind], &parent.node().id, Right::Write).map_err(|error| match error {
        Error::NotFound => Error::DestinationNotFound,
        other => other,
    })
}

/// Puts a node under a name and perhaps into another parent, and again if somebody else took the name in the same moment.
fn put(cx: &mut Cx<'_, '_>, caller: &Caller, what: &Allowed, parent: Option<&Node>, asked: &str, change: &Change<'_>) -> Result<()> {
    let node = what.node();
    let lies_in = parent.map(|parent| parent.id).or(node.parent).ok_or(Error::Internal)?;
    // A notebook is its own wherever it lies.
    let notebook = match parent {
        Some(parent) if node.kind != NodeKind::Notebook => parent.notebook,
        _ => node.notebook,
    };
    let (drive, by, now) = (what.drive(), caller.user(), cx.now().after(node.modified));
    // Replaced, what the node lies in would take the node along to the recycle bin.
    let in_the_way = match change.conflict {
        ConflictBehavior::Replace => node::child(cx.tx, &drive.id, &lies_in, node.kind, asked)?,
        ConflictBehavior::Fail | ConflictBehavior::Rename => None,
    };
    if let Some(sibling) = in_the_way.filter(|sibling| sibling.id != node.id)
        && node::ancestry(cx.tx, &drive.id, &node.id)?.contains(&sibling.id)
    {
        return Err(Error::NameTaken(asked.to_owned()));
    }
    for _ in 0..naming::TRIES_MAX {
        let siblings = naming::Siblings { drive, parent: &lies_in, kind: node.kind, except: Some(&node.id) };
        let name = naming::settle(cx, &siblings, asked, change.name_rule, change.conflict, by)?;
        let placed = Placed { parent: &lies_in, notebook: notebook.as_ref(), name: &name, by, now };
        match cx.tx.savepoint(|tx| place::put(tx, &drive.id, &node.id, node.kind, &placed)) {
            Ok(true) => {
                return match notebook.filter(|notebook| node.notebook != Some(*notebook) && node.kind == NodeKind::SectionGroup) {
                    Some(notebook) => place::adopt(cx.tx, &drive.id, &node.id, &notebook).map(|_| ()).map_err(Error::from),
                    None => Ok(()),
                };
            }
            Ok(false) => return Err(Error::NotFound),
            Err(store::Error::Conflict(_)) if change.conflict != ConflictBehavior::Fail => {}
            Err(store::Error::Conflict(_)) => return Err(Error::NameTaken(name)),
            Err(other) => return Err(other.into()),
        }
    }
    Err(Error::Busy)
}

/// Gives a node its place among its siblings. Two who do it at once may each have seen the other's old place; what comes out
/// is an order all the same.
fn stand(cx: &mut Cx<'_, '_>, node: &Node, lies_in: &NodeId, position: usize) -> Result<()> {
    let siblings = place::standing(cx.tx, &node.drive, lies_in, node.kind)?;
    let others: Vec<(NodeId, i64)> = siblings.into_iter().filter(|(id, _)| *id != node.id).collect();
    let orders: Vec<i64> = others.iter().map(|(_, order)| *order).collect();
    let at = position.min(others.len());
    for (i, order) in placed(&orders, at, 1, TAIL) {
        let id = match i.cmp(&at) {
            std::cmp::Ordering::Less => others[i].0,
            std::cmp::Ordering::Equal => node.id,
            std::cmp::Ordering::Greater => others[i - 1].0,
        };
        place::stand(cx.tx, &node.drive, &id, order)?;
    }
    Ok(())
}
