//! A thread with a connection: it takes one closure after the other and runs each until it is committed, or cannot be.

use super::session::Session;
use super::{Shared, meaning};
use crate::engine::{Cure, Failure};
use crate::planted::{self, Fate};
use crate::stats::count;
use crate::task::Task;
use crate::{Cause, Error, Tx};
use std::sync::Arc;
use std::sync::atomic::Ordering::SeqCst;
use std::thread;
use std::time::{Duration, Instant};

/// How often one closure is run. Deadlocks and serialization failures end long before that, unless something is wrong.
const RUNS_MAX: u32 = 10;

/// How long a closure is tried again. Longer than a server takes to restart would be better told than waited for.
const TRY_FOR: Duration = Duration::from_secs(10);

/// The longest pause between two runs.
const PAUSE_MAX: Duration = Duration::from_secs(1);

/// The channel on which processes wake each other.
pub(super) const CHANNEL: &str = "looseleaf_wake";

/// What a worker is asked to do.
pub(super) enum Order {
    Run(Mode, Box<dyn Task>),
    Notify,
}

/// What a transaction may do, and what it sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// Each statement sees what is committed when it begins; rows are locked before they are relied on.
    Write,
    /// All statements see the same instant.
    Read,
}

impl Mode {
    fn begin(self) -> &'static str {
        match self {
            Self::Write => "BEGIN ISOLATION LEVEL READ COMMITTED",
            Self::Read => "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY",
        }
    }
}

/// How one run of a closure ended.
enum End {
    /// Its outcome is true now.
    Landed,
    /// It did not happen, or nobody knows; either way it is not run again.
    Refused(Error),
    /// It did not happen, and running it again may help.
    Again(Failure),
}

pub(super) struct Worker {
    shared: Arc<Shared>,
    session: Option<Session>,
    /// Makes the workers' pauses differ, so that those who met do not meet again.
    number: usize,
}

impl Worker {
    pub(super) fn new(shared: Arc<Shared>, session: Option<Session>, number: usize) -> Self {
        Self { shared, session, number }
    }

    /// The life of the thread. It ends when the queue is closed and empty.
    pub(super) fn work(mut self) {
        let mut taken = Vec::with_capacity(1);
        while self.shared.queue.take(1, &mut taken) {
            for order in taken.drain(..) {
                match order {
                    Order::Run(mode, task) => self.serve(mode, task),
                    Order::Notify => self.notify(),
                }
            }
        }
    }

    fn serve(&mut self, mode: Mode, mut task: Box<dyn Task>) {
        let began = Instant::now();
        for run in 1.. {
            let failure = match self.attempt(mode, task.as_mut()) {
                End::Landed => return task.answer(),
                End::Refused(error) => return task.refuse(error),
                End::Again(failure) => failure,
            };
            if failure.cure == Cure::Reconnect {
                self.session = None;
            }
            if run == RUNS_MAX || began.elapsed() > TRY_FOR {
                tracing::warn!(error = ?failure.error, run, "a transaction is given up");
                return task.refuse(failure.error);
            }
            tracing::debug!(error = ?failure.error, run, "a transaction is run again");
            thread::sleep(self.pause(run, failure.cure));
        }
    }

    /// Runs the closure in one transaction.
    fn attempt(&mut self, mode: Mode, task: &mut dyn Task) -> End {
        let counters = &self.shared.counters;
        let session = match &mut self.session {
            Some(session) => session,
            none => match Session::connect(&self.shared.config) {
                Ok(session) => none.insert(session),
                Err(error) => return End::Again(Failure { error, cure: Cure::Reconnect }),
            },
        };
        if let Err(failure) = session.begin(mode.begin()) {
            return End::Again(Failure { cure: Cure::Reconnect, ..failure });
        }
        count(if mode == Mode::Read { &counters.reads } else { &counters.writes });
        let mut tx = Tx::new(session, counters);
        let keep = task.run(&mut tx, counters);
        match tx.finish() {
            Some(failure) if failure.cure == Cure::Reconnect => return End::Again(failure),
            Some(failure) => {
                self.roll_back();
                return if failure.cure == Cure::Again { End::Again(failure) } else { End::Landed };
            }
            None => {}
        }
        if !keep {
            self.roll_back();
            return End::Landed;
        }
        match mode {
            Mode::Write => self.commit(),
            Mode::Read => {
                // Nothing is lost if it cannot end: what was read was there.
                self.end("COMMIT");
                End::Landed
            }
        }
    }

    fn commit(&mut self) -> End {
        let fate = planted::commit();
        if matches!(fate, Fate::Refused | Fate::Unsynced) {
            self.roll_back();
            return End::Refused(Error::Unavailable(Cause::new("a planted crash before the commit")));
        }
        let Some(session) = &mut self.session else {
            return End::Refused(Error::Internal(Cause::new("a commit without a connection")));
        };
        match session.commit() {
            Ok(_) if fate == Fate::Unanswered => End::Refused(Error::Unavailable(Cause::new("a planted crash after the commit"))),
            Ok(false) => End::Refused(Error::Unavailable(Cause::new("the server committed with a warning"))),
            Ok(true) => {
                count(&self.shared.counters.commits);
                End::Landed
            }
            Err(error) => {
                let failure = meaning::failure("commit", error);
                match failure.cure {
                    // The server answered that it did not commit.
                    Cure::Again => End::Again(failure),
                    Cure::Savepoint => End::Refused(failure.error),
                    // It may have committed and not come to say so. Whoever asked has to find out.
                    Cure::Transaction | Cure::Reconnect => {
                        self.session = None;
                        End::Refused(failure.error)
                    }
                }
            }
        }
    }

    fn roll_back(&mut self) {
        self.end("ROLLBACK");
    }

    /// Ends a transaction that leaves nothing behind. A connection on which even that fails is not used again.
    fn end(&mut self, statement: &'static str) {
        if self.session.as_mut().is_some_and(|session| session.control(statement).is_err()) {
            self.session = None;
        }
    }

    fn notify(&mut self) {
        self.shared.notifying.store(false, SeqCst);
        // Once only: who is not woken looks by itself before long.
        let session = match self.session.take() {
            Some(session) => Ok(session),
            None => Session::connect(&self.shared.config),
        };
        if let Ok(mut session) = session
            && session.client().batch_execute(&format!("NOTIFY {CHANNEL}")).is_ok()
        {
            self.session = Some(session);
        }
    }

    /// The pause before the next run: none before a connection that went stale is replaced, then doubling.
    fn pause(&self, run: u32, cure: Cure) -> Duration {
        let first = Duration::from_millis(if cure == Cure::Reconnect { 25 } else { 2 });
        if run == 1 && cure == Cure::Reconnect {
            return Duration::ZERO;
        }
        let number = u32::try_from(self.number % 8).unwrap_or(0);
        (first * 2_u32.saturating_pow(run) * (8 + number) / 8).min(PAUSE_MAX)
    }
}
