//! What a reader is shown of a node or a page: the row, and what has to be looked up around it.

mod many;

pub(crate) use many::{children, many};

use crate::access::{Allowed, AllowedPage};
use crate::{Caller, Cx, Error, Result, place};
use model::{DriveId, NodeId, NodeKind, Owner, PageId, Role, Timestamp, UserId};
use store::drive::Drive;
use store::node::Node;
use store::page_list::PageRow;
use store::page_list::read::Listed;
use store::{directory, permission, section};

/// A person as an author.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The person.
    pub id: UserId,
    /// Their name; empty for somebody who is gone.
    pub name: String,
}

/// A node above another, by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Above {
    /// The node.
    pub id: NodeId,
    /// Its name.
    pub name: String,
}

/// Where a node lies, as web addresses spell it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebPath {
    /// Who owns the drive.
    pub owner: Owner,
    /// The library's name.
    pub library: String,
    /// The names from below the drive's root down to the node.
    pub names: Vec<String>,
}

/// A notebook, section group or section as a caller sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeView {
    /// The drive that it lies in.
    pub(crate) drive: DriveId,
    /// The node.
    pub id: NodeId,
    /// What it is.
    pub kind: NodeKind,
    /// Its name.
    pub name: String,
    /// What the caller is on it.
    pub role: Role,
    /// Whether anybody but its owner can see it.
    pub is_shared: bool,
    /// Whether pages that name no section go here.
    pub is_default: bool,
    /// When it was created, and by whom.
    pub created: (Timestamp, Person),
    /// When it was last changed, and by whom. A section's rolls up from its pages.
    pub modified: (Timestamp, Person),
    /// Where it lies.
    pub path: WebPath,
    /// The notebook around it, if it is not one itself.
    pub notebook: Option<Above>,
    /// The section group that it lies in, if it lies in one.
    pub group: Option<Above>,
}

/// A page as a caller sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageView {
    /// The drive that its section lies in.
    pub(crate) drive: DriveId,
    /// The page.
    pub id: PageId,
    /// Its title, which may be empty.
    pub title: String,
    /// The app that created it.
    pub app: String,
    /// When it was created.
    pub created: Timestamp,
    /// When it was last changed.
    pub modified: Timestamp,
    /// Its indentation, 0 for a page of its own.
    pub level: i64,
    /// Its place among the pages of its section that the caller may see, if that was looked up.
    pub order: Option<u64>,
    /// The section that shows it.
    pub section: Above,
    /// The notebook around that, if the caller may see it.
    pub notebook: Option<Above>,
    /// Where that section lies.
    pub path: WebPath,
}

/// Shows a node that was looked up.
///
/// # Errors
/// What the store can meet.
pub fn node(cx: &mut Cx<'_, '_>, caller: &Caller, allowed: &Allowed) -> Result<NodeView> {
    build(cx, caller, allowed.node(), allowed.drive(), allowed.role())
}

/// Shows a node of a drive in which the caller is `role`.
pub(crate) fn build(cx: &mut Cx<'_, '_>, caller: &Caller, node: &Node, drive: &Drive, role: Role) -> Result<NodeView> {
    let above = ancestors(cx, caller, node, drive)?;
    let (modified, modified_by) = match node.kind {
        NodeKind::Section => {
            let section = section::get(cx.tx, &node.drive, &node.id)?.ok_or(Error::Internal)?;
            // Its pages changed last, or its name or place did.
            if section.last_modified < node.modified {
                (node.modified, node.modified_by)
            } else {
                (section.last_modified, section.last_modified_by)
            }
        }
        _ => (node.modified, node.modified_by),
    };
    let is_visible = |kind| above.iter().find(|(_, found, _)| *found == kind);
    let group = above.first().filter(|(_, kind, _)| *kind == NodeKind::SectionGroup);
    Ok(NodeView {
        drive: node.drive,
        id: node.id,
        kind: node.kind,
        name: node.name.clone(),
        role,
        is_shared: is_shared(cx, node, &drive.owner)?,
        is_default: drive.default_notebook == Some(node.id) || drive.default_section == Some(node.id),
        created: (node.created, person(cx, caller, &node.created_by)?),
        modified: (modified, person(cx, caller, &modified_by)?),
        path: path(drive, &above, &node.name),
        notebook: is_visible(NodeKind::Notebook).map(|(id, _, name)| Above { id: *id, name: name.clone() }),
        group: group.map(|(id, _, name)| Above { id: *id, name: name.clone() }),
    })
}

/// Shows a page that was looked up.
///
/// # Errors
/// What the store can meet.
pub fn page(cx: &mut Cx<'_, '_>, caller: &Caller, allowed: &AllowedPage) -> Result<PageView> {
    let section = Shown::of(cx, caller, allowed.section().node(), allowed.section().drive())?;
    Ok(section.page(allowed.row()))
}

/// A section as the pages in it show it, looked up once for all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shown {
    drive: DriveId,
    above: Above,
    notebook: Option<Above>,
    path: WebPath,
}

impl Shown {
    pub(crate) fn of(cx: &mut Cx<'_, '_>, caller: &Caller, section: &Node, drive: &Drive) -> Result<Self> {
        let ancestors = ancestors(cx, caller, section, drive)?;
        let notebook = ancestors.iter().find(|(_, kind, _)| *kind == NodeKind::Notebook);
        Ok(Self {
            drive: section.drive,
            above: Above { id: section.id, name: section.name.clone() },
            notebook: notebook.map(|(id, _, name)| Above { id: *id, name: name.clone() }),
            path: path(drive, &ancestors, &section.name),
        })
    }

    pub(crate) fn page(&self, row: &PageRow) -> PageView {
        PageView {
            drive: self.drive,
            id: PageId { section: self.above.id, key: row.key },
            title: row.title.clone(),
            app: row.app.clone(),
            created: row.created,
            modified: row.modified,
            level: row.level,
            order: None,
            section: self.above.clone(),
            notebook: self.notebook.clone(),
            path: self.path.clone(),
        }
    }
}

/// Shows listed pages, looking each of their sections up once.
pub(crate) fn listed(cx: &mut Cx<'_, '_>, caller: &Caller, drives: &[Drive], pages: &[Listed]) -> Result<Vec<PageView>> {
    let mut seen: Vec<Shown> = Vec::new();
    let mut views = Vec::with_capacity(pages.len());
    for page in pages {
        let known = seen.iter().position(|shown| shown.above.id == page.section);
        let at = match known {
            Some(at) => at,
            None => {
                let node = store::node::get(cx.tx, &page.drive, &page.section)?.ok_or(Error::Internal)?;
                let drive = drives.iter().find(|drive| drive.id == page.drive).ok_or(Error::Internal)?;
                seen.push(Shown::of(cx, caller, &node, drive)?);
                seen.len() - 1
            }
        };
        views.push(seen[at].page(&page.row));
    }
    Ok(views)
}

type Ancestor = (NodeId, NodeKind, String);

/// Returns what the caller may see of what lies above a node, the nearest first, without the drive's root.
///
/// Whom only a part of a drive is shared with sees up to the highest node that is: the names further up are not theirs.
fn ancestors(cx: &mut Cx<'_, '_>, caller: &Caller, node: &Node, drive: &Drive) -> Result<Vec<Ancestor>> {
    let mut above = store::node::above(cx.tx, &node.drive, &node.id)?;
    above.retain(|(_, kind, _)| *kind != NodeKind::Root);
    if place::role_in(cx, caller, &drive.owner)?.is_some() {
        return Ok(above);
    }
    let mut readable = |id: &NodeId| Ok::<_, Error>(permission::role(cx.tx, &node.drive, id, caller.user())?.is_some());
    // The folders of a whole notebook belong to its address.
    let is_part = match above.iter().rev().find(|(_, kind, _)| *kind != NodeKind::Folder) {
        Some((id, ..)) => !readable(id)?,
        None => false,
    };
    while is_part && let Some((id, ..)) = above.last() {
        if readable(id)? {
            break;
        }
        above.pop();
    }
    Ok(above)
}

fn path(drive: &Drive, above: &[Ancestor], name: &str) -> WebPath {
    let names = above.iter().rev().map(|(_, _, name)| name.clone()).chain([name.to_owned()]).collect();
    WebPath { owner: drive.owner, library: drive.name.clone(), names }
}

fn is_shared(cx: &mut Cx<'_, '_>, node: &Node, owner: &Owner) -> Result<bool> {
    Ok(match owner {
        Owner::User(user) => permission::is_shared(cx.tx, &node.drive, &node.id, user)?,
        Owner::Group(group) => directory::group_size(cx.tx, group)? > 1 || permission::is_shared_at_all(cx.tx, &node.drive, &node.id)?,
        Owner::Site(site) => directory::site_size(cx.tx, site)? > 1 || permission::is_shared_at_all(cx.tx, &node.drive, &node.id)?,
    })
}

fn person(cx: &mut Cx<'_, '_>, caller: &Caller, id: &UserId) -> Result<Person> {
    if id == caller.user() {
        return Ok(Person { id: *id, name: caller.name().to_owned() });
    }
    let name = directory::user(cx.tx, id)?.map(|user| user.name).unwrap_or_default();
    Ok(Person { id: *id, name })
}
