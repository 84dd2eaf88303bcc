//! Stands between the tokenizer and the tree builder.
//!
//! It counts before the tree builder works, and stops it when the input is a bomb: the builder's time grows with what is
//! open. How deep the input is nested we ask the tree that is being built, rather than guess from tags: only the builder
//! knows that a `p` closes the `p` before, so a page of a thousand unclosed paragraphs is flat, and that
//! `<ul><li><ul><li>` is not.

use std::cell::{Cell, RefCell};

use html5ever::interface::Tracer;
use html5ever::tokenizer::{StartTag, Tag, TagKind, Token, TokenSink, TokenSinkResult};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts};

use super::ParseError;
use super::raw::{Handle, RawSink, RawTree};
use crate::limits::{DEPTH_MAX, INPUT_ATTRIBUTES_MAX, INPUT_TAGS_MAX, OPEN_HANDLES_MAX};

pub(super) struct Guard {
    builder: TreeBuilder<Handle, RawSink>,
    /// The bound that was passed. From then on nothing is forwarded.
    refused: RefCell<Option<ParseError>>,
    tags: Cell<usize>,
    attributes: Cell<usize>,
    /// Whether a token was finished since somebody asked.
    progress: Cell<bool>,
}

/// How often the open elements are counted one by one. The count itself takes time.
const TAGS_BETWEEN_COUNTS: usize = 64;

/// Attributes that anything in here ever looks at. All others stop here: they cost time where the tree builder compares
/// elements.
const ATTRIBUTES: [&str; 33] = [
    "align",
    "alt",
    "bgcolor",
    "border",
    "color",
    "colspan",
    "content",
    "data",
    "data-absolute-enabled",
    "data-attachment",
    "data-id",
    "data-original-src",
    "data-render-fallback",
    "data-render-method",
    "data-render-original-src",
    "data-render-src",
    "data-tag",
    "dir",
    "encoding",
    "face",
    "height",
    "href",
    "lang",
    "name",
    "rowspan",
    "src",
    "start",
    "style",
    "type",
    "value",
    "width",
    "xml:lang",
    "valign",
];

/// Elements that hold content and that XHTML may close in their start tag. HTML ignores that and would put the rest of the
/// page inside; the documented input is XHTML, so we do as it says. Only names that HTML gives this trouble: inside
/// drawings the tree builder knows better.
const CLOSABLE: [&str; 39] = [
    "a",
    "b",
    "blockquote",
    "cite",
    "code",
    "del",
    "div",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "i",
    "iframe",
    "li",
    "noscript",
    "object",
    "ol",
    "p",
    "pre",
    "script",
    "section",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "sup",
    "table",
    "td",
    "textarea",
    "th",
    "title",
    "tr",
    "u",
    "ul",
    "article",
];

impl Guard {
    pub(super) fn new() -> Self {
        // As if from `srcdoc`: a page without a doctype is not put into quirks mode, where a table may stand in a paragraph.
        let opts = TreeBuilderOpts { iframe_srcdoc: true, drop_doctype: true, ..TreeBuilderOpts::default() };
        Self {
            builder: TreeBuilder::new(RawSink::new(), opts),
            refused: RefCell::new(None),
            tags: Cell::new(0),
            attributes: Cell::new(0),
            progress: Cell::new(false),
        }
    }

    /// # Errors
    /// When a bound was passed, which one.
    pub(super) fn check(&self) -> Result<(), ParseError> {
        self.refused.borrow().clone().map_or(Ok(()), Err)
    }

    /// Returns whether a token was finished since the last call.
    pub(super) fn take_progress(&self) -> bool {
        self.progress.replace(false)
    }

    pub(super) fn into_tree(self) -> RawTree {
        self.builder.sink.into_tree(self.tags.get())
    }

    fn tag(&self, mut tag: Tag, line: u64) -> TokenSinkResult<Handle> {
        self.tags.set(self.tags.get() + 1);
        self.attributes.set(self.attributes.get() + tag.attrs.len());
        if self.tags.get() > INPUT_TAGS_MAX {
            return self.refuse(ParseError::TooManyElements { items_max: INPUT_TAGS_MAX });
        }
        if self.attributes.get() > INPUT_ATTRIBUTES_MAX {
            return self.refuse(ParseError::TooManyElements { items_max: INPUT_ATTRIBUTES_MAX });
        }
        // A frameset would take the place of the body.
        if matches!(&*tag.name, "frameset" | "frame" | "noframes") {
            return TokenSinkResult::Continue;
        }
        tag.attrs.retain(|attribute| ATTRIBUTES.contains(&&*attribute.name.local));
        let closes = tag.kind == StartTag && tag.self_closing && CLOSABLE.contains(&&*tag.name);
        let end = closes.then(|| Tag { kind: TagKind::EndTag, self_closing: false, attrs: vec![], ..tag.clone() });
        let mut result = self.forward(Token::TagToken(tag), line);
        if let Some(end) = end {
            // The builder asked for raw text until the end tag; here it is already, so the tokenizer need not know.
            let _ = self.forward(Token::TagToken(end), line);
            result = TokenSinkResult::Continue;
        }
        if let Err(error) = self.builder.sink.check() {
            return self.refuse(error);
        }
        if self.tags.get().is_multiple_of(TAGS_BETWEEN_COUNTS) && self.open_handles() > OPEN_HANDLES_MAX {
            return self.refuse(ParseError::TooDeep { depth_max: DEPTH_MAX });
        }
        result
    }

    fn forward(&self, token: Token, line: u64) -> TokenSinkResult<Handle> {
        match self.builder.process_token(token, line) {
            // Pauses for a browser; the encoding is known and scripts are not run.
            TokenSinkResult::Script(_) | TokenSinkResult::EncodingIndicator(_) => TokenSinkResult::Continue,
            other => other,
        }
    }

    fn refuse(&self, error: ParseError) -> TokenSinkResult<Handle> {
        *self.refused.borrow_mut() = Some(error);
        TokenSinkResult::Continue
    }

    /// Counts what the builder holds: open elements, and formatting elements that it would open again.
    fn open_handles(&self) -> usize {
        let count = Count(Cell::new(0));
        self.builder.trace_handles(&count);
        count.0.get()
    }
}

struct Count(Cell<usize>);

impl Tracer for Count {
    type Handle = Handle;

    fn trace_handle(&self, _node: &Handle) {
        self.0.set(self.0.get() + 1);
    }
}

impl TokenSink for Guard {
    type Handle = Handle;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<Handle> {
        if matches!(token, Token::ParseError(_)) {
            return TokenSinkResult::Continue;
        }
        self.progress.set(true);
        if self.refused.borrow().is_some() {
            return TokenSinkResult::Continue;
        }
        match token {
            Token::TagToken(tag) => self.tag(tag, line),
            // Without a doctype there is one mode for all pages.
            Token::DoctypeToken(_) => TokenSinkResult::Continue,
            // Nobody looks at them, and of the smallest there may be more than of all else.
            Token::CommentToken(_) => TokenSinkResult::Continue,
            // A zero is nothing anywhere in a page, and the builder is slow at finding that out.
            Token::NullCharacterToken => TokenSinkResult::Continue,
            other => self.forward(other, line),
        }
    }

    fn end(&self) {
        if self.refused.borrow().is_none() {
            self.builder.end();
        }
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}
