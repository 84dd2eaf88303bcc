//! Upload sessions: a file that comes in fragments, over hours and restarts, under an address that is its own key.
//!
//! Who has the secret may send, ask and cancel, as long as the person who opened it may write there: that is asked again with each
//! fragment, and when the file is complete, in the transaction that puts it in its place. Until then nobody sees anything of it.
//!
//! Each fragment is written once, as an object of its own, and a large file goes on lying in these objects.

mod finish;
mod fragment;

pub use finish::{complete, finish};
pub use fragment::{Begun, Fragment, accept, begin};

use crate::caller::{self as callers, Reach};
use crate::{Caller, Cx, Error, Result, access, quota};
use model::{AppId, DriveId, Grant, Need, Right, Timestamp, push_hex};
use store::drive;
use store::upload::{self, SecretHash};

pub use store::upload::{Order, Target, Upload};

/// How long a session lives without a new fragment, in seconds.
pub const UPLOAD_SECONDS: i64 = 24 * 60 * 60;

/// How long after its end a session's objects are removed, in seconds: longer than the slowest fragment may take.
const SWEPT_AFTER_SECONDS: i64 = 6 * 60 * 60;

/// The most sessions that somebody has at a time. Clients with many files to send have some dozens.
pub const UPLOADS_MAX: u64 = 1_000;

/// The most bytes of a file. Source: OneDrive "Restrictions and limitations".
pub const FILE_BYTES_MAX: u64 = 250 * 1024 * 1024 * 1024;

/// Why a session does not take what came. Source: OneDrive "Resumable file upload".
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// There is no such session, or its time is over, or its file is there already.
    NoSession,
    /// The fragment begins behind the first byte that is missing.
    OutOfOrder {
        /// Where the next one begins.
        expected: u64,
    },
    /// Some of the fragment's bytes have come before.
    Overlap {
        /// Where the next one begins.
        expected: u64,
    },
    /// The fragment says another length of the file than was said before.
    OtherTotal,
    /// The file would be larger than files may be.
    FileTooLarge,
    /// The file came in more fragments than are kept.
    TooManyFragments,
    /// Some of the file is still missing.
    Incomplete,
    /// The person has as many sessions as anybody may.
    TooManySessions,
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        Self::Upload(refused)
    }
}

/// What an upload's address is known by. No `Debug`, so that it cannot slip into a log.
#[derive(Clone)]
pub struct Secret(String);

/// The length of a secret, in bytes.
const SECRET_BYTES: usize = 32;

impl Secret {
    /// Reads a secret from an address. `None` for what cannot be one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_one = text.len() == 2 * SECRET_BYTES && text.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
        is_one.then(|| Self(text.to_owned()))
    }

    /// Returns it as it stands in the address.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }

    /// Returns what the session is found by. It tells nothing of the secret.
    #[must_use]
    pub fn hash(&self) -> SecretHash {
        *blake3::hash(self.0.as_bytes()).as_bytes()
    }
}

/// A session as its client sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status {
    /// The first byte that is missing.
    pub received: u64,
    /// From when on the session is no more.
    pub expires: Timestamp,
}

/// Opens a session. Whether the caller may write there, whoever makes the order has asked.
///
/// `bytes` is the length of the file, where the client says it beforehand: then there will be room for it, and no other length
/// is taken.
///
/// # Errors
/// [`Refused::TooManySessions`], [`Refused::FileTooLarge`], [`Error::QuotaExceeded`].
pub fn create(cx: &mut Cx<'_, '_>, caller: &Caller, order: &Order, bytes: Option<u64>) -> Result<(Secret, Status)> {
    // Before any other lock. Of two that are opened at once the second is counted with the first.
    if !store::planted::is("counts-unlocked") {
        store::directory::lock_user(cx.tx, caller.user())?;
    }
    let now = cx.now();
    if upload::count_of(cx.tx, caller.user(), now)? >= UPLOADS_MAX {
        return Err(Refused::TooManySessions.into());
    }
    if bytes.is_some_and(|bytes| bytes > FILE_BYTES_MAX) {
        return Err(Refused::FileTooLarge.into());
    }
    fits(cx, order, bytes.unwrap_or(0))?;
    let mut random = [0; SECRET_BYTES];
    cx.ids().fill(&mut random);
    let mut digits = String::new();
    push_hex(&mut digits, &random);
    let secret = Secret(digits);
    let stem = store::blob::stem(cx.ids());
    let expires = now.plus_seconds(UPLOAD_SECONDS);
    upload::insert(cx.tx, &secret.hash(), &stem, order, bytes, now, expires)?;
    Ok((secret, Status { received: 0, expires }))
}

/// Refuses bytes for which there is no room beside what was accepted before: sessions count from their beginning.
fn fits(cx: &mut Cx<'_, '_>, order: &Order, bytes: u64) -> Result<()> {
    let drive = drive::get(cx.tx, &order.drive)?.ok_or(Refused::NoSession)?;
    quota::reserve(cx, &drive, bytes)
}

/// Returns how far a session is.
///
/// # Errors
/// [`Refused::NoSession`].
pub fn status(cx: &mut Cx<'_, '_>, secret: &Secret) -> Result<Status> {
    let found = upload::get(cx.tx, &secret.hash())?.filter(|found| found.expires > cx.now()).ok_or(Refused::NoSession)?;
    Ok(Status { received: found.received, expires: found.expires })
}

/// Ends a session, and with it what has come.
///
/// # Errors
/// [`Refused::NoSession`].
pub fn cancel(cx: &mut Cx<'_, '_>, secret: &Secret) -> Result<()> {
    let found = locked(cx, secret)?;
    end(cx, &secret.hash(), &found)
}

fn end(cx: &mut Cx<'_, '_>, hash: &SecretHash, found: &Upload) -> Result<()> {
    upload::forget(cx.tx, hash)?;
    Ok(upload::release_left(cx.tx, found, None)?)
}

/// Says whether who opened a session may still write where it goes.
fn may_still(cx: &mut Cx<'_, '_>, found: &Upload) -> Result<bool> {
    let target = match &found.order.target {
        Target::Child { parent, .. } => parent.0,
        Target::Item(id) => *id,
    };
    let asked = caller(cx, found).and_then(|who| access::item_anywhere(cx, &who, &target, Right::Write));
    match asked {
        Ok(_) => Ok(true),
        Err(Error::NotFound | Error::NotAllowed(_) | Error::Upload(Refused::NoSession)) => Ok(false),
        Err(error) => Err(error),
    }
}

/// How many sessions of a drive are looked at when somebody's right in it ends. More there are hardly ever; the others hold their
/// room for a day at most.
const LOOKED_AT_MAX: usize = 1_000;

/// Ends the sessions of a drive whose people may not write there any more, so that they hold no room.
///
/// # Errors
/// What the store can meet.
pub(crate) fn end_unwanted(cx: &mut Cx<'_, '_>, drive: &DriveId) -> Result<()> {
    for hash in upload::of_drive(cx.tx, drive, LOOKED_AT_MAX)? {
        let Some(found) = upload::lock(cx.tx, &hash)? else { continue };
        if !may_still(cx, &found)? {
            end(cx, &hash, &found)?;
        }
    }
    Ok(())
}

/// Ends some sessions whose time has long been over. Returns how many.
///
/// # Errors
/// What the store can meet.
pub(crate) fn sweep(cx: &mut Cx<'_, '_>) -> Result<u64> {
    let cutoff = cx.now().plus_seconds(-SWEPT_AFTER_SECONDS);
    let hashes = upload::expired(cx.tx, cutoff)?;
    for hash in &hashes {
        if let Some(found) = upload::lock(cx.tx, hash)?.filter(|found| found.expires < cutoff) {
            end(cx, hash, &found)?;
        }
    }
    Ok(hashes.len() as u64)
}

fn locked(cx: &mut Cx<'_, '_>, secret: &Secret) -> Result<Upload> {
    let found = upload::lock(cx.tx, &secret.hash())?;
    Ok(found.filter(|found| found.expires > cx.now()).ok_or(Refused::NoSession)?)
}

/// Returns whom a session speaks for: the person who opened it, for writing where it writes and nothing else.
fn caller(cx: &mut Cx<'_, '_>, upload: &Upload) -> Result<Caller> {
    let account = callers::account(cx, &upload.order.user)?.ok_or(Refused::NoSession)?;
    let app = AppId::new(&upload.order.app).map_err(|_| Error::Internal)?;
    let grant = if upload.order.own_folder_only { Grant::OwnFolder } else { Grant::Everything };
    Ok(Caller {
        user: account.id,
        name: account.name,
        standing: account.standing,
        app,
        reach: Reach::Only { need: Need::WriteItems, grant },
        expires: upload.expires,
        pass: None,
    })
}
