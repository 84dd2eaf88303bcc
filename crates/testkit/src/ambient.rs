//! A clock that a test moves, and ids that follow from a seed.

use app::seal::{KEY_BYTES, Key, Seal};
use model::{Clock, Ids, Timestamp};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

/// A clock that stands still until it is moved. Clones show the same time.
#[derive(Clone, Debug)]
pub struct ManualClock(Arc<AtomicI64>);

/// When a test's clock starts: 2026-01-31T09:00:00Z, in microseconds.
const START_US: i64 = 1_769_850_000_000_000;

impl Default for ManualClock {
    fn default() -> Self {
        Self(Arc::new(AtomicI64::new(START_US)))
    }
}

impl ManualClock {
    /// Moves the clock by seconds, which may be negative.
    pub fn advance_seconds(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }

    /// Moves the clock by microseconds, which may be negative.
    pub fn advance_micros(&self, micros: i64) {
        self.0.fetch_add(micros, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::SeqCst))
    }
}

/// A key that every test has.
#[must_use]
pub fn seal() -> Seal {
    Seal::of(&[Key::new([7; KEY_BYTES])])
}

/// Ids that follow from a seed. Not for secrets: anybody can compute them.
#[derive(Debug)]
pub struct SeededIds(AtomicU64);

impl SeededIds {
    /// Starts a sequence.
    pub fn new(seed: u64) -> Self {
        Self(AtomicU64::new(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1))
    }

    /// Returns the next number (SplitMix64).
    pub fn number(&self) -> u64 {
        let mut z = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::SeqCst);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Returns a number below `bound`, which must not be 0.
    pub fn below(&self, bound: usize) -> usize {
        usize::try_from(self.number() % bound as u64).unwrap_or(0)
    }
}

impl Ids for SeededIds {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let number = self.number().to_le_bytes();
            chunk.copy_from_slice(&number[..chunk.len()]);
        }
    }
}
