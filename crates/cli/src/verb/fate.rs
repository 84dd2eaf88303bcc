//! What becomes of what something owned that goes: asked of whoever lets it go.

use super::nobody;
use crate::error::Failure;
use app::admin;
use clap::Args;

/// What becomes of what it holds
#[derive(Args, Clone, Debug)]
pub(super) struct Fate {
    /// Who gets what it holds, as libraries of their own
    #[arg(long, value_name = "NAME")]
    give_to: Option<String>,
    /// Nobody gets what it holds: it goes to the recycle bin, and from there in time
    #[arg(long, conflicts_with = "give_to")]
    discard: bool,
}

impl Fate {
    /// Returns what was said, if anything was.
    pub(super) fn said(&self) -> Option<admin::Fate> {
        match &self.give_to {
            Some(name) => Some(admin::Fate::GiveTo(name.clone())),
            None => self.discard.then_some(admin::Fate::Discard),
        }
    }

    /// Says what was refused, and what to add.
    pub(super) fn refused(&self, error: app::Error) -> Failure {
        match (error, &self.give_to) {
            (error @ app::Error::Administration(admin::Refused::Holds { .. }), _) => {
                Failure::from(error).hint("--give-to NAME gives it to somebody, at once and whole; --discard puts it into the recycle bin")
            }
            (app::Error::NotFound, Some(name)) => nobody(name),
            (error, _) => error.into(),
        }
    }
}
