//! How a page begins: some words, and a picture. Source: Graph concepts, `onenote-get-content`.

use crate::attribute::{Name, Value};
use crate::document::Document;
use crate::element::Tag;
use crate::limits::PREVIEW_CHARS_MAX;
use crate::resource::Resource;
use crate::tree::{Event, Tree};

/// An image that others can get.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Image<'a> {
    /// We hold its bytes.
    Resource(&'a Resource),
    /// It is somewhere in the web.
    Address(&'a str),
}

impl Document {
    /// Returns how the text begins, on one line: whole phrases, at most 300 characters. Only where the first phrase is longer
    /// is it cut, between two words if it has two.
    ///
    /// ```
    /// let document = page::parse("<h1>Plan</h1><p>First we pack. Then we go.", &page::Alone)?.document;
    /// assert_eq!(document.preview(), "Plan First we pack. Then we go.");
    /// # Ok::<(), page::ParseError>(())
    /// ```
    pub fn preview(&self) -> String {
        // Enough for 300 characters, each of four bytes, with many blanks between them.
        let text = self.text_within(32 * PREVIEW_CHARS_MAX);
        let lines: Vec<String> = text.lines().map(one_blank).filter(|line| !line.is_empty()).collect();
        let flat = lines.join("\n");
        let end = phrases_end(&flat);
        flat[..end].replace('\n', " ")
    }

    /// Returns the first image on the page that has an address of its own.
    pub fn first_image(&self) -> Option<Image<'_>> {
        let mut events = [Tree::FLOW, Tree::OUTLINES].into_iter().flat_map(|root| self.body.events(root));
        events.find_map(|event| match event {
            Event::Open(element) if element.tag == Tag::Img => match element.value(Name::Src) {
                Some(Value::Resource(resource)) => Some(Image::Resource(resource)),
                Some(Value::Text(address)) if !address.starts_with("data:") => Some(Image::Address(address)),
                _ => None,
            },
            _ => None,
        })
    }
}

fn one_blank(line: &str) -> String {
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns where the last phrase ends that is whole within the bound. A line is a phrase, and so is a sentence.
fn phrases_end(flat: &str) -> usize {
    let (mut phrase, mut word) = (0, 0);
    let mut chars = flat.char_indices().peekable();
    for _ in 0..PREVIEW_CHARS_MAX {
        let Some((at, char)) = chars.next() else { return flat.len() };
        let end = at + char.len_utf8();
        let next = chars.peek().map(|(_, next)| *next);
        let ends_word = matches!(next, Some(' ' | '\n'));
        if ends_word {
            word = end;
        }
        let ends_sentence = matches!(char, '.' | '!' | '?' | '…' | ':' | ';') && ends_word || matches!(char, '。' | '！' | '？');
        if ends_sentence || next == Some('\n') {
            phrase = end;
        }
    }
    match chars.peek() {
        None => flat.len(),
        Some(_) if phrase > 0 => phrase,
        Some(_) if word > 0 => word,
        Some((at, _)) => *at,
    }
}
