//! Positions that elements ask for. Source: Graph concepts, `onenote-abs-pos`.

use super::Walk;
use crate::complaint::Complaint;
use crate::element::Tag;
use crate::parse::raw::RawNode;
use crate::render::{DEFAULT_OUTLINE_ID, DEFAULT_OUTLINE_STYLE, OUTLINE_WIDTH};
use crate::value::Style;

impl Walk<'_> {
    /// Decides about a position that was asked for; without one, `left` and `top` mean nothing.
    pub(super) fn position(&mut self, style: &mut Style, name: &str, tag: Tag, is_top: bool) -> bool {
        if !style.is_positioned() {
            style.unposition();
            return false;
        }
        let obstacle = if !self.positions_enabled {
            Some(Complaint::PositionNotEnabled)
        } else if !is_top {
            Some(Complaint::PositionNotTopLevel)
        } else if !tag.can_be_positioned() {
            Some(Complaint::PositionNotSupported { name: name.to_owned() })
        } else {
            None
        };
        match obstacle {
            Some(complaint) => {
                self.complain(complaint);
                style.unposition();
                false
            }
            None => {
                style.add_if_missing("left", "48px");
                style.add_if_missing("top", "120px");
                // Sizes in pixels only, and a height only for what cannot grow with its text.
                if tag != Tag::Img {
                    let _ = style.take(&["height"]);
                }
                if style.get("width").is_some_and(|width| width.ends_with('%')) {
                    let _ = style.take(&["width"]);
                }
                if tag == Tag::Div {
                    style.add_if_missing("width", OUTLINE_WIDTH);
                }
                true
            }
        }
    }
}

/// Whether this is the outline we print around what has no position. One that was moved or coloured is kept as it is.
pub(super) fn is_default_outline(node: &RawNode, style: &Style) -> bool {
    let style = style.to_text();
    node.attribute("data-id").map(str::trim) == Some(DEFAULT_OUTLINE_ID) && style.is_none_or(|style| style == DEFAULT_OUTLINE_STYLE)
}
