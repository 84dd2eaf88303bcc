//! What a form is about, as its address names it: a notebook, a section group, a section or a page; or a folder or a file of a drive.

use super::Reading;
use crate::root::{PublicId, node_id};
use app::access::{self, Allowed, AllowedFile, AllowedItem, AllowedPage};
use app::item::{self, Anchor, At, Which};
use app::{Caller, Cx, Error, view};
use model::{ItemId, Need, NodeId, NodeKind, PageId, Right};

/// What may lie in a drive, but for files, and in notebooks, but for pages.
pub(super) const KINDS: &[NodeKind] =
    &[NodeKind::Root, NodeKind::Folder, NodeKind::Shortcut, NodeKind::Notebook, NodeKind::SectionGroup, NodeKind::Section];

/// What is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Thing {
    Node(NodeId),
    Page(PageId),
    File(ItemId),
}

/// The same, looked up.
pub(super) enum Found {
    Node(Allowed),
    Page(AllowedPage),
    File(Box<AllowedFile>),
}

/// What a person is told of it.
pub(super) struct Told {
    pub(super) name: String,
    /// What it is, in words.
    pub(super) noun: &'static str,
    /// Where it opens.
    pub(super) href: String,
    /// Where what it lies in opens.
    pub(super) above: String,
}

impl Thing {
    /// Reads one. What is none looks like one that is not there.
    pub(super) fn read(text: &str) -> Result<Self, Error> {
        let node = node_id(text).map(Self::Node);
        let page = || text.parse().ok().map(Self::Page);
        let file = || text.parse().ok().map(Self::File);
        node.or_else(page).or_else(file).ok_or(Error::NotFound)
    }

    /// Looks it up.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::NotAllowed`].
    pub(super) fn find(self, cx: &mut Cx<'_, '_>, caller: &Caller, right: Right) -> app::Result<Found> {
        let need = if right == Right::Read { Need::ReadPages } else { Need::Write };
        Ok(match self {
            Self::Node(id) => Found::Node(access::node_anywhere(cx, caller, KINDS, &id, right)?),
            Self::Page(id) => Found::Page(access::page_anywhere(cx, caller, &id, right, need)?),
            Self::File(id) => Found::File(Box::new(file(cx, caller, id, right)?)),
        })
    }
}

/// Looks up a file by its id.
///
/// # Errors
/// [`Error::NotFound`], [`Error::NotAllowed`].
pub(super) fn file(cx: &mut Cx<'_, '_>, caller: &Caller, id: ItemId, right: Right) -> app::Result<AllowedFile> {
    let at = At { drive: Which::Id(id.drive), anchor: Anchor::Id(id), path: Vec::new() };
    match item::item(cx, caller, &at, right) {
        Ok(AllowedItem::File(file)) => Ok(*file),
        // What is no file has another id.
        Ok(AllowedItem::Node(_)) | Err(Error::DriveNotFound) => Err(Error::NotFound),
        Err(error) => Err(error),
    }
}

impl Found {
    /// Takes what was looked up as something in a drive.
    pub(super) fn of(item: AllowedItem) -> Self {
        match item {
            AllowedItem::Node(node) => Self::Node(node),
            AllowedItem::File(file) => Self::File(file),
        }
    }

    /// Returns it as something in a drive; none for a page, which is in a section.
    pub(super) fn item(self) -> Option<AllowedItem> {
        match self {
            Self::Node(node) => Some(AllowedItem::Node(node)),
            Self::File(file) => Some(AllowedItem::File(file)),
            Self::Page(_) => None,
        }
    }

    /// Returns it as something that has no place in a notebook: a folder, a shortcut or a file.
    pub(super) fn filed(&self) -> Option<AllowedItem> {
        match self {
            Self::Node(node) if is_filed(node.node().kind) => Some(AllowedItem::Node(node.clone())),
            Self::File(file) => Some(AllowedItem::File(file.clone())),
            Self::Node(_) | Self::Page(_) => None,
        }
    }

    /// Returns what a person is told of it.
    ///
    /// # Errors
    /// What the store can meet.
    pub(super) fn told(&self, cx: &mut Cx<'_, '_>, caller: &Caller) -> app::Result<Told> {
        Ok(match self {
            Self::Node(allowed) if is_filed(allowed.node().kind) => {
                let (kind, id) = (allowed.node().kind, allowed.node().id);
                let above = above(cx, caller, &AllowedItem::Node(allowed.clone()))?;
                // A shortcut is seen where it lies.
                let href = if kind == NodeKind::Shortcut { above.clone() } else { node_href(kind, id) };
                let name = if kind == NodeKind::Root { drive_name(cx, caller, allowed)? } else { allowed.node().name.clone() };
                Told { href, noun: noun(kind), name, above }
            }
            Self::File(file) => {
                let item = AllowedItem::File(file.clone());
                let above = above(cx, caller, &item)?;
                Told { href: format!("/files/{}", item.id()), noun: "file", name: file.file().row.name.clone(), above }
            }
            Self::Node(allowed) => {
                let view = view::node(cx, caller, allowed)?;
                let above = view.group.as_ref().or(view.notebook.as_ref()).filter(|above| above.id != view.id);
                let above = above.map_or_else(|| "/notebooks".to_owned(), |above| format!("/notebooks/{}", PublicId(above.id)));
                Told { href: node_href(view.kind, view.id), noun: noun(view.kind), name: view.name, above }
            }
            Self::Page(page) => {
                let view = view::page(cx, caller, page)?;
                let above = format!("/sections/{}", PublicId(view.section.id));
                Told { href: format!("/pages/{}", view.id), noun: "page", name: named(&view.title), above }
            }
        })
    }
}

/// Says whether something has no place in a notebook.
pub(super) const fn is_filed(kind: NodeKind) -> bool {
    matches!(kind, NodeKind::Root | NodeKind::Folder | NodeKind::Shortcut)
}

/// Returns where what an item lies in opens, or where one finds what others share.
fn above(cx: &mut Cx<'_, '_>, caller: &Caller, item: &AllowedItem) -> app::Result<String> {
    let way = item::way(cx, caller, item)?;
    Ok(way.last().map_or_else(|| "/files".to_owned(), |above| node_href(NodeKind::Folder, above.id)))
}

/// Returns what a drive is called, for people.
///
/// # Errors
/// What the store can meet.
pub(super) fn drive_name(cx: &mut Cx<'_, '_>, caller: &Caller, root: &Allowed) -> app::Result<String> {
    let drive = root.drive();
    let view = item::view::drive(cx, caller, &item::Drives { drive: drive.clone(), role: None })?;
    Ok(match (view.within.is_callers, drive.is_default) {
        (true, _) => "Your files".to_owned(),
        (false, true) => format!("Files of {}", view.owner_name),
        (false, false) => format!("{} of {}", view.name, view.owner_name),
    })
}

/// Returns where a node opens.
pub(super) fn node_href(kind: NodeKind, id: NodeId) -> String {
    let collection = match kind {
        NodeKind::Section => "sections",
        NodeKind::Notebook | NodeKind::SectionGroup => "notebooks",
        NodeKind::Root | NodeKind::Folder | NodeKind::Shortcut => "folders",
    };
    format!("/{collection}/{}", PublicId(id))
}

/// Spells what a node is.
pub(super) const fn noun(kind: NodeKind) -> &'static str {
    match kind {
        NodeKind::Notebook => "notebook",
        NodeKind::SectionGroup => "section group",
        NodeKind::Section => "section",
        NodeKind::Folder | NodeKind::Root => "folder",
        NodeKind::Shortcut => "shortcut",
    }
}

/// Returns what a page is called, for people.
pub(super) fn named(title: &str) -> String {
    if title.is_empty() { "Untitled page".to_owned() } else { title.to_owned() }
}

impl Reading {
    /// Returns what a form or its address says under a name; empty if it says nothing.
    pub(super) fn field(&self, name: &str) -> &str {
        self.ask.form.get(name).or_else(|| self.ask.query.get(name)).unwrap_or_default()
    }

    /// Returns what the form is about.
    pub(super) fn thing(&self) -> Result<Thing, Error> {
        Thing::read(self.field("of"))
    }

    /// Looks up what the form is about, for the page that asks.
    pub(super) async fn told(&self, right: Right) -> app::Result<Told> {
        let (thing, caller) = (self.thing()?, self.caller.clone());
        self.ask.server.app.read(move |cx| thing.find(cx, &caller, right)?.told(cx, &caller)).await
    }
}
