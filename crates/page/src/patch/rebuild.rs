//! From a loose tree to one that follows the rules.

use crate::builder::{Builder, Opened};
use crate::element::Tag;
use crate::parse::ParseError;
use crate::tree::{Element, Event, Tree};

/// Builds a tree anew. One that follows the rules comes back equal: it is what reading its own print does.
///
/// # Errors
/// When the tree passes a bound of a document.
pub(crate) fn rebuild(tree: &Tree) -> Result<Tree, ParseError> {
    let mut builder = Builder::new();
    let mut open: Vec<Option<Opened>> = vec![];
    for root in [Tree::FLOW, Tree::OUTLINES] {
        for event in tree.events(root) {
            match event {
                Event::Open(element) => {
                    let is_outline = root == Tree::OUTLINES && open.is_empty();
                    open.push(opened(&mut builder, element, is_outline));
                    builder.check()?;
                }
                Event::Text(text) => builder.text(text),
                Event::Close(_) => {
                    if let Some(Some(opened)) = open.pop() {
                        builder.close(opened);
                    }
                }
            }
        }
    }
    builder.finish()
}

fn opened(builder: &mut Builder, element: &Element, is_outline: bool) -> Option<Opened> {
    let attributes = element.attributes.clone();
    Some(match element.tag {
        tag if is_outline => builder.open_outline(tag, attributes),
        Tag::Div if attributes.is_empty() => builder.open_boundary(),
        Tag::Span if attributes.is_empty() => return None,
        tag => builder.open(tag, attributes),
    })
}
