//! Signing in: a name and a password, tried outside of any transaction, become a browser's session. Who has a second factor types a code
//! after that; however somebody proves who they are, [`admit`] is the one door.
//!
//! Whether there is nobody of the name, the password is wrong, or too many were wrong before: all three end alike, and take as
//! long. A name that nobody has is counted for like any other.

use crate::admin::{Admin, staying};
use crate::{Cx, Result, bearer, factor, password};
use model::{IssuerId, Timestamp, UserId};
use store::authorization;
use store::directory::User;
use store::second_factor;
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

/// How long somebody may take to type a code once the password was right, in seconds.
pub const HALF_SECONDS: i64 = 5 * 60;

/// An account that somebody says is theirs. No `Debug`, so that its hash cannot slip into a log.
pub struct Claim {
    account: Option<Account>,
    slot: u16,
    is_locked: bool,
}

/// What became of a claim. Only [`Claim::prove`] makes one.
pub struct Verdict {
    tried: Option<Tried>,
    hash: Option<String>,
    is_right: bool,
}

/// Of whom a password was tried.
#[derive(Clone, Copy)]
enum Tried {
    Account(UserId),
    Nobody(u16),
}

/// What becomes of somebody who has proved who they are.
pub enum Admitted {
    /// They are signed in.
    In(Cookie),
    /// They have yet to type a code.
    Half(Half),
}

/// What a browser shows until somebody has typed a code in it. Shown once; kept nowhere; stands for nobody. No `Debug`, so that it
/// cannot slip into a log.
pub struct Half {
    /// The secret.
    pub secret: String,
    /// Whose code is to come.
    pub user: UserId,
}

/// What becomes of a code.
pub enum Finished {
    /// It was right.
    In(Cookie),
    /// It was wrong, was taken before, or none is looked at for a while. Holds whose it should have been.
    Wrong(UserId),
    /// There is no sign-in under way in this browser, or not any more.
    Over,
}

/// A browser in which somebody is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Who.
    pub user: UserId,
    /// What they are called.
    pub name: String,
    /// When they proved who they are: also elsewhere, if an issuer said when; else long ago.
    pub signed_in: Timestamp,
    /// Which issuer vouched for them, if one did.
    pub issuer: Option<IssuerId>,
    /// By what they proved it here, in the words of RFC 8176, separated by spaces. Nothing where that is not known: what somebody did
    /// at an issuer is the issuer's to tell, and there is no word for having been vouched for.
    pub methods: String,
    /// From when on they are not any more.
    pub expires: Timestamp,
    /// What its row is found by.
    key: [u8; 32],
}

/// That somebody proved who they are, but for a code.
pub(crate) struct Proof {
    /// To which issuer; none if it was by a password here.
    pub issuer: Option<IssuerId>,
    /// When.
    pub at: Timestamp,
}

/// Returns by what somebody proved who they are, as far as it was here. Source: RFC 8176, section 2.
fn methods(issuer: Option<&IssuerId>, has_typed_code: bool) -> &'static str {
    match (issuer, has_typed_code) {
        (None, false) => "pwd",
        (None, true) => "pwd otp mfa",
        (Some(_), false) => "",
        (Some(_), true) => "otp",
    }
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
    let (account, slot, now) = (accounts::account(cx.tx, name.trim())?, slot(name), cx.now());
    // Both are looked up whoever it is, so that it takes as long.
    let nobody = accounts::nobody_locked_until(cx.tx, slot)?;
    let is_locked = account.as_ref().map_or(nobody, |account| account.locked_until) > now;
    Ok(Claim { account, slot, is_locked })
}

/// Returns which row counts for a name if nobody has it.
fn slot(name: &str) -> u16 {
    let hash = blake3::hash(model::fold(name.trim()).as_bytes());
    let [low, high, ..] = hash.as_bytes();
    u16::from_le_bytes([*low, *high]) % accounts::SLOTS
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
        let tried = self.account.as_ref().map_or(Tried::Nobody(self.slot), |account| Tried::Account(account.user));
        Ok(Verdict {
            tried: Some(tried).filter(|_| !self.is_locked),
            hash: self.account.and_then(|account| account.password_hash),
            is_right,
        })
    }
}

/// Admits a browser if the password was right, and counts it if not. `None` if it was not. What was signed in there `before` is not
/// any more.
///
/// # Errors
/// What the store can meet.
pub fn begin(cx: &mut Cx<'_, '_>, name: &str, verdict: &Verdict, before: Option<&str>) -> Result<Option<Admitted>> {
    let now = cx.now();
    settle(cx, name, verdict)?.map(|user| admit(cx, &user, &Proof { issuer: None, at: now }, before)).transpose()
}

/// Returns who it is if the password was right, and counts it if not.
pub(crate) fn settle(cx: &mut Cx<'_, '_>, name: &str, verdict: &Verdict) -> Result<Option<UserId>> {
    let Some(tried) = verdict.tried else { return Ok(None) };
    let now = cx.now();
    // Another password may have been set meanwhile, or others may have been tried.
    let current = accounts::account_locked(cx.tx, name.trim())?;
    let user = match tried {
        Tried::Account(user) => user,
        Tried::Nobody(slot) => {
            let failures = accounts::count_nobody(cx.tx, slot)?;
            if failures >= FAILURES_FREE {
                accounts::lock_nobody_until(cx.tx, slot, now.plus_seconds(lock_seconds(failures)))?;
            }
            return Ok(None);
        }
    };
    let is_current = current.is_some_and(|it| it.user == user && it.password_hash == verdict.hash && it.locked_until <= now);
    if !verdict.is_right || !is_current {
        count_wrong(cx, &user)?;
        return Ok(None);
    }
    // Where a code is to come, a right password alone forgets nothing: else codes could be guessed without end.
    if !second_factor::counts(cx.tx, &user)? {
        accounts::forget_failures(cx.tx, &user)?;
    }
    Ok(Some(user))
}

/// Counts a wrong password or code.
fn count_wrong(cx: &mut Cx<'_, '_>, user: &UserId) -> Result<()> {
    let (failures, now) = (accounts::count_failure(cx.tx, user)?, cx.now());
    if failures >= FAILURES_FREE {
        accounts::lock_until(cx.tx, user, now.plus_seconds(lock_seconds(failures)))?;
    }
    Ok(())
}

/// Lets somebody in who proved who they are, or asks for a code. What was signed in in the browser `before` is not any more.
pub(crate) fn admit(cx: &mut Cx<'_, '_>, user: &UserId, proof: &Proof, before: Option<&str>) -> Result<Admitted> {
    if second_factor::counts(cx.tx, user)? && !store::planted::is("codes-unasked") {
        let (secret, now) = (bearer::fresh(cx, bearer::Kind::Half), cx.now());
        let expires = now.plus_seconds(HALF_SECONDS);
        let half = second_factor::Half { user: *user, issuer: proof.issuer, proved: Some(proof.at), expires };
        second_factor::insert_half(cx.tx, &bearer::hash(&secret), &half)?;
        return Ok(Admitted::Half(Half { secret, user: *user }));
    }
    open_after(cx, user, proof, false, before).map(Admitted::In)
}

/// Signs a browser in whose code was still to come, if it is right, and counts it if not.
///
/// # Errors
/// What the store can meet.
pub fn finish(cx: &mut Cx<'_, '_>, half: &str, typed: &str, before: Option<&str>) -> Result<Finished> {
    let Some(second_factor::Half { user, issuer, proved, expires }) = waiting(cx, half)? else { return Ok(Finished::Over) };
    if !proves(cx, &user, typed)? {
        return Ok(Finished::Wrong(user));
    }
    // Another password may have ended it meanwhile.
    if !second_factor::remove_half(cx.tx, &bearer::hash(half))? {
        return Ok(Finished::Over);
    }
    // A code proves that they have their phone, and not that they proved the rest just now: an issuer may have remembered them. What they
    // needed to type it does not count.
    let (begun, now) = (expires.plus_seconds(-HALF_SECONDS), cx.now());
    let proof = Proof { issuer, at: proved.unwrap_or(Timestamp::from_micros(0)).plus_micros(now.micros() - begun.micros()) };
    open_after(cx, &user, &proof, true, before).map(Finished::In)
}

/// Returns whose code is still to come in a browser. `None` for nobody's.
///
/// # Errors
/// What the store can meet.
pub fn half_of(cx: &mut Cx<'_, '_>, half: &str) -> Result<Option<UserId>> {
    Ok(waiting(cx, half)?.map(|half| half.user))
}

/// Returns whose code is still to come in a browser, and what they proved.
fn waiting(cx: &mut Cx<'_, '_>, half: &str) -> Result<Option<second_factor::Half>> {
    let now = cx.now();
    let found = second_factor::half(cx.tx, &bearer::hash(half))?.filter(|half| half.expires > now);
    let Some(found) = found else { return Ok(None) };
    // Without a factor nothing is left to be asked for, and the password was not for that.
    let is_asked = second_factor::counts(cx.tx, &found.user)? && accounts::account_of(cx.tx, &found.user)?.is_some();
    Ok(Some(found).filter(|_| is_asked))
}

/// Says whether a code is somebody's, and counts it if not. While no password of theirs is looked at, no code is either.
pub(crate) fn proves(cx: &mut Cx<'_, '_>, user: &UserId, typed: &str) -> Result<bool> {
    // One at a time: each code is taken once.
    let factor = second_factor::lock(cx.tx, user)?;
    let (account, now) = (accounts::account_of(cx.tx, user)?, cx.now());
    let (Some(factor), Some(account)) = (factor, account) else { return Ok(false) };
    if account.locked_until > now {
        return Ok(false);
    }
    if !factor::takes(cx, user, &factor, typed)? {
        count_wrong(cx, user)?;
        return Ok(false);
    }
    accounts::forget_failures(cx.tx, user)?;
    Ok(true)
}

fn open_after(cx: &mut Cx<'_, '_>, user: &UserId, proof: &Proof, has_typed_code: bool, before: Option<&str>) -> Result<Cookie> {
    let cookie = open(cx, user, proof, methods(proof.issuer.as_ref(), has_typed_code).to_owned())?;
    if let Some(before) = before {
        end(cx, before)?;
    }
    Ok(cookie)
}

fn lock_seconds(failures: u32) -> i64 {
    let doublings = failures.saturating_sub(FAILURES_FREE).min(8);
    (LOCK_SECONDS << doublings).min(LOCK_SECONDS_MAX)
}

/// Opens a browser's session for somebody who has proved who they are, by `methods`.
fn open(cx: &mut Cx<'_, '_>, user: &UserId, proof: &Proof, methods: String) -> Result<Cookie> {
    let (secret, now) = (bearer::fresh(cx, bearer::Kind::Session), cx.now());
    let expires = now.plus_seconds(SESSION_SECONDS);
    let Proof { issuer, at } = *proof;
    session::insert(cx.tx, &bearer::hash(&secret), &session::Session { user: *user, signed_in: at, expires, issuer, methods })?;
    Ok(Cookie { secret, user: *user, expires })
}

/// Returns who is signed in in a browser. `None` for nobody.
///
/// # Errors
/// What the store can meet.
pub fn session(cx: &mut Cx<'_, '_>, secret: &str) -> Result<Option<Session>> {
    let key = bearer::hash(secret);
    let found = session::get(cx.tx, &key)?.filter(|found| found.expires > cx.now());
    let Some(found) = found else { return Ok(None) };
    let user = store::directory::state::acting(cx.tx, &found.user)?;
    let session::Session { signed_in, expires, issuer, methods, .. } = found;
    Ok(user.map(|user| Session { user: user.id, name: user.name, signed_in, expires, issuer, methods, key }))
}

/// Says whether somebody is signed in still in a browser. Until this transaction ends they are: whoever signs them out waits, and finds
/// what was given meanwhile.
pub(crate) fn is_still(cx: &mut Cx<'_, '_>, session: &Session) -> Result<bool> {
    let now = cx.now();
    Ok(session::lock(cx.tx, &session.key)?.is_some_and(|found| found.expires > now))
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
/// [`crate::Error::NotFound`] if they are gone.
pub fn end_all(cx: &mut Cx<'_, '_>, by: &Admin, user: &UserId) -> Result<User> {
    let user = staying(cx, user)?;
    session::remove_all_of(cx.tx, &user.id)?;
    by.note(cx, "user sign-out", &user.name)?;
    Ok(user)
}

/// Signs somebody out of all browsers but one.
///
/// # Errors
/// What the store can meet.
pub fn end_others(cx: &mut Cx<'_, '_>, user: &UserId, secret: &str) -> Result<()> {
    Ok(session::remove_others_of(cx.tx, user, &bearer::hash(secret))?)
}

/// Gives somebody another password, by its hash, who has proved the present one; signs them out everywhere and in their `browser` again.
/// `None` if it was not the present one, or nobody is signed in there any more.
///
/// Where codes are asked for, a password alone proves nothing anew: they are signed in since when and by what they were before.
///
/// # Errors
/// What the store can meet.
pub fn change_password(cx: &mut Cx<'_, '_>, name: &str, verdict: &Verdict, hash: &str, browser: &str) -> Result<Option<Cookie>> {
    let Some(user) = settle(cx, name, verdict)? else { return Ok(None) };
    let Some(before) = session(cx, browser)?.filter(|session| session.user == user) else { return Ok(None) };
    let (proof, methods) = if second_factor::counts(cx.tx, &user)? {
        (Proof { issuer: before.issuer, at: before.signed_in }, before.methods)
    } else {
        (Proof { issuer: None, at: cx.now() }, methods(None, false).to_owned())
    };
    put_password(cx, &user, Some(hash))?;
    open(cx, &user, &proof, methods).map(Some)
}

/// Gives somebody another password, by its hash, and signs them out everywhere.
///
/// # Errors
/// [`crate::Error::NotFound`] if they are gone.
pub fn set_password(cx: &mut Cx<'_, '_>, by: &Admin, user: &UserId, hash: Option<&str>) -> Result<User> {
    let user = staying(cx, user)?;
    accounts::forget_failures(cx.tx, &user.id)?;
    put_password(cx, &user.id, hash)?;
    by.note(cx, "user password", &user.name)?;
    Ok(user)
}

/// What apps were given ends too: whoever changes a password because it leaked means all that came of it. What the person agreed to
/// stays, so that apps get it again once they have signed in. A second factor stays: who lost it is helped otherwise.
fn put_password(cx: &mut Cx<'_, '_>, user: &UserId, hash: Option<&str>) -> Result<()> {
    accounts::set_password(cx.tx, user, hash)?;
    second_factor::remove_halves_of(cx.tx, user)?;
    session::remove_all_of(cx.tx, user)?;
    let now = cx.now();
    for it in authorization::of_user(cx.tx, user, now)? {
        authorization::end(cx.tx, &it.id, now)?;
    }
    Ok(())
}
