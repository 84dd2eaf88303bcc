//! One case, one test per engine.

use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use store::{Migration, PostgresOptions, Result, SqliteOptions, Store};

/// Makes a test per engine of each function, in modules `sqlite` and `postgres`.
///
/// The function gets a `&Bench` with a migrated store that nobody else uses. `on FIXTURE;` before the first one names other
/// migrations than the product's.
macro_rules! conformance {
    (on $migrations:expr; $(fn $name:ident($store:ident) $body:block)*) => {
        const MIGRATIONS: &[store::Migration] = $migrations;

        $(fn $name($store: &$crate::conformance::Bench) $body)*

        mod sqlite {
            $(#[test] fn $name() { super::$name(&$crate::conformance::Bench::sqlite(super::MIGRATIONS)); })*
        }

        mod postgres {
            $(#[test] fn $name() {
                if testkit::postgres::wanted() {
                    super::$name(&$crate::conformance::Bench::postgres(super::MIGRATIONS));
                }
            })*
        }
    };
    ($(fn $name:ident($store:ident) $body:block)*) => {
        conformance! { on store::MIGRATIONS; $(fn $name($store) $body)* }
    };
}

/// A store in a place of its own, which goes when the test ends.
pub struct Bench {
    store: Store,
    place: Place,
    migrations: &'static [Migration],
}

enum Place {
    Folder(Folder),
    Database(testkit::postgres::Database),
}

impl Deref for Bench {
    type Target = Store;

    fn deref(&self) -> &Store {
        &self.store
    }
}

impl Bench {
    pub fn sqlite(migrations: &'static [Migration]) -> Self {
        Self::migrated(Place::Folder(Folder::new()), migrations)
    }

    pub fn postgres(migrations: &'static [Migration]) -> Self {
        // Named by what is in it, so that a cluster that outlives an edit of a migration makes another.
        let texts: String = migrations.iter().map(|migration| migration.postgres).collect();
        let name = format!("store_{}", &blake3::hash(texts.as_bytes()).to_hex()[..12]);
        let database = testkit::postgres::database_from_template(&name, |url| {
            let store = Store::open_postgres(url, PostgresOptions { connections: 1, migrations, ..PostgresOptions::default() });
            store.and_then(|store| store.migrate(0)).expect("the migrations run");
        });
        Self::migrated(Place::Database(database), migrations)
    }

    fn migrated(place: Place, migrations: &'static [Migration]) -> Self {
        let store = open(&place, migrations).expect("the database can be opened");
        store.migrate(0).expect("the migrations run");
        Self { store, place, migrations }
    }

    /// Opens the same database once more, as another process would.
    pub fn open(&self) -> Store {
        open(&self.place, self.migrations).expect("the database can be opened")
    }

    /// Opens the same database as a program with other migrations would.
    pub fn open_with(&self, migrations: &'static [Migration]) -> Result<Store> {
        open(&self.place, migrations)
    }

    /// Where the SQLite file is.
    pub fn path(&self) -> PathBuf {
        match &self.place {
            Place::Folder(folder) => folder.file(),
            Place::Database(_) => panic!("PostgreSQL has no file"),
        }
    }

    /// The address of the PostgreSQL database.
    pub fn url(&self) -> &str {
        match &self.place {
            Place::Folder(_) => panic!("SQLite has no address"),
            Place::Database(database) => &database.url,
        }
    }
}

fn open(place: &Place, migrations: &'static [Migration]) -> Result<Store> {
    match place {
        Place::Folder(folder) => Store::open_sqlite(&folder.file(), SqliteOptions { trace: true, migrations, ..SqliteOptions::default() }),
        Place::Database(database) => {
            Store::open_postgres(&database.url, PostgresOptions { trace: true, migrations, ..PostgresOptions::default() })
        }
    }
}

/// A folder that goes with its guard.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("looseleaf-store-{}-{}", std::process::id(), COUNT.fetch_add(1, SeqCst));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir(&path).expect("a folder for the test can be made");
        Self(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    pub fn file(&self) -> PathBuf {
        self.0.join("store.sqlite")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
