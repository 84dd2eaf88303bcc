use crate::Result;
use crate::recent::Opened;
use crate::seal::Seal;
use model::{Clock, Ids, Timestamp};
use std::sync::Arc;
use store::{Pending, Store, Tx};

/// What an operator may set, for the verbs. Where a limit is not documented for the original, ours is published here.
#[derive(Clone, Debug)]
pub struct Settings {
    /// A copy of at most this many nodes is done in the accepting request's own transaction; a larger one is captured there,
    /// and built in batches of so many by a worker. People wait behind a batch on the one writer of SQLite, so it stays short.
    pub copy_batch_nodes: u32,
    /// Whether copies are captured, and done if they fit one batch, while the request waits. Without it everything goes to the
    /// worker.
    pub copies_at_once: bool,
    /// The most copies that a person may have under way. One that is done while its request waits is never under way, so this is
    /// about trees of more than [`Settings::copy_batch_nodes`]: each holds a row for each of its nodes, and those of everybody
    /// else wait behind them.
    pub copies_under_way_max: u64,
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
    /// How many names of files one search in a drive looks at before it answers with what it has. So many take 20 milliseconds on
    /// SQLite and 300 on PostgreSQL.
    pub searched_names_max: u64,
    /// How many deletions and moves of files one piece of what changed in a drive looks at before it answers with what it has. At
    /// least 1.
    pub removals_looked_max: usize,
}

/// Seconds of a day.
const DAY_SECONDS: i64 = 24 * 60 * 60;

impl Default for Settings {
    fn default() -> Self {
        Self {
            copy_batch_nodes: 2_000,
            copies_at_once: true,
            copies_under_way_max: 100,
            lease_seconds: 30,
            attempts_max: 8,
            operations_kept_seconds: 7 * DAY_SECONDS,
            trash_kept_seconds: 30 * DAY_SECONDS,
            grace_seconds: store::layer::collect::GRACE_SECONDS,
            section_pages_max: 1_000_000,
            searched_names_max: 100_000,
            removals_looked_max: 20_000,
        }
    }
}

/// What is wrong with settings, in a sentence for the operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadSettings(pub String);

impl std::fmt::Display for BadSettings {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.0)
    }
}

impl std::error::Error for BadSettings {}

impl Settings {
    /// Refuses settings under which the program would lose data or stand still.
    ///
    /// # Errors
    /// What is wrong, and which bound it breaks.
    pub fn check(&self) -> Result<(), BadSettings> {
        let transaction_seconds = i64::try_from(store::TRANSACTION_MAX.as_secs()).unwrap_or(i64::MAX);
        let least = |name: &str, value: i64, least: i64, why: &str| {
            if value >= least { Ok(()) } else { Err(BadSettings(format!("{name} is {value}; it must be at least {least}: {why}"))) }
        };
        // Rows that a transaction under way may still read would be collected. Twice, so that clocks may differ a little.
        let grace = transaction_seconds.saturating_mul(2);
        least("grace_seconds", self.grace_seconds, grace, "a transaction may run that long and read what is collected")?;
        least("lease_seconds", self.lease_seconds, 1, "a worker could never keep an operation")?;
        least("trash_kept_seconds", self.trash_kept_seconds, 0, "time does not run backwards")?;
        least("operations_kept_seconds", self.operations_kept_seconds, DAY_SECONDS, "clients may ask for that long how a copy went")?;
        least("copy_batch_nodes", self.copy_batch_nodes.into(), 1, "a copy would never come further")?;
        let copies = i64::try_from(self.copies_under_way_max).unwrap_or(i64::MAX);
        least("copies_under_way_max", copies, 1, "nobody could copy anything")?;
        let looked = i64::try_from(self.removals_looked_max).unwrap_or(i64::MAX);
        least("removals_looked_max", looked, 1, "who follows a drive would never come further")?;
        least("attempts_max", self.attempts_max.into(), 1, "no step would ever be tried")
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
    seal: Seal,
    opened: Opened,
}

impl Ambient {
    /// Returns what seals and opens secrets.
    pub(crate) fn seal(&self) -> &Seal {
        &self.seal
    }
}

impl App {
    /// Puts the parts together.
    ///
    /// # Panics
    /// If [`Settings::check`] refuses the settings; whoever lets an operator set them asks it first.
    pub fn new(store: Store, clock: Box<dyn Clock>, ids: Box<dyn Ids>, settings: Settings, seal: Seal) -> Self {
        if let Err(error) = settings.check() {
            panic!("{error}");
        }
        Self { store, ambient: Arc::new(Ambient { clock, ids, settings, seal, opened: Opened::default() }) }
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

    /// Runs a verb as [`Self::read`] does, for who has more to refuse than the domain.
    pub async fn read_as<T, E, F>(&self, mut verb: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<crate::Error> + Send + 'static,
        F: FnMut(&mut Cx<'_, '_>) -> Result<T, E> + Send + 'static,
    {
        let ambient = self.ambient.clone();
        self.store.read(move |tx| verb(&mut Cx { tx, ambient: &ambient }).map_err(Theirs)).await.map_err(|Theirs(error)| error)
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

    /// Runs a verb as [`Self::write`] does, and leaves nothing of what it writes over.
    pub(crate) fn write_erasing<T, F>(&self, mut verb: F) -> Pending<T, crate::Error>
    where
        T: Send + 'static,
        F: FnMut(&mut Cx<'_, '_>) -> Result<T> + Send + 'static,
    {
        let ambient = self.ambient.clone();
        self.store.write_erasing(move |tx| verb(&mut Cx { tx, ambient: &ambient }))
    }

    /// Runs a verb as [`Self::write`] does, for who has more to refuse than the domain.
    pub async fn write_as<T, E, F>(&self, mut verb: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<crate::Error> + Send + 'static,
        F: FnMut(&mut Cx<'_, '_>) -> Result<T, E> + Send + 'static,
    {
        let ambient = self.ambient.clone();
        self.store.write(move |tx| verb(&mut Cx { tx, ambient: &ambient }).map_err(Theirs)).await.map_err(|Theirs(error)| error)
    }

    /// Tells the workers, here and in other processes, that there may be something to do.
    pub fn wake(&self) {
        self.store.wake();
    }

    /// Tells whether a sync has failed: nothing is written any more until the process is started again.
    pub fn failed(&self) -> bool {
        self.store.failed()
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

    /// Returns what seals and opens secrets.
    pub(crate) fn seal(&self) -> &Seal {
        self.ambient.seal()
    }

    /// Returns what was opened and is not written yet.
    pub(crate) fn opened(&self) -> &Opened {
        &self.ambient.opened
    }
}

/// An error of whoever calls, as the store takes it: the store's own become the domain's first.
struct Theirs<E>(E);

impl<E: From<crate::Error>> From<store::Error> for Theirs<E> {
    fn from(error: store::Error) -> Self {
        Self(crate::Error::from(error).into())
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

    /// Returns what seals and opens secrets.
    pub(crate) fn seal(&self) -> &'t Seal {
        self.ambient.seal()
    }

    /// Returns where openings are noted: what is noted is no change, and outlives a transaction that fails.
    pub(crate) fn opened(&self) -> &'t Opened {
        &self.ambient.opened
    }
}
