//! What ID tokens are signed with: the newest key signs, and those before it are shown until nothing that they signed counts
//! any more.

use crate::{Cx, Result};
use store::signing_key;

pub use store::signing_key::SigningKey;

/// How long a key signs, in seconds.
pub const SIGNS_SECONDS: i64 = 90 * 24 * 60 * 60;

/// How long it is shown after that, in seconds: longer than what it signed is good, and than others remember it.
const SHOWN_SECONDS: i64 = 7 * 24 * 60 * 60;

/// Returns all keys that are shown, the newest first.
///
/// # Errors
/// What the store can meet.
pub fn all(cx: &mut Cx<'_, '_>) -> Result<Vec<SigningKey>> {
    Ok(signing_key::all(cx.tx)?)
}

/// Returns the key that signs by an algorithm now, if there is one.
///
/// # Errors
/// What the store can meet.
pub fn signing(cx: &mut Cx<'_, '_>, algorithm: &str) -> Result<Option<SigningKey>> {
    let since = cx.now().plus_seconds(-SIGNS_SECONDS);
    Ok(all(cx)?.into_iter().find(|key| key.algorithm == algorithm && key.created > since))
}

/// Keeps a fresh key, given as PKCS #8, and forgets those that nobody needs any more. Returns the one that signs now: another
/// process may have made one in the same moment.
///
/// # Errors
/// What the store can meet.
pub fn keep(cx: &mut Cx<'_, '_>, algorithm: &str, secret: &[u8]) -> Result<SigningKey> {
    if let Some(key) = signing(cx, algorithm)? {
        return Ok(key);
    }
    let now = cx.now();
    signing_key::forget(cx.tx, now.plus_seconds(-SIGNS_SECONDS - SHOWN_SECONDS))?;
    let key = SigningKey { id: model::format_guid(&cx.guid()), algorithm: algorithm.to_owned(), secret: secret.to_vec(), created: now };
    signing_key::insert(cx.tx, &key)?;
    Ok(key)
}
