//! Permissions: shares of a node or a file with a person or a group. Those of a node are inherited by everything below it.
//!
//! Some end by themselves. One that has ended counts no more, from its moment on; its row goes later. So somebody may have more
//! than one of the very same thing: a lesser one is left when the greater one has ended.

mod entry;

pub use entry::Entry;
pub(crate) use entry::{read, write_entries, write_exposed, write_granted};

use crate::directory::{role_number, role_of};
use crate::ids::{RowId, count};
use crate::principal::Principal;
use crate::share::of_folder;
use crate::{Result, Row, Tx, params, sql};
use model::{DriveId, FileId, FileKey, ItemId, NodeId, Role, Timestamp, UserId};

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

    /// Returns the node, if it is one.
    #[must_use]
    pub const fn node(&self) -> Option<NodeId> {
        match self {
            Self::Node(id) => Some(*id),
            Self::File(_) => None,
        }
    }

    /// Says whether it is a file.
    #[must_use]
    pub const fn is_file(&self) -> bool {
        matches!(self, Self::File(_))
    }

    /// Returns what it is called in a drive.
    #[must_use]
    pub const fn item(&self, drive: &DriveId) -> ItemId {
        match self {
            Self::Node(id) => ItemId::of_node(drive, id),
            Self::File(id) => ItemId::of_file(drive, id),
        }
    }

    /// Reads the id in `column`, and what it is the id of in the next.
    pub(crate) fn read(row: &Row<'_>, column: usize) -> Result<Self> {
        Ok(if row.boolean(column + 1)? { Self::File(FileId::read(row, column)?) } else { Self::Node(NodeId::read(row, column)?) })
    }
}

/// What a permission gives, and until when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// What it lets somebody do.
    pub role: Role,
    /// From when on it gives nothing.
    pub expires: Option<Timestamp>,
}

impl From<Role> for Terms {
    fn from(role: Role) -> Self {
        Self { role, expires: None }
    }
}

impl Terms {
    /// Says whether whoever has these needs no others beside them.
    #[must_use]
    pub fn cover(&self, others: &Self) -> bool {
        let lasts = match (self.expires, others.expires) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(own), Some(other)) => own >= other,
        };
        lasts && self.role >= others.role
    }
}

/// Shares something with somebody on these terms, and on no others.
pub fn put(tx: &mut Tx<'_>, drive: &DriveId, on: &On, to: &Principal, terms: &Terms) -> Result<()> {
    remove(tx, drive, on, to)?;
    widen(tx, drive, on, to, terms)
}

/// Shares something with somebody, beside what they have of it already. What they had in the same role until earlier, they have
/// until then.
pub fn widen(tx: &mut Tx<'_>, drive: &DriveId, on: &On, to: &Principal, terms: &Terms) -> Result<()> {
    tx.run(
        sql!(
            "permission.widen",
            "INSERT INTO permission (drive, node, is_file, principal, role, expires_at_us) VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (drive, node, principal, role) DO UPDATE SET expires_at_us = CASE \
             WHEN permission.expires_at_us IS NULL OR excluded.expires_at_us IS NULL THEN NULL \
             WHEN excluded.expires_at_us > permission.expires_at_us THEN excluded.expires_at_us ELSE permission.expires_at_us END"
        ),
        &params![drive, on.bytes(), on.is_file(), to.bytes(), role_number(terms.role), terms.expires],
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

/// Returns how many people and groups but this one something is shared with by itself.
pub fn others_on(tx: &mut Tx<'_>, drive: &DriveId, on: &On, but: &Principal, now: Timestamp) -> Result<u64> {
    let n = tx.row(
        sql!(
            "permission.others_on",
            "SELECT COUNT(DISTINCT p.principal) FROM permission p WHERE p.drive = $1 AND p.node = $2 AND p.principal <> $3 \
             AND (p.expires_at_us IS NULL OR p.expires_at_us > $4)"
        ),
        &params![drive, on.bytes(), but.bytes(), now],
        |row| count(row, 0),
    )?;
    Ok(n.unwrap_or(0))
}

/// Returns the greatest role that shares of a node or of anything above it give somebody, by themselves or by a group.
pub fn role(tx: &mut Tx<'_>, drive: &DriveId, node: &NodeId, user: &UserId, now: Timestamp) -> Result<Option<Role>> {
    let role = tx.row(
        sql!(
            "permission.role",
            "WITH RECURSIVE up (id, parent) AS (SELECT id, parent FROM node WHERE drive = $1 AND id = $2 \
             UNION ALL SELECT n.id, n.parent FROM up CROSS JOIN node n WHERE n.drive = $1 AND n.id = up.parent) \
             SELECT MAX(p.role) FROM up CROSS JOIN permission p WHERE p.drive = $1 AND p.node = up.id \
             AND (p.expires_at_us IS NULL OR p.expires_at_us > $4) AND p.principal IN ( \
             SELECT u.id FROM user_account u WHERE u.id = $3 UNION ALL SELECT b.group_id FROM belongs b WHERE b.user_id = $3)"
        ),
        &params![drive, node, user, now],
        |row| row.opt_integer(0),
    )?;
    Ok(role.flatten().map(role_of))
}

/// Returns the greatest role that shares of a file by itself give somebody. What its folder gives is not among it.
pub fn role_on_file(tx: &mut Tx<'_>, drive: &DriveId, file: &FileId, user: &UserId, now: Timestamp) -> Result<Option<Role>> {
    let role = tx.row(
        sql!(
            "permission.role_on_file",
            "SELECT MAX(p.role) FROM permission p WHERE p.drive = $1 AND p.node = $2 AND p.is_file = 1 \
             AND (p.expires_at_us IS NULL OR p.expires_at_us > $4) AND p.principal IN ( \
             SELECT u.id FROM user_account u WHERE u.id = $3 UNION ALL SELECT b.group_id FROM belongs b WHERE b.user_id = $3)"
        ),
        &params![drive, file, user, now],
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
    pub terms: Terms,
}

/// Returns the shares of something and of all that lies above it with people and groups of some numbers, the nearest first.
/// `folder` is the node itself, or what the file lies in.
pub fn along(
    tx: &mut Tx<'_>,
    drive: &DriveId,
    folder: &NodeId,
    file: Option<&FileId>,
    numbers: (u64, u64),
    now: Timestamp,
) -> Result<Vec<Given>> {
    tx.rows(
        sql!(
            "permission.along",
            "WITH RECURSIVE up (id, parent, depth) AS (SELECT id, parent, 1 FROM node WHERE drive = $1 AND id = $2 \
             UNION ALL SELECT n.id, n.parent, up.depth + 1 FROM up CROSS JOIN node n WHERE n.drive = $1 AND n.id = up.parent) \
             SELECT g.node, g.is_file, r.number, g.role, g.expires_at_us FROM ( \
             SELECT p.node, p.is_file, p.principal, p.role, p.expires_at_us, up.depth FROM up CROSS JOIN permission p \
             WHERE p.drive = $1 AND p.node = up.id \
             UNION ALL SELECT p.node, p.is_file, p.principal, p.role, p.expires_at_us, 0 FROM permission p \
             WHERE p.drive = $1 AND p.node = $3) g CROSS JOIN principal r WHERE r.id = g.principal AND r.number >= $4 \
             AND r.number <= $5 AND (g.expires_at_us IS NULL OR g.expires_at_us > $6) ORDER BY g.depth, r.number, g.role DESC"
        ),
        &params![drive, folder, file, numbers.0, numbers.1, now],
        |row| Ok(Given { on: On::read(row, 0)?, number: count(row, 2)?, terms: terms(row, 3)? }),
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
pub fn received(tx: &mut Tx<'_>, user: &UserId, after: Option<&Received>, limit: usize, now: Timestamp) -> Result<Vec<Received>> {
    let (drive, item) = after.map_or((DriveId([0; 16]), [0; 16]), |after| (after.drive, *after.on.bytes()));
    tx.rows(
        sql!(
            "permission.received",
            "SELECT p.drive, p.node, MAX(p.is_file) FROM permission p CROSS JOIN drive d WHERE p.principal IN ( \
             SELECT u.id FROM user_account u WHERE u.id = $1 UNION ALL SELECT b.group_id FROM belongs b WHERE b.user_id = $1) \
             AND d.id = p.drive AND (d.owner_kind <> 0 OR d.owner <> $1) AND (p.drive, p.node) > ($2, $3) \
             AND (p.expires_at_us IS NULL OR p.expires_at_us > $5) \
             AND (p.is_file = 1 OR EXISTS (SELECT 1 FROM live n WHERE n.drive = p.drive AND n.id = p.node)) \
             GROUP BY p.drive, p.node ORDER BY p.drive, p.node LIMIT $4"
        ),
        &params![user, &drive, &item, limit, now],
        |row| Ok(Received { drive: DriveId::read(row, 0)?, on: On::read(row, 1)? }),
    )
}

/// Ends all shares of something that is removed for good.
pub(crate) fn purge(tx: &mut Tx<'_>, drive: &DriveId, on: &On) -> Result<()> {
    tx.run(sql!("permission.purge", "DELETE FROM permission WHERE drive = $1 AND node = $2"), &params![drive, on.bytes()])?;
    Ok(())
}

/// Ends all shares of the files of a folder that is removed for good.
pub(crate) fn purge_folder(tx: &mut Tx<'_>, drive: &DriveId, folder: &NodeId) -> Result<()> {
    tx.run(
        sql!(
            "permission.purge_folder",
            concat!("DELETE FROM permission WHERE drive = $1 AND is_file = 1 AND ", of_folder!("permission.node"))
        ),
        &params![drive, folder, &FileId::within(folder, FileKey([0; 8])), &FileId::within(folder, FileKey([0xff; 8]))],
    )?;
    Ok(())
}

/// Forgets some permissions that have ended. Returns how many.
pub fn forget(tx: &mut Tx<'_>, now: Timestamp) -> Result<u64> {
    tx.run(
        sql!(
            "permission.forget",
            "DELETE FROM permission WHERE (drive, node, principal, role) IN ( \
             SELECT p.drive, p.node, p.principal, p.role FROM permission p WHERE p.expires_at_us <= $1 LIMIT 256)"
        ),
        &params![now],
    )
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

/// Says whether anything in a drive is shared with somebody. A file in the recycle bin counts: that its drive is there, they
/// know.
pub fn any(tx: &mut Tx<'_>, drive: &DriveId, user: &UserId, now: Timestamp) -> Result<bool> {
    let one = tx.row(
        sql!(
            "permission.any",
            "SELECT 1 FROM (SELECT u.id FROM user_account u WHERE u.id = $2 \
             UNION ALL SELECT b.group_id FROM belongs b WHERE b.user_id = $2) w CROSS JOIN permission p \
             WHERE p.principal = w.id AND p.drive = $1 \
             AND (p.expires_at_us IS NULL OR p.expires_at_us > $3) \
             AND (p.is_file = 1 OR EXISTS (SELECT 1 FROM live n WHERE n.drive = p.drive AND n.id = p.node)) LIMIT 1"
        ),
        &params![drive, user, now],
        |row| row.integer(0),
    )?;
    Ok(one.is_some())
}

/// Returns the nodes of a drive that are shared by themselves with somebody or a group of theirs, `limit` at most, in no order.
/// All that lies below them is shared, too.
pub fn roots(tx: &mut Tx<'_>, drive: &DriveId, user: &UserId, now: Timestamp, limit: usize) -> Result<Vec<NodeId>> {
    tx.rows(
        sql!(
            "permission.roots",
            // From the person's groups on: SQLite would rather read all that anybody has in the drive.
            "SELECT DISTINCT p.node FROM (SELECT u.id FROM user_account u WHERE u.id = $2 \
             UNION ALL SELECT b.group_id FROM belongs b WHERE b.user_id = $2) w CROSS JOIN permission p WHERE p.principal = w.id \
             AND p.drive = $1 AND p.is_file = 0 AND (p.expires_at_us IS NULL OR p.expires_at_us > $3) LIMIT $4"
        ),
        &params![drive, user, now, limit],
        |row| NodeId::read(row, 0),
    )
}

/// Returns the drives of other people in which something is shared with somebody or a group of theirs.
pub fn drives(tx: &mut Tx<'_>, user: &UserId, now: Timestamp) -> Result<Vec<DriveId>> {
    tx.rows(
        sql!(
            "permission.drives",
            "SELECT d.id FROM drive d WHERE d.owner_kind = 0 AND d.owner <> $1 AND d.id IN ( \
             SELECT p.drive FROM permission p WHERE (p.expires_at_us IS NULL OR p.expires_at_us > $2) \
             AND p.principal IN (SELECT u.id FROM user_account u WHERE u.id = $1 UNION ALL SELECT b.group_id FROM belongs b WHERE b.user_id = $1)) ORDER BY d.id"
        ),
        &params![user, now],
        |row| DriveId::read(row, 0),
    )
}

/// Reads what a permission gives from a column and the next.
fn terms(row: &Row<'_>, column: usize) -> Result<Terms> {
    Ok(Terms { role: role_of(row.integer(column)?), expires: row.opt_integer(column + 1)?.map(Timestamp::from_micros) })
}
