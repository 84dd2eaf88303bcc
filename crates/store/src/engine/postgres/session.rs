//! One connection to the server, with the statements that are prepared on it.

use super::{THIRD, meaning};
use crate::engine::{Connection, Cure, Failure, Savepoint};
use crate::row::Cells;
use crate::sql::OwnedSql;
use crate::{Cause, Error, Result, Row, Sql, Value};
use postgres::fallible_iterator::FallibleIterator;
use postgres::{Client, Config, NoTls, Statement};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::time::Instant;

/// How many shapes of queries stay prepared. The server keeps a plan of each in memory, for every connection.
const SHAPES_MAX: usize = 64;

pub(super) struct Session {
    client: Client,
    /// Prepared statements by the address of what they were made of, which is static.
    prepared: HashMap<usize, Statement>,
    /// Prepared queries by their text, the one used last at the end.
    shapes: Vec<(String, Statement)>,
    /// When the transaction began.
    began: Instant,
    /// Whether the server has sent a warning.
    warned: Arc<AtomicBool>,
}

impl Session {
    pub(super) fn connect(config: &Config) -> Result<Self> {
        let warned = Arc::<AtomicBool>::default();
        let mut config = config.clone();
        config.notice_callback({
            let warned = Arc::clone(&warned);
            move |notice| {
                tracing::warn!(code = notice.code().code(), message = notice.message(), "PostgreSQL");
                warned.store(true, SeqCst);
            }
        });
        let client = config.connect(NoTls).map_err(|error| meaning::failure("connect", error).error)?;
        Ok(Self { client, prepared: HashMap::new(), shapes: Vec::new(), began: Instant::now(), warned })
    }

    /// The connection itself, for what no closure does.
    pub(super) fn client(&mut self) -> &mut Client {
        &mut self.client
    }

    /// Runs a statement without parameters that begins or ends something.
    pub(super) fn control(&mut self, statement: &'static str) -> Result<(), postgres::Error> {
        self.client.batch_execute(statement)
    }

    /// Commits, and tells whether the server did so without a warning.
    ///
    /// A server whose standby has gone silent commits, waits until the statement's time is over, and then calls it a success
    /// with a warning: what was written exists once only, against what its operator asked for.
    pub(super) fn commit(&mut self) -> Result<bool, postgres::Error> {
        self.warned.store(false, SeqCst);
        self.control("COMMIT")?;
        Ok(!self.warned.load(SeqCst))
    }

    /// Begins a transaction.
    pub(super) fn begin(&mut self, statement: &'static str) -> Result<(), Failure> {
        self.control(statement).map_err(|error| meaning::failure("begin", error))?;
        self.began = Instant::now();
        Ok(())
    }

    /// Refuses to begin a statement in a transaction that is too old.
    fn check_age(&self, label: &'static str) -> Result<(), Failure> {
        if self.began.elapsed() > THIRD {
            tracing::warn!(label, "a transaction took too long");
            return Err(Failure { error: Error::Busy, cure: Cure::Transaction });
        }
        Ok(())
    }

    /// Returns the prepared statement.
    fn prepare(&mut self, sql: &'static Sql) -> Result<Statement, Failure> {
        self.check_age(sql.label())?;
        let key = std::ptr::from_ref(sql).addr();
        if let Some(statement) = self.prepared.get(&key) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(sql.postgres()).map_err(|error| meaning::failure(sql.label(), error))?;
        self.prepared.insert(key, statement.clone());
        Ok(statement)
    }

    /// Returns the prepared query. The one that was not used for longest makes room for a new one.
    fn prepare_owned(&mut self, sql: &OwnedSql) -> Result<Statement, Failure> {
        self.check_age(sql.label())?;
        let statement = match self.shapes.iter().position(|(text, _)| text == sql.text()) {
            Some(at) => self.shapes.remove(at).1,
            None => {
                if self.shapes.len() == SHAPES_MAX {
                    // The driver tells the server to forget it.
                    self.shapes.remove(0);
                }
                self.client.prepare(sql.text()).map_err(|error| meaning::failure(sql.label(), error))?
            }
        };
        self.shapes.push((sql.text().to_owned(), statement.clone()));
        Ok(statement)
    }

    /// Runs a prepared statement and shows each row to `visit`, until that answers `false`.
    fn visit(
        &mut self,
        label: &'static str,
        statement: &Statement,
        params: &[Value<'_>],
        visit: &mut dyn FnMut(&Row<'_>) -> bool,
    ) -> Result<(), Failure> {
        let mut rows = self.start(label, statement, params)?;
        let mut wanted = true;
        // To the end in any case: an error may come after the last row that was wanted, and must not go unnoticed.
        while let Some(row) = rows.next().map_err(|error| meaning::failure(label, error))? {
            if wanted {
                wanted = visit(&Row::new(label, Cells::Postgres(&row)));
            }
        }
        Ok(())
    }

    /// Starts a prepared statement; its rows follow.
    fn start(&mut self, label: &'static str, statement: &Statement, params: &[Value<'_>]) -> Result<postgres::RowIter<'_>, Failure> {
        if statement.params().len() != params.len() {
            let text = format!("{label}: {} parameters, and {} are given", statement.params().len(), params.len());
            return Err(Failure { error: Error::Internal(Cause::new(text)), cure: Cure::Savepoint });
        }
        self.client.query_raw(statement, params).map_err(|error| meaning::failure(label, error))
    }
}

impl Connection for Session {
    fn is_postgres(&self) -> bool {
        true
    }

    fn run(&mut self, sql: &'static Sql, params: &[Value<'_>]) -> Result<u64, Failure> {
        let statement = self.prepare(sql)?;
        let mut rows = self.start(sql.label(), &statement, params)?;
        while rows.next().map_err(|error| meaning::failure(sql.label(), error))?.is_some() {}
        Ok(rows.rows_affected().unwrap_or(0))
    }

    fn each(&mut self, sql: &'static Sql, params: &[Value<'_>], visit: &mut dyn FnMut(&Row<'_>) -> bool) -> Result<(), Failure> {
        let statement = self.prepare(sql)?;
        self.visit(sql.label(), &statement, params, visit)
    }

    fn each_owned(&mut self, sql: &OwnedSql, params: &[Value<'_>], visit: &mut dyn FnMut(&Row<'_>) -> bool) -> Result<(), Failure> {
        let statement = self.prepare_owned(sql)?;
        self.visit(sql.label(), &statement, params, visit)
    }

    fn savepoint(&mut self, what: Savepoint) -> Result<(), Failure> {
        self.control(what.statement()).map_err(|error| meaning::failure("savepoint", error))
    }
}
