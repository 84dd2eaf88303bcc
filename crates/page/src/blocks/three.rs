//! Two changes of one sequence, together.
//!
//! A change is a list of *hunks*: elements of the base with what stands in their place. Hunks of both sides that share an element of
//! the base, or that fill one gap, make one *region*. A region that one side changed is as that side has it; one that both changed
//! in the same way is so; in all else the sides disagree. Elements that are next to each other are told apart, so two people may
//! change neighbours.

use std::ops::Range;

use super::align::align;
use super::key::Print;

/// An element of the outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pick {
    /// The one at this place in mine.
    Mine(usize),
    /// The one at this place in theirs. `is_news` if mine knows nothing of it.
    Theirs { at: usize, is_news: bool },
}

struct Hunk {
    base: Range<usize>,
    /// How many stand there instead.
    others: usize,
}

/// Puts two changes together.
///
/// # Errors
/// Where both changed the same in different ways: what of the base that is about, by its places.
pub(super) fn merge(base: &[Print], mine: &[Print], theirs: &[Print]) -> Result<Vec<Pick>, Vec<Range<usize>>> {
    let (mine_hunks, theirs_hunks) = (hunks(base, mine), hunks(base, theirs));
    let mut merging = Merging { mine, theirs, base_at: 0, mine_at: 0, theirs_at: 0, picks: vec![], conflicts: vec![] };
    let (mut left, mut right) = (mine_hunks.iter().peekable(), theirs_hunks.iter().peekable());
    loop {
        let order = |hunk: &&Hunk| (hunk.base.start, hunk.base.end);
        let mut region = match (left.peek().map(order), right.peek().map(order)) {
            (None, None) => break,
            (Some(first), Some(other)) => first.min(other),
            (Some(first), None) | (None, Some(first)) => first,
        };
        let (mut from_mine, mut from_theirs) = (vec![], vec![]);
        loop {
            let joins = |hunk: &&Hunk| is_shared(&hunk.base, region.0..region.1);
            if let Some(hunk) = left.next_if(joins) {
                region.1 = region.1.max(hunk.base.end);
                from_mine.push(hunk);
            } else if let Some(hunk) = right.next_if(joins) {
                region.1 = region.1.max(hunk.base.end);
                from_theirs.push(hunk);
            } else {
                break;
            }
        }
        merging.region(region.0..region.1, &from_mine, &from_theirs);
    }
    merging.equal_until(base.len());
    if merging.conflicts.is_empty() { Ok(merging.picks) } else { Err(merging.conflicts) }
}

/// Whether two stretches of the base share an element, or are the same gap, or one is a gap within the other.
fn is_shared(one: &Range<usize>, other: Range<usize>) -> bool {
    *one == other || one.start.max(other.start) < one.end.min(other.end) || {
        let within = |gap: &Range<usize>, around: &Range<usize>| gap.is_empty() && around.start < gap.start && gap.start < around.end;
        within(one, &other) || within(&other, one)
    }
}

fn hunks(base: &[Print], changed: &[Print]) -> Vec<Hunk> {
    let mut hunks = vec![];
    let (mut at, mut with) = (0, 0);
    let pairs = align(base, changed).into_iter().enumerate().filter_map(|(at, with)| Some((at, with?)));
    for (next_at, next_with) in pairs.chain([(base.len(), changed.len())]) {
        if at < next_at || with < next_with {
            hunks.push(Hunk { base: at..next_at, others: next_with - with });
        }
        (at, with) = (next_at + 1, next_with + 1);
    }
    hunks
}

struct Merging<'a> {
    mine: &'a [Print],
    theirs: &'a [Print],
    base_at: usize,
    mine_at: usize,
    theirs_at: usize,
    picks: Vec<Pick>,
    conflicts: Vec<Range<usize>>,
}

impl Merging<'_> {
    /// Takes what nobody changed.
    fn equal_until(&mut self, base_at: usize) {
        let count = base_at - self.base_at;
        self.take_theirs(self.theirs_at..self.theirs_at + count, false);
        self.base_at = base_at;
        self.mine_at += count;
        self.theirs_at += count;
    }

    fn region(&mut self, base: Range<usize>, from_mine: &[&Hunk], from_theirs: &[&Hunk]) {
        self.equal_until(base.start);
        let mine = self.mine_at..self.mine_at + changed(&base, from_mine);
        let theirs = self.theirs_at..self.theirs_at + changed(&base, from_theirs);
        if from_theirs.is_empty() {
            self.picks.extend(mine.clone().map(Pick::Mine));
        } else if from_mine.is_empty() {
            self.take_theirs(theirs.clone(), true);
        } else if from_mine.iter().chain(from_theirs).all(|hunk| hunk.others == 0) {
            self.without(&base, from_mine, from_theirs);
        } else {
            self.both(&base, mine.clone(), theirs.clone());
        }
        self.base_at = base.end;
        self.mine_at = mine.end;
        self.theirs_at = theirs.end;
    }

    fn take_theirs(&mut self, range: Range<usize>, is_news: bool) {
        self.picks.extend(range.map(|at| Pick::Theirs { at, is_news }));
    }

    /// Both only took away: what is left is what neither did.
    fn without(&mut self, base: &Range<usize>, from_mine: &[&Hunk], from_theirs: &[&Hunk]) {
        let mut at = self.theirs_at;
        for element in base.clone() {
            if from_theirs.iter().any(|hunk| hunk.base.contains(&element)) {
                continue;
            }
            if !from_mine.iter().any(|hunk| hunk.base.contains(&element)) {
                self.take_theirs(at..at + 1, false);
            }
            at += 1;
        }
    }

    /// What both did alike at the ends of a region stands for the base there. If that is as much as the region had, what is between
    /// was only added: theirs was there first.
    fn both(&mut self, base: &Range<usize>, mine: Range<usize>, theirs: Range<usize>) {
        let (x, y) = (&self.mine[mine.clone()], &self.theirs[theirs.clone()]);
        let head = x.iter().zip(y).take_while(|(x, y)| x == y).count();
        let tail = x[head..].iter().rev().zip(y[head..].iter().rev()).take_while(|(x, y)| x == y).count();
        let is_same = head + tail == x.len() && x.len() == y.len();
        if !is_same && head + tail < base.len() {
            return self.conflicts.push(base.clone());
        }
        self.take_theirs(theirs.start..theirs.start + head, false);
        self.take_theirs(theirs.start + head..theirs.end - tail, true);
        self.picks.extend((mine.start + head..mine.end - tail).map(Pick::Mine));
        self.take_theirs(theirs.end - tail..theirs.end, false);
    }
}

/// Returns how many elements stand in the place of a stretch of the base.
fn changed(base: &Range<usize>, hunks: &[&Hunk]) -> usize {
    let (gone, come): (usize, usize) = hunks.iter().fold((0, 0), |(gone, come), hunk| (gone + hunk.base.len(), come + hunk.others));
    base.len() - gone + come
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn prints(letters: &[u8]) -> Vec<Print> {
        letters.iter().map(|letter| Print([*letter; 16])).collect()
    }

    /// Each letter is an element.
    fn merged(base: &str, mine: &str, theirs: &str) -> String {
        let [b, m, t] = [base, mine, theirs].map(|text| prints(text.as_bytes()));
        match merge(&b, &m, &t) {
            Ok(picks) => {
                let letter = |pick: &Pick| match pick {
                    Pick::Mine(at) => mine.as_bytes()[*at],
                    Pick::Theirs { at, .. } => theirs.as_bytes()[*at],
                };
                picks.iter().map(|pick| char::from(letter(pick))).collect()
            }
            Err(conflicts) => conflicts.iter().map(|range| format!("!{}", &base[range.clone()])).collect(),
        }
    }

    #[test]
    fn what_does_not_overlap_is_merged() {
        assert_eq!(merged("abc", "Abc", "abc"), "Abc");
        assert_eq!(merged("abc", "abc", "abC"), "abC");
        assert_eq!(merged("abc", "Abc", "abC"), "AbC");
        // Neighbours, and what is put between them.
        assert_eq!(merged("abc", "Abc", "aBc"), "ABc");
        assert_eq!(merged("abc", "Abc", "axbc"), "Axbc");
        assert_eq!(merged("abc", "abcx", "abC"), "abCx");
        assert_eq!(merged("abc", "bc", "aBc"), "Bc");
        assert_eq!(merged("abcd", "cd", "abc"), "c");
        // A block that was moved, and one beside it that was changed.
        assert_eq!(merged("abcd", "bcda", "abCd"), "bCda");
    }

    #[test]
    fn what_both_did_alike_is_done_once() {
        assert_eq!(merged("abc", "aBc", "aBc"), "aBc");
        assert_eq!(merged("abc", "ac", "ac"), "ac");
        assert_eq!(merged("abcd", "ad", "acd"), "ad");
        assert_eq!(merged("abc", "abcx", "abcx"), "abcx");
        // One of them went on from there, as after an answer that was lost.
        assert_eq!(merged("ab", "aBx", "aB"), "aBx");
        assert_eq!(merged("ab", "abx", "abxy"), "abxy");
    }

    #[test]
    fn what_both_added_is_there_twice() {
        assert_eq!(merged("ab", "abx", "aby"), "abyx");
        assert_eq!(merged("", "x", "y"), "yx");
        assert_eq!(merged("ab", "axzb", "ayzb"), "ayxzb");
    }

    #[test]
    fn what_overlaps_is_a_conflict() {
        assert_eq!(merged("abc", "aXc", "aYc"), "!b");
        assert_eq!(merged("abc", "ac", "aYc"), "!b");
        assert_eq!(merged("abc", "aXc", "ac"), "!b");
        assert_eq!(merged("abcde", "aXcde", "aYcdE"), "!b");
        assert_eq!(merged("abcde", "XcdY", "abZde"), "XZdY");
        assert_eq!(merged("abcd", "XYd", "aZcd"), "!abc");
        assert_eq!(merged("abcd", "bcda", "Abcd"), "!a");
    }

    fn texts() -> impl Strategy<Value = [String; 3]> {
        let base = "[a-h]{0,12}";
        (
            base,
            prop::collection::vec((0..14_usize, 0..3_usize, "[A-Zx-z]{0,2}"), 0..4),
            prop::collection::vec((0..14_usize, 0..3_usize, "[A-Zx-z]{0,2}"), 0..4),
        )
            .prop_map(|(base, mine, theirs)| {
                let edited = |edits: &[(usize, usize, String)]| {
                    edits.iter().fold(base.clone(), |mut text, (at, gone, come)| {
                        let at = (*at).min(text.len());
                        let end = (at + gone).min(text.len());
                        text.replace_range(at..end, come);
                        text
                    })
                };
                let (mine, theirs) = (edited(&mine), edited(&theirs));
                [base, mine, theirs]
            })
    }

    fn count(text: &str, letter: char) -> isize {
        isize::try_from(text.matches(letter).count()).unwrap()
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn one_change_alone_is_that_change([base, mine, _] in texts()) {
            prop_assert_eq!(&merged(&base, &mine, &base), &mine);
            prop_assert_eq!(&merged(&base, &base, &mine), &mine);
            prop_assert_eq!(&merged(&base, &mine, &mine), &mine);
        }

        /// What either has and the other did not take away is there, and nothing that nobody has.
        #[test]
        fn nothing_is_lost([base, mine, theirs] in texts()) {
            let outcome = merged(&base, &mine, &theirs);
            if outcome.contains('!') {
                return Ok(());
            }
            for letter in ('a'..='z').chain('A'..='Z') {
                let [b, m, t, o] = [&base, &mine, &theirs, &outcome].map(|text| count(text, letter));
                prop_assert!(o <= m.max(0) + t, "{letter} of {base:?} {mine:?} {theirs:?}: {outcome:?}");
                prop_assert!(o >= (m - b).max(t - b), "{letter} of {base:?} {mine:?} {theirs:?}: {outcome:?}");
                if m >= b && t >= b {
                    prop_assert!(o >= m.max(t), "{letter} of {base:?} {mine:?} {theirs:?}: {outcome:?}");
                }
            }
        }

        /// But for what both added in one place, it does not matter who was first.
        #[test]
        fn it_does_not_matter_who_was_first([base, mine, theirs] in texts()) {
            let (one, other) = (merged(&base, &mine, &theirs), merged(&base, &theirs, &mine));
            let sorted = |text: &str| { let mut letters: Vec<char> = text.chars().collect(); letters.sort_unstable(); letters };
            prop_assert_eq!(sorted(&one), sorted(&other));
        }
    }
}
