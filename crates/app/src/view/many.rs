//! Nodes as a caller sees them, one or many: by a handful of statements for all of them.

use super::around::{Around, NOBODY};
use super::{NodeView, Person};
use crate::{Caller, Cx, Error, Result};
use model::{DriveId, NodeId, NodeKind, Owner, Role, Timestamp, UserId};
use std::collections::{BTreeMap, HashMap};
use store::directory::{self, account};
use store::drive::{self, Drive};
use store::node::Node;
use store::node::set;

/// Shows nodes that the caller may see, in their order.
///
/// # Errors
/// [`Error::Internal`] for a node that the caller may not see; what the store can meet.
pub(crate) fn many(cx: &mut Cx<'_, '_>, caller: &Caller, nodes: &[Node]) -> Result<Vec<NodeView>> {
    let mut of_drive: BTreeMap<DriveId, Vec<&Node>> = BTreeMap::new();
    for node in nodes {
        of_drive.entry(node.drive).or_default().push(node);
    }
    let mut drives = Vec::with_capacity(of_drive.len());
    for (id, nodes) in of_drive {
        drives.push((drive::get(cx.tx, &id)?.ok_or(Error::Internal)?, nodes));
    }
    let mut wholes = HashMap::with_capacity(drives.len());
    for (drive, nodes) in &drives {
        wholes.insert(drive.id, Whole::of(cx, caller, drive, nodes)?);
    }
    let mut people = People::default();
    let show = |node: &Node| {
        let whole = wholes.get(&node.drive).ok_or(Error::Internal)?;
        let role = whole.around.role(node).ok_or(Error::Internal)?;
        whole.show(cx, caller, &mut people, node, role)
    };
    nodes.iter().map(show).collect()
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

/// Shows one node of a drive, on which the caller is `role`.
pub(super) fn one(cx: &mut Cx<'_, '_>, caller: &Caller, node: &Node, drive: &Drive, role: Role) -> Result<NodeView> {
    Whole::of(cx, caller, drive, &[node])?.show(cx, caller, &mut People::default(), node, role)
}

/// What has to be known to show all of some nodes of one drive.
struct Whole<'a> {
    around: Around<'a>,
    /// Whether all of the drive is open to more than one person.
    is_open: bool,
    changes: HashMap<NodeId, (Timestamp, UserId)>,
}

impl<'a> Whole<'a> {
    fn of(cx: &mut Cx<'_, '_>, caller: &Caller, drive: &'a Drive, nodes: &[&Node]) -> Result<Self> {
        let (keeper, is_open) = match &drive.owner {
            Owner::User(user) => (*user, false),
            Owner::Group(group) => (NOBODY, directory::is_group_of_many(cx.tx, group)?),
            Owner::Site(site) => (NOBODY, directory::site_size(cx.tx, site)? > 1),
        };
        let mut around = Around::climb(cx, caller, drive, nodes)?;
        if !(is_open && around.drive_role() == Some(Role::Owner)) {
            around.look_up_shares(cx, caller, nodes, &keeper)?;
        }
        let sections: Vec<NodeId> = nodes.iter().filter(|node| node.kind == NodeKind::Section).map(|node| node.id).collect();
        let changes = set::changes_of_all(cx.tx, &drive.id, &sections)?.into_iter().map(|(id, when, who)| (id, (when, who))).collect();
        Ok(Self { around, is_open, changes })
    }

    fn show(&self, cx: &mut Cx<'_, '_>, caller: &Caller, people: &mut People, node: &Node, role: Role) -> Result<NodeView> {
        let (drive, seen) = (self.around.drive(), self.around.seen(node));
        let (modified, modified_by) = self.modified(node)?;
        Ok(NodeView {
            drive: node.drive,
            id: node.id,
            kind: node.kind,
            name: node.name.clone(),
            role,
            is_shared: self.is_open || self.around.is_shared(node),
            is_default: drive.default_notebook == Some(node.id) || drive.default_section == Some(node.id),
            created: (node.created, people.person(cx, caller, &node.created_by)?),
            modified: (modified, people.person(cx, caller, &modified_by)?),
            path: seen.path(&node.name),
            notebook: seen.notebook(),
            group: seen.group(),
        })
    }

    fn modified(&self, node: &Node) -> Result<(Timestamp, UserId)> {
        let itself = (node.modified, node.modified_by);
        if node.kind != NodeKind::Section {
            return Ok(itself);
        }
        let pages = *self.changes.get(&node.id).ok_or(Error::Internal)?;
        // Its pages changed last, or its name or place did.
        Ok(if pages.0 < itself.0 { itself } else { pages })
    }
}

/// People who were looked up, each once.
#[derive(Default)]
pub(crate) struct People {
    known: HashMap<UserId, Person>,
}

impl People {
    /// Returns a person, with an empty name if they are gone.
    pub(crate) fn person(&mut self, cx: &mut Cx<'_, '_>, caller: &Caller, id: &UserId) -> Result<Person> {
        if id == caller.user() {
            return Ok(Person { id: *id, is_app: caller.is_app_alone(), name: caller.name().to_owned() });
        }
        if let Some(known) = self.known.get(id) {
            return Ok(known.clone());
        }
        let found = account::get(cx.tx, id)?;
        let is_app = found.as_ref().is_some_and(|found| found.app.is_some());
        let person = Person { id: *id, is_app, name: found.map(|found| found.name).unwrap_or_default() };
        self.known.insert(*id, person.clone());
        Ok(person)
    }
}
