//! `looseleaf worker`.

use crate::config::{Config, Limits};
use crate::error::{Failure, Result};
use crate::open;
use crate::serving::Alone;
use clap::Args;

/// Work on operations and tidy, without serving
///
/// For PostgreSQL, beside servers that may run with --no-worker.
///
///   looseleaf worker --data notes --database postgres://looseleaf:secret@localhost/looseleaf
///
/// The data folder holds the blobs: all processes on one database need the same one.
#[derive(Args, Debug)]
#[command(verbatim_doc_comment)]
pub struct Worker {
    #[command(flatten)]
    pub limits: Limits,
}

impl Worker {
    /// Does what was asked for.
    pub fn run(self, config: &Config) -> Result {
        if config.database.is_none() {
            return Err(Failure::usage("a process that only works needs PostgreSQL: --database postgres://…")
                .hint("on SQLite, `looseleaf serve` does its own work, and one process is enough"));
        }
        let working = Alone::start(open::open(config)?, true)?;
        eprintln!("looseleaf works on operations; Ctrl-C ends it");
        working.wait()
    }
}
