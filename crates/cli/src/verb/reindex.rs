//! `looseleaf reindex`.

use crate::config::Config;
use crate::error::Result;
use crate::{open, output};
use clap::Args;

/// Make the search index anew
///
/// For when `looseleaf doctor` says that the index is damaged. Only notes which pages there are; a
/// running server, or the next one, indexes them in the background, and until then searches
/// find what was indexed before.
#[derive(Args, Debug)]
#[command(verbatim_doc_comment)]
pub struct Reindex {}

impl Reindex {
    /// Does what was asked for.
    pub fn run(self, config: &Config) -> Result {
        let opened = open::open(config)?;
        let waiting = opened.app.write(|cx| Ok(store::search::renew(cx.tx)?)).wait()?;
        output::line(&format!("{} texts wait to be indexed anew", output::grouped(waiting)))
    }
}
