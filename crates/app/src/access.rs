//! Looking things up and asking whether the caller may, in one step. Nothing else makes an [`Allowed`].

use crate::place::{self, Place};
use crate::{Caller, Cx, Error, Result};
use model::{DriveId, FileId, ItemId, Location, Need, NodeId, NodeKind, Owner, PageId, Right, Role, Timestamp};
use store::drive::{self, Drive};
use store::file::{self, File};
use store::node::{self, Node};
use store::page_list::{self, PageRow};
use store::planted;

/// A node that was looked up for a caller who may do what was asked. Verbs that change things take it instead of an id.
#[derive(Clone, Debug)]
pub struct Allowed {
    node: Node,
    drive: Drive,
    role: Role,
}

impl Allowed {
    /// Returns the node.
    pub fn node(&self) -> &Node {
        &self.node
    }

    /// Returns the drive that it lies in.
    pub fn drive(&self) -> &Drive {
        &self.drive
    }

    /// Returns what the caller is on it.
    pub fn role(&self) -> Role {
        self.role
    }
}

/// A page that was looked up for a caller who may do what was asked.
#[derive(Clone, Debug)]
pub struct AllowedPage {
    /// The section that shows it.
    pub(crate) section: Allowed,
    /// The page's row.
    pub(crate) row: PageRow,
}

impl AllowedPage {
    /// Returns the section that shows the page.
    pub fn section(&self) -> &Allowed {
        &self.section
    }

    /// Returns the page's row.
    pub fn row(&self) -> &PageRow {
        &self.row
    }

    /// Returns the page's id.
    pub fn id(&self) -> PageId {
        PageId { section: self.section.node.id, key: self.row.key }
    }
}

/// A file that was looked up for a caller who may do what was asked.
#[derive(Clone, Debug)]
pub struct AllowedFile {
    /// With the role on the file.
    folder: Allowed,
    file: File,
    /// What the caller is in the folder; none where only the file is shared with them.
    in_folder: Option<Role>,
}

impl AllowedFile {
    /// Returns the folder that shows it. What is asked of it there is asked about the file: see [`Self::to_arrange`].
    pub fn folder(&self) -> &Allowed {
        &self.folder
    }

    /// Returns the folder for who names the file, moves or removes it: that changes the folder.
    ///
    /// # Errors
    /// [`Error::NotAllowed`] for who may change the file alone.
    pub(crate) fn to_arrange(&self) -> Result<&Allowed> {
        match self.in_folder {
            Some(role) if role.gives(Right::Write) => Ok(&self.folder),
            _ => Err(Error::NotAllowed(Right::Write)),
        }
    }

    /// The same file after it was changed where it lies.
    pub(crate) fn changed(&self, file: File) -> Self {
        Self { file, ..self.clone() }
    }

    /// Returns the file, as it was then.
    pub fn file(&self) -> &File {
        &self.file
    }
}

/// Something in a drive that was looked up for a caller who may do what was asked.
#[expect(clippy::large_enum_variant, reason = "most are nodes, and a request has one or two")]
#[derive(Clone, Debug)]
pub enum AllowedItem {
    /// The root, a folder, a notebook or something in one.
    Node(Allowed),
    /// A file.
    File(Box<AllowedFile>),
}

impl AllowedItem {
    /// Returns its id.
    pub fn id(&self) -> ItemId {
        match self {
            Self::Node(allowed) => ItemId::of_node(&allowed.drive.id, &allowed.node.id),
            Self::File(allowed) => ItemId::of_file(&allowed.folder.drive.id, &allowed.file.id),
        }
    }

    /// Returns the id of what it lies in; none for a root.
    pub fn parent(&self) -> Option<ItemId> {
        let above = match self {
            Self::Node(allowed) => allowed.node.parent?,
            Self::File(allowed) => allowed.file.folder,
        };
        Some(ItemId::of_node(&self.drive().id, &above))
    }

    /// Returns the drive that it lies in.
    pub fn drive(&self) -> &Drive {
        match self {
            Self::Node(allowed) => allowed.drive(),
            Self::File(allowed) => allowed.folder.drive(),
        }
    }

    /// Returns what the caller is on it.
    pub fn role(&self) -> Role {
        match self {
            Self::Node(allowed) => allowed.role,
            Self::File(allowed) => allowed.folder.role,
        }
    }

    /// Returns it as what may hold others: a file does not.
    pub fn node(&self) -> Option<&Allowed> {
        match self {
            Self::Node(allowed) => Some(allowed),
            Self::File(_) => None,
        }
    }

    /// Returns it as a file.
    pub fn file(&self) -> Option<&AllowedFile> {
        match self {
            Self::Node(_) => None,
            Self::File(allowed) => Some(allowed),
        }
    }
}

/// Everything that a node of a drive may be.
pub(crate) const ITEMS: &[NodeKind] =
    &[NodeKind::Root, NodeKind::Folder, NodeKind::Shortcut, NodeKind::Notebook, NodeKind::SectionGroup, NodeKind::Section];

/// Looks up something in a drive by the bytes of its id, wherever it lies.
///
/// # Errors
/// As [`node`].
pub fn item_anywhere(cx: &mut Cx<'_, '_>, caller: &Caller, id: &[u8; 16], right: Right) -> Result<AllowedItem> {
    if let Some(found) = node::find(cx.tx, &NodeId(*id))? {
        return Ok(AllowedItem::Node(node_anywhere(cx, caller, ITEMS, &found.id, right)?));
    }
    file_anywhere(cx, caller, &FileId(*id), right).map(|file| AllowedItem::File(Box::new(file)))
}

/// Looks up a file wherever it lies. The right to a file is the right to its folder, and what shares of it alone give.
///
/// # Errors
/// As [`node`].
pub fn file_anywhere(cx: &mut Cx<'_, '_>, caller: &Caller, id: &FileId, right: Right) -> Result<AllowedFile> {
    let file = file::find(cx.tx, id)?.ok_or(Error::NotFound)?;
    let node = node::find(cx.tx, &file.folder)?.filter(|node| ITEMS.contains(&node.kind)).ok_or(Error::NotFound)?;
    let drive = drive::get(cx.tx, &node.drive)?.ok_or(Error::NotFound)?;
    let in_folder = role_on(cx, caller, &node, &drive)?;
    let role = match in_folder {
        Some(Role::Owner) => in_folder,
        _ => in_folder.max(role_on_file(cx, caller, &file)?),
    };
    let folder = demand(Allowed { node, drive, role: role.ok_or(Error::NotFound)? }, right)?;
    Ok(AllowedFile { folder, file, in_folder })
}

fn role_on_file(cx: &mut Cx<'_, '_>, caller: &Caller, file: &File) -> Result<Option<Role>> {
    let by_link = caller.pass.as_ref().and_then(|pass| pass.on_file(file));
    let now = cx.now();
    Ok(by_link.max(store::permission::role_on_file(cx.tx, &file.drive, &file.id, caller.user(), now)?))
}

/// A file that the caller has just made or changed in a folder that was allowed.
pub(crate) fn file_within(folder: &Allowed, file: File) -> AllowedFile {
    AllowedFile { folder: folder.clone(), file, in_folder: Some(folder.role) }
}

/// Looks up a node of one of `kinds` at a place. Whoever looks at anything in a notebook has opened the notebook.
///
/// # Errors
/// [`Error::NotFound`] if it is not there, is of another kind, lies at another place, or the caller may not see it;
/// [`Error::NotAllowed`] if they may see it and not do this.
pub fn node(cx: &mut Cx<'_, '_>, caller: &Caller, place: &Place, kinds: &[NodeKind], id: &model::NodeId, right: Right) -> Result<Allowed> {
    let found = node::find(cx.tx, id)?.filter(|node| kinds.contains(&node.kind)).ok_or(Error::NotFound)?;
    let allowed = node_of(cx, caller, place, found, right)?;
    if let Some(notebook) = allowed.node.notebook.as_ref().filter(|_| !caller.is_app_alone()) {
        cx.opened().note(caller.user(), notebook, cx.now());
    }
    Ok(allowed)
}

/// Asks whether a caller may do something to a node that was just read, at a place.
///
/// # Errors
/// As [`node`].
pub(crate) fn node_of(cx: &mut Cx<'_, '_>, caller: &Caller, place: &Place, found: Node, right: Right) -> Result<Allowed> {
    let allowed = match place.drives.iter().find(|drive| drive.id == found.drive) {
        Some(drive) => weigh(cx, caller, found, drive.clone(), place.role)?,
        None => shared_with_me(cx, caller, place, found)?,
    };
    demand(allowed, right)
}

/// `me` reaches by id what other people shared with the caller, but never what a group or a site owns: those have roots of
/// their own.
fn shared_with_me(cx: &mut Cx<'_, '_>, caller: &Caller, place: &Place, found: Node) -> Result<Allowed> {
    if place.location != Location::Me && !planted::is("places-unasked") {
        return Err(Error::NotFound);
    }
    let drive = drive::get(cx.tx, &found.drive)?.ok_or(Error::NotFound)?;
    if !matches!(drive.owner, Owner::User(_)) {
        return Err(Error::NotFound);
    }
    weigh(cx, caller, found, drive, None)
}

/// Looks up a node wherever it lies: for the two ends of a copy, which may be at any place that the caller may use.
///
/// # Errors
/// As [`node`].
pub fn node_anywhere(cx: &mut Cx<'_, '_>, caller: &Caller, kinds: &[NodeKind], id: &model::NodeId, right: Right) -> Result<Allowed> {
    let found = node::find(cx.tx, id)?.filter(|node| kinds.contains(&node.kind)).ok_or(Error::NotFound)?;
    let drive = drive::get(cx.tx, &found.drive)?.ok_or(Error::NotFound)?;
    let role = if planted::is("ends-unweighed") { Some(Role::Owner) } else { place::role_in(cx, caller, &drive.owner)? };
    let allowed = weigh(cx, caller, found, drive, role)?;
    demand(allowed, right)
}

/// Looks up a page at a place. A caller whose scopes reach only pages of their own app sees no others.
///
/// # Errors
/// As [`node`].
pub fn page(cx: &mut Cx<'_, '_>, caller: &Caller, place: &Place, id: &PageId, right: Right, need: Need) -> Result<AllowedPage> {
    let section = node(cx, caller, place, &[NodeKind::Section], &id.section, right)?;
    page_of(cx, caller, section, id, need)
}

/// Looks up a page wherever it lies.
///
/// # Errors
/// As [`node`].
pub fn page_anywhere(cx: &mut Cx<'_, '_>, caller: &Caller, id: &PageId, right: Right, need: Need) -> Result<AllowedPage> {
    let section = node_anywhere(cx, caller, &[NodeKind::Section], &id.section, right)?;
    page_of(cx, caller, section, id, need)
}

fn page_of(cx: &mut Cx<'_, '_>, caller: &Caller, section: Allowed, id: &PageId, need: Need) -> Result<AllowedPage> {
    let row = page_list::read::get(cx.tx, &section.node.drive, &id.section, &id.key)?.ok_or(Error::NotFound)?;
    if caller.page_app(need).is_some_and(|app| app.as_str() != row.app) {
        return Err(Error::NotFound);
    }
    Ok(AllowedPage { section, row })
}

/// The folder that takes new notebooks at a place, for a caller who may write there.
///
/// # Errors
/// [`Error::NoDefaultLibrary`] for a site without one, [`Error::NotAllowed`] for a caller who only reads there or whom only
/// parts are shared with.
pub fn notebooks_home(cx: &mut Cx<'_, '_>, place: &Place) -> Result<Allowed> {
    let role = place.role.ok_or(Error::NotAllowed(Right::Write))?;
    let drive = place.default_drive()?.clone();
    let root = node::get(cx.tx, &drive.id, &drive.root())?.ok_or(Error::Internal)?;
    demand(Allowed { node: root, drive, role }, Right::Write)
}

/// A node that the caller has just made, or that a verb reached from one that was allowed.
pub(crate) fn within(allowed: &Allowed, node: Node) -> Allowed {
    Allowed { node, drive: allowed.drive.clone(), role: allowed.role }
}

/// Asks whether the caller may change what a node lies in: who renames or moves it changes that.
///
/// # Errors
/// [`Error::NotAllowed`].
pub(crate) fn may_rearrange(cx: &mut Cx<'_, '_>, caller: &Caller, allowed: &Allowed) -> Result<()> {
    let refused = Error::NotAllowed(Right::Write);
    let parent = allowed.node.parent.ok_or(refused.clone())?;
    let role = match place::role_in(cx, caller, &allowed.drive.owner)? {
        Some(role) if role.gives(Right::Write) => return Ok(()),
        role => role.max(shared_role(cx, caller, &allowed.node.drive, &parent)?),
    };
    if role.is_some_and(|role| role.gives(Right::Write)) || planted::is("holders-unasked") { Ok(()) } else { Err(refused) }
}

/// Asks whether an app that may touch only pages of its own making finds no others in a node. A node does not say which app
/// made it; the pages in it do.
///
/// # Errors
/// [`Error::ForeignPages`].
pub(crate) fn refuse_foreign_pages(cx: &mut Cx<'_, '_>, caller: &Caller, allowed: &Allowed, need: Need) -> Result<()> {
    let (drive, id) = (&allowed.node.drive, &allowed.node.id);
    match caller.page_app(need) {
        Some(app) if store::tree_copy::has_pages_of_others(cx.tx, drive, id, app)? => Err(Error::ForeignPages),
        _ => Ok(()),
    }
}

fn weigh(cx: &mut Cx<'_, '_>, caller: &Caller, node: Node, drive: Drive, role: Option<Role>) -> Result<Allowed> {
    let role = widened(cx, caller, &node, role)?.ok_or(Error::NotFound)?;
    Ok(Allowed { node, drive, role })
}

fn role_on(cx: &mut Cx<'_, '_>, caller: &Caller, node: &Node, drive: &Drive) -> Result<Option<Role>> {
    let role = place::role_in(cx, caller, &drive.owner)?;
    widened(cx, caller, node, role)
}

/// Adds what shares give on a node to what the caller is in all of its drive.
fn widened(cx: &mut Cx<'_, '_>, caller: &Caller, node: &Node, role: Option<Role>) -> Result<Option<Role>> {
    match role {
        // Who owns all of it cannot be given more, and most requests are by owners.
        Some(Role::Owner) => Ok(role),
        _ => Ok(role.max(shared_role(cx, caller, &node.drive, &node.id)?)),
    }
}

/// Returns what shares of a node, or of anything above it, give the caller: those with people, and the link that they came by.
fn shared_role(cx: &mut Cx<'_, '_>, caller: &Caller, drive: &DriveId, node: &NodeId) -> Result<Option<Role>> {
    let by_link = match &caller.pass {
        Some(pass) => pass.on_node(cx, drive, node)?,
        None => None,
    };
    let now = if planted::is("shares-for-ever") { Timestamp::from_micros(0) } else { cx.now() };
    Ok(by_link.max(store::permission::role(cx.tx, drive, node, caller.user(), now)?))
}

fn demand(allowed: Allowed, right: Right) -> Result<Allowed> {
    if allowed.role.gives(right) || planted::is("rights-unasked") { Ok(allowed) } else { Err(Error::NotAllowed(right)) }
}
