//! Drives and what lies in them, as a caller sees them.

pub use super::quota::Quota;
pub use store::Digests;

use super::Item;
use super::find::{Drives, is_own_default, name_of};
use crate::access::AllowedItem;
use crate::view::around::{Around, NOBODY};
use crate::view::many::People;
use crate::view::{Person, WebPath};
use crate::{Caller, Cx, Error, Result};
use model::{DriveCid, FileId, ItemId, LinkScope, NodeId, NodeKind, Owner, Picture, SpecialFolder, Timestamp};
use std::collections::{BTreeSet, HashMap};
use store::drive::Drive;
use store::file::File;
use store::node::Node;
use store::node::about::About;
use store::node::set::{self, Below};
use store::{Hash, content, directory};

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
    File(Box<Digests>),
    /// A notebook, and how much lies directly in it.
    Notebook {
        /// How many items lie directly in it.
        child_count: u64,
    },
    /// A section, which is a file whose bytes nobody can foresee.
    Section,
}

/// What an item lies in, as far as the caller may see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parent {
    /// The item.
    pub id: ItemId,
    /// Its name; the root's is `root`.
    pub name: String,
    /// The names that lead to it from the root, or from what the caller may see; none for the root.
    pub path: Vec<String>,
}

/// Whom an item is shared with, by itself or with something above it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shared {
    /// The widest circle that may see it.
    pub scope: LinkScope,
    /// The name of whoever owns the drive.
    pub owner: String,
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
    /// Another with every other content of a file; of what holds others, with every change below.
    pub content_version: u64,
    /// The meaning that it has beside its name, if any: of apps' folders, that of the caller's own.
    pub special: Option<SpecialFolder>,
    /// Whom it is shared with, if anybody.
    pub shared: Option<Shared>,
    /// Whether it was deleted.
    pub is_deleted: bool,
}

impl ItemView {
    /// Returns what an item is a picture of, by its beginning.
    pub fn picture(&self) -> Option<Picture> {
        if let Facet::File(digests) = &self.facet { digests.picture } else { None }
    }
}

/// Shows a drive that was looked up.
///
/// # Errors
/// What the store can meet.
pub fn drive(cx: &mut Cx<'_, '_>, caller: &Caller, found: &Drives) -> Result<DriveView> {
    let Drives { drive, role } = found;
    let root = store::node::get(cx.tx, &drive.id, &drive.root())?.ok_or(Error::Internal)?;
    let mut people = People::default();
    let owner_name = owner_name(cx, caller, drive)?;
    Ok(DriveView {
        within: within(caller, drive),
        name: drive.name.clone(),
        owner_name,
        created: (root.created, people.person(cx, caller, &root.created_by)?),
        modified: (root.modified, people.person(cx, caller, &root.modified_by)?),
        quota: if role.is_some() { Some(Quota::of(cx, drive)?) } else { None },
    })
}

fn owner_name(cx: &mut Cx<'_, '_>, caller: &Caller, drive: &Drive) -> Result<String> {
    Ok(match &drive.owner {
        Owner::User(user) => People::default().person(cx, caller, user)?.name,
        Owner::Group(group) => directory::group(cx.tx, group)?.map(|group| group.name).unwrap_or_default(),
        Owner::Site(site) => directory::site(cx.tx, site)?.map(|site| site.url).unwrap_or_default(),
    })
}

/// Shows an item that was looked up.
///
/// # Errors
/// [`Error::NotFound`] for a file whose folder was deleted meanwhile.
pub fn item(cx: &mut Cx<'_, '_>, caller: &Caller, allowed: &AllowedItem) -> Result<ItemView> {
    let item = match allowed {
        AllowedItem::Node(allowed) => Item::Node(allowed.node().clone()),
        AllowedItem::File(allowed) => Item::File(Box::new(allowed.file().clone())),
    };
    let mut views = many(cx, caller, allowed.drive(), std::slice::from_ref(&item))?;
    views.pop().ok_or(Error::Internal)
}

/// Shows what lies in an item that was looked up.
///
/// # Errors
/// What the store can meet.
pub fn children(cx: &mut Cx<'_, '_>, caller: &Caller, parent: &AllowedItem, items: &[Item]) -> Result<Vec<ItemView>> {
    many(cx, caller, parent.drive(), items)
}

/// Returns a drive as everything in it names it.
#[must_use]
pub fn within(caller: &Caller, drive: &Drive) -> Within {
    Within { id: DriveCid::of(&drive.id), owner: drive.owner, is_callers: is_own_default(caller, drive) }
}

/// Shows items of one drive by a handful of statements for all of them.
pub(crate) fn many(cx: &mut Cx<'_, '_>, caller: &Caller, drive: &Drive, items: &[Item]) -> Result<Vec<ItemView>> {
    let known = Known::of(cx, caller, drive, items)?;
    let mut people = People::default();
    let show = |item: &Item| match item {
        Item::Node(node) => known.node(cx, caller, &mut people, node),
        Item::File(file) => known.file(cx, caller, &mut people, file),
    };
    items.iter().map(show).collect()
}

/// What has to be known to show some items of one drive.
struct Known<'a> {
    drive: &'a Drive,
    within: Within,
    /// The owner's name, where anything is shared.
    owner_name: String,
    around: Around<'a>,
    below: HashMap<NodeId, Below>,
    changes: HashMap<NodeId, (Timestamp, model::UserId)>,
    about: HashMap<NodeId, About>,
    /// What the files lie in.
    folders: HashMap<NodeId, Node>,
    digests: HashMap<Hash, Digests>,
    specials: Vec<(NodeId, SpecialFolder)>,
}

impl<'a> Known<'a> {
    fn of(cx: &mut Cx<'_, '_>, caller: &Caller, drive: &'a Drive, items: &[Item]) -> Result<Self> {
        let nodes: Vec<&Node> = items.iter().filter_map(Item::node).collect();
        let files: Vec<&File> = items.iter().filter_map(Item::file).collect();
        let ids: Vec<NodeId> = nodes.iter().map(|node| node.id).collect();
        let folders: BTreeSet<NodeId> = files.iter().map(|file| file.folder).collect();
        let folders: Vec<NodeId> = folders.into_iter().collect();
        let folders = set::get_all(cx.tx, &drive.id, &folders)?;
        let refs: Vec<&Node> = nodes.iter().copied().chain(&folders).collect();
        let mut around = Around::climb(cx, caller, drive, &refs)?;
        let keeper = if let Owner::User(user) = &drive.owner { *user } else { NOBODY };
        if !refs.is_empty() {
            around.look_up_shares(cx, caller, &refs, &keeper)?;
        }
        let file_ids: Vec<FileId> = files.iter().map(|file| file.id).collect();
        around.look_up_file_shares(cx, caller, &file_ids, &keeper)?;
        let below = set::below_all(cx.tx, &drive.id, &ids)?;
        let changes = set::changes_of_all(cx.tx, &drive.id, &ids)?;
        let contents: BTreeSet<Hash> = files.iter().map(|file| file.row.content).collect();
        let contents: Vec<Hash> = contents.into_iter().collect();
        Ok(Self {
            drive,
            within: within(caller, drive),
            owner_name: if around.has_shares() { owner_name(cx, caller, drive)? } else { String::new() },
            around,
            below: below.into_iter().map(|below| (below.top, below)).collect(),
            changes: changes.into_iter().map(|(id, when, who)| (id, (when, who))).collect(),
            about: set::about_all(cx.tx, &drive.id, &ids)?.into_iter().collect(),
            folders: folders.into_iter().map(|folder| (folder.id, folder)).collect(),
            digests: content::digest::of_all(cx.tx, &contents)?.into_iter().collect(),
            specials: if nodes.iter().any(|node| node.kind == NodeKind::Folder) { specials(cx, caller, drive)? } else { Vec::new() },
        })
    }

    fn node(&self, cx: &mut Cx<'_, '_>, caller: &Caller, people: &mut People, node: &Node) -> Result<ItemView> {
        let below = self.below.get(&node.id).ok_or(Error::Internal)?;
        let of_pages = self.changes.get(&node.id).copied().filter(|pages| pages.0 > node.modified);
        let (modified, modified_by) = of_pages.unwrap_or((node.modified, node.modified_by));
        let about = self.about.get(&node.id).cloned().unwrap_or_default();
        let name = name_of(node.kind, &node.name);
        let in_drive = self.around.seen_in_drive(node).path(&name);
        let mut path = match node.kind {
            NodeKind::Root | NodeKind::Folder => in_drive.clone(),
            // Its address is the one that the notebooks' own surface shows.
            NodeKind::Notebook | NodeKind::SectionGroup | NodeKind::Section => self.around.seen(node).path(&name),
        };
        if node.kind == NodeKind::Root {
            path.names.clear();
        }
        Ok(ItemView {
            id: ItemId::of_node(&self.drive.id, &node.id),
            within: self.within,
            facet: facet(node.kind, below.children),
            size: below.bytes,
            created: (node.created, people.person(cx, caller, &node.created_by)?),
            modified: (modified, people.person(cx, caller, &modified_by)?),
            fs_created: about.fs_created.unwrap_or(node.created),
            fs_modified: about.fs_modified.unwrap_or(modified),
            description: about.description,
            parent: node.parent.filter(|_| self.around.is_above_seen(node)).and_then(|above| parent(self.drive, above, &in_drive)),
            path,
            name,
            version: moment(modified),
            content_version: moment(below.changed.max(modified)),
            special: self.specials.iter().find(|(id, _)| *id == node.id).map(|(_, special)| *special),
            shared: self.shared(node, None),
            is_deleted: false,
        })
    }

    fn file(&self, cx: &mut Cx<'_, '_>, caller: &Caller, people: &mut People, file: &File) -> Result<ItemView> {
        // Whoever holds the folder's lock, as a holder of files, keeps nobody from deleting its node.
        let folder = self.folders.get(&file.folder).ok_or(Error::NotFound)?;
        let row = &file.row;
        let digests = self.digests.get(&row.content).ok_or(Error::Internal)?;
        let is_folder_seen = self.around.is_seen(folder);
        let mut path = self.around.seen_in_drive(folder).path(&folder.name);
        if folder.kind == NodeKind::Root || !is_folder_seen {
            path.names.clear();
        }
        path.names.push(row.name.clone());
        Ok(ItemView {
            id: ItemId::of_file(&self.drive.id, &file.id),
            within: self.within,
            facet: Facet::File(Box::new(digests.clone())),
            size: row.bytes,
            created: (row.created, people.person(cx, caller, &row.created_by)?),
            modified: (row.modified, people.person(cx, caller, &row.modified_by)?),
            fs_created: row.fs_created,
            fs_modified: row.fs_modified,
            description: row.description.clone(),
            parent: if is_folder_seen { parent(self.drive, file.folder, &path) } else { None },
            path,
            name: row.name.clone(),
            version: moment(row.modified),
            content_version: content_version(&row.content),
            special: None,
            shared: self.shared(folder, Some(&file.id)),
            is_deleted: false,
        })
    }
}

/// Returns the folders of a drive that have a meaning for the caller: a handful.
fn specials(cx: &mut Cx<'_, '_>, caller: &Caller, drive: &Drive) -> Result<Vec<(NodeId, SpecialFolder)>> {
    let found = store::special::all(cx.tx, &drive.id, caller.app().as_str())?;
    Ok(found.into_iter().filter_map(|(id, word)| Some((id, SpecialFolder::parse(&word)?))).collect())
}

impl Known<'_> {
    fn shared(&self, node: &Node, file: Option<&FileId>) -> Option<Shared> {
        Some(Shared { scope: self.around.scope(node, file)?, owner: self.owner_name.clone() })
    }
}

/// A file's content as a number: it is the same as long as the content is, whatever else changes.
fn content_version(content: &Hash) -> u64 {
    let [a, b, c, d, e, f, g, _, ..] = content.0;
    u64::from_be_bytes([0, a, b, c, d, e, f, g])
}

/// Returns what an item lies in. Who sees only a part does not see what is above that.
fn parent(drive: &Drive, above: NodeId, path: &WebPath) -> Option<Parent> {
    let name = if above == drive.root() { "root".to_owned() } else { path.names.iter().rev().nth(1)?.clone() };
    let path = path.names.split_last().map_or_else(Vec::new, |(_, above)| above.to_vec());
    Some(Parent { id: ItemId::of_node(&drive.id, &above), name, path })
}

const fn facet(kind: NodeKind, child_count: u64) -> Facet {
    match kind {
        NodeKind::Root => Facet::Root { child_count },
        NodeKind::Folder | NodeKind::SectionGroup => Facet::Folder { child_count },
        NodeKind::Notebook => Facet::Notebook { child_count },
        NodeKind::Section => Facet::Section,
    }
}

/// A moment as a number that rises.
fn moment(moment: Timestamp) -> u64 {
    u64::try_from(moment.micros()).unwrap_or(0)
}
