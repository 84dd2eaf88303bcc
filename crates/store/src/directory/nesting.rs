//! Groups in groups. All that a group lies in is kept (`group_reach`), so that whoever asks what somebody may do follows no chains;
//! whoever changes a chain writes anew what lies at and below it.

use super::{Group, read_group, role_number, role_of};
use crate::ids::count;
use crate::{Result, Tx, params, sql};
use model::{GroupId, Role};

/// Keeps others from changing which groups lie in which until the transaction ends: two at once could close a circle.
pub fn lock(tx: &mut Tx<'_>) -> Result<()> {
    // SQLite has one writer.
    tx.run(sql!("group.lock_nesting", sqlite: "DELETE FROM group_in_group WHERE 1 = 0", postgres: "LOCK TABLE group_in_group IN SHARE ROW EXCLUSIVE MODE"), &params![])?;
    Ok(())
}

/// Says that a new group lies in itself.
pub(crate) fn begin(tx: &mut Tx<'_>, group: &GroupId) -> Result<()> {
    tx.run(sql!("group.begin_reach", "INSERT INTO group_reach (inner_id, outer_id, role) VALUES ($1, $1, 2)"), &params![group])?;
    Ok(())
}

/// Makes a group a member of another, or changes the role that it has there. The caller has locked, and made sure that it is no
/// circle.
pub fn put(tx: &mut Tx<'_>, outer: &GroupId, inner: &GroupId, role: Role) -> Result<()> {
    tx.run(
        sql!(
            "group.put_inner",
            "INSERT INTO group_in_group (outer_id, inner_id, role) VALUES ($1, $2, $3) \
             ON CONFLICT (outer_id, inner_id) DO UPDATE SET role = excluded.role"
        ),
        &params![outer, inner, role_number(role)],
    )?;
    reach(tx, inner)
}

/// Ends the membership of a group in another. `false` if there was none. The caller has locked.
pub fn remove(tx: &mut Tx<'_>, outer: &GroupId, inner: &GroupId) -> Result<bool> {
    let rows =
        tx.run(sql!("group.remove_inner", "DELETE FROM group_in_group WHERE outer_id = $1 AND inner_id = $2"), &params![outer, inner])?;
    if rows == 1 {
        reach(tx, inner)?;
    }
    Ok(rows == 1)
}

/// Takes a group out of all groups, and all out of it. The caller has locked.
pub(crate) fn forget(tx: &mut Tx<'_>, group: &GroupId) -> Result<()> {
    for inner in inner(tx, group)? {
        remove(tx, group, &inner.0.id)?;
    }
    tx.run(sql!("group.leave_all", "DELETE FROM group_in_group WHERE inner_id = $1"), &params![group])?;
    tx.run(sql!("group.forget_reach", "DELETE FROM group_reach WHERE inner_id = $1"), &params![group])?;
    Ok(())
}

/// Writes anew in what a group lies, and all that lies in it.
fn reach(tx: &mut Tx<'_>, group: &GroupId) -> Result<()> {
    if crate::planted::is("nesting-unwritten") {
        return Ok(());
    }
    tx.run(
        sql!(
            "group.clear_reach",
            "DELETE FROM group_reach WHERE inner_id IN (WITH RECURSIVE below (id) AS (SELECT g.id FROM user_group g WHERE g.id = $1 \
             UNION SELECT e.inner_id FROM below b CROSS JOIN group_in_group e WHERE e.outer_id = b.id) SELECT id FROM below)"
        ),
        &params![group],
    )?;
    tx.run(
        sql!(
            "group.write_reach",
            "INSERT INTO group_reach (inner_id, outer_id, role) \
             WITH RECURSIVE below (id) AS (SELECT g.id FROM user_group g WHERE g.id = $1 \
             UNION SELECT e.inner_id FROM below b CROSS JOIN group_in_group e WHERE e.outer_id = b.id), \
             up (start, id, role) AS (SELECT b.id, b.id, CAST(2 AS BIGINT) FROM below b \
             UNION SELECT up.start, e.outer_id, CASE WHEN e.role < up.role THEN e.role ELSE up.role END \
             FROM up CROSS JOIN group_in_group e WHERE e.inner_id = up.id) \
             SELECT start, id, MAX(role) FROM up GROUP BY start, id"
        ),
        &params![group],
    )?;
    Ok(())
}

/// Returns the groups that are members of a group, with their roles there, by name.
pub fn inner(tx: &mut Tx<'_>, group: &GroupId) -> Result<Vec<(Group, Role)>> {
    tx.rows(
        sql!(
            "group.inner",
            "SELECT g.id, g.name, e.role FROM group_in_group e CROSS JOIN user_group g WHERE e.outer_id = $1 AND g.id = e.inner_id \
             ORDER BY g.name_key"
        ),
        &params![group],
        |row| Ok((read_group(row)?, role_of(row.integer(2)?))),
    )
}

/// Says whether a group lies in another, over any number of others, or is that one.
pub fn lies_in(tx: &mut Tx<'_>, inner: &GroupId, outer: &GroupId) -> Result<bool> {
    let found =
        tx.row(sql!("group.lies_in", "SELECT 1 FROM group_reach WHERE inner_id = $1 AND outer_id = $2"), &params![inner, outer], |row| {
            row.integer(0)
        })?;
    Ok(found.is_some())
}

/// How groups lie around a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Around {
    /// The longest chain above it.
    pub above: u64,
    /// The longest chain below it.
    pub below: u64,
    /// How many groups are its members.
    pub inner: u64,
    /// In how many groups it lies, or whichever below it lies in the most, itself among them.
    pub reach: u64,
}

/// Returns how groups lie around a group.
pub fn around(tx: &mut Tx<'_>, group: &GroupId) -> Result<Around> {
    let found = tx.row(
        sql!(
            "group.around",
            "WITH RECURSIVE up (id, n) AS (SELECT g.id, CAST(0 AS BIGINT) FROM user_group g WHERE g.id = $1 \
             UNION SELECT e.outer_id, up.n + 1 FROM up CROSS JOIN group_in_group e WHERE e.inner_id = up.id), \
             down (id, n) AS (SELECT g.id, CAST(0 AS BIGINT) FROM user_group g WHERE g.id = $1 \
             UNION SELECT e.inner_id, down.n + 1 FROM down CROSS JOIN group_in_group e WHERE e.outer_id = down.id) \
             SELECT (SELECT MAX(n) FROM up), (SELECT MAX(n) FROM down), (SELECT COUNT(*) FROM group_in_group e WHERE e.outer_id = $1), \
             (SELECT MAX(c.n) FROM (SELECT COUNT(*) AS n FROM group_reach r WHERE r.inner_id IN (SELECT id FROM down) \
             GROUP BY r.inner_id) c)"
        ),
        &params![group],
        |row| Ok(Around { above: count(row, 0)?, below: count(row, 1)?, inner: count(row, 2)?, reach: count(row, 3)? }),
    )?;
    Ok(found.unwrap_or(Around { above: 0, below: 0, inner: 0, reach: 1 }))
}
