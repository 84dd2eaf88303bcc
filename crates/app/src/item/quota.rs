//! How full a drive is.

use crate::access::AllowedItem;
use crate::{Cx, Result};
use store::drive::{self, Drive};

/// What a drive without a quota is said to hold, in bytes: a pebibyte. Clients divide by it, and take a missing number for a
/// full drive.
pub const UNLIMITED_BYTES: u64 = 1 << 50;

/// Returns how much more fits into the drive that an item lies in, in bytes; none for as much as one likes.
///
/// # Errors
/// What the store can meet.
pub fn room(cx: &mut Cx<'_, '_>, item: &AllowedItem) -> Result<Option<u64>> {
    let drive = item.drive();
    if drive.quota_bytes.is_none() { Ok(None) } else { Ok(Some(Quota::of(cx, drive)?.remaining())) }
}

/// How full a drive is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// The most that it may hold, in bytes.
    pub total: u64,
    /// What it holds, in bytes: every copy whole.
    pub used: u64,
    /// How much of that lies in its recycle bin, in bytes. It counts until it is purged.
    pub deleted: u64,
}

impl Quota {
    pub(super) fn of(cx: &mut Cx<'_, '_>, drive: &Drive) -> Result<Self> {
        let now = cx.now();
        let used = drive::bytes_in(cx.tx, &drive.id, now)?;
        let deleted = drive::bytes_in_trash(cx.tx, &drive.id)?;
        Ok(Self { total: drive.quota_bytes.unwrap_or(UNLIMITED_BYTES), used, deleted })
    }

    /// Returns how much more it may hold, in bytes.
    pub const fn remaining(self) -> u64 {
        self.total.saturating_sub(self.used)
    }
}
