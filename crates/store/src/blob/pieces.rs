//! Blobs of several objects: what came in fragments is written once, and never put together.
//!
//! Such a blob's name says where its bytes lie: `{stem}:{runs}`. A run is some objects of one length that lie behind each
//! other, `first-last*bytes`, and object number 7 of a stem is `{stem}.7`. Clients send fragments of one length and a shorter
//! last one, so most names are short.

use std::fmt;
use std::ops::Range;

/// The longest name that a row takes, in bytes: PostgreSQL's indexes end at about 2,700.
pub const NAME_BYTES_MAX: usize = 1_024;

/// The most objects. A file of 10 GiB has half as many at the 320 KiB that clients choose at the least.
pub const PIECES_MAX: u32 = 64 * 1024;

/// The most runs while they come in: 64 KiB of text at the most, which is written again with each fragment.
const RUNS_MAX: usize = 2_048;

/// Objects of a stem, one behind the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pieces {
    stem: String,
    runs: Vec<Run>,
}

/// Objects with numbers that follow each other, of one length.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Run {
    first: u32,
    count: u32,
    bytes: u64,
}

impl Run {
    fn total(&self) -> u64 {
        self.bytes.saturating_mul(self.count.into())
    }

    fn has(&self, number: u32) -> bool {
        number.checked_sub(self.first).is_some_and(|at| at < self.count)
    }
}

impl Pieces {
    /// Makes an empty one.
    #[must_use]
    pub fn new(stem: &str) -> Self {
        Self { stem: stem.to_owned(), runs: Vec::new() }
    }

    /// Reads a name. `None` if it is that of a blob in one object.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let (stem, runs) = name.split_once(':')?;
        let runs: Option<Vec<Run>> = runs.split(',').filter(|run| !run.is_empty()).map(run).collect();
        Some(Self { stem: stem.to_owned(), runs: runs? })
    }

    /// Adds an object of at least one byte behind the others. `false` if there are too many.
    #[must_use]
    pub fn push(&mut self, number: u32, bytes: u64) -> bool {
        if self.count() >= PIECES_MAX {
            return false;
        }
        let is_full = self.runs.len() >= RUNS_MAX;
        match self.runs.last_mut() {
            Some(run) if run.bytes == bytes && run.first.checked_add(run.count) == Some(number) => run.count += 1,
            _ if is_full => return false,
            _ => self.runs.push(Run { first: number, count: 1, bytes }),
        }
        true
    }

    /// Returns how many objects there are.
    #[must_use]
    pub fn count(&self) -> u32 {
        self.runs.iter().fold(0, |count, run| count.saturating_add(run.count))
    }

    /// Returns how many bytes they have together.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.runs.iter().fold(0, |bytes, run| bytes.saturating_add(run.total()))
    }

    /// Says whether an object of the stem is one of them.
    #[must_use]
    pub fn has(&self, number: u32) -> bool {
        self.runs.iter().any(|run| run.has(number))
    }

    /// Returns the names of all objects.
    pub fn objects(&self) -> impl Iterator<Item = String> {
        let numbers = self.runs.iter().flat_map(|run| (0..run.count).map(|at| run.first.saturating_add(at)));
        numbers.map(|number| object(&self.stem, number))
    }

    /// Returns the objects that hold a range of the bytes, in order, each with the range within it.
    #[must_use]
    pub fn locate(&self, range: Range<u64>) -> Vec<(String, Range<u64>)> {
        let (mut found, mut start) = (Vec::new(), 0u64);
        for run in &self.runs {
            let end = start.saturating_add(run.total());
            let (mut at, until) = (range.start.max(start), range.end.min(end));
            while at < until {
                let nth = (at - start) / run.bytes;
                let from = (at - start) % run.bytes;
                let to = run.bytes.min(from + (until - at));
                // There are fewer than 2³² of them.
                let number = run.first.saturating_add(u32::try_from(nth).unwrap_or(u32::MAX));
                found.push((object(&self.stem, number), from..to));
                at += to - from;
            }
            start = end;
        }
        found
    }

    /// Returns what of the name follows the stem.
    #[must_use]
    pub fn runs(&self) -> String {
        let runs: Vec<String> = self.runs.iter().map(ToString::to_string).collect();
        runs.join(",")
    }

    /// Returns names for all of it that rows take: one if that is short enough, else several.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for run in &self.runs {
            match names.last_mut().filter(|name| name.len() + RUN_BYTES_MAX < NAME_BYTES_MAX) {
                Some(name) => *name = format!("{name},{run}"),
                None => names.push(format!("{}:{run}", self.stem)),
            }
        }
        names
    }
}

/// The longest run: three numbers and what lies between them.
const RUN_BYTES_MAX: usize = 10 + 10 + 20 + 3;

/// Returns the name of an object.
#[must_use]
pub fn object(stem: &str, number: u32) -> String {
    format!("{stem}.{number}")
}

/// Takes an object's name apart. `None` if it is a blob of its own.
#[must_use]
pub fn numbered(object: &str) -> Option<(&str, u32)> {
    let (stem, number) = object.rsplit_once('.')?;
    Some((stem, number.parse().ok()?))
}

fn run(text: &str) -> Option<Run> {
    let (numbers, bytes) = text.split_once('*')?;
    let (first, last) = numbers.split_once('-').unwrap_or((numbers, numbers));
    let (first, last): (u32, u32) = (first.parse().ok()?, last.parse().ok()?);
    let bytes = bytes.parse().ok().filter(|bytes| *bytes > 0)?;
    Some(Run { first, count: last.checked_sub(first)?.checked_add(1)?, bytes })
}

impl fmt::Display for Run {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.count {
            1 => write!(out, "{}*{}", self.first, self.bytes),
            count => write!(out, "{}-{}*{}", self.first, self.first.saturating_add(count - 1), self.bytes),
        }
    }
}

impl fmt::Display for Pieces {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}", self.stem, self.runs())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(lengths: &[(u32, u64)]) -> Pieces {
        let mut pieces = Pieces::new("aa/bb/stem");
        assert!(lengths.iter().all(|(number, bytes)| pieces.push(*number, *bytes)));
        pieces
    }

    #[test]
    fn equal_fragments_make_a_short_name() {
        let pieces = of(&[(0, 10), (1, 10), (2, 10), (4, 10), (5, 7)]);
        assert_eq!(pieces.to_string(), "aa/bb/stem:0-2*10,4*10,5*7");
        assert_eq!((pieces.count(), pieces.bytes()), (5, 47));
        assert_eq!(
            pieces.locate(28..41),
            [("aa/bb/stem.2".to_owned(), 8..10), ("aa/bb/stem.4".to_owned(), 0..10), ("aa/bb/stem.5".to_owned(), 0..1)]
        );
        assert!(pieces.has(4) && !pieces.has(3));
        assert_eq!(numbered("aa/bb/stem.12"), Some(("aa/bb/stem", 12)));
        assert_eq!(numbered("aa/bb/0123-4567"), None);
    }

    #[test]
    fn names_of_one_object_are_none() {
        for name in ["aa/bb/0123", "aa/bb/0123-4567", "a:x", "a:1*0", "a:3-1*5", "a:1*", "a:-1*2", "a:0-4294967295*1"] {
            assert_eq!(Pieces::parse(name), None, "{name}");
        }
    }

    #[test]
    fn there_is_an_end_to_them() {
        let mut pieces = Pieces::new("s");
        assert!((0..PIECES_MAX).all(|number| pieces.push(number, 1)));
        assert!(!pieces.push(PIECES_MAX, 1));
        let mut pieces = Pieces::new("s");
        let pushed = (0..PIECES_MAX).take_while(|number| pieces.push(*number, u64::from(number % 2) + 1)).count();
        assert_eq!(pushed, RUNS_MAX);
        assert!(pieces.names().iter().all(|name| name.len() <= NAME_BYTES_MAX));
        let named: Vec<String> =
            pieces.names().iter().flat_map(|name| Pieces::parse(name).unwrap().objects().collect::<Vec<_>>()).collect();
        assert_eq!(named, pieces.objects().collect::<Vec<_>>());
    }

    proptest! {
        #[test]
        fn every_byte_lies_in_one_place(lengths in proptest::collection::vec((0u32..3, 1u64..5), 1..30), from in 0u64..80, to in 0u64..80) {
            let (mut pieces, mut number, mut bytes) = (Pieces::new("s"), 0, Vec::new());
            for (skipped, length) in lengths {
                number += skipped;
                prop_assert!(pieces.push(number, length));
                bytes.extend((0..length).map(|at| (object("s", number), at)));
                number += 1;
            }
            let read = Pieces::parse(&pieces.to_string());
            prop_assert_eq!(read.as_ref(), Some(&pieces));
            prop_assert_eq!(pieces.bytes(), bytes.len() as u64);
            let located: Vec<_> = pieces.locate(from..to).into_iter().flat_map(|(name, range)| range.map(move |at| (name.clone(), at))).collect();
            let to = to.min(bytes.len() as u64);
            let wanted: Vec<_> = (from..to).map(|at| bytes[usize::try_from(at).unwrap()].clone()).collect();
            prop_assert_eq!(located, wanted);
        }
    }
}
