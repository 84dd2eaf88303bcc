//! Changes to a finished tree. They keep the links between nodes and nothing else: neither the depths nor the rules of
//! [`crate::element`] hold until [`crate::patch`] builds the tree anew.

use super::{Data, Element, Node, NodeId, Tree};

/// A gap between two children, or before the first, or behind the last.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub(crate) parent: NodeId,
    /// The child behind the gap.
    pub(crate) next: Option<NodeId>,
}

impl Tree {
    pub(crate) fn first_child(&self, id: NodeId) -> Option<NodeId> {
        self.node(id).first
    }

    /// Returns the children of a node, in order.
    pub(crate) fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> {
        std::iter::successors(self.node(id).first, |at| self.node(*at).next)
    }

    /// Returns the gap before a node. `None` for one that was taken out.
    pub(crate) fn place_before(&self, id: NodeId) -> Option<Place> {
        Some(Place { parent: self.parent(id)?, next: Some(id) })
    }

    /// Returns the gap behind a node. `None` for one that was taken out.
    pub(crate) fn place_after(&self, id: NodeId) -> Option<Place> {
        Some(Place { parent: self.parent(id)?, next: self.node(id).next })
    }

    /// Returns the child before a gap.
    pub(crate) fn before(&self, place: Place) -> Option<NodeId> {
        place.next.map_or(self.node(place.parent).last, |next| self.node(next).previous)
    }

    /// Makes an element that is nowhere yet.
    pub(crate) fn create(&mut self, element: Element) -> NodeId {
        self.push(Node { data: Data::Element(element), depth: 0, parent: None, previous: None, next: None, first: None, last: None })
    }

    /// Puts a node that is nowhere into a gap.
    pub(crate) fn put(&mut self, id: NodeId, place: Place) {
        let previous = self.before(place);
        let node = self.node_mut(id);
        (node.parent, node.previous, node.next) = (Some(place.parent), previous, place.next);
        match previous {
            Some(previous) => self.node_mut(previous).next = Some(id),
            None => self.node_mut(place.parent).first = Some(id),
        }
        match place.next {
            Some(next) => self.node_mut(next).previous = Some(id),
            None => self.node_mut(place.parent).last = Some(id),
        }
    }

    /// Takes over the nodes of another tree. Returns those that flow at its top; they are nowhere yet.
    pub(crate) fn absorb(&mut self, other: Self) -> Vec<NodeId> {
        let offset = u32::try_from(self.nodes.len()).expect("bounded far below 2^32 nodes");
        let shift = |id: &mut Option<NodeId>| {
            if let Some(id) = id {
                id.0 += offset;
            }
        };
        self.nodes.extend(other.nodes.into_iter().map(|mut node| {
            [&mut node.parent, &mut node.previous, &mut node.next, &mut node.first, &mut node.last].into_iter().for_each(shift);
            node
        }));
        let mut top = Vec::new();
        while let Some(id) = self.node(NodeId(Self::FLOW.0 + offset)).first {
            self.detach(id);
            top.push(id);
        }
        top
    }

    /// Whether a node is still part of the document.
    pub(crate) fn is_attached(&self, id: NodeId) -> bool {
        let top = self.upward(id).last();
        matches!(top, Some(Self::FLOW | Self::OUTLINES))
    }

    /// Counts the nodes from this one to the top.
    pub(crate) fn height(&self, id: NodeId) -> usize {
        self.upward(id).count()
    }

    fn upward(&self, id: NodeId) -> impl Iterator<Item = NodeId> {
        std::iter::successors(Some(id), |at| self.parent(*at))
    }

    /// Returns the greatest depth of a tree that was not changed.
    pub(crate) fn deepest(&self) -> usize {
        self.nodes.iter().map(|node| node.depth as usize).max().unwrap_or(0)
    }

    /// Returns the elements under a node, in document order.
    pub(crate) fn elements(&self, under: NodeId) -> Vec<NodeId> {
        let mut elements = Vec::new();
        let mut at = under;
        loop {
            let mut next = self.node(at).first;
            while next.is_none() {
                if at == under {
                    return elements;
                }
                next = self.node(at).next;
                at = if next.is_some() { at } else { self.node(at).parent.unwrap_or(under) };
            }
            let Some(id) = next else { return elements };
            at = id;
            if matches!(self.data(id), Data::Element(_)) {
                elements.push(id);
            }
        }
    }

    fn push(&mut self, node: Node) -> NodeId {
        let id = NodeId(u32::try_from(self.nodes.len()).expect("a document is bounded far below 2^32 nodes"));
        self.nodes.push(node);
        id
    }
}
