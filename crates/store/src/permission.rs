//! Permissions: shares of a node with a person or a group, inherited by everything below it.

use crate::directory::{role_number, role_of};
use crate::ids::{RowId, count};
use crate::principal::Principal;
use crate::query::Statement;
use crate::{Result, Row, Tx, params, sql};
use model::{DriveId, GroupId, NodeId, Role, UserId};

/// Shares a node with somebody, or changes the role of the share.
pub fn put(tx: &mut Tx<'_>, drive: &DriveId, node: &NodeId, to: &Principal, role: Role) -> Result<()> {
    tx.run(
        sql!(
            "permission.put",
            "INSERT INTO permission (drive, node, principal, role) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (drive, node, principal) DO UPDATE SET role = excluded.role"
        ),
        &params![drive, node, to.bytes(), role_number(role)],
    )?;
    Ok(())
}

/// Shares a node with somebody, unless a share of it gives them as much already.
pub fn widen(tx: &mut Tx<'_>, drive: &DriveId, node: &NodeId, to: &Principal, role: Role) -> Result<()> {
    tx.run(
        sql!(
            "permission.widen",
            "INSERT INTO permission (drive, node, principal, role) VALUES ($1, $2, $3, $4) ON CONFLICT (drive, node, principal) \
             DO UPDATE SET role = CASE WHEN excluded.role > permission.role THEN excluded.role ELSE permission.role END"
        ),
        &params![drive, node, to.bytes(), role_number(role)],
    )?;
    Ok(())
}

/// Ends a share. `false` if there was none on this very node.
pub fn remove(tx: &mut Tx<'_>, drive: &DriveId, node: &NodeId, from: &Principal) -> Result<bool> {
    let rows = tx.run(
        sql!("permission.remove", "DELETE FROM permission WHERE drive = $1 AND node = $2 AND principal = $3"),
        &params![drive, node, from.bytes()],
    )?;
    Ok(rows > 0)
}

/// Ends all shares of a node, and of what lies below it, with somebody. Returns how many there were.
pub fn remove_below(tx: &mut Tx<'_>, drive: &DriveId, node: &NodeId, from: &Principal) -> Result<u64> {
    // From somebody's permissions in the drive, which are few, up to the node: what lies below it may be much.
    tx.run(
        sql!(
            "permission.remove_below",
            "DELETE FROM permission WHERE drive = $1 AND principal = $3 AND node IN ( \
             WITH RECURSIVE up (start, id) AS ( \
             SELECT p.node, p.node FROM permission p WHERE p.principal = $3 AND p.drive = $1 \
             UNION ALL SELECT up.start, n.parent FROM up CROSS JOIN node n WHERE n.drive = $1 AND n.id = up.id AND n.parent IS NOT NULL) \
             SELECT start FROM up WHERE id = $2)"
        ),
        &params![drive, node, from.bytes()],
    )
}

/// Returns the greatest role that shares of a node or of anything above it give somebody, by themselves or by a group.
pub fn role(tx: &mut Tx<'_>, drive: &DriveId, node: &NodeId, user: &UserId) -> Result<Option<Role>> {
    let role = tx.row(
        sql!(
            "permission.role",
            "WITH RECURSIVE up (id, parent) AS (SELECT id, parent FROM node WHERE drive = $1 AND id = $2 \
             UNION ALL SELECT n.id, n.parent FROM up CROSS JOIN node n WHERE n.drive = $1 AND n.id = up.parent) \
             SELECT MAX(p.role) FROM up CROSS JOIN permission p WHERE p.drive = $1 AND p.node = up.id AND p.principal IN ( \
             SELECT u.id FROM user_account u WHERE u.id = $3 UNION ALL SELECT m.group_id FROM group_member m WHERE m.user_id = $3)"
        ),
        &params![drive, node, user],
        |row| row.opt_integer(0),
    )?;
    Ok(role.flatten().map(role_of))
}

/// Somebody who may do something with a node, and the most that they may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The number of the person or group.
    pub number: u64,
    /// Who.
    pub principal: Principal,
    /// Their name.
    pub name: String,
    /// The greatest role that they have there, wherever it comes from.
    pub role: Role,
}

/// Reads an entry from the first columns of a row.
pub(crate) fn read(row: &Row<'_>) -> Result<Entry> {
    let id = row.array::<16>(1)?;
    Ok(Entry {
        number: count(row, 0)?,
        principal: if row.boolean(2)? { Principal::Group(GroupId(id)) } else { Principal::User(UserId(id)) },
        name: row.text(3)?,
        role: role_of(row.integer(4)?),
    })
}

/// Writes a statement up to its conditions, about everybody who may do something with a node, each once, as `p`: by a share of
/// it or of anything above it, by owning the drive, or as a member of the group or site that does.
pub(crate) fn write_entries<'a>(to: &mut Statement<'a>, drive: &'a DriveId, node: &'a NodeId, columns: impl FnOnce(&mut Statement<'a>)) {
    to.push("WITH RECURSIVE up (id, parent) AS (SELECT id, parent FROM node WHERE drive = ").bind(drive).push(" AND id = ").bind(node);
    to.push(" UNION ALL SELECT n.id, n.parent FROM up CROSS JOIN node n WHERE n.drive = ").bind(drive).push(" AND n.id = up.parent), ");
    to.push("has (principal, role) AS (SELECT p.principal, p.role FROM up CROSS JOIN permission p WHERE p.drive = ").bind(drive);
    to.push(" AND p.node = up.id UNION ALL SELECT d.owner, 2 FROM drive d WHERE d.id = ").bind(drive).push(" AND d.owner_kind = 0 ");
    to.push("UNION ALL SELECT m.user_id, m.role FROM drive d CROSS JOIN group_member m WHERE d.id = ").bind(drive);
    to.push(" AND d.owner_kind = 1 AND m.group_id = d.owner ");
    to.push("UNION ALL SELECT m.user_id, m.role FROM drive d CROSS JOIN site_member m WHERE d.id = ").bind(drive);
    to.push(" AND d.owner_kind = 2 AND m.site_id = d.owner), ");
    to.push("most (principal, role) AS (SELECT principal, MAX(role) FROM has GROUP BY principal) SELECT ");
    columns(to);
    to.push(" FROM (SELECT r.number, r.id, r.is_group, COALESCE(u.name, g.name, '') AS name, h.role FROM most h CROSS JOIN principal r ");
    to.push("LEFT JOIN user_account u ON u.id = r.id LEFT JOIN user_group g ON g.id = r.id WHERE r.id = h.principal) p");
}

/// Says whether anything in a drive is shared with somebody.
pub fn any(tx: &mut Tx<'_>, drive: &DriveId, user: &UserId) -> Result<bool> {
    let one = tx.row(
        sql!(
            "permission.any",
            "SELECT 1 FROM permission p WHERE p.drive = $1 AND p.principal IN ( \
             SELECT u.id FROM user_account u WHERE u.id = $2 UNION ALL SELECT m.group_id FROM group_member m WHERE m.user_id = $2) \
             AND EXISTS (SELECT 1 FROM live n WHERE n.drive = p.drive AND n.id = p.node) LIMIT 1"
        ),
        &params![drive, user],
        |row| row.integer(0),
    )?;
    Ok(one.is_some())
}

/// Returns the drives of other people in which something is shared with somebody or a group of theirs.
pub fn drives(tx: &mut Tx<'_>, user: &UserId) -> Result<Vec<DriveId>> {
    tx.rows(
        sql!(
            "permission.drives",
            "SELECT d.id FROM drive d WHERE d.owner_kind = 0 AND d.owner <> $1 AND d.id IN ( \
             SELECT p.drive FROM permission p WHERE p.principal IN (SELECT u.id FROM user_account u WHERE u.id = $1 \
             UNION ALL SELECT m.group_id FROM group_member m WHERE m.user_id = $1)) ORDER BY d.id"
        ),
        &params![user],
        |row| DriveId::read(row, 0),
    )
}

/// Writes the shares that somebody has in some drives, by themselves or by a group: drive, node, role.
pub(crate) fn write_granted<'a>(to: &mut Statement<'a>, drives: &'a [DriveId], user: &'a UserId) {
    to.push("SELECT p.drive, p.node, p.role FROM permission p WHERE p.principal IN (SELECT u.id FROM user_account u WHERE u.id = ")
        .bind(user);
    to.push(" UNION ALL SELECT m.group_id FROM group_member m WHERE m.user_id = ").bind(user).push(") AND p.drive IN ").bind_list(drives);
}

/// Writes the shares in some drives with anybody but `keeper`: drive, node.
pub(crate) fn write_exposed<'a>(to: &mut Statement<'a>, drives: &'a [DriveId], keeper: &'a UserId) {
    to.push("SELECT p.drive, p.node FROM permission p WHERE p.principal <> ").bind(keeper).push(" AND p.drive IN ").bind_list(drives);
}
