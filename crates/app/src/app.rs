use crate::Result;
use model::{Clock, Ids, Timestamp};
use std::sync::Arc;
use store::{Pending, Store, Tx};

/// What an operator may set, for the verbs. Where a limit is not documented for the original, ours is published here.
#[derive(Clone, Debug)]
pub struct Settings {
    /// A copy of at most this many nodes is done in the accepting request's own transaction; a larger one is built in
    /// batches of so many by a worker. People wait behind a batch on the one writer of SQLite, so it stays short.
    pub copy_batch_nodes: u32,
    /// Whether copies that fit one batch are done while the request waits. Without it everything goes to the worker.
    pub copies_at_once: bool,
    /// How long a worker may keep an operation without a sign of life, in seconds.
    pub lease_seconds: i64,
    /// How often a step is tried before the operation fails.
    pub attempts_max: u32,
    /// How long an operation that ended can be asked for, in seconds. At least 24 hours.
    pub operations_kept_seconds: i64,
    /// How long what is deleted stays in the recycle bin, in seconds.
    pub trash_kept_seconds: i64,
    /// How long an unreferenced list or content stays, in seconds. Never shorter than the longest transaction.
    pub grace_seconds: i64,
    /// The most pages a section holds.
    pub section_pages_max: u64,
}

impl Default for Settings {
    fn default() -> Self {
        const DAY: i64 = 24 * 60 * 60;
        Self {
            copy_batch_nodes: 2_000,
            copies_at_once: true,
            lease_seconds: 30,
            attempts_max: 8,
            operations_kept_seconds: 7 * DAY,
            trash_kept_seconds: 30 * DAY,
            grace_seconds: store::page_list::collect::GRACE_SECONDS,
            section_pages_max: 1_000_000,
        }
    }
}

/// The program below its surfaces: a store, a clock, a source of ids, and settings.
#[derive(Clone)]
pub struct App {
    store: Store,
    ambient: Arc<Ambient>,
}

pub(crate) struct Ambient {
    clock: Box<dyn Clock>,
    ids: Box<dyn Ids>,
    settings: Settings,
}

impl App {
    /// Puts the parts together.
    pub fn new(store: Store, clock: Box<dyn Clock>, ids: Box<dyn Ids>, settings: Settings) -> Self {
        Self { store, ambient: Arc::new(Ambient { clock, ids, settings }) }
    }

    /// Runs a verb that only reads, in one snapshot. It may run again, so it changes nothing outside of `cx`.
    pub fn read<T, F>(&self, mut verb: F) -> Pending<T, crate::Error>
    where
        T: Send + 'static,
        F: FnMut(&mut Cx<'_, '_>) -> Result<T> + Send + 'static,
    {
        let ambient = self.ambient.clone();
        self.store.read(move |tx| verb(&mut Cx { tx, ambient: &ambient }))
    }

    /// Runs a verb in one transaction: committed if it succeeds, else it never happened. It may run again, so it changes
    /// nothing outside of `cx`.
    pub fn write<T, F>(&self, mut verb: F) -> Pending<T, crate::Error>
    where
        T: Send + 'static,
        F: FnMut(&mut Cx<'_, '_>) -> Result<T> + Send + 'static,
    {
        let ambient = self.ambient.clone();
        self.store.write(move |tx| verb(&mut Cx { tx, ambient: &ambient }))
    }

    /// Tells the workers, here and in other processes, that there may be something to do.
    pub fn wake(&self) {
        self.store.wake();
    }

    /// Returns the store, for those who put the program together.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Returns the present moment.
    pub fn now(&self) -> Timestamp {
        self.ambient.clock.now()
    }

    /// Returns the source of ids and secrets.
    pub fn ids(&self) -> &dyn Ids {
        self.ambient.ids.as_ref()
    }

    /// Returns the settings.
    pub fn settings(&self) -> &Settings {
        &self.ambient.settings
    }
}

/// One transaction, with the time and the ids that it may use.
pub struct Cx<'t, 'c> {
    /// The transaction.
    pub tx: &'t mut Tx<'c>,
    pub(crate) ambient: &'t Ambient,
}

impl<'t> Cx<'t, '_> {
    /// Returns the present moment.
    pub fn now(&self) -> Timestamp {
        self.ambient.clock.now()
    }

    /// Returns the source of ids and secrets.
    pub fn ids(&self) -> &'t dyn Ids {
        self.ambient.ids.as_ref()
    }

    /// Returns 16 fresh bytes for an id.
    pub fn guid(&self) -> [u8; 16] {
        self.ids().guid(self.now())
    }

    /// Returns the settings.
    pub fn settings(&self) -> &'t Settings {
        &self.ambient.settings
    }
}
