//! What ID tokens are signed with. The next key is made and shown a day before the one that signs is too old, so that whoever
//! remembers keys has seen it by then; and each is shown until nothing that it signed counts any more.

use crate::{Cx, Result, seal};
use model::Timestamp;
use store::seal::{Kind, Owner};
use store::signing_key;

/// A key. No `Debug`, so that it cannot slip into a log.
#[derive(Clone)]
pub struct SigningKey {
    /// Names it, in tokens too.
    pub id: String,
    /// What it signs by. Source: RFC 7518, section 3.1.
    pub algorithm: String,
    /// The private key, as PKCS #8.
    pub secret: Vec<u8>,
    /// When it was made.
    pub created: Timestamp,
}

/// How long a key signs, in seconds.
pub const SIGNS_SECONDS: i64 = 90 * 24 * 60 * 60;

/// How long before that the next one is there, in seconds.
const AHEAD_SECONDS: i64 = 24 * 60 * 60;

/// How long it is shown after that, in seconds: longer than what it signed is good, and than others remember it.
const SHOWN_SECONDS: i64 = 7 * 24 * 60 * 60;

/// Returns all keys that are shown, the newest first.
///
/// # Errors
/// What the store can meet.
pub fn all(cx: &mut Cx<'_, '_>) -> Result<Vec<SigningKey>> {
    signing_key::all(cx.tx)?.into_iter().map(|key| opened(cx, key)).collect()
}

/// Returns the key that signs by an algorithm now, if there is one: the oldest that still does.
///
/// # Errors
/// What the store can meet.
pub fn signing(cx: &mut Cx<'_, '_>, algorithm: &str) -> Result<Option<SigningKey>> {
    let since = cx.now().plus_seconds(-SIGNS_SECONDS);
    let found = signing_key::all(cx.tx)?.into_iter().rfind(|key| key.algorithm == algorithm && key.created > since);
    found.map(|key| opened(cx, key)).transpose()
}

fn opened(cx: &Cx<'_, '_>, key: signing_key::SigningKey) -> Result<SigningKey> {
    let secret = seal::opened(cx.seal(), Kind::Signing, &Owner::Word(key.id.clone()), &key.secret)?;
    Ok(SigningKey { id: key.id, algorithm: key.algorithm, secret, created: key.created })
}

/// Says whether it is time to make the next key.
///
/// # Errors
/// What the store can meet.
pub fn is_due(cx: &mut Cx<'_, '_>, algorithm: &str) -> Result<bool> {
    let since = cx.now().plus_seconds(AHEAD_SECONDS - SIGNS_SECONDS);
    Ok(!signing_key::all(cx.tx)?.iter().any(|key| key.algorithm == algorithm && key.created > since))
}

/// Keeps a fresh key, given as PKCS #8, and forgets those that nobody needs any more. Returns the one that signs now: another
/// process may have made one in the same moment, and one that was made ahead signs later.
///
/// # Errors
/// What the store can meet.
pub fn keep(cx: &mut Cx<'_, '_>, algorithm: &str, secret: &[u8]) -> Result<SigningKey> {
    let signs = signing(cx, algorithm)?;
    if let Some(key) = &signs
        && !is_due(cx, algorithm)?
    {
        return Ok(key.clone());
    }
    let now = cx.now();
    signing_key::forget(cx.tx, now.plus_seconds(-SIGNS_SECONDS - SHOWN_SECONDS))?;
    let (id, algorithm) = (model::format_guid(&cx.guid()), algorithm.to_owned());
    let sealed = seal::sealed(cx, Kind::Signing, &Owner::Word(id.clone()), secret)?;
    signing_key::insert(cx.tx, &signing_key::SigningKey { id: id.clone(), algorithm: algorithm.clone(), secret: sealed, created: now })?;
    Ok(signs.unwrap_or_else(|| SigningKey { id, algorithm, secret: secret.to_vec(), created: now }))
}
