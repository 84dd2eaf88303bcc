//! Tokens that somebody makes for their own scripts and programs, without an app in between: named, for a while, and shown once.

use crate::caller::{self, IssuedToken};
use crate::sign_in::{self, Verdict};
use crate::{Cx, Error, Result};
use model::{AppId, TokenId, UserId};
use store::token::{self, Token};

/// The most that somebody has at a time.
pub const TOKENS_MAX: usize = 100;

/// For how many days one may count.
pub const DAYS: [i64; 4] = [7, 30, 90, 365];

/// What one may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deeds {
    /// Read notes and files.
    Read,
    /// Read and change them.
    Change,
}

impl Deeds {
    /// Returns the scopes that it has.
    pub const fn scopes(self) -> &'static str {
        match self {
            Self::Read => "Notes.Read Files.Read",
            Self::Change => "Notes.ReadWrite Files.ReadWrite",
        }
    }
}

/// What came of asking for one.
pub enum Issued {
    /// It is there. Its secret is shown once, and kept nowhere.
    Made(IssuedToken),
    /// The password was wrong.
    Wrong,
    /// They have [`TOKENS_MAX`].
    TooMany,
}

/// Issues one to somebody who has proved their password: a browser that was left open is not enough.
///
/// # Errors
/// [`Error::Internal`] for a number of days that is none of [`DAYS`]; what the store can meet.
pub fn issue(cx: &mut Cx<'_, '_>, name: &str, verdict: &Verdict, app: &AppId, deeds: Deeds, days: i64) -> Result<Issued> {
    if !DAYS.contains(&days) {
        return Err(Error::Internal);
    }
    let Some(user) = sign_in::settle(cx, name, verdict)? else { return Ok(Issued::Wrong) };
    if all(cx, &user)?.len() >= TOKENS_MAX {
        return Ok(Issued::TooMany);
    }
    caller::issue(cx, &user, app, deeds.scopes(), days * 24 * 60 * 60, None).map(Issued::Made)
}

/// Returns those of somebody that count now, the newest first; also those that whoever runs the server issued for them. Not what apps got
/// that they let in.
///
/// # Errors
/// What the store can meet.
pub fn all(cx: &mut Cx<'_, '_>, user: &UserId) -> Result<Vec<Token>> {
    let now = cx.now();
    let mut tokens = token::of_user(cx.tx, user)?;
    tokens.retain(|it| it.authorization.is_none() && it.revoked.is_none() && it.expires > now);
    tokens.sort_by_key(|it| (std::cmp::Reverse(it.created), it.id.0));
    Ok(tokens)
}

/// Revokes one of somebody's own.
///
/// # Errors
/// [`Error::NotFound`] if it is not theirs, or does not count any more.
pub fn revoke(cx: &mut Cx<'_, '_>, user: &UserId, id: &TokenId) -> Result<()> {
    if !all(cx, user)?.iter().any(|it| it.id == *id) {
        return Err(Error::NotFound);
    }
    let now = cx.now();
    if token::revoke(cx.tx, id, now)? { Ok(()) } else { Err(Error::NotFound) }
}
