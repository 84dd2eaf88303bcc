//! Opening a data folder: the store, the blobs, and the program on top of them.

use crate::ambient::{OsIds, SystemClock};
use crate::config::Config;
use crate::error::{Failure, Result};
use app::App;
use model::Clock as _;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use store::{Blobs, PostgresOptions, SqliteOptions, Store};

/// The SQLite file within a data folder.
pub const DATABASE_FILE: &str = "looseleaf.db";

/// The folder of blobs within a data folder.
pub const BLOBS_FOLDER: &str = "blobs";

/// What a data folder holds, opened and at this program's schema.
pub struct Opened {
    /// The verbs.
    pub app: App,
    /// Bodies that are too large for a row.
    pub blobs: Blobs,
}

/// Opens the data folder of `config`: makes what is missing and brings the schema forward, so that any verb can be the
/// first one that is ever run.
pub fn open(config: &Config) -> Result<Opened> {
    open_with(config, SqliteOptions::default())
}

/// As [`open`], for an operator who waits: on SQLite, reads take as long as they take.
pub fn open_unhurried(config: &Config) -> Result<Opened> {
    open_with(config, SqliteOptions { read_max: None, ..SqliteOptions::default() })
}

fn open_with(config: &Config, options: SqliteOptions) -> Result<Opened> {
    let folder = make_folder(config)?;
    let store = store_with(config, &folder, options)?;
    store.migrate(SystemClock.now().micros())?;
    let blobs = blobs(&folder)?;
    let app = App::new(store, Box::new(SystemClock), Box::new(OsIds), config.limits.settings()?);
    Ok(Opened { app, blobs })
}

/// Makes the data folder if it is missing.
pub fn make_folder(config: &Config) -> Result<PathBuf> {
    let folder = config.folder();
    std::fs::create_dir_all(&folder).map_err(|error| unusable(&folder, &error.to_string()))?;
    Ok(folder)
}

/// Opens the store as it is, without bringing it forward.
pub fn store(config: &Config, folder: &Path) -> Result<Store> {
    store_with(config, folder, SqliteOptions::default())
}

fn store_with(config: &Config, folder: &Path, options: SqliteOptions) -> Result<Store> {
    match &config.database {
        Some(url) if !is_postgres(url) => Err(Failure::usage("--database takes the address of a PostgreSQL database")
            .hint("as in postgres://looseleaf:secret@localhost/looseleaf; without it rows lie in a SQLite file in the data folder")),
        Some(url) => Store::open_postgres(url, PostgresOptions::default()).map_err(|error| {
            // The address holds a password, so it is not repeated.
            Failure::from(error).during("the PostgreSQL database cannot be used").hint("does it run, and does the database exist?")
        }),
        None => Store::open_sqlite(&folder.join(DATABASE_FILE), options)
            .map_err(|error| Failure::from(error).during(&format!("the data folder {} cannot be used", folder.display()))),
    }
}

/// Opens the blobs of a data folder.
pub fn blobs(folder: &Path) -> Result<Blobs> {
    Blobs::open_folder(&folder.join(BLOBS_FOLDER)).map_err(|error| unusable(folder, &Failure::from(error).to_string()))
}

fn is_postgres(url: &str) -> bool {
    url.starts_with("postgres://") || url.starts_with("postgresql://")
}

fn unusable(folder: &Path, why: &str) -> Failure {
    Failure::new(format!("the data folder {} cannot be used: {}", folder.display(), why.trim_start_matches("error: ").trim_end()))
        .hint("name another with --data DIR, or let this user write there")
}

/// Keeps a second `serve` off a SQLite data folder for as long as it lives.
///
/// Two of them would both be right, but the reading threads and caches of one know nothing of the other's load, and
/// whoever starts a second one by accident wants to hear of it. The system lets go of the lock when the process ends,
/// however it ends.
pub fn lock_for_serving(folder: &Path) -> Result<File> {
    let path = folder.join("serve.lock");
    let file = File::options().create(true).truncate(false).write(true).open(&path);
    let file = file.map_err(|error| unusable(folder, &error.to_string()))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Failure::new(format!("another `looseleaf serve` is using {}", folder.display()))
            .hint("stop it first, or give this one a folder of its own with --data")
            .hint("several servers on the same notebooks need PostgreSQL: --database postgres://…")),
        Err(TryLockError::Error(error)) => Err(unusable(folder, &error.to_string())),
    }
}
