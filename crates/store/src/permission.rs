//! Shares of a node with a person, inherited by everything below it.

use crate::directory::{role_number, role_of};
use crate::{Result, Tx, params, sql};
use model::{DriveId, NodeId, Role, UserId};

/// Shares a node with somebody, or changes the role of the share.
pub fn put(tx: &mut Tx<'_>, drive: &DriveId, node: &NodeId, user: &UserId, role: Role) -> Result<()> {
    tx.run(
        sql!(
            "permission.put",
            "INSERT INTO permission (drive, node, user_id, role) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (drive, node, user_id) DO UPDATE SET role = excluded.role"
        ),
        &params![drive, node, user, role_number(role)],
    )?;
    Ok(())
}

/// Ends a share. `false` if there was none on this very node.
pub fn remove(tx: &mut Tx<'_>, drive: &DriveId, node: &NodeId, user: &UserId) -> Result<bool> {
    let rows = tx.run(
        sql!("permission.remove", "DELETE FROM permission WHERE drive = $1 AND node = $2 AND user_id = $3"),
        &params![drive, node, user],
    )?;
    Ok(rows > 0)
}

/// Returns the greatest role that shares of a node or of anything above it give somebody.
pub fn role(tx: &mut Tx<'_>, drive: &DriveId, node: &NodeId, user: &UserId) -> Result<Option<Role>> {
    let role = tx.row(
        sql!(
            "permission.role",
            "WITH RECURSIVE up (id, parent) AS (SELECT id, parent FROM node WHERE drive = $1 AND id = $2 \
             UNION ALL SELECT n.id, n.parent FROM up CROSS JOIN node n WHERE n.drive = $1 AND n.id = up.parent) \
             SELECT MAX(p.role) FROM up CROSS JOIN permission p WHERE p.drive = $1 AND p.node = up.id AND p.user_id = $3"
        ),
        &params![drive, node, user],
        |row| row.opt_integer(0),
    )?;
    Ok(role.flatten().map(role_of))
}

/// Says whether a node, or anything above it, is shared with anybody but `owner`.
pub fn is_shared(tx: &mut Tx<'_>, drive: &DriveId, node: &NodeId, owner: &UserId) -> Result<bool> {
    let one = tx.row(
        sql!(
            "permission.is_shared",
            "WITH RECURSIVE up (id, parent) AS (SELECT id, parent FROM node WHERE drive = $1 AND id = $2 \
             UNION ALL SELECT n.id, n.parent FROM up CROSS JOIN node n WHERE n.drive = $1 AND n.id = up.parent) \
             SELECT 1 FROM up CROSS JOIN permission p WHERE p.drive = $1 AND p.node = up.id AND p.user_id <> $3 LIMIT 1"
        ),
        &params![drive, node, owner],
        |row| row.integer(0),
    )?;
    Ok(one.is_some())
}

/// Says whether anything in a drive is shared with somebody.
pub fn any(tx: &mut Tx<'_>, drive: &DriveId, user: &UserId) -> Result<bool> {
    let one = tx.row(
        sql!(
            "permission.any",
            "SELECT 1 FROM permission p WHERE p.drive = $1 AND p.user_id = $2 \
             AND EXISTS (SELECT 1 FROM live n WHERE n.drive = p.drive AND n.id = p.node) LIMIT 1"
        ),
        &params![drive, user],
        |row| row.integer(0),
    )?;
    Ok(one.is_some())
}

/// Says whether a node, or anything above it, is shared with anybody.
pub fn is_shared_at_all(tx: &mut Tx<'_>, drive: &DriveId, node: &NodeId) -> Result<bool> {
    is_shared(tx, drive, node, &UserId([0; 16]))
}
