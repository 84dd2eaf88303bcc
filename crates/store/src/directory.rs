//! People, groups and sites: who there is and who belongs where. What they may do is decided in `app`.

pub mod account;
pub mod change;
pub mod list;
pub mod nesting;
pub mod state;

use crate::ids::{RowId, moment};
use crate::principal::{self, Principal};
use crate::{Result, Row, Tx, params, sql};
use model::{GroupId, Role, SiteCollectionId, SiteId, Timestamp, UserId};

/// A person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The person.
    pub id: UserId,
    /// As they wrote it; shown as author.
    pub name: String,
    /// When the account was made.
    pub created: Timestamp,
    /// Whether they may do nothing for now.
    pub is_suspended: bool,
    /// Whether they run the server; nobody does while they are suspended.
    pub is_admin: bool,
}

/// A group of people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The group.
    pub id: GroupId,
    /// As it was written.
    pub name: String,
}

/// A site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// The site.
    pub id: SiteId,
    /// The collection that it belongs to.
    pub collection: SiteCollectionId,
    /// Its address, as it was written.
    pub url: String,
}

/// Stores a role.
pub(crate) const fn role_number(role: Role) -> i64 {
    match role {
        Role::Reader => 0,
        Role::Contributor => 1,
        Role::Owner => 2,
    }
}

/// Reads a role. A number that no release wrote gives the least.
pub(crate) const fn role_of(number: i64) -> Role {
    match number {
        2 => Role::Owner,
        1 => Role::Contributor,
        _ => Role::Reader,
    }
}

fn read_user(row: &Row<'_>) -> Result<User> {
    Ok(User {
        id: UserId::read(row, 0)?,
        name: row.text(1)?,
        created: moment(row, 2)?,
        is_suspended: row.integer(3)? == 1,
        is_admin: row.boolean(4)?,
    })
}

fn read_group(row: &Row<'_>) -> Result<Group> {
    Ok(Group { id: GroupId::read(row, 0)?, name: row.text(1)? })
}

fn read_site(row: &Row<'_>) -> Result<Site> {
    Ok(Site { id: SiteId::read(row, 0)?, collection: SiteCollectionId::read(row, 1)?, url: row.text(2)? })
}

/// Adds a person. `false` if somebody has the name.
pub fn insert_user(tx: &mut Tx<'_>, user: &User, password_hash: Option<&str>) -> Result<bool> {
    let rows = tx.run(
        sql!(
            "user.insert",
            "INSERT INTO user_account (id, name, name_key, password_hash, created_at_us, is_admin) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING"
        ),
        &params![&user.id, &user.name, &model::fold(&user.name), password_hash, user.created, user.is_admin],
    )?;
    if rows == 1 {
        principal::add(tx, &Principal::User(user.id))?;
    }
    Ok(rows == 1)
}

/// Returns a person. What acts for an app alone is none: see [`account`].
pub fn user(tx: &mut Tx<'_>, id: &UserId) -> Result<Option<User>> {
    tx.row(
        sql!("user.get", "SELECT id, name, created_at_us, state, is_admin FROM user_account WHERE id = $1 AND app IS NULL"),
        &params![id],
        read_user,
    )
}

/// Locks a person's row until the transaction ends: whoever counts what somebody has before they get one more does this first.
/// Rows that name the person are not kept waiting.
pub fn lock_user(tx: &mut Tx<'_>, id: &UserId) -> Result<()> {
    tx.row(sql!("user.lock", "SELECT 1 FROM user_account WHERE id = $1 FOR NO KEY UPDATE"), &params![id], |row| row.integer(0))?;
    Ok(())
}

/// Returns a person by name, in any letter case.
pub fn user_by_name(tx: &mut Tx<'_>, name: &str) -> Result<Option<User>> {
    tx.row(
        sql!("user.by_name", "SELECT id, name, created_at_us, state, is_admin FROM user_account WHERE name_key = $1 AND app IS NULL"),
        &params![&model::fold(name)],
        read_user,
    )
}

/// Returns everybody, by name.
pub fn users(tx: &mut Tx<'_>) -> Result<Vec<User>> {
    tx.rows(
        sql!(
            "user.list",
            "SELECT id, name, created_at_us, state, is_admin FROM user_account WHERE app IS NULL AND state < 2 ORDER BY name_key"
        ),
        &params![],
        read_user,
    )
}

/// Adds a group. `false` if a group has the name.
pub fn insert_group(tx: &mut Tx<'_>, group: &Group, now: Timestamp) -> Result<bool> {
    let rows = tx.run(
        sql!("group.insert", "INSERT INTO user_group (id, name, name_key, created_at_us) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING"),
        &params![&group.id, &group.name, &model::fold(&group.name), now],
    )?;
    if rows == 1 {
        principal::add(tx, &Principal::Group(group.id))?;
        nesting::begin(tx, &group.id)?;
    }
    Ok(rows == 1)
}

/// Returns a group.
pub fn group(tx: &mut Tx<'_>, id: &GroupId) -> Result<Option<Group>> {
    tx.row(sql!("group.get", "SELECT id, name FROM user_group WHERE id = $1"), &params![id], read_group)
}

/// Returns a group by name, in any letter case.
pub fn group_by_name(tx: &mut Tx<'_>, name: &str) -> Result<Option<Group>> {
    tx.row(sql!("group.by_name", "SELECT id, name FROM user_group WHERE name_key = $1"), &params![&model::fold(name)], read_group)
}

/// Makes somebody a member of a group, or changes the role they have there.
pub fn put_group_member(tx: &mut Tx<'_>, group: &GroupId, user: &UserId, role: Role) -> Result<()> {
    tx.run(
        sql!(
            "group.put_member",
            "INSERT INTO group_member (group_id, user_id, role) VALUES ($1, $2, $3) \
             ON CONFLICT (group_id, user_id) DO UPDATE SET role = excluded.role"
        ),
        &params![group, user, role_number(role)],
    )?;
    Ok(())
}

/// Ends a membership. `false` if there was none.
pub fn remove_group_member(tx: &mut Tx<'_>, group: &GroupId, user: &UserId) -> Result<bool> {
    let rows =
        tx.run(sql!("group.remove_member", "DELETE FROM group_member WHERE group_id = $1 AND user_id = $2"), &params![group, user])?;
    Ok(rows == 1)
}

/// Returns somebody's role in a group: the greatest of those that they have by themselves and by other groups.
pub fn group_role(tx: &mut Tx<'_>, group: &GroupId, user: &UserId) -> Result<Option<Role>> {
    let role = tx.row(
        sql!("group.role", "SELECT MAX(b.role) FROM belongs b WHERE b.user_id = $2 AND b.group_id = $1"),
        &params![group, user],
        |row| row.opt_integer(0),
    )?;
    Ok(role.flatten().map(role_of))
}

/// Returns every group, by name.
pub fn groups(tx: &mut Tx<'_>) -> Result<Vec<Group>> {
    tx.rows(sql!("group.list", "SELECT id, name FROM user_group ORDER BY name_key"), &params![], read_group)
}

/// Returns how many members a group has: people and groups.
pub fn group_size(tx: &mut Tx<'_>, group: &GroupId) -> Result<i64> {
    let n = tx.row(
        sql!(
            "group.size",
            "SELECT (SELECT COUNT(*) FROM group_member WHERE group_id = $1) + (SELECT COUNT(*) FROM group_in_group WHERE outer_id = $1)"
        ),
        &params![group],
        |row| row.integer(0),
    )?;
    Ok(n.unwrap_or(0))
}

/// Says whether a group is more than one person: a group in it counts as several, whoever belongs to that.
pub fn is_group_of_many(tx: &mut Tx<'_>, group: &GroupId) -> Result<bool> {
    let n = tx.row(
        sql!(
            "group.is_of_many",
            "SELECT (SELECT COUNT(*) FROM group_member WHERE group_id = $1) + 2 * (SELECT COUNT(*) FROM group_in_group WHERE outer_id = $1)"
        ),
        &params![group],
        |row| row.integer(0),
    )?;
    Ok(n.unwrap_or(0) > 1)
}

/// Returns the collection of a host, and makes it of `fresh` if there is none.
pub fn site_collection(tx: &mut Tx<'_>, host_key: &str, fresh: &SiteCollectionId) -> Result<SiteCollectionId> {
    tx.run(
        sql!("site_collection.insert", "INSERT INTO site_collection (id, host_key) VALUES ($1, $2) ON CONFLICT DO NOTHING"),
        &params![fresh, host_key],
    )?;
    let id = tx.row(sql!("site_collection.by_host", "SELECT id FROM site_collection WHERE host_key = $1"), &params![host_key], |row| {
        SiteCollectionId::read(row, 0)
    })?;
    Ok(id.unwrap_or(*fresh))
}

/// Adds a site under its normalised address. `false` if a site has the address.
pub fn insert_site(tx: &mut Tx<'_>, site: &Site, url_key: &str, now: Timestamp) -> Result<bool> {
    let rows = tx.run(
        sql!(
            "site.insert",
            "INSERT INTO site (id, collection, url, url_key, created_at_us) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING"
        ),
        &params![&site.id, &site.collection, &site.url, url_key, now],
    )?;
    Ok(rows == 1)
}

/// Returns a site.
pub fn site(tx: &mut Tx<'_>, id: &SiteId) -> Result<Option<Site>> {
    tx.row(sql!("site.get", "SELECT id, collection, url FROM site WHERE id = $1"), &params![id], read_site)
}

/// Returns the site of a normalised address.
pub fn site_by_url(tx: &mut Tx<'_>, url_key: &str) -> Result<Option<Site>> {
    tx.row(sql!("site.by_url", "SELECT id, collection, url FROM site WHERE url_key = $1"), &params![url_key], read_site)
}

/// Returns every site, by address.
pub fn sites(tx: &mut Tx<'_>) -> Result<Vec<Site>> {
    tx.rows(sql!("site.list", "SELECT id, collection, url FROM site ORDER BY url_key"), &params![], read_site)
}

/// Returns the sites that somebody is a member of, by address, after the normalised address `after`; each with its own.
pub fn sites_of(tx: &mut Tx<'_>, user: &UserId, after: &str) -> Result<Vec<(Site, String)>> {
    tx.rows(
        sql!(
            "site.of_member",
            "SELECT s.id, s.collection, s.url, s.url_key FROM site_member m CROSS JOIN site s \
             WHERE m.user_id = $1 AND s.id = m.site_id AND s.url_key > $2 ORDER BY s.url_key"
        ),
        &params![user, after],
        |row| Ok((read_site(row)?, row.text(3)?)),
    )
}

/// Returns some of all sites, by address, after the normalised address `after`; each with its own.
pub fn sites_after(tx: &mut Tx<'_>, after: &str, limit: usize) -> Result<Vec<(Site, String)>> {
    tx.rows(
        sql!("site.after", "SELECT id, collection, url, url_key FROM site WHERE url_key > $1 ORDER BY url_key LIMIT $2"),
        &params![after, limit],
        |row| Ok((read_site(row)?, row.text(3)?)),
    )
}

/// Makes somebody a member of a site, or changes the role they have there.
pub fn put_site_member(tx: &mut Tx<'_>, site: &SiteId, user: &UserId, role: Role) -> Result<()> {
    tx.run(
        sql!(
            "site.put_member",
            "INSERT INTO site_member (site_id, user_id, role) VALUES ($1, $2, $3) \
             ON CONFLICT (site_id, user_id) DO UPDATE SET role = excluded.role"
        ),
        &params![site, user, role_number(role)],
    )?;
    Ok(())
}

/// Ends a membership. `false` if there was none.
pub fn remove_site_member(tx: &mut Tx<'_>, site: &SiteId, user: &UserId) -> Result<bool> {
    let rows = tx.run(sql!("site.remove_member", "DELETE FROM site_member WHERE site_id = $1 AND user_id = $2"), &params![site, user])?;
    Ok(rows == 1)
}

/// Returns somebody's role in a site.
pub fn site_role(tx: &mut Tx<'_>, site: &SiteId, user: &UserId) -> Result<Option<Role>> {
    tx.row(sql!("site.role", "SELECT role FROM site_member WHERE site_id = $1 AND user_id = $2"), &params![site, user], |row| {
        row.integer(0).map(role_of)
    })
}

/// Returns how many members a site has.
pub fn site_size(tx: &mut Tx<'_>, site: &SiteId) -> Result<i64> {
    let n = tx.row(sql!("site.size", "SELECT COUNT(*) FROM site_member WHERE site_id = $1"), &params![site], |row| row.integer(0))?;
    Ok(n.unwrap_or(0))
}
