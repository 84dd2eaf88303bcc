//! The attributes an element keeps.

use super::meaning::ExtraStyle;
use crate::attribute::{Attribute, Name, Value};
use crate::element::{Kind, Tag};
use crate::parse::raw::RawNode;
use crate::value::Style;

/// Returns all attributes but a link's target and note tags, sorted.
pub(super) fn attributes(node: &RawNode, tag: Tag, style: &Style) -> Vec<Attribute> {
    let text = |name: Name, text: &str| {
        let value = Value::Text(name.admit(tag, text)?);
        Some(Attribute { name, value })
    };
    Name::ALL
        .iter()
        .filter_map(|(name, raw)| match name {
            Name::Style => text(*name, &style.to_text()?),
            // Refused where they are wrong, and moved where they stand on lists.
            Name::DataTag => None,
            Name::Lang => text(*name, node.attribute("lang").or_else(|| node.attribute("xml:lang"))?),
            name => text(*name, node.attribute(raw)?),
        })
        .collect()
}

/// Sets an attribute's value and keeps the order.
pub(super) fn set(attributes: &mut Vec<Attribute>, name: Name, value: Value) {
    attributes.retain(|attribute| attribute.name != name);
    let at = attributes.partition_point(|attribute| attribute.name < name);
    attributes.insert(at, Attribute { name, value });
}

/// Returns the style, with what older pages say by other attributes. A style outranks them.
pub(super) fn style(node: &RawNode, tag: Tag, extra: ExtraStyle) -> Style {
    let mut style = Style::parse(node.attribute("style").unwrap_or_default());
    let is_cell = tag.kind() == Kind::Cell;
    let mut old = |applies: bool, attribute: &str, property: &str| {
        if applies && let Some(value) = node.attribute(attribute) {
            style.add_if_missing(property, value);
        }
    };
    // On images and tables `align` asks for floating, which pages do not have.
    old(tag.kind() == Kind::Block && tag != Tag::Table || is_cell, "align", "text-align");
    old(is_cell, "valign", "vertical-align");
    old(is_cell || matches!(tag, Tag::Table | Tag::Tr), "bgcolor", "background-color");
    old(is_cell || tag == Tag::Table, "width", "width");
    old(tag == Tag::Span, "color", "color");
    old(tag == Tag::Span, "face", "font-family");
    if tag == Tag::Table
        && let Some(border) = node.attribute("border")
    {
        // Without a number it means one.
        let width = border.trim();
        style.add_if_missing("border", if width.is_empty() { "1" } else { width });
    }
    if let Some((property, value)) = extra {
        style.add_if_missing(property, value);
    }
    if matches!(tag, Tag::Ul | Tag::Ol | Tag::Li)
        && let Some(kind) = node.attribute("type")
    {
        style.add_if_missing("list-style-type", list_style(kind.trim()));
    }
    style
}

/// The letters that HTML 4 has for the kinds of lists; the other kinds have the same name as in CSS.
fn list_style(kind: &str) -> &str {
    match kind {
        "1" => "decimal",
        "a" => "lower-alpha",
        "A" => "upper-alpha",
        "i" => "lower-roman",
        "I" => "upper-roman",
        other => other,
    }
}
