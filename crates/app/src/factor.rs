//! A second factor: codes that somebody's phone reckons from a secret and the time, typed after the password; and codes on paper for when
//! the phone is lost. Source: RFC 6238.

mod totp;

use crate::admin::{Admin, staying};
use crate::sign_in::{self, Verdict};
use crate::{Cx, Result, bearer, seal};
use model::UserId;
use store::seal::{Kind, Owner};
use store::second_factor::{self as rows, SECRET_BYTES, SecondFactor};

/// How many codes on paper somebody gets.
pub const RECOVERY_CODES: usize = 10;

/// How many random bytes are in each: it is kept by a fast hash, and eighty bits are in no dictionary.
const RECOVERY_BYTES: usize = 10;

/// How many letters of it stand together.
const RECOVERY_GROUP: usize = 4;

/// How long somebody may take to prove that their phone has the secret, in seconds.
pub const PROVE_SECONDS: i64 = 15 * 60;

/// The longest code that is looked at, in bytes: however it is spaced out.
const TYPED_BYTES_MAX: usize = 64;

/// What somebody's codes are reckoned from, to be shown once. No `Debug`, so that it cannot slip into a log.
pub struct Secret([u8; SECRET_BYTES]);

impl Secret {
    /// Returns it as it is typed into a phone: capital letters and digits. Source: RFC 4648, section 6.
    pub fn text(&self) -> String {
        bearer::letters(&self.0).to_ascii_uppercase()
    }
}

/// What became of somebody who wants a second factor.
pub enum Begun {
    /// One is made that does not count yet.
    Made(Secret),
    /// The password was wrong.
    Wrong,
    /// They have one.
    There,
}

/// Makes somebody a second factor, who has proved the password. It counts once [`prove`] was told a code of it.
///
/// # Errors
/// What the store can meet.
pub fn begin(cx: &mut Cx<'_, '_>, name: &str, verdict: &Verdict) -> Result<Begun> {
    let Some(user) = sign_in::settle(cx, name, verdict)? else { return Ok(Begun::Wrong) };
    if rows::counts(cx.tx, &user)? {
        return Ok(Begun::There);
    }
    let (mut secret, now) = ([0; SECRET_BYTES], cx.now());
    cx.ids().fill(&mut secret);
    let sealed = seal::sealed(cx, Kind::Factor, &Owner::Id(user.0), &secret)?;
    rows::put(cx.tx, &user, &sealed, now)?;
    Ok(Begun::Made(Secret(secret)))
}

/// Lets somebody's second factor count if they know a code of it, and signs them out of all browsers but this one. Returns the codes
/// for paper, which are shown once. `None` if it is no code of it, or nothing waits to be proved any more.
///
/// # Errors
/// [`crate::Error::NotFound`] if they are gone.
pub fn prove(cx: &mut Cx<'_, '_>, user: &UserId, typed: &str, browser: &str) -> Result<Option<Vec<String>>> {
    // Whoever signs in by a password alone at this moment is done, and signed out below.
    staying(cx, user)?;
    let now = cx.now();
    let waiting = |it: &SecondFactor| it.confirmed.is_none() && it.created.plus_seconds(PROVE_SECONDS) > now;
    let Some(it) = rows::lock(cx.tx, user)?.filter(waiting) else { return Ok(None) };
    let Some(step) = totp::step_of(&opened(cx, user, &it)?, &plain(typed), now, it.last_step) else { return Ok(None) };
    rows::use_up(cx.tx, user, step)?;
    rows::confirm(cx.tx, user, now)?;
    sign_in::end_others(cx, user, browser)?;
    let mut codes = Vec::new();
    for _ in 0..RECOVERY_CODES {
        let mut random = [0; RECOVERY_BYTES];
        cx.ids().fill(&mut random);
        let letters = bearer::letters(&random);
        rows::add_recovery(cx.tx, user, &recovery_hash(&letters))?;
        let groups: Vec<&str> = (0..letters.len()).step_by(RECOVERY_GROUP).filter_map(|at| letters.get(at..at + RECOVERY_GROUP)).collect();
        codes.push(groups.join("-"));
    }
    Ok(Some(codes))
}

/// Forgets somebody's second factor if they know a code of it, or one on paper; counts it if not.
///
/// # Errors
/// What the store can meet.
pub fn turn_off(cx: &mut Cx<'_, '_>, user: &UserId, typed: &str) -> Result<bool> {
    let is_right = sign_in::proves(cx, user, typed)?;
    if is_right {
        rows::remove(cx.tx, user)?;
    }
    Ok(is_right)
}

/// Forgets somebody's second factor for them. `false` if they have none.
///
/// # Errors
/// [`crate::Error::NotFound`] if they are gone.
pub fn remove(cx: &mut Cx<'_, '_>, by: &Admin, user: &UserId) -> Result<bool> {
    let user = staying(cx, user)?;
    let removed = rows::remove(cx.tx, &user.id)?;
    if removed {
        by.note(cx, "user factor remove", &user.name)?;
    }
    Ok(removed)
}

/// Returns how many codes on paper are left to somebody. `None` for who has no second factor.
///
/// # Errors
/// What the store can meet.
pub fn recovery_left(cx: &mut Cx<'_, '_>, user: &UserId) -> Result<Option<u64>> {
    if rows::counts(cx.tx, user)? { Ok(Some(rows::recovery_left(cx.tx, user)?)) } else { Ok(None) }
}

/// Takes a code of a factor that counts, or one on paper. `false` if it is neither, or was taken before.
pub(crate) fn takes(cx: &mut Cx<'_, '_>, user: &UserId, factor: &SecondFactor, typed: &str) -> Result<bool> {
    if factor.confirmed.is_none() || typed.len() > TYPED_BYTES_MAX {
        return Ok(false);
    }
    let (typed, now) = (plain(typed), cx.now());
    if let Some(step) = totp::step_of(&opened(cx, user, factor)?, &typed, now, factor.last_step) {
        rows::use_up(cx.tx, user, step)?;
        return Ok(true);
    }
    Ok(rows::use_recovery(cx.tx, user, &recovery_hash(&typed))?)
}

/// Returns what somebody's codes are reckoned from.
fn opened(cx: &Cx<'_, '_>, user: &UserId, factor: &SecondFactor) -> Result<[u8; SECRET_BYTES]> {
    seal::opened_array(cx.seal(), Kind::Factor, &Owner::Id(user.0), &factor.secret)
}

/// Returns a code without what people put into it to read it better.
fn plain(typed: &str) -> String {
    typed.chars().filter(|c| !c.is_whitespace() && *c != '-').map(|c| c.to_ascii_lowercase()).collect()
}

/// Returns the form in which a code on paper is kept.
fn recovery_hash(letters: &str) -> [u8; 32] {
    blake3::derive_key("looseleaf 2026-11 recovery code", letters.as_bytes())
}
