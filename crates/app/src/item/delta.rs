//! What changed below a folder since a moment that a token names; without one, all there is.
//!
//! The state now is told, not the history: each item once, with what lies above it, and what is gone. A moment alone says where
//! a client stands, so nothing is kept for any of them.

mod changes;
mod round;

use super::Item;
use super::shortcut::{self, Refused};
use super::view::{self, Within};
use crate::access::{Allowed, AllowedItem};
use crate::{Caller, Cx, Error, Result};
use changes::Changes;
use model::{FileKey, ItemId, NodeId, NodeKind, Timestamp};
use round::{Entry, Round};
use std::collections::HashMap;
use store::delta::{self, Walked};
use store::file_list::read;
use store::node::set;
use store::relocation;

pub use store::relocation::LeftAt;

/// How late a change can be seen, by the moment that it carries: its transaction may run that long, and twice, so that clocks
/// may differ a little.
const LATE_SECONDS: i64 = 2 * store::TRANSACTION_MAX.as_secs().cast_signed();

/// How far ahead of our clock a token may be: then it was given out by another, or before a clock was set right.
const AHEAD_SECONDS: i64 = 60 * 60;

/// What a client has seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Everything from before; none for a client that begins.
    pub since: Option<Timestamp>,
    /// When the last piece of that was given, if it came in several: what was moved meanwhile may have been passed by.
    pub ended: Option<Timestamp>,
    /// How far it is in this round, if that has begun.
    pub rest: Option<Rest>,
}

/// How far a round is that comes in pieces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rest {
    /// When it began. What came or was moved since is left to the next round: what is above it may have been passed by.
    pub opened: Timestamp,
    /// Everything from before this is told when the round ends.
    pub told: Timestamp,
    /// What came last.
    pub at: Place,
}

/// A place in a round: what is there comes from the top down, then what is gone from the bottom up, then files by the moment of
/// their deletion, and those that lie outside now by the moment at which they left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A node, or a file in it.
    There(u32, NodeId, Option<read::Place>),
    /// A deleted node, or a file that went with it.
    Gone(u32, NodeId, Option<read::Place>),
    /// A deleted file.
    GoneFile(Timestamp, NodeId, FileKey),
    /// A file that left.
    Left(LeftAt),
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// All there is.
    Everything,
    /// Only a token.
    Latest,
    /// What follows a token.
    After(Token),
}

/// What something was that is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Was {
    /// A folder, or a section group, which is one here.
    Folder,
    /// A shortcut.
    Shortcut,
    /// A notebook.
    Notebook,
    /// A file, or a section, which is one here.
    File,
}

/// An item that was deleted, or moved to where this token does not reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gone {
    /// The item.
    pub id: ItemId,
    /// The drive that it lay in.
    pub within: Within,
    /// Its name.
    pub name: String,
    /// What it lay in.
    pub parent: ItemId,
    /// What it was.
    pub was: Was,
}

/// A piece of what changed.
#[derive(Clone, Debug)]
pub struct Page {
    /// What is there, a folder before what lies in it.
    pub items: Vec<Item>,
    /// What is gone.
    pub gone: Vec<Gone>,
    /// What to ask for next.
    pub next: Token,
    /// Whether that is for later: there is no more now.
    pub is_last: bool,
}

/// Returns a piece of what changed below an item.
///
/// # Errors
/// [`Error::NotAFolder`], [`Error::Shortcut`]; [`Error::Resync`] for a token from before what was deleted last can still be told.
pub fn delta(cx: &mut Cx<'_, '_>, caller: &Caller, top: &AllowedItem, asked: &Asked, limit: usize) -> Result<Page> {
    let AllowedItem::Node(top) = top else { return Err(Error::NotAFolder) };
    shortcut::refuse(top.node().kind, Refused::Followed)?;
    if top.node().kind == NodeKind::Section {
        return Err(Error::NotAFolder);
    }
    let token = match asked {
        Asked::After(token) => token.clone(),
        Asked::Everything | Asked::Latest => Token { since: None, ended: None, rest: None },
    };
    let now = cx.now();
    let (oldest, newest) = (now.plus_seconds(-cx.settings().trash_kept_seconds), now.plus_seconds(AHEAD_SECONDS));
    if token.since.is_some_and(|since| since < oldest || since > newest) {
        return Err(Error::Resync);
    }
    let drive = &top.drive().id;
    let walked = delta::walk(cx.tx, drive, &top.node().id, token.since.unwrap_or(Timestamp::from_micros(i64::MAX)))?;
    let (opened, told) = match &token.rest {
        Some(rest) => (rest.opened, rest.told),
        None => {
            let told = next_moment(cx, top, &walked)?;
            // What carries the present moment may have been seen.
            (now.max(told), told)
        }
    };
    if *asked == Asked::Latest {
        let next = Token { since: Some(told), ended: None, rest: None };
        return Ok(Page { items: Vec::new(), gone: Vec::new(), next, is_last: true });
    }
    let moved = relocation::nodes_since(cx.tx, drive, token.since.unwrap_or(opened))?;
    let late = if cx.tx.is_postgres() { LATE_SECONDS } else { 0 };
    let changes = Changes::of(top, &walked, &token, &moved, late);
    // One more than asked for, so that a round which ends with a full piece says so.
    let looks = cx.settings().removals_looked_max;
    let mut round = Round { top, within: view::within(caller, top.drive()), room: limit + 1, looks, found: Vec::new() };
    let stopped = round.fill(cx, &token, &changes)?;
    let mut found = round.found;
    let goes_on = if found.len() > limit { found.get(limit - 1).map(|(at, _)| *at) } else { stopped };
    found.truncate(limit);
    if let (Some(at), true) = (goes_on, found.is_empty()) {
        // Clients take a piece with nothing in it for the last. The folder is as it was told before, or as it will be.
        found.push((at, Entry::Node(top.node().id)));
    }
    let is_last = goes_on.is_none();
    let next = match goes_on {
        Some(at) => Token { rest: Some(Rest { opened, told, at }), ..token },
        None => Token { since: Some(told), ended: token.rest.map(|_| now), rest: None },
    };
    let (items, gone) = sorted(cx, top, found)?;
    Ok(Page { items, gone, next, is_last })
}

/// Returns the moment from which on nothing is told yet. On SQLite, transactions are seen in the order of their moments: that is
/// just after the last one seen. On PostgreSQL one that began earlier may be seen later, so what happened meanwhile is told again.
fn next_moment(cx: &mut Cx<'_, '_>, top: &Allowed, walked: &[Walked]) -> Result<Timestamp> {
    let now = cx.now();
    let settled = now.plus_seconds(-LATE_SECONDS);
    if cx.tx.is_postgres() {
        return Ok(settled);
    }
    let gone = delta::last_gone(cx.tx, &top.drive().id)?;
    let seen = walked.iter().map(|node| node.changed).chain(gone).max().unwrap_or(settled);
    // A clock that was set back is not waited for.
    Ok(seen.min(now).max(settled).plus_micros(1))
}

/// Looks up the nodes of a piece, and takes what is there from what is gone.
fn sorted(cx: &mut Cx<'_, '_>, top: &Allowed, found: Vec<(Place, Entry)>) -> Result<(Vec<Item>, Vec<Gone>)> {
    let ids: Vec<NodeId> = found.iter().filter_map(|(_, entry)| if let Entry::Node(id) = entry { Some(*id) } else { None }).collect();
    let nodes = set::get_all(cx.tx, &top.drive().id, &ids)?;
    let mut nodes: HashMap<NodeId, _> = nodes.into_iter().map(|node| (node.id, node)).collect();
    let (mut items, mut gone) = (Vec::with_capacity(found.len()), Vec::new());
    for (_, entry) in found {
        match entry {
            Entry::Node(id) => items.push(Item::Node(nodes.remove(&id).ok_or(Error::Internal)?)),
            Entry::File(file) => items.push(Item::File(file)),
            Entry::Gone(it) => gone.push(it),
        }
    }
    Ok((items, gone))
}
