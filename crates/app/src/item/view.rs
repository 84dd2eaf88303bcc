//! Drives and what lies in them, as a caller sees them.

mod known;

pub use super::quota::Quota;
pub use super::shortcut::Remote;
pub use store::Digests;

use super::Item;
use super::find::{Drives, is_own_default};
use crate::access::AllowedItem;
use crate::view::many::People;
use crate::view::{Person, WebPath};
use crate::{Caller, Cx, Error, Result};
use known::Known;
use model::{DriveCid, ItemId, LinkScope, Owner, Picture, SpecialFolder, Timestamp};
use store::directory;
use store::drive::Drive;

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
    /// A shortcut, which holds nothing itself, and what it leads to.
    Shortcut(Remote),
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
    let mut views = many(cx, caller, allowed.drive(), &[Item::of(allowed)])?;
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
