//! What the store counts while it works.

use crate::engine::lock;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Counts since the store was opened, in this process.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stats {
    /// Commits of writes. On SQLite only those that changed something: each is one sync, and may hold many writes.
    pub commits: u64,
    /// Runs of write closures, repeated ones included.
    pub writes: u64,
    /// Runs of read closures, repeated ones included.
    pub reads: u64,
    /// Statements that closures ran.
    pub statements: u64,
    /// Runs of a closure after its first, for whatever reason.
    pub retries: u64,
    /// Checkpoints of SQLite's write-ahead log.
    pub checkpoints: u64,
}

#[derive(Debug, Default)]
pub(crate) struct Counters {
    pub(crate) commits: AtomicU64,
    pub(crate) writes: AtomicU64,
    pub(crate) reads: AtomicU64,
    pub(crate) statements: AtomicU64,
    pub(crate) retries: AtomicU64,
    pub(crate) checkpoints: AtomicU64,
    /// How often each statement ran, by label; only while that is recorded.
    seen: Option<Mutex<BTreeMap<&'static str, u64>>>,
}

/// Adds one.
pub(crate) fn count(counter: &AtomicU64) {
    counter.fetch_add(1, Relaxed);
}

impl Counters {
    pub(crate) fn new(record: bool) -> Self {
        Self { seen: record.then(Mutex::default), ..Self::default() }
    }

    /// Tells whether statements are recorded by label.
    pub(crate) fn records(&self) -> bool {
        self.seen.is_some()
    }

    /// Adds what one run of a closure did.
    pub(crate) fn ran(&self, statements: u64, trace: &[(&'static str, u64)]) {
        self.statements.fetch_add(statements, Relaxed);
        if let Some(seen) = &self.seen {
            let mut seen = lock(seen);
            for (label, times) in trace {
                *seen.entry(label).or_default() += times;
            }
        }
    }

    pub(crate) fn seen(&self) -> BTreeMap<&'static str, u64> {
        self.seen.as_ref().map(|seen| lock(seen).clone()).unwrap_or_default()
    }

    pub(crate) fn stats(&self) -> Stats {
        Stats {
            commits: self.commits.load(Relaxed),
            writes: self.writes.load(Relaxed),
            reads: self.reads.load(Relaxed),
            statements: self.statements.load(Relaxed),
            retries: self.retries.load(Relaxed),
            checkpoints: self.checkpoints.load(Relaxed),
        }
    }
}
