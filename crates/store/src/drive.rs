//! Drives: trees with an owner, a name and perhaps a quota. A site may have several, or none that is the default.

pub mod library;

use crate::ids::{RowId, count};
use crate::{Error, Result, Row, Tx, params, sql};
use model::{DriveId, GroupId, NodeId, Owner, SiteId, Timestamp, UserId};

/// A drive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drive {
    /// The drive; its root node has the same id.
    pub id: DriveId,
    /// Who owns it.
    pub owner: Owner,
    /// The library's name, as it stands in web addresses.
    pub name: String,
    /// Whether new notebooks of its owner are put here.
    pub is_default: bool,
    /// The most logical bytes it may hold; none means no limit.
    pub quota_bytes: Option<u64>,
    /// The notebook that takes pages which name no section.
    pub default_notebook: Option<NodeId>,
    /// The section in it that does.
    pub default_section: Option<NodeId>,
}

impl Drive {
    /// Returns the drive's root node.
    pub const fn root(&self) -> NodeId {
        NodeId(self.id.0)
    }
}

const fn owner_kind(owner: &Owner) -> i64 {
    match owner {
        Owner::User(_) => 0,
        Owner::Group(_) => 1,
        Owner::Site(_) => 2,
    }
}

const fn owner_id(owner: &Owner) -> &[u8; 16] {
    match owner {
        Owner::User(id) => id.bytes(),
        Owner::Group(id) => id.bytes(),
        Owner::Site(id) => id.bytes(),
    }
}

fn read(row: &Row<'_>) -> Result<Drive> {
    let owner = row.array::<16>(2)?;
    let owner = match row.integer(1)? {
        0 => Owner::User(UserId(owner)),
        1 => Owner::Group(GroupId(owner)),
        2 => Owner::Site(SiteId(owner)),
        _ => return Err(Error::corrupt("a drive's owner is of no known kind")),
    };
    Ok(Drive {
        id: DriveId::read(row, 0)?,
        owner,
        name: row.text(3)?,
        is_default: row.boolean(4)?,
        quota_bytes: row.opt_integer(5)?.map(|n| u64::try_from(n).unwrap_or(0)),
        default_notebook: NodeId::read_opt(row, 6)?,
        default_section: NodeId::read_opt(row, 7)?,
    })
}

/// Adds a drive with its root node. `false` if its owner has a drive of this name.
pub fn insert(tx: &mut Tx<'_>, drive: &Drive, by: &UserId, now: Timestamp) -> Result<bool> {
    let rows = tx.run(
        sql!(
            "drive.insert",
            "INSERT INTO drive (id, owner_kind, owner, name, name_key, is_default, quota_bytes, created_at_us) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING"
        ),
        &params![
            &drive.id,
            owner_kind(&drive.owner),
            owner_id(&drive.owner),
            &drive.name,
            &model::fold(&drive.name),
            drive.is_default,
            drive.quota_bytes,
            now
        ],
    )?;
    if rows == 0 {
        return Ok(false);
    }
    tx.run(
        sql!(
            "drive.insert_root",
            "INSERT INTO node (drive, id, kind, name, name_key, state, created_at_us, created_by, modified_at_us, modified_by) \
             VALUES ($1, $1, 0, 'root', 'root', 0, $2, $3, $2, $3)"
        ),
        &params![&drive.id, now, by],
    )?;
    Ok(true)
}

/// Returns a drive.
pub fn get(tx: &mut Tx<'_>, id: &DriveId) -> Result<Option<Drive>> {
    tx.row(
        sql!(
            "drive.get",
            "SELECT id, owner_kind, owner, name, is_default, quota_bytes, default_notebook, default_section FROM drive WHERE id = $1"
        ),
        &params![id],
        read,
    )
}

/// Returns the drive that goes by the random half of its id on its own surface.
pub fn by_cid(tx: &mut Tx<'_>, cid: &[u8; 8]) -> Result<Option<Drive>> {
    tx.row(
        sql!(
            "drive.by_cid",
            "SELECT id, owner_kind, owner, name, is_default, quota_bytes, default_notebook, default_section FROM drive \
             WHERE cid = $1"
        ),
        &params![cid],
        read,
    )
}

/// Returns the drives that are somebody's, or of groups and sites that they are members of; their own first, `limit` at most.
pub fn of_member(tx: &mut Tx<'_>, user: &UserId, limit: usize) -> Result<Vec<DriveId>> {
    tx.rows(
        sql!(
            "drive.of_member",
            "SELECT DISTINCT id, owner_kind FROM (SELECT d.id, d.owner_kind FROM drive d WHERE d.owner = $1 AND d.owner_kind = 0 \
             UNION ALL SELECT d.id, d.owner_kind FROM belongs b CROSS JOIN drive d \
             WHERE b.user_id = $1 AND d.owner = b.group_id AND d.owner_kind = 1 \
             UNION ALL SELECT d.id, d.owner_kind FROM site_member m CROSS JOIN drive d \
             WHERE m.user_id = $1 AND d.owner = m.site_id AND d.owner_kind = 2) theirs ORDER BY owner_kind, id LIMIT $2"
        ),
        &params![user, limit],
        |row| DriveId::read(row, 0),
    )
}

/// Returns all drives of an owner, the default first.
pub fn of_owner(tx: &mut Tx<'_>, owner: &Owner) -> Result<Vec<Drive>> {
    tx.rows(
        sql!(
            "drive.of_owner",
            "SELECT id, owner_kind, owner, name, is_default, quota_bytes, default_notebook, default_section FROM drive \
             WHERE owner = $1 AND owner_kind = $2 ORDER BY is_default DESC, name_key"
        ),
        &params![owner_id(owner), owner_kind(owner)],
        read,
    )
}

/// Gives a drive to another owner, who is locked, as one beside those that they have. `false` if one of these has the name.
pub fn give(tx: &mut Tx<'_>, id: &DriveId, to: &Owner, name: &str) -> Result<bool> {
    let rows = tx.run(
        sql!(
            "drive.give",
            "UPDATE drive SET owner_kind = $2, owner = $3, name = $4, name_key = $5, is_default = 0 WHERE id = $1 \
             AND NOT EXISTS (SELECT 1 FROM drive d WHERE d.owner = $3 AND d.name_key = $5)"
        ),
        &params![id, owner_kind(to), owner_id(to), name, &model::fold(name)],
    )?;
    Ok(rows == 1)
}

/// Locks a drive's row until the transaction ends: whoever checks a quota does this last of all locks.
pub fn lock(tx: &mut Tx<'_>, id: &DriveId) -> Result<()> {
    tx.row(sql!("drive.lock", "SELECT 1 FROM drive WHERE id = $1 FOR UPDATE"), &params![id], |row| row.integer(0))?;
    Ok(())
}

/// Returns the logical bytes of all sections and folders in a drive, of what was deleted from them and not yet for good, and of
/// what copies that are under way and uploads that are open at `now` will add. Walks them: for drives with a quota, and for who
/// asks how full a drive is. Former versions of files do not count.
pub fn bytes_in(tx: &mut Tx<'_>, id: &DriveId, now: Timestamp) -> Result<u64> {
    let sum = tx.row(
        sql!(
            "drive.bytes_in",
            "SELECT CAST(COALESCE((SELECT SUM(bytes) FROM section WHERE drive = $1), 0) \
             + COALESCE((SELECT SUM(bytes) FROM folder WHERE drive = $1), 0) \
             + COALESCE((SELECT SUM(bytes) FROM file_trash WHERE drive = $1), 0) \
             + COALESCE((SELECT SUM(c.bytes) FROM operation o CROSS JOIN captured c WHERE o.state < 2 AND o.target_drive = $1 \
             AND c.operation = o.id AND (c.seq >= o.done OR c.kind = 0)), 0) \
             + COALESCE((SELECT SUM(total_bytes) FROM upload WHERE drive = $1 AND expires_at_us > $2), 0) AS BIGINT)"
        ),
        &params![id, now],
        |row| count(row, 0),
    )?;
    Ok(sum.unwrap_or(0))
}

/// Returns how many of these bytes lie in the drive's recycle bin.
pub fn bytes_in_trash(tx: &mut Tx<'_>, id: &DriveId) -> Result<u64> {
    let sum = tx.row(
        sql!(
            "drive.bytes_in_trash",
            "SELECT CAST(COALESCE((SELECT SUM(s.bytes) FROM node n CROSS JOIN section s \
             WHERE n.drive = $1 AND n.state = 2 AND n.kind = 5 AND s.drive = $1 AND s.id = n.id), 0) \
             + COALESCE((SELECT SUM(f.bytes) FROM node n CROSS JOIN folder f \
             WHERE n.drive = $1 AND n.state = 2 AND n.kind = 1 AND f.drive = $1 AND f.id = n.id), 0) \
             + COALESCE((SELECT SUM(bytes) FROM file_trash WHERE drive = $1), 0) AS BIGINT)"
        ),
        &params![id],
        |row| count(row, 0),
    )?;
    Ok(sum.unwrap_or(0))
}

/// Says which section takes pages that name none.
pub fn set_default(tx: &mut Tx<'_>, id: &DriveId, notebook: &NodeId, section: &NodeId) -> Result<()> {
    tx.run(
        sql!("drive.set_default", "UPDATE drive SET default_notebook = $2, default_section = $3 WHERE id = $1"),
        &params![id, notebook, section],
    )?;
    Ok(())
}

/// Returns every drive's id, for checks of a whole store.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<DriveId>> {
    tx.rows(sql!("drive.all", "SELECT id FROM drive ORDER BY id"), &params![], |row| DriveId::read(row, 0))
}
