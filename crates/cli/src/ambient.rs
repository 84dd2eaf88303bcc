//! The machine's clock and randomness. Everything else takes them as arguments, so that tests can hold them.

use model::{Clock, Ids, Timestamp};
use std::time::{SystemTime, UNIX_EPOCH};

/// The wall clock.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one place where the machine's clock is read")]
    fn now(&self) -> Timestamp {
        let micros = match SystemTime::now().duration_since(UNIX_EPOCH) {
            Ok(since) => i64::try_from(since.as_micros()).unwrap_or(i64::MAX),
            // A clock before 1970 is a battery that died; a negative number keeps the order at least.
            Err(before) => i64::try_from(before.duration().as_micros()).map_or(i64::MIN, |micros| -micros),
        };
        Timestamp::from_micros(micros)
    }
}

/// The operating system's randomness.
#[derive(Clone, Copy, Debug)]
pub struct OsIds;

impl Ids for OsIds {
    #[expect(clippy::disallowed_methods, reason = "this is the one place where the machine's randomness is read")]
    fn fill(&self, bytes: &mut [u8]) {
        // Tokens and names that a guesser could repeat would be worse than no answer at all.
        getrandom::fill(bytes).expect("the operating system has randomness");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_is_of_this_century_and_ids_differ() {
        let now = SystemClock.now();
        assert!(now > Timestamp::parse_iso("2025-01-01T00:00:00Z").unwrap(), "{now}");
        assert_ne!(OsIds.guid(now), OsIds.guid(now));
    }
}
