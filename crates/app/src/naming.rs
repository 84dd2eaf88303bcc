//! What happens when a name is taken.

use crate::{Cx, Error, Result};
use model::{ConflictBehavior, DriveId, Name, NameRule, NodeId, NodeKind, UserId};
use store::drive::Drive;
use store::node::{self, Lock, Node};
use store::{file_list, folder};

/// The most numbered names that are tried before a rename gives up.
pub(crate) const NUMBERS_MAX: u32 = 1_000;

/// Returns a name that passes a rule.
///
/// # Errors
/// [`Error::BadName`].
pub(crate) fn checked(name: &str, rule: NameRule) -> Result<Name> {
    Name::new(name, rule).map_err(|why| Error::BadName(why, rule))
}

/// Returns how a notebook is locked in which a name is settled: alone where settling may remove what has the name.
pub(crate) const fn lock_for(conflict: ConflictBehavior) -> Lock {
    match conflict {
        ConflictBehavior::Replace => Lock::Alone,
        ConflictBehavior::Fail | ConflictBehavior::Rename => Lock::Share,
    }
}

/// How often a name is settled anew because somebody else took it in the same moment.
pub(crate) const TRIES_MAX: u32 = 32;

/// Settles a name and puts a node under it, and again if somebody else took the name in the same moment.
///
/// # Errors
/// As [`settle`]; [`Error::Busy`] if the name is lost again and again.
pub(crate) fn insert(cx: &mut Cx<'_, '_>, drive: &Drive, mut node: Node, rule: NameRule, conflict: ConflictBehavior) -> Result<Node> {
    let asked = node.name.clone();
    let parent = node.parent.ok_or(Error::Internal)?;
    let siblings = Siblings { drive, parent: &parent, kind: node.kind, except: None };
    if node.kind.lies_beside_files() {
        // What is put into a folder that is being deleted or copied goes along, or is not put there.
        node::lock(cx.tx, &drive.id, &parent, Lock::Share)?.ok_or(Error::NotFound)?;
    }
    for _ in 0..TRIES_MAX {
        node.name = settle(cx, &siblings, &asked, rule, conflict, &node.created_by)?;
        if node::insert(cx.tx, &node)? {
            return Ok(node);
        }
        if conflict == ConflictBehavior::Fail {
            return Err(Error::NameTaken(node.name));
        }
    }
    Err(Error::Busy)
}

/// Says at once that a name is taken, as far as it can be seen without a lock. Files count as folders do.
///
/// # Errors
/// [`Error::NameTaken`].
pub(crate) fn refuse_taken(cx: &mut Cx<'_, '_>, drive: &DriveId, parent: &NodeId, kind: NodeKind, name: &str) -> Result<()> {
    let is_taken = node::child(cx.tx, drive, parent, kind, name)?.is_some()
        || kind.lies_beside_files() && file_list::read::named(cx.tx, drive, parent, name)?.is_some();
    if is_taken { Err(Error::NameTaken(name.to_owned())) } else { Ok(()) }
}

/// Among whom a name is settled.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Siblings<'a> {
    /// The drive.
    pub drive: &'a Drive,
    /// What they lie in.
    pub parent: &'a NodeId,
    /// The kind of what takes the name.
    pub kind: NodeKind,
    /// Who takes it, if they are there already: nobody is in their own way.
    pub except: Option<&'a NodeId>,
}

/// Who has a name.
enum Taken {
    ByNode(Node),
    ByFile,
}

/// Returns the name that a node can take among its siblings, and makes room for it where that is asked for.
///
/// # Errors
/// [`Error::NameTaken`] if a sibling has the name and `conflict` is to fail.
pub(crate) fn settle(
    cx: &mut Cx<'_, '_>,
    siblings: &Siblings<'_>,
    name: &str,
    rule: NameRule,
    conflict: ConflictBehavior,
    by: &UserId,
) -> Result<String> {
    let Siblings { drive, parent, kind, except } = *siblings;
    let taken = |cx: &mut Cx<'_, '_>, name: &str| -> Result<Option<Taken>> {
        // First, for what it locks: after it nobody else takes the name who does not take it as a node.
        let is_files = folder::hold_name(cx.tx, &drive.id, parent, kind, name)?;
        let node = node::child(cx.tx, &drive.id, parent, kind, name)?.filter(|sibling| Some(&sibling.id) != except);
        Ok(node.map(Taken::ByNode).or(is_files.then_some(Taken::ByFile)))
    };
    let Some(who) = taken(cx, name)? else { return Ok(name.to_owned()) };
    match (conflict, who) {
        (ConflictBehavior::Replace, Taken::ByNode(sibling)) if sibling.kind == kind && kind != NodeKind::Folder => {
            // What is made below it in this moment would stay behind alive, so its notebook is locked alone first. Inside a
            // notebook the caller has done so: this asks for no more than is held.
            node::lock(cx.tx, &drive.id, &sibling.notebook.unwrap_or(sibling.id), Lock::Alone)?;
            let now = cx.now();
            node::trash(cx.tx, &drive.id, &sibling.id, by, now)?;
            Ok(name.to_owned())
        }
        // A notebook does not replace a folder, nor either of them a file, and nothing replaces a folder. Source: Graph
        // "driveItem: copy".
        (ConflictBehavior::Fail | ConflictBehavior::Replace, _) => Err(Error::NameTaken(name.to_owned())),
        (ConflictBehavior::Rename, _) => {
            // A name that is kept from an older rule may break this one; then there is nothing to number.
            let stem = Name::new(name, rule).map_err(|_| Error::NameTaken(name.to_owned()))?;
            for number in 1..=NUMBERS_MAX {
                let candidate = stem.numbered(number, rule);
                if taken(cx, candidate.as_str())?.is_none() {
                    return Ok(candidate.as_str().to_owned());
                }
            }
            Err(Error::NameTaken(name.to_owned()))
        }
    }
}
