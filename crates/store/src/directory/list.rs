//! Who there is, and who belongs where, by name and in pieces. A piece goes on after the folded name that the last one ended at.

use super::{Group, Role, User, read_group, read_user, role_number, role_of};
use crate::ids::count;
use crate::{Result, Tx, params, sql};
use model::{GroupId, SiteId, UserId};

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

/// Returns people whose folded names have `part` somewhere in them, by name.
pub fn users_with(tx: &mut Tx<'_>, part: &str, after: &str, limit: usize) -> Result<Vec<User>> {
    tx.rows(
        sql!(
            "user.with",
            "SELECT id, name, created_at_us, state, is_admin FROM user_account \
             WHERE name_key > $1 AND app IS NULL AND state < 2 AND name_key LIKE $3 ESCAPE '!' ORDER BY name_key LIMIT $2"
        ),
        &params![after, limit, &like(part)],
        read_user,
    )
}

/// Returns a pattern that finds this anywhere.
fn like(part: &str) -> String {
    let plain = part.replace('!', "!!").replace('%', "!%").replace('_', "!_");
    format!("%{plain}%")
}

/// How many there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// People who are here.
    pub people: u64,
    /// Groups.
    pub groups: u64,
    /// Sites.
    pub sites: u64,
    /// Apps that are registered.
    pub apps: u64,
    /// Operations that have not ended.
    pub operations: u64,
}

/// Counts them.
pub fn counts(tx: &mut Tx<'_>) -> Result<Counts> {
    let found = tx.row(
        sql!(
            "directory.counts",
            "SELECT (SELECT COUNT(*) FROM user_account WHERE app IS NULL AND state < 2), (SELECT COUNT(*) FROM user_group), \
             (SELECT COUNT(*) FROM site), (SELECT COUNT(*) FROM registration), (SELECT COUNT(*) FROM operation WHERE state < 2)"
        ),
        &params![],
        |row| {
            let [people, groups, sites, apps, operations] =
                [count(row, 0)?, count(row, 1)?, count(row, 2)?, count(row, 3)?, count(row, 4)?];
            Ok(Counts { people, groups, sites, apps, operations })
        },
    )?;
    found.ok_or_else(|| crate::Error::corrupt("counting gives no row"))
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

/// Returns a group's members with their roles, by name.
pub fn roles_in_group(tx: &mut Tx<'_>, group: &GroupId, after: &str, limit: usize) -> Result<Vec<(User, Role)>> {
    tx.rows(
        sql!(
            "group.roles",
            "SELECT u.id, u.name, u.created_at_us, u.state, u.is_admin, m.role FROM group_member m CROSS JOIN user_account u \
             WHERE m.group_id = $1 AND u.id = m.user_id AND u.name_key > $2 ORDER BY u.name_key LIMIT $3"
        ),
        &params![group, after, limit],
        |row| Ok((read_user(row)?, role_of(row.integer(5)?))),
    )
}

/// Returns a site's members with their roles, by name.
pub fn roles_in_site(tx: &mut Tx<'_>, site: &SiteId, after: &str, limit: usize) -> Result<Vec<(User, Role)>> {
    tx.rows(
        sql!(
            "site.roles",
            "SELECT u.id, u.name, u.created_at_us, u.state, u.is_admin, m.role FROM site_member m CROSS JOIN user_account u \
             WHERE m.site_id = $1 AND u.id = m.user_id AND u.name_key > $2 ORDER BY u.name_key LIMIT $3"
        ),
        &params![site, after, limit],
        |row| Ok((read_user(row)?, role_of(row.integer(5)?))),
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
