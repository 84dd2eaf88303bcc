//! What a list of the newest pages depends on, looked up without looking at a page.
//!
//! A section's `last_modified` rises with every change of its pages, and its bound is no less than the time of any of them. So
//! the newest pages down to some moment are what they were while the same sections have bounds at or above it, and none of
//! these has changed. What else of a section matters to a list are its name and the names above it; and, to somebody who sees
//! only parts of a place, what is shared with them by itself.

use crate::access::Allowed;
use crate::place::Place;
use crate::view::Shown;
use crate::view::around;
use crate::{Caller, Cx, Error, Result};
use model::{Need, Timestamp};
use std::hash::{Hash, Hasher};
use store::node::set;
use store::query::{Sight, seen_since};
use store::section;

/// So many sections, or shares, at most are compared. More than that are seldom as new as the last page of a list; where they are, to
/// compare them all each time would cost more than many a list.
const SECTIONS_MAX: usize = 256;

/// The moment that no page is older than.
pub(crate) const ALWAYS: Timestamp = Timestamp::from_micros(i64::MIN);

/// What a list of the newest pages depends on, in short. As long as this is equal, so is what one caller is shown in the list,
/// whatever a filter chooses of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edition {
    since: Timestamp,
    digest: [u8; 32],
}

impl Edition {
    /// Returns how far back it looks.
    pub fn since(&self) -> Timestamp {
        self.since
    }
}

/// Returns the edition of a section's pages.
///
/// # Errors
/// What the store can meet; [`Error::NotFound`] if the section went meanwhile.
pub fn in_section(cx: &mut Cx<'_, '_>, caller: &Caller, section: &Allowed) -> Result<Edition> {
    let found = section.node();
    let row = section::get(cx.tx, &found.drive, &found.id)?.ok_or(Error::NotFound)?;
    let mut digest = Digest::of(caller);
    digest.add((row.held.last_modified, Shown::of(cx, caller, found, section.drive())?));
    Ok(digest.edition(ALWAYS))
}

/// Returns the edition of the pages at a place that were changed at `since` or later. None where too many sections or shares
/// would have to be compared, and for a caller who sees parts and came by a link.
///
/// # Errors
/// What the store can meet.
pub fn at(cx: &mut Cx<'_, '_>, caller: &Caller, place: &Place, since: Timestamp) -> Result<Option<Edition>> {
    if place.role.is_none() && caller.pass.is_some() {
        return Ok(None);
    }
    let mut digest = Digest::of(caller);
    let mut left = SECTIONS_MAX;
    let sight = Sight { user: caller.user(), is_whole: place.role.is_some(), now: cx.now() };
    for drive in &place.drives {
        let (shares, found) = if sight.is_whole {
            (None, set::sections_since(cx.tx, &drive.id, since, left + 1)?)
        } else {
            let Some(seen) = seen_since(cx.tx, &drive.id, sight, since, left)? else { return Ok(None) };
            (Some(seen.shares), seen.sections)
        };
        let Some(rest) = left.checked_sub(found.len()) else { return Ok(None) };
        left = rest;
        let lines: Vec<_> = found.iter().map(|section| (section.id, section.parent)).collect();
        // Who sees all of the drive sees every name above; who sees parts, those that the shares reach.
        let above = around::climb(cx, &drive.id, &lines)?;
        digest.add((drive.owner, &drive.name, above, found, shares));
    }
    Ok(Some(digest.edition(since)))
}

/// Takes in values as they hash themselves: each says where it ends, so different ones differ together too.
struct Digest(blake3::Hasher);

impl Digest {
    /// Begins with the app whose pages alone the caller sees, if they do not see all.
    fn of(caller: &Caller) -> Self {
        let mut digest = Self(blake3::Hasher::new());
        caller.page_app(Need::ReadPages).hash(&mut digest);
        digest
    }

    fn add(&mut self, what: impl Hash) {
        what.hash(self);
    }

    fn edition(self, since: Timestamp) -> Edition {
        Edition { since, digest: *self.0.finalize().as_bytes() }
    }
}

impl Hasher for Digest {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(&self) -> u64 {
        let [a, b, c, d, e, f, g, h, ..] = *self.0.finalize().as_bytes();
        u64::from_le_bytes([a, b, c, d, e, f, g, h])
    }
}
