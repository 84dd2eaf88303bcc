//! SQLite in one file: one thread writes, everyone reads where they stand, and a third kind of thread checkpoints.

mod checkpoint;
mod ground;
mod limit;
mod readers;
mod scrub;
mod session;
mod text;
mod writer;

use super::lock;
use super::postgres::THIRD;
use crate::migrate::{self, Migration, MigrationReport, Schema};
use crate::queue::{Queue, Refused};
use crate::stats::Counters;
use crate::task::Task;
use crate::{Cause, Error, Result, Tx};
use checkpoint::Checkpointer;
use readers::Readers;
use session::Session;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;
use writer::Writer;

/// Says in a database's header that it is ours: "LOOS".
const APPLICATION_ID: i32 = 0x4c4f_4f53;

/// The most writes that wait. At a few thousand a second this is about a second's worth; a caller who would wait longer
/// is better told so at once.
const WRITES_WAITING_MAX: usize = 4096;

/// How long a read takes at most: as long as one on PostgreSQL, of which the last statement begins by then. No write is cut
/// off: all that wait in one transaction with it would run again.
const READ_MAX: Duration = THIRD;

/// How to open a SQLite database.
#[derive(Clone, Debug)]
pub struct SqliteOptions {
    /// How long a write waits for another process that is writing, before it answers [`Error::Busy`].
    pub busy_timeout: Duration,
    /// How long a read may take before its statements are cut off and it answers [`Error::Busy`]; none for as long as it takes.
    pub read_max: Option<Duration>,
    /// The most pages the database may have; then the disk counts as full. For tests.
    pub pages_max: Option<u32>,
    /// Whether to record which statements ran, and how often. For tests.
    pub trace: bool,
    /// The migrations this program has.
    pub migrations: &'static [Migration],
}

impl Default for SqliteOptions {
    fn default() -> Self {
        Self {
            busy_timeout: Duration::from_secs(5),
            read_max: Some(READ_MAX),
            pages_max: None,
            trace: false,
            migrations: crate::migrations::MIGRATIONS,
        }
    }
}

/// What the threads of one store have in common.
struct Shared {
    path: PathBuf,
    options: SqliteOptions,
    queue: Queue<Box<dyn Task>>,
    counters: Counters,
    checkpointer: Checkpointer,
    /// Set once a sync has failed. Never cleared: what a failed sync left on the disk is known after a restart at best.
    failed: AtomicBool,
}

impl Shared {
    /// Stops all writing for good.
    fn fail(&self, what: &str, error: &dyn std::error::Error) {
        if !self.failed.swap(true, SeqCst) {
            tracing::error!(%error, "{what} failed: nothing more is written until a restart");
        }
    }
}

pub(crate) struct Sqlite {
    shared: Arc<Shared>,
    readers: Readers,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl Sqlite {
    pub(crate) fn open(path: &Path, options: SqliteOptions) -> Result<Self> {
        let mut session = Session::open_writer(path, &options)?;
        session.claim()?;
        migrate::check(&mut session, options.migrations)?;
        let shared = Arc::new(Shared {
            path: path.to_owned(),
            queue: Queue::new(WRITES_WAITING_MAX),
            counters: Counters::new(options.trace),
            checkpointer: Checkpointer::default(),
            failed: AtomicBool::new(false),
            options,
        });
        let checkpoints = Session::open_writer(path, &shared.options)?;
        let writer = Writer::new(Arc::clone(&shared), session)?;
        let threads = vec![
            spawn("store-writer", move || writer.work())?,
            spawn("store-checkpoint", {
                let shared = Arc::clone(&shared);
                move || checkpoint::work(&shared, &checkpoints)
            })?,
        ];
        Ok(Self { readers: Readers::new(Arc::clone(&shared)), shared, threads: Mutex::new(threads) })
    }

    pub(crate) fn counters(&self) -> &Counters {
        &self.shared.counters
    }

    pub(crate) fn failed(&self) -> bool {
        self.shared.failed.load(SeqCst)
    }

    /// Runs a read on the calling thread.
    pub(crate) fn read<T, E: From<Error>>(&self, f: impl FnMut(&mut Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        self.readers.read(f)
    }

    /// Hands a write to the writer.
    pub(crate) fn write(&self, task: Box<dyn Task>) {
        if self.failed() {
            return task.refuse(Error::Failed);
        }
        match self.shared.queue.push(task) {
            Ok(()) => {}
            Err((task, Refused::Full)) => task.refuse(Error::Busy),
            Err((task, Refused::Closed)) => task.refuse(closed()),
        }
    }

    pub(crate) fn migrate(&self, now_us: i64) -> Result<MigrationReport> {
        // On a connection of its own: the lock that it takes keeps the writer out, here as in other processes.
        let mut session = Session::open_writer(&self.shared.path, &self.shared.options)?;
        // What a migration writes anew may have been a secret.
        scrub::erase_what_goes(&session)?;
        migrate::run(&mut session, self.shared.options.migrations, |migration| migration.sqlite, now_us)
    }

    /// Runs a write on the calling thread, on a connection of its own that zeroes over what it deletes.
    pub(crate) fn write_erasing(&self, task: Box<dyn Task>) {
        let opened = Session::open_writer(&self.shared.path, &self.shared.options)
            .and_then(|session| scrub::erase_what_goes(&session).map(|()| session))
            .and_then(|session| Writer::new(Arc::clone(&self.shared), session));
        match opened {
            Ok(mut writer) => writer.commit_all(&mut vec![task]),
            Err(error) => task.refuse(error),
        }
    }

    /// Writes the rows of some tables anew, and zeroes over where they lay.
    pub(crate) fn scrub(&self, tables: &[&'static str]) -> Result<()> {
        scrub::scrub(&Session::open_writer(&self.shared.path, &self.shared.options)?, tables)
    }

    pub(crate) fn schema(&self) -> Result<Schema> {
        migrate::check(&mut Session::open_reader(&self.shared.path, &self.shared.options)?, self.shared.options.migrations)
    }

    /// Answers what is waiting, then closes all connections. Later calls are refused.
    pub(crate) fn close(&self) {
        self.shared.queue.close();
        let threads = std::mem::take(&mut *lock(&self.threads));
        if threads.is_empty() {
            return;
        }
        for (at, thread) in threads.into_iter().enumerate() {
            // The writer first; when it is done, nobody needs the checkpointer.
            if at == 1 {
                self.shared.checkpointer.stop();
            }
            // The last handle to a store may be dropped by a closure on one of its own threads, which cannot wait for itself.
            if thread.thread().id() != thread::current().id() && thread.join().is_err() {
                tracing::error!("a thread of the store panicked");
            }
        }
        self.readers.close();
    }
}

impl Drop for Sqlite {
    fn drop(&mut self) {
        self.close();
    }
}

fn closed() -> Error {
    Error::Unavailable(Cause::new("the store is closed"))
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>> {
    thread::Builder::new().name(name.to_owned()).spawn(work).map_err(|error| Error::Unavailable(Cause::new(error)))
}
