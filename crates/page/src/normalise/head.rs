//! What a page says about itself.

use super::Walk;
use crate::complaint::{Complaint, shortened};
use crate::created::created;
use crate::document::clean_title;
use crate::element::Tag;
use crate::parse::raw::{RawData, RawNode};

impl Walk<'_> {
    pub(super) fn title(&mut self, node: &RawNode) {
        if self.title.is_none() {
            // Let in and never given out, as OneNote does; a wrong one is refused all the same.
            let _ = self.tags(node, Tag::P);
            let mut text = String::new();
            let mut child = node.first;
            while let Some(id) = child {
                if let RawData::Text(piece) = &self.raw.node(id).data {
                    text.push_str(piece);
                }
                child = self.raw.node(id).next;
            }
            self.title = Some(clean_title(&text));
        }
    }

    pub(super) fn meta(&mut self, node: &RawNode) {
        let is_created = node.attribute("name").is_some_and(|name| name.trim().eq_ignore_ascii_case("created"));
        if is_created && self.created.is_none() {
            // Several samples of the documents write `value` for `content`.
            let content = node.attribute("content").or_else(|| node.attribute("value")).unwrap_or_default();
            self.created = Some(created(content));
            if self.created == Some(None) {
                self.complain(Complaint::CreatedNotUnderstood { content: shortened(content) });
            }
        }
    }
}
