//! Notebooks, section groups and sections: of whole drives, of what is shared in them, or of one parent.

use super::expression::{Fields, predicate};
use super::order::Ordering;
use super::statement::Statement;
use crate::directory::role_number;
use crate::ids::{RowId, count as count_of};
use crate::node::{self, Node};
use crate::permission;
use crate::{Result, Tx};
use model::query::{NodeField, Order, Predicate, Scalar, Seek};
use model::{DriveId, NodeId, NodeKind, Role, Timestamp, UserId};

/// Where nodes are looked for.
#[derive(Clone, Copy, Debug)]
pub enum Within<'a> {
    /// Anywhere in some drives, of one owner.
    Drives(&'a [DriveId]),
    /// Directly in a node.
    Parent(&'a DriveId, &'a NodeId),
    /// Directly in one of some nodes of a drive.
    Parents(&'a DriveId, &'a [NodeId]),
}

/// Who looks, and what they see.
#[derive(Clone, Copy, Debug)]
pub struct Sight<'a> {
    /// The caller.
    pub user: &'a UserId,
    /// Whether they see all of the drives; else only what shares give them, and nothing above it.
    pub is_whole: bool,
    /// When: what has ended by then gives nothing.
    pub now: Timestamp,
}

/// Which nodes a list is of, before anything is asked of them.
#[derive(Clone, Copy, Debug)]
pub struct NodeScope<'a> {
    /// Of what kind.
    pub kind: NodeKind,
    /// Where they lie.
    pub within: Within<'a>,
    /// Who looks.
    pub sight: Sight<'a>,
    /// What the caller is on everything.
    pub role: Option<Role>,
    /// Whether shares may make them more than that.
    pub adds_shares: bool,
    /// The one person to whom a node may be visible without counting as shared; none if all of them count so anyway.
    pub keeper: Option<&'a UserId>,
}

/// Returns nodes in an order, after a place in it, and the place of each.
pub fn list(
    tx: &mut Tx<'_>,
    scope: &NodeScope<'_>,
    filter: Option<&Predicate<NodeField>>,
    order: &[Order<NodeField>],
    after: Option<&Seek>,
    (skip, limit): (usize, usize),
) -> Result<Vec<(Node, Seek)>> {
    let by_name = by_name();
    let keys = if order.is_empty() { &by_name } else { order };
    let ordering = Ordering { keys, ties: &["n.id"], ties_fall: false };
    let uses = Uses::of(scope, filter, keys);
    let mut statement = Statement::new(tx);
    uses.write_shares(&mut statement, scope);
    statement.push("SELECT ").push(node::COLUMNS_OF_N);
    ordering.columns(&mut statement, scope);
    uses.write_relation(&mut statement, scope, filter);
    if let Some(after) = after {
        ordering.seek(&mut statement, scope, after, &[after.node.bytes()]);
    }
    ordering.order_by(&mut statement, scope);
    statement.push(" LIMIT ").bind(limit).push(" OFFSET ").bind(skip);
    statement.rows(tx, "query.nodes", |row| {
        let found = node::read(row)?;
        let seek = Seek { keys: ordering.read(row, node::COLUMNS)?, node: found.id, page: None };
        Ok((found, seek))
    })
}

/// Returns nodes of several parents, as if each parent's were listed alone: in an order, without the first `skip` of each and
/// `limit` of each at most. Those of one parent stand together. `most` altogether.
pub fn of_parents(
    tx: &mut Tx<'_>,
    scope: &NodeScope<'_>,
    filter: Option<&Predicate<NodeField>>,
    order: &[Order<NodeField>],
    (skip, limit): (usize, usize),
    most: usize,
) -> Result<Vec<Node>> {
    let by_name = by_name();
    let keys = if order.is_empty() { &by_name } else { order };
    let ordering = Ordering { keys, ties: &["n.id"], ties_fall: false };
    let uses = Uses::of(scope, filter, keys);
    let mut statement = Statement::new(tx);
    uses.write_shares(&mut statement, scope);
    statement.push("SELECT ").push(node::COLUMNS_OF_N).push(" FROM (SELECT ").push(node::COLUMNS_OF_N);
    statement.push(", row_number() OVER (PARTITION BY n.parent");
    ordering.order_by(&mut statement, scope);
    statement.push(") AS place");
    uses.write_relation(&mut statement, scope, filter);
    statement.push(") n WHERE n.place > ").bind(skip).push(" AND n.place <= ").bind(skip.saturating_add(limit));
    statement.push(" ORDER BY n.parent, n.place LIMIT ").bind(most);
    statement.rows(tx, "query.nodes_of_parents", node::read)
}

/// Counts the nodes of several parents. There is none for those that have no nodes.
pub fn count_of_parents(tx: &mut Tx<'_>, scope: &NodeScope<'_>, filter: Option<&Predicate<NodeField>>) -> Result<Vec<(NodeId, u64)>> {
    let uses = Uses::of(scope, filter, &[]);
    let mut statement = Statement::new(tx);
    uses.write_shares(&mut statement, scope);
    statement.push("SELECT n.parent, COUNT(*)");
    uses.write_relation(&mut statement, scope, filter);
    statement.push(" GROUP BY n.parent");
    statement.rows(tx, "query.count_nodes_of_parents", |row| Ok((NodeId::read(row, 0)?, count_of(row, 1)?)))
}

/// The order of lists that nobody orders.
fn by_name() -> [Order<NodeField>; 1] {
    [Order { by: Scalar::Field(NodeField::Name), is_descending: false }]
}

/// Counts nodes.
pub fn count(tx: &mut Tx<'_>, scope: &NodeScope<'_>, filter: Option<&Predicate<NodeField>>) -> Result<u64> {
    let uses = Uses::of(scope, filter, &[]);
    let mut statement = Statement::new(tx);
    uses.write_shares(&mut statement, scope);
    statement.push("SELECT COUNT(*)");
    uses.write_relation(&mut statement, scope, filter);
    statement.count(tx, "query.count_nodes")
}

/// What a statement needs beside the nodes themselves.
struct Uses {
    /// The sections' rows, for what rolls up.
    section: bool,
    /// What shares give the caller.
    granted: bool,
    /// The greatest role that they give.
    best: bool,
    /// What is visible to others.
    exposed: bool,
}

impl Uses {
    fn of(scope: &NodeScope<'_>, filter: Option<&Predicate<NodeField>>, order: &[Order<NodeField>]) -> Self {
        let uses = |is: &dyn Fn(NodeField) -> bool| {
            filter.is_some_and(|filter| filter.any_field(&is)) || order.iter().any(|key| key.by.any_field(&is))
        };
        let sight = &scope.sight;
        let is_above = |field| matches!(field, NodeField::NotebookId | NodeField::NotebookName | NodeField::GroupId | NodeField::GroupName);
        let best = scope.adds_shares && uses(&|field| field == NodeField::Role);
        Self {
            section: scope.kind == NodeKind::Section && uses(&|field| matches!(field, NodeField::Modified | NodeField::ModifiedBy)),
            granted: best || scope.is_of_shares() || (!sight.is_whole && uses(&is_above)),
            best,
            exposed: scope.keeper.is_some() && uses(&|field| field == NodeField::IsShared),
        }
    }

    /// Writes what stands before the statement: nodes that somebody's shares reach.
    fn write_shares<'a>(&self, to: &mut Statement<'a>, scope: &'a NodeScope<'a>) {
        let drives = scope.drives();
        let mut word = "WITH RECURSIVE ";
        if self.granted {
            to.push(word);
            write_granted(to, drives, &scope.sight, scope.kind);
            word = ", ";
        }
        if self.best {
            to.push(", best (id, role) AS (SELECT id, MAX(role) FROM granted GROUP BY id)");
        }
        if let (true, Some(keeper)) = (self.exposed, scope.keeper) {
            to.push(word).push("exposed (drive, id) AS (");
            permission::write_exposed(to, drives, keeper, scope.sight.now);
            to.push(" UNION SELECT n.drive, n.id FROM exposed x CROSS JOIN live n WHERE n.drive = x.drive AND n.parent = x.id)");
            word = ", ";
        }
        if word == ", " {
            to.push(" ");
        }
    }

    fn write_relation<'a>(&self, to: &mut Statement<'a>, scope: &'a NodeScope<'a>, filter: Option<&'a Predicate<NodeField>>) {
        // In this order: the other way round, SQLite would walk all sections there are.
        to.push(" FROM live n");
        if self.section {
            to.push(" CROSS JOIN section s");
        }
        if self.best {
            to.push(" LEFT JOIN best b ON b.id = n.id");
        }
        to.push(" WHERE ");
        match scope.within {
            Within::Drives([drive]) => {
                to.push("n.drive = ").bind(drive);
            }
            Within::Drives(drives) => {
                to.push("n.drive IN ").bind_list(drives);
            }
            Within::Parent(drive, parent) => {
                to.push("n.drive = ").bind(drive).push(" AND n.parent = ").bind(parent);
            }
            Within::Parents(drive, parents) => {
                to.push("n.drive = ").bind(drive).push(" AND n.parent IN ").bind_list(parents);
            }
        }
        to.push(" AND n.kind = ").bind(node::kind_number(scope.kind));
        if self.section {
            to.push(" AND s.drive = n.drive AND s.id = n.id");
        }
        if scope.is_of_shares() {
            to.push(" AND n.id IN (SELECT id FROM granted)");
        }
        if let Some(filter) = filter {
            to.push(" AND ");
            predicate(to, scope, filter);
        }
    }
}

/// Writes the nodes that shares give somebody, with the role that each way to them gives, down to those of a kind: what only
/// lies in such is left out.
pub(super) fn write_granted<'a>(to: &mut Statement<'a>, drives: &'a [DriveId], sight: &Sight<'a>, kind: NodeKind) {
    to.push("granted (drive, id, role) AS (");
    permission::write_granted(to, drives, sight.user, sight.now);
    to.push(" UNION SELECT n.drive, n.id, g.role FROM granted g CROSS JOIN live n WHERE n.drive = g.drive AND n.parent = g.id");
    if kind != NodeKind::Section {
        to.push(" AND n.kind <= ").bind(node::kind_number(kind));
    }
    to.push(")");
}

impl<'s> NodeScope<'s> {
    fn drives(&self) -> &'s [DriveId] {
        match self.within {
            Within::Drives(drives) => drives,
            Within::Parent(drive, _) | Within::Parents(drive, _) => std::slice::from_ref(drive),
        }
    }

    /// Says whether only what is shared is listed, one by one; what lies in a node that may be seen may be seen.
    fn is_of_shares(&self) -> bool {
        !self.sight.is_whole && matches!(self.within, Within::Drives(_))
    }

    /// Writes a condition on what lies above a node: that the caller may see it.
    fn write_visible(&self, to: &mut Statement<'_>, id: &str) {
        if !self.sight.is_whole {
            to.push(" AND ").push(id).push(" IN (SELECT id FROM granted)");
        }
    }

    fn is_section(&self) -> bool {
        self.kind == NodeKind::Section
    }
}

impl Fields<NodeField> for NodeScope<'_> {
    fn write<'a>(&'a self, to: &mut Statement<'a>, field: NodeField) {
        match field {
            NodeField::Id => {
                to.push("n.id");
            }
            NodeField::Name => {
                to.push("n.name");
            }
            NodeField::Created => {
                to.push("n.created_at_us");
            }
            NodeField::Modified if self.is_section() => {
                to.push("(CASE WHEN s.last_modified_us > n.modified_at_us THEN s.last_modified_us ELSE n.modified_at_us END)");
            }
            NodeField::Modified => {
                to.push("n.modified_at_us");
            }
            NodeField::CreatedBy => {
                to.push("COALESCE((SELECT u.name FROM user_account u WHERE u.id = n.created_by), '')");
            }
            NodeField::ModifiedBy => {
                // Its pages changed last, or its name or place did.
                const OF_SECTION: &str = "CASE WHEN s.last_modified_us < n.modified_at_us THEN n.modified_by ELSE s.last_modified_by END";
                let by = if self.is_section() { OF_SECTION } else { "n.modified_by" };
                to.push("COALESCE((SELECT u.name FROM user_account u WHERE u.id = ").push(by).push("), '')");
            }
            NodeField::IsDefault => {
                to.push("EXISTS (SELECT 1 FROM drive d WHERE d.id = n.drive AND (d.default_notebook = n.id OR d.default_section = n.id))");
            }
            NodeField::IsShared if self.keeper.is_none() => {
                to.push("TRUE");
            }
            NodeField::IsShared => {
                to.push("(n.id IN (SELECT id FROM exposed))");
            }
            NodeField::Role => {
                let least = self.role.map_or(-1, role_number);
                if self.adds_shares {
                    to.push("(CASE WHEN b.role > ").bind_integer(least).push(" THEN b.role ELSE ").bind_integer(least).push(" END)");
                } else {
                    to.bind_integer(least);
                }
            }
            NodeField::NotebookId => {
                to.push("(CASE WHEN n.notebook <> n.id");
                self.write_visible(to, "n.notebook");
                to.push(" THEN n.notebook END)");
            }
            NodeField::NotebookName => {
                to.push("(SELECT a.name FROM live a WHERE a.drive = n.drive AND a.id = n.notebook AND a.id <> n.id");
                self.write_visible(to, "a.id");
                to.push(")");
            }
            NodeField::GroupId | NodeField::GroupName => {
                let column = if field == NodeField::GroupId { "a.id" } else { "a.name" };
                to.push("(SELECT ").push(column).push(" FROM live a WHERE a.drive = n.drive AND a.id = n.parent AND a.kind = 4");
                self.write_visible(to, "a.id");
                to.push(")");
            }
        }
    }

    fn write_folded<'a>(&'a self, to: &mut Statement<'a>, field: NodeField) -> bool {
        if field == NodeField::Name {
            to.push("n.name_key");
        }
        field == NodeField::Name
    }
}
