//! Copying pages, sections, section groups, notebooks, files and folders: instant, whole, separate.
//!
//! `start` checks and accepts, `step` makes one transaction's worth of progress. A copy that fits one batch is accepted,
//! captured, built and published in the accepting request's own transaction; a larger one is left to the worker, who makes
//! the same steps one by one. All of it is in the operation's row, so a step may be made by any process, and again.

mod children;
mod file;
mod page;
mod rights;
mod start;
mod step;
mod tree;

pub use children::CHILDREN_MAX;
pub use start::{Accepted, Destination, Order, Source, refused, start};
pub(crate) use step::step;

/// What a step came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stepped {
    /// There is more to do.
    On,
    /// The result is published, in this transaction.
    Ended,
}
