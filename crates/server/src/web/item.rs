//! What lies in a drive as a line of a list: a folder, a notebook, a file, a shortcut.

use super::Reading;
use super::look;
use super::thing::{node_href, noun};
use crate::drive::links::Downloads;
use crate::drive::schema::drawable;
use crate::root::PublicId;
use ::thumbnail::Size;
use app::Error;
use app::item::view::{Facet, ItemView};
use model::{ItemId, NodeId, NodeKind};
use std::sync::Arc;

/// What stands over a column, and orders the list by it.
pub(super) struct Head {
    pub(super) name: &'static str,
    pub(super) class: &'static str,
    pub(super) href: String,
    /// How the list is ordered by it now, as readers of screens are told.
    pub(super) sort: &'static str,
}

/// A line.
pub(super) struct Row {
    /// As forms name it.
    pub(super) of: String,
    pub(super) name: String,
    /// Where it opens; nowhere, if it leads to what is gone.
    pub(super) href: Option<String>,
    /// What it is, in words.
    pub(super) noun: &'static str,
    /// What it looks like, as the style names it.
    pub(super) look: &'static str,
    /// The end of a file's name, if it is short enough to stand on its sign.
    pub(super) ending: String,
    pub(super) size: String,
    pub(super) day: String,
    /// Where a small picture of it is.
    pub(super) picture: Option<String>,
    /// Where its bytes are fetched, if it has any.
    pub(super) content: Option<String>,
    /// Where else it can be put, by the word that scripts compare: empty for nowhere.
    pub(super) load: &'static str,
    /// Whether files and folders go into it.
    pub(super) is_folder: bool,
    pub(super) is_shared: bool,
}

/// What files' addresses are made with, for one page.
pub(super) struct Pictures {
    downloads: Downloads,
    base: Arc<str>,
}

impl Pictures {
    /// # Errors
    /// What the store can meet.
    pub(super) async fn of(reading: &Reading) -> Result<Self, Error> {
        let downloads = Downloads::of(&reading.ask.server, reading.caller.clone()).await?;
        Ok(Self { downloads, base: reading.ask.base.clone() })
    }

    /// Returns where a picture of a file is, of a size that [`Size`] knows; none where none can be drawn. It needs no cookie, and
    /// what stands there was drawn here, so nothing of the file's own reaches the browser.
    pub(super) fn href(&self, view: &ItemView, size: &str) -> Option<String> {
        drawable(view)?;
        let mut href = String::new();
        self.downloads.push_thumbnail(&self.base, &mut href, &view.id, Size::parse(size)?);
        Some(href)
    }

    /// Returns where the bytes of a file are, which a browser saves and never shows.
    pub(super) fn content(&self, id: &ItemId) -> String {
        let mut href = String::new();
        self.downloads.push(&self.base, &mut href, id);
        href
    }
}

/// The most letters on the sign of a file.
const ENDING_CHARS_MAX: usize = 4;

impl Row {
    pub(super) fn of(view: &ItemView, pictures: &Pictures) -> Self {
        let node = NodeId(view.id.bytes);
        let kind = kind(view);
        let href = match &view.facet {
            Facet::File(_) => Some(format!("/files/{}", view.id)),
            Facet::Shortcut(remote) => remote.seen.as_ref().map(|seen| node_href(NodeKind::Folder, NodeId(seen.id.bytes))),
            _ => kind.map(|kind| node_href(kind, node)),
        };
        let is_file = matches!(view.facet, Facet::File(_));
        let ending = view.name.rsplit_once('.').filter(|(stem, _)| is_file && !stem.is_empty()).map_or("", |(_, ending)| ending);
        let is_short = (1..=ENDING_CHARS_MAX).contains(&ending.chars().count());
        Self {
            of: kind.map_or_else(|| view.id.to_string(), |_| PublicId(node).to_string()),
            href,
            noun: kind.map_or("file", noun),
            look: match kind {
                None => "file",
                Some(NodeKind::Folder | NodeKind::Root) => "folder",
                Some(NodeKind::Shortcut) => "folder shortcut",
                Some(_) => "book",
            },
            ending: if is_short { ending.to_uppercase() } else { String::new() },
            size: match &view.facet {
                Facet::Folder { child_count: 0 } => "empty".to_owned(),
                Facet::Shortcut(_) => String::new(),
                _ => look::size(view.size),
            },
            day: look::day(view.modified.0),
            picture: pictures.href(view, "small"),
            content: is_file.then(|| format!("/files/{}/content", view.id)),
            load: match kind {
                None | Some(NodeKind::Folder) => "item",
                Some(NodeKind::Notebook) => "notebook",
                Some(_) => "",
            },
            is_folder: kind == Some(NodeKind::Folder),
            is_shared: view.shared.is_some(),
            name: view.name.clone(),
        }
    }
}

/// Returns what an item is; none for a file.
fn kind(view: &ItemView) -> Option<NodeKind> {
    match view.facet {
        Facet::File(_) => None,
        Facet::Root { .. } => Some(NodeKind::Root),
        // Section groups look so too, and stand in no list of these.
        Facet::Folder { .. } => Some(NodeKind::Folder),
        Facet::Shortcut(_) => Some(NodeKind::Shortcut),
        Facet::Notebook { .. } => Some(NodeKind::Notebook),
        Facet::Section => Some(NodeKind::Section),
    }
}
