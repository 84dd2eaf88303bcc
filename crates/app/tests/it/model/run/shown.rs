//! What a drive shows, in lists and to whoever asks for all there is, against the model.

use super::Run;
use crate::item::shelf::walked;
use app::item::delta::{Asked, delta};
use app::item::view::{self, Facet, ItemView};
use app::{Digests, Error};
use model::{NodeId, NodeKind, Right};
use std::collections::BTreeMap;
use testkit::world::allowed_item;

/// What an item shows.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Shown {
    name: String,
    parent: Option<[u8; 16]>,
    bytes: u64,
    /// How much lies in it, where that is said.
    children: Option<u64>,
    /// What a file is known by.
    sha1: Option<[u8; 20]>,
}

impl Shown {
    fn all(views: &[ItemView]) -> BTreeMap<[u8; 16], Self> {
        let one = |view: &ItemView| {
            let (children, sha1) = match &view.facet {
                Facet::Root { child_count } | Facet::Folder { child_count } => (Some(*child_count), None),
                Facet::File(digests) => (None, Some(digests.sha1)),
                Facet::Shortcut(_) | Facet::Notebook { .. } | Facet::Section => (None, None),
            };
            let parent = view.parent.as_ref().map(|parent| parent.id.bytes);
            (view.id.bytes, Self { name: view.name.clone(), parent, bytes: view.size, children, sha1 })
        };
        views.iter().map(one).collect()
    }
}

impl Run {
    pub(super) fn check_drive(&self) {
        let (who, root) = (self.callers[0].clone(), self.root);
        let (listed, told) = self
            .world
            .read(move |cx| {
                let top = allowed_item(cx, &who, &root.0, Right::Read)?;
                let page = delta(cx, &who, &top, &Asked::Everything, 10_000)?;
                assert!(page.is_last && page.gone.is_empty());
                Ok((walked(cx, &who, &root.0)?, view::children(cx, &who, &top, &page.items)?))
            })
            .unwrap();
        let wanted = self.shown();
        assert_eq!(Shown::all(&listed), wanted, "step {}", self.steps);
        assert_eq!(Shown::all(&told), wanted, "step {}", self.steps);
    }

    /// Returns what the model shows.
    fn shown(&self) -> BTreeMap<[u8; 16], Shown> {
        let home = self.home();
        let mut shown = BTreeMap::new();
        let among_notebooks: Vec<NodeId> = self.plain.of_kind(&[NodeKind::Notebook]);
        let among_notebooks: Vec<_> = among_notebooks.into_iter().filter(|id| self.plain.nodes[id].parent.is_none()).collect();
        let held: u64 = among_notebooks.iter().map(|id| self.plain.bytes(id)).sum();
        for (id, node) in &self.plain.nodes {
            let is_root = node.kind == NodeKind::Root;
            let children = (self.plain.children(id).len() + node.files.len() + usize::from(is_root)) as u64;
            let one = Shown {
                name: if node.kind == NodeKind::Section { format!("{}.one", node.name) } else { node.name.clone() },
                parent: if is_root { None } else { Some(node.parent.unwrap_or(home).0) },
                bytes: self.plain.bytes(id) + if is_root { held } else { 0 },
                children: (!matches!(node.kind, NodeKind::Notebook | NodeKind::Section)).then_some(children),
                sha1: None,
            };
            shown.insert(id.0, one);
            for (file, held) in &node.files {
                let sha1 = Some(Digests::of(held.text.as_bytes()).1.sha1);
                let bytes = held.text.len() as u64;
                shown.insert(file.0, Shown { name: held.name.clone(), parent: Some(id.0), bytes, children: None, sha1 });
            }
        }
        let children = Some(among_notebooks.len() as u64);
        let notebooks = Shown { name: "Notebooks".to_owned(), parent: Some(self.root.0), bytes: held, children, sha1: None };
        shown.insert(home.0, notebooks);
        shown
    }

    /// Returns the folder that notebooks lie in.
    fn home(&self) -> NodeId {
        let (drive, root) = (self.drive(&self.root), self.root);
        let found = self.world.read(move |cx| {
            let found = store::node::child(cx.tx, &drive, &root, NodeKind::Folder, "Notebooks")?;
            Ok(found.ok_or(Error::NotFound)?.id)
        });
        found.unwrap()
    }
}
