//! The store itself: one database, whichever engine it is on.

use crate::engine::postgres::{Postgres, PostgresOptions};
use crate::engine::sqlite::{Sqlite, SqliteOptions};
use crate::migrate::{MigrationReport, Schema};
use crate::stats::Counters;
use crate::task::{inside, task};
use crate::wake::Bell;
use crate::{Cause, Error, Pending, Result, Stats, Tx};
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::time::Duration;

/// A database. Clones share it; when the last one goes, what is waiting is answered and the connections are closed.
pub struct Store {
    inner: Arc<Inner>,
    /// How many wakes this handle has heard.
    heard: AtomicU64,
}

struct Inner {
    engine: Engine,
    bell: Arc<Bell>,
}

enum Engine {
    Sqlite(Sqlite),
    Postgres(Postgres),
}

impl Store {
    /// Opens a SQLite file, and makes it if it is not there. Its folder has to be.
    ///
    /// # Errors
    /// [`Error::Newer`] and [`Error::Foreign`] for a file that this program must not touch, or why it cannot be opened.
    pub fn open_sqlite(path: &Path, options: SqliteOptions) -> Result<Self> {
        Ok(Self::new(Engine::Sqlite(Sqlite::open(path, options)?), Arc::default()))
    }

    /// Opens a PostgreSQL database by its address: `postgresql://user:password@host:5432/database`, with several hosts if
    /// there is a standby. Connects once, to find out whether that works.
    ///
    /// # Errors
    /// [`Error::Newer`] for a database that this program must not touch, or why it cannot be reached.
    pub fn open_postgres(url: &str, options: PostgresOptions) -> Result<Self> {
        let bell = Arc::<Bell>::default();
        Ok(Self::new(Engine::Postgres(Postgres::open(url, options, Arc::clone(&bell))?), bell))
    }

    fn new(engine: Engine, bell: Arc<Bell>) -> Self {
        Self { inner: Arc::new(Inner { engine, bell }), heard: AtomicU64::new(0) }
    }

    /// Brings the database to the schema of this program, in one transaction, while other processes that try the same wait.
    /// `now_us` is the time to note, in microseconds since 1970 UTC.
    ///
    /// # Errors
    /// [`Error::Newer`] and [`Error::Altered`] if the database is not one that this program can bring forward. Nothing has
    /// changed after any error.
    pub fn migrate(&self, now_us: i64) -> Result<MigrationReport> {
        match &self.inner.engine {
            Engine::Sqlite(engine) => engine.migrate(now_us),
            Engine::Postgres(engine) => engine.migrate(now_us),
        }
    }

    /// Writes the rows that hold secrets anew and leaves nothing of what they held before, in the database and in its log: zeroes where
    /// they lay. On PostgreSQL the rows' former versions go when it vacuums; nothing is done here.
    ///
    /// Pages that became free in earlier days, when secrets lay there as they are, are not looked at.
    ///
    /// # Errors
    /// [`Error::Busy`] if another process keeps writing, or why it cannot be done. Then nothing has changed.
    pub fn scrub_secrets(&self) -> Result<()> {
        match &self.inner.engine {
            Engine::Sqlite(engine) => engine.scrub(&crate::seal::TABLES),
            Engine::Postgres(_) => Ok(()),
        }
    }

    /// Returns which schema the database has and which one this program knows.
    ///
    /// # Errors
    /// [`Error::Newer`], or why it cannot be read.
    pub fn schema(&self) -> Result<Schema> {
        match &self.inner.engine {
            Engine::Sqlite(engine) => engine.schema(),
            Engine::Postgres(engine) => engine.schema(),
        }
    }

    /// Runs `f` in a transaction that only reads. All its statements see the same instant.
    ///
    /// On SQLite it runs right here, before this returns. On PostgreSQL it may run more than once. The instant is not older
    /// than any answer that was given before, to anyone, by this process on SQLite and by any on PostgreSQL.
    ///
    /// # Errors
    /// What `f` answers, or what kept it from running. A read within another closure is refused: it would not be part of
    /// that one's transaction, and could wait for it for ever.
    pub fn read<T, E, F>(&self, f: F) -> Pending<T, E>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        if inside() {
            return nested();
        }
        match &self.inner.engine {
            Engine::Sqlite(engine) => Pending::ready(engine.read(f)),
            Engine::Postgres(engine) => {
                let (task, pending) = task(f);
                engine.read(task);
                pending
            }
        }
    }

    /// Runs `f` in a transaction: `Ok` commits, `Err` rolls back. The answer comes after the commit is on the disk.
    ///
    /// `f` may run more than once, so it changes nothing outside the transaction. It runs even if the answer is dropped.
    ///
    /// # Errors
    /// What `f` answers, or why it did not happen. After [`Error::Unavailable`] it may have happened.
    pub fn write<T, E, F>(&self, f: F) -> Pending<T, E>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        if inside() {
            return nested();
        }
        let (task, pending) = task(f);
        match &self.inner.engine {
            Engine::Sqlite(engine) => engine.write(task),
            Engine::Postgres(engine) => engine.write(task),
        }
        pending
    }

    /// As [`Self::write`], for secrets that are not to stay: on SQLite zeroes are written over what it deletes, which costs more, and it
    /// runs right here, before this returns.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub fn write_erasing<T, E, F>(&self, f: F) -> Pending<T, E>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        if inside() {
            return nested();
        }
        let (task, pending) = task(f);
        match &self.inner.engine {
            Engine::Sqlite(engine) => engine.write_erasing(task),
            Engine::Postgres(engine) => engine.write(task),
        }
        pending
    }

    /// Tells whether a sync has failed. Nothing is written then until the process is started again; it had better end.
    #[must_use]
    pub fn failed(&self) -> bool {
        match &self.inner.engine {
            Engine::Sqlite(engine) => engine.failed(),
            Engine::Postgres(_) => false,
        }
    }

    /// Tells whether this is PostgreSQL.
    #[must_use]
    pub fn is_postgres(&self) -> bool {
        matches!(self.inner.engine, Engine::Postgres(_))
    }

    /// Returns what was counted since the store was opened.
    #[must_use]
    pub fn stats(&self) -> Stats {
        self.counters().stats()
    }

    /// Returns the labels of all statements that closures have run, and how often each ran. Empty unless the store was
    /// opened with `trace`.
    #[must_use]
    pub fn statements_seen(&self) -> BTreeMap<&'static str, u64> {
        self.counters().seen()
    }

    /// Wakes those who wait for work: in this process, and on PostgreSQL in all of them. To be called after the commit.
    pub fn wake(&self) {
        self.inner.bell.ring();
        if let Engine::Postgres(engine) = &self.inner.engine {
            engine.notify();
        }
    }

    /// Waits for a wake and tells whether there was one. A wake since this handle last returned from here counts, so none
    /// is lost between looking for work and waiting for it; and there may be one for no reason.
    ///
    /// Each sleeper needs a clone of its own. A wake from another process can be lost, so look every now and then.
    #[must_use]
    pub fn wait_for_wake(&self, timeout: Duration) -> bool {
        if let Engine::Postgres(engine) = &self.inner.engine {
            engine.listen();
        }
        match self.inner.bell.wait(self.heard.load(SeqCst), timeout) {
            Some(rung) => {
                self.heard.store(rung, SeqCst);
                true
            }
            None => false,
        }
    }

    /// Answers what is waiting, then closes all connections, for all clones of this handle. Their later calls are refused.
    pub fn close(self) {
        match &self.inner.engine {
            Engine::Sqlite(engine) => engine.close(),
            Engine::Postgres(engine) => engine.close(),
        }
    }

    fn counters(&self) -> &Counters {
        match &self.inner.engine {
            Engine::Sqlite(engine) => engine.counters(),
            Engine::Postgres(engine) => engine.counters(),
        }
    }
}

impl Clone for Store {
    fn clone(&self) -> Self {
        Self { inner: Arc::clone(&self.inner), heard: AtomicU64::new(self.heard.load(SeqCst)) }
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_postgres() { "Store(postgres)" } else { "Store(sqlite)" })
    }
}

fn nested<T, E: From<Error>>() -> Pending<T, E> {
    Pending::ready(Err(Error::Internal(Cause::new("a transaction was asked for within another")).into()))
}
