//! The tree of a document, in an arena.
//!
//! Links are indices, so nothing is dropped recursively; walks are events, so nothing is walked recursively either.

mod edit;

use crate::attribute::{Attribute, Value};
use crate::element::Tag;
pub(crate) use edit::Place;

/// The place of a node in its tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct NodeId(u32);

/// An element without its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Element {
    pub(crate) tag: Tag,
    /// Sorted by name, each name once.
    pub(crate) attributes: Vec<Attribute>,
}

/// What a node is.
#[derive(Clone, Debug)]
pub(crate) enum Data {
    /// One of the two places where content begins.
    Root,
    Element(Element),
    /// Never empty, and never next to another text.
    Text(String),
}

#[derive(Clone, Debug)]
struct Node {
    data: Data,
    /// As a browser's parser will count it in print: the elements above, table bodies included.
    depth: u32,
    parent: Option<NodeId>,
    previous: Option<NodeId>,
    next: Option<NodeId>,
    first: Option<NodeId>,
    last: Option<NodeId>,
}

/// The body of a page: content that flows, and outlines that stand at a position.
#[derive(Clone, Debug)]
pub(crate) struct Tree {
    nodes: Vec<Node>,
}

/// One step of a walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Event<'a> {
    Open(&'a Element),
    Text(&'a str),
    Close(&'a Element),
}

impl Tree {
    /// Where unpositioned content begins.
    pub(crate) const FLOW: NodeId = NodeId(0);
    /// Where positioned content begins. Its children all have a position.
    pub(crate) const OUTLINES: NodeId = NodeId(1);

    pub(crate) fn new() -> Self {
        let root = |depth| Node { data: Data::Root, depth, parent: None, previous: None, next: None, first: None, last: None };
        // Under `html`, `body` and the `div` that is printed around what flows; under `html` and `body`.
        Self { nodes: vec![root(3), root(2)] }
    }

    pub(crate) fn data(&self, id: NodeId) -> &Data {
        &self.node(id).data
    }

    pub(crate) fn tag(&self, id: NodeId) -> Option<Tag> {
        if let Data::Element(element) = self.data(id) { Some(element.tag) } else { None }
    }

    pub(crate) fn parent(&self, id: NodeId) -> Option<NodeId> {
        self.node(id).parent
    }

    pub(crate) fn depth(&self, id: NodeId) -> usize {
        self.node(id).depth as usize
    }

    pub(crate) fn last_child(&self, id: NodeId) -> Option<NodeId> {
        self.node(id).last
    }

    /// Appends a node as the last child.
    pub(crate) fn append(&mut self, parent: NodeId, data: Data) -> NodeId {
        let id = NodeId(u32::try_from(self.nodes.len()).expect("a document is bounded far below 2^32 nodes"));
        let previous = self.node(parent).last;
        let body = u32::from(matches!(&data, Data::Element(Element { tag: Tag::Tr, .. })));
        let depth = self.node(parent).depth + 1 + body;
        self.nodes.push(Node { data, depth, parent: Some(parent), previous, next: None, first: None, last: None });
        match previous {
            Some(previous) => self.node_mut(previous).next = Some(id),
            None => self.node_mut(parent).first = Some(id),
        }
        self.node_mut(parent).last = Some(id);
        id
    }

    /// Appends text, to the last child if that is a text already.
    pub(crate) fn append_text(&mut self, parent: NodeId, text: &str) -> NodeId {
        if let Some(last) = self.last_child(parent)
            && let Data::Text(before) = &mut self.node_mut(last).data
        {
            before.push_str(text);
            return last;
        }
        self.append(parent, Data::Text(text.to_owned()))
    }

    /// Takes the last character away from a text, and the text itself when nothing is left.
    pub(crate) fn pop_char(&mut self, id: NodeId) {
        let Data::Text(text) = &mut self.node_mut(id).data else { return };
        text.pop();
        if text.is_empty() {
            self.detach(id);
        }
    }

    /// Takes a node out. Its slot stays in the arena, unreachable.
    pub(crate) fn detach(&mut self, id: NodeId) {
        let Node { parent, previous, next, .. } = *self.node(id);
        match (previous, parent) {
            (Some(previous), _) => self.node_mut(previous).next = next,
            (None, Some(parent)) => self.node_mut(parent).first = next,
            (None, None) => {}
        }
        match (next, parent) {
            (Some(next), _) => self.node_mut(next).previous = previous,
            (None, Some(parent)) => self.node_mut(parent).last = previous,
            (None, None) => {}
        }
        let node = self.node_mut(id);
        (node.parent, node.previous, node.next) = (None, None, None);
    }

    /// Walks everything under a node, in document order, the node itself excluded.
    pub(crate) fn events(&self, under: NodeId) -> Events<'_> {
        Events { tree: self, root: under, at: Step::Down(under) }
    }

    /// All values of attributes, in no order, those of nodes that were taken out included.
    pub(crate) fn values_mut(&mut self) -> impl Iterator<Item = &mut Value> {
        let elements =
            self.nodes.iter_mut().filter_map(|node| if let Data::Element(element) = &mut node.data { Some(element) } else { None });
        elements.flat_map(|element| &mut element.attributes).map(|attribute| &mut attribute.value)
    }

    fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    fn node_mut(&mut self, id: NodeId) -> &mut Node {
        &mut self.nodes[id.0 as usize]
    }
}

/// Two trees are equal when their walks are: where nodes lie in the arena says nothing.
impl PartialEq for Tree {
    fn eq(&self, other: &Self) -> bool {
        [Self::FLOW, Self::OUTLINES].iter().all(|root| self.events(*root).eq(other.events(*root)))
    }
}

impl Eq for Tree {}

enum Step {
    /// Into the first child of the node, or past it.
    Down(NodeId),
    /// To what follows the node.
    Past(NodeId),
    Done,
}

/// An iterator over [`Event`]s.
pub(crate) struct Events<'a> {
    tree: &'a Tree,
    root: NodeId,
    at: Step,
}

impl<'a> Iterator for Events<'a> {
    type Item = Event<'a>;

    fn next(&mut self) -> Option<Event<'a>> {
        loop {
            let (next, above) = match self.at {
                Step::Down(id) => (self.tree.node(id).first, id),
                Step::Past(id) => (self.tree.node(id).next, self.tree.node(id).parent?),
                Step::Done => return None,
            };
            if let Some(id) = next {
                match self.tree.data(id) {
                    Data::Element(element) => {
                        self.at = Step::Down(id);
                        return Some(Event::Open(element));
                    }
                    Data::Text(text) => {
                        self.at = Step::Past(id);
                        return Some(Event::Text(text));
                    }
                    Data::Root => self.at = Step::Past(id),
                }
            } else if above == self.root {
                self.at = Step::Done;
            } else {
                self.at = Step::Past(above);
                if let Data::Element(element) = self.tree.data(above) {
                    return Some(Event::Close(element));
                }
            }
        }
    }
}

impl Element {
    pub(crate) fn value(&self, name: crate::attribute::Name) -> Option<&Value> {
        self.attributes.iter().find(|attribute| attribute.name == name).map(|attribute| &attribute.value)
    }
}
