//! A page as Markdown, for who takes their notes elsewhere. Sources: CommonMark 0.31.2; GitHub Flavored Markdown, for tables, boxes and
//! what is struck through.
//!
//! What Markdown has no word for is left out where it is only looks (colours, sizes, where an outline stands), and said in the nearest
//! words where it is content: a note tag is a sign before the line, cells that span others stand beside empty ones. All text of a page
//! is text where it is read again, whatever it looks like.

mod escape;
mod inline;

use crate::attribute::{Name, Value};
use crate::document::Document;
use crate::element::{Kind, Tag};
use crate::reference::Reference;
use crate::resource::Resource;
use crate::tree::{Data, Element, NodeId, Tree};
use inline::{IN_CELL, Inline};

/// Where links and resources are found from there.
#[derive(Clone, Copy)]
pub struct MarkdownOptions<'a> {
    /// Gives the address of a page.
    pub page: &'a dyn Fn(&Reference) -> String,
    /// Gives the address of a resource's bytes.
    pub resource: &'a dyn Fn(&Resource) -> String,
}

/// Returns a page as Markdown: its title as a heading, what flows, and then its outlines, in their order. Ends with a line break.
///
/// ```
/// let document = page::parse("<title>Plan</title><h2>1. *Now*</h2><p data-tag='to-do'>Pack <b>both</b> bags", &page::Alone)?.document;
/// let options = page::MarkdownOptions { page: &|_| String::new(), resource: &|_| String::new() };
/// assert_eq!(page::markdown(&document, &options), "# Plan\n\n## 1\\. \\*Now\\*\n\n- [ ] Pack **both** bags\n");
/// # Ok::<(), page::ParseError>(())
/// ```
pub fn markdown(document: &Document, options: &MarkdownOptions<'_>) -> String {
    let writer = Writer { tree: &document.body, options };
    let mut pieces = Pieces::default();
    if !document.title().trim().is_empty() {
        pieces.push(Piece::block(escape::heading(1, escape::line(document.title()))));
    }
    for root in [Tree::FLOW, Tree::OUTLINES] {
        writer.blocks(root, &mut pieces);
    }
    if let Some(ink) = &document.ink {
        pieces.push(Piece::block(format!("[Ink]({})", escape::address(&(options.resource)(ink)))));
    }
    let mut out = pieces.join(false);
    out.push('\n');
    out
}

/// Returns words as one line of Markdown, which is read as just these words.
pub fn markdown_line(words: &str) -> String {
    escape::line(words)
}

/// Something that stands on lines of its own.
struct Piece {
    text: String,
    /// The sign of a list that it is an item or the whole of; another list must not begin right behind it with the same.
    list: Option<char>,
    /// Whether it is one box of several that stand together.
    is_box: bool,
}

impl Piece {
    const fn block(text: String) -> Self {
        Self { text, list: None, is_box: false }
    }
}

#[derive(Default)]
struct Pieces(Vec<Piece>);

impl Pieces {
    fn push(&mut self, piece: Piece) {
        if !piece.text.is_empty() {
            self.0.push(piece);
        }
    }

    /// The sign of the list that is the last piece.
    fn last_list(&self) -> Option<char> {
        self.0.last().and_then(|piece| piece.list)
    }

    /// Puts them one below the other: with an empty line between, unless they are boxes, or all is to be tight.
    fn join(self, is_tight: bool) -> String {
        let mut out = String::new();
        let mut was_box = false;
        for (at, piece) in self.0.into_iter().enumerate() {
            if at > 0 {
                out.push_str(if is_tight || (was_box && piece.is_box) { "\n" } else { "\n\n" });
            }
            was_box = piece.is_box;
            out.push_str(&piece.text);
        }
        out
    }
}

struct Writer<'a> {
    tree: &'a Tree,
    options: &'a MarkdownOptions<'a>,
}

impl Writer<'_> {
    /// Writes what stands in something: blocks, and runs of words between them as paragraphs.
    fn blocks(&self, parent: NodeId, pieces: &mut Pieces) {
        let mut words = Inline::new(self.options);
        for id in self.tree.children(parent) {
            if is_block(self.tree, id) {
                pieces.push(Piece::block(std::mem::replace(&mut words, Inline::new(self.options)).paragraph()));
                self.block(id, pieces);
            } else {
                words.add(self.tree, id);
            }
        }
        pieces.push(Piece::block(words.paragraph()));
    }

    fn block(&self, id: NodeId, pieces: &mut Pieces) {
        let Data::Element(element) = self.tree.data(id) else { return };
        match element.tag {
            Tag::H1 | Tag::H2 | Tag::H3 | Tag::H4 | Tag::H5 | Tag::H6 => {
                let words = self.words(id).line(" ");
                let level = element.tag.name().as_bytes()[1] - b'0';
                let sign = sign(element).map_or_else(String::new, |sign| format!("{sign} "));
                if !words.is_empty() {
                    // The title is the first one.
                    pieces.push(Piece::block(escape::heading(usize::from(level).clamp(2, 6), format!("{sign}{words}"))));
                }
            }
            Tag::P => self.paragraph(id, element, pieces),
            Tag::Pre => pieces.push(Piece::block(self.words(id).fenced())),
            Tag::Hr => pieces.push(Piece::block("---".to_owned())),
            Tag::Blockquote => pieces.push(Piece::block(prefixed(&self.inside(id), "> ", "> "))),
            Tag::Ul | Tag::Ol => self.list(id, element, pieces),
            Tag::Table => self.table(id, pieces),
            _ => self.blocks(id, pieces),
        }
    }

    fn paragraph(&self, id: NodeId, element: &Element, pieces: &mut Pieces) {
        let words = self.words(id).paragraph();
        match checked(element) {
            Some(is_done) if !words.is_empty() => {
                let mark = if pieces.0.last().is_some_and(|last| last.is_box) { '-' } else { other(pieces.last_list(), '-', '*') };
                let first = format!("{mark} [{}] ", if is_done { 'x' } else { ' ' });
                pieces.push(Piece { text: prefixed(&words, &first, "  "), list: Some(mark), is_box: true });
            }
            _ => match sign(element) {
                Some(sign) if !words.is_empty() => pieces.push(Piece::block(format!("{sign} {words}"))),
                _ => pieces.push(Piece::block(words)),
            },
        }
    }

    fn list(&self, id: NodeId, element: &Element, pieces: &mut Pieces) {
        let is_numbered = element.tag == Tag::Ol;
        let mark = if is_numbered { other(pieces.last_list(), '.', ')') } else { other(pieces.last_list(), '-', '*') };
        let mut number = number(element, Name::Start).unwrap_or(1);
        let mut items = Vec::new();
        let mut is_tight = true;
        for item in self.tree.children(id) {
            let mut inside = Pieces::default();
            self.blocks(item, &mut inside);
            // A box of its own is that of the item.
            if let Some(first) = inside.0.first_mut().filter(|first| first.is_box) {
                *first = Piece::block(first.text.split_off(2));
            }
            // Words with a list below them stand close; two paragraphs need a line between, and then all items have one.
            let is_close = inside.0.iter().skip(1).all(|piece| piece.list.is_some());
            is_tight &= is_close;
            let text = inside.join(is_close);
            let first = if is_numbered { format!("{number}{mark} ") } else { format!("{mark} ") };
            let rest = " ".repeat(first.len());
            // Signs of lists with nothing behind them would be a line across.
            let text = if text.is_empty() { "&nbsp;" } else { &text };
            items.push(prefixed(text, &first, &rest));
            number = number.saturating_add(1);
        }
        pieces.push(Piece { text: items.join(if is_tight { "\n" } else { "\n\n" }), list: Some(mark), is_box: false });
    }

    /// The first row is the head: a table has one there.
    fn table(&self, id: NodeId, pieces: &mut Pieces) {
        let mut rows: Vec<Vec<String>> = Vec::new();
        for part in self.tree.children(id) {
            match self.tree.tag(part) {
                Some(Tag::Caption) => self.blocks(part, pieces),
                Some(Tag::Tr) => rows.push(self.row(part)),
                _ => {}
            }
        }
        let width = rows.iter().map(Vec::len).max().unwrap_or(0);
        if width == 0 {
            return;
        }
        let line = |cells: &[String]| {
            let cells = (0..width).map(|at| cells.get(at).map_or("", String::as_str));
            format!("|{}", cells.map(|cell| format!(" {cell} |")).collect::<String>())
        };
        let mut lines: Vec<String> = rows.iter().map(|row| line(row)).collect();
        lines.insert(1, format!("|{}", " --- |".repeat(width)));
        pieces.push(Piece::block(lines.join("\n")));
    }

    fn row(&self, id: NodeId) -> Vec<String> {
        let mut cells = Vec::new();
        for cell in self.tree.children(id) {
            let Data::Element(element) = self.tree.data(cell) else { continue };
            cells.push(self.cell(cell));
            let beside = number(element, Name::Colspan).unwrap_or(1).clamp(1, SPAN_MAX) - 1;
            cells.extend(std::iter::repeat_n(String::new(), usize::try_from(beside).unwrap_or(0)));
        }
        cells
    }

    /// A cell is one line: what stands on several is held apart by breaks.
    fn cell(&self, id: NodeId) -> String {
        let mut lines: Vec<String> = Vec::new();
        let mut words = Inline::new(self.options);
        let mut stack: Vec<NodeId> = self.tree.children(id).collect();
        stack.reverse();
        while let Some(id) = stack.pop() {
            if !is_block(self.tree, id) && !self.tree.tag(id).is_some_and(is_part) {
                words.add(self.tree, id);
                continue;
            }
            lines.push(std::mem::replace(&mut words, Inline::new(self.options)).line(IN_CELL));
            let is_text = self.tree.tag(id).is_some_and(|tag| tag.is_heading() || matches!(tag, Tag::P | Tag::Pre));
            if is_text {
                lines.push(self.words(id).line(IN_CELL));
            } else {
                let from = stack.len();
                stack.extend(self.tree.children(id));
                stack[from..].reverse();
            }
        }
        lines.push(words.line(IN_CELL));
        lines.retain(|line| !line.is_empty());
        lines.join(IN_CELL)
    }

    fn inside(&self, id: NodeId) -> String {
        let mut pieces = Pieces::default();
        self.blocks(id, &mut pieces);
        pieces.join(false)
    }

    /// The words of a block that holds nothing else.
    fn words(&self, id: NodeId) -> Inline<'_> {
        let mut words = Inline::new(self.options);
        self.tree.children(id).for_each(|child| words.add(self.tree, child));
        words
    }
}

/// The most columns that one cell is counted for: no page has more, and a number is not a table.
const SPAN_MAX: i64 = 64;

fn is_block(tree: &Tree, id: NodeId) -> bool {
    tree.tag(id).is_some_and(|tag| tag.kind() == Kind::Block)
}

const fn is_part(tag: Tag) -> bool {
    matches!(tag.kind(), Kind::Item | Kind::TablePart | Kind::Cell)
}

/// Returns the sign of a list: another one if a list with the first stands right before.
fn other(before: Option<char>, first: char, second: char) -> char {
    if before == Some(first) { second } else { first }
}

fn number(element: &Element, name: Name) -> Option<i64> {
    match element.value(name) {
        Some(Value::Text(text)) => text.parse().ok().filter(|number| (0..=999_999_999).contains(number)),
        _ => None,
    }
}

fn tags(element: &Element) -> impl Iterator<Item = &str> {
    let text = if let Some(Value::Text(text)) = element.value(Name::DataTag) { text.as_str() } else { "" };
    text.split(',').map(str::trim).filter(|tag| !tag.is_empty())
}

/// Says whether a line has a box, and whether that is checked.
fn checked(element: &Element) -> Option<bool> {
    tags(element).find(|tag| tag.starts_with("to-do")).map(|tag| tag.ends_with(":completed"))
}

/// Returns the sign of a line's note tag, if it has one that is no box.
fn sign(element: &Element) -> Option<char> {
    let tag = tags(element).find(|tag| !tag.starts_with("to-do"))?;
    Some(match tag.split(':').next().unwrap_or_default() {
        "important" => '\u{2B50}',
        "question" => '\u{2753}',
        "critical" => '\u{2757}',
        "idea" => '\u{1F4A1}',
        "contact" | "address" | "phone-number" => '\u{260E}',
        _ => '\u{1F3F7}',
    })
}

/// Puts something before the first line, and before each further one that is not empty.
fn prefixed(text: &str, first: &str, rest: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for (at, line) in text.split('\n').enumerate() {
        if at > 0 {
            out.push('\n');
        }
        let prefix = if at == 0 { first } else { rest };
        out.push_str(if line.is_empty() { prefix.trim_end() } else { prefix });
        out.push_str(line);
    }
    out
}
