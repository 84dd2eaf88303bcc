//! Everybody who may do something with a node, chosen and ordered by what their permissions show.

use super::expression::{Fields, predicate};
use super::order::Ordering;
use super::statement::Statement;
use crate::permission::{Entry, read, write_entries};
use crate::{Result, Tx};
use model::query::{Identity, Order, PermissionField, Predicate, Scalar, Seek};
use model::{DriveId, FileId, NodeId, Timestamp, UserId};

/// What ids of people and groups begin with where clients see them: before a person's name, and before a group's id.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Claims {
    /// Before a person's name.
    pub person: &'static str,
    /// Before a group's id.
    pub group: &'static str,
}

/// Which permissions a list is of, before anything is asked of them.
#[derive(Clone, Copy, Debug)]
pub struct PermissionScope<'a> {
    /// The drive of the node.
    pub drive: &'a DriveId,
    /// The node.
    pub node: &'a NodeId,
    /// A file directly in it, if the permissions are that one's.
    pub file: Option<&'a FileId>,
    /// The one person whose own are wanted, and those of their groups; none for everybody's.
    pub of: Option<&'a UserId>,
    /// How those who have them are spelled.
    pub claims: Claims,
    /// When: what has ended by then is none.
    pub now: Timestamp,
}

/// What a row of the relation has, in the order in which [`read`] takes it.
const COLUMNS: &str = "p.number, p.id, p.is_group, p.name, p.role, p.expires_at_us";

/// How many columns that are.
const COLUMNS_COUNT: usize = 6;

/// Returns permissions in an order, after a place in it, and the place of each. Without keys they come by number.
pub fn list(
    tx: &mut Tx<'_>,
    scope: &PermissionScope<'_>,
    filter: Option<&Predicate<PermissionField>>,
    order: &[Order<PermissionField>],
    after: Option<&Seek>,
    (skip, limit): (usize, usize),
) -> Result<Vec<(Entry, Seek)>> {
    let by_number = [Order { by: Scalar::Field(PermissionField::Id), is_descending: false }];
    let keys = if order.is_empty() { &by_number } else { order };
    let ordering = Ordering { keys, ties: &["p.id"], ties_fall: false };
    let mut statement = Statement::new(tx);
    write_entries(&mut statement, scope.drive, (scope.node, scope.file), scope.now, |to| {
        to.push(COLUMNS);
        ordering.columns(to, scope);
    });
    choose(&mut statement, scope, filter);
    if let Some(after) = after {
        ordering.seek(&mut statement, scope, after, &[after.node.bytes()]);
    }
    ordering.order_by(&mut statement, scope);
    statement.push(" LIMIT ").bind(limit).push(" OFFSET ").bind(skip);
    statement.rows(tx, "query.permissions", |row| {
        let keys = ordering.read(row, COLUMNS_COUNT)?;
        Ok((read(row)?, Seek { keys, node: NodeId(row.array::<16>(1)?), page: None }))
    })
}

/// Counts permissions.
pub fn count(tx: &mut Tx<'_>, scope: &PermissionScope<'_>, filter: Option<&Predicate<PermissionField>>) -> Result<u64> {
    let mut statement = Statement::new(tx);
    write_entries(&mut statement, scope.drive, (scope.node, scope.file), scope.now, |to| {
        to.push("COUNT(*)");
    });
    choose(&mut statement, scope, filter);
    statement.count(tx, "query.count_permissions")
}

fn choose<'a>(to: &mut Statement<'a>, scope: &'a PermissionScope<'a>, filter: Option<&'a Predicate<PermissionField>>) {
    to.push(" WHERE TRUE");
    if let Some(user) = scope.of {
        to.push(" AND (p.id = ").bind(user).push(" OR p.id IN (SELECT b.group_id FROM belongs b WHERE b.user_id = ");
        to.bind(user).push("))");
    }
    if let Some(filter) = filter {
        to.push(" AND ");
        predicate(to, scope, filter);
    }
}

impl Fields<PermissionField> for PermissionScope<'_> {
    fn write<'a>(&'a self, to: &mut Statement<'a>, field: PermissionField) {
        match field {
            PermissionField::Id => to.push("p.number"),
            PermissionField::Name => to.push("p.name"),
            PermissionField::Role => to.push("p.role"),
            PermissionField::UserId => {
                to.push("(CASE WHEN p.is_group = 1 THEN ").bind_text(self.claims.group);
                to.either(
                    " || CAST(CAST(encode(p.id, 'hex') AS UUID) AS TEXT)",
                    " || lower(substr(hex(p.id), 1, 8) || '-' || substr(hex(p.id), 9, 4) || '-' || substr(hex(p.id), 13, 4) || '-' || \
                     substr(hex(p.id), 17, 4) || '-' || substr(hex(p.id), 21))",
                );
                to.push(" ELSE ").bind_text(self.claims.person).push(" || p.name END)")
            }
        };
    }

    fn write_is<'a>(&'a self, to: &mut Statement<'a>, field: PermissionField, id: &'a Identity) {
        match (field, id) {
            (PermissionField::Id, Identity::Permission(number)) => to.push("p.number = ").bind(*number),
            _ => to.push("FALSE"),
        };
    }
}
