//! Addresses of images that can be read without a token for a while.

use crate::promise::{self, Purpose, Secret};
use crate::{Caller, Cx, Result};
use model::{ResourceId, Timestamp};

/// How long a grant lives, in seconds. Source: "Pre-authenticated image URLs" in the service's blog.
pub const GRANT_SECONDS: i64 = 60 * 60;

/// Returns the key, if one was made.
///
/// # Errors
/// What the store can meet.
pub fn find_secret(cx: &mut Cx<'_, '_>) -> Result<Option<Secret>> {
    promise::find_secret(cx, Purpose::Resource)
}

/// Returns the key, and makes it if there is none.
///
/// # Errors
/// What the store can meet.
pub fn make_secret(cx: &mut Cx<'_, '_>) -> Result<Secret> {
    promise::make_secret(cx, Purpose::Resource)
}

/// Makes the grant for an image that `caller` may read, as hexadecimal digits.
#[must_use]
pub fn grant(secret: &Secret, caller: &Caller, id: &ResourceId, until: Timestamp) -> String {
    secret.promise(caller, &thing(id), until)
}

/// Returns whom a grant speaks for: the person who was given it, for reading, until it ends.
///
/// # Errors
/// [`crate::Error::Unauthenticated`] for what is no grant, one for another image, or one that has ended, without saying which.
pub fn caller(cx: &mut Cx<'_, '_>, secret: &Secret, id: &ResourceId, grant: &str) -> Result<Caller> {
    secret.caller(cx, &thing(id), grant)
}

/// Makes the grant for an image or a file of one state of a page, which `caller` may see, as hexadecimal digits.
#[must_use]
pub fn former(secret: &Secret, caller: &Caller, id: &ResourceId, state: i64, until: Timestamp) -> String {
    secret.of(Purpose::Former).promise(caller, &former_thing(id, state), until)
}

/// Returns whom such a grant speaks for, as [`caller`] does.
///
/// # Errors
/// As [`caller`].
pub fn former_caller(cx: &mut Cx<'_, '_>, secret: &Secret, id: &ResourceId, state: i64, grant: &str) -> Result<Caller> {
    secret.of(Purpose::Former).caller(cx, &former_thing(id, state), grant)
}

fn former_thing(id: &ResourceId, state: i64) -> [u8; 44] {
    let mut all = [0; 44];
    all[..36].copy_from_slice(&thing(id));
    all[36..].copy_from_slice(&state.to_be_bytes());
    all
}

fn thing(id: &ResourceId) -> [u8; 36] {
    let mut thing = [0; 36];
    thing[..16].copy_from_slice(&id.page.section.0);
    thing[16..32].copy_from_slice(&id.page.key.0);
    thing[32..].copy_from_slice(&id.number.to_be_bytes());
    thing
}
