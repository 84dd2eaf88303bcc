//! Shortcuts: folders that others share, as if they lay in the root of one's own drive. Source: "remoteItem resource type".
//!
//! A shortcut is a name and a place, and gives nobody a right. Whoever looks at one is shown as much of what it leads to as they
//! may see there; where that is gone, or not for them, the shortcut stays and says where it led.

use super::find::{self, At};
use super::view::ItemView;
use super::{Item, recent, special};
use crate::access::{self, Allowed, AllowedItem};
use crate::{Caller, Cx, Error, Result, naming};
use model::{ConflictBehavior, DriveId, ItemId, NameRule, NodeId, NodeKind, Owner, Right};
use std::collections::{BTreeMap, HashMap};
use store::drive::Drive;
use store::node::{self, Lock, Node};
use store::shortcut::{self, Target};

/// The most shortcuts of one drive, with those in its recycle bin: what each leads to is looked up whenever the root is listed.
pub const SHORTCUTS_MAX: u64 = 500;

/// Why something is not done with a shortcut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It would lie elsewhere than in the root of a person's drive.
    Place,
    /// It would lead to something that is no folder.
    Target,
    /// It would lead to where it lies.
    SameDrive,
    /// What it would lead to is not there, or not for the caller to see.
    TargetGone,
    /// The drive has as many as it may.
    TooMany,
    /// It would be copied.
    Copied,
    /// It would be shared.
    Shared,
    /// It is taken for what it leads to.
    Followed,
    /// A path leads through it.
    Through,
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        Self::Shortcut(refused)
    }
}

/// Makes a shortcut to a folder of another drive, or to the root of one. Another shortcut may be replaced.
///
/// Shortcuts lie in drives of people alone, and lead to no root of one: so who follows them comes to an end. A group's drive that led
/// to another's, and that one back, would be without end to programs that fetch all there is.
///
/// # Errors
/// [`Error::BadName`], [`Error::NameTaken`]; [`Error::Shortcut`]; [`Error::NotFound`] if the parent went meanwhile.
pub fn create(
    cx: &mut Cx<'_, '_>,
    caller: &Caller,
    parent: &AllowedItem,
    target: &At,
    name: &str,
    conflict: ConflictBehavior,
) -> Result<AllowedItem> {
    let rule = NameRule::Item;
    let name = naming::checked(name, rule)?;
    let root = super::change::fit(parent, NodeKind::Shortcut)?;
    let (drive, lies_in) = (root.drive(), root.node());
    if !matches!(drive.owner, Owner::User(_)) {
        return Err(Refused::Place.into());
    }
    let target = self::target(cx, caller, target, &drive.id)?;
    // Alone, so that of two who make one at once the second finds that of the first.
    node::lock(cx.tx, &drive.id, &lies_in.id, Lock::Alone)?.ok_or(Error::NotFound)?;
    if shortcut::count_of(cx.tx, &drive.id)? >= SHORTCUTS_MAX {
        return Err(Refused::TooMany.into());
    }
    let now = cx.now();
    let made = Node {
        drive: drive.id,
        id: NodeId(cx.guid()),
        parent: Some(lies_in.id),
        notebook: None,
        kind: NodeKind::Shortcut,
        name: name.as_str().to_owned(),
        created: now,
        created_by: *caller.user(),
        modified: now,
        modified_by: *caller.user(),
    };
    let made = naming::insert(cx, drive, made, rule, conflict)?;
    shortcut::insert(cx.tx, &made.drive, &made.id, &target)?;
    Ok(AllowedItem::Node(access::within(root, made)))
}

fn target(cx: &mut Cx<'_, '_>, caller: &Caller, at: &At, from: &DriveId) -> Result<Target> {
    let found = find::item(cx, caller, at, Right::Read).map_err(|error| match error {
        Error::NotFound | Error::DriveNotFound | Error::NotAllowed(_) => Refused::TargetGone.into(),
        other => other,
    })?;
    let is_of_person = matches!(found.drive().owner, Owner::User(_));
    let node = found.node().map(Allowed::node).ok_or(Refused::Target)?;
    match node.kind {
        NodeKind::Root | NodeKind::Folder if node.drive == *from => Err(Refused::SameDrive.into()),
        NodeKind::Root if is_of_person => Err(Refused::Target.into()),
        NodeKind::Root | NodeKind::Folder => Ok(Target { drive: node.drive, node: node.id }),
        _ => Err(Refused::Target.into()),
    }
}

/// Says of a node that something is to be found or put in it, where it is a shortcut: nothing lies in one.
///
/// # Errors
/// [`Error::Shortcut`].
pub(crate) fn refuse(kind: NodeKind, why: Refused) -> Result<()> {
    if kind == NodeKind::Shortcut { Err(why.into()) } else { Ok(()) }
}

/// What a shortcut leads to, as far as the caller may see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remote {
    /// Its id, which names its drive.
    pub id: ItemId,
    /// It, where it is there and theirs to see.
    pub seen: Option<Box<ItemView>>,
}

/// Returns what those of some nodes of a drive that are shortcuts lead to.
pub(super) fn remotes(cx: &mut Cx<'_, '_>, caller: &Caller, drive: &Drive, nodes: &[&Node]) -> Result<HashMap<NodeId, Remote>> {
    let shortcuts: Vec<NodeId> = nodes.iter().filter(|node| node.kind == NodeKind::Shortcut).map(|node| node.id).collect();
    let targets = shortcut::targets(cx.tx, &drive.id, &shortcuts)?;
    // Several may lead to one.
    let mut found = BTreeMap::new();
    for (_, target) in &targets {
        if let Some(item) = seen(cx, caller, target)? {
            found.insert(target.node, (item.drive().clone(), Item::of(&item)));
        }
    }
    let views = recent::shown(cx, caller, found.into_values().collect())?;
    let remote = |target: &Target| {
        let id = ItemId::of_node(&target.drive, &target.node);
        Remote { id, seen: views.iter().find(|view| view.id == id).cloned().map(Box::new) }
    };
    Ok(targets.iter().map(|(id, target)| (*id, remote(target))).collect())
}

fn seen(cx: &mut Cx<'_, '_>, caller: &Caller, target: &Target) -> Result<Option<AllowedItem>> {
    let looked_up = access::node_anywhere(cx, caller, &[NodeKind::Root, NodeKind::Folder], &target.node, Right::Read);
    let found = looked_up.map(AllowedItem::Node).and_then(|item| special::confine(cx, caller, &item, Right::Read).map(|()| item));
    match found {
        Ok(item) => Ok(Some(item)),
        Err(Error::NotFound | Error::NotAllowed(_)) => Ok(None),
        Err(other) => Err(other),
    }
}
