//! Opening a data folder: the store, the blobs, and the program on top of them.

use crate::ambient::{OsIds, SystemClock};
use crate::config::Config;
use crate::error::{Failure, Result};
use crate::key_file::KeyFile;
use app::App;
use app::seal::{self, Key, Lost, Seal, Standing};
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
    let folder = make_folder(config)?;
    let (store, file) = (migrated(config, &folder)?, KeyFile::of(config));
    let keys = match file.read()? {
        Some(keys) => keys,
        None if is_sealed(&store)? => return Err(wrong_key(&file, false)),
        None => file.make()?,
    };
    let app = app(config, store, &keys)?;
    match seal::standing(&app)? {
        Standing::Ours => {}
        Standing::New | Standing::Unfinished => settle(&app, &file, &keys)?,
        Standing::Other => return Err(wrong_key(&file, true)),
    }
    Ok(Opened { app, blobs: blobs(&folder)? })
}

/// As [`open`], for an operator who looks for damage: nothing is made, keys that are missing are none, and on SQLite reads take as long
/// as they take. Returns what is wrong with the key, too.
pub fn open_as_it_is(config: &Config) -> Result<(Opened, Option<Failure>)> {
    let folder = config.folder();
    let store = store_with(config, &folder, SqliteOptions { read_max: None, ..SqliteOptions::default() })?;
    let file = KeyFile::of(config);
    let (keys, unreadable) = match file.read() {
        Ok(keys) => (keys.unwrap_or_default(), None),
        Err(failure) => (Vec::new(), Some(failure)),
    };
    let app = app(config, store, &keys)?;
    let wrong = match seal::standing(&app)? {
        Standing::Other => unreadable.or_else(|| Some(wrong_key(&file, !keys.is_empty()))),
        Standing::New | Standing::Ours | Standing::Unfinished => unreadable,
    };
    Ok((Opened { app, blobs: blobs(&folder)? }, wrong))
}

/// Opens the store at this program's schema.
pub fn migrated(config: &Config, folder: &Path) -> Result<Store> {
    let store = store(config, folder)?;
    store.migrate(SystemClock.now().micros())?;
    Ok(store)
}

/// Puts the program together, whatever the keys are.
pub fn app(config: &Config, store: Store, keys: &[Key]) -> Result<App> {
    Ok(App::new(store, Box::new(SystemClock), Box::new(OsIds), config.limits.settings()?, Seal::of(keys)))
}

/// Brings all secrets under the first key, and lets go of those before it that nothing is sealed by any more.
fn settle(app: &App, file: &KeyFile, keys: &[Key]) -> Result {
    let settled = seal::settle(app, Lost::Stays)?;
    let trimmed = |first: &Key| {
        let _alone = file.alone()?;
        // Somebody may have renewed it meanwhile.
        let is_same = file.read()?.is_some_and(|now| now == keys);
        if is_same { file.replace(std::slice::from_ref(first)) } else { Ok(()) }
    };
    if let ([first, _, ..], true) = (keys, settled.left.is_empty())
        && let Err(failure) = trimmed(first)
    {
        tracing::warn!(why = failure.what(), "a former key stays in its file");
    }
    Ok(())
}

/// Says whether secrets of a database are sealed by some key.
fn is_sealed(store: &Store) -> Result<bool> {
    let found: store::Result<_> = store.read(store::seal::standing).wait();
    Ok(found?.is_some())
}

/// Says that a key is not the one that it has to be.
pub fn wrong_key(file: &KeyFile, is_there: bool) -> Failure {
    let path = file.path().display();
    let failure = match is_there {
        true => Failure::new(format!("the key {path} is not the one that the secrets in this database are sealed by")),
        false => Failure::new(format!("the key of the secrets in this database is missing: there is no {path}")),
    };
    failure
        .hint("put the copy of it there that you keep apart from the database, or name it with --key-file FILE")
        .hint("if it is lost for good, `looseleaf key renew --forget` makes another; its --help says what is lost, which no note is")
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
