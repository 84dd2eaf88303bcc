//! What a reader is shown of a node or a page: the row, and what has to be looked up around it.

pub(crate) mod around;
mod listed;
pub(crate) mod many;

pub(crate) use listed::listed;
pub(crate) use many::{children, many};

use crate::access::{Allowed, AllowedPage};
use crate::{Caller, Cx, Result};
use around::Around;
use model::{DriveId, NodeId, NodeKind, Owner, PageId, Role, Timestamp, UserId};
use store::drive::Drive;
use store::node::Node;
use store::page_list::PageRow;

/// Whoever made or changed something: a person, or an app alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The person, or the account by which the app acts.
    pub id: UserId,
    /// Whether it is an app.
    pub is_app: bool,
    /// Their name; empty for somebody who is gone.
    pub name: String,
}

/// A node above another, by name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Above {
    /// The node.
    pub id: NodeId,
    /// Its name.
    pub name: String,
}

/// Where a node lies, as web addresses spell it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
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
    many::one(cx, caller, allowed.node(), allowed.drive(), allowed.role())
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
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Shown {
    drive: DriveId,
    above: Above,
    notebook: Option<Above>,
    path: WebPath,
}

impl Shown {
    pub(crate) fn of(cx: &mut Cx<'_, '_>, caller: &Caller, section: &Node, drive: &Drive) -> Result<Self> {
        Ok(Self::within(&Around::of(cx, caller, drive, &[section])?, section))
    }

    /// Shows a section for which it was looked up what lies around it.
    fn within(around: &Around<'_>, section: &Node) -> Self {
        let seen = around.seen(section);
        Self {
            drive: section.drive,
            above: Above { id: section.id, name: section.name.clone() },
            notebook: seen.notebook(),
            path: seen.path(&section.name),
        }
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
