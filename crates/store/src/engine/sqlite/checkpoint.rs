//! Moving what is in the write-ahead log into the database, so that the log can be written again from its beginning.
//!
//! A thread of its own does it while the writer goes on. But it never catches up with a writer that never rests, and only a
//! log that is moved completely is begun anew; so a log that has grown long is finished by the writer, between two commits.
//! The file is never made shorter while the store is open: writing over old blocks syncs faster than appending new ones.

use super::Shared;
use super::session::Session;
use crate::engine::lock;
use crate::stats::count;
use rusqlite::ErrorCode;
use rusqlite::wal::CheckpointMode;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Condvar, Mutex, PoisonError};

/// Frames (pages of 4 KiB) that gather in the log between two checkpoints: 8 MiB.
const FRAMES_BETWEEN: u32 = 2_000;

/// The length of the log at which the writer itself finishes a checkpoint: 32 MiB, half of what the log may have at most.
const FRAMES_HIGH: u32 = 8_000;

/// How the writer tells the checkpointing thread.
#[derive(Default)]
pub(super) struct Checkpointer {
    wanted: Mutex<Wanted>,
    changed: Condvar,
    /// Whether the writer is to finish a checkpoint.
    high: AtomicBool,
}

#[derive(Default)]
struct Wanted {
    now: bool,
    never_again: bool,
}

impl Checkpointer {
    pub(super) fn stop(&self) {
        lock(&self.wanted).never_again = true;
        self.changed.notify_all();
    }

    fn ask(&self) {
        lock(&self.wanted).now = true;
        self.changed.notify_all();
    }

    /// Waits until a checkpoint is wanted; `false` means never again.
    fn wait(&self) -> bool {
        let waited = self.changed.wait_while(lock(&self.wanted), |wanted| !wanted.now && !wanted.never_again);
        let mut wanted = waited.unwrap_or_else(PoisonError::into_inner);
        wanted.now = false;
        !wanted.never_again
    }

    /// Tells, once, that the writer is to finish a checkpoint.
    pub(super) fn take_high(&self) -> bool {
        self.high.load(SeqCst) && self.high.swap(false, SeqCst)
    }
}

/// Remembers the log's length, to ask for a checkpoint when it has grown enough since the last.
#[derive(Default)]
pub(super) struct Watch {
    asked_at: u32,
}

impl Watch {
    /// Called after each commit with the frames that are in the log now.
    pub(super) fn committed(&mut self, frames: u32, checkpointer: &Checkpointer) {
        if frames < self.asked_at {
            // The log began anew.
            self.asked_at = 0;
        }
        if frames - self.asked_at >= FRAMES_BETWEEN {
            self.asked_at = frames;
            if frames >= FRAMES_HIGH {
                checkpointer.high.store(true, SeqCst);
            } else {
                checkpointer.ask();
            }
        }
    }
}

/// The life of the checkpointing thread. At its end the log is emptied if nobody else has the file open, so that a
/// stopped store is one file.
pub(super) fn work(shared: &Shared, session: &Session) {
    while shared.checkpointer.wait() {
        passive(shared, session);
    }
    if !shared.failed.load(SeqCst) {
        let _ = session.raw().busy_timeout(std::time::Duration::ZERO);
        checkpoint(shared, session, CheckpointMode::TRUNCATE);
    }
}

/// Moves what no reader still needs, and waits for nobody.
pub(super) fn passive(shared: &Shared, session: &Session) {
    checkpoint(shared, session, CheckpointMode::PASSIVE);
}

fn checkpoint(shared: &Shared, session: &Session, mode: CheckpointMode) {
    if shared.failed.load(SeqCst) {
        return;
    }
    match session.raw().wal_checkpoint_v2(None::<&str>, mode) {
        Ok((in_log, moved)) => {
            count(&shared.counters.checkpoints);
            tracing::debug!(in_log, moved, "checkpoint");
        }
        Err(error) => match error.sqlite_error_code() {
            // Another connection is at it.
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {}
            // What could not be moved is still in the log, and the next commit will say that the disk is full.
            Some(ErrorCode::DiskFull) => tracing::warn!(%error, "checkpoint"),
            _ => shared.fail("a checkpoint", &error),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::{Checkpointer, FRAMES_BETWEEN, FRAMES_HIGH, Watch};
    use crate::engine::lock;

    fn asks(watch: &mut Watch, checkpointer: &Checkpointer, frames: u32) -> (bool, bool) {
        watch.committed(frames, checkpointer);
        (std::mem::take(&mut lock(&checkpointer.wanted).now), checkpointer.take_high())
    }

    #[test]
    fn it_asks_once_for_each_stretch_of_the_log() {
        let (mut watch, checkpointer) = (Watch::default(), Checkpointer::default());
        assert_eq!(asks(&mut watch, &checkpointer, FRAMES_BETWEEN - 1), (false, false));
        assert_eq!(asks(&mut watch, &checkpointer, FRAMES_BETWEEN), (true, false));
        assert_eq!(asks(&mut watch, &checkpointer, FRAMES_BETWEEN + 1), (false, false));
        assert_eq!(asks(&mut watch, &checkpointer, 2 * FRAMES_BETWEEN), (true, false));
        // Begun anew.
        assert_eq!(asks(&mut watch, &checkpointer, 5), (false, false));
        assert_eq!(asks(&mut watch, &checkpointer, FRAMES_BETWEEN), (true, false));
        // Too long for the thread: the writer does it.
        assert_eq!(asks(&mut watch, &checkpointer, FRAMES_HIGH), (false, true));
        assert_eq!(asks(&mut watch, &checkpointer, FRAMES_HIGH + 1), (false, false));
    }
}
