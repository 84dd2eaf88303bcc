//! What a form is about, as its address names it: a notebook, a section group, a section or a page.

use super::Reading;
use crate::root::{PublicId, node_id};
use app::access::{self, Allowed, AllowedPage};
use app::{Caller, Cx, Error, view};
use model::{Need, NodeId, NodeKind, PageId, Right};

/// What stands in the panes of a notebook, but for pages.
pub(super) const KINDS: &[NodeKind] = &[NodeKind::Notebook, NodeKind::SectionGroup, NodeKind::Section];

/// What is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Thing {
    Node(NodeId),
    Page(PageId),
}

/// The same, looked up.
pub(super) enum Found {
    Node(Allowed),
    Page(AllowedPage),
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
        node.or_else(|| text.parse().ok().map(Self::Page)).ok_or(Error::NotFound)
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
        })
    }
}

impl Found {
    /// Returns what a person is told of it.
    ///
    /// # Errors
    /// What the store can meet.
    pub(super) fn told(&self, cx: &mut Cx<'_, '_>, caller: &Caller) -> app::Result<Told> {
        Ok(match self {
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

/// Returns where a node opens.
pub(super) fn node_href(kind: NodeKind, id: NodeId) -> String {
    let collection = if kind == NodeKind::Section { "sections" } else { "notebooks" };
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
