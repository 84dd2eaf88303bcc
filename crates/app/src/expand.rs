//! What lies around listed things, looked up for a whole level at a time and never for one node after the other.

mod nested;

use crate::view::{NodeView, PageView, many};
use crate::{Caller, Cx, Error, Result};
use model::query::{NodeField, Query};
use model::{DriveId, NodeId, NodeKind, Role};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;
use store::node::Node;
use store::node::set;

pub use store::node::DEPTH_MAX;

/// The most nodes that the expansions of one answer show, all levels together: some 20 MB of JSON. Clients that show a whole
/// notebook list were seen to get a few hundred.
pub const EXPANDED_MAX: usize = 10_000;

/// A way from a thing to others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// To the nearest notebook, group or section around it: none or one. The group of a section or group counts only if the
    /// thing lies directly in it.
    Above(NodeKind),
    /// To the nodes of a kind that lie directly in it, by name.
    Below(NodeKind),
}

/// Which ways are followed, and which from there on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Each way once.
    pub ways: Vec<Step>,
}

/// A way that is followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The way.
    pub way: Way,
    /// Which of the nodes below are wanted, of each thing by itself; `None` is all of them by name. Above there is nothing to
    /// choose from.
    pub asked: Option<Query<NodeField>>,
    /// What is followed from there on.
    pub further: Plan,
}

impl Step {
    /// Follows a way to all that it leads to.
    pub const fn whole(way: Way, further: Plan) -> Self {
        Self { way, asked: None, further }
    }
}

/// Where one way led from each of some things.
#[derive(Clone, Debug)]
pub struct Branch {
    /// The way.
    pub way: Way,
    /// For each of the things, in their order, which of `nodes` it led to.
    pub ranges: Vec<Range<usize>>,
    /// For each of the things, how many nodes there are whatever was left out; empty if that was not asked.
    pub counts: Vec<u64>,
    /// What was found.
    pub nodes: Vec<NodeView>,
    /// Where the ways lead that were followed from there.
    pub branches: Vec<Branch>,
}

/// Follows all ways down to section groups and sections, so many levels deep: at most [`DEPTH_MAX`].
///
/// # Errors
/// As [`nodes`].
pub fn structure(cx: &mut Cx<'_, '_>, caller: &Caller, top: &NodeView, depth: usize) -> Result<Vec<Branch>> {
    let mut plan = Plan::default();
    for _ in 0..depth {
        let groups = Step::whole(Way::Below(NodeKind::SectionGroup), plan);
        plan = Plan { ways: vec![Step::whole(Way::Below(NodeKind::Section), Plan::default()), groups] };
    }
    nodes(cx, caller, std::slice::from_ref(top), &plan)
}

/// Follows ways from nodes that the caller was shown: to exactly what a list would show there.
///
/// # Errors
/// [`Error::TooMuchToExpand`]; what the store can meet.
pub fn nodes(cx: &mut Cx<'_, '_>, caller: &Caller, views: &[NodeView], plan: &Plan) -> Result<Vec<Branch>> {
    grow(cx, caller, &views.iter().map(Start::of_node).collect::<Vec<_>>(), plan, &mut { EXPANDED_MAX })
}

/// Follows ways from pages that the caller was shown.
///
/// # Errors
/// As [`nodes`].
pub fn pages(cx: &mut Cx<'_, '_>, caller: &Caller, views: &[PageView], plan: &Plan) -> Result<Vec<Branch>> {
    grow(cx, caller, &views.iter().map(Start::of_page).collect::<Vec<_>>(), plan, &mut { EXPANDED_MAX })
}

/// Something that ways begin at.
struct Start {
    drive: DriveId,
    /// The node; none for a page, below which nothing lies.
    id: Option<NodeId>,
    notebook: Option<NodeId>,
    group: Option<NodeId>,
    section: Option<NodeId>,
    /// What the caller is on a node, and is shown to be in it.
    role: Option<Role>,
}

impl Start {
    fn of_node(view: &NodeView) -> Self {
        let (notebook, group) = (view.notebook.as_ref().map(|above| above.id), view.group.as_ref().map(|above| above.id));
        Self { drive: view.drive, id: Some(view.id), notebook, group, section: None, role: Some(view.role) }
    }

    fn of_page(view: &PageView) -> Self {
        let notebook = view.notebook.as_ref().map(|above| above.id);
        Self { drive: view.drive, id: None, notebook, group: None, section: Some(view.section.id), role: None }
    }

    const fn above(&self, kind: NodeKind) -> Option<NodeId> {
        match kind {
            NodeKind::Notebook => self.notebook,
            NodeKind::SectionGroup => self.group,
            NodeKind::Section => self.section,
            NodeKind::Folder | NodeKind::Shortcut | NodeKind::Root => None,
        }
    }
}

fn grow(cx: &mut Cx<'_, '_>, caller: &Caller, starts: &[Start], plan: &Plan, left: &mut usize) -> Result<Vec<Branch>> {
    let mut branches = Vec::with_capacity(plan.ways.len());
    for Step { way, asked, further } in &plan.ways {
        let (ranges, nodes) = match (way, asked) {
            (Way::Above(kind), _) => above(cx, caller, starts, *kind, left)?,
            (Way::Below(kind), None) => {
                below(cx, caller, starts, left, |cx, drive, ids, most| Ok(set::children_of_all(cx.tx, drive, ids, *kind, most)?))?
            }
            (Way::Below(kind), Some(query)) => {
                below(cx, caller, starts, left, |cx, drive, ids, most| nested::nodes(cx, caller, (drive, ids, *kind), query, most))?
            }
        };
        let counts = match (way, asked) {
            (Way::Below(kind), Some(query)) if query.wants_count => nested::counts(cx, caller, starts, *kind, query)?,
            _ => Vec::new(),
        };
        let next: Vec<Start> = nodes.iter().map(Start::of_node).collect();
        // Where there is nothing, there is nothing further on.
        let further = if next.is_empty() { Vec::new() } else { grow(cx, caller, &next, further, left)? };
        branches.push(Branch { way: *way, ranges, counts, nodes, branches: further });
    }
    Ok(branches)
}

type Reached = (Vec<Range<usize>>, Vec<NodeView>);

fn above(cx: &mut Cx<'_, '_>, caller: &Caller, starts: &[Start], kind: NodeKind, left: &mut usize) -> Result<Reached> {
    let mut wanted: BTreeMap<DriveId, BTreeSet<NodeId>> = BTreeMap::new();
    for start in starts {
        if let Some(id) = start.above(kind) {
            wanted.entry(start.drive).or_default().insert(id);
        }
    }
    let mut found = Vec::new();
    for (drive, ids) in wanted {
        found.extend(set::get_all(cx.tx, &drive, &ids.into_iter().collect::<Vec<_>>())?);
    }
    spend(left, found.len())?;
    let at: HashMap<NodeId, usize> = found.iter().enumerate().map(|(at, node)| (node.id, at)).collect();
    let range = |start: &Start| start.above(kind).and_then(|id| at.get(&id)).map_or(0..0, |at| *at..*at + 1);
    Ok((starts.iter().map(range).collect(), many(cx, caller, &found)?))
}

/// Returns the things that something may lie in, by their drives.
fn parents(starts: &[Start]) -> BTreeMap<DriveId, Vec<NodeId>> {
    let mut parents: BTreeMap<DriveId, Vec<NodeId>> = BTreeMap::new();
    for start in starts {
        if let Some(id) = start.id {
            parents.entry(start.drive).or_default().push(id);
        }
    }
    parents
}

/// Follows a way down; `find` returns what lies in some nodes of a drive, so many nodes at most.
fn below(
    cx: &mut Cx<'_, '_>,
    caller: &Caller,
    starts: &[Start],
    left: &mut usize,
    find: impl Fn(&mut Cx<'_, '_>, &DriveId, &[NodeId], usize) -> Result<Vec<Node>>,
) -> Result<Reached> {
    let mut children: HashMap<NodeId, Vec<Node>> = HashMap::new();
    for (drive, ids) in parents(starts) {
        // One more than may be, to see whether there are more.
        let found = find(cx, &drive, &ids, left.saturating_add(1))?;
        spend(left, found.len())?;
        for node in found {
            if let Some(parent) = node.parent {
                children.entry(parent).or_default().push(node);
            }
        }
    }
    let (mut ranges, mut nodes) = (Vec::with_capacity(starts.len()), Vec::new());
    for start in starts {
        let from = nodes.len();
        nodes.extend(start.id.and_then(|id| children.remove(&id)).unwrap_or_default());
        ranges.push(from..nodes.len());
    }
    let mut views = many(cx, caller, &nodes)?;
    for (start, range) in starts.iter().zip(&ranges) {
        // As the list of children has it.
        views[range.clone()].iter_mut().for_each(|view| view.role = start.role.unwrap_or(view.role));
    }
    Ok((ranges, views))
}

fn spend(left: &mut usize, nodes: usize) -> Result<()> {
    *left = left.checked_sub(nodes).ok_or(Error::TooMuchToExpand)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nodes_of_one_answer_are_bounded() {
        let mut left = EXPANDED_MAX;
        assert_eq!(spend(&mut left, EXPANDED_MAX - 1), Ok(()));
        assert_eq!(spend(&mut left, 1), Ok(()));
        assert_eq!(spend(&mut left, 1), Err(Error::TooMuchToExpand));
    }
}
