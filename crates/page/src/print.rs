//! Prints a tree as text. The only place where markup is made.

use crate::element::{Kind, Tag};
use crate::limits::REFERENCE_BYTES;
use crate::tree::{Data, Element, Event, NodeId, Tree};

/// What is printed of elements beside their names.
pub(crate) trait Dress {
    /// Prints the attributes of an element.
    fn attributes(&mut self, out: &mut String, element: &Element);

    /// Prints something else for an element that holds nothing. `false` if it stands as it is.
    fn instead(&mut self, _: &mut String, _: &Element) -> bool {
        false
    }

    /// Prints a text that is not empty.
    fn text(&mut self, out: &mut String, text: &str) {
        push_text(out, text);
    }

    /// Hears that an element ends, before its end is printed.
    fn ends(&mut self, _: &mut String, _: &Element) {}
}

/// Prints what is under a node. Each block directly under the node ends a line.
pub(crate) fn print(out: &mut String, tree: &Tree, under: NodeId, dress: &mut dyn Dress) {
    let mut printer = Printer::default();
    tree.events(under).for_each(|event| printer.event(out, event, dress));
}

/// Prints a node and what is under it, as [`print`] does among others.
pub(crate) fn print_one(out: &mut String, tree: &Tree, id: NodeId, dress: &mut dyn Dress) {
    let mut printer = Printer::default();
    let Data::Element(element) = tree.data(id) else { return };
    printer.event(out, Event::Open(element), dress);
    tree.events(id).for_each(|event| printer.event(out, event, dress));
    printer.event(out, Event::Close(element), dress);
}

#[derive(Default)]
struct Printer {
    depth: usize,
    after_pre: bool,
    is_replaced: bool,
}

impl Printer {
    fn event(&mut self, out: &mut String, event: Event<'_>, dress: &mut dyn Dress) {
        match event {
            Event::Open(element) => {
                self.depth += 1;
                self.is_replaced = dress.instead(out, element);
                if !self.is_replaced {
                    out.push('<');
                    out.push_str(element.tag.name());
                    dress.attributes(out, element);
                    out.push_str(if element.tag.is_void() { " />" } else { ">" });
                }
            }
            Event::Text(text) => {
                // A parser drops one line's end right after `<pre>`.
                if self.after_pre && text.starts_with('\n') {
                    out.push('\n');
                }
                dress.text(out, text);
            }
            Event::Close(element) => {
                dress.ends(out, element);
                // What is replaced holds nothing, so this is its own end.
                if !std::mem::take(&mut self.is_replaced) {
                    end_tag(out, element.tag);
                }
                self.depth -= 1;
                if self.depth == 0 && element.tag.kind() != Kind::Inline {
                    out.push('\n');
                }
            }
        }
        self.after_pre = matches!(event, Event::Open(Element { tag: Tag::Pre, .. }));
    }
}

fn end_tag(out: &mut String, tag: Tag) {
    if !tag.is_void() {
        out.push_str("</");
        out.push_str(tag.name());
        out.push('>');
    }
}

pub(crate) fn push_attribute(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    push_text(out, value);
    out.push('"');
}

/// Appends text so that it is text also between quotes and to any parser. A no-break space is spelled out, so that people
/// who read the source can see it.
pub(crate) fn push_text(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find(|char| escape(char).is_some()) {
        let (plain, special) = rest.split_at(at);
        out.push_str(plain);
        let mut chars = special.chars();
        out.push_str(chars.next().and_then(escape).unwrap_or_default());
        rest = chars.as_str();
    }
    out.push_str(rest);
}

/// Returns how many bytes [`push_text`] is taken to append when a document is measured; it never appends more.
pub(crate) fn escaped_bytes(text: &str) -> usize {
    text.chars().map(|char| escape(char).map_or(char.len_utf8(), |_| REFERENCE_BYTES)).sum()
}

const fn escape(char: char) -> Option<&'static str> {
    match char {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '"' => Some("&quot;"),
        '\u{a0}' => Some("&nbsp;"),
        _ => None,
    }
}

/// Reads back what [`push_text`] wrote, and nothing else.
pub(crate) fn unescape(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>', '"', '\u{a0}']) {
        let (plain, special) = rest.split_at(at);
        out.push_str(plain);
        let char = ['&', '<', '>', '"', '\u{a0}'].into_iter().find(|char| special.starts_with(escape(*char).unwrap_or_default()))?;
        out.push(char);
        rest = special.strip_prefix(escape(char)?)?;
    }
    out.push_str(rest);
    Some(out)
}
