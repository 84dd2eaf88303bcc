//! One connection to the file: how it is set up, and how it runs statements.

use super::limit::Limit;
use super::{APPLICATION_ID, SqliteOptions, text};
use crate::engine::{Connection, Cure, Failure, Savepoint};
use crate::row::Cells;
use crate::sql::OwnedSql;
use crate::{Cause, Error, Result, Row, Sql, Value};
use rusqlite::config::DbConfig;
use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, ErrorCode, OpenFlags, ffi};
use std::path::Path;
use std::time::Duration;

/// More than twice as many as the program has statements of its own, so that none of these is prepared twice on a connection
/// unless it is hardly used. The rest is for shapes of queries, of which clients can think up any number: one takes some
/// ten KiB.
const STATEMENTS_MAX: usize = 512;

/// The page cache of the writer, which holds the inner pages of all indexes it writes.
const WRITER_CACHE_KIB: i32 = 4 << 10;

/// The page cache of a reader, in KiB. There are as many readers as threads read at once.
///
/// The file is not mapped: SQLite then asks the log's index for every page it touches, cached or not, and an I/O error would
/// end the process instead of failing a statement.
const READER_CACHE_KIB: i32 = 2 << 10;

/// How long a statement may take that is put together by what a client asks for. The statements of the program are known;
/// these could be made to walk every page with the dearest of functions. Far more than an honest one takes on the largest
/// drive.
const QUERY_MAX: Duration = Duration::from_secs(2);

pub(crate) struct Session {
    connection: rusqlite::Connection,
    limit: Limit,
}

impl Session {
    /// Opens the file for writing, and makes it if there is none.
    pub(super) fn open_writer(path: &Path, options: &SqliteOptions) -> Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
        let session = Self::open(path, flags, options)?;
        let set_up = || -> rusqlite::Result<String> {
            let connection = &session.connection;
            // Planted: acknowledged writes do not survive a power cut.
            let synchronous = if crate::planted::is("synchronous-normal") { "NORMAL" } else { "FULL" };
            connection.pragma_update(None, "synchronous", synchronous)?;
            connection.pragma_update(None, "foreign_keys", true)?;
            connection.pragma_update(None, "cache_size", -WRITER_CACHE_KIB)?;
            // A thread of its own does that.
            connection.pragma_update(None, "wal_autocheckpoint", 0)?;
            if let Some(pages) = options.pages_max {
                connection.pragma_update(None, "max_page_count", pages)?;
            }
            connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))
        };
        match set_up() {
            Ok(mode) if mode == "wal" => Ok(session),
            Ok(mode) => Err(Error::Unavailable(Cause::new(format!("the file system allows no write-ahead log (journal_mode is {mode})")))),
            Err(error) => Err(opening(error)),
        }
    }

    /// Opens the file, which a writer has made, for reading only.
    pub(super) fn open_reader(path: &Path, options: &SqliteOptions) -> Result<Self> {
        let session = Self::open(path, OpenFlags::SQLITE_OPEN_READ_ONLY, options)?;
        let set_up = || -> rusqlite::Result<()> {
            session.connection.pragma_update(None, "cache_size", -READER_CACHE_KIB)?;
            session.connection.pragma_update_and_check(None, "mmap_size", 0, |_| Ok(()))
        };
        set_up().map_err(opening)?;
        Ok(session)
    }

    fn open(path: &Path, flags: OpenFlags, options: &SqliteOptions) -> Result<Self> {
        // A connection is used by one thread at a time, so SQLite's own mutexes are for nothing.
        let mut connection = rusqlite::Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX).map_err(opening)?;
        let set_up = || -> rusqlite::Result<()> {
            connection.busy_timeout(options.busy_timeout)?;
            connection.set_prepared_statement_cache_capacity(STATEMENTS_MAX);
            // When and whether to checkpoint is for the checkpointing thread to say; after a failed sync, never.
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
            // The file may have been tampered with: nothing in its schema may run code, and each page is looked at before use.
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
            connection.pragma_update(None, "cell_size_check", true)?;
            // Plans depend on the statement alone. Otherwise SQLite prepares a statement anew whenever a parameter changes that
            // it has weighed against a partial index, which costs more than most statements take.
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
            text::register(&connection)?;
            // A misspelt column in double quotes is an error, as it is on PostgreSQL, and no text.
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
            Ok(())
        };
        set_up().map_err(opening)?;
        let limit = Limit::of(&mut connection).map_err(opening)?;
        Ok(Self { connection, limit })
    }

    /// Marks a new database as ours.
    ///
    /// # Errors
    /// [`Error::Foreign`] if there is something in it that is not.
    pub(super) fn claim(&self) -> Result<()> {
        let ours = || -> rusqlite::Result<bool> {
            let id: i32 = self.connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
            if id == APPLICATION_ID {
                return Ok(true);
            }
            let tables: i64 = self.connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
            if id != 0 || tables != 0 {
                return Ok(false);
            }
            self.connection.pragma_update(None, "application_id", APPLICATION_ID)?;
            Ok(true)
        };
        if ours().map_err(opening)? { Ok(()) } else { Err(Error::Foreign) }
    }

    /// The connection itself, for what no closure does: migrations, checkpoints, hooks.
    pub(crate) fn raw(&self) -> &rusqlite::Connection {
        &self.connection
    }

    pub(super) fn raw_mut(&mut self) -> &mut rusqlite::Connection {
        &mut self.connection
    }

    /// When statements are cut off here. At first never.
    pub(super) fn limit(&self) -> &Limit {
        &self.limit
    }

    /// Runs a statement without parameters that begins or ends something.
    pub(super) fn control(&self, statement: &'static str) -> rusqlite::Result<()> {
        self.connection.prepare_cached(statement)?.raw_execute().map(drop)
    }

    fn prepare(&self, label: &'static str, text: &str, params: &[Value<'_>]) -> Result<CachedStatement<'_>, Failure> {
        let mut statement = self.connection.prepare_cached(text).map_err(|error| self.failure(label, error))?;
        if statement.parameter_count() != params.len() {
            let text = format!("{label}: {} parameters, and {} are given", statement.parameter_count(), params.len());
            return Err(Failure { error: Error::Internal(Cause::new(text)), cure: Cure::Savepoint });
        }
        for (at, value) in params.iter().enumerate() {
            statement.raw_bind_parameter(at + 1, value).map_err(|error| self.failure(label, error))?;
        }
        Ok(statement)
    }

    /// Runs a statement and shows each row to `visit`, until that answers `false`.
    fn visit(&self, label: &'static str, text: &str, params: &[Value<'_>], visit: &mut dyn FnMut(&Row<'_>) -> bool) -> Result<(), Failure> {
        let mut statement = self.prepare(label, text, params)?;
        let reads_only = statement.readonly();
        let mut rows = statement.raw_query();
        let mut wanted = true;
        loop {
            match rows.next() {
                Ok(Some(row)) if wanted => wanted = visit(&Row::new(label, Cells::Sqlite(row))),
                Ok(Some(_)) => {}
                Ok(None) => return Ok(()),
                Err(error) => return Err(self.failure(label, error)),
            }
            // A statement that changes things and returns rows checks what it did at its end, so it has to get there.
            if !wanted && reads_only {
                return Ok(());
            }
        }
    }

    /// Says what a failed statement means. After some failures SQLite has rolled the whole transaction back.
    fn failure(&self, label: &'static str, error: rusqlite::Error) -> Failure {
        if error.sqlite_error_code() == Some(ErrorCode::OperationInterrupted) {
            tracing::warn!(label, "a statement took too long");
        }
        let cure = if self.connection.is_autocommit() { Cure::Transaction } else { Cure::Savepoint };
        Failure { error: meaning(label, error), cure }
    }
}

impl Connection for Session {
    fn is_postgres(&self) -> bool {
        false
    }

    fn run(&mut self, sql: &'static Sql, params: &[Value<'_>]) -> Result<u64, Failure> {
        let label = sql.label();
        let changed = self.prepare(label, sql.sqlite(), params)?.raw_execute().map_err(|error| self.failure(label, error))?;
        Ok(u64::try_from(changed).unwrap_or(u64::MAX))
    }

    fn each(&mut self, sql: &'static Sql, params: &[Value<'_>], visit: &mut dyn FnMut(&Row<'_>) -> bool) -> Result<(), Failure> {
        self.visit(sql.label(), sql.sqlite(), params, visit)
    }

    fn each_owned(&mut self, sql: &OwnedSql, params: &[Value<'_>], visit: &mut dyn FnMut(&Row<'_>) -> bool) -> Result<(), Failure> {
        let before = self.limit.narrow(QUERY_MAX);
        let outcome = self.visit(sql.label(), sql.text(), params, visit);
        self.limit.put_back(before);
        outcome
    }

    fn savepoint(&mut self, what: Savepoint) -> Result<(), Failure> {
        self.control(what.statement()).map_err(|error| self.failure("savepoint", error))
    }
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match *self {
            Value::Null => ValueRef::Null,
            Value::Integer(value) => ValueRef::Integer(value),
            Value::Real(value) => ValueRef::Real(value),
            Value::Text(value) => ValueRef::Text(value.as_bytes()),
            Value::Bytes(value) => ValueRef::Blob(value),
        }))
    }
}

/// Says what SQLite's word for a failure means to a caller.
pub(crate) fn meaning(label: &'static str, error: rusqlite::Error) -> Error {
    let extended = error.sqlite_error().map_or(0, |error| error.extended_code);
    match error.sqlite_error_code() {
        Some(ErrorCode::ConstraintViolation) => match extended {
            ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_ROWID => Error::Conflict(label),
            ffi::SQLITE_CONSTRAINT_FOREIGNKEY => Error::Reference(label),
            _ => internal(label, error),
        },
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::OperationInterrupted) => Error::Busy,
        Some(ErrorCode::DiskFull) => Error::Full,
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Error::Corrupt { label, column: None, cause: Cause::new(error) },
        Some(
            ErrorCode::SystemIoFailure
            | ErrorCode::CannotOpen
            | ErrorCode::OutOfMemory
            | ErrorCode::FileLockingProtocolFailed
            | ErrorCode::PermissionDenied
            | ErrorCode::ReadOnly,
        ) => Error::Unavailable(Cause::new(error)),
        _ => internal(label, error),
    }
}

fn internal(label: &'static str, error: rusqlite::Error) -> Error {
    Error::Internal(Cause::new(format!("{label}: {error}")))
}

fn opening(error: rusqlite::Error) -> Error {
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => Error::Foreign,
        _ => meaning("open", error),
    }
}
