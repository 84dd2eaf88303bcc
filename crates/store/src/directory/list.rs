//! Who there is, and who belongs where, by name and in pieces. A piece goes on after the folded name that the last one ended at.

use super::{Group, Role, User, read_group, read_user, role_number};
use crate::{Result, Tx, params, sql};
use model::{GroupId, UserId};

/// Returns people, by name.
pub fn users_after(tx: &mut Tx<'_>, after: &str, limit: usize) -> Result<Vec<User>> {
    tx.rows(
        sql!(
            "user.after",
            "SELECT id, name, created_at_us, state, is_admin FROM user_account WHERE name_key > $1 AND app IS NULL AND state < 2 ORDER BY name_key LIMIT $2"
        ),
        &params![after, limit],
        read_user,
    )
}

/// Returns the groups that somebody is a member of, by name.
pub fn groups_of(tx: &mut Tx<'_>, user: &UserId, after: &str, limit: usize) -> Result<Vec<Group>> {
    tx.rows(
        sql!(
            "group.of_member",
            "SELECT g.id, g.name FROM group_member m CROSS JOIN user_group g \
             WHERE m.user_id = $1 AND g.id = m.group_id AND g.name_key > $2 ORDER BY g.name_key LIMIT $3"
        ),
        &params![user, after, limit],
        read_group,
    )
}

/// Returns all groups, by name.
pub fn groups_after(tx: &mut Tx<'_>, after: &str, limit: usize) -> Result<Vec<Group>> {
    tx.rows(
        sql!("group.after", "SELECT id, name FROM user_group WHERE name_key > $1 ORDER BY name_key LIMIT $2"),
        &params![after, limit],
        read_group,
    )
}

/// Returns a group's members with at least a role, by name.
pub fn members_of(tx: &mut Tx<'_>, group: &GroupId, role: Role, after: &str, limit: usize) -> Result<Vec<User>> {
    tx.rows(
        sql!(
            "group.members",
            "SELECT u.id, u.name, u.created_at_us, u.state, u.is_admin FROM group_member m CROSS JOIN user_account u \
             WHERE m.group_id = $1 AND m.role >= $2 AND u.id = m.user_id AND u.name_key > $3 ORDER BY u.name_key LIMIT $4"
        ),
        &params![group, role_number(role), after, limit],
        read_user,
    )
}
