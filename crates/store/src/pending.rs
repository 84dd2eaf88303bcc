//! The answer to a transaction, now or later.

use crate::{Cause, Error};
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::sync::oneshot;

/// The outcome of a transaction. It runs whether or not anyone awaits it.
#[must_use = "a transaction can fail"]
pub struct Pending<T, E>(State<T, E>);

enum State<T, E> {
    /// Here already, without a channel. `None` once it is taken.
    Ready(Option<Result<T, E>>),
    Waiting(oneshot::Receiver<Result<T, E>>),
}

impl<T, E: From<Error>> Pending<T, E> {
    pub(crate) fn ready(outcome: Result<T, E>) -> Self {
        Self(State::Ready(Some(outcome)))
    }

    pub(crate) fn waiting(answer: oneshot::Receiver<Result<T, E>>) -> Self {
        Self(State::Waiting(answer))
    }

    /// Blocks until the outcome is known.
    ///
    /// # Panics
    /// If the outcome is still to come and this is a thread that runs asynchronous tasks: they would all stand still.
    pub fn wait(self) -> Result<T, E> {
        match self.0 {
            State::Ready(outcome) => outcome.expect("an outcome is taken once"),
            State::Waiting(answer) => answer.blocking_recv().unwrap_or_else(|_| Err(unanswered())),
        }
    }
}

/// Nothing in here is pinned.
impl<T, E> Unpin for Pending<T, E> {}

impl<T, E: From<Error>> Future for Pending<T, E> {
    type Output = Result<T, E>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match &mut self.0 {
            State::Ready(outcome) => Poll::Ready(outcome.take().expect("a future is not polled after its end")),
            State::Waiting(answer) => Pin::new(answer).poll(context).map(|answer| answer.unwrap_or_else(|_| Err(unanswered()))),
        }
    }
}

impl<T, E> fmt::Debug for Pending<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            State::Ready(_) => "Pending(ready)",
            State::Waiting(_) => "Pending(waiting)",
        })
    }
}

/// The thread that should have answered is gone. What it did before that is not known.
fn unanswered<E: From<Error>>() -> E {
    Error::Unavailable(Cause::new("the engine's thread ended without an answer")).into()
}
