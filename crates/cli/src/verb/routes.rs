//! `looseleaf routes`.

use crate::error::Result;
use crate::output;
use clap::Args;

/// Print every call of the API, served or not yet, as Markdown
#[derive(Args, Debug)]
pub struct Routes {}

impl Routes {
    /// Does what was asked for.
    pub fn run(self) -> Result {
        output::print(&server::routes_markdown())
    }
}
