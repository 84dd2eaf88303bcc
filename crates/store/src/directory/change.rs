//! Groups and sites that get another name or address, or go.

use super::{Group, Site, nesting, read_group, read_site, role_number};
use crate::{Error, Result, Sql, Tx, Value, params, sql};
use model::{GroupId, Role, SiteCollectionId, SiteId, UserId};

/// Returns a group, and locks its row until the transaction ends: whoever reads before they change does this first.
pub fn group_locked(tx: &mut Tx<'_>, id: &GroupId) -> Result<Option<Group>> {
    tx.row(sql!("group.locked", "SELECT id, name FROM user_group WHERE id = $1 FOR NO KEY UPDATE"), &params![id], read_group)
}

/// Returns a site, and locks its row as [`group_locked`] does.
pub fn site_locked(tx: &mut Tx<'_>, id: &SiteId) -> Result<Option<Site>> {
    tx.row(sql!("site.locked", "SELECT id, collection, url FROM site WHERE id = $1 FOR NO KEY UPDATE"), &params![id], read_site)
}

/// Runs a statement that may meet a name that is taken. `false` if it is: also by somebody who takes it in the same moment.
fn unless_taken(tx: &mut Tx<'_>, statement: &'static Sql, params: &[Value<'_>]) -> Result<bool> {
    match tx.savepoint(|tx| tx.run(statement, params)) {
        Ok(rows) => Ok(rows == 1),
        Err(Error::Conflict(_)) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Gives a group another name. `false` if a group has it.
pub fn rename_group(tx: &mut Tx<'_>, id: &GroupId, name: &str) -> Result<bool> {
    let statement = sql!("group.rename", "UPDATE user_group SET name = $2, name_key = $3 WHERE id = $1");
    unless_taken(tx, statement, &params![id, name, &model::fold(name)])
}

/// Removes a group that owns nothing any more, with all that was shared with it. Its number as one with whom things are shared is
/// never given again. The caller has locked which groups lie in which.
pub fn remove_group(tx: &mut Tx<'_>, id: &GroupId) -> Result<()> {
    nesting::forget(tx, id)?;
    for statement in [
        sql!("group.forget_permissions", "DELETE FROM permission WHERE principal = $1"),
        sql!("group.forget_members", "DELETE FROM group_member WHERE group_id = $1"),
        sql!("group.remove", "DELETE FROM user_group WHERE id = $1"),
    ] {
        tx.run(statement, &params![id])?;
    }
    Ok(())
}

/// Gives a site another normalised address, and the collection of its host. `false` if a site has the address.
pub fn readdress_site(tx: &mut Tx<'_>, id: &SiteId, collection: &SiteCollectionId, (url, key): (&str, &str)) -> Result<bool> {
    let statement = sql!("site.readdress", "UPDATE site SET collection = $2, url = $3, url_key = $4 WHERE id = $1");
    unless_taken(tx, statement, &params![id, collection, url, key])
}

/// Removes a site that owns nothing any more. The collection of its host stays.
pub fn remove_site(tx: &mut Tx<'_>, id: &SiteId) -> Result<()> {
    tx.run(sql!("site.forget_members", "DELETE FROM site_member WHERE site_id = $1"), &params![id])?;
    tx.run(sql!("site.remove", "DELETE FROM site WHERE id = $1"), &params![id])?;
    Ok(())
}

/// Returns the groups that have no owner but this one who may do anything, by name.
pub fn groups_of_sole_owner(tx: &mut Tx<'_>, user: &UserId) -> Result<Vec<Group>> {
    tx.rows(
        sql!(
            "group.of_sole_owner",
            "SELECT g.id, g.name FROM group_member m CROSS JOIN user_group g WHERE m.user_id = $1 AND m.role = $2 AND g.id = m.group_id \
             AND NOT EXISTS (SELECT 1 FROM group_reach r CROSS JOIN group_member o CROSS JOIN user_account u \
             WHERE r.outer_id = g.id AND r.role = $2 AND o.group_id = r.inner_id AND o.role = $2 AND o.user_id <> $1 AND u.id = o.user_id AND u.state = 0) ORDER BY g.name_key"
        ),
        &params![user, role_number(Role::Owner)],
        read_group,
    )
}

/// Returns the sites that have no owner but this one who may do anything, by address.
pub fn sites_of_sole_owner(tx: &mut Tx<'_>, user: &UserId) -> Result<Vec<Site>> {
    tx.rows(
        sql!(
            "site.of_sole_owner",
            "SELECT s.id, s.collection, s.url FROM site_member m CROSS JOIN site s WHERE m.user_id = $1 AND m.role = $2 AND s.id = m.site_id \
             AND NOT EXISTS (SELECT 1 FROM site_member o CROSS JOIN user_account u WHERE o.site_id = s.id AND o.role = $2 \
             AND o.user_id <> $1 AND u.id = o.user_id AND u.state = 0) ORDER BY s.url_key"
        ),
        &params![user, role_number(Role::Owner)],
        read_site,
    )
}
