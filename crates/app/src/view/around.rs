//! What lies above nodes of one drive, and how much of it a caller may see.

use super::{Above, WebPath};
use crate::{Caller, Cx, Result, place};
use model::{DriveId, FileId, LinkScope, NodeId, NodeKind, Role, UserId};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::drive::Drive;
use store::node::set::{self, Shares};
use store::node::{self, Node};
use store::permission::{self, On};

/// A node above others.
#[derive(Hash)]
pub(crate) struct Up {
    parent: Option<NodeId>,
    kind: NodeKind,
    name: String,
}

/// What lies above some nodes of one drive, looked up for all of them at once.
pub(crate) struct Around<'a> {
    drive: &'a Drive,
    role: Option<Role>,
    up: BTreeMap<NodeId, Up>,
    shares: HashMap<NodeId, Shares>,
}

impl<'a> Around<'a> {
    /// Looks up all that it takes to name what a caller may see above some nodes.
    pub(crate) fn of(cx: &mut Cx<'_, '_>, caller: &Caller, drive: &'a Drive, nodes: &[&Node]) -> Result<Self> {
        let mut around = Self::climb(cx, caller, drive, nodes)?;
        if around.role.is_none() {
            around.look_up_shares(cx, caller, nodes, &NOBODY)?;
        }
        Ok(around)
    }

    /// Looks up what lies above some nodes. Without [`Self::look_up_shares`] nothing is hidden.
    pub(crate) fn climb(cx: &mut Cx<'_, '_>, caller: &Caller, drive: &'a Drive, nodes: &[&Node]) -> Result<Self> {
        let role = place::role_in(cx, caller, &drive.owner)?;
        let nodes: Vec<_> = nodes.iter().map(|node| (node.id, node.parent)).collect();
        Ok(Self { drive, role, up: climb(cx, &drive.id, &nodes)?, shares: HashMap::new() })
    }

    /// Looks up whom the nodes and what lies above them are shared with: with the caller, and with anybody but `keeper`.
    pub(crate) fn look_up_shares(&mut self, cx: &mut Cx<'_, '_>, caller: &Caller, nodes: &[&Node], keeper: &UserId) -> Result<()> {
        let all: BTreeSet<NodeId> = nodes.iter().map(|node| node.id).chain(self.up.keys().copied()).collect();
        let all: Vec<NodeId> = all.into_iter().collect();
        let now = cx.now();
        let found = set::shares_of_all(cx.tx, &self.drive.id, &all, caller.user(), keeper, now)?;
        self.shares = found.into_iter().map(|found| (found.node, found)).collect();
        self.admit(caller);
        Ok(())
    }

    /// Looks up whom files are shared with by themselves, as [`Self::look_up_shares`] does for nodes.
    pub(crate) fn look_up_file_shares(&mut self, cx: &mut Cx<'_, '_>, caller: &Caller, files: &[FileId], keeper: &UserId) -> Result<()> {
        if !files.is_empty() && permission::any_of_files(cx.tx, &self.drive.id)? {
            let ids: Vec<NodeId> = files.iter().map(as_node).collect();
            let now = cx.now();
            let found = set::shares_of_all(cx.tx, &self.drive.id, &ids, caller.user(), keeper, now)?;
            self.shares.extend(found.into_iter().map(|found| (found.node, found)));
            self.admit(caller);
        }
        Ok(())
    }

    /// Adds what the link gives that the caller came by.
    fn admit(&mut self, caller: &Caller) {
        let Some(pass) = caller.pass.as_ref().filter(|pass| pass.drive == self.drive.id) else { return };
        let node = match pass.on {
            On::Node(node) => node,
            On::File(file) => as_node(&file),
        };
        let shares = self.shares.entry(node).or_insert(Shares { node, role: None, is_shared: true, link: None });
        shares.role = shares.role.max(Some(pass.role));
    }

    /// Returns the drive that the nodes lie in.
    pub(crate) fn drive(&self) -> &'a Drive {
        self.drive
    }

    /// Returns what the caller is in all of the drive.
    pub(crate) fn drive_role(&self) -> Option<Role> {
        self.role
    }

    /// Returns what the caller is on one of the nodes.
    pub(crate) fn role(&self, node: &Node) -> Option<Role> {
        self.role.max(self.shared_role(node.id, node.parent))
    }

    /// Says whether one of the nodes, or anything above it, is shared with anybody but the keeper.
    pub(crate) fn is_shared(&self, node: &Node) -> bool {
        let mut line = line(&self.up, node.id, node.parent);
        line.any(|id| self.shares.get(&id).is_some_and(|shares| shares.is_shared))
    }

    /// Returns to whom one of the nodes, or a file directly in it, is shared, by itself or with something above it, if it is.
    pub(crate) fn scope(&self, node: &Node, file: Option<&FileId>) -> Option<LinkScope> {
        let line = file.map(as_node).into_iter().chain(line(&self.up, node.id, node.parent));
        let shares = line.filter_map(|id| self.shares.get(&id)).filter(|shares| shares.is_shared);
        shares.map(|shares| shares.link.unwrap_or(LinkScope::Users)).min()
    }

    /// Says whether anything of what was looked up is shared.
    pub(crate) fn has_shares(&self) -> bool {
        self.shares.values().any(|shares| shares.is_shared)
    }

    /// Says whether the caller may see what one of the nodes lies in.
    pub(crate) fn is_above_seen(&self, node: &Node) -> bool {
        let above = node.parent.and_then(|parent| self.shared_role(parent, self.up.get(&parent)?.parent));
        self.role.max(above).is_some()
    }

    /// Says whether the caller may see one of the nodes.
    pub(crate) fn is_seen(&self, node: &Node) -> bool {
        self.role(node).is_some()
    }

    /// Returns what the caller may see of what lies above one of the nodes.
    pub(crate) fn seen(&self, node: &Node) -> Seen<'_> {
        let mut above = self.above(node);
        if self.role.is_none() {
            self.hide(&mut above);
        }
        Seen { drive: self.drive, above }
    }

    /// As [`Self::seen`], but of folders too only those that the caller may see, as drives show them.
    pub(crate) fn seen_in_drive(&self, node: &Node) -> Seen<'_> {
        let mut above = self.above(node);
        while self.role.is_none() && above.last().is_some_and(|(id, up)| self.shared_role(*id, up.parent).is_none()) {
            above.pop();
        }
        Seen { drive: self.drive, above }
    }

    /// Returns what lies above one of the nodes and the caller may see, from the top down. The root has no name there.
    pub(crate) fn way(&self, node: &Node) -> Vec<Above> {
        let mut way: Vec<Above> = self.seen_in_drive(node).above.iter().rev().map(named).collect();
        let root = self.drive.root();
        let sees_root = self.role.is_some() || self.shared_role(root, None).is_some();
        if sees_root && node.id != root {
            way.insert(0, Above { id: root, name: String::new() });
        }
        way
    }

    fn above(&self, node: &Node) -> Vec<(NodeId, &Up)> {
        let above = line(&self.up, node.id, node.parent).skip(1);
        let above = above.filter_map(|id| Some((id, self.up.get(&id)?)));
        above.filter(|(_, up)| up.kind != NodeKind::Root).collect()
    }

    /// Leaves out what lies above the part that is shared with the caller: the names further up are not theirs.
    fn hide(&self, above: &mut Vec<(NodeId, &Up)>) {
        let is_readable = |(id, up): &(NodeId, &Up)| self.shared_role(*id, up.parent).is_some();
        // The folders of a whole notebook belong to its address.
        let is_part = above.iter().rev().find(|(_, up)| up.kind != NodeKind::Folder).is_some_and(|top| !is_readable(top));
        while is_part && above.last().is_some_and(|last| !is_readable(last)) {
            above.pop();
        }
    }

    /// Returns the greatest role that shares of a node or of anything above it give the caller.
    fn shared_role(&self, id: NodeId, parent: Option<NodeId>) -> Option<Role> {
        line(&self.up, id, parent).filter_map(|id| self.shares.get(&id)?.role).max()
    }
}

/// What a caller may see above a node, the nearest first, without the drive's root.
pub(crate) struct Seen<'a> {
    drive: &'a Drive,
    above: Vec<(NodeId, &'a Up)>,
}

impl Seen<'_> {
    /// Returns the notebook around the node.
    pub(crate) fn notebook(&self) -> Option<Above> {
        self.above.iter().find(|(_, up)| up.kind == NodeKind::Notebook).map(named)
    }

    /// Returns the section group that the node lies in.
    pub(crate) fn group(&self) -> Option<Above> {
        self.above.first().filter(|(_, up)| up.kind == NodeKind::SectionGroup).map(named)
    }

    /// Returns where the node lies, which has this name.
    pub(crate) fn path(&self, name: &str) -> WebPath {
        let names = self.above.iter().rev().map(|(_, up)| up.name.clone()).chain([name.to_owned()]).collect();
        WebPath { owner: self.drive.owner, library: self.drive.name.clone(), names }
    }
}

fn named((id, up): &(NodeId, &Up)) -> Above {
    Above { id: *id, name: up.name.clone() }
}

/// Under the id of a file there is no node, so what is known of both is kept together.
const fn as_node(file: &FileId) -> NodeId {
    NodeId(file.0)
}

/// Whoever keeps what belongs to no one person.
pub(crate) const NOBODY: UserId = UserId([0; 16]);

/// Goes from a node up to the root, itself first.
pub(crate) fn line(up: &BTreeMap<NodeId, Up>, id: NodeId, parent: Option<NodeId>) -> impl Iterator<Item = NodeId> {
    let rest = std::iter::successors(parent, move |id| up.get(id).and_then(|up| up.parent));
    std::iter::once(id).chain(rest)
}

/// Returns everything above some nodes: by one statement for siblings, else by one round per level, whatever the number of
/// nodes, each of which comes with what it lies in.
pub(crate) fn climb(cx: &mut Cx<'_, '_>, drive: &DriveId, nodes: &[(NodeId, Option<NodeId>)]) -> Result<BTreeMap<NodeId, Up>> {
    let mut up: BTreeMap<NodeId, Up> = BTreeMap::new();
    let mut wanted: BTreeSet<NodeId> = nodes.iter().filter_map(|(_, parent)| *parent).collect();
    if let [(first, _), ..] = nodes
        && wanted.len() == 1
    {
        let found = node::above(cx.tx, drive, first)?;
        let parents: Vec<NodeId> = found.iter().skip(1).map(|(id, ..)| *id).collect();
        let parents = parents.into_iter().map(Some).chain([None]);
        return Ok(found.into_iter().zip(parents).map(|((id, kind, name), parent)| (id, Up { parent, kind, name })).collect());
    }
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
