//! The text of a page as a reader sees it, without the page.

use crate::attribute::{Name, Value};
use crate::document::Document;
use crate::element::{Kind, Tag};
use crate::limits::TEXT_BYTES_MAX;
use crate::tree::{Element, Event, Tree};

impl Document {
    /// Returns the visible text, at most one mebibyte of it, cut between two words. What stands on lines of its own
    /// (paragraphs, items, cells) begins a new line; no line is empty. Images count with their alternative text, attachments
    /// with their names. The title is not part of it.
    ///
    /// ```
    /// let document = page::parse("<title>T</title><h1>Plan</h1><ul><li>Pack <b>bag</b>s<li>Go", &page::Alone)?.document;
    /// assert_eq!(document.text(), "Plan\nPack bags\nGo");
    /// # Ok::<(), page::ParseError>(())
    /// ```
    pub fn text(&self) -> String {
        self.text_within(TEXT_BYTES_MAX)
    }

    /// As [`Document::text`], with a bound of its own.
    pub(crate) fn text_within(&self, bytes_max: usize) -> String {
        let mut text = Text { out: String::new(), bytes_max, break_due: false };
        for root in [Tree::FLOW, Tree::OUTLINES] {
            for event in self.body.events(root) {
                match event {
                    Event::Open(element) => text.open(element),
                    Event::Text(piece) => text.push(piece),
                    Event::Close(element) => text.edge(element.tag),
                }
                if text.out.len() > bytes_max {
                    return cut(text.out, bytes_max);
                }
            }
            text.break_due = true;
        }
        text.out
    }
}

struct Text {
    out: String,
    bytes_max: usize,
    break_due: bool,
}

impl Text {
    fn open(&mut self, element: &Element) {
        self.edge(element.tag);
        for name in [Name::Alt, Name::Attachment] {
            if let Some(Value::Text(words)) = element.value(name)
                && !words.is_empty()
            {
                // Nothing says whether it stands within a word; a word that was torn is found again by its parts.
                self.push(" ");
                self.push(words);
                self.push(" ");
            }
        }
    }

    /// Before and after what a reader sees on lines of its own.
    fn edge(&mut self, tag: Tag) {
        self.break_due |= tag == Tag::Br || matches!(tag.kind(), Kind::Block | Kind::Item | Kind::TablePart | Kind::Cell);
    }

    fn push(&mut self, piece: &str) {
        // Everything after the bound is cut away; more than this is never looked at.
        let piece = &piece[..piece.floor_char_boundary(self.bytes_max + 1)];
        let at_start = self.out.is_empty() || self.break_due;
        let piece = if at_start { piece.trim_start_matches([' ', '\n']) } else { piece };
        if piece.is_empty() || (self.out.ends_with(' ') && piece == " ") {
            return;
        }
        if std::mem::take(&mut self.break_due) && !self.out.is_empty() {
            self.out.truncate(self.out.trim_end_matches([' ', '\n']).len());
            self.out.push('\n');
        }
        self.out.push_str(piece);
    }
}

/// Cuts a text so that no word is torn, if there is more than one.
fn cut(mut text: String, bytes_max: usize) -> String {
    let bound = text.floor_char_boundary(bytes_max);
    let is_whole = text[bound..].starts_with(char::is_whitespace);
    let end = if is_whole { bound } else { text[..bound].rfind(char::is_whitespace).unwrap_or(bound) };
    text.truncate(text[..end].trim_end().len());
    text
}
