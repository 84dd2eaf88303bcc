//! Prints a changed block: the newer one, with what came in it marked, and what went put back where it was.

use super::pairs::{Pairing, Side};
use super::pieces::{Piece, Pieces, of_element, of_text};
use crate::element::{Kind, Tag};
use crate::print::{Dress, print_one, push_text};
use crate::render::{Dressing, RenderOptions};
use crate::tree::{Element, NodeId};
use std::ops::Range;

/// Prints a block of the newer state.
pub(super) fn block(sides: [Side<'_>; 2], id: NodeId, pairing: &Pairing<'_>) -> String {
    let mut out = String::new();
    let [old, new] = sides;
    let mut marking = Marking { dressing: Dressing::new(new.options), old: old.options, pairing, at: 0, is_begun: false, waiting: vec![] };
    marking.waits();
    print_one(&mut out, new.tree, id, &mut marking);
    if !marking.waiting.is_empty() {
        // Nothing in the block could hold it.
        out.push_str("<p>");
        marking.flush(&mut out);
        out.push_str("</p>\n");
    }
    out
}

/// Prints a line of plain text.
pub(super) fn text(old: &str, new: &str) -> String {
    let mut out = String::new();
    let (before, after) = (Pieces::of_line(old), Pieces::of_line(new));
    let pairing = Pairing::of(&before, &after, &mut { LINE_PAIRS_MAX });
    let options = RenderOptions::default();
    let mut marking =
        Marking { dressing: Dressing::new(&options), old: &options, pairing: &pairing, at: 0, is_begun: true, waiting: vec![] };
    marking.waits();
    marking.text(&mut out, new);
    marking.flush(&mut out);
    out
}

/// How many pairs of words are compared one by one for a title.
const LINE_PAIRS_MAX: usize = 1_000_000;

struct Marking<'a> {
    dressing: Dressing<'a>,
    /// How what went is printed.
    old: &'a RenderOptions<'a>,
    pairing: &'a Pairing<'a>,
    /// How many pieces are printed.
    at: usize,
    /// Whether the block itself has begun, which is no piece.
    is_begun: bool,
    /// What went, and is to be printed where words may stand next.
    waiting: Vec<Range<usize>>,
}

impl Marking<'_> {
    /// Notes what went before the next piece.
    fn waits(&mut self) {
        self.waiting.extend(self.pairing.went.get(&self.at).cloned());
    }

    /// Goes on to the next piece. Says whether this one came.
    fn next(&mut self) -> bool {
        let came = self.pairing.came.get(self.at).copied().unwrap_or(false);
        self.at += 1;
        self.waits();
        came
    }

    /// Prints what went.
    fn flush(&mut self, out: &mut String) {
        for range in std::mem::take(&mut self.waiting) {
            out.push_str("<del>");
            for piece in &self.pairing.old[range] {
                match piece {
                    Piece::Word(text) | Piece::Between(text) => push_text(out, text),
                    Piece::Thing(element) => gone(out, element, self.old),
                    Piece::Line => out.push_str("<br />"),
                    Piece::Cell => out.push(' '),
                }
            }
            out.push_str("</del>");
        }
    }
}

impl Dress for Marking<'_> {
    fn attributes(&mut self, out: &mut String, element: &Element) {
        self.dressing.attributes(out, element);
    }

    fn instead(&mut self, out: &mut String, element: &Element) -> bool {
        if !std::mem::replace(&mut self.is_begun, true) {
            return false;
        }
        if element.tag.kind() != Kind::Leaf {
            if of_element(element).is_some() {
                self.next();
            }
            return false;
        }
        self.flush(out);
        // A line that ends is seen by what stands on the next one.
        let is_marked = self.next() && element.tag != Tag::Br;
        out.push_str(if is_marked { "<ins>" } else { "" });
        thing(out, element, &mut self.dressing);
        out.push_str(if is_marked { "</ins>" } else { "" });
        true
    }

    fn text(&mut self, out: &mut String, text: &str) {
        let mut is_open = false;
        for piece in of_text(text) {
            let (Piece::Word(text) | Piece::Between(text)) = piece else { continue };
            if !self.waiting.is_empty() {
                out.push_str(if std::mem::take(&mut is_open) { "</ins>" } else { "" });
                self.flush(out);
            }
            let came = self.next();
            if came != is_open {
                out.push_str(if came { "<ins>" } else { "</ins>" });
                is_open = came;
            }
            push_text(out, text);
        }
        out.push_str(if is_open { "</ins>" } else { "" });
    }

    fn ends(&mut self, out: &mut String, element: &Element) {
        // A list, a table and its rows hold no words.
        let holds_words = !matches!(element.tag, Tag::Ul | Tag::Ol | Tag::Table | Tag::Tr | Tag::Hr) && element.tag.kind() != Kind::Leaf;
        if holds_words {
            self.flush(out);
        }
        self.dressing.ends(out, element);
    }
}

/// Prints an element that holds nothing.
fn thing(out: &mut String, element: &Element, dressing: &mut Dressing<'_>) {
    if dressing.instead(out, element) {
        return;
    }
    out.push('<');
    out.push_str(element.tag.name());
    dressing.attributes(out, element);
    out.push_str(" />");
}

/// Prints a thing that went. A file and a video are named, and lead nowhere: around them may be a link.
fn gone(out: &mut String, element: &Element, options: &RenderOptions<'_>) {
    thing(out, element, &mut Dressing::within_link(options));
}
