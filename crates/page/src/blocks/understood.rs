//! What an editor can change: the words and the things that people write with. All else is shown, and kept as it is.

use crate::attribute::{Name, Value};
use crate::element::{Kind, Tag};
use crate::render::DEFAULT_OUTLINE_ID;
use crate::tree::{Data, Event, NodeId, Tree};

/// A block that is nested deeper is kept: nobody writes such a list, and editors slow down in it.
const DEPTH_MAX: usize = 32;

/// A block with more images is kept: one request brings no more, and each goes along with every change of the block.
const IMAGES_MAX: usize = 50;

/// Says whether an editor understands a block with all that is in it.
pub(super) fn is_understood(tree: &Tree, block: NodeId) -> bool {
    let Data::Element(element) = tree.data(block) else { return false };
    let mut open = vec![Open::of(element.tag)];
    let mut images = 0;
    // What is named like the outline around what flows is taken for it where it is read again.
    let is_default = matches!(element.value(Name::DataId), Some(Value::Text(id)) if id == DEFAULT_OUTLINE_ID);
    if element.tag.kind() != Kind::Block || is_default {
        return false;
    }
    for event in tree.events(block) {
        let holds = match (event, open.last_mut()) {
            (_, None) => return false,
            (Event::Open(element), Some(above)) => {
                let holds = above.takes(element.tag);
                images += usize::from(element.tag == Tag::Img);
                open.push(Open::of(element.tag));
                holds
            }
            (Event::Text(_), Some(above)) => above.takes_words(),
            (Event::Close(_), Some(_)) => {
                open.pop();
                true
            }
        };
        if !holds || open.len() > DEPTH_MAX || images > IMAGES_MAX {
            return false;
        }
    }
    true
}

/// An open element, and what came in it.
struct Open {
    tag: Tag,
    has_words: bool,
    has_blocks: bool,
}

impl Open {
    const fn of(tag: Tag) -> Self {
        Self { tag, has_words: false, has_blocks: false }
    }

    fn takes(&mut self, tag: Tag) -> bool {
        match tag.kind() {
            Kind::Inline | Kind::Leaf => self.takes_words(),
            Kind::Block => self.takes_block(tag),
            Kind::Item => matches!(self.tag, Tag::Ul | Tag::Ol),
            Kind::TablePart => tag == Tag::Tr && self.tag == Tag::Table,
            Kind::Cell => self.tag == Tag::Tr,
        }
    }

    /// Words stand before blocks or without them: editors would wrap those that come behind or between.
    fn takes_words(&mut self) -> bool {
        self.has_words = true;
        !self.has_blocks
    }

    /// Words of an item may have a list below; in all else words and blocks stand apart. A table, a line or a division stand in an area
    /// only, or in a division.
    fn takes_block(&mut self, tag: Tag) -> bool {
        self.has_blocks = true;
        let is_list = matches!(tag, Tag::Ul | Tag::Ol);
        match self.tag {
            Tag::Li if self.has_words => is_list,
            Tag::Li | Tag::Td | Tag::Th | Tag::Blockquote => !self.has_words && (is_list || is_text(tag)),
            Tag::Div => !self.has_words && (is_list || is_text(tag) || tag == Tag::Div),
            _ => false,
        }
    }
}

const fn is_text(tag: Tag) -> bool {
    tag.is_heading() || matches!(tag, Tag::P | Tag::Pre)
}
