//! Which nodes somebody sees of a drive that is not theirs, asked from below: is anything on the way from the node up to the
//! root shared with them, or with a group of theirs?
//!
//! The other way, from what is shared down to all that lies in it, costs what there is below, however little of it is wanted. So
//! whoever wants the first few of a list goes through the list and asks here, as long as much of it is seen; and where little is,
//! looks whether it is little altogether, and turns to the other way if so.

use crate::ids::RowId;
use crate::node::{kind_number, set};
use crate::query::Sight;
use crate::{Result, Tx, params, permission, sql};
use model::{DriveId, NodeId, NodeKind, Timestamp};
use std::collections::{BTreeSet, HashMap, HashSet};

/// So many nodes at most that are shared by themselves are gathered, at some 60 bytes each.
const ROOTS_MAX: usize = 1_024;

/// So many nodes at most that are shared, by themselves or by something above them, are little.
pub(crate) const LITTLE: usize = 512;

/// How a list goes on of which some was looked through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// As it began: much of it is seen, or not enough was looked through to say.
    On,
    /// By what is shared, if that is little.
    DownIfLittle,
    /// By what is shared, however much that is.
    Down,
}

/// Says how it goes on where so many were seen of so many.
pub(crate) const fn way(seen: usize, looked: usize) -> Way {
    match () {
        () if looked < 32 || seen * 2 >= looked => Way::On,
        () if seen * 32 >= looked => Way::DownIfLittle,
        () => Way::Down,
    }
}

/// What is known of somebody's sight of a drive. Good for one snapshot.
pub(crate) struct Seen<'a> {
    drive: &'a DriveId,
    sight: Sight<'a>,
    /// What is shared with them by itself; none if that is too much to gather.
    roots: Option<HashSet<NodeId>>,
    /// What nodes lie in, as far as it was asked.
    up: HashMap<NodeId, Option<NodeId>>,
}

impl<'a> Seen<'a> {
    /// Gathers what is shared with somebody in a drive, of which they do not see all anyway.
    pub(crate) fn of(tx: &mut Tx<'_>, drive: &'a DriveId, sight: Sight<'a>) -> Result<Self> {
        let roots = permission::roots(tx, drive, sight.user, sight.now, ROOTS_MAX + 1)?;
        let roots = (roots.len() <= ROOTS_MAX).then(|| roots.into_iter().collect());
        Ok(Self { drive, sight, roots, up: HashMap::new() })
    }

    /// Returns what is shared with them by itself, if that is not too much.
    pub(crate) const fn roots(&self) -> Option<&HashSet<NodeId>> {
        self.roots.as_ref()
    }

    /// Says whether it costs little to ask of many nodes.
    pub(crate) const fn is_cheap(&self) -> bool {
        self.roots.is_some()
    }

    /// Notes what a node lies in, so that it need not be looked up.
    pub(crate) fn note(&mut self, node: NodeId, parent: Option<NodeId>) {
        self.up.insert(node, parent);
    }

    /// Returns those of some nodes that they see.
    pub(crate) fn among(&mut self, tx: &mut Tx<'_>, nodes: impl Iterator<Item = NodeId> + Clone) -> Result<HashSet<NodeId>> {
        let mut seen = HashSet::new();
        let Some(roots) = &self.roots else {
            for node in nodes.collect::<BTreeSet<_>>() {
                if permission::role(tx, self.drive, &node, self.sight.user, self.sight.now)?.is_some() {
                    seen.insert(node);
                }
            }
            return Ok(seen);
        };
        loop {
            let mut unknown = BTreeSet::new();
            for node in nodes.clone() {
                match climb(roots, &self.up, node) {
                    Met::Root => drop(seen.insert(node)),
                    Met::Top => {}
                    Met::Unknown(above) => drop(unknown.insert(above)),
                }
            }
            if unknown.is_empty() {
                return Ok(seen);
            }
            let unknown: Vec<NodeId> = unknown.into_iter().collect();
            // What is not live is under nothing; then a level less is unknown each time.
            self.up.extend(unknown.iter().map(|node| (*node, None)));
            self.up.extend(set::parents_of_all(tx, &unknown)?);
        }
    }
}

/// A node and, if it is a section with pages, their bound.
pub(crate) type Bounded = (NodeId, Option<Timestamp>);

/// Returns all nodes of a kind that somebody sees of a drive, in no order; none if they, and what leads to them, are more
/// than [`LITTLE`].
pub(crate) fn all_if_little(tx: &mut Tx<'_>, drive: &DriveId, sight: &Sight<'_>, kind: NodeKind) -> Result<Option<Vec<Bounded>>> {
    let kind = kind_number(kind);
    let found = tx.rows(
        sql!(
            "node.seen_if_little",
            // Each engine stops at the limit where it stands so, and nowhere else.
            sqlite: "WITH RECURSIVE seen (id, kind) AS (SELECT n.id, n.kind FROM \
             (SELECT u.id FROM user_account u WHERE u.id = ?2 UNION ALL SELECT b.group_id FROM belongs b WHERE b.user_id = ?2) w \
             CROSS JOIN permission p CROSS JOIN live n WHERE p.principal = w.id AND p.drive = ?1 \
             AND (p.expires_at_us IS NULL OR p.expires_at_us > ?3) AND n.drive = p.drive AND n.id = p.node \
             UNION SELECT n.id, n.kind FROM seen s CROSS JOIN live n WHERE n.drive = ?1 AND n.parent = s.id AND n.kind <= ?4 LIMIT ?5) \
             SELECT x.id, x.kind, s.page_bound_us FROM seen x LEFT JOIN section s ON s.drive = ?1 AND s.id = x.id AND s.n > 0",
            postgres: "WITH RECURSIVE seen (id, kind) AS (SELECT n.id, n.kind FROM \
             (SELECT u.id FROM user_account u WHERE u.id = $2 UNION ALL SELECT b.group_id FROM belongs b WHERE b.user_id = $2) w \
             CROSS JOIN permission p CROSS JOIN live n WHERE p.principal = w.id AND p.drive = $1 \
             AND (p.expires_at_us IS NULL OR p.expires_at_us > $3) AND n.drive = p.drive AND n.id = p.node \
             UNION SELECT n.id, n.kind FROM seen s CROSS JOIN live n WHERE n.drive = $1 AND n.parent = s.id AND n.kind <= $4) \
             SELECT x.id, x.kind, s.page_bound_us FROM (SELECT id, kind FROM seen LIMIT $5) x \
             LEFT JOIN section s ON s.drive = $1 AND s.id = x.id AND s.n > 0",
        ),
        &params![drive, sight.user, sight.now, kind, LITTLE + 1],
        |row| Ok((row.integer(1)?, (NodeId::read(row, 0)?, row.opt_integer(2)?.map(Timestamp::from_micros)))),
    )?;
    let is_little = found.len() <= LITTLE;
    Ok(is_little.then(|| found.into_iter().filter(|(of, _)| *of == kind).map(|(_, one)| one).collect()))
}

/// What one comes to on the way up.
enum Met {
    /// Something that is shared with them.
    Root,
    /// The drive's root, and nothing shared before it.
    Top,
    /// A node of which it is not known what it lies in.
    Unknown(NodeId),
}

fn climb(roots: &HashSet<NodeId>, up: &HashMap<NodeId, Option<NodeId>>, from: NodeId) -> Met {
    let mut at = from;
    loop {
        if roots.contains(&at) {
            return Met::Root;
        }
        match up.get(&at) {
            Some(Some(parent)) => at = *parent,
            Some(None) => return Met::Top,
            None => return Met::Unknown(at),
        }
    }
}
