//! Waking those who wait for work. A wake says nothing but "look again"; who never hears one and only polls is as right.

use crate::engine::lock;
use std::sync::{Condvar, Mutex};
use std::time::Duration;

/// Counts wakes. Each sleeper remembers the count it saw last, so that a wake between its look and its sleep is not lost.
#[derive(Debug, Default)]
pub(crate) struct Bell {
    rung: Mutex<u64>,
    ringing: Condvar,
}

impl Bell {
    pub(crate) fn ring(&self) {
        *lock(&self.rung) += 1;
        self.ringing.notify_all();
    }

    /// Waits until it has rung more than `heard` times, and returns the count then, or nothing when the time is over.
    pub(crate) fn wait(&self, heard: u64, timeout: Duration) -> Option<u64> {
        let waited = self.ringing.wait_timeout_while(lock(&self.rung), timeout, |rung| *rung <= heard);
        let (rung, _) = waited.unwrap_or_else(std::sync::PoisonError::into_inner);
        (*rung > heard).then_some(*rung)
    }
}
