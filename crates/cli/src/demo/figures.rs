//! How much room a data folder takes.

use crate::error::Result;
use crate::open::BLOBS_FOLDER;
use app::App;
use std::path::Path;

/// Bytes of a data folder at one moment.
#[derive(Clone, Copy, Debug, Default)]
pub struct Figures {
    /// What the database would take with an empty log: the pages that its rows fill.
    pub database: u64,
    /// The blobs.
    pub blobs: u64,
    /// All files as they lie there, the write-ahead log included, which is written over again and again.
    pub files: u64,
}

impl Figures {
    /// Measures.
    pub fn of(app: &App, folder: &Path) -> Result<Self> {
        let database = app.read(|cx| Ok(store::check::database_bytes(cx.tx)?)).wait()?;
        Ok(Self { database, blobs: files(&folder.join(BLOBS_FOLDER)), files: files(folder) })
    }

    /// Returns what was added since `before`. Files may have shrunk meanwhile; that counts as nothing.
    pub fn since(&self, before: &Self) -> Self {
        Self {
            database: self.database.saturating_sub(before.database),
            blobs: self.blobs.saturating_sub(before.blobs),
            files: self.files.saturating_sub(before.files),
        }
    }
}

/// Sums the lengths of the files in a folder. What vanishes meanwhile counts as nothing.
fn files(folder: &Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    let of = |entry: std::fs::DirEntry| match entry.metadata() {
        Ok(found) if found.is_dir() => files(&entry.path()),
        Ok(found) => found.len(),
        Err(_) => 0,
    };
    entries.flatten().map(of).sum()
}
