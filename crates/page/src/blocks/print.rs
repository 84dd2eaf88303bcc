//! A page's blocks as an editor gets them.

use std::collections::HashSet;
use std::fmt;

use super::BLOCKS_MAX;
use super::area::{Area, areas, count};
use super::key::Keys;
use super::own::{mark_reference, mark_resource};
use super::understood::is_understood;
use crate::attribute::{Attribute, Name, Value};
use crate::defaults;
use crate::document::Document;
use crate::element::{Kind, Tag};
use crate::print::{Dress, print_one, push_attribute, push_text};
use crate::reference::Reference;
use crate::resource::Resource;
use crate::tree::{Data, Element, NodeId, Tree};
use crate::value::Style;

/// Where an editor finds what a page shows and links to. The addresses get a mark, by which [`super::merge`] knows them again
/// however long they hold.
#[derive(Clone, Copy)]
pub struct Addresses<'a> {
    /// Gives the address of a page.
    pub page: &'a dyn Fn(&Reference) -> String,
    /// Gives the address of a resource's bytes.
    pub resource: &'a dyn Fn(&Resource) -> String,
}

/// A page for an editor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// What the body says about letters, as the text of a style, with what goes without saying.
    pub letters: String,
    /// The areas and all that stands alone, to be put into the body of a frame that runs nothing of theirs.
    ///
    /// ```text
    /// <div class="area" data-area="{key}">                                  the flow, also if nothing flows
    /// <p data-block="{key}">…</p>                                           a block
    /// <div data-block="{key}" data-kept contenteditable="false">…</div>     one that is shown, and never changed
    /// </div>
    /// <div class="area" data-area="{key}" style="position:absolute;…">…     an outline
    /// <div class="alone" style="position:absolute;…">…</div>                an image or a file at a position
    /// ```
    pub html: String,
}

/// A page has more blocks than can be edited: [`BLOCKS_MAX`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooManyBlocks;

impl fmt::Display for TooManyBlocks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the page has more than {BLOCKS_MAX} blocks")
    }
}

impl std::error::Error for TooManyBlocks {}

/// Says whether a page can be edited: whether [`sheet`] returns it.
#[must_use]
pub fn fits(document: &Document) -> bool {
    count(&document.body) <= BLOCKS_MAX
}

/// Returns a page for an editor.
///
/// # Errors
/// When it has too many blocks.
///
/// ```
/// use page::blocks::{Addresses, sheet};
///
/// let document = page::parse("<h1>Packing</h1><p>Boots", &page::Alone)?.document;
/// let addresses = Addresses { page: &|_| String::new(), resource: &|_| String::new() };
/// let html = sheet(&document, &addresses)?.html;
/// assert!(html.starts_with("<div class=\"area\" data-area=\"flow\">\n<h1 data-block=\""), "{html}");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn sheet(document: &Document, addresses: &Addresses<'_>) -> Result<Sheet, TooManyBlocks> {
    let tree = &document.body;
    if !fits(document) {
        return Err(TooManyBlocks);
    }
    let mut html = String::new();
    for area in areas(tree) {
        html.push_str("<div class=\"area\"");
        push_attribute(&mut html, "data-area", &area.key);
        if let Data::Element(element) = tree.data(area.node) {
            Dressing::of(addresses).attributes(&mut html, element);
        }
        html.push_str(">\n");
        for (id, key) in area.blocks.iter().zip(area.keys()) {
            push_block(&mut html, tree, *id, &key, addresses);
        }
        html.push_str("</div>\n");
    }
    for id in tree.children(Tree::OUTLINES).filter(|id| tree.tag(*id) != Some(Tag::Div)) {
        push_alone(&mut html, tree, id, addresses);
    }
    Ok(Sheet { letters: defaults::spelled(Some(&document.letters), defaults::BODY), html })
}

/// Returns the HTML of blocks of one area, with their keys, as it is in a [`Sheet`]. What the area does not hold is left out.
pub fn html(document: &Document, area: &str, keys: &[String], addresses: &Addresses<'_>) -> Vec<(String, String)> {
    let tree = &document.body;
    let wanted: HashSet<&str> = keys.iter().map(String::as_str).collect();
    let Some(area) = (!wanted.is_empty()).then(|| areas(tree).into_iter().find(|found| found.key == area)).flatten() else {
        return vec![];
    };
    let Area { blocks, prints, .. } = area;
    let all = blocks.into_iter().zip(Keys::of(prints));
    let found = all.filter(|(_, key)| wanted.contains(key.as_str())).map(|(id, key)| {
        let mut html = String::new();
        push_block(&mut html, tree, id, &key, addresses);
        (key, html)
    });
    found.collect()
}

/// Returns the address of an image or a file of a page with its mark: as a [`Sheet`] has it.
pub fn marked(resource: &Resource, addresses: &Addresses<'_>) -> String {
    mark_resource(&(addresses.resource)(resource), resource)
}

fn push_block(out: &mut String, tree: &Tree, id: NodeId, key: &str, addresses: &Addresses<'_>) {
    let named = Some((key, !is_understood(tree, id)));
    print_one(out, tree, id, &mut Dressing { named, addresses });
}

/// What stands at a position by itself gets a frame that stands there.
fn push_alone(out: &mut String, tree: &Tree, id: NodeId, addresses: &Addresses<'_>) {
    let Data::Element(Element { tag, attributes }) = tree.data(id) else { return };
    let mut attributes = attributes.clone();
    let mut frame = Style::default();
    attributes.retain_mut(|attribute| {
        let (Name::Style, Value::Text(text)) = (attribute.name, &mut attribute.value) else { return true };
        let mut style = Style::parse(text);
        frame = style.take(&["position", "left", "top"]);
        *text = style.to_text().unwrap_or_default();
        !text.is_empty()
    });
    let mut shown = Tree::new();
    let shown_id = shown.append(Tree::FLOW, Data::Element(Element { tag: *tag, attributes }));
    out.push_str("<div class=\"alone\"");
    push_attribute(out, Name::Style.name(), &frame.to_text().unwrap_or_default());
    out.push('>');
    print_one(out, &shown, shown_id, &mut Dressing::of(addresses));
    out.push_str("</div>\n");
}

/// What an editor gets of an element.
///
/// Styles that go without saying are left to its style sheet, or each new paragraph would say them. But for those of tables: a cell
/// that says nothing has the border of its table where it is read again.
struct Dressing<'a> {
    /// The key of the block that is about to be printed, and whether it is kept as it is.
    named: Option<(&'a str, bool)>,
    addresses: &'a Addresses<'a>,
}

impl<'a> Dressing<'a> {
    const fn of(addresses: &'a Addresses<'a>) -> Self {
        Self { named: None, addresses }
    }
}

impl Dress for Dressing<'_> {
    fn attributes(&mut self, out: &mut String, element: &Element) {
        if let Some((key, is_kept)) = self.named.take() {
            push_attribute(out, "data-block", key);
            if is_kept {
                out.push_str(" data-kept=\"\" contenteditable=\"false\"");
            }
        }
        let is_of_table = element.tag == Tag::Table || element.tag.kind() == Kind::Cell;
        let unsaid = if is_of_table { defaults::of(element.tag) } else { &[] };
        for Attribute { name, value } in &element.attributes {
            match value {
                Value::Text(_) if *name == Name::Style && is_of_table => {}
                Value::Text(text) => push_attribute(out, name.name(), text),
                Value::Page(reference) => {
                    push_attribute(out, name.name(), &mark_reference(&(self.addresses.page)(reference), reference));
                }
                Value::Resource(resource) => push_attribute(out, name.name(), &marked(resource, self.addresses)),
            }
        }
        if is_of_table {
            let said = if let Some(Value::Text(text)) = element.value(Name::Style) { Some(text.as_str()) } else { None };
            push_attribute(out, Name::Style.name(), &defaults::spelled(said, unsaid));
        }
    }

    /// A file holds its name, for who does not open it.
    fn instead(&mut self, out: &mut String, element: &Element) -> bool {
        let (Tag::Object, Some(Value::Text(name))) = (element.tag, element.value(Name::Attachment)) else { return false };
        out.push_str("<object");
        self.attributes(out, element);
        out.push('>');
        push_text(out, name);
        out.push_str("</object>");
        true
    }
}
