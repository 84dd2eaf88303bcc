//! One fragment: begun before its bytes come, accepted when they are written and synced.

use super::{FILE_BYTES_MAX, Refused, Secret, Status, UPLOAD_SECONDS, Upload, fits, locked, may_still};
use crate::{Cx, Result};
use store::blob::pieces::{PIECES_MAX, Pieces, object};
use store::upload;

/// Which bytes of a file come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fragment {
    /// Where they begin.
    pub start: u64,
    /// How many they are, at least one.
    pub bytes: u64,
    /// How many the file has, at least as many as the fragment's end says.
    pub total: u64,
}

impl Fragment {
    /// Returns where they end.
    #[must_use]
    pub const fn end(&self) -> u64 {
        self.start.saturating_add(self.bytes)
    }

    /// Says whether they are the file's last.
    #[must_use]
    pub const fn is_last(&self) -> bool {
        self.end() == self.total
    }
}

/// What is to be done with a fragment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Begun {
    /// It becomes the object of this name.
    Object {
        /// The number of the attempt.
        number: u32,
        /// The object's name. Never used before.
        name: String,
        /// Whether the file is there when it has come.
        is_all: bool,
    },
    /// It is the last one once more: all has come before, and only the file was not made of it.
    Again,
}

/// Says that a fragment is about to come.
///
/// # Errors
/// [`Refused`], [`crate::Error::QuotaExceeded`].
pub fn begin(cx: &mut Cx<'_, '_>, secret: &Secret, fragment: &Fragment) -> Result<Begun> {
    let found = locked(cx, secret)?;
    if !may_still(cx, &found)? {
        return Err(Refused::NoSession.into());
    }
    if fragment.total > FILE_BYTES_MAX {
        return Err(Refused::FileTooLarge.into());
    }
    if found.is_complete() && fragment.is_last() && found.total == Some(fragment.total) && !found.order.is_deferred {
        return Ok(Begun::Again);
    }
    fits_in(&found, fragment)?;
    if found.attempts >= PIECES_MAX {
        return Err(Refused::TooManyFragments.into());
    }
    if found.total.is_none() {
        // All of it, so that nobody sends a file for hours that will not fit.
        fits(cx, &found.order, fragment.total)?;
    }
    upload::begin(cx.tx, &secret.hash())?;
    let is_all = fragment.is_last() && !found.order.is_deferred;
    Ok(Begun::Object { number: found.attempts, name: object(&found.stem, found.attempts), is_all })
}

/// Takes a fragment for the file's, if no other came before it. Its object is written and synced.
///
/// # Errors
/// [`Refused`], [`crate::Error::QuotaExceeded`]: then nothing names the object, and whoever wrote it removes it.
pub fn accept(cx: &mut Cx<'_, '_>, secret: &Secret, number: u32, fragment: &Fragment) -> Result<Status> {
    let mut found = locked(cx, secret)?;
    fits_in(&found, fragment)?;
    if !found.pieces.push(number, fragment.bytes) {
        return Err(Refused::TooManyFragments.into());
    }
    let expires = cx.now().plus_seconds(UPLOAD_SECONDS);
    upload::advance(cx.tx, &secret.hash(), fragment.total, &found.pieces, expires)?;
    if found.total.is_none() {
        // Others may have been accepted while it came.
        fits(cx, &found.order, 0)?;
    }
    Ok(Status { received: found.pieces.bytes(), expires })
}

fn fits_in(found: &Upload, fragment: &Fragment) -> Result<(), Refused> {
    if found.total.is_some_and(|total| total != fragment.total) {
        return Err(Refused::OtherTotal);
    }
    match fragment.start.cmp(&found.received) {
        std::cmp::Ordering::Less => Err(Refused::Overlap { expected: found.received }),
        std::cmp::Ordering::Greater => Err(Refused::OutOfOrder { expected: found.received }),
        std::cmp::Ordering::Equal => Ok(()),
    }
}

/// Returns the objects of a file whose last fragment is this one.
pub(super) fn with_last(found: &Upload, number: u32, fragment: &Fragment) -> Result<Pieces, Refused> {
    fits_in(found, fragment)?;
    let mut pieces = found.pieces.clone();
    if pieces.push(number, fragment.bytes) { Ok(pieces) } else { Err(Refused::TooManyFragments) }
}
