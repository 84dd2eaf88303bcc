//! One connection to the server, with the statements that are prepared on it.

use super::{THIRD, meaning};
use crate::engine::{Connection, Cure, Failure, Savepoint};
use crate::row::Cells;
use crate::{Cause, Error, Result, Row, Sql, Value};
use postgres::fallible_iterator::FallibleIterator;
use postgres::{Client, Config, NoTls, Statement};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::time::Instant;

pub(super) struct Session {
    client: Client,
    /// Prepared statements by the address of what they were made of, which is static.
    prepared: HashMap<usize, Statement>,
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
        Ok(Self { client, prepared: HashMap::new(), began: Instant::now(), warned })
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

    /// Returns the prepared statement, unless the transaction is too old to begin another.
    fn prepare(&mut self, sql: &'static Sql) -> Result<Statement, Failure> {
        if self.began.elapsed() > THIRD {
            tracing::warn!(label = sql.label(), "a transaction took too long");
            return Err(Failure { error: Error::Busy, cure: Cure::Transaction });
        }
        let key = std::ptr::from_ref(sql).addr();
        if let Some(statement) = self.prepared.get(&key) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(sql.postgres()).map_err(|error| meaning::failure(sql.label(), error))?;
        self.prepared.insert(key, statement.clone());
        Ok(statement)
    }

    /// Starts a prepared statement; its rows follow.
    fn start(&mut self, sql: &'static Sql, params: &[Value<'_>]) -> Result<postgres::RowIter<'_>, Failure> {
        let statement = self.prepare(sql)?;
        if statement.params().len() != params.len() {
            let text = format!("{}: {} parameters, and {} are given", sql.label(), statement.params().len(), params.len());
            return Err(Failure { error: Error::Internal(Cause::new(text)), cure: Cure::Savepoint });
        }
        self.client.query_raw(&statement, params).map_err(|error| meaning::failure(sql.label(), error))
    }
}

impl Connection for Session {
    fn is_postgres(&self) -> bool {
        true
    }

    fn run(&mut self, sql: &'static Sql, params: &[Value<'_>]) -> Result<u64, Failure> {
        let mut rows = self.start(sql, params)?;
        while rows.next().map_err(|error| meaning::failure(sql.label(), error))?.is_some() {}
        Ok(rows.rows_affected().unwrap_or(0))
    }

    fn each(&mut self, sql: &'static Sql, params: &[Value<'_>], visit: &mut dyn FnMut(&Row<'_>) -> bool) -> Result<(), Failure> {
        let mut rows = self.start(sql, params)?;
        let mut wanted = true;
        // To the end in any case: an error may come after the last row that was wanted, and must not go unnoticed.
        while let Some(row) = rows.next().map_err(|error| meaning::failure(sql.label(), error))? {
            if wanted {
                wanted = visit(&Row::new(sql.label(), Cells::Postgres(&row)));
            }
        }
        Ok(())
    }

    fn savepoint(&mut self, what: Savepoint) -> Result<(), Failure> {
        self.control(what.statement()).map_err(|error| meaning::failure("savepoint", error))
    }
}
