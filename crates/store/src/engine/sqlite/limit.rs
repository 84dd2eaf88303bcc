//! When a connection's statements are cut off, finished or not.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

/// After so many steps of a statement the clock is looked at: some fractions of a millisecond. The steps of all its runs count,
/// so one that is run again and again comes to be looked at too.
const STEPS_A_LOOK: i32 = 20_000;

/// No statement is cut off.
const NEVER: u64 = u64::MAX;

/// The moment at which statements are cut off. SQLite is told of it once, when the connection is made: whoever sets it pays
/// for a look at the clock.
pub(super) struct Limit {
    opened: Instant,
    /// In microseconds since `opened`.
    end_us: Arc<AtomicU64>,
}

impl Limit {
    /// Makes the limit of a connection: never, at first.
    pub(super) fn of(connection: &mut rusqlite::Connection) -> rusqlite::Result<Self> {
        let (opened, end_us) = (Instant::now(), Arc::new(AtomicU64::new(NEVER)));
        let is_over = {
            let end_us = Arc::clone(&end_us);
            move || match end_us.load(Relaxed) {
                NEVER => false,
                end => micros(opened.elapsed()) >= end,
            }
        };
        connection.progress_handler(STEPS_A_LOOK, Some(is_over))?;
        Ok(Self { opened, end_us })
    }

    /// Cuts statements off after a while, from now on, unless that is done earlier anyway. Returns what to put back.
    pub(super) fn narrow(&self, within: Duration) -> u64 {
        let before = self.end_us.load(Relaxed);
        self.put_back(before.min(micros(self.opened.elapsed().saturating_add(within))));
        before
    }

    /// Puts back what was before [`Limit::narrow`].
    pub(super) fn put_back(&self, before: u64) {
        self.end_us.store(before, Relaxed);
    }
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(NEVER)
}
