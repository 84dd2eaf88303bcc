//! Drives and what lies in them, as a caller sees them.

pub use super::quota::Quota;

use super::find::{Drives, SECTION_SUFFIX, is_own_default};
use crate::access::Allowed;
use crate::view::around::{Around, NOBODY};
use crate::view::many::People;
use crate::view::{Person, WebPath};
use crate::{Caller, Cx, Error, Result};
use model::{DriveCid, ItemId, NodeId, NodeKind, Owner, Timestamp};
use std::collections::HashMap;
use store::directory;
use store::drive::Drive;
use store::node::Node;
use store::node::set::{self, Below};

/// A drive as everything in it names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Within {
    /// The drive.
    pub id: DriveCid,
    /// Who owns it.
    pub owner: Owner,
    /// Whether it is the drive that the caller's own new things go to.
    pub is_callers: bool,
}

/// A drive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DriveView {
    /// The drive.
    pub within: Within,
    /// The library's name.
    pub name: String,
    /// The owner's name; empty for one that is gone.
    pub owner_name: String,
    /// When it was made, and by whom.
    pub created: (Timestamp, Person),
    /// When its root was last changed, and by whom.
    pub modified: (Timestamp, Person),
    /// How full it is, for those to whom all of it is open.
    pub quota: Option<Quota>,
}

/// What an item is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Facet {
    /// The drive's root, and how much lies directly in it.
    Root {
        /// How many items lie directly in it.
        child_count: u64,
    },
    /// A folder, or a section group, which is one here.
    Folder {
        /// How many items lie directly in it.
        child_count: u64,
    },
    /// A file. Its media type follows from its name.
    File(Digests),
    /// A notebook.
    Notebook,
    /// A section, which is a file whose bytes nobody can foresee.
    Section,
}

/// What a file's content adds up to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digests {
    /// By the function of that name, as the others.
    pub quick_xor: [u8; 20],
    /// SHA-1
    pub sha1: [u8; 20],
    /// SHA-256
    pub sha256: [u8; 32],
    /// CRC-32 as zip files have it.
    pub crc32: u32,
}

/// What an item lies in, as far as the caller may see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parent {
    /// The item.
    pub id: ItemId,
    /// Its name; the root's is `root`.
    pub name: String,
}

/// Whom an item is shared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shared {
    /// With people, by their names.
    Users,
}

/// Something in a drive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemView {
    /// The item.
    pub id: ItemId,
    /// The drive that it lies in.
    pub within: Within,
    /// Its name. A section's ends in `.one`; the root's is `root`.
    pub name: String,
    /// What it is.
    pub facet: Facet,
    /// What it takes, in bytes; of what holds others, what these take together.
    pub size: u64,
    /// When it was created, and by whom.
    pub created: (Timestamp, Person),
    /// When it was last changed, and by whom.
    pub modified: (Timestamp, Person),
    /// When the file was created where it came from.
    pub fs_created: Timestamp,
    /// When the file was changed where it came from.
    pub fs_modified: Timestamp,
    /// What its owner says about it.
    pub description: Option<String>,
    /// What it lies in; none for the root, and where that is not the caller's to see.
    pub parent: Option<Parent>,
    /// Where it lies, down to its own name; of the root, no names.
    pub path: WebPath,
    /// Rises with every change of the item itself.
    pub version: u64,
    /// Rises with every change of its content; of what holds others, with every change below.
    pub content_version: u64,
    /// Whom it is shared with, if anybody.
    pub shared: Option<Shared>,
    /// Whether it was deleted.
    pub is_deleted: bool,
}

/// Shows a drive that was looked up.
///
/// # Errors
/// What the store can meet.
pub fn drive(cx: &mut Cx<'_, '_>, caller: &Caller, found: &Drives) -> Result<DriveView> {
    let Drives { drive, role } = found;
    let root = store::node::get(cx.tx, &drive.id, &drive.root())?.ok_or(Error::Internal)?;
    let mut people = People::default();
    let owner_name = match &drive.owner {
        Owner::User(user) => people.person(cx, caller, user)?.name,
        Owner::Group(group) => directory::group(cx.tx, group)?.map(|group| group.name).unwrap_or_default(),
        Owner::Site(site) => directory::site(cx.tx, site)?.map(|site| site.url).unwrap_or_default(),
    };
    Ok(DriveView {
        within: within(caller, drive),
        name: drive.name.clone(),
        owner_name,
        created: (root.created, people.person(cx, caller, &root.created_by)?),
        modified: (root.modified, people.person(cx, caller, &root.modified_by)?),
        quota: if role.is_some() { Some(Quota::of(cx, drive)?) } else { None },
    })
}

/// Shows an item that was looked up.
///
/// # Errors
/// What the store can meet.
pub fn item(cx: &mut Cx<'_, '_>, caller: &Caller, allowed: &Allowed) -> Result<ItemView> {
    let mut views = many(cx, caller, allowed.drive(), std::slice::from_ref(allowed.node()))?;
    views.pop().ok_or(Error::Internal)
}

/// Shows what lies in an item that was looked up.
///
/// # Errors
/// What the store can meet.
pub fn children(cx: &mut Cx<'_, '_>, caller: &Caller, parent: &Allowed, nodes: &[Node]) -> Result<Vec<ItemView>> {
    many(cx, caller, parent.drive(), nodes)
}

fn within(caller: &Caller, drive: &Drive) -> Within {
    Within { id: DriveCid::of(&drive.id), owner: drive.owner, is_callers: is_own_default(caller, drive) }
}

/// Shows nodes of one drive by a handful of statements for all of them.
fn many(cx: &mut Cx<'_, '_>, caller: &Caller, drive: &Drive, nodes: &[Node]) -> Result<Vec<ItemView>> {
    let refs: Vec<&Node> = nodes.iter().collect();
    let mut around = Around::climb(cx, caller, drive, &refs)?;
    let keeper = if let Owner::User(user) = &drive.owner { *user } else { NOBODY };
    if !refs.is_empty() {
        around.look_up_shares(cx, caller, &refs, &keeper)?;
    }
    let ids: Vec<NodeId> = nodes.iter().map(|node| node.id).collect();
    let below: HashMap<NodeId, Below> = set::below_all(cx.tx, &drive.id, &ids)?.into_iter().map(|below| (below.top, below)).collect();
    let changes = set::changes_of_all(cx.tx, &drive.id, &ids)?;
    let changes: HashMap<NodeId, _> = changes.into_iter().map(|(id, when, who)| (id, (when, who))).collect();
    let mut people = People::default();
    let mut views = Vec::with_capacity(nodes.len());
    for node in nodes {
        let below = below.get(&node.id).ok_or(Error::Internal)?;
        let of_pages = changes.get(&node.id).copied().filter(|pages| pages.0 > node.modified);
        let (modified, modified_by) = of_pages.unwrap_or((node.modified, node.modified_by));
        let seen = around.seen(node);
        let is_root = node.kind == NodeKind::Root;
        let name = if node.kind == NodeKind::Section { format!("{}{SECTION_SUFFIX}", node.name) } else { node.name.clone() };
        let mut path = seen.path(&name);
        if is_root {
            path.names.clear();
        }
        views.push(ItemView {
            id: ItemId::of_node(&drive.id, &node.id),
            within: within(caller, drive),
            facet: facet(node.kind, below.children),
            size: below.bytes,
            created: (node.created, people.person(cx, caller, &node.created_by)?),
            modified: (modified, people.person(cx, caller, &modified_by)?),
            fs_created: node.created,
            fs_modified: modified,
            description: None,
            parent: parent(drive, node, &path),
            path,
            name,
            version: moment(modified),
            content_version: moment(below.changed.max(modified)),
            shared: around.is_shared(node).then_some(Shared::Users),
            is_deleted: false,
        });
    }
    Ok(views)
}

/// Returns what an item lies in. The root has nothing above it, and who sees only a part not what is above that.
fn parent(drive: &Drive, node: &Node, path: &WebPath) -> Option<Parent> {
    let above = node.parent?;
    let name = if above == drive.root() { "root".to_owned() } else { path.names.iter().rev().nth(1)?.clone() };
    Some(Parent { id: ItemId::of_node(&drive.id, &above), name })
}

const fn facet(kind: NodeKind, child_count: u64) -> Facet {
    match kind {
        NodeKind::Root => Facet::Root { child_count },
        NodeKind::Folder | NodeKind::SectionGroup => Facet::Folder { child_count },
        NodeKind::Notebook => Facet::Notebook,
        NodeKind::Section => Facet::Section,
    }
}

/// A moment as a number that rises.
fn moment(moment: Timestamp) -> u64 {
    u64::try_from(moment.micros()).unwrap_or(0)
}
