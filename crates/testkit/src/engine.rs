//! Throwaway stores with the current schema, on each engine.

use crate::folder::Folder;
use crate::postgres::{self, Database};
use store::{MIGRATIONS, PostgresOptions, SqliteOptions, Store};

/// A store that goes when it is dropped.
pub struct Throwaway {
    /// The store, migrated.
    pub store: Store,
    // Dropped after the store, in this order.
    place: Place,
}

enum Place {
    Sqlite(Folder, SqliteOptions),
    Postgres(Database, PostgresOptions),
}

/// Opens a fresh SQLite store.
///
/// # Panics
/// If it cannot be opened.
#[must_use]
pub fn sqlite() -> Throwaway {
    sqlite_with(SqliteOptions::default())
}

/// Opens a fresh SQLite store with options of the test's choice.
///
/// # Panics
/// If it cannot be opened.
#[must_use]
pub fn sqlite_with(options: SqliteOptions) -> Throwaway {
    let place = Place::Sqlite(Folder::new(), options);
    let store = place.open();
    store.migrate(0).expect("a fresh SQLite store takes the schema");
    Throwaway { store, place }
}

/// Opens a fresh PostgreSQL store, from a template that has the schema already.
///
/// # Panics
/// If there is no PostgreSQL; the message says what to install.
#[must_use]
pub fn postgres() -> Throwaway {
    postgres_with(PostgresOptions::default())
}

/// Opens a fresh PostgreSQL store with options of the test's choice.
///
/// # Panics
/// If there is no PostgreSQL; the message says what to install.
#[must_use]
pub fn postgres_with(options: PostgresOptions) -> Throwaway {
    let place = Place::Postgres(migrated(), options);
    Throwaway { store: place.open(), place }
}

impl Throwaway {
    /// Opens the same database once more, as another process would.
    ///
    /// # Panics
    /// If it cannot be opened.
    #[must_use]
    pub fn open(&self) -> Store {
        self.place.open()
    }

    /// Closes the store and opens the database again, as after a restart.
    ///
    /// # Panics
    /// If it cannot be opened.
    pub fn reopen(&mut self) {
        std::mem::replace(&mut self.store, self.place.open()).close();
    }

    /// Returns all bytes of the SQLite database as they lie on disk, with what waits to go into it; none on PostgreSQL.
    ///
    /// # Panics
    /// If they cannot be read.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        let Place::Sqlite(folder, _) = &self.place else { return Vec::new() };
        let names = ["looseleaf.db", "looseleaf.db-wal"].map(|name| folder.path().join(name));
        let there = names.iter().filter(|path| path.exists());
        there.flat_map(|path| std::fs::read(path).expect("the database can be read")).collect()
    }

    /// Returns the address of the PostgreSQL database, for looking at it from beside; none on SQLite.
    #[must_use]
    pub fn url(&self) -> Option<&str> {
        match &self.place {
            Place::Sqlite(..) => None,
            Place::Postgres(database, _) => Some(&database.url),
        }
    }
}

impl Place {
    fn open(&self) -> Store {
        match self {
            Self::Sqlite(folder, options) => {
                Store::open_sqlite(&folder.path().join("looseleaf.db"), options.clone()).expect("a SQLite store opens")
            }
            Self::Postgres(database, options) => Store::open_postgres(&database.url, options.clone()).expect("a PostgreSQL store opens"),
        }
    }
}

/// Makes a PostgreSQL database with the current schema.
///
/// # Panics
/// If there is no PostgreSQL; the message says what to install.
#[must_use]
pub fn migrated() -> Database {
    let template = format!("schema_{:04}_{}", MIGRATIONS.len(), schema_digest());
    postgres::database_from_template(&template, |url| {
        let store = Store::open_postgres(url, PostgresOptions::default()).expect("the template database opens");
        store.migrate(0).expect("the template database takes the schema");
        store.close();
    })
}

/// Tells templates of different schemas apart while a migration is being written.
fn schema_digest() -> String {
    let all: String = MIGRATIONS.iter().map(|migration| migration.postgres).collect();
    store::Hash::of(all.as_bytes()).to_string()[..12].to_owned()
}
