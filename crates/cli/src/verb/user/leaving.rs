//! `looseleaf user suspend`, `resume` and `remove`.

use super::known;
use crate::config::Config;
use crate::error::{Failure, Result};
use crate::{open, output};
use app::admin::OwnedAlone;
use app::{account, admin, audit};
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
/// What is discarded goes into the recycle bin, and from there in time. What the person made elsewhere
/// stays, and goes on showing their name. Links that they made open nothing any more.
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

pub(super) fn suspend(config: &Config, name: String, is_suspended: bool) -> Result {
    let opened = open::open(config)?;
    let asked = name.clone();
    let suspended = opened.app.write(move |cx| {
        account::suspend(cx, &asked, is_suspended)?;
        audit::by_operator(cx, if is_suspended { "user suspend" } else { "user resume" }, &asked)?;
        admin::owned_alone(cx, &asked)
    });
    let alone = suspended.wait().map_err(known(&name))?;
    if !is_suspended {
        return output::line("let in again");
    }
    output::line("suspended; a running server keeps them out within a few seconds")?;
    without_owner(&alone)
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
        let app = &opened.app;
        if let Some(to) = self.give_to {
            let (name, heir) = (self.name.clone(), to.clone());
            // Both in one transaction: nobody is gone with nobody to have what was theirs.
            let removed = app.write(move |cx| {
                admin::user_by_name(cx, &heir)?;
                account::give(cx, &name, &heir)?;
                account::remove(cx, &name)?;
                audit::by_operator(cx, "user remove --give-to", &format!("{name} {heir}"))
            });
            removed.wait().map_err(|error| match error {
                app::Error::NotFound => Failure::new(format!("there is nobody called `{}`, or nobody called `{to}`", self.name))
                    .hint("`looseleaf user list` shows who there is"),
                app::Error::NameTaken(_) => {
                    Failure::usage("nobody can be given what is their own").hint("name somebody else with --give-to")
                }
                other => other.into(),
            })?;
            return output::line(&format!("removed; all that was theirs is {to}'s"));
        }
        // Nobody adds anything meanwhile.
        let name = self.name.clone();
        app.write(move |cx| account::suspend(cx, &name, true).map(drop)).wait().map_err(known(&self.name))?;
        loop {
            let name = self.name.clone();
            if app.write(move |cx| account::discard_some(cx, &name)).wait()? == 0 {
                break;
            }
        }
        let name = self.name.clone();
        let removed = app.write(move |cx| {
            let alone = admin::owned_alone(cx, &name)?;
            account::remove(cx, &name)?;
            audit::by_operator(cx, "user remove --discard", &name)?;
            Ok(alone)
        });
        let alone = removed.wait()?;
        output::line("removed; all that was theirs is in the recycle bin, and goes from there in time")?;
        without_owner(&alone)
    }
}
