//! A block as the pieces that are compared: words, what stands between them, things, and where lines and cells begin.

use super::super::key::Print;
use crate::element::{Kind, Tag};
use crate::tree::{Element, Event, NodeId, Tree};

/// A piece of a block.
#[derive(Clone, Copy, Debug)]
pub(super) enum Piece<'a> {
    Word(&'a str),
    /// Blanks, or one sign.
    Between(&'a str),
    /// An image, a file, a video.
    Thing(&'a Element),
    Line,
    Cell,
}

/// What a piece says, in short.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Key<'a> {
    Text(&'a str),
    Thing(Print),
    Line,
    Cell,
}

/// The pieces of a block in order, with their keys.
#[derive(Default)]
pub(super) struct Pieces<'a> {
    pub(super) pieces: Vec<Piece<'a>>,
    pub(super) keys: Vec<Key<'a>>,
}

impl<'a> Pieces<'a> {
    /// Cuts a block into pieces. One of more pieces than are `left` has none, and is like no other.
    pub(super) fn of(tree: &'a Tree, block: NodeId, left: &mut usize) -> Self {
        let mut all = Self::default();
        for event in tree.events(block) {
            // One more tells that there are too many.
            let room = *left + 1 - all.pieces.len();
            match event {
                Event::Open(element) => all.extend(of_element(element)),
                Event::Text(text) => all.extend(of_text(text).take(room)),
                Event::Close(_) => {}
            }
            if all.pieces.len() > *left {
                return Self::default();
            }
        }
        *left -= all.pieces.len();
        all
    }

    pub(super) fn of_line(text: &'a str) -> Self {
        let mut all = Self::default();
        all.extend(of_text(text));
        all
    }

    fn extend(&mut self, pieces: impl IntoIterator<Item = Piece<'a>>) {
        for piece in pieces {
            self.pieces.push(piece);
            self.keys.push(match piece {
                Piece::Word(text) | Piece::Between(text) => Key::Text(text),
                Piece::Thing(element) => Key::Thing(Print::of_thing(element)),
                Piece::Line => Key::Line,
                Piece::Cell => Key::Cell,
            });
        }
    }

    /// Says whether a piece is one by which a reader knows a text again.
    pub(super) fn is_telling(&self, at: usize) -> bool {
        matches!(self.pieces[at], Piece::Word(_) | Piece::Thing(_))
    }
}

/// Returns the piece that an element within a block is, or begins with.
pub(super) fn of_element(element: &Element) -> Option<Piece<'_>> {
    match (element.tag, element.tag.kind()) {
        (Tag::Br, _) | (_, Kind::Block | Kind::Item | Kind::TablePart) => Some(Piece::Line),
        (_, Kind::Cell) => Some(Piece::Cell),
        (_, Kind::Leaf) => Some(Piece::Thing(element)),
        (_, Kind::Inline) => None,
    }
}

/// Cuts a text into pieces. They are all of it.
pub(super) fn of_text(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let end = if first.is_whitespace() {
            rest.find(|char: char| !char.is_whitespace())
        } else if is_of_word(first) {
            rest.find(|char: char| !is_of_word(char) && !joins(char))
        } else {
            after_one(rest)
        };
        let (piece, after) = rest.split_at(end.unwrap_or(rest.len()));
        rest = after;
        Some(if first.is_alphanumeric() { Piece::Word(piece) } else { Piece::Between(piece) })
    })
}

/// Whether a letter makes a word with those beside it. Scripts that put no blanks between words are compared letter by letter.
fn is_of_word(char: char) -> bool {
    let is_unspaced = matches!(char, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{2e80}'..);
    let is_korean = matches!(char, '\u{ac00}'..='\u{d7a3}');
    char.is_alphanumeric() && (is_korean || !is_unspaced)
}

/// Whether a sign belongs to the one before it, and means nothing alone.
fn joins(char: char) -> bool {
    matches!(char, '\u{300}'..='\u{36f}' | '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}' | '\'' | '\u{2019}' | '\u{ad}')
}

/// Returns where a sign ends, with all that is joined to it.
fn after_one(text: &str) -> Option<usize> {
    let mut is_joined = true;
    let mut chars = text.char_indices();
    chars.find_map(|(at, char)| {
        let goes_on = is_joined || (joins(char) && char != '\'' && char != '\u{2019}');
        is_joined = char == '\u{200d}';
        (!goes_on).then_some(at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cut(text: &str) -> Vec<&str> {
        let text = of_text(text).map(|piece| match piece {
            Piece::Word(text) | Piece::Between(text) => text,
            Piece::Thing(_) | Piece::Line | Piece::Cell => "",
        });
        text.collect()
    }

    #[test]
    fn words_are_what_readers_take_for_one() {
        assert_eq!(cut("Don't  go, now!"), ["Don't", "  ", "go", ",", " ", "now", "!"]);
        assert_eq!(cut("e\u{301}te\u{301} 3,5"), ["e\u{301}te\u{301}", " ", "3", ",", "5"]);
        assert_eq!(cut("漢字です ไทย 한국어"), ["漢", "字", "で", "す", " ", "ไ", "ท", "ย", " ", "한국어"]);
        assert_eq!(cut("👩\u{200d}👧👍\u{1f3fd}a"), ["👩\u{200d}👧", "👍\u{1f3fd}", "a"]);
        assert_eq!(cut(""), [""; 0]);
    }

    proptest! {
        #[test]
        fn nothing_of_a_text_is_lost(text in "\\PC{0,40}") {
            prop_assert!(cut(&text).iter().all(|piece| !piece.is_empty()));
            prop_assert_eq!(cut(&text).concat(), text);
        }
    }
}
