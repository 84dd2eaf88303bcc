//! The organization whose server this is. There is one.

use crate::{Cx, Error, Result};
use store::seal::{NO_SECRET, Sealed};
use store::secret;

/// The id lies among what the server made for itself, though it is no secret, and not sealed.
const PURPOSE: &str = NO_SECRET;

/// Returns the organization's id, if it was made.
///
/// # Errors
/// What the store can meet.
pub fn find(cx: &mut Cx<'_, '_>) -> Result<Option<[u8; 16]>> {
    Ok(secret::get(cx.tx, PURPOSE)?.and_then(|id| id.bytes.first_chunk().copied()))
}

/// Returns the organization's id, and makes it if there is none.
///
/// # Errors
/// What the store can meet.
pub fn make(cx: &mut Cx<'_, '_>) -> Result<[u8; 16]> {
    let mut fresh = [0; secret::SECRET_BYTES];
    fresh[..16].copy_from_slice(&cx.guid());
    let now = cx.now();
    secret::offer(cx.tx, PURPOSE, &Sealed { bytes: fresh.to_vec(), key: None }, now)?;
    find(cx)?.ok_or(Error::Internal)
}
