//! A whole program below its surfaces, on a throwaway engine: a clock that stands still, ids from a seed, people with
//! tokens, and trees from a sketch.

mod content;
mod drive;
mod many;
mod sketch;
mod tree;
mod verb;

pub use content::{NoBlobs, inline, prepared, staged};
pub use verb::{
    allowed, allowed_item, allowed_page, change_node, copy_node, create_page, delete_node, edit_page, me, place_page, put_file,
    put_file_there,
};

use crate::ambient::{ManualClock, SeededIds, seal};
use crate::engine::{self, Throwaway};
use app::operation::worker::{self, Worked};
use app::{App, Caller, Cx, Result, Settings, admin, caller, sweep};
use model::{AppId, Ids};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use store::{PostgresOptions, SqliteOptions};

/// The engines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// SQLite on a file.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

/// An App on a throwaway engine.
pub struct World {
    /// The program. Replaced by [`World::restart`].
    pub app: App,
    /// Its clock.
    pub clock: ManualClock,
    ids: SharedIds,
    settings: Settings,
    throwaway: Throwaway,
}

/// Ids that a test and the program draw from the same sequence.
#[derive(Clone)]
struct SharedIds(Arc<SeededIds>);

impl Ids for SharedIds {
    fn fill(&self, bytes: &mut [u8]) {
        self.0.fill(bytes);
    }
}

impl World {
    /// Makes one with default settings.
    #[must_use]
    pub fn new(engine: Engine) -> Self {
        Self::with(engine, Settings::default(), 1)
    }

    /// Makes one.
    ///
    /// # Panics
    /// If the engine does not start or the settings are refused.
    #[must_use]
    pub fn with(engine: Engine, settings: Settings, seed: u64) -> Self {
        // What lies behind an internal error is only in the log. A second world in the process finds it set up.
        let _ = tracing_subscriber::fmt().with_test_writer().with_max_level(tracing_subscriber::filter::LevelFilter::WARN).try_init();
        let throwaway = match engine {
            Engine::Sqlite => engine::sqlite_with(SqliteOptions { trace: true, ..SqliteOptions::default() }),
            Engine::Postgres => engine::postgres_with(PostgresOptions { trace: true, ..PostgresOptions::default() }),
        };
        let (clock, ids) = (ManualClock::default(), SharedIds(Arc::new(SeededIds::new(seed))));
        let app = start(&throwaway, &clock, &ids, &settings);
        Self { app, clock, ids, settings, throwaway }
    }

    /// Ends the program and starts it again on the same data.
    pub fn restart(&mut self) {
        self.throwaway.reopen();
        self.app = start(&self.throwaway, &self.clock, &self.ids, &self.settings);
    }

    /// Starts a second program on the same data, with settings of its own.
    #[must_use]
    pub fn another(&self, settings: Settings) -> App {
        let store = self.throwaway.open();
        App::new(store, Box::new(self.clock.clone()), Box::new(self.ids.clone()), settings, seal())
    }

    /// Returns the address of the PostgreSQL database; none on SQLite.
    #[must_use]
    pub fn url(&self) -> Option<&str> {
        self.throwaway.url()
    }

    /// Returns fresh bytes for an id.
    #[must_use]
    pub fn guid(&self) -> [u8; 16] {
        self.ids.guid(self.app.now())
    }

    /// Runs a verb that changes something.
    ///
    /// # Errors
    /// The verb's.
    pub fn write<T: Send + 'static>(&self, verb: impl FnMut(&mut Cx<'_, '_>) -> Result<T> + Send + 'static) -> Result<T> {
        self.app.write(verb).wait()
    }

    /// Runs a verb that reads.
    ///
    /// # Errors
    /// The verb's.
    pub fn read<T: Send + 'static>(&self, verb: impl FnMut(&mut Cx<'_, '_>) -> Result<T> + Send + 'static) -> Result<T> {
        self.app.read(verb).wait()
    }

    /// Returns how often each statement ran while `f` did.
    pub fn statements(&self, f: impl FnOnce()) -> BTreeMap<&'static str, u64> {
        let before = self.app.store().statements_seen();
        f();
        let mut after = self.app.store().statements_seen();
        for (label, times) in &mut after {
            *times -= before.get(label).copied().unwrap_or(0);
        }
        after.retain(|_, times| *times > 0);
        after
    }

    /// Adds a person and returns them as a caller with every scope.
    #[must_use]
    pub fn user(&self, name: &str) -> Caller {
        self.user_with_quota(name, None)
    }

    /// Adds a person whose drive has a quota.
    ///
    /// # Panics
    /// If the name is taken.
    #[must_use]
    pub fn user_with_quota(&self, name: &str, quota_bytes: Option<u64>) -> Caller {
        let owned = name.to_owned();
        self.write(move |cx| admin::add_user(cx, &admin::Admin::operator(), &owned, None, quota_bytes)).expect("the name is free");
        self.token(name, "test-app", "Notes.ReadWrite")
    }

    /// Returns a person as the caller of an app with some scopes.
    ///
    /// # Panics
    /// If there is no such person or scope.
    #[must_use]
    pub fn token(&self, name: &str, app: &str, scopes: &str) -> Caller {
        const YEAR_SECONDS: i64 = 365 * 24 * 60 * 60;
        let (name, app, scopes) = (name.to_owned(), AppId::new(app).expect("an app's id"), scopes.to_owned());
        let token = self
            .write(move |cx| Ok(admin::issue_token(cx, &admin::Admin::operator(), &name, &app, &scopes, YEAR_SECONDS)?.secret))
            .expect("a token");
        self.read(move |cx| caller::authenticate(cx, &token)).expect("the token is good")
    }

    /// Lets a worker work until nothing waits.
    ///
    /// # Panics
    /// If it cannot look for work.
    pub fn work(&self) {
        while worker::once(&self.app, &AtomicBool::new(false)).expect("the worker can look for work") == Worked::Some {}
    }

    /// Sweeps until there is nothing to do, without moving the clock.
    ///
    /// # Panics
    /// If a round fails.
    pub fn sweep(&self) {
        while sweep::round(&self.app, &NoBlobs).expect("a round succeeds").steps > 0 {}
    }

    /// Moves the clock past every delay and sweeps, until nothing is left to remove.
    pub fn sweep_all(&self) {
        // A list that goes makes a suspect of the one below it, whose delay begins then; a chain has at most eight.
        for _ in 0..10 {
            self.clock.advance_seconds(self.settings.trash_kept_seconds.max(self.settings.grace_seconds) + 1);
            self.sweep();
        }
    }
}

fn start(throwaway: &Throwaway, clock: &ManualClock, ids: &SharedIds, settings: &Settings) -> App {
    let store = throwaway.store.clone();
    App::new(store, Box::new(clock.clone()), Box::new(ids.clone()), settings.clone(), seal())
}
