//! What differs between two states of a page, for somebody who reads it: block by block, and within a block word by word.
//!
//! What is printed is printed by [`mod@crate::render`], from the two trees and nothing else, with two elements more: `ins` around what
//! came, `del` around what went. Positions say nothing here, where all stands below one another.

mod marked;
mod pairs;
mod pieces;

use super::align::align;
use super::area::{Area, areas};
use super::key::Print;
use crate::defaults;
use crate::document::Document;
use crate::element::Tag;
use crate::print::print_one;
use crate::render::{Dressing, RenderOptions};
use crate::tree::{NodeId, Tree};
use pairs::{Pairing, Side};
use pieces::Pieces;
use std::collections::HashMap;

/// Two states of a page, compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The title, as HTML, with what came and went in it.
    pub title: String,
    /// Whether the title differs.
    pub is_retitled: bool,
    /// What the newer state says about letters, as the text of a style, with what goes without saying.
    pub letters: String,
    /// The blocks of both, in the order in which they are read.
    pub parts: Vec<Part>,
    /// Whether something was drawn or rubbed out. Ink is not shown.
    pub is_redrawn: bool,
}

/// A block, or where another area begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What became of it.
    pub what: What,
    /// Its HTML; empty for [`What::Area`].
    pub html: String,
}

/// What became of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Nothing: another outline begins here.
    Area,
    /// It is as it was.
    Same,
    /// It came.
    Came,
    /// It went.
    Went,
    /// Words and things of it came or went: those are marked.
    Changed,
    /// It says the same, and looks otherwise: other letters, another place, ticked off or not.
    Restyled,
}

impl Difference {
    /// Says whether there is nothing to see.
    pub fn is_nothing(&self) -> bool {
        !self.is_retitled && !self.is_redrawn && self.parts.iter().all(|part| matches!(part.what, What::Area | What::Same))
    }
}

/// How many pairs of words are compared one by one, over all blocks: some tenths of a second. Beyond it, what changed is shown as
/// gone and come.
const WORD_PAIRS_MAX: usize = 8_000_000;

/// So many words and signs are looked at in blocks that changed, over both states: they take some 40 MB while they
/// are compared. Beyond it, what changed is shown as gone and come.
const PIECES_MAX: usize = 500_000;

/// Compares two states of a page. The time is bounded by their sizes, whatever is in them.
///
/// ```
/// use page::blocks::{What, difference};
///
/// let parse = |html| page::parse(html, &page::Alone).map(|parsed| parsed.document);
/// let (old, new) = (parse("<p>Pack the old bags<p>Go")?, parse("<p>Pack the bags<p>Go<p>Come back")?);
/// let options = page::RenderOptions { audience: page::Audience::Person, ..page::RenderOptions::default() };
/// let parts = difference((&old, &options), (&new, &options)).parts;
/// assert_eq!(parts.iter().map(|part| part.what).collect::<Vec<_>>(), [What::Changed, What::Same, What::Came]);
/// assert!(parts[0].html.contains("Pack the <del>old </del>bags"), "{}", parts[0].html);
/// # Ok::<(), page::ParseError>(())
/// ```
pub fn difference(old: (&Document, &RenderOptions<'_>), new: (&Document, &RenderOptions<'_>)) -> Difference {
    let ((was, was_options), (is, is_options)) = (old, new);
    let sides = [Side { tree: &was.body, options: was_options }, Side { tree: &is.body, options: is_options }];
    let mut comparing = Comparing { sides, parts: vec![], words_left: WORD_PAIRS_MAX, pieces_left: PIECES_MAX };
    let (mut before, after) = (all(&was.body), all(&is.body));
    let partners = partners(&before, &after);
    for (area, partner) in after.iter().zip(partners) {
        let partner = partner.and_then(|at| before[at].take());
        comparing.area(partner.as_ref(), area.as_ref());
    }
    for gone in before.iter().flatten() {
        comparing.area(Some(gone), None);
    }
    Difference {
        title: marked::text(&was.title, &is.title),
        is_retitled: was.title != is.title,
        letters: defaults::spelled(Some(&is.letters), defaults::BODY),
        parts: comparing.parts,
        is_redrawn: was.ink.as_ref().map(|ink| ink.hash) != is.ink.as_ref().map(|ink| ink.hash),
    }
}

/// What stands at a position by itself, taken for an area, has this key: no outline has.
const ALONE: &str = "alone";

/// Returns the areas of a page, and behind them what stands alone. They are taken out one by one.
fn all(tree: &Tree) -> Vec<Option<Area>> {
    let blocks: Vec<NodeId> = tree.children(Tree::OUTLINES).filter(|id| tree.tag(*id) != Some(Tag::Div)).collect();
    let prints = blocks.iter().map(|id| Print::of_block(tree, *id)).collect();
    let alone = Area { key: ALONE.to_owned(), node: Tree::OUTLINES, blocks, prints };
    areas(tree).into_iter().chain([alone]).map(Some).collect()
}

/// Returns for each area of the newer page the one that it was: the one that says the same beside its content, or, where an outline
/// was moved, the first left that holds some of its blocks.
fn partners(before: &[Option<Area>], after: &[Option<Area>]) -> Vec<Option<usize>> {
    let keys: HashMap<&str, usize> = before.iter().enumerate().filter_map(|(at, area)| Some((area.as_ref()?.key.as_str(), at))).collect();
    let mut found: Vec<Option<usize>> = after.iter().map(|area| keys.get(area.as_ref()?.key.as_str()).copied()).collect();
    let mut is_taken = vec![false; before.len()];
    found.iter().flatten().for_each(|at| is_taken[*at] = true);
    let mut holders: HashMap<Print, usize> = HashMap::new();
    for (at, area) in before.iter().enumerate().filter(|(at, _)| !is_taken[*at]) {
        area.iter().flat_map(|area| &area.prints).for_each(|print| _ = holders.entry(*print).or_insert(at));
    }
    for (area, partner) in after.iter().zip(&mut found).filter(|(_, partner)| partner.is_none()) {
        let mut holding = area.iter().flat_map(|area| &area.prints).filter_map(|print| holders.get(print));
        *partner = holding.find(|at| !is_taken[**at]).copied();
        partner.iter().for_each(|at| is_taken[*at] = true);
    }
    found
}

/// Returns the blocks of an area with what they say; of none, none.
fn held(area: Option<&Area>) -> (&[NodeId], &[Print]) {
    area.map_or((&[], &[]), |area| (&area.blocks, &area.prints))
}

struct Comparing<'a> {
    /// The older state and the newer.
    sides: [Side<'a>; 2],
    parts: Vec<Part>,
    words_left: usize,
    pieces_left: usize,
}

impl Comparing<'_> {
    fn area(&mut self, before: Option<&Area>, after: Option<&Area>) {
        let (old, was) = held(before);
        let (new, is) = held(after);
        if old.is_empty() && new.is_empty() {
            return;
        }
        if !self.parts.is_empty() {
            self.parts.push(Part { what: What::Area, html: String::new() });
        }
        let (mut at, mut with) = (0, 0);
        let pairs = align(was, is).into_iter().enumerate().filter_map(|(at, with)| Some((at, with?)));
        for (next_at, next_with) in pairs.chain([(old.len(), new.len())]) {
            self.hunk(&old[at..next_at], &new[with..next_with]);
            if let Some(same) = new.get(next_with).filter(|_| next_at < old.len()) {
                self.whole(What::Same, 1, *same);
            }
            (at, with) = (next_at + 1, next_with + 1);
        }
    }

    /// Blocks with what stands in their place: what went stands before what came, but for what is the same block still.
    fn hunk(&mut self, old: &[NodeId], new: &[NodeId]) {
        let is_weighed = pairs::is_weighed(old.len(), new.len());
        let mut left = if is_weighed { self.pieces_left } else { 0 };
        let mut pieces = |tree, ids: &[NodeId]| ids.iter().map(|id| Pieces::of(tree, *id, &mut left)).collect::<Vec<_>>();
        let [before, after] = [(self.sides[0].tree, old), (self.sides[1].tree, new)].map(|(tree, ids)| pieces(tree, ids));
        if is_weighed {
            self.pieces_left = left;
        }
        let mut with = 0;
        let mut parts = vec![];
        for (at, partner) in pairs::pairs(&before, &after).into_iter().enumerate() {
            let Some(partner) = partner else {
                parts.push((What::Went, 0, old[at], None));
                continue;
            };
            parts.extend(new[with..partner].iter().map(|id| (What::Came, 1, *id, None)));
            parts.push((What::Changed, 1, new[partner], Some(Pairing::of(&before[at], &after[partner], &mut self.words_left))));
            with = partner + 1;
        }
        parts.extend(new[with..].iter().map(|id| (What::Came, 1, *id, None)));
        let (mut printed, sides) = (vec![], self.sides);
        for (what, side, id, pairing) in parts {
            match pairing {
                None => printed.push(Part { what, html: whole(sides[side], id) }),
                Some(pairing) if pairing.is_same() => printed.push(Part { what: What::Restyled, html: whole(sides[1], id) }),
                Some(pairing) => printed.push(Part { what, html: marked::block(sides, id, &pairing) }),
            }
        }
        self.parts.extend(printed);
    }

    fn whole(&mut self, what: What, side: usize, id: NodeId) {
        let html = whole(self.sides[side], id);
        self.parts.push(Part { what, html });
    }
}

fn whole(side: Side<'_>, id: NodeId) -> String {
    let mut html = String::new();
    print_one(&mut html, side.tree, id, &mut Dressing::new(side.options));
    html
}
