//! `looseleaf migrate`.

use crate::ambient::SystemClock;
use crate::config::Config;
use crate::error::Result;
use crate::{open, output};
use clap::Args;
use model::Clock as _;

/// Bring the database to the schema of this program
///
/// Every verb does so by itself; this one does nothing else, and says what it did. It is one
/// transaction: either the whole of it happened, or none.
#[derive(Args, Debug)]
#[command(verbatim_doc_comment)]
pub struct Migrate {}

impl Migrate {
    /// Does what was asked for.
    pub fn run(self, config: &Config) -> Result {
        let folder = open::make_folder(config)?;
        let report = open::store(config, &folder)?.migrate(SystemClock.now().micros())?;
        for name in &report.applied {
            output::line(&format!("ran {name}"))?;
        }
        output::line(&match report.applied.is_empty() {
            true => format!("the schema has number {}, and so it had before", report.after),
            false => format!("the schema went from number {} to {}", report.before, report.after),
        })
    }
}
