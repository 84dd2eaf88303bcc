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

/// Returns the groups that somebody belongs to, by themselves or by other groups, by name.
pub fn groups_around(tx: &mut Tx<'_>, user: &UserId, after: &str, limit: usize) -> Result<Vec<Group>> {
    tx.rows(
        sql!(
            "group.around_member",
            "SELECT g.id, g.name FROM user_group g WHERE g.id IN (SELECT b.group_id FROM belongs b WHERE b.user_id = $1) \
             AND g.name_key > $2 ORDER BY g.name_key LIMIT $3"
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

/// Who belongs to a group by themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Member {
    /// A person.
    Person(User),
    /// A group, with whoever belongs to it.
    Group(Group),
}

/// Returns a group's members, by name; of one name a group before a person. `after` is a folded name and whether a person of it was
/// the last.
pub fn all_members_of(tx: &mut Tx<'_>, group: &GroupId, after: (&str, bool), limit: usize) -> Result<Vec<Member>> {
    tx.rows(
        sql!(
            "group.all_members",
            "SELECT x.id, x.name, x.created_at_us, x.state, x.is_admin, x.is_person FROM ( \
             SELECT u.id, u.name, u.name_key, u.created_at_us, u.state, u.is_admin, CAST(1 AS BIGINT) AS is_person \
             FROM group_member m CROSS JOIN user_account u WHERE m.group_id = $1 AND u.id = m.user_id \
             UNION ALL SELECT g.id, g.name, g.name_key, g.created_at_us, CAST(0 AS BIGINT), CAST(0 AS BIGINT), CAST(0 AS BIGINT) \
             FROM group_in_group e CROSS JOIN user_group g WHERE e.outer_id = $1 AND g.id = e.inner_id) x \
             WHERE (x.name_key, x.is_person) > ($2, $3) ORDER BY x.name_key, x.is_person LIMIT $4"
        ),
        &params![group, after.0, after.1, limit],
        |row| Ok(if row.boolean(5)? { Member::Person(read_user(row)?) } else { Member::Group(read_group(row)?) }),
    )
}
