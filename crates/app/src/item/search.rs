//! Finding what lies below a folder by its name.

mod shared;

pub use shared::{Spot, search_drive};

use super::Item;
use super::delta::Place;
use super::find::name_of;
use super::shortcut::{self, Refused};
use crate::access::AllowedItem;
use crate::{Cx, Error, Result};
use model::{DriveId, FileKey, NodeId, Timestamp};
use std::collections::HashMap;
use store::delta::{self, Walked};
use store::file::File;
use store::file_list::read::{self, Named};
use store::folder;
use store::node::set;

/// The most words that a surface should let through: more only make it dearer to find nothing.
pub const WORDS_MAX: usize = 16;

/// How many names are looked at by one statement.
const NAMES_AT_ONCE: u64 = 4_096;

/// Where a piece of what was found ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position(pub Place);

/// A piece of what was found.
#[derive(Clone, Debug)]
pub struct Found {
    /// What it is. There may be more even where this is nothing.
    pub items: Vec<Item>,
    /// Where to look on, if there may be more.
    pub next: Option<Position>,
}

/// Returns what lies below an item and has all of some words in its name, in any letter case: from the top down, after a place, at
/// most `limit`. Names of nodes are all looked at, and those of files until there are enough, or until they were very many.
///
/// # Errors
/// [`Error::NotAFolder`], [`Error::Shortcut`].
pub fn search(cx: &mut Cx<'_, '_>, top: &AllowedItem, text: &str, after: Option<Position>, limit: usize) -> Result<Found> {
    let AllowedItem::Node(top) = top else { return Err(Error::NotAFolder) };
    shortcut::refuse(top.node().kind, Refused::Followed)?;
    let drive = top.drive().id;
    let mut search = Search::new(cx, text, limit);
    let stopped = search.below(cx, &drive, &top.node().id, after.map(|Position(place)| place), false)?;
    let mut hits = search.hits;
    let goes_on = hits.len() > limit;
    hits.truncate(limit);
    let next = if goes_on { hits.last().map(|hit| hit.place()) } else { stopped };
    Ok(Found { items: items(cx, &drive, hits)?, next: next.map(Position) })
}

/// What has all words.
enum Hit {
    Node(u32, NodeId),
    File(u32, Box<File>),
}

impl Hit {
    fn place(&self) -> Place {
        match self {
            Self::Node(depth, id) => Place::There(*depth, *id, None),
            Self::File(depth, file) => behind(*depth, file.folder, file.row.key),
        }
    }
}

/// The place of a file.
const fn behind(depth: u32, folder: NodeId, key: FileKey) -> Place {
    Place::There(depth, folder, Some((Timestamp::from_micros(0), key)))
}

struct Search {
    words: Vec<String>,
    room: usize,
    names_left: u64,
    hits: Vec<Hit>,
}

impl Search {
    fn new(cx: &Cx<'_, '_>, text: &str, limit: usize) -> Self {
        let words = text.split_whitespace().map(model::fold).collect();
        // One more than asked for, so that a piece which is the last says so.
        Self { words, room: limit + 1, names_left: cx.settings().searched_names_max, hits: Vec::new() }
    }

    fn is_full(&self) -> bool {
        self.hits.len() >= self.room
    }

    fn has_all(&self, name: &str) -> bool {
        let name = model::fold(name);
        self.words.iter().all(|word| name.contains(word.as_str()))
    }

    /// Looks through a tree, at the name of its top too if that is asked for. Returns where it stopped, if it came to no end.
    fn below(&mut self, cx: &mut Cx<'_, '_>, drive: &DriveId, top: &NodeId, after: Option<Place>, with_top: bool) -> Result<Option<Place>> {
        if self.words.is_empty() {
            return Ok(None);
        }
        let tree = delta::walk(cx.tx, drive, top, Timestamp::from_micros(i64::MAX))?;
        for node in &tree {
            let here = (node.depth, node.id);
            let mut inner = None;
            match after {
                Some(Place::There(depth, id, _)) if here < (depth, id) => continue,
                Some(Place::There(depth, id, file)) if here == (depth, id) => inner = file.map(|(_, key)| key),
                _ if (node.depth > 0 || with_top) && self.has_all(&name_of(node.kind, &node.name)) => {
                    self.hits.push(Hit::Node(node.depth, node.id));
                }
                _ => {}
            }
            let stopped = if node.files_changed.is_some() { self.within(cx, drive, node, inner)? } else { None };
            if stopped.is_some() || self.is_full() {
                return Ok(stopped);
            }
        }
        // Not before the end: a tree is looked at whole by every piece, which has to come further than the one before.
        self.names_left = self.names_left.saturating_sub(tree.len() as u64);
        Ok(None)
    }

    /// Looks at the files of a folder behind a key. Returns where it stopped, if it had looked at too many.
    fn within(&mut self, cx: &mut Cx<'_, '_>, drive: &DriveId, node: &Walked, after: Option<FileKey>) -> Result<Option<Place>> {
        let Some(folder) = folder::get(cx.tx, drive, &node.id)? else { return Ok(None) };
        // The longest leaves the fewest to be looked at here.
        let word = self.words.iter().max_by_key(|word| word.len()).cloned().unwrap_or_default();
        let mut after = after;
        while !self.is_full() {
            if self.names_left == 0 {
                return Ok(Some(after.map_or(Place::There(node.depth, node.id, None), |key| behind(node.depth, node.id, key))));
            }
            let wanted = self.room - self.hits.len();
            let look = NAMES_AT_ONCE.min(self.names_left);
            let Named { files, end, looked } = read::with_word(cx.tx, &folder, &word, after.as_ref(), wanted, look)?;
            self.names_left = self.names_left.saturating_sub(looked);
            for file in files {
                if self.has_all(&file.row.name) {
                    self.hits.push(Hit::File(node.depth, Box::new(file)));
                }
            }
            if end.is_none() {
                break;
            }
            after = end;
        }
        Ok(None)
    }
}

/// Looks up the nodes among what was found.
fn items(cx: &mut Cx<'_, '_>, drive: &DriveId, hits: Vec<Hit>) -> Result<Vec<Item>> {
    let ids: Vec<_> = hits.iter().filter_map(|hit| if let Hit::Node(_, id) = hit { Some(*id) } else { None }).collect();
    let nodes: HashMap<_, _> = set::get_all(cx.tx, drive, &ids)?.into_iter().map(|node| (node.id, node)).collect();
    let item = |hit| match hit {
        // What was shared once more since the last piece may come twice.
        Hit::Node(_, id) => nodes.get(&id).cloned().map(Item::Node).ok_or(Error::Internal),
        Hit::File(_, file) => Ok(Item::File(file)),
    };
    hits.into_iter().map(item).collect()
}
