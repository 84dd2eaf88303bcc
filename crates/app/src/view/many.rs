//! Many nodes shown at once, by a handful of statements for all of them. Each looks as it does when it is shown alone.

use super::{Above, NodeView, Person, person};
use crate::{Caller, Cx, Error, Result, place};
use model::{DriveId, NodeId, NodeKind, Owner, Role, Timestamp, UserId};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::directory;
use store::drive::{self, Drive};
use store::node::Node;
use store::node::set::{self, Shares};

/// Shows nodes that the caller may see, in their order.
///
/// # Errors
/// [`Error::Internal`] for a node that the caller may not see; what the store can meet.
pub(crate) fn many(cx: &mut Cx<'_, '_>, caller: &Caller, nodes: &[Node]) -> Result<Vec<NodeView>> {
    let mut of_drive: BTreeMap<DriveId, Vec<&Node>> = BTreeMap::new();
    for node in nodes {
        of_drive.entry(node.drive).or_default().push(node);
    }
    let mut around = HashMap::with_capacity(of_drive.len());
    for (drive, nodes) in &of_drive {
        around.insert(*drive, Around::of(cx, caller, drive, nodes)?);
    }
    let mut people = People { known: HashMap::new() };
    nodes.iter().map(|node| around.get(&node.drive).ok_or(Error::Internal)?.show(cx, caller, &mut people, node)).collect()
}

/// Shows what lies in something in which the caller is `role`. That is what they are shown to be in it, too.
///
/// # Errors
/// As [`many`].
pub(crate) fn children(cx: &mut Cx<'_, '_>, caller: &Caller, nodes: &[Node], role: Role) -> Result<Vec<NodeView>> {
    let mut views = many(cx, caller, nodes)?;
    views.iter_mut().for_each(|view| view.role = role);
    Ok(views)
}

/// A node above others.
struct Up {
    parent: Option<NodeId>,
    kind: NodeKind,
    name: String,
}

/// What has to be known around nodes of one drive to show them.
struct Around {
    drive: Drive,
    /// What the caller is in all of the drive.
    role: Option<Role>,
    /// Whether all of it is open to more than one person.
    is_shared: bool,
    up: HashMap<NodeId, Up>,
    shares: HashMap<NodeId, Shares>,
    changes: HashMap<NodeId, (Timestamp, UserId)>,
}

impl Around {
    fn of(cx: &mut Cx<'_, '_>, caller: &Caller, id: &DriveId, nodes: &[&Node]) -> Result<Self> {
        let drive = drive::get(cx.tx, id)?.ok_or(Error::Internal)?;
        let role = place::role_in(cx, caller, &drive.owner)?;
        let (keeper, is_shared) = match &drive.owner {
            Owner::User(user) => (*user, false),
            Owner::Group(group) => (NOBODY, directory::group_size(cx.tx, group)? > 1),
            Owner::Site(site) => (NOBODY, directory::site_size(cx.tx, site)? > 1),
        };
        let up = climb(cx, id, nodes)?;
        let mut shares = HashMap::new();
        if !(is_shared && role == Some(Role::Owner)) {
            let all: BTreeSet<NodeId> = nodes.iter().map(|node| node.id).chain(up.keys().copied()).collect();
            let all: Vec<NodeId> = all.into_iter().collect();
            shares.extend(set::shares_of_all(cx.tx, id, &all, caller.user(), &keeper)?.into_iter().map(|found| (found.node, found)));
        }
        let sections: Vec<NodeId> = nodes.iter().filter(|node| node.kind == NodeKind::Section).map(|node| node.id).collect();
        let changes = set::changes_of_all(cx.tx, id, &sections)?.into_iter().map(|(id, when, who)| (id, (when, who))).collect();
        Ok(Self { drive, role, is_shared, up, shares, changes })
    }

    /// Returns what lies above a node, the nearest first, without the drive's root.
    fn above(&self, node: &Node) -> Vec<(NodeId, &Up)> {
        let mut above = Vec::new();
        let mut next = node.parent;
        while let Some(id) = next
            && let Some(up) = self.up.get(&id)
        {
            if up.kind != NodeKind::Root {
                above.push((id, up));
            }
            next = up.parent;
        }
        above
    }

    /// Returns the greatest role that shares of a node or of anything above it give the caller.
    fn shared_role(&self, id: NodeId, parent: Option<NodeId>) -> Option<Role> {
        let mut role = None;
        let (mut at, mut next) = (Some(id), parent);
        while let Some(id) = at {
            role = role.max(self.shares.get(&id).and_then(|shares| shares.role));
            at = next;
            next = next.and_then(|id| self.up.get(&id)).and_then(|up| up.parent);
        }
        role
    }

    fn show(&self, cx: &mut Cx<'_, '_>, caller: &Caller, people: &mut People, node: &Node) -> Result<NodeView> {
        let mut above = self.above(node);
        let is_shared_by = |id: &NodeId| self.shares.get(id).is_some_and(|shares| shares.is_shared);
        // The root is not among those above, but may be shared like any of them.
        let root = self.drive.root();
        let is_shared = self.is_shared || above.iter().map(|(id, _)| id).chain([&node.id, &root]).any(is_shared_by);
        let role = self.role.max(self.shared_role(node.id, node.parent)).ok_or(Error::Internal)?;
        if self.role.is_none() {
            self.hide(&mut above);
        }
        let (modified, modified_by) = match node.kind {
            NodeKind::Section => {
                let (when, who) = self.changes.get(&node.id).ok_or(Error::Internal)?;
                if *when < node.modified { (node.modified, node.modified_by) } else { (*when, *who) }
            }
            _ => (node.modified, node.modified_by),
        };
        let shown = |(id, up): &(NodeId, &Up)| Above { id: *id, name: up.name.clone() };
        let names = above.iter().rev().map(|(_, up)| up.name.clone()).chain([node.name.clone()]).collect();
        Ok(NodeView {
            drive: node.drive,
            id: node.id,
            kind: node.kind,
            name: node.name.clone(),
            role,
            is_shared,
            is_default: self.drive.default_notebook == Some(node.id) || self.drive.default_section == Some(node.id),
            created: (node.created, people.person(cx, caller, &node.created_by)?),
            modified: (modified, people.person(cx, caller, &modified_by)?),
            path: super::WebPath { owner: self.drive.owner, library: self.drive.name.clone(), names },
            notebook: above.iter().find(|(_, up)| up.kind == NodeKind::Notebook).map(shown),
            group: above.first().filter(|(_, up)| up.kind == NodeKind::SectionGroup).map(shown),
        })
    }

    /// Leaves out what lies above the part that is shared with the caller, as [`super::ancestors`] does.
    fn hide(&self, above: &mut Vec<(NodeId, &Up)>) {
        let is_readable = |(id, up): &(NodeId, &Up)| self.shared_role(*id, up.parent).is_some();
        let is_part = above.iter().rev().find(|(_, up)| up.kind != NodeKind::Folder).is_some_and(|top| !is_readable(top));
        while is_part && above.last().is_some_and(|last| !is_readable(last)) {
            above.pop();
        }
    }
}

/// Whoever keeps what belongs to no one person.
const NOBODY: UserId = UserId([0; 16]);

/// Returns everything above some nodes. One round per level, whatever the number of nodes.
fn climb(cx: &mut Cx<'_, '_>, drive: &DriveId, nodes: &[&Node]) -> Result<HashMap<NodeId, Up>> {
    let mut up: HashMap<NodeId, Up> = HashMap::new();
    let mut wanted: BTreeSet<NodeId> = nodes.iter().filter_map(|node| node.parent).collect();
    while !wanted.is_empty() {
        let ids: Vec<NodeId> = wanted.into_iter().collect();
        let found = set::get_all(cx.tx, drive, &ids)?;
        // A tree has no circles, and what is known is not asked again, so this ends.
        wanted = found.iter().filter_map(|node| node.parent).filter(|id| !up.contains_key(id)).collect();
        up.extend(found.into_iter().map(|node| (node.id, Up { parent: node.parent, kind: node.kind, name: node.name })));
        wanted.retain(|id| !up.contains_key(id));
    }
    Ok(up)
}

/// People who were looked up, each once.
struct People {
    known: HashMap<UserId, Person>,
}

impl People {
    fn person(&mut self, cx: &mut Cx<'_, '_>, caller: &Caller, id: &UserId) -> Result<Person> {
        if let Some(known) = self.known.get(id) {
            return Ok(known.clone());
        }
        let person = person(cx, caller, id)?;
        self.known.insert(*id, person.clone());
        Ok(person)
    }
}
