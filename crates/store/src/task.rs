//! A closure on its way to a thread of the engine and its outcome on the way back, with their types forgotten in between.

use crate::pending::Pending;
use crate::stats::{Counters, count};
use crate::{Cause, Error, Tx};
use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use tokio::sync::oneshot;

/// A closure that waits for its transaction.
pub(crate) trait Task: Send {
    /// Runs the closure, perhaps not for the first time, and tells whether its changes are to be kept.
    fn run(&mut self, tx: &mut Tx<'_>, counters: &Counters) -> bool;

    /// Answers what the last run returned.
    fn answer(self: Box<Self>);

    /// Answers an error instead.
    fn refuse(self: Box<Self>, error: Error);
}

/// Wraps a closure for the way to the engine's thread.
pub(crate) fn task<T, E, F>(f: F) -> (Box<dyn Task>, Pending<T, E>)
where
    F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    T: Send + 'static,
    E: From<Error> + Send + 'static,
{
    let (reply, answer) = oneshot::channel();
    (Box::new(Typed { f, runs: 0, outcome: None, reply }), Pending::waiting(answer))
}

struct Typed<T, E, F> {
    f: F,
    runs: u32,
    outcome: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
}

impl<T, E, F> Task for Typed<T, E, F>
where
    F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send,
    T: Send,
    E: From<Error> + Send,
{
    fn run(&mut self, tx: &mut Tx<'_>, counters: &Counters) -> bool {
        if self.runs > 0 {
            count(&counters.retries);
        }
        self.runs += 1;
        let outcome = run(&mut self.f, tx);
        let keep = outcome.is_ok();
        self.outcome = Some(outcome);
        keep
    }

    fn answer(self: Box<Self>) {
        let outcome = self.outcome.unwrap_or_else(|| Err(Error::Internal(Cause::new("a closure was answered but never run")).into()));
        // Whoever asked may have gone away. The transaction happened all the same.
        let _ = self.reply.send(outcome);
    }

    fn refuse(self: Box<Self>, error: Error) {
        let _ = self.reply.send(Err(error.into()));
    }
}

thread_local! {
    static INSIDE: Cell<bool> = const { Cell::new(false) };
}

/// Tells whether this thread runs a closure right now.
pub(crate) fn inside() -> bool {
    INSIDE.get()
}

/// Runs a closure once. A panic in it is its own error and nobody else's.
pub(crate) fn run<T, E: From<Error>>(f: &mut impl FnMut(&mut Tx<'_>) -> Result<T, E>, tx: &mut Tx<'_>) -> Result<T, E> {
    INSIDE.set(true);
    // What the closure holds is never used again after a panic, except to be dropped.
    let outcome = catch_unwind(AssertUnwindSafe(|| f(tx)));
    INSIDE.set(false);
    match (outcome, tx.failure()) {
        (Ok(Ok(_)), Some(error)) => Err(error.clone().into()),
        (Ok(outcome), _) => outcome,
        (Err(panic), _) => {
            let cause = Cause::new(format!("a closure panicked: {}", message(&*panic)));
            tracing::error!(?cause, "a transaction is rolled back");
            Err(Error::Internal(cause).into())
        }
    }
}

fn message(panic: &(dyn Any + Send)) -> &str {
    match (panic.downcast_ref::<&str>(), panic.downcast_ref::<String>()) {
        (Some(text), _) => text,
        (_, Some(text)) => text,
        _ => "without a message",
    }
}
