//! What somebody opened lately. Noted in memory as requests go by, written by the sweep: no request pays for it, and a crash
//! costs the last few moments of a convenience.

use crate::access::{self, Allowed};
use crate::place::Place;
use crate::view::{self, NodeView};
use crate::{App, Caller, Cx, Error, Result};
use model::{Location, NodeId, NodeKind, Owner, Right, Timestamp, UserId};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use store::recent;

/// Who opens a notebook again within so many seconds has opened it once.
const COARSE_SECONDS: i64 = 5 * 60;

/// How many notebooks are remembered for each person.
pub const KEPT_MAX: usize = 50;

/// How many openings a process remembers to have noted, so as not to note them again: a few megabytes.
const NOTED_MAX: usize = 50_000;

/// How many openings may wait to be written. Where more come in between two sweeps, the others are lost.
const WAITING_MAX: usize = 10_000;

/// How many openings one transaction writes.
const BATCH: usize = 200;

/// What was opened and is not written yet.
#[derive(Default)]
pub(crate) struct Opened(Mutex<Held>);

#[derive(Default)]
struct Held {
    noted: HashMap<(UserId, NodeId), Timestamp>,
    waiting: Vec<(UserId, NodeId, Timestamp)>,
}

impl Opened {
    fn held(&self) -> MutexGuard<'_, Held> {
        // Whoever panicked while they held it left a map that is still one.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that somebody looked into a notebook. Noting it again changes nothing, so a transaction that runs again may.
    pub(crate) fn note(&self, user: &UserId, notebook: &NodeId, now: Timestamp) {
        let mut held = self.held();
        let is_fresh = |at: &Timestamp| now < at.plus_seconds(COARSE_SECONDS) && *at <= now.plus_seconds(COARSE_SECONDS);
        if held.noted.get(&(*user, *notebook)).is_some_and(is_fresh) || held.waiting.len() >= WAITING_MAX {
            return;
        }
        if held.noted.len() >= NOTED_MAX {
            held.noted.retain(|_, at| is_fresh(at));
            if held.noted.len() >= NOTED_MAX {
                held.noted.clear();
            }
        }
        held.noted.insert((*user, *notebook), now);
        held.waiting.push((*user, *notebook, now));
    }

    fn of(&self, user: &UserId) -> Vec<(NodeId, Timestamp)> {
        self.held().waiting.iter().filter(|(who, ..)| who == user).map(|(_, notebook, at)| (*notebook, *at)).collect()
    }
}

/// Writes what was noted. Returns how many openings that were.
///
/// # Errors
/// What the store can meet; what could not be written is lost.
pub(crate) fn flush(app: &App) -> Result<u64> {
    let mut waiting = std::mem::take(&mut app.opened().held().waiting);
    // In one order for all processes, so that two of them do not wait for each other in a circle.
    waiting.sort_unstable();
    for batch in waiting.chunks(BATCH) {
        let batch = batch.to_vec();
        app.write(move |cx| {
            for (user, notebook, at) in &batch {
                recent::put(cx.tx, user, notebook, *at)?;
            }
            for same in batch.chunk_by(|one, other| one.0 == other.0) {
                recent::trim(cx.tx, &same[0].0, KEPT_MAX)?;
            }
            Ok(())
        })
        .wait()?;
    }
    Ok(waiting.len() as u64)
}

/// A notebook and when it was last opened.
#[derive(Clone, Debug)]
pub struct Recent {
    /// The notebook as the caller sees it.
    pub notebook: NodeView,
    /// When they last opened it, give or take some minutes.
    pub opened: Timestamp,
}

/// Returns what the caller opened lately and may still see, the newest first: at `me` wherever it lies, at another place what
/// lies there. `with_own` adds the notebooks that the caller owns.
///
/// # Errors
/// What the store can meet.
pub fn list(cx: &mut Cx<'_, '_>, caller: &Caller, place: &Place, with_own: bool) -> Result<Vec<Recent>> {
    let mut found = Vec::new();
    for (allowed, opened) in notebooks(cx, caller)? {
        let is_here = place.location == Location::Me || place.drives.iter().any(|drive| drive.id == allowed.drive().id);
        let is_own = allowed.drive().owner == Owner::User(*caller.user());
        if is_here && (with_own || !is_own) {
            found.push(Recent { notebook: view::node(cx, caller, &allowed)?, opened });
        }
    }
    Ok(found)
}

/// Returns the notebooks that the caller opened lately and may still see, the newest first, and when that was.
pub(crate) fn notebooks(cx: &mut Cx<'_, '_>, caller: &Caller) -> Result<Vec<(Allowed, Timestamp)>> {
    let mut opened = cx.opened().of(caller.user());
    opened.extend(recent::of(cx.tx, caller.user(), KEPT_MAX)?);
    opened.sort_unstable_by_key(|(id, at)| (*id, std::cmp::Reverse(*at)));
    opened.dedup_by_key(|(id, _)| *id);
    opened.sort_unstable_by_key(|(id, at)| (std::cmp::Reverse(*at), *id));
    let mut found = Vec::new();
    for (id, opened) in opened.into_iter().take(KEPT_MAX) {
        let allowed = match access::node_anywhere(cx, caller, &[NodeKind::Notebook], &id, Right::Read) {
            Ok(allowed) => allowed,
            // Deleted since, or not shared any more.
            Err(Error::NotFound) => continue,
            Err(error) => return Err(error),
        };
        found.push((allowed, opened));
    }
    Ok(found)
}
