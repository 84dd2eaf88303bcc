//! Which elements of one sequence are which of another: those that stand in both, in the same order.
//!
//! First what is equal at both ends, then what stands once on either side (the longest run of these that is in order), then the same
//! between them; and where nothing stands once, and it is little, the longest common subsequence. So the time is that of sorting,
//! whatever somebody sends; what is found is always in order, and may be less than there is.

use std::collections::HashMap;
use std::hash::Hash;
use std::ops::Range;

/// So often it looks again between what it found.
const LEVELS_MAX: usize = 16;

/// So many pairs are compared one by one, over both sequences.
const PAIRS_MAX: usize = 1_000_000;

/// Returns for each element of `a` the place in `b` of the one that it is, if any.
pub(super) fn align<T: Copy + Eq + Hash>(a: &[T], b: &[T]) -> Vec<Option<usize>> {
    align_within(a, b, &mut { PAIRS_MAX })
}

/// As [`align`], where several share the pairs that are compared one by one.
pub(super) fn align_within<T: Copy + Eq + Hash>(a: &[T], b: &[T], pairs_left: &mut usize) -> Vec<Option<usize>> {
    let mut found = vec![None; a.len()];
    let mut gaps = vec![(0..a.len(), 0..b.len(), 0)];
    while let Some((mut left, mut right, level)) = gaps.pop() {
        while !left.is_empty() && !right.is_empty() && a[left.start] == b[right.start] {
            found[left.start] = Some(right.start);
            (left.start, right.start) = (left.start + 1, right.start + 1);
        }
        while !left.is_empty() && !right.is_empty() && a[left.end - 1] == b[right.end - 1] {
            (left.end, right.end) = (left.end - 1, right.end - 1);
            found[left.end] = Some(right.end);
        }
        if left.is_empty() || right.is_empty() || level == LEVELS_MAX {
            continue;
        }
        let anchors = in_order(&single(a, b, &left, &right));
        if anchors.is_empty() {
            let pairs = left.len() * right.len();
            if pairs <= *pairs_left {
                *pairs_left -= pairs;
                common(&a[left.clone()], &b[right.clone()], |x, y| found[left.start + x] = Some(right.start + y));
            }
            continue;
        }
        let (mut x, mut y) = (left.start, right.start);
        for (at, with) in anchors {
            found[at] = Some(with);
            gaps.push((x..at, y..with, level + 1));
            (x, y) = (at + 1, with + 1);
        }
        gaps.push((x..left.end, y..right.end, level + 1));
    }
    found
}

/// Returns the pairs of what stands once on each side, in the order of the first.
fn single<T: Copy + Eq + Hash>(a: &[T], b: &[T], left: &Range<usize>, right: &Range<usize>) -> Vec<(usize, usize)> {
    let mut seen: HashMap<T, [(usize, usize); 2]> = HashMap::new();
    for (side, (all, range)) in [(a, left), (b, right)].into_iter().enumerate() {
        for at in range.clone() {
            let place = &mut seen.entry(all[at]).or_default()[side];
            *place = (place.0 + 1, at);
        }
    }
    left.clone().filter_map(|at| if let [(1, _), (1, with)] = seen[&a[at]] { Some((at, with)) } else { None }).collect()
}

/// Returns the longest run of pairs whose second places rise, too.
fn in_order(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // The last pair of the best run of each length, and before each pair the one that it follows.
    let mut ends: Vec<usize> = vec![];
    let mut before: Vec<Option<usize>> = vec![None; pairs.len()];
    for (at, (_, with)) in pairs.iter().enumerate() {
        let length = ends.partition_point(|end| pairs[*end].1 < *with);
        before[at] = length.checked_sub(1).map(|last| ends[last]);
        if length == ends.len() { ends.push(at) } else { ends[length] = at }
    }
    let mut run: Vec<_> = std::iter::successors(ends.last().copied(), |at| before[*at]).map(|at| pairs[at]).collect();
    run.reverse();
    run
}

/// Finds a longest common subsequence.
fn common<T: Eq>(a: &[T], b: &[T], mut pair: impl FnMut(usize, usize)) {
    let width = b.len() + 1;
    // How much is common to what follows. Lengths are bounded by the number of blocks.
    let mut rest = vec![0_u32; (a.len() + 1) * width];
    for x in (0..a.len()).rev() {
        for y in (0..b.len()).rev() {
            rest[x * width + y] = match a[x] == b[y] {
                true => rest[(x + 1) * width + y + 1] + 1,
                false => rest[(x + 1) * width + y].max(rest[x * width + y + 1]),
            };
        }
    }
    let (mut x, mut y) = (0, 0);
    while x < a.len() && y < b.len() {
        if a[x] == b[y] {
            pair(x, y);
            (x, y) = (x + 1, y + 1);
        } else if rest[(x + 1) * width + y] >= rest[x * width + y + 1] {
            x += 1;
        } else {
            y += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::key::Print;
    use super::*;
    use proptest::prelude::*;

    fn prints(letters: &[u8]) -> Vec<Print> {
        letters.iter().map(|letter| Print([*letter; 16])).collect()
    }

    fn length(a: &[u8], b: &[u8]) -> usize {
        align(&prints(a), &prints(b)).iter().flatten().count()
    }

    #[test]
    fn what_is_in_order_is_found() {
        assert_eq!(length(b"abcdef", b"abcdef"), 6);
        assert_eq!(length(b"abcdef", b"abXdef"), 5);
        assert_eq!(length(b"abcdef", b"fabcde"), 5);
        assert_eq!(length(b"--a--b--", b"-a--b-"), 6);
        assert_eq!(length(b"", b"abc"), 0);
    }

    #[test]
    fn many_that_are_equal_take_no_longer() {
        let (a, b) = (vec![Print([1; 16]); 10_000], vec![Print([1; 16]); 9_000]);
        assert_eq!(align(&a, &b).iter().flatten().count(), 9_000);
        let mixed = |seed: usize| (0..10_000).map(|at| Print([u8::try_from(at * seed % 7).unwrap(); 16])).collect::<Vec<_>>();
        assert!(align(&mixed(3), &mixed(5)).len() == 10_000);
    }

    proptest! {
        #[test]
        fn pairs_are_equal_and_in_order(a in prop::collection::vec(0..6_u8, 0..40), b in prop::collection::vec(0..6_u8, 0..40)) {
            let (left, right) = (prints(&a), prints(&b));
            let mut last = None;
            for (at, with) in align(&left, &right).into_iter().enumerate() {
                let Some(with) = with else { continue };
                prop_assert!(left[at] == right[with] && last.is_none_or(|last| with > last));
                last = Some(with);
            }
        }
    }
}
