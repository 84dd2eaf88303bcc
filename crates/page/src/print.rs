//! Prints a tree as text. The only place where markup is made.

use crate::attribute::{Attribute, Value};
use crate::element::{Kind, Tag};
use crate::ids::Numbering;
use crate::reference::Reference;
use crate::tree::{Element, Event, NodeId, Tree};

/// Prints what is under a node. Each block directly under it ends a line. Elements that have ids get those of `ids`.
pub(crate) fn print(out: &mut String, tree: &Tree, under: NodeId, mut ids: Option<&mut Numbering>, resolve: &dyn Fn(&Reference) -> String) {
    let mut depth = 0;
    let mut after_pre = false;
    for event in tree.events(under) {
        match event {
            Event::Open(element) => {
                let id = ids.as_mut().and_then(|ids| ids.next(element.tag));
                start_tag(out, element, id, resolve);
                depth += 1;
            }
            Event::Text(text) => {
                // A parser drops one line's end right after `<pre>`.
                if after_pre && text.starts_with('\n') {
                    out.push('\n');
                }
                push_text(out, text);
            }
            Event::Close(element) => {
                end_tag(out, element.tag);
                depth -= 1;
                if depth == 0 && element.tag.kind() != Kind::Inline {
                    out.push('\n');
                }
            }
        }
        after_pre = matches!(event, Event::Open(Element { tag: Tag::Pre, .. }));
    }
}

fn start_tag(out: &mut String, element: &Element, id: Option<String>, resolve: &dyn Fn(&Reference) -> String) {
    out.push('<');
    out.push_str(element.tag.name());
    if let Some(id) = id {
        push_attribute(out, "id", &id);
    }
    for Attribute { name, value } in &element.attributes {
        match value {
            Value::Text(text) => push_attribute(out, name.name(), text),
            Value::Page(reference) => push_attribute(out, name.name(), &resolve(reference)),
        }
    }
    out.push_str(if element.tag.is_void() { " />" } else { ">" });
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

/// Returns how many bytes [`push_text`] appends.
pub(crate) fn escaped_bytes(text: &str) -> usize {
    text.chars().map(|char| escape(char).map_or(char.len_utf8(), str::len)).sum()
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
