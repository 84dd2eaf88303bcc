//! `looseleaf user suspend`, `resume` and `remove`.

use super::known;
use crate::config::Config;
use crate::error::{Failure, Result};
use crate::{open, output};
use app::account;
use app::admin::{self, Admin, Fate, OwnedAlone};
use clap::Args;

/// Keep somebody out, with all apps and tokens that speak for them, until `user resume`
#[derive(Args, Debug)]
pub(super) struct Suspend {
    /// Whom
    pub(super) name: String,
}

/// Let somebody in again who was suspended
#[derive(Args, Debug)]
pub(super) struct Resume {
    /// Whom
    pub(super) name: String,
}

/// Let somebody go for good, and say what becomes of what they own
///
///   looseleaf user remove ann --give-to ben
///   looseleaf user remove ann --discard
///
/// What is given becomes a library of its own with its new owner, called as the person was, with all
/// permissions that others have there; groups and sites that they alone owned are the new owner's too.
/// What is discarded is nobody's at once, and a running server puts it into the recycle bin. What the
/// person made elsewhere stays, and goes on showing their name. Links that they made open nothing any
/// more.
#[derive(Args, Debug)]
#[command(verbatim_doc_comment)]
pub(super) struct Remove {
    /// Whom
    name: String,
    /// Who gets what they own
    #[arg(long, value_name = "NAME", required_unless_present = "discard")]
    give_to: Option<String>,
    /// Nobody gets what they own
    #[arg(long, conflicts_with = "give_to")]
    discard: bool,
}

pub(super) fn suspend(config: &Config, name: &str) -> Result {
    let opened = open::open(config)?;
    let asked = name.to_owned();
    let suspended = opened.app.write(move |cx| {
        let user = admin::user_by_name(cx, &asked)?;
        account::suspend(cx, &Admin::operator(), &user.id)?;
        admin::owned_alone(cx, &user.id)
    });
    let alone = suspended.wait().map_err(known(name))?;
    output::line("suspended; a running server keeps them out within a few seconds")?;
    without_owner(&alone)
}

pub(super) fn resume(config: &Config, name: &str) -> Result {
    let opened = open::open(config)?;
    let asked = name.to_owned();
    let resumed = opened.app.write(move |cx| {
        let user = admin::user_by_name(cx, &asked)?;
        account::resume(cx, &Admin::operator(), &user.id)
    });
    resumed.wait().map_err(known(name))?;
    output::line("let in again")
}

/// Says what nobody owns without somebody, and how it gets an owner.
fn without_owner(alone: &OwnedAlone) -> Result {
    for group in &alone.groups {
        output::line(&format!("the group {0} has no owner now: `looseleaf group member add {0} NAME --role owner`", group.name))?;
    }
    for site in &alone.sites {
        output::line(&format!("{0} has no owner now: `looseleaf site member add --url {0} NAME:owner`", site.url))?;
    }
    Ok(())
}

impl Remove {
    pub(super) fn run(self, config: &Config) -> Result {
        let opened = open::open(config)?;
        let name = self.name.clone();
        let fate = self.give_to.clone().map_or(Fate::Discard, Fate::GiveTo);
        let removed = opened.app.write(move |cx| {
            let user = admin::user_by_name(cx, &name)?;
            account::remove(cx, &Admin::operator(), &user.id, &fate)
        });
        let alone = removed.wait().map_err(|error| match (error, &self.give_to) {
            (app::Error::NotFound, Some(to)) => Failure::new(format!("there is nobody called `{}`, or nobody called `{to}`", self.name))
                .hint("`looseleaf user list` shows who there is"),
            (app::Error::NameTaken(_), Some(_)) => {
                Failure::usage("nobody can be given what is their own").hint("name somebody else with --give-to")
            }
            (error, _) => known(&self.name)(error),
        })?;
        match self.give_to {
            Some(to) => output::line(&format!("removed; all that was theirs is {to}'s"))?,
            None => output::line("removed; all that was theirs goes to the recycle bin, and from there in time")?,
        }
        without_owner(&alone)
    }
}
