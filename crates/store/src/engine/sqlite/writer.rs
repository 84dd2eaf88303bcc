//! The one thread that writes: it takes what is waiting, commits it with one sync, and then answers all of it.

use super::checkpoint::{Watch, passive};
use super::session::{Session, meaning};
use super::{Shared, closed};
use crate::engine::Savepoint;
use crate::planted::{self, Fate};
use crate::stats::count;
use crate::task::Task;
use crate::{Cause, Error, Result, Tx};
use rusqlite::ErrorCode;
use std::sync::Arc;
use std::sync::atomic::Ordering::SeqCst;

/// The most closures in one transaction. More would keep the first ones waiting; by then the sync is spread thin enough.
const BATCH_MAX: usize = 512;

pub(super) struct Writer {
    shared: Arc<Shared>,
    session: Session,
}

/// How a transaction of several closures ended.
enum End {
    /// Each closure's own outcome is true now.
    Landed,
    /// None of them happened, and this is why.
    Refused(Error),
    /// None of them happened because of one of them, which failed after it had changed something.
    Spoilt,
    /// None of them happened because of one of them; each has to be tried on its own.
    Apart,
}

/// What keeps a closure's changes from those before it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Guard {
    /// Nothing. A savepoint costs a copy of each page that is changed after it, and makes the search index write down what it
    /// has gathered: a segment for each closure, to be merged with the others ever again, instead of one for all of them.
    /// Closures seldom fail, and fewer of those have changed anything.
    None,
    /// A savepoint.
    Savepoint,
}

impl Writer {
    pub(super) fn new(shared: Arc<Shared>, mut session: Session) -> Result<Self> {
        let mut watch = Watch::default();
        let hook = {
            let shared = Arc::clone(&shared);
            // Called after each commit that changed something.
            move |_: &mut rusqlite::hooks::Wal, frames: std::ffi::c_int| {
                count(&shared.counters.commits);
                watch.committed(frames.unsigned_abs(), &shared.checkpointer);
                Ok(())
            }
        };
        session.raw_mut().wal_hook(Some(hook)).map_err(|error| meaning("open", error))?;
        Ok(Self { shared, session })
    }

    /// The life of the thread. It ends when the queue is closed and everything in it is answered.
    pub(super) fn work(mut self) {
        let _gone = Gone(Arc::clone(&self.shared));
        let mut batch = Vec::with_capacity(BATCH_MAX);
        while self.shared.queue.take(BATCH_MAX, &mut batch) {
            self.commit_all(&mut batch);
            if self.shared.checkpointer.take_high() {
                passive(&self.shared, &self.session);
            }
        }
    }

    /// Runs what was taken, and answers all of it.
    pub(super) fn commit_all(&mut self, batch: &mut Vec<Box<dyn Task>>) {
        match self.attempt(batch) {
            End::Landed => batch.drain(..).for_each(|task| task.answer()),
            End::Refused(error) => batch.drain(..).for_each(|task| task.refuse(error.clone())),
            End::Spoilt | End::Apart => {
                for mut task in batch.drain(..) {
                    match self.attempt(std::slice::from_mut(&mut task)) {
                        End::Landed => task.answer(),
                        End::Refused(error) => task.refuse(error),
                        End::Spoilt | End::Apart => task.refuse(Error::Internal(Cause::new("a closure alone cannot be taken apart"))),
                    }
                }
            }
        }
    }

    /// Runs all tasks in one transaction: at first as if none of them would fail.
    fn attempt(&mut self, tasks: &mut [Box<dyn Task>]) -> End {
        match self.attempt_with(tasks, Guard::None) {
            End::Spoilt => self.attempt_with(tasks, Guard::Savepoint),
            end => end,
        }
    }

    fn attempt_with(&mut self, tasks: &mut [Box<dyn Task>], guard: Guard) -> End {
        if self.shared.failed.load(SeqCst) {
            return End::Refused(Error::Failed);
        }
        // Waits for other processes, within the busy time-out.
        if let Err(error) = self.session.control("BEGIN IMMEDIATE") {
            return End::Refused(meaning("begin", error));
        }
        let alone = tasks.len() == 1;
        let mut changed = false;
        for task in tasks {
            match self.run(task.as_mut(), guard, alone) {
                Ok(keep) => changed |= keep,
                Err(end) => return end,
            }
        }
        if changed { self.commit(alone) } else { self.roll_back(End::Landed) }
    }

    /// Runs one task, which may be `alone` in its transaction, and tells whether to keep what it did.
    fn run(&mut self, task: &mut dyn Task, guard: Guard, alone: bool) -> Result<bool, End> {
        if guard == Guard::Savepoint
            && let Err(error) = self.session.control(Savepoint::Set.statement())
        {
            return Err(self.broken(error));
        }
        count(&self.shared.counters.writes);
        let before = self.session.raw().total_changes();
        let mut tx = Tx::new(&mut self.session, &self.shared.counters);
        let keep = task.run(&mut tx, &self.shared.counters);
        let sound = tx.finish().is_none();
        if self.session.raw().is_autocommit() {
            // SQLite itself rolled everything back: a full disk, an I/O error, no memory. Whose fault it was cannot be said
            // of several; a single one has got the error as its outcome.
            return Err(match (alone, keep && sound) {
                (false, _) => End::Apart,
                (true, false) => End::Landed,
                (true, true) => End::Refused(Error::Internal(Cause::new("a closure ended its own transaction"))),
            });
        }
        if guard == Guard::Savepoint {
            let undo = if keep { Ok(()) } else { self.session.control(Savepoint::Undo.statement()) };
            if let Err(error) = undo.and_then(|()| self.session.control(Savepoint::Release.statement())) {
                return Err(self.broken(error));
            }
        } else if !keep && !alone && self.session.raw().total_changes() != before {
            return Err(self.roll_back(End::Spoilt));
        }
        Ok(keep)
    }

    fn commit(&mut self, alone: bool) -> End {
        let fate = planted::commit();
        let committed = match fate {
            Fate::Made | Fate::Unanswered => self.session.control("COMMIT"),
            Fate::Refused => return self.roll_back(End::Refused(Error::Unavailable(Cause::new("a planted crash before the commit")))),
            Fate::Unsynced => Err(rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_IOERR_FSYNC), None)),
        };
        let Err(error) = committed else {
            return match fate {
                Fate::Unanswered => End::Refused(Error::Unavailable(Cause::new("a planted crash after the commit"))),
                _ => End::Landed,
            };
        };
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => self.roll_back(End::Refused(Error::Full)),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => self.roll_back(End::Refused(Error::Busy)),
            // A foreign key that was to be checked at the end.
            Some(ErrorCode::ConstraintViolation) if alone => self.roll_back(End::Refused(meaning("commit", error))),
            Some(ErrorCode::ConstraintViolation) => self.roll_back(End::Apart),
            // Above all a failed sync: the system may have dropped what it could not write and call the next sync a success.
            // Trying again would only hide that, so nothing is written any more.
            _ => {
                self.shared.fail("a commit", &error);
                self.roll_back(End::Refused(Error::Failed))
            }
        }
    }

    /// A savepoint could not be set or undone. If SQLite has rolled back, each closure is tried again; otherwise we do.
    fn broken(&mut self, error: rusqlite::Error) -> End {
        tracing::warn!(%error, "a savepoint failed");
        self.roll_back(End::Apart)
    }

    fn roll_back(&mut self, end: End) -> End {
        if self.session.raw().is_autocommit() {
            return end;
        }
        match self.session.control("ROLLBACK") {
            Ok(()) => end,
            // A connection that is stuck in a transaction would mix it with the next one.
            Err(error) => {
                self.shared.fail("a rollback", &error);
                End::Refused(Error::Failed)
            }
        }
    }
}

/// Refuses what is waiting if the thread ever panics, instead of letting everyone wait for ever.
struct Gone(Arc<Shared>);

impl Drop for Gone {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.fail("the writing thread", &std::fmt::Error);
            self.0.queue.close();
            let mut left = Vec::new();
            while self.0.queue.take(BATCH_MAX, &mut left) {
                left.drain(..).for_each(|task| task.refuse(closed()));
            }
        }
    }
}
