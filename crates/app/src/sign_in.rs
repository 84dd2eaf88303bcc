//! Signing in: a name and a password, tried outside of any transaction, become a browser's session.
//!
//! Whether there is nobody of the name, the password is wrong, or too many were wrong before: all three end alike, and take as
//! long.

use crate::{Cx, Result, bearer, password};
use model::{Timestamp, UserId};
use store::session;
use store::sign_in::{self as accounts, Account};

/// So many passwords in a row may be wrong before none is looked at for a while.
pub const FAILURES_FREE: u32 = 10;

/// How long none is looked at then, in seconds; twice as long after each further wrong one.
const LOCK_SECONDS: i64 = 60;

/// How long none is looked at at most, in seconds: who guesses comes no further, and who forgot is let in again.
const LOCK_SECONDS_MAX: i64 = 15 * 60;

/// How long a browser stays signed in, in seconds.
pub const SESSION_SECONDS: i64 = 14 * 24 * 60 * 60;

/// An account that somebody says is theirs. No `Debug`, so that its hash cannot slip into a log.
pub struct Claim {
    account: Option<Account>,
    is_locked: bool,
}

/// What became of a claim. Only [`Claim::prove`] makes one.
pub struct Verdict {
    user: Option<UserId>,
    hash: Option<String>,
    is_right: bool,
}

/// A browser in which somebody is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Who.
    pub user: UserId,
    /// What they are called.
    pub name: String,
    /// When they signed in.
    pub signed_in: Timestamp,
    /// From when on they are not any more.
    pub expires: Timestamp,
}

/// What a browser shows to be known again. Shown once; kept nowhere. No `Debug`, so that it cannot slip into a log.
pub struct Cookie {
    /// The secret.
    pub secret: String,
    /// Who it stands for.
    pub user: UserId,
    /// From when on it is worth nothing.
    pub expires: Timestamp,
}

/// Returns the account of a name, to be proved.
///
/// # Errors
/// What the store can meet.
pub fn claim(cx: &mut Cx<'_, '_>, name: &str) -> Result<Claim> {
    let account = accounts::account(cx.tx, name.trim())?;
    let is_locked = account.as_ref().is_some_and(|account| account.locked_until > cx.now());
    Ok(Claim { account, is_locked })
}

impl Claim {
    /// Tries a password. Slow on purpose.
    ///
    /// # Errors
    /// [`crate::Error::Internal`] for an account whose hash is damaged.
    pub fn prove(self, password: &str) -> Result<Verdict> {
        let is_fit = password.len() <= password::BYTES_MAX;
        let hash = self.account.as_ref().and_then(|account| account.password_hash.as_deref());
        let is_right = password::is_of(if is_fit { password } else { "" }, hash)? && is_fit && !self.is_locked;
        let user = self.account.as_ref().map(|account| account.user).filter(|_| !self.is_locked);
        Ok(Verdict { user, hash: self.account.and_then(|account| account.password_hash), is_right })
    }
}

/// Signs a browser in if the password was right, and counts it if not. `None` if it was not.
///
/// # Errors
/// What the store can meet.
pub fn begin(cx: &mut Cx<'_, '_>, name: &str, verdict: &Verdict) -> Result<Option<Cookie>> {
    settle(cx, name, verdict)?.map(|user| open(cx, &user)).transpose()
}

/// Returns who it is if the password was right, and counts it if not.
fn settle(cx: &mut Cx<'_, '_>, name: &str, verdict: &Verdict) -> Result<Option<UserId>> {
    let Some(user) = verdict.user else { return Ok(None) };
    let now = cx.now();
    // Another password may have been set meanwhile, or others may have been tried.
    let current = accounts::account(cx.tx, name.trim())?;
    let is_current = current.is_some_and(|it| it.user == user && it.password_hash == verdict.hash && it.locked_until <= now);
    if !verdict.is_right || !is_current {
        let failures = accounts::count_failure(cx.tx, &user)?;
        if failures >= FAILURES_FREE {
            accounts::lock_until(cx.tx, &user, now.plus_seconds(lock_seconds(failures)))?;
        }
        return Ok(None);
    }
    accounts::forget_failures(cx.tx, &user)?;
    Ok(Some(user))
}

fn lock_seconds(failures: u32) -> i64 {
    let doublings = failures.saturating_sub(FAILURES_FREE).min(8);
    (LOCK_SECONDS << doublings).min(LOCK_SECONDS_MAX)
}

/// Opens a browser's session for somebody who has proved who they are.
pub(crate) fn open(cx: &mut Cx<'_, '_>, user: &UserId) -> Result<Cookie> {
    let (secret, now) = (bearer::fresh(cx, bearer::Kind::Session), cx.now());
    let expires = now.plus_seconds(SESSION_SECONDS);
    session::insert(cx.tx, &bearer::hash(&secret), &session::Session { user: *user, signed_in: now, expires })?;
    Ok(Cookie { secret, user: *user, expires })
}

/// Returns who is signed in in a browser. `None` for nobody.
///
/// # Errors
/// What the store can meet.
pub fn session(cx: &mut Cx<'_, '_>, secret: &str) -> Result<Option<Session>> {
    let found = session::get(cx.tx, &bearer::hash(secret))?.filter(|found| found.expires > cx.now());
    let Some(found) = found else { return Ok(None) };
    let user = store::directory::state::acting(cx.tx, &found.user)?;
    Ok(user.map(|user| Session { user: user.id, name: user.name, signed_in: found.signed_in, expires: found.expires }))
}

/// Signs a browser out. That it was not signed in is fine.
///
/// # Errors
/// What the store can meet.
pub fn end(cx: &mut Cx<'_, '_>, secret: &str) -> Result<()> {
    Ok(session::remove(cx.tx, &bearer::hash(secret))?)
}

/// Returns in how many browsers somebody is signed in.
///
/// # Errors
/// What the store can meet.
pub fn sessions(cx: &mut Cx<'_, '_>, user: &UserId) -> Result<u64> {
    let now = cx.now();
    Ok(session::count_of(cx.tx, user, now)?)
}

/// Signs somebody out of all browsers.
///
/// # Errors
/// What the store can meet.
pub fn end_all(cx: &mut Cx<'_, '_>, user: &UserId) -> Result<()> {
    session::remove_all_of(cx.tx, user)?;
    Ok(())
}

/// Signs somebody out of all browsers but one.
///
/// # Errors
/// What the store can meet.
pub fn end_others(cx: &mut Cx<'_, '_>, user: &UserId, secret: &str) -> Result<()> {
    Ok(session::remove_others_of(cx.tx, user, &bearer::hash(secret))?)
}

/// Gives somebody another password, by its hash, who has proved the present one; signs them out everywhere and in here again.
/// `None` if it was not the present one.
///
/// # Errors
/// What the store can meet.
pub fn change_password(cx: &mut Cx<'_, '_>, name: &str, verdict: &Verdict, hash: &str) -> Result<Option<Cookie>> {
    let Some(user) = settle(cx, name, verdict)? else { return Ok(None) };
    set_password(cx, name, Some(hash))?;
    open(cx, &user).map(Some)
}

/// Gives somebody another password, by its hash, and signs them out everywhere.
///
/// # Errors
/// [`crate::Error::NotFound`] if there is nobody of the name.
pub fn set_password(cx: &mut Cx<'_, '_>, name: &str, hash: Option<&str>) -> Result<()> {
    let user = crate::admin::user_by_name(cx, name)?;
    accounts::set_password(cx.tx, &user.id, hash)?;
    accounts::forget_failures(cx.tx, &user.id)?;
    session::remove_all_of(cx.tx, &user.id)?;
    Ok(())
}
