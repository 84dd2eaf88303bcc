//! Who people are here whom an issuer vouches for.

use super::super::nobody;
use super::missing;
use crate::config::Config;
use crate::error::{Failure, Result};
use crate::{open, output};
use app::admin::Admin;
use app::issuer;
use clap::Args;
use serde_json::json;

/// List everybody whom an issuer vouches for, by name
#[derive(Args, Debug)]
pub(super) struct People {
    /// The issuer, by name
    issuer: String,
    /// Print an array of objects
    #[arg(long)]
    json: bool,
}

/// Say who somebody is here whom an issuer vouches for
///
///   looseleaf issuer link Corp ann 5a1b0a4e-6f5c-4c0e-9d8b-2f1f0a7c1d11
///
/// From then on whoever it calls by that subject is that person. Whoever stays outside at the door is
/// shown their subject, to tell you.
#[derive(Args, Debug)]
#[command(verbatim_doc_comment)]
pub(super) struct Link {
    /// The issuer, by name
    issuer: String,
    /// The person here, by name
    person: String,
    /// What the issuer calls them: the claim `sub`
    subject: String,
}

/// Forget who somebody is here, and sign them out of all browsers
#[derive(Args, Debug)]
pub(super) struct Unlink {
    /// The issuer, by name
    issuer: String,
    /// What the issuer calls them
    subject: String,
}

impl People {
    pub(super) fn run(self, config: &Config) -> Result {
        let opened = open::open(config)?;
        let name = self.issuer.clone();
        let known = opened.app.read(move |cx| {
            let issuer = issuer::named(cx, &name)?;
            Ok(store::issuer::known(cx.tx, &issuer.id)?)
        });
        let known = known.wait().map_err(|error| if error == app::Error::NotFound { missing(&self.issuer) } else { error.into() })?;
        if self.json {
            let all = known.iter().map(|it| json!({ "name": it.name, "subject": it.subject, "since": it.since.iso(6) }));
            return output::json(&all.collect());
        }
        let rows: Vec<_> = known.into_iter().map(|it| [it.name, it.subject, output::moment(it.since)]).collect();
        output::table(["NAME", "SUBJECT", "SINCE"], &rows)
    }
}

impl Link {
    pub(super) fn run(self, config: &Config) -> Result {
        let opened = open::open(config)?;
        let Self { issuer, person, subject } = self;
        let (name, user) = (issuer.clone(), person.clone());
        let linked = opened.app.write(move |cx| issuer::link(cx, &Admin::operator(), &name, &user, &subject));
        linked.wait().map_err(|error| match error {
            app::Error::NotFound => missing(&issuer),
            app::Error::PrincipalNotFound => nobody(&person),
            app::Error::ZeroInText => Failure::usage("nobody can be called by this subject")
                .hint(format!("it has 1 to {} bytes, and no control characters", issuer::SUBJECT_BYTES_MAX)),
            other => other.into(),
        })?;
        output::line(&format!("whoever {issuer} calls by this subject is {person} here"))
    }
}

impl Unlink {
    pub(super) fn run(self, config: &Config) -> Result {
        let opened = open::open(config)?;
        let (name, subject) = (self.issuer.clone(), self.subject.clone());
        let unlinked = opened.app.write(move |cx| issuer::unlink(cx, &Admin::operator(), &name, &subject));
        unlinked.wait().map_err(|error| match error {
            app::Error::NotFound => Failure::new(format!("`{}` is no issuer, or vouches for nobody of this subject", self.issuer))
                .hint("`looseleaf issuer people NAME` shows for whom it does"),
            other => other.into(),
        })?;
        output::line("forgotten; they are signed out of all browsers")
    }
}
