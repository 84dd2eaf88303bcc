//! Addresses of images that can be read without a token for a while: a promise that the server signs and keeps no record of.
//!
//! It names the image, the person whose right it is, and an end. When it is used, that person's right to the page is asked
//! again, so it never shows more than they could see themselves.

use crate::caller::Reach;
use crate::{Caller, Cx, Error, Result};
use model::{AppId, Grant, Need, ResourceId, Timestamp, UserId};
use store::{directory, secret};

/// How long a grant lives, in seconds. Source: "Pre-authenticated image URLs" in the service's blog.
pub const GRANT_SECONDS: i64 = 60 * 60;

/// What the secret is for, in the database.
const PURPOSE: &str = "resource-grant";

/// The key that grants are signed with, the same in all processes of a server. No `Debug`, so that it cannot slip into a log.
#[derive(Clone)]
pub struct Secret([u8; secret::SECRET_BYTES]);

/// Returns the key, if one was made.
///
/// # Errors
/// What the store can meet.
pub fn find_secret(cx: &mut Cx<'_, '_>) -> Result<Option<Secret>> {
    Ok(secret::get(cx.tx, PURPOSE)?.map(Secret))
}

/// Returns the key, and makes it if there is none.
///
/// # Errors
/// What the store can meet.
pub fn make_secret(cx: &mut Cx<'_, '_>) -> Result<Secret> {
    let mut fresh = [0; secret::SECRET_BYTES];
    cx.ids().fill(&mut fresh);
    let now = cx.now();
    secret::offer(cx.tx, PURPOSE, &fresh, now)?;
    find_secret(cx)?.ok_or(Error::Internal)
}

/// The length of what stands before the app's name: the person, the end, and whether only the app's own pages are in reach.
const FIXED_BYTES: usize = 16 + 8 + 1;

/// The length of a signature.
const SIGNATURE_BYTES: usize = 32;

impl Secret {
    /// Makes the grant for an image that `caller` may read, as hexadecimal digits.
    #[must_use]
    pub fn grant(&self, caller: &Caller, id: &ResourceId, until: Timestamp) -> String {
        let mut said = caller.user().0.to_vec();
        said.extend_from_slice(&until.micros().to_be_bytes());
        said.push(u8::from(caller.grant(Need::ReadPages) == Grant::OwnPages));
        said.extend_from_slice(caller.app().as_str().as_bytes());
        let signature = self.signature(id, &said);
        said.extend_from_slice(signature.as_bytes());
        said.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn signature(&self, id: &ResourceId, said: &[u8]) -> blake3::Hash {
        let mut hasher = blake3::Hasher::new_keyed(&self.0);
        hasher.update(&id.page.section.0).update(&id.page.key.0).update(&id.number.to_be_bytes()).update(said);
        hasher.finalize()
    }
}

/// Returns whom a grant speaks for: the person who was given it, for reading, until it ends.
///
/// # Errors
/// [`Error::Unauthenticated`] for what is no grant, one for another image, or one that has ended, without saying which.
pub fn caller(cx: &mut Cx<'_, '_>, secret: &Secret, id: &ResourceId, grant: &str) -> Result<Caller> {
    let bytes = unhex(grant).ok_or(Error::Unauthenticated)?;
    let at = bytes.len().checked_sub(SIGNATURE_BYTES).filter(|at| *at >= FIXED_BYTES).ok_or(Error::Unauthenticated)?;
    let (said, signature) = bytes.split_at(at);
    let signature: [u8; SIGNATURE_BYTES] = signature.try_into().map_err(|_| Error::Unauthenticated)?;
    // This comparison takes the same time wherever the two differ.
    if secret.signature(id, said) != blake3::Hash::from_bytes(signature) {
        return Err(Error::Unauthenticated);
    }
    let (fixed, app) = said.split_at(FIXED_BYTES);
    let (user, rest) = fixed.split_at(16);
    let (until, own) = rest.split_at(8);
    let user = UserId(user.try_into().map_err(|_| Error::Unauthenticated)?);
    let expires = Timestamp::from_micros(i64::from_be_bytes(until.try_into().map_err(|_| Error::Unauthenticated)?));
    if expires <= cx.now() {
        return Err(Error::Unauthenticated);
    }
    let app = std::str::from_utf8(app).ok().and_then(|app| AppId::new(app).ok()).ok_or(Error::Unauthenticated)?;
    let user = directory::user(cx.tx, &user)?.ok_or(Error::Unauthenticated)?;
    Ok(Caller { user: user.id, name: user.name, app, reach: Reach::Reading { own_pages_only: own == [1] }, expires })
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    const DIGITS_MAX: usize = 2 * (FIXED_BYTES + AppId::BYTES_MAX + SIGNATURE_BYTES);
    if text.len() > DIGITS_MAX || !text.len().is_multiple_of(2) || !text.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok()).collect()
}
