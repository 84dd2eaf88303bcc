//! Which block of one state is which of the other, where neither says what the other does; and what differs between two.

use super::super::align::align_within;
use super::pieces::{Key, Piece, Pieces};
use crate::render::RenderOptions;
use crate::tree::Tree;
use std::collections::HashMap;
use std::ops::Range;

/// One of the two states.
#[derive(Clone, Copy)]
pub(super) struct Side<'a> {
    pub(super) tree: &'a Tree,
    pub(super) options: &'a RenderOptions<'a>,
}

/// So many pairs of blocks are weighed where several stand in the place of several. Where there are more, they went and came.
const WEIGHED_MAX: usize = 1_024;

/// So many pieces of a block are weighed: what it begins with says whether it is another.
const PIECES_WEIGHED_MAX: usize = 2_000;

/// Of the longer block's words and things, so many thousandths stand in the other: then they are one block, changed.
const LIKE: usize = 400;

/// Says whether so many blocks in the place of so many are weighed against each other.
pub(super) const fn is_weighed(before: usize, after: usize) -> bool {
    before > 0 && after > 0 && before * after <= WEIGHED_MAX
}

/// Returns for each block of `before` the one of `after` that it became, in order.
pub(super) fn pairs(before: &[Pieces<'_>], after: &[Pieces<'_>]) -> Vec<Option<usize>> {
    let mut found = vec![None; before.len()];
    if !is_weighed(before.len(), after.len()) {
        return found;
    }
    let width = after.len() + 1;
    let mut likeness = vec![0; before.len() * width];
    let mut best = vec![0_usize; (before.len() + 1) * width];
    for x in (0..before.len()).rev() {
        let counted = counted(&before[x]);
        for y in (0..after.len()).rev() {
            likeness[x * width + y] = alike(&counted, &after[y]);
            let paired = likeness[x * width + y] + best[(x + 1) * width + y + 1];
            let apart = best[(x + 1) * width + y].max(best[x * width + y + 1]);
            best[x * width + y] = if likeness[x * width + y] > 0 { paired.max(apart) } else { apart };
        }
    }
    let (mut x, mut y) = (0, 0);
    while x < before.len() && y < after.len() {
        let here = best[x * width + y];
        if likeness[x * width + y] > 0 && here == likeness[x * width + y] + best[(x + 1) * width + y + 1] {
            found[x] = Some(y);
            (x, y) = (x + 1, y + 1);
        } else if here == best[(x + 1) * width + y] {
            x += 1;
        } else {
            y += 1;
        }
    }
    found
}

/// How often each word and thing stands in a block, and how many there are.
fn counted<'a>(pieces: &Pieces<'a>) -> (HashMap<Key<'a>, usize>, usize) {
    let mut counts: HashMap<Key<'a>, usize> = HashMap::new();
    let mut all = 0;
    for at in telling(pieces) {
        *counts.entry(pieces.keys[at]).or_default() += 1;
        all += 1;
    }
    (counts, all)
}

fn telling(pieces: &Pieces<'_>) -> impl Iterator<Item = usize> {
    (0..pieces.pieces.len().min(PIECES_WEIGHED_MAX)).filter(|at| pieces.is_telling(*at))
}

/// How much two blocks have in common, in thousandths; 0 for what is not the same block.
fn alike((counts, all): &(HashMap<Key<'_>, usize>, usize), other: &Pieces<'_>) -> usize {
    let mut left: HashMap<Key<'_>, usize> = HashMap::new();
    let (mut common, mut others) = (0, 0);
    for at in telling(other) {
        others += 1;
        let key = other.keys[at];
        let Some(count) = counts.get(&key) else { continue };
        let used = left.entry(key).or_default();
        if *used < *count {
            *used += 1;
            common += 1;
        }
    }
    let longer = (*all).max(others);
    let likeness = (common * 1_000_usize).checked_div(longer).unwrap_or(0);
    if likeness >= LIKE { likeness } else { 0 }
}

/// What differs between two blocks, or two lines.
pub(super) struct Pairing<'a> {
    pub(super) old: Vec<Piece<'a>>,
    /// For each piece of the newer block, whether it came.
    pub(super) came: Vec<bool>,
    /// What went, by the number of pieces of the newer block before it.
    pub(super) went: HashMap<usize, Range<usize>>,
}

impl<'a> Pairing<'a> {
    pub(super) fn of(before: &Pieces<'a>, after: &Pieces<'a>, words_left: &mut usize) -> Self {
        let mut pairs: Vec<(usize, usize)> = align_within(&before.keys, &after.keys, words_left)
            .into_iter()
            .enumerate()
            .filter_map(|(at, with)| Some((at, with?)))
            .collect();
        forget_crumbs(before, after, &mut pairs);
        let mut pairing = Self { old: before.pieces.clone(), came: vec![true; after.keys.len()], went: HashMap::new() };
        let (mut at, mut with) = (0, 0);
        for (next_at, next_with) in pairs.into_iter().chain([(before.keys.len(), after.keys.len())]) {
            if at < next_at {
                pairing.went.insert(with, at..next_at);
            }
            if let Some(came) = pairing.came.get_mut(next_with) {
                *came = false;
            }
            (at, with) = (next_at + 1, next_with + 1);
        }
        pairing
    }

    pub(super) fn is_same(&self) -> bool {
        self.went.is_empty() && !self.came.contains(&true)
    }
}

/// Takes blanks and signs for changed that are all that stayed between two changes: nobody reads what is in pieces.
fn forget_crumbs(before: &Pieces<'_>, after: &Pieces<'_>, pairs: &mut Vec<(usize, usize)>) {
    let mut kept = Vec::with_capacity(pairs.len());
    let mut rest = pairs.as_slice();
    while !rest.is_empty() {
        let length = rest.windows(2).position(|two| two[1] != (two[0].0 + 1, two[0].1 + 1)).map_or(rest.len(), |at| at + 1);
        let (run, after_run) = rest.split_at(length);
        let ((first, first_with), (last, last_with)) = (run[0], run[length - 1]);
        let is_edge = (first == 0 && first_with == 0) || (last + 1 == before.keys.len() && last_with + 1 == after.keys.len());
        let tells = run.iter().any(|(at, _)| !matches!(before.pieces[*at], Piece::Between(_)));
        // Both sides have to have lost something there, or a blank would be shown as gone and come.
        let is_between = |at: usize, with: usize| at > 0 && with > 0;
        if is_edge || tells || !is_between(first, first_with) || !was_replaced(&kept, rest, after_run) {
            kept.extend_from_slice(run);
        }
        rest = after_run;
    }
    *pairs = kept;
}

/// Whether words went and came on both sides of a run.
fn was_replaced(kept: &[(usize, usize)], rest: &[(usize, usize)], after: &[(usize, usize)]) -> bool {
    let before = kept.last().map_or((0, 0), |(at, with)| (at + 1, with + 1));
    let (first, last) = (rest[0], rest[rest.len() - after.len() - 1]);
    let changed_before = before.0 < first.0 && before.1 < first.1;
    let changed_after = after.first().is_none_or(|(at, with)| last.0 + 1 < *at && last.1 + 1 < *with);
    changed_before && changed_after
}
