//! Where a page's blocks stand.

use super::FLOW;
use super::key::{Keys, Print};
use crate::element::Tag;
use crate::tree::{Data, NodeId, Tree};

/// The flow, or an outline that holds blocks.
pub(super) struct Area {
    pub(super) key: String,
    pub(super) node: NodeId,
    /// Its blocks, in order.
    pub(super) blocks: Vec<NodeId>,
    /// What each of them says.
    pub(super) prints: Vec<Print>,
}

impl Area {
    fn of(tree: &Tree, key: String, node: NodeId) -> Self {
        let blocks: Vec<NodeId> = tree.children(node).collect();
        let prints = blocks.iter().map(|id| Print::of_block(tree, *id)).collect();
        Self { key, node, blocks, prints }
    }

    /// Returns the blocks' keys.
    pub(super) fn keys(&self) -> Vec<String> {
        Keys::of(self.prints.iter().copied())
    }
}

/// Returns the areas of a page: the flow, and the outlines in their order. An outline is known by what it says beside its content,
/// such as where it stands.
pub(super) fn areas(tree: &Tree) -> Vec<Area> {
    let outlines = outlines(tree).into_iter().map(|(key, node)| Area::of(tree, key, node));
    std::iter::once(Area::of(tree, FLOW.to_owned(), Tree::FLOW)).chain(outlines).collect()
}

/// Returns the outlines with their keys. An image or a file at a position is none: it holds no blocks.
pub(super) fn outlines(tree: &Tree) -> Vec<(String, NodeId)> {
    let mut keys = Keys::default();
    let divs = tree.children(Tree::OUTLINES).filter_map(|id| match tree.data(id) {
        Data::Element(element) if element.tag == Tag::Div => Some((keys.next(Print::of_frame(element)), id)),
        _ => None,
    });
    divs.collect()
}

/// Counts the blocks of a page.
pub(super) fn count(tree: &Tree) -> usize {
    let outlines = tree.children(Tree::OUTLINES).map(|id| tree.children(id).count());
    tree.children(Tree::FLOW).count() + outlines.sum::<usize>()
}
