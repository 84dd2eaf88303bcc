//! Permissions as parts of statements that ask for more: everybody's on one thing, somebody's on all, whatever others see.

use super::{Terms, terms};
use crate::Result;
use crate::Row;
use crate::ids::count;
use crate::principal::Principal;
use crate::query::Statement;
use model::{DriveId, FileId, GroupId, NodeId, Timestamp, UserId};

/// What is asked of a permission `p`, up to the present moment and a parenthesis: that it has not ended.
const LASTS: &str = " AND (p.expires_at_us IS NULL OR p.expires_at_us > ";

/// Somebody who may do something with a node, and the most that they may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The number of the person or group.
    pub number: u64,
    /// Who.
    pub principal: Principal,
    /// Their name.
    pub name: String,
    /// The greatest role that they have there, wherever it comes from, for as long as they have it.
    pub terms: Terms,
}

/// Reads an entry from the first columns of a row.
pub(crate) fn read(row: &Row<'_>) -> Result<Entry> {
    let id = row.array::<16>(1)?;
    Ok(Entry {
        number: count(row, 0)?,
        principal: if row.boolean(2)? { Principal::Group(GroupId(id)) } else { Principal::User(UserId(id)) },
        name: row.text(3)?,
        terms: terms(row, 4)?,
    })
}

/// Writes a statement up to its conditions, about everybody who may do something with a node, each once, as `p`: by a share of
/// it or of anything above it, by owning the drive, or as a member of the group or site that does. `file` is one directly in the
/// node, where that is what it is about.
pub(crate) fn write_entries<'a>(
    to: &mut Statement<'a>,
    drive: &'a DriveId,
    (node, file): (&'a NodeId, Option<&'a FileId>),
    now: Timestamp,
    columns: impl FnOnce(&mut Statement<'a>),
) {
    to.push("WITH RECURSIVE up (id, parent) AS (SELECT id, parent FROM node WHERE drive = ").bind(drive).push(" AND id = ").bind(node);
    to.push(" UNION ALL SELECT n.id, n.parent FROM up CROSS JOIN node n WHERE n.drive = ").bind(drive).push(" AND n.id = up.parent), ");
    to.push("has (principal, role, expires_at_us) AS (SELECT p.principal, p.role, p.expires_at_us FROM up CROSS JOIN permission p WHERE p.drive = ").bind(drive);
    to.push(" AND p.node = up.id").push(LASTS).bind(now).push(")");
    if let Some(file) = file {
        to.push(" UNION ALL SELECT p.principal, p.role, p.expires_at_us FROM permission p WHERE p.drive = ").bind(drive);
        to.push(" AND p.node = ").bind(file).push(LASTS).bind(now).push(")");
    }
    to.push(" UNION ALL SELECT d.owner, 2, NULL FROM drive d WHERE d.id = ").bind(drive).push(" AND d.owner_kind = 0 ");
    to.push("UNION ALL SELECT m.user_id, m.role, NULL FROM drive d CROSS JOIN group_member m WHERE d.id = ").bind(drive);
    to.push(" AND d.owner_kind = 1 AND m.group_id = d.owner ");
    to.push("UNION ALL SELECT e.inner_id, e.role, NULL FROM drive d CROSS JOIN group_in_group e WHERE d.id = ").bind(drive);
    to.push(" AND d.owner_kind = 1 AND e.outer_id = d.owner ");
    to.push("UNION ALL SELECT m.user_id, m.role, NULL FROM drive d CROSS JOIN site_member m WHERE d.id = ").bind(drive);
    to.push(" AND d.owner_kind = 2 AND m.site_id = d.owner), ");
    to.push(
        "most (principal, role, expires_at_us) AS (SELECT principal, role, expires_at_us FROM (SELECT principal, role, expires_at_us, ",
    );
    to.push("ROW_NUMBER() OVER (PARTITION BY principal ORDER BY role DESC, expires_at_us DESC NULLS FIRST) AS place FROM has) ranked ");
    to.push("WHERE place = 1) SELECT ");
    columns(to);
    to.push(" FROM (SELECT r.number, r.id, r.is_group, COALESCE(u.name, g.name, '') AS name, h.role, h.expires_at_us FROM most h ");
    to.push(
        "CROSS JOIN principal r LEFT JOIN user_account u ON u.id = r.id LEFT JOIN user_group g ON g.id = r.id WHERE r.id = h.principal) p",
    );
}

/// Writes the shares that somebody has in some drives, by themselves or by a group: drive, node, role.
pub(crate) fn write_granted<'a>(to: &mut Statement<'a>, drives: &'a [DriveId], user: &'a UserId, now: Timestamp) {
    // From their groups on: SQLite would rather read all that anybody has in the drives.
    to.push("SELECT p.drive, p.node, p.role FROM (SELECT u.id FROM user_account u WHERE u.id = ").bind(user);
    to.push(" UNION ALL SELECT b.group_id FROM belongs b WHERE b.user_id = ").bind(user);
    to.push(") w CROSS JOIN permission p WHERE p.principal = w.id AND p.drive IN ").bind_list(drives);
    to.push(LASTS).bind(now).push(")");
}

/// Writes what is shared in some drives with anybody but `keeper`, or by a link: drive, node.
pub(crate) fn write_exposed<'a>(to: &mut Statement<'a>, drives: &'a [DriveId], keeper: &'a UserId, now: Timestamp) {
    to.push("SELECT p.drive, p.node FROM permission p WHERE p.principal <> ").bind(keeper).push(" AND p.drive IN ").bind_list(drives);
    to.push(LASTS).bind(now).push(") UNION SELECT l.drive, l.item FROM share_link l WHERE l.drive IN ").bind_list(drives);
    to.push(" AND (l.expires_at_us IS NULL OR l.expires_at_us > ").bind(now).push(")");
}
