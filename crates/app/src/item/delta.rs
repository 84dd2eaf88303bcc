//! What changed below a folder since a moment that a token names; without one, all there is.
//!
//! The state now is told, not the history: each item once, with what lies above it, and what is gone. A moment alone says where
//! a client stands, so nothing is kept for any of them.

mod changes;

use super::Item;
use super::view::{self, Within};
use crate::access::{Allowed, AllowedItem};
use crate::{Caller, Cx, Error, Result};
use changes::Changes;
use model::{FileKey, ItemId, NodeId, NodeKind, Timestamp};
use std::collections::HashMap;
use store::delta::{self, Walked};
use store::file::File;
use store::file_list::read::{self, Since};
use store::file_list::trash;
use store::node::set;
use store::relocation;

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
/// their deletion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A node, or a file in it.
    There(u32, NodeId, Option<read::Place>),
    /// A deleted node, or a file that went with it.
    Gone(u32, NodeId, Option<read::Place>),
    /// A deleted file.
    GoneFile(Timestamp, NodeId, FileKey),
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

enum Entry {
    Node(NodeId),
    File(Box<File>),
    Gone(Gone),
}

/// Returns a piece of what changed below an item.
///
/// # Errors
/// [`Error::NotAFolder`]; [`Error::Resync`] for a token from before what was deleted last can still be told.
pub fn delta(cx: &mut Cx<'_, '_>, caller: &Caller, top: &AllowedItem, asked: &Asked, limit: usize) -> Result<Page> {
    let AllowedItem::Node(top) = top else { return Err(Error::NotAFolder) };
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
    let moved = relocation::since(cx.tx, drive, token.since.unwrap_or(opened))?;
    let late = if cx.tx.is_postgres() { LATE_SECONDS } else { 0 };
    let changes = Changes::of(cx, top, &walked, &token, &moved, late)?;
    // One more than asked for, so that a round which ends with a full piece says so.
    let mut round = Round { top, within: view::within(caller, top.drive()), room: limit + 1, found: Vec::new() };
    round.fill(cx, &token, &changes)?;
    let mut found = round.found;
    let is_last = found.len() <= limit;
    found.truncate(limit);
    let next = match found.last() {
        Some((at, _)) if !is_last => Token { rest: Some(Rest { opened, told, at: *at }), ..token },
        _ => Token { since: Some(told), ended: token.rest.map(|_| now), rest: None },
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

/// A round that is being told.
struct Round<'a> {
    top: &'a Allowed,
    within: Within,
    room: usize,
    found: Vec<(Place, Entry)>,
}

impl Round<'_> {
    fn left(&self) -> usize {
        self.room - self.found.len()
    }

    fn fill(&mut self, cx: &mut Cx<'_, '_>, token: &Token, changes: &Changes) -> Result<()> {
        let at = token.rest.as_ref().map(|rest| rest.at);
        if matches!(at, None | Some(Place::There(..))) {
            self.there(cx, at, changes)?;
        }
        let Some(since) = token.since else { return Ok(()) };
        if !matches!(at, Some(Place::GoneFile(..))) {
            self.gone(cx, at, changes)?;
        }
        self.gone_files(cx, since, at, changes)
    }

    fn there(&mut self, cx: &mut Cx<'_, '_>, at: Option<Place>, changes: &Changes) -> Result<()> {
        for node in &changes.there {
            let here = (node.depth, node.id);
            let mut after = None;
            match at {
                Some(Place::There(depth, id, _)) if here < (depth, id) => continue,
                Some(Place::There(depth, id, file)) if here == (depth, id) => after = file,
                _ if self.left() == 0 => return Ok(()),
                _ => self.found.push((Place::There(node.depth, node.id, None), Entry::Node(node.id))),
            }
            if let Some(since) = node.files {
                self.files(cx, &node.id, since, after, |file, place| {
                    (Place::There(node.depth, node.id, Some(place)), Entry::File(Box::new(file)))
                })?;
            }
        }
        Ok(())
    }

    fn files(
        &mut self,
        cx: &mut Cx<'_, '_>,
        folder: &NodeId,
        since: Since,
        after: Option<read::Place>,
        entry: impl Fn(File, read::Place) -> (Place, Entry),
    ) -> Result<()> {
        if self.left() > 0 {
            let files = delta::files(cx.tx, &self.top.drive().id, folder, since, after.as_ref(), self.left())?;
            self.found.extend(files.into_iter().map(|file| {
                let place = since.place(&file.row);
                entry(file, place)
            }));
        }
        Ok(())
    }

    fn gone(&mut self, cx: &mut Cx<'_, '_>, at: Option<Place>, changes: &Changes) -> Result<()> {
        for node in &changes.gone {
            let here = (node.depth, NodeId(node.id));
            let mut after = None;
            match at {
                Some(Place::Gone(depth, id, _)) if here > (depth, id) => continue,
                Some(Place::Gone(depth, id, file)) if here == (depth, id) => match file {
                    Some(file) => after = Some(file),
                    None => continue,
                },
                _ => {}
            }
            if node.has_files {
                let (drive, within) = (self.top.drive().id, self.within);
                self.files(cx, &NodeId(node.id), Since::Ever, after, |file, place| {
                    let gone = Gone {
                        id: ItemId::of_file(&drive, &file.id),
                        within,
                        name: file.row.name,
                        parent: ItemId::of_node(&drive, &file.folder),
                        was: Was::File,
                    };
                    (Place::Gone(here.0, here.1, Some(place)), Entry::Gone(gone))
                })?;
            }
            if self.left() == 0 {
                return Ok(());
            }
            let gone = self.lost(node.id, &node.name, &node.parent, node.was);
            self.found.push((Place::Gone(here.0, here.1, None), Entry::Gone(gone)));
        }
        Ok(())
    }

    fn gone_files(&mut self, cx: &mut Cx<'_, '_>, since: Timestamp, at: Option<Place>, changes: &Changes) -> Result<()> {
        let mut after = match at {
            Some(Place::GoneFile(deleted, folder, key)) => Some((deleted, folder, key)),
            _ => None,
        };
        while self.left() > 0 {
            let wanted = self.left();
            let files = trash::gone_since(cx.tx, &self.top.drive().id, since, after.as_ref(), wanted)?;
            let is_all = files.len() < wanted;
            after = files.last().map(|file| (file.deleted, file.folder, file.key));
            for file in files.into_iter().filter(|file| changes.reaches(&file.folder)) {
                let gone = self.lost(file.id.0, &file.name, &file.folder, Was::File);
                self.found.push((Place::GoneFile(file.deleted, file.folder, file.key), Entry::Gone(gone)));
            }
            if is_all {
                break;
            }
        }
        Ok(())
    }

    fn lost(&self, id: [u8; 16], name: &str, parent: &NodeId, was: Was) -> Gone {
        let drive = &self.top.drive().id;
        let id = ItemId::of_node(drive, &NodeId(id));
        Gone { id, within: self.within, name: name.to_owned(), parent: ItemId::of_node(drive, parent), was }
    }
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
