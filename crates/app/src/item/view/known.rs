//! What it takes to show items, looked up for all of them at once.

use super::{Facet, ItemView, Parent, Remote, Shared, Within, owner_name, within};
use crate::item::find::name_of;
use crate::item::{Item, shortcut};
use crate::view::WebPath;
use crate::view::around::{Around, NOBODY};
use crate::view::many::People;
use crate::{Caller, Cx, Digests, Error, Result};
use model::{FileId, ItemId, NodeId, NodeKind, Owner, SpecialFolder, Timestamp};
use std::collections::{BTreeSet, HashMap};
use store::drive::Drive;
use store::file::File;
use store::node::Node;
use store::node::about::About;
use store::node::set::{self, Below};
use store::{Hash, content};

/// What has to be known to show some items of one drive.
pub(super) struct Known<'a> {
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
    /// What the shortcuts lead to.
    remotes: HashMap<NodeId, Remote>,
}

impl<'a> Known<'a> {
    pub(super) fn of(cx: &mut Cx<'_, '_>, caller: &Caller, drive: &'a Drive, items: &[Item]) -> Result<Self> {
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
            remotes: if nodes.iter().any(is_shortcut) { shortcut::remotes(cx, caller, drive, &nodes)? } else { HashMap::new() },
        })
    }

    pub(super) fn node(&self, cx: &mut Cx<'_, '_>, caller: &Caller, people: &mut People, node: &Node) -> Result<ItemView> {
        let below = self.below.get(&node.id).ok_or(Error::Internal)?;
        let of_pages = self.changes.get(&node.id).copied().filter(|pages| pages.0 > node.modified);
        let (modified, modified_by) = of_pages.unwrap_or((node.modified, node.modified_by));
        let about = self.about.get(&node.id).cloned().unwrap_or_default();
        let name = name_of(node.kind, &node.name);
        let in_drive = self.around.seen_in_drive(node).path(&name);
        let mut path = match node.kind {
            NodeKind::Root | NodeKind::Folder | NodeKind::Shortcut => in_drive.clone(),
            // Its address is the one that the notebooks' own surface shows.
            NodeKind::Notebook | NodeKind::SectionGroup | NodeKind::Section => self.around.seen(node).path(&name),
        };
        if node.kind == NodeKind::Root {
            path.names.clear();
        }
        Ok(ItemView {
            id: ItemId::of_node(&self.drive.id, &node.id),
            within: self.within,
            facet: self.facet(node, below.children)?,
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
        })
    }

    pub(super) fn file(&self, cx: &mut Cx<'_, '_>, caller: &Caller, people: &mut People, file: &File) -> Result<ItemView> {
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
        })
    }

    fn facet(&self, node: &Node, child_count: u64) -> Result<Facet> {
        Ok(match node.kind {
            NodeKind::Root => Facet::Root { child_count },
            NodeKind::Folder | NodeKind::SectionGroup => Facet::Folder { child_count },
            NodeKind::Shortcut => Facet::Shortcut(self.remotes.get(&node.id).cloned().ok_or(Error::Internal)?),
            NodeKind::Notebook => Facet::Notebook { child_count },
            NodeKind::Section => Facet::Section,
        })
    }

    fn shared(&self, node: &Node, file: Option<&FileId>) -> Option<Shared> {
        Some(Shared { scope: self.around.scope(node, file)?, owner: self.owner_name.clone() })
    }
}

/// Returns the folders of a drive that have a meaning for the caller: a handful.
fn specials(cx: &mut Cx<'_, '_>, caller: &Caller, drive: &Drive) -> Result<Vec<(NodeId, SpecialFolder)>> {
    let found = store::special::all(cx.tx, &drive.id, caller.app().as_str())?;
    Ok(found.into_iter().filter_map(|(id, word)| Some((id, SpecialFolder::parse(&word)?))).collect())
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

fn is_shortcut(node: &&Node) -> bool {
    node.kind == NodeKind::Shortcut
}

/// A moment as a number that rises.
fn moment(moment: Timestamp) -> u64 {
    u64::try_from(moment.micros()).unwrap_or(0)
}
