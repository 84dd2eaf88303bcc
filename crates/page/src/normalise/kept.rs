//! Elements that hold others and stay. What OneNote says in one place only is moved there: styles of letters onto the letters,
//! what a list says onto its items, what a table says onto its cells.

use super::position::is_default_outline;
use super::tables::Table;
use super::{Content, Origin, Step, Walk, attributes, meaning};
use crate::attribute::{Attribute, Name, Value};
use crate::builder::Opened;
use crate::complaint::{Complaint, shortened};
use crate::element::{Kind, Tag};
use crate::parse::ParseError;
use crate::parse::raw::RawNode;
use crate::value::tag::{Unknown, note_tags};
use crate::value::{LETTERS, Style};

/// What an open list says about its items.
#[derive(Clone, Default)]
pub(super) struct List {
    style: Style,
    tags: Option<String>,
}

/// A kept element that is open: the element, what was opened inside it for its letters and its note tags, and what is over
/// when it is.
pub(super) struct Frame {
    outer: Option<Opened>,
    letters: Option<Opened>,
    tags: Option<Opened>,
    ends: Ends,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Ends {
    Nothing,
    List,
    Table,
}

impl<'a> Walk<'a> {
    pub(super) fn kept(&mut self, node: &'a RawNode, name: &str, tag: Tag, extra: meaning::ExtraStyle) -> Content {
        let is_top = self.is_top(node);
        let mut style = attributes::style(node, tag, extra);
        if is_top && tag == Tag::Div && is_default_outline(node, &style) {
            return self.boundary();
        }
        if tag == Tag::Div && Self::is_drawn(node) {
            return self.drawn(node, tag);
        }
        let positioned = self.position(&mut style, name, tag, is_top);
        let mut letters = Style::default();
        let mut ends = Ends::Nothing;
        let mut tags = self.tags(node, tag);
        match tag {
            Tag::P => letters = style.take(&LETTERS),
            Tag::Ul | Tag::Ol => {
                let mut said = style.take(&LETTERS);
                said.add_missing(&style.take(&["list-style-type"]));
                self.lists.push(Some(List { style: said, tags: tags.take() }));
                ends = Ends::List;
            }
            Tag::Li => {
                tags = self.item(&mut style, tags);
                letters = style.take(&LETTERS);
            }
            Tag::Table => {
                // Items in a cell are of a list in the cell, or of none.
                self.lists.push(None);
                let table = Table::of(&mut style);
                self.tables.push(table);
                ends = Ends::Table;
            }
            Tag::Tr => {
                let raw = self.raw;
                if let Some(table) = self.tables.last_mut() {
                    table.begin_row(raw, node, &mut style);
                }
            }
            tag if tag.kind() == Kind::Cell => {
                if let Some(table) = self.tables.last() {
                    table.dress(node, &mut style);
                }
            }
            _ => {}
        }
        crate::defaults::strip(&mut style, crate::defaults::of(tag));
        let mut attributes = attributes::attributes(node, tag, &style);
        if tag != Tag::Li
            && let Some(tags) = tags.take()
        {
            attributes::set(&mut attributes, Name::DataTag, Value::Text(tags));
        }
        let outer = self.open(tag, attributes, positioned);
        let letters = letters.to_text().map(|text| self.builder.open(Tag::Span, said(Name::Style, text)));
        let tags = tags.map(|tags| self.builder.open(Tag::Span, said(Name::DataTag, tags)));
        Content::VisitThen(Step::Leave(Frame { outer, letters, tags, ends }))
    }

    fn open(&mut self, tag: Tag, attributes: Vec<Attribute>, positioned: bool) -> Option<Opened> {
        Some(match tag {
            _ if positioned => self.builder.open_outline(tag, attributes),
            Tag::Div if attributes.is_empty() => self.builder.open_boundary(),
            Tag::Span if attributes.is_empty() => return None,
            tag => self.builder.open(tag, attributes),
        })
    }

    pub(super) fn leave(&mut self, frame: Frame) {
        for opened in [frame.tags, frame.letters, frame.outer].into_iter().flatten() {
            self.builder.close(opened);
        }
        if frame.ends == Ends::Table {
            self.tables.pop();
        }
        if frame.ends != Ends::Nothing {
            self.lists.pop();
        }
    }

    /// Gives an item what its list says. A list's note tag, or that it has none, outranks those of its items. Source: Graph
    /// concepts, `onenote-note-tags`.
    fn item(&mut self, style: &mut Style, own: Option<String>) -> Option<String> {
        let Some(Some(list)) = self.lists.last() else { return own };
        style.add_missing(&list.style);
        if self.origin == Origin::Store {
            return own.or_else(|| list.tags.clone());
        }
        let tags = list.tags.clone();
        if let Some(own) = own.filter(|own| tags.as_ref() != Some(own)) {
            self.complain(Complaint::ItemTagDropped { tag: shortened(&own) });
        }
        tags
    }

    /// Returns the note tags that an element asks for. Those that there are not are refused.
    pub(super) fn tags(&mut self, node: &RawNode, tag: Tag) -> Option<String> {
        let text = node.attribute("data-tag").filter(|_| can_be_tagged(tag))?;
        match note_tags(text) {
            Ok(tags) => Some(tags).filter(|tags| !tags.is_empty()),
            // What was let in once is not refused now.
            Err(_) if self.origin == Origin::Store => None,
            Err(Unknown::Shape(tag)) => self.refuse(ParseError::NoteTagUnknown { tag: shortened(tag) }),
            Err(Unknown::Status(tag)) => self.refuse(ParseError::NoteTagStatusUnknown { tag: shortened(tag) }),
        }
    }
}

/// Source: Graph concepts, `onenote-note-tags`. The `span` is where OneNote's own output puts the tag of a list item.
fn can_be_tagged(tag: Tag) -> bool {
    matches!(tag, Tag::Ul | Tag::Ol | Tag::Li) || Name::DataTag.fits(tag)
}

fn said(name: Name, text: String) -> Vec<Attribute> {
    vec![Attribute { name, value: Value::Text(text) }]
}
