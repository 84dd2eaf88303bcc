//! Letting apps in: who may ask, what for, and what they get. Source: RFC 6749, and "OpenID Connect Core 1.0".
//!
//! Nothing here knows an address or JSON; a surface shows people the pages, and apps the tokens.

pub mod alone;
pub mod code;
mod consent;
pub mod device;
mod issue;
pub mod key;
pub mod refresh;
pub mod registration;
mod scope;

pub use consent::{consented, forget_app, forget_app_of, given};
pub use issue::{Issued, Person};
pub use registration::{Client, authenticate};
pub use scope::{Asked, asked};

use crate::Cx;
use model::Timestamp;
use store::authorization as rows;

/// Why an app was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// There is no such app, or it did not show that it is itself. Nobody can tell which.
    Client,
    /// It may not ask in this way.
    NotForApp,
    /// What it brought is worth nothing: unknown, used before, too old, ended, or somebody else's. Nobody can tell which.
    Grant,
    /// It did not prove that it is who asked.
    Proof,
    /// It asks for a scope that there is not, or that it may not have. Holds the word.
    Scope(String),
    /// It asks for no scope.
    NoScope,
    /// Nobody has decided yet.
    Pending,
    /// It asks too often.
    SlowDown,
    /// Nobody decided in time.
    TooLate,
    /// Somebody said no.
    Denied,
    /// Who says yes is not signed in any more.
    SignedOut,
}

/// Why an app's request was not carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// It was refused.
    Refused(Refused),
    /// What any verb can meet.
    Verb(crate::Error),
}

/// What these verbs answer.
pub type Result<T> = std::result::Result<T, Error>;

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl From<crate::Error> for Error {
    fn from(error: crate::Error) -> Self {
        Self::Verb(error)
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        Self::Verb(error.into())
    }
}

/// Forgets some of what is over. Returns how much.
pub(crate) fn sweep(cx: &mut Cx<'_, '_>) -> crate::Result<u64> {
    let now: Timestamp = cx.now();
    let devices = rows::device::forget(cx.tx, now)?;
    // What was used once stays known for as long as the rest of its authorization, so that using it again is noticed.
    let rest = rows::refresh::forget(cx.tx, now)? + rows::forget(cx.tx, now)?;
    let browsers = store::session::forget(cx.tx, now)? + store::second_factor::forget_halves(cx.tx, now)?;
    Ok(devices + rest + browsers)
}
