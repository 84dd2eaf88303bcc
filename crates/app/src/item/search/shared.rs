//! Finding by name in a drive and, for its owner, in all that others share with them.

use super::{Hit, Place, Search, items};
use crate::access::{self, AllowedItem};
use crate::item::recent;
use crate::item::view::ItemView;
use crate::{Caller, Cx, Error, Result};
use model::{Grant, Need, NodeKind, Owner, Right};
use store::drive::Drive;
use store::permission::{self, Received};

/// How many shares are read by one statement.
const SHARES_AT_ONCE: usize = 256;

/// What looking into one share costs, in names looked at: some statements, even where nothing lies in it.
const SHARE_NAMES: u64 = 100;

/// Where a piece ended of what was found in a drive and in what is shared with its owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The share that was looked into last; none while that is the drive itself.
    pub share: Option<Received>,
    /// How far it was looked into; none if that was all of it.
    pub at: Option<Place>,
}

/// Returns what has all of some words in its name, as [`super::search`] does: what lies in a drive, and then, for its owner and an
/// app that may read all that they may, what others share with them, in a fixed order. A share that lies in another one is told
/// with that. Where to look on comes with it, if there may be more.
///
/// # Errors
/// [`Error::NotAFolder`].
pub fn search_drive(
    cx: &mut Cx<'_, '_>,
    caller: &Caller,
    root: &AllowedItem,
    text: &str,
    after: Option<Spot>,
    limit: usize,
) -> Result<(Vec<ItemView>, Option<Spot>)> {
    let AllowedItem::Node(top) = root else { return Err(Error::NotAFolder) };
    let mut tour = Tour { search: Search::new(cx, text, limit), found: Vec::new() };
    let begins = match after {
        None => Some(None),
        Some(Spot { share: None, at }) => at.map(Some),
        Some(_) => None,
    };
    let mut stopped = match begins {
        Some(at) => {
            let stopped = tour.search.below(cx, &top.drive().id, &top.node().id, at, false)?;
            tour.gather(top.drive(), None);
            stopped.map(|at| Spot { share: None, at: Some(at) })
        }
        None => None,
    };
    let is_own = top.drive().owner == Owner::User(*caller.user());
    if stopped.is_none() && !tour.search.is_full() && is_own && caller.grant(Need::ReadSharedItems) != Grant::Nothing {
        stopped = tour.shares(cx, caller, after)?;
    }
    let mut found = tour.found;
    let goes_on = found.len() > limit;
    found.truncate(limit);
    let next = if goes_on { found.last().map(|(spot, ..)| *spot) } else { stopped };
    let mut things = Vec::with_capacity(found.len());
    let mut found = found.into_iter().map(|(_, drive, hit)| (drive, hit)).peekable();
    while let Some((drive, hit)) = found.next() {
        let mut hits = vec![hit];
        while let Some((_, hit)) = found.next_if(|(next, _)| next.id == drive.id) {
            hits.push(hit);
        }
        things.extend(items(cx, &drive.id, hits)?.into_iter().map(|item| (drive.clone(), item)));
    }
    Ok((recent::shown(cx, caller, things)?, next))
}

/// A search through one thing after the other.
struct Tour {
    search: Search,
    /// What was found, in the order in which it is told.
    found: Vec<(Spot, Drive, Hit)>,
}

impl Tour {
    /// Puts away what was found in one of them.
    fn gather(&mut self, drive: &Drive, share: Option<Received>) {
        let hits = std::mem::take(&mut self.search.hits);
        self.search.room -= hits.len().min(self.search.room);
        self.found.extend(hits.into_iter().map(|hit| (Spot { share, at: Some(hit.place()) }, drive.clone(), hit)));
    }

    /// Looks into what is shared with the caller. Returns where it stopped, if it came to no end.
    fn shares(&mut self, cx: &mut Cx<'_, '_>, caller: &Caller, after: Option<Spot>) -> Result<Option<Spot>> {
        let now = cx.now();
        let mut last = after.and_then(|after| after.share);
        if let Some(Spot { share: Some(share), at: Some(at) }) = after {
            let stopped = self.share(cx, caller, share, Some(at))?;
            if stopped.is_some() {
                return Ok(stopped);
            }
        }
        loop {
            let some = permission::received(cx.tx, caller.user(), last.as_ref(), SHARES_AT_ONCE, now)?;
            for share in &some {
                if self.search.names_left == 0 || self.search.is_full() {
                    return Ok(Some(Spot { share: last, at: None }));
                }
                let stopped = self.share(cx, caller, *share, None)?;
                if stopped.is_some() {
                    return Ok(stopped);
                }
                // Not before the end, as of trees.
                self.search.names_left = self.search.names_left.saturating_sub(SHARE_NAMES);
                last = Some(*share);
            }
            if some.len() < SHARES_AT_ONCE {
                return Ok(None);
            }
        }
    }

    /// Looks into one share, after a place in it.
    fn share(&mut self, cx: &mut Cx<'_, '_>, caller: &Caller, share: Received, after: Option<Place>) -> Result<Option<Spot>> {
        let top = match access::item_anywhere(cx, caller, share.on.bytes(), Right::Read) {
            Ok(top) => top,
            // In a recycle bin, or not shared any more.
            Err(Error::NotFound) => return Ok(None),
            Err(error) => return Err(error),
        };
        if after.is_none() && lies_in_another(cx, caller, &top)? {
            return Ok(None);
        }
        match &top {
            AllowedItem::Node(node) => {
                let has_name = node.node().kind != NodeKind::Root;
                let stopped = self.search.below(cx, &node.drive().id, &node.node().id, after, has_name)?;
                self.gather(node.drive(), Some(share));
                Ok(stopped.map(|at| Spot { share: Some(share), at: Some(at) }))
            }
            AllowedItem::File(file) => {
                if self.search.has_all(&file.file().row.name) {
                    self.search.room = self.search.room.saturating_sub(1);
                    let hit = Hit::File(0, Box::new(file.file().clone()));
                    self.found.push((Spot { share: Some(share), at: None }, top.drive().clone(), hit));
                }
                Ok(None)
            }
        }
    }
}

/// Says whether something above what is shared is shared with the caller too, which tells of it.
fn lies_in_another(cx: &mut Cx<'_, '_>, caller: &Caller, top: &AllowedItem) -> Result<bool> {
    let above = match top {
        AllowedItem::Node(node) => node.node().parent,
        AllowedItem::File(file) => Some(file.file().folder),
    };
    let now = cx.now();
    match above {
        Some(above) => Ok(permission::role(cx.tx, &top.drive().id, &above, caller.user(), now)?.is_some()),
        None => Ok(false),
    }
}
