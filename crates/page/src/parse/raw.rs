//! The tree as HTML5 builds it, before anything is decided.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::ops::AddAssign;
use std::rc::Rc;

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::{Attribute, ExpandedName, QualName};

use super::ParseError;
use crate::limits::{DEPTH_MAX, DOCUMENT_ITEMS_MAX, INPUT_BREAKS_MAX, INPUT_EFFORT_MAX, INPUT_ELEMENTS_MAX, INPUT_TAGS_MAX};

/// The place of a node in its tree.
pub(crate) type RawId = usize;

/// How the tree builder names a node. Elements carry their name along, since the builder asks for it all the time.
#[derive(Clone)]
pub(super) struct Handle {
    id: RawId,
    name: Option<Rc<QualName>>,
}

pub(crate) enum RawData {
    /// The document, a template's content, or what the builder takes for a comment: nothing that is looked at.
    Other,
    Element {
        name: Rc<QualName>,
        attributes: Vec<Attribute>,
    },
    Text(String),
}

pub(crate) struct RawNode {
    pub(crate) data: RawData,
    pub(crate) parent: Option<RawId>,
    previous: Option<RawId>,
    pub(crate) next: Option<RawId>,
    pub(crate) first: Option<RawId>,
    last: Option<RawId>,
    /// Elements above. Not brought up to date when the builder moves whole subtrees: by then they are closed.
    depth: usize,
}

/// The finished tree.
pub(crate) struct RawTree {
    nodes: Vec<RawNode>,
    work: Work,
}

/// What reading took.
#[derive(Clone, Copy, Default)]
pub(crate) struct Work {
    /// Nodes that were made or moved.
    pub(crate) nodes: usize,
    /// Start and end tags.
    pub(crate) tags: usize,
    /// The sum of the depths of what was made or moved.
    pub(crate) effort: usize,
    /// Bytes that may begin a token of their own. Not those of stored texts, which may have more: `>` is a reference there.
    pub(crate) breaks: usize,
}

impl Work {
    /// # Errors
    /// When it was more than one page may take.
    pub(crate) fn check(self) -> Result<(), ParseError> {
        if self.nodes > INPUT_ELEMENTS_MAX || self.effort > INPUT_EFFORT_MAX {
            Err(ParseError::TooManyElements { items_max: INPUT_ELEMENTS_MAX })
        } else if self.tags > INPUT_TAGS_MAX {
            Err(ParseError::TooManyElements { items_max: INPUT_TAGS_MAX })
        } else if self.breaks > INPUT_BREAKS_MAX {
            Err(ParseError::TooManyElements { items_max: DOCUMENT_ITEMS_MAX })
        } else {
            Ok(())
        }
    }
}

impl AddAssign for Work {
    fn add_assign(&mut self, more: Self) {
        self.nodes += more.nodes;
        self.tags += more.tags;
        self.effort += more.effort;
        self.breaks += more.breaks;
    }
}

impl RawTree {
    /// The document node.
    pub(crate) const DOCUMENT: RawId = 0;

    pub(crate) fn node(&self, id: RawId) -> &RawNode {
        &self.nodes[id]
    }

    /// Returns what reading it took.
    pub(crate) const fn work(&self) -> Work {
        self.work
    }
}

impl RawNode {
    /// Returns an attribute's value.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        let RawData::Element { attributes, .. } = &self.data else { return None };
        attributes.iter().find(|attribute| &*attribute.name.local == name).map(|attribute| &*attribute.value)
    }
}

/// Takes the builder's orders.
pub(super) struct RawSink {
    nodes: RefCell<Vec<RawNode>>,
    work: Cell<usize>,
    effort: Cell<usize>,
    depth: Cell<usize>,
}

impl RawSink {
    pub(super) fn new() -> Self {
        let document = RawNode { data: RawData::Other, parent: None, previous: None, next: None, first: None, last: None, depth: 0 };
        Self { nodes: RefCell::new(vec![document]), work: Cell::new(0), effort: Cell::new(0), depth: Cell::new(0) }
    }

    /// # Errors
    /// When a bound was passed, which one.
    pub(super) fn check(&self) -> Result<(), ParseError> {
        if self.depth.get() > DEPTH_MAX {
            Err(ParseError::TooDeep { depth_max: DEPTH_MAX })
        } else if self.work.get() > INPUT_ELEMENTS_MAX || self.effort.get() > INPUT_EFFORT_MAX {
            Err(ParseError::TooManyElements { items_max: INPUT_ELEMENTS_MAX })
        } else {
            Ok(())
        }
    }

    pub(super) fn into_tree(self, tags: usize) -> RawTree {
        RawTree { nodes: self.nodes.into_inner(), work: Work { nodes: self.work.get(), tags, effort: self.effort.get(), breaks: 0 } }
    }

    fn create(&self, data: RawData) -> RawId {
        let mut nodes = self.nodes.borrow_mut();
        nodes.push(RawNode { data, parent: None, previous: None, next: None, first: None, last: None, depth: 0 });
        nodes.len() - 1
    }

    fn worked(&self) {
        self.work.set(self.work.get() + 1);
    }

    /// Puts a node under a parent, before a sibling or at the end.
    fn link(&self, id: RawId, parent: RawId, before: Option<RawId>) {
        self.unlink(id);
        self.worked();
        let mut nodes = self.nodes.borrow_mut();
        let previous = before.map_or(nodes[parent].last, |next| nodes[next].previous);
        let depth = nodes[parent].depth + 1;
        let node = &mut nodes[id];
        (node.parent, node.previous, node.next, node.depth) = (Some(parent), previous, before, depth);
        if matches!(node.data, RawData::Element { .. }) {
            self.effort.set(self.effort.get() + depth);
            self.depth.set(self.depth.get().max(depth));
        }
        match previous {
            Some(previous) => nodes[previous].next = Some(id),
            None => nodes[parent].first = Some(id),
        }
        match before {
            Some(next) => nodes[next].previous = Some(id),
            None => nodes[parent].last = Some(id),
        }
    }

    fn unlink(&self, id: RawId) {
        let mut nodes = self.nodes.borrow_mut();
        let (parent, previous, next) = (nodes[id].parent.take(), nodes[id].previous.take(), nodes[id].next.take());
        let Some(parent) = parent else { return };
        match previous {
            Some(previous) => nodes[previous].next = next,
            None => nodes[parent].first = next,
        }
        match next {
            Some(next) => nodes[next].previous = previous,
            None => nodes[parent].last = previous,
        }
    }

    fn insert(&self, parent: RawId, before: Option<RawId>, child: NodeOrText<Handle>) {
        match child {
            NodeOrText::AppendNode(node) => self.link(node.id, parent, before),
            NodeOrText::AppendText(text) => self.insert_text(parent, before, &text),
        }
    }

    fn insert_text(&self, parent: RawId, before: Option<RawId>, text: &str) {
        let previous = {
            let nodes = self.nodes.borrow();
            before.map_or(nodes[parent].last, |next| nodes[next].previous)
        };
        if let Some(previous) = previous
            && let RawData::Text(existing) = &mut self.nodes.borrow_mut()[previous].data
        {
            existing.push_str(text);
            return;
        }
        let id = self.create(RawData::Text(text.to_owned()));
        self.link(id, parent, before);
    }

    fn handle(&self, id: RawId) -> Handle {
        let name = match &self.nodes.borrow()[id].data {
            RawData::Element { name, .. } => Some(Rc::clone(name)),
            RawData::Other | RawData::Text(_) => None,
        };
        Handle { id, name }
    }
}

impl TreeSink for RawSink {
    type Handle = Handle;
    type Output = Self;
    type ElemName<'a> = ExpandedName<'a>;

    fn finish(self) -> Self {
        self
    }

    fn parse_error(&self, _message: Cow<'static, str>) {}

    fn get_document(&self) -> Handle {
        self.handle(RawTree::DOCUMENT)
    }

    fn elem_name<'a>(&'a self, target: &'a Handle) -> ExpandedName<'a> {
        target.name.as_ref().expect("the tree builder asks only elements for their names").expanded()
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, _flags: ElementFlags) -> Handle {
        let name = Rc::new(name);
        let id = self.create(RawData::Element { name: Rc::clone(&name), attributes });
        Handle { id, name: Some(name) }
    }

    // Comments are not kept, but they must be something the builder can append.
    fn create_comment(&self, _text: StrTendril) -> Handle {
        self.handle(self.create(RawData::Other))
    }

    fn create_pi(&self, _target: StrTendril, _data: StrTendril) -> Handle {
        self.handle(self.create(RawData::Other))
    }

    fn append(&self, parent: &Handle, child: NodeOrText<Handle>) {
        self.insert(parent.id, None, child);
    }

    fn append_based_on_parent_node(&self, element: &Handle, previous: &Handle, child: NodeOrText<Handle>) {
        let has_parent = self.nodes.borrow()[element.id].parent.is_some();
        if has_parent { self.append_before_sibling(element, child) } else { self.append(previous, child) }
    }

    fn append_doctype_to_document(&self, _name: StrTendril, _public: StrTendril, _system: StrTendril) {}

    /// A template's content lies outside the tree, and stays there: nobody sees it. It is as deep as the template, though.
    fn get_template_contents(&self, target: &Handle) -> Handle {
        let id = self.create(RawData::Other);
        let mut nodes = self.nodes.borrow_mut();
        nodes[id].depth = nodes[target.id].depth;
        Handle { id, name: None }
    }

    fn same_node(&self, x: &Handle, y: &Handle) -> bool {
        x.id == y.id
    }

    fn set_quirks_mode(&self, _mode: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &Handle, new: NodeOrText<Handle>) {
        let parent = self.nodes.borrow()[sibling.id].parent;
        if let Some(parent) = parent {
            self.insert(parent, Some(sibling.id), new);
        }
    }

    fn add_attrs_if_missing(&self, target: &Handle, attributes: Vec<Attribute>) {
        if let RawData::Element { attributes: existing, .. } = &mut self.nodes.borrow_mut()[target.id].data {
            for attribute in attributes {
                if existing.iter().all(|known| known.name != attribute.name) {
                    existing.push(attribute);
                }
            }
        }
    }

    fn remove_from_parent(&self, target: &Handle) {
        self.unlink(target.id);
    }

    fn reparent_children(&self, node: &Handle, new_parent: &Handle) {
        let mut child = self.nodes.borrow()[node.id].first;
        while let Some(id) = child {
            child = self.nodes.borrow()[id].next;
            self.link(id, new_parent.id, None);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_several_texts_take_is_added_up() {
        let mut work = Work { nodes: INPUT_ELEMENTS_MAX, tags: INPUT_TAGS_MAX, effort: INPUT_EFFORT_MAX, breaks: INPUT_BREAKS_MAX };
        assert_eq!(work.check(), Ok(()));
        work += Work { nodes: 0, tags: 1, effort: 0, breaks: 0 };
        assert_eq!(work.check(), Err(ParseError::TooManyElements { items_max: INPUT_TAGS_MAX }));
        work += Work { nodes: 1, tags: 0, effort: 0, breaks: 0 };
        assert_eq!(work.check(), Err(ParseError::TooManyElements { items_max: INPUT_ELEMENTS_MAX }));
    }
}
