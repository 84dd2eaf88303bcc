//! What a drive may hold. A copy counts whole, however much it shares: sharing of bytes is nobody's to see.

use crate::{Cx, Error, Result};
use store::drive::{self, Drive};

/// Refuses what would take a drive over its quota.
///
/// Only drives with a quota pay: their row is locked, last of all locks, so that two requests cannot both fit into what is
/// left, and their sections and folders are summed.
///
/// # Errors
/// [`Error::QuotaExceeded`].
pub(crate) fn reserve(cx: &mut Cx<'_, '_>, drive: &Drive, bytes: u64) -> Result<()> {
    let Some(quota_bytes) = drive.quota_bytes else { return Ok(()) };
    drive::lock(cx.tx, &drive.id)?;
    let now = cx.now();
    let used = drive::bytes_in(cx.tx, &drive.id, now)?;
    if used.saturating_add(bytes) > quota_bytes { Err(Error::QuotaExceeded) } else { Ok(()) }
}
