//! `looseleaf user factor`.

use super::known;
use crate::config::Config;
use crate::error::{Failure, Result};
use crate::{open, output};
use app::admin::{self, Admin};
use app::factor;
use clap::{Args, Subcommand};

/// Help somebody who lost their second factor
///
/// People turn it on themselves, at /account, and off again with a code of it.
#[derive(Args, Debug)]
pub(super) struct Factor {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand, Debug)]
enum Verb {
    Remove(Remove),
}

/// Forget somebody's second factor and their codes on paper; their password is enough then
#[derive(Args, Debug)]
struct Remove {
    /// Whose
    name: String,
}

impl Factor {
    pub(super) fn run(self, config: &Config) -> Result {
        let Verb::Remove(Remove { name }) = self.verb;
        let opened = open::open(config)?;
        let whose = name.clone();
        let removed = opened.app.write(move |cx| {
            let user = admin::user_by_name(cx, &whose)?;
            factor::remove(cx, &Admin::operator(), &user.id)
        });
        match removed.wait().map_err(known(&name))? {
            true => output::line("removed; their password is enough from now on"),
            false => Err(Failure::new(format!("{name} has no second factor"))),
        }
    }
}
