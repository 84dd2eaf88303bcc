//! PostgreSQL, and what speaks its wire: threads that own a connection each, fed from one queue.

mod cell;
mod ground;
mod listener;
mod meaning;
mod session;
mod worker;

use super::lock;
use crate::migrate::{self, Migration, MigrationReport, Schema};
use crate::queue::{Queue, Refused};
use crate::stats::Counters;
use crate::task::Task;
use crate::wake::Bell;
use crate::{Cause, Error, Result};
use listener::Listener;
use postgres::Config;
use postgres::config::{SslMode, TargetSessionAttrs};
use session::Session;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;
use worker::{Mode, Order, Worker};

/// No transaction lives longer. What takes rows away for good waits much longer than this after they became invisible.
///
/// A statement that begins in the first third of it ends in the second; a closure that then stands still is cut off within
/// the third. So a third is the longest for a statement, for idling, and for the age at which the last statement begins.
pub const TRANSACTION_MAX: Duration = Duration::from_secs(60);

/// A third of [`TRANSACTION_MAX`].
pub(super) const THIRD: Duration = Duration::from_secs(TRANSACTION_MAX.as_secs() / 3);

/// How long a statement waits for one lock before the transaction answers [`Error::Busy`].
const LOCK_TIMEOUT: Duration = Duration::from_secs(10);

/// How long connecting to one host may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// How long the other end may leave what was sent unacknowledged before the connection counts as broken.
const SILENCE_MAX: Duration = Duration::from_secs(15);

/// How long a connection is silent before we ask whether the other end is still there. Nobody else asks on the one that
/// listens.
const KEEPALIVE: Duration = Duration::from_secs(30);

/// The most transactions that wait for a connection. A caller who would wait longer is better told so at once.
const WAITING_MAX: usize = 4096;

/// How to use a PostgreSQL database.
#[derive(Clone, Debug)]
pub struct PostgresOptions {
    /// Connections, each with a thread; as many transactions run at once. One more listens for wakes once someone waits.
    pub connections: usize,
    /// Whether to record which statements ran, and how often. For tests.
    pub trace: bool,
    /// The migrations this program has.
    pub migrations: &'static [Migration],
}

impl Default for PostgresOptions {
    fn default() -> Self {
        Self { connections: 8, trace: false, migrations: crate::migrations::MIGRATIONS }
    }
}

/// What the threads of one store have in common.
struct Shared {
    config: Arc<Config>,
    options: PostgresOptions,
    queue: Queue<Order>,
    counters: Counters,
    /// Whether a wake waits in the queue already. One is as good as many.
    notifying: AtomicBool,
}

pub(crate) struct Postgres {
    shared: Arc<Shared>,
    listener: Listener,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl Postgres {
    pub(crate) fn open(url: &str, options: PostgresOptions, bell: Arc<Bell>) -> Result<Self> {
        let config = Arc::new(configure(url)?);
        let first = elsewhere(|| {
            let mut first = Session::connect(&config)?;
            migrate::check(&mut first, options.migrations).map(|_| first)
        })?;
        let shared = Arc::new(Shared {
            config,
            queue: Queue::new(WAITING_MAX),
            counters: Counters::new(options.trace),
            notifying: AtomicBool::new(false),
            options,
        });
        let mut threads = Vec::new();
        let mut first = Some(first);
        for number in 0..shared.options.connections.max(1) {
            let worker = Worker::new(Arc::clone(&shared), first.take(), number);
            threads.push(spawn("store-postgres", move || worker.work())?);
        }
        Ok(Self { listener: Listener::new(Arc::clone(&shared.config), bell), shared, threads: Mutex::new(threads) })
    }

    pub(crate) fn counters(&self) -> &Counters {
        &self.shared.counters
    }

    pub(crate) fn read(&self, task: Box<dyn Task>) {
        self.submit(Mode::Read, task);
    }

    pub(crate) fn write(&self, task: Box<dyn Task>) {
        self.submit(Mode::Write, task);
    }

    fn submit(&self, mode: Mode, task: Box<dyn Task>) {
        match self.shared.queue.push(Order::Run(mode, task)) {
            Ok(()) => {}
            Err((Order::Run(_, task), Refused::Full)) => task.refuse(Error::Busy),
            Err((Order::Run(_, task), Refused::Closed)) => task.refuse(Error::Unavailable(Cause::new("the store is closed"))),
            Err((Order::Notify, _)) => {}
        }
    }

    /// Wakes other processes. If it cannot be sent they find out by polling.
    pub(crate) fn notify(&self) {
        if !self.shared.notifying.swap(true, SeqCst) && self.shared.queue.push(Order::Notify).is_err() {
            self.shared.notifying.store(false, SeqCst);
        }
    }

    /// Begins to hear the wakes of other processes.
    pub(crate) fn listen(&self) {
        self.listener.start();
    }

    pub(crate) fn migrate(&self, now_us: i64) -> Result<MigrationReport> {
        elsewhere(|| {
            let mut session = Session::connect(&self.shared.config)?;
            migrate::run(&mut session, self.shared.options.migrations, |migration| migration.postgres, now_us)
        })
    }

    pub(crate) fn schema(&self) -> Result<Schema> {
        elsewhere(|| migrate::check(&mut Session::connect(&self.shared.config)?, self.shared.options.migrations))
    }

    /// Answers what is waiting, then closes all connections. Later calls are refused.
    pub(crate) fn close(&self) {
        self.shared.queue.close();
        self.listener.stop();
        for thread in std::mem::take(&mut *lock(&self.threads)) {
            // The last handle to a store may be dropped by a closure on one of its own threads, which cannot wait for itself.
            if thread.thread().id() != thread::current().id() && thread.join().is_err() {
                tracing::error!("a thread of the store panicked");
            }
        }
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.close();
    }
}

/// Completes what the operator wrote with what we rely on.
fn configure(url: &str) -> Result<Config> {
    // The driver names what it did not understand and repeats none of it, so that no password gets into a log.
    let mut config: Config = url.parse().map_err(|error: postgres::Error| Error::Unavailable(Cause::new(error)))?;
    if config.get_ssl_mode() == SslMode::Require {
        return Err(Error::Unavailable(Cause::new("`sslmode=require` in the address of the database: this program speaks no TLS to it")));
    }
    if config.get_target_session_attrs() == TargetSessionAttrs::Any {
        // Of several hosts, the one that takes writes.
        config.target_session_attrs(TargetSessionAttrs::ReadWrite);
    }
    if config.get_application_name().is_none() {
        config.application_name("looseleaf");
    }
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(CONNECT_TIMEOUT);
    }
    if config.get_tcp_user_timeout().is_none() {
        config.tcp_user_timeout(SILENCE_MAX);
    }
    config.keepalives_idle(config.get_keepalives_idle().min(KEEPALIVE));
    // The server thinks that chains of lists grow ten times a layer, finds such statements dear, and would take seconds to compile
    // what runs in milliseconds.
    let settings = format!(
        "-c statement_timeout={third} -c idle_in_transaction_session_timeout={third} -c lock_timeout={lock} -c client_min_messages=warning \
         -c jit=off",
        third = THIRD.as_millis(),
        lock = LOCK_TIMEOUT.as_millis(),
    );
    // Ours come last, and the last one wins: the bounds are promises.
    let all = config.get_options().map(|theirs| format!("{theirs} {settings}")).unwrap_or(settings);
    config.options(&all);
    Ok(config)
}

/// Does `work` on a thread of its own: the driver must not be used on one that runs asynchronous tasks, and we may be on one.
fn elsewhere<T: Send>(work: impl FnOnce() -> Result<T> + Send) -> Result<T> {
    thread::scope(|scope| scope.spawn(work).join()).unwrap_or_else(|_| Err(Error::Internal(Cause::new("connecting panicked"))))
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>> {
    thread::Builder::new().name(name.to_owned()).spawn(work).map_err(|error| Error::Unavailable(Cause::new(error)))
}
