//! Permissions: shares of a node or a file with a person or a group. Those of a node are inherited by everything below it.

use crate::directory::{role_number, role_of};
use crate::ids::{RowId, count};
use crate::principal::Principal;
use crate::query::Statement;
use crate::{Result, Row, Tx, params, sql};
use model::{DriveId, FileId, FileKey, GroupId, NodeId, Role, UserId};

/// What a permission is given on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum On {
    /// A node, and everything below it.
    Node(NodeId),
    /// A file by itself.
    File(FileId),
}

impl On {
    /// Returns the id, as it is stored.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; 16] {
        match self {
            Self::Node(id) => id.bytes(),
            Self::File(id) => id.bytes(),
        }
    }

    /// Says whether it is a file.
    #[must_use]
    pub const fn is_file(&self) -> bool {
        matches!(self, Self::File(_))
    }

    /// Reads the id in `column`, and what it is the id of in the next.
    pub(crate) fn read(row: &Row<'_>, column: usize) -> Result<Self> {
        Ok(if row.boolean(column + 1)? { Self::File(FileId::read(row, column)?) } else { Self::Node(NodeId::read(row, column)?) })
    }
}

/// Shares something with somebody, or changes the role of the share.
pub fn put(tx: &mut Tx<'_>, drive: &DriveId, on: &On, to: &Principal, role: Role) -> Result<()> {
    tx.run(
        sql!(
            "permission.put",
            "INSERT INTO permission (drive, node, is_file, principal, role) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (drive, node, principal) DO UPDATE SET role = excluded.role"
        ),
        &params![drive, on.bytes(), on.is_file(), to.bytes(), role_number(role)],
    )?;
    Ok(())
}

/// Shares something with somebody, unless a share of it gives them as much already.
pub fn widen(tx: &mut Tx<'_>, drive: &DriveId, on: &On, to: &Principal, role: Role) -> Result<()> {
    tx.run(
        sql!(
            "permission.widen",
            "INSERT INTO permission (drive, node, is_file, principal, role) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (drive, node, principal) \
             DO UPDATE SET role = CASE WHEN excluded.role > permission.role THEN excluded.role ELSE permission.role END"
        ),
        &params![drive, on.bytes(), on.is_file(), to.bytes(), role_number(role)],
    )?;
    Ok(())
}

/// Ends a share. `false` if there was none of this very thing.
pub fn remove(tx: &mut Tx<'_>, drive: &DriveId, on: &On, from: &Principal) -> Result<bool> {
    let rows = tx.run(
        sql!("permission.remove", "DELETE FROM permission WHERE drive = $1 AND node = $2 AND principal = $3"),
        &params![drive, on.bytes(), from.bytes()],
    )?;
    Ok(rows > 0)
}

/// Ends all shares of a node, and of what lies below it, with somebody. Returns how many there were.
pub fn remove_below(tx: &mut Tx<'_>, drive: &DriveId, node: &NodeId, from: &Principal) -> Result<u64> {
    // From somebody's permissions in the drive, which are few, up to the node: what lies below it may be much. A file goes up
    // to its folder, which its alias says, or else its id.
    tx.run(
        sql!(
            "permission.remove_below",
            "DELETE FROM permission WHERE drive = $1 AND principal = $3 AND node IN ( \
             WITH RECURSIVE up (start, id) AS ( \
             SELECT p.node, CASE WHEN p.is_file = 1 THEN COALESCE( \
             (SELECT a.folder FROM file_alias a WHERE a.id = p.node), \
             (SELECT f.id FROM folder f WHERE f.space = substr(p.node, 1, 8)), p.node) ELSE p.node END \
             FROM permission p WHERE p.principal = $3 AND p.drive = $1 \
             UNION ALL SELECT up.start, n.parent FROM up CROSS JOIN node n WHERE n.drive = $1 AND n.id = up.id AND n.parent IS NOT NULL) \
             SELECT start FROM up WHERE id = $2)"
        ),
        &params![drive, node, from.bytes()],
    )
}

/// Returns how many people and groups something is shared with by itself.
pub fn count_on(tx: &mut Tx<'_>, drive: &DriveId, on: &On) -> Result<u64> {
    let n = tx.row(
        sql!("permission.count_on", "SELECT COUNT(*) FROM permission WHERE drive = $1 AND node = $2"),
        &params![drive, on.bytes()],
        |row| count(row, 0),
    )?;
    Ok(n.unwrap_or(0))
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

/// Returns the greatest role that shares of a file by itself give somebody. What its folder gives is not among it.
pub fn role_on_file(tx: &mut Tx<'_>, drive: &DriveId, file: &FileId, user: &UserId) -> Result<Option<Role>> {
    let role = tx.row(
        sql!(
            "permission.role_on_file",
            "SELECT MAX(p.role) FROM permission p WHERE p.drive = $1 AND p.node = $2 AND p.is_file = 1 AND p.principal IN ( \
             SELECT u.id FROM user_account u WHERE u.id = $3 UNION ALL SELECT m.group_id FROM group_member m WHERE m.user_id = $3)"
        ),
        &params![drive, file, user],
        |row| row.opt_integer(0),
    )?;
    Ok(role.flatten().map(role_of))
}

/// One share, on the way from a thing up to its drive's root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Given {
    /// What it is of.
    pub on: On,
    /// The number of the person or group.
    pub number: u64,
    /// What it gives.
    pub role: Role,
}

/// Returns the shares of something and of all that lies above it with people and groups of some numbers, the nearest first.
/// `folder` is the node itself, or what the file lies in.
pub fn along(tx: &mut Tx<'_>, drive: &DriveId, folder: &NodeId, file: Option<&FileId>, numbers: (u64, u64)) -> Result<Vec<Given>> {
    tx.rows(
        sql!(
            "permission.along",
            "WITH RECURSIVE up (id, parent, depth) AS (SELECT id, parent, 1 FROM node WHERE drive = $1 AND id = $2 \
             UNION ALL SELECT n.id, n.parent, up.depth + 1 FROM up CROSS JOIN node n WHERE n.drive = $1 AND n.id = up.parent) \
             SELECT g.node, g.is_file, r.number, g.role FROM ( \
             SELECT p.node, p.is_file, p.principal, p.role, up.depth FROM up CROSS JOIN permission p WHERE p.drive = $1 AND p.node = up.id \
             UNION ALL SELECT p.node, p.is_file, p.principal, p.role, 0 FROM permission p WHERE p.drive = $1 AND p.node = $3) g \
             CROSS JOIN principal r WHERE r.id = g.principal AND r.number >= $4 AND r.number <= $5 ORDER BY g.depth, r.number"
        ),
        &params![drive, folder, file, numbers.0, numbers.1],
        |row| Ok(Given { on: On::read(row, 0)?, number: count(row, 2)?, role: role_of(row.integer(3)?) }),
    )
}

/// Something that is shared with somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Received {
    /// The drive that it lies in.
    pub drive: DriveId,
    /// What it is.
    pub on: On,
}

impl Received {
    /// Puts a place in a list together again.
    #[must_use]
    pub const fn at(drive: DriveId, is_file: bool, item: [u8; 16]) -> Self {
        Self { drive, on: if is_file { On::File(FileId(item)) } else { On::Node(NodeId(item)) } }
    }
}

/// Returns what is shared with somebody or a group of theirs in drives that are not their own, in a fixed order, after `after`,
/// `limit` at most. Files that are in the recycle bin are among it, and other things that are not.
pub fn received(tx: &mut Tx<'_>, user: &UserId, after: Option<&Received>, limit: usize) -> Result<Vec<Received>> {
    let (drive, item) = after.map_or((DriveId([0; 16]), [0; 16]), |after| (after.drive, *after.on.bytes()));
    tx.rows(
        sql!(
            "permission.received",
            "SELECT p.drive, p.node, MAX(p.is_file) FROM permission p CROSS JOIN drive d WHERE p.principal IN ( \
             SELECT u.id FROM user_account u WHERE u.id = $1 UNION ALL SELECT m.group_id FROM group_member m WHERE m.user_id = $1) \
             AND d.id = p.drive AND (d.owner_kind <> 0 OR d.owner <> $1) AND (p.drive, p.node) > ($2, $3) \
             AND (p.is_file = 1 OR EXISTS (SELECT 1 FROM live n WHERE n.drive = p.drive AND n.id = p.node)) \
             GROUP BY p.drive, p.node ORDER BY p.drive, p.node LIMIT $4"
        ),
        &params![user, &drive, &item, limit],
        |row| Ok(Received { drive: DriveId::read(row, 0)?, on: On::read(row, 1)? }),
    )
}

/// Ends all shares of something that is removed for good, and its links.
pub(crate) fn purge(tx: &mut Tx<'_>, drive: &DriveId, on: &On) -> Result<()> {
    tx.run(sql!("permission.purge", "DELETE FROM permission WHERE drive = $1 AND node = $2"), &params![drive, on.bytes()])?;
    tx.run(sql!("share_link.purge", "DELETE FROM share_link WHERE drive = $1 AND item = $2"), &params![drive, on.bytes()])?;
    Ok(())
}

/// Ends all shares and links of the files of a folder that is removed for good: not of those that have moved out of it.
pub(crate) fn purge_folder(tx: &mut Tx<'_>, drive: &DriveId, folder: &NodeId) -> Result<()> {
    let first = FileId::within(folder, FileKey([0; 8]));
    let last = FileId::within(folder, FileKey([0xff; 8]));
    tx.run(
        sql!(
            "permission.purge_folder",
            "DELETE FROM permission WHERE drive = $1 AND is_file = 1 AND node >= $2 AND node <= $3 \
             AND NOT EXISTS (SELECT 1 FROM file_alias a WHERE a.id = permission.node)"
        ),
        &params![drive, &first, &last],
    )?;
    tx.run(
        sql!(
            "permission.purge_moved",
            "DELETE FROM permission WHERE drive = $1 AND is_file = 1 AND node IN (SELECT a.id FROM file_alias a WHERE a.folder = $2)"
        ),
        &params![drive, folder],
    )?;
    tx.run(
        sql!(
            "share_link.purge_folder",
            "DELETE FROM share_link WHERE drive = $1 AND is_file = 1 AND item >= $2 AND item <= $3 \
             AND NOT EXISTS (SELECT 1 FROM file_alias a WHERE a.id = share_link.item)"
        ),
        &params![drive, &first, &last],
    )?;
    tx.run(
        sql!(
            "share_link.purge_moved",
            "DELETE FROM share_link WHERE drive = $1 AND is_file = 1 AND item IN (SELECT a.id FROM file_alias a WHERE a.folder = $2)"
        ),
        &params![drive, folder],
    )?;
    Ok(())
}

/// Says whether any file of a drive is shared by itself: where none is, nobody has to look for them.
pub fn any_of_files(tx: &mut Tx<'_>, drive: &DriveId) -> Result<bool> {
    let one = tx.row(
        sql!(
            "permission.any_of_files",
            "SELECT 1 FROM drive d WHERE d.id = $1 AND (EXISTS (SELECT 1 FROM permission p WHERE p.drive = d.id AND p.is_file = 1) \
             OR EXISTS (SELECT 1 FROM share_link l WHERE l.drive = d.id AND l.is_file = 1))"
        ),
        &params![drive],
        |row| row.integer(0),
    )?;
    Ok(one.is_some())
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
/// it or of anything above it, by owning the drive, or as a member of the group or site that does. `file` is one directly in the
/// node, where that is what it is about.
pub(crate) fn write_entries<'a>(
    to: &mut Statement<'a>,
    drive: &'a DriveId,
    (node, file): (&'a NodeId, Option<&'a FileId>),
    columns: impl FnOnce(&mut Statement<'a>),
) {
    to.push("WITH RECURSIVE up (id, parent) AS (SELECT id, parent FROM node WHERE drive = ").bind(drive).push(" AND id = ").bind(node);
    to.push(" UNION ALL SELECT n.id, n.parent FROM up CROSS JOIN node n WHERE n.drive = ").bind(drive).push(" AND n.id = up.parent), ");
    to.push("has (principal, role) AS (SELECT p.principal, p.role FROM up CROSS JOIN permission p WHERE p.drive = ").bind(drive);
    to.push(" AND p.node = up.id ");
    if let Some(file) = file {
        to.push("UNION ALL SELECT p.principal, p.role FROM permission p WHERE p.drive = ").bind(drive).push(" AND p.node = ").bind(file);
    }
    to.push(" UNION ALL SELECT d.owner, 2 FROM drive d WHERE d.id = ").bind(drive).push(" AND d.owner_kind = 0 ");
    to.push("UNION ALL SELECT m.user_id, m.role FROM drive d CROSS JOIN group_member m WHERE d.id = ").bind(drive);
    to.push(" AND d.owner_kind = 1 AND m.group_id = d.owner ");
    to.push("UNION ALL SELECT m.user_id, m.role FROM drive d CROSS JOIN site_member m WHERE d.id = ").bind(drive);
    to.push(" AND d.owner_kind = 2 AND m.site_id = d.owner), ");
    to.push("most (principal, role) AS (SELECT principal, MAX(role) FROM has GROUP BY principal) SELECT ");
    columns(to);
    to.push(" FROM (SELECT r.number, r.id, r.is_group, COALESCE(u.name, g.name, '') AS name, h.role FROM most h CROSS JOIN principal r ");
    to.push("LEFT JOIN user_account u ON u.id = r.id LEFT JOIN user_group g ON g.id = r.id WHERE r.id = h.principal) p");
}

/// Says whether anything in a drive is shared with somebody. A file in the recycle bin counts: that its drive is there, they
/// know.
pub fn any(tx: &mut Tx<'_>, drive: &DriveId, user: &UserId) -> Result<bool> {
    let one = tx.row(
        sql!(
            "permission.any",
            "SELECT 1 FROM permission p WHERE p.drive = $1 AND p.principal IN ( \
             SELECT u.id FROM user_account u WHERE u.id = $2 UNION ALL SELECT m.group_id FROM group_member m WHERE m.user_id = $2) \
             AND (p.is_file = 1 OR EXISTS (SELECT 1 FROM live n WHERE n.drive = p.drive AND n.id = p.node)) LIMIT 1"
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

/// Writes what is shared in some drives with anybody but `keeper`, or by a link: drive, node.
pub(crate) fn write_exposed<'a>(to: &mut Statement<'a>, drives: &'a [DriveId], keeper: &'a UserId) {
    to.push("SELECT p.drive, p.node FROM permission p WHERE p.principal <> ").bind(keeper).push(" AND p.drive IN ").bind_list(drives);
    to.push(" UNION SELECT l.drive, l.item FROM share_link l WHERE l.drive IN ").bind_list(drives);
}
