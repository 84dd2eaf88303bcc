//! Puts a document together so that the rules of [`crate::element`] hold, whatever comes in which order.
//!
//! What would break a rule is mended on the way: loose text becomes a paragraph, a stray `li` gets a list, a table inside a
//! heading splits it, a block inside an inline element is taken out and the inline element is opened again within. Since
//! the rules allow only trees that print and read back alike, nothing needs to be tried twice.

mod budget;
mod line;
mod sink;

use crate::attribute::{Attribute, Name, Value};
use crate::element::{Kind, Model, Tag};
use crate::limits::RESOLVED_LINK_BYTES;
use crate::parse::ParseError;
use crate::print::escaped_bytes;
use crate::resource;
use crate::tree::{Data, Element, NodeId, Tree};
use crate::value::Style;
use budget::Budget;
use line::Line;
pub(crate) use sink::{Fragment, Sink};

/// A document under construction.
pub(crate) struct Builder {
    tree: Tree,
    blocks: Vec<Block>,
    inlines: Vec<Inline>,
    line: Line,
    budget: Budget,
}

/// An open block.
struct Block {
    /// `None` for the page itself.
    tag: Option<Tag>,
    model: Model,
    attributes: Vec<Attribute>,
    /// The node that takes content. `None` after a block split this one; the next content begins a second one like it.
    node: Option<NodeId>,
    /// Opened by us; closed by the first thing that fits better outside.
    implied: bool,
}

/// An open inline element. It gets a node when content comes, one in each block that it reaches into.
struct Inline {
    tag: Tag,
    attributes: Vec<Attribute>,
    node: Option<NodeId>,
    /// A link that another link interrupts.
    masked: bool,
}

/// What was opened and must be closed with [`Builder::close`].
#[must_use]
pub(crate) enum Opened {
    Block(usize),
    Inline,
    Boundary,
    Leaf,
}

impl Builder {
    pub(crate) fn new() -> Self {
        let page = Block { tag: None, model: Model::Outline, attributes: vec![], node: Some(Tree::FLOW), implied: false };
        Self { tree: Tree::new(), blocks: vec![page], inlines: vec![], line: Line::new(), budget: Budget::default() }
    }

    /// Closes what is open and returns the tree.
    ///
    /// # Errors
    /// As soon as a bound was passed at any time, that one.
    pub(crate) fn finish(mut self) -> Result<Tree, ParseError> {
        self.end_run();
        self.budget.check()?;
        resource::number(&mut self.tree);
        Ok(self.tree)
    }

    /// Returns the bound that was passed, so that the caller can stop early.
    pub(crate) fn check(&self) -> Result<(), ParseError> {
        self.budget.check()
    }

    /// Opens an element that holds others.
    pub(crate) fn open(&mut self, tag: Tag, attributes: Vec<Attribute>) -> Opened {
        match tag.kind() {
            Kind::Inline => self.open_inline(tag, attributes),
            Kind::Leaf => {
                self.leaf(tag, attributes);
                Opened::Leaf
            }
            _ if self.dissolves(tag) => self.open_boundary(),
            _ => self.open_block(tag, attributes),
        }
    }

    /// Opens an outline: an element with a position, which stands beside everything that flows.
    pub(crate) fn open_outline(&mut self, tag: Tag, attributes: Vec<Attribute>) -> Opened {
        self.end_run();
        self.blocks.truncate(1);
        let model = if tag.model() == Model::Flow { Model::Outline } else { tag.model() };
        let node = self.append(Tree::OUTLINES, tag, attributes.clone());
        self.blocks.push(Block { tag: Some(tag), model, attributes, node: Some(node), implied: false });
        Opened::Block(1)
    }

    /// Opens something that leaves no trace but a line of its own.
    pub(crate) fn open_boundary(&mut self) -> Opened {
        self.boundary();
        Opened::Boundary
    }

    pub(crate) fn close(&mut self, opened: Opened) {
        match opened {
            Opened::Block(index) => {
                self.end_run();
                self.blocks.truncate(index);
            }
            Opened::Inline => self.close_inline(),
            Opened::Boundary => self.boundary(),
            Opened::Leaf => {}
        }
    }

    /// Adds an inline element that holds nothing: a line break, an image, a video.
    pub(crate) fn leaf(&mut self, tag: Tag, attributes: Vec<Attribute>) {
        let parent = self.inline_parent();
        self.append(parent, tag, attributes);
        if tag == Tag::Br {
            // Only now, so that the elements around the blank are not thought empty.
            self.trim_blank();
            self.line = Line::new();
        } else {
            self.line.content();
        }
    }

    /// Adds text. Blanks are collapsed as a browser shows them, except in `pre`; control characters are dropped.
    pub(crate) fn text(&mut self, text: &str) {
        if self.is_preformatted() { self.verbatim(text) } else { self.collapsed(text) }
    }

    fn open_block(&mut self, tag: Tag, attributes: Vec<Attribute>) -> Opened {
        self.end_run();
        self.make_room(tag);
        let node = self.append(self.block_parent(), tag, attributes.clone());
        self.blocks.push(Block { tag: Some(tag), model: tag.model(), attributes, node: Some(node), implied: false });
        Opened::Block(self.blocks.len() - 1)
    }

    /// Whether a block has no place here and only its content is kept: a `div` in a heading, a cell outside a table.
    fn dissolves(&self, tag: Tag) -> bool {
        let given = self.blocks.iter().rev().find(|block| !block.implied).map(|block| block.model);
        match (tag.kind(), given) {
            (Kind::Block, Some(Model::Phrasing)) => !matches!(tag, Tag::Pre | Tag::Hr | Tag::Ul | Tag::Ol | Tag::Table),
            (Kind::TablePart, given) => given != Some(Model::Table),
            (Kind::Cell, given) => !matches!(given, Some(Model::Table | Model::Row)),
            _ => false,
        }
    }

    /// Arranges the open blocks so that the last one holds this tag.
    fn make_room(&mut self, tag: Tag) {
        let kind = tag.kind();
        if self.close_implied(|model| model.holds(kind)) {
            return;
        }
        if self.top().model == Model::Phrasing {
            if self.top().implied {
                self.blocks.pop();
            } else {
                // Split: the paragraph goes on after the block.
                self.top_mut().node = None;
                if self.block_below().model.holds(kind) {
                    return;
                }
            }
        }
        while !self.innermost().model.holds(kind) {
            match self.innermost().model {
                // A list within a list, not within an item: people mean the item before it.
                Model::List => self.imply_item(),
                Model::Table => self.imply(Tag::Tr),
                Model::Row => self.imply(Tag::Td),
                // Only a stray item is refused by flowing content; everything else was dissolved.
                Model::Outline | Model::Flow | Model::Phrasing | Model::Empty => self.imply(Tag::Ul),
            }
        }
    }

    /// Looks for an open block that accepts, from the innermost through those we opened to the first that we did not, and
    /// closes those inside it.
    fn close_implied(&mut self, accepts: impl Fn(Model) -> bool) -> bool {
        let mut index = self.blocks.len() - 1;
        loop {
            if accepts(self.blocks[index].model) {
                if index + 1 < self.blocks.len() {
                    self.end_run();
                    self.blocks.truncate(index + 1);
                }
                return true;
            }
            if index == 0 || !self.blocks[index].implied {
                return false;
            }
            index -= 1;
        }
    }

    fn imply(&mut self, tag: Tag) {
        let node = self.append(self.block_parent(), tag, vec![]);
        self.push_implied(tag, node);
    }

    fn imply_item(&mut self) {
        let last = self.tree.last_child(self.block_parent());
        match last.filter(|last| self.tree.tag(*last) == Some(Tag::Li)) {
            Some(item) => self.push_implied(Tag::Li, item),
            None => self.imply(Tag::Li),
        }
    }

    fn push_implied(&mut self, tag: Tag, node: NodeId) {
        self.blocks.push(Block { tag: Some(tag), model: tag.model(), attributes: vec![], node: Some(node), implied: true });
    }

    fn open_inline(&mut self, tag: Tag, attributes: Vec<Attribute>) -> Opened {
        if tag == Tag::A {
            self.mask_links(true);
        }
        self.inlines.push(Inline { tag, attributes, node: None, masked: false });
        Opened::Inline
    }

    fn close_inline(&mut self) {
        if let Some(Inline { tag: Tag::A, .. }) = self.inlines.pop() {
            self.mask_links(false);
        }
    }

    /// Masks or unmasks the innermost link: links never nest.
    fn mask_links(&mut self, masked: bool) {
        if let Some(index) = self.inlines.iter().rposition(|inline| inline.tag == Tag::A) {
            self.inlines[index].masked = masked;
            self.inlines[index..].iter_mut().for_each(|inline| inline.node = None);
        }
    }

    /// Returns the node that takes inline content here and now.
    fn inline_parent(&mut self) -> NodeId {
        if self.line.take_break() {
            self.break_line();
        }
        self.open_inlines()
    }

    fn open_inlines(&mut self) -> NodeId {
        let mut parent = self.text_block();
        for index in 0..self.inlines.len() {
            let Inline { tag, node, masked, .. } = self.inlines[index];
            parent = match node {
                _ if masked => continue,
                Some(node) => node,
                // A span that had nothing but its handle.
                None if tag == Tag::Span && self.inlines[index].attributes.is_empty() => continue,
                None => {
                    let node = self.append(parent, tag, self.inlines[index].attributes.clone());
                    let inline = &mut self.inlines[index];
                    inline.node = Some(node);
                    inline.attributes.retain(is_not_handle);
                    node
                }
            };
        }
        parent
    }

    /// Returns the node of a block that holds inline content, making one where none is open.
    fn text_block(&mut self) -> NodeId {
        // A page that holds only blocks counts as accepting: rather a paragraph of its own than a place in a list we made.
        self.close_implied(|model| model.holds_text() || model == Model::Outline);
        loop {
            match self.top().model {
                Model::Flow => return self.block_parent(),
                Model::Phrasing => return self.phrasing_node(),
                Model::Outline => self.imply(Tag::P),
                Model::List => self.imply(Tag::Li),
                Model::Table => self.imply(Tag::Tr),
                Model::Row => self.imply(Tag::Td),
                // `hr` is closed before anything can come; if not, what comes stands behind it.
                Model::Empty => drop(self.blocks.pop()),
            }
        }
    }

    /// Returns the open paragraph, or begins a second one like it after a block split it.
    fn phrasing_node(&mut self) -> NodeId {
        let top = self.top();
        let (Some(tag), None) = (top.tag, top.node) else { return self.block_parent() };
        let attributes: Vec<Attribute> = top.attributes.iter().filter(|attribute| is_not_handle(attribute)).cloned().collect();
        let node = self.append(self.block_parent(), tag, attributes);
        self.top_mut().node = Some(node);
        node
    }

    /// A place where a browser would begin a new line.
    fn boundary(&mut self) {
        if self.top().implied && self.top().model == Model::Phrasing {
            self.end_run();
            self.blocks.pop();
        } else {
            self.line.want_break();
        }
    }

    fn break_line(&mut self) {
        if self.is_preformatted() {
            self.verbatim("\n");
        } else {
            self.leaf(Tag::Br, vec![]);
        }
    }

    /// Ends a stretch of inline content: a blank at its end is not seen, and what follows opens its inline elements anew.
    fn end_run(&mut self) {
        self.inlines.iter_mut().for_each(|inline| inline.node = None);
        self.trim_blank();
        self.line = Line::new();
    }

    fn trim_blank(&mut self) {
        let Some(text) = self.line.take_blank() else { return };
        let mut parent = self.tree.parent(text);
        self.tree.pop_char(text);
        // Inline elements that held only the blank are gone with it.
        while let Some(node) = parent
            && self.tree.last_child(node).is_none()
            && self.tree.tag(node).is_some_and(|tag| tag.kind() == Kind::Inline)
        {
            parent = self.tree.parent(node);
            self.tree.detach(node);
        }
    }

    fn is_preformatted(&self) -> bool {
        self.top().tag == Some(Tag::Pre)
    }

    fn verbatim(&mut self, text: &str) {
        let lines = text.replace("\r\n", "\n").replace('\r', "\n");
        let kept: String = lines.chars().filter(|char| !char.is_control() || matches!(char, '\n' | '\t')).collect();
        if !kept.is_empty() {
            let parent = self.inline_parent();
            self.append_text(parent, &kept);
            if kept.ends_with('\n') { self.line = Line::new() } else { self.line.content() }
        }
    }

    fn collapsed(&mut self, text: &str) {
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let is_blank = first.is_ascii_whitespace();
            let end = if is_blank { rest.len() - rest.trim_ascii_start().len() } else { end_of_words(rest) };
            let (piece, after) = rest.split_at(end);
            rest = after;
            if is_blank { self.blank() } else { self.words(piece) }
        }
    }

    fn blank(&mut self) {
        if self.line.wants_blank() {
            let parent = self.open_inlines();
            let node = self.append_text(parent, " ");
            self.line.blank(node);
        }
    }

    fn words(&mut self, words: &str) {
        let kept: String;
        let words = if words.contains(char::is_control) {
            kept = words.chars().filter(|char| !char.is_control()).collect();
            &kept
        } else {
            words
        };
        if !words.is_empty() {
            let parent = self.inline_parent();
            self.append_text(parent, words);
            self.line.content();
        }
    }

    fn append(&mut self, parent: NodeId, tag: Tag, mut attributes: Vec<Attribute>) -> NodeId {
        if tag == Tag::Li {
            strip_list_style(&mut attributes, self.tree.tag(parent));
        }
        let (items, bytes) = (1 + attributes.len(), attributes.iter().map(Attribute::printed_bytes).sum::<usize>());
        // Brackets, a line's end, and the name twice.
        self.budget.spend(items, bytes + 2 * tag.name().len() + 6);
        let node = self.tree.append(parent, Data::Element(Element { tag, attributes }));
        self.budget.descend(self.tree.depth(node));
        node
    }

    fn append_text(&mut self, parent: NodeId, text: &str) -> NodeId {
        let continues = self.tree.last_child(parent).is_some_and(|last| matches!(self.tree.data(last), Data::Text(_)));
        self.budget.spend(usize::from(!continues), escaped_bytes(text));
        self.tree.append_text(parent, text)
    }

    fn top(&self) -> &Block {
        self.blocks.last().expect("the page itself is never closed")
    }

    fn top_mut(&mut self) -> &mut Block {
        self.blocks.last_mut().expect("the page itself is never closed")
    }

    fn block_below(&self) -> &Block {
        &self.blocks[self.blocks.len().saturating_sub(2)]
    }

    /// The innermost block that is not split.
    fn innermost(&self) -> &Block {
        self.blocks.iter().rev().find(|block| block.node.is_some()).expect("the page itself is never split")
    }

    fn block_parent(&self) -> NodeId {
        self.innermost().node.unwrap_or(Tree::FLOW)
    }
}

impl Attribute {
    /// The bytes this attribute takes in print, as far as they matter for a bound.
    fn printed_bytes(&self) -> usize {
        match &self.value {
            Value::Text(text) => escaped_bytes(text) + 24,
            Value::Page(_) => RESOLVED_LINK_BYTES,
            // Printed twice: as it is shown, and in full.
            Value::Resource(_) => 2 * RESOLVED_LINK_BYTES,
        }
    }
}

/// Returns where the words end that a text begins with, as long as they stand one blank apart already: these are taken together.
/// What may be no word once it is seen without its control characters stands alone.
fn end_of_words(text: &str) -> usize {
    let word = |text: &str| text.bytes().position(|byte| byte.is_ascii_whitespace()).unwrap_or(text.len());
    let is_seen = |char: char| !char.is_ascii_whitespace() && !char.is_control();
    let mut end = word(text);
    while text.starts_with(is_seen)
        && let Some(next) = text[end..].strip_prefix(' ')
        && next.starts_with(is_seen)
    {
        end += 1 + word(next);
    }
    end
}

/// Takes out of an item the kind of list that its list has anyway.
fn strip_list_style(attributes: &mut Vec<Attribute>, list: Option<Tag>) {
    let usual = if list == Some(Tag::Ol) { "decimal" } else { "disc" };
    let Some(at) = attributes.iter().position(|attribute| attribute.name == Name::Style) else { return };
    let Value::Text(text) = &attributes[at].value else { return };
    let mut style = Style::parse(text);
    style.remove_if("list-style-type", usual);
    match style.to_text() {
        Some(text) => attributes[at].value = Value::Text(text),
        None => drop(attributes.remove(at)),
    }
}

/// The same handle on two elements would name neither, and two of the same note tag are two notes; so the second of what was
/// split goes without.
pub(crate) fn is_not_handle(attribute: &Attribute) -> bool {
    !matches!(attribute.name, Name::DataId | Name::DataTag)
}
