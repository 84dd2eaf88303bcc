//! Which nodes of a tree have something to tell since a moment.

use super::{Token, Was};
use crate::access::Allowed;
use crate::item::find::name_of;
use model::{NodeId, NodeKind};
use std::collections::{HashMap, HashSet};
use store::delta::Walked;
use store::file_list::read::Since;
use store::relocation::MovedNode;

/// A node that is told.
pub(super) struct There {
    pub(super) depth: u32,
    pub(super) id: NodeId,
    /// Which of the files directly in it are told.
    pub(super) files: Option<Since>,
}

/// A node that is gone, or lies outside now.
pub(super) struct Lost {
    pub(super) depth: u32,
    pub(super) id: NodeId,
    pub(super) parent: NodeId,
    pub(super) name: String,
    pub(super) was: Was,
    pub(super) has_files: bool,
}

/// What has changed in a tree.
pub(super) struct Changes<'a> {
    /// From the top down.
    pub(super) there: Vec<There>,
    /// From the bottom up.
    pub(super) gone: Vec<Lost>,
    walked: &'a [Walked],
    /// Where in `walked` each node is.
    places: HashMap<NodeId, usize>,
    /// Whether the tree is all that there is in the drive.
    is_drive: bool,
}

impl<'a> Changes<'a> {
    /// Finds them in a tree that was walked. `late` is how many seconds after its moment a move may be seen.
    pub(super) fn of(top: &Allowed, walked: &'a [Walked], token: &Token, moved: &[MovedNode], late: i64) -> Self {
        let places: HashMap<NodeId, usize> = walked.iter().enumerate().map(|(at, node)| (node.id, at)).collect();
        let whole: HashSet<NodeId> = moved
            .iter()
            .filter(|moved| match &moved.left {
                None => true,
                // From outside, or while a round was under way that may have passed by what lies in it.
                Some(left) => !places.contains_key(left) || token.ended.is_some_and(|ended| moved.first <= ended.plus_seconds(late)),
            })
            .map(|moved| moved.id)
            .collect();
        let passed_by: HashSet<NodeId> = match &token.rest {
            Some(rest) => moved.iter().filter(|moved| moved.last >= rest.opened).map(|moved| moved.id).collect(),
            None => HashSet::new(),
        };
        let is_late = |node: &Walked| match &token.rest {
            Some(rest) => node.created >= rest.opened || passed_by.contains(&node.id),
            None => false,
        };
        let mut is_left_out = vec![false; walked.len()];
        let mut is_whole = vec![false; walked.len()];
        let mut is_told = vec![false; walked.len()];
        // Parents come first.
        for (at, node) in walked.iter().enumerate() {
            let above = node.parent.and_then(|parent| places.get(&parent));
            is_left_out[at] = is_late(node) || above.is_some_and(|above| is_left_out[*above]);
            is_whole[at] = token.since.is_none() || whole.contains(&node.id) || above.is_some_and(|above| is_whole[*above]);
            if is_whole[at] || token.since.is_none_or(|since| node.changed >= since) {
                tell(walked, &places, &mut is_told, at);
            }
        }
        let mut gone: Vec<Lost> = walked.iter().rev().filter(|node| node.is_gone).map(deleted).collect();
        for moved in moved {
            let Some((left, at)) = moved.left.and_then(|left| Some((left, *places.get(&left)?))) else { continue };
            if !places.contains_key(&moved.id) {
                tell(walked, &places, &mut is_told, at);
                gone.push(outside(moved, left));
            }
        }
        gone.sort_by_key(|lost| std::cmp::Reverse((lost.depth, lost.id)));
        gone.dedup_by_key(|lost| lost.id);
        let told = walked.iter().enumerate().filter(|(at, node)| is_told[*at] && !is_left_out[*at] && !node.is_gone);
        let there = told.map(|(at, node)| There { depth: node.depth, id: node.id, files: files(node, token, is_whole[at]) }).collect();
        Self { there, gone, walked, places, is_drive: top.node().id == top.drive().root() }
    }

    /// Says whether a folder is, or was, in the tree.
    pub(super) fn reaches(&self, folder: &NodeId) -> bool {
        self.is_drive || self.places.contains_key(folder)
    }

    /// Says whether a folder is in the tree, and live: what lies in it is told there, and what was deleted from it as that.
    pub(super) fn shows(&self, folder: &NodeId) -> bool {
        self.places.get(folder).is_some_and(|at| !self.walked[*at].is_gone)
    }
}

/// Tells a node, and all that lies above it.
fn tell(walked: &[Walked], places: &HashMap<NodeId, usize>, is_told: &mut [bool], at: usize) {
    let mut next = Some(at);
    while let Some(at) = next.filter(|at| !is_told[*at]) {
        is_told[at] = true;
        next = walked[at].parent.and_then(|parent| places.get(&parent)).copied();
    }
}

fn files(node: &Walked, token: &Token, is_whole: bool) -> Option<Since> {
    let changed = node.files_changed?;
    match token.since {
        Some(since) if !is_whole && node.copied < since => (changed >= since).then_some(Since::Moment(since)),
        _ => Some(Since::Ever),
    }
}

fn deleted(node: &Walked) -> Lost {
    let (was, name) = (was(node.kind), name_of(node.kind, &node.name));
    let parent = node.parent.unwrap_or(node.id);
    Lost { depth: node.depth, id: node.id, parent, name, was, has_files: node.files_changed.is_some() }
}

const fn was(kind: NodeKind) -> Was {
    match kind {
        NodeKind::Root | NodeKind::Folder | NodeKind::SectionGroup => Was::Folder,
        NodeKind::Shortcut => Was::Shortcut,
        NodeKind::Notebook => Was::Notebook,
        NodeKind::Section => Was::File,
    }
}

/// Returns a node as gone that left a folder of the tree and lies outside of it now. What it is called there is not told.
fn outside(moved: &MovedNode, left: NodeId) -> Lost {
    let (was, name) = (was(moved.kind), name_of(moved.kind, &moved.name));
    Lost { depth: 0, id: moved.id, parent: left, name, was, has_files: false }
}
