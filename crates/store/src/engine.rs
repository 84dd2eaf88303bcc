//! What an engine is: connections that run statements, and threads that decide when a transaction begins, ends or is run
//! again. What the statements say is not known here.

pub(crate) mod postgres;
pub(crate) mod sqlite;

use crate::sql::OwnedSql;
use crate::{Error, Row, Sql, Value};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The narrow waist: all that nouns ever ask of an engine, inside a transaction that someone else began.
pub(crate) trait Connection {
    /// Tells which of the two it is.
    fn is_postgres(&self) -> bool;

    /// Runs a statement and returns how many rows it changed.
    fn run(&mut self, sql: &'static Sql, params: &[Value<'_>]) -> Result<u64, Failure>;

    /// Runs a statement and shows each row to `visit`, until that answers `false`. What the statement changes, it changes
    /// for all its rows in any case.
    fn each(&mut self, sql: &'static Sql, params: &[Value<'_>], visit: &mut dyn FnMut(&Row<'_>) -> bool) -> Result<(), Failure>;

    /// As `each`, for a statement that was put together for one request.
    fn each_owned(&mut self, sql: &OwnedSql, params: &[Value<'_>], visit: &mut dyn FnMut(&Row<'_>) -> bool) -> Result<(), Failure>;

    /// Sets the innermost savepoint, undoes all since, or forgets it.
    fn savepoint(&mut self, what: Savepoint) -> Result<(), Failure>;
}

/// What can be done with a savepoint. They nest, so one name serves all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Savepoint {
    Set,
    Undo,
    Release,
}

impl Savepoint {
    pub(crate) fn statement(self) -> &'static str {
        match self {
            Self::Set => "SAVEPOINT s",
            Self::Undo => "ROLLBACK TO s",
            Self::Release => "RELEASE s",
        }
    }
}

/// Why a statement failed, and what would help.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) error: Error,
    pub(crate) cure: Cure,
}

/// What would help, from the smallest to the largest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cure {
    /// Undoing the innermost savepoint, or the transaction if there is none.
    Savepoint,
    /// Nothing within this transaction: it is over.
    Transaction,
    /// Running the whole closure again.
    Again,
    /// Running the whole closure again on another connection.
    Reconnect,
}

/// Locks a mutex. Nothing under our mutexes is half-changed when a thread panics, so a poisoned one is as good.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
