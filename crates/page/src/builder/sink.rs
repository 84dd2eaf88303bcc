//! Where a walk over what was written puts what it decided to keep: into a page, which follows the rules as it grows, or
//! into a fragment, which follows none until it stands in a page.

use super::budget::Budget;
use super::{Builder, Opened};
use crate::attribute::{Attribute, Name, Value};
use crate::element::{Kind, Tag};
use crate::parse::ParseError;
use crate::tree::{Data, Element, NodeId, Tree};
use crate::value::Style;

pub(crate) enum Sink {
    Page(Box<Builder>),
    Fragment(Fragment),
}

impl Sink {
    pub(crate) fn open(&mut self, tag: Tag, attributes: Vec<Attribute>) -> Opened {
        match self {
            Self::Page(builder) => builder.open(tag, attributes),
            Self::Fragment(fragment) => fragment.open(tag, attributes),
        }
    }

    pub(crate) fn open_outline(&mut self, tag: Tag, attributes: Vec<Attribute>) -> Opened {
        match self {
            Self::Page(builder) => builder.open_outline(tag, attributes),
            Self::Fragment(fragment) => fragment.open(tag, unpositioned(attributes)),
        }
    }

    pub(crate) fn open_boundary(&mut self) -> Opened {
        match self {
            Self::Page(builder) => builder.open_boundary(),
            Self::Fragment(fragment) => fragment.open(Tag::Div, vec![]),
        }
    }

    pub(crate) fn close(&mut self, opened: Opened) {
        match self {
            Self::Page(builder) => builder.close(opened),
            Self::Fragment(fragment) => fragment.close(&opened),
        }
    }

    pub(crate) fn leaf(&mut self, tag: Tag, attributes: Vec<Attribute>) {
        match self {
            Self::Page(builder) => builder.leaf(tag, attributes),
            Self::Fragment(fragment) => fragment.leaf(tag, attributes),
        }
    }

    pub(crate) fn text(&mut self, text: &str) {
        match self {
            Self::Page(builder) => builder.text(text),
            Self::Fragment(fragment) => fragment.text(text),
        }
    }

    pub(crate) fn check(&self) -> Result<(), ParseError> {
        match self {
            Self::Page(builder) => builder.check(),
            Self::Fragment(fragment) => fragment.budget.check(),
        }
    }

    pub(crate) fn finish(self) -> Result<Tree, ParseError> {
        match self {
            Self::Page(builder) => builder.finish(),
            Self::Fragment(fragment) => fragment.budget.check().map(|()| fragment.tree),
        }
    }
}

/// Content without a page. Elements stand as they were written; one without a name of its own, which in a page only ends a
/// line, is a `div` without attributes.
pub(crate) struct Fragment {
    tree: Tree,
    open: Vec<NodeId>,
    budget: Budget,
}

impl Fragment {
    pub(crate) fn new() -> Self {
        Self { tree: Tree::new(), open: vec![], budget: Budget::default() }
    }

    fn open(&mut self, tag: Tag, attributes: Vec<Attribute>) -> Opened {
        let node = self.append(tag, attributes);
        if tag.kind() == Kind::Leaf {
            return Opened::Leaf;
        }
        self.open.push(node);
        Opened::Boundary
    }

    fn close(&mut self, opened: &Opened) {
        if !matches!(opened, Opened::Leaf) {
            self.open.pop();
        }
    }

    fn leaf(&mut self, tag: Tag, attributes: Vec<Attribute>) {
        self.append(tag, attributes);
    }

    /// Blanks are kept: which of them show is known when the page is.
    fn text(&mut self, text: &str) {
        if !text.is_empty() {
            self.budget.spend(1, text.len());
            self.tree.append_text(self.parent(), text);
        }
    }

    fn append(&mut self, tag: Tag, attributes: Vec<Attribute>) -> NodeId {
        let bytes = attributes.iter().map(Attribute::printed_bytes).sum::<usize>();
        self.budget.spend(1 + attributes.len(), bytes);
        self.tree.append(self.parent(), Data::Element(Element { tag, attributes }))
    }

    fn parent(&self) -> NodeId {
        self.open.last().copied().unwrap_or(Tree::FLOW)
    }
}

fn unpositioned(mut attributes: Vec<Attribute>) -> Vec<Attribute> {
    attributes.retain_mut(|attribute| {
        let (Name::Style, Value::Text(text)) = (attribute.name, &attribute.value) else { return true };
        let mut style = Style::parse(text);
        style.unposition();
        let Some(text) = style.to_text() else { return false };
        attribute.value = Value::Text(text);
        true
    });
    attributes
}
