//! A transaction, as closures see it. When it begins and how it ends is the engines' business.

use crate::engine::{Connection, Cure, Failure, Savepoint};
use crate::sql::OwnedSql;
use crate::stats::Counters;
use crate::{Error, Result, Row, Sql, Value};

/// One transaction: the closure returned `Ok` and it was committed, or it never happened.
///
/// A statement that fails undoes the innermost savepoint, or the whole transaction if there is none: nothing more runs in
/// it, and even a closure that returns `Ok` gets the error. (PostgreSQL works so, and would turn the commit into a rollback
/// without a word.) Who wants to go on after a failure puts what may fail into [`Tx::savepoint`], or uses [`Tx::insert`].
pub struct Tx<'c> {
    connection: &'c mut dyn Connection,
    counters: &'c Counters,
    /// What failed, if something did.
    failure: Option<Failure>,
    statements: u64,
    /// How often each statement ran. Only filled while statements are recorded.
    trace: Vec<(&'static str, u64)>,
}

impl<'c> Tx<'c> {
    pub(crate) fn new(connection: &'c mut dyn Connection, counters: &'c Counters) -> Self {
        Self { connection, counters, failure: None, statements: 0, trace: Vec::new() }
    }

    /// Ends the closure's use of the transaction and returns what failed in it.
    pub(crate) fn finish(self) -> Option<Failure> {
        self.counters.ran(self.statements, &self.trace);
        self.failure
    }

    pub(crate) fn failure(&self) -> Option<&Error> {
        self.failure.as_ref().map(|failure| &failure.error)
    }

    /// Tells whether this transaction is on PostgreSQL, for the few deeds that differ by more than spelling.
    #[must_use]
    pub fn is_postgres(&self) -> bool {
        self.connection.is_postgres()
    }

    /// Runs a statement and returns how many rows it changed.
    ///
    /// # Errors
    /// [`Error::Conflict`] and [`Error::Reference`] with the statement's label, or what keeps the engine from working.
    pub fn run(&mut self, sql: &'static Sql, params: &[Value<'_>]) -> Result<u64> {
        self.start(sql.label(), sql.postgres(), params)?;
        let outcome = self.connection.run(sql, params);
        self.note(outcome)
    }

    /// Runs a statement that inserts one row or, because of `ON CONFLICT … DO NOTHING`, none. Tells whether it did.
    ///
    /// This is how to meet a key that may be taken: the transaction goes on in either case, on both engines.
    ///
    /// # Errors
    /// As [`Tx::run`]. A statement without `ON CONFLICT` is a bug.
    pub fn insert(&mut self, sql: &'static Sql, params: &[Value<'_>]) -> Result<bool> {
        debug_assert!(sql.postgres().to_ascii_uppercase().contains("ON CONFLICT"), "{} needs ON CONFLICT DO NOTHING", sql.label());
        Ok(self.run(sql, params)? > 0)
    }

    /// Runs a statement and returns what `map` makes of each row.
    ///
    /// # Errors
    /// As [`Tx::run`], and the first error of `map`, which fails the statement but not the transaction.
    pub fn rows<T>(&mut self, sql: &'static Sql, params: &[Value<'_>], mut map: impl FnMut(&Row<'_>) -> Result<T>) -> Result<Vec<T>> {
        let mut found = Vec::new();
        self.each(sql, params, &mut |row| {
            found.push(map(row)?);
            Ok(true)
        })?;
        Ok(found)
    }

    /// Runs a statement and returns what `map` makes of the first row, if there is one.
    ///
    /// # Errors
    /// As [`Tx::rows`].
    pub fn row<T>(&mut self, sql: &'static Sql, params: &[Value<'_>], map: impl FnOnce(&Row<'_>) -> Result<T>) -> Result<Option<T>> {
        let mut map = Some(map);
        let mut found = None;
        self.each(sql, params, &mut |row| {
            if let Some(map) = map.take() {
                found = Some(map(row)?);
            }
            Ok(false)
        })?;
        Ok(found)
    }

    /// As [`Tx::rows`], for a statement that was put together for one request.
    pub(crate) fn rows_owned<T>(
        &mut self,
        sql: &OwnedSql,
        params: &[Value<'_>],
        mut map: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        self.start(sql.label(), sql.text(), params)?;
        crate::planted::shape(sql.label(), sql.text());
        let mut found = Vec::new();
        let mut failed = None;
        let outcome = self.connection.each_owned(sql, params, &mut |row| match map(row) {
            Ok(mapped) => {
                found.push(mapped);
                true
            }
            Err(error) => {
                failed = Some(error);
                false
            }
        });
        self.note(outcome)?;
        failed.map_or(Ok(found), |error| Err(error.read_by(sql.label())))
    }

    /// Runs `f` so that its failure undoes only what it did itself.
    ///
    /// # Errors
    /// What `f` answers, or what failed in it. Failures that end the whole transaction still do.
    pub fn savepoint<T, E: From<Error>>(&mut self, f: impl FnOnce(&mut Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        self.mark(Savepoint::Set)?;
        let outcome = f(self);
        let outcome = match (outcome, self.failure()) {
            (Ok(_), Some(error)) => Err(error.clone().into()),
            (outcome, _) => outcome,
        };
        match &self.failure {
            Some(failure) if failure.cure != Cure::Savepoint => return outcome,
            _ => self.failure = None,
        }
        if outcome.is_err() {
            self.mark(Savepoint::Undo)?;
        }
        self.mark(Savepoint::Release)?;
        outcome
    }

    /// Returns the labels of the statements that this closure has run so far, and how often it ran each. Empty unless the
    /// store was opened with `trace`.
    #[must_use]
    pub fn trace(&self) -> Vec<(&'static str, u64)> {
        self.trace.clone()
    }

    /// Runs a statement and shows its rows to `visit` until that has seen enough.
    fn each(&mut self, sql: &'static Sql, params: &[Value<'_>], visit: &mut dyn FnMut(&Row<'_>) -> Result<bool>) -> Result<()> {
        self.start(sql.label(), sql.postgres(), params)?;
        let mut failed = None;
        let outcome = self.connection.each(sql, params, &mut |row| match visit(row) {
            Ok(more) => more,
            Err(error) => {
                failed = Some(error);
                false
            }
        });
        self.note(outcome)?;
        failed.map_or(Ok(()), |error| Err(error.read_by(sql.label())))
    }

    /// Refuses what must not run, and counts what may.
    fn start(&mut self, label: &'static str, text: &str, params: &[Value<'_>]) -> Result<()> {
        if let Some(error) = self.failure() {
            return Err(error.clone());
        }
        // PostgreSQL would refuse it. So that nobody finds out only there, SQLite does too.
        if params.iter().any(|value| matches!(value, Value::Text(text) if text.as_bytes().contains(&0))) {
            return self.note(Err(Failure { error: Error::ZeroInText(label), cure: Cure::Savepoint }));
        }
        tracing::trace!(target: "store::sql", label);
        self.statements += 1;
        if self.counters.records() {
            match self.trace.iter_mut().find(|(known, _)| *known == label) {
                Some((_, times)) => *times += 1,
                None => {
                    crate::planted::shape(label, text);
                    self.trace.push((label, 1));
                }
            }
        }
        Ok(())
    }

    fn mark(&mut self, what: Savepoint) -> Result<()> {
        if let Some(error) = self.failure() {
            return Err(error.clone());
        }
        let outcome = self.connection.savepoint(what);
        self.note(outcome)
    }

    fn note<T>(&mut self, outcome: Result<T, Failure>) -> Result<T> {
        outcome.map_err(|failure| {
            let error = failure.error.clone();
            self.failure = Some(failure);
            error
        })
    }
}
