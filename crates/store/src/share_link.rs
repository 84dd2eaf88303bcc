//! Sharing links: addresses by which an item is open. The address itself is nowhere: it is made of the link's id by a key.

use crate::directory::{role_number, role_of};
use crate::ids::{RowId, moment};
use crate::permission::On;
use crate::share::of_folder;
use crate::{Result, Row, Tx, params, sql};
use model::{DriveId, FileId, FileKey, LinkScope, NodeId, Role, ShareId, Timestamp, UserId};

/// A sharing link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Names it.
    pub id: ShareId,
    /// The drive of what it leads to.
    pub drive: DriveId,
    /// What it leads to.
    pub on: On,
    /// What it lets people do.
    pub role: Role,
    /// To whom it is open.
    pub scope: LinkScope,
    /// The app that made it.
    pub app: String,
    /// The hash of its password, in PHC form, if it has one.
    pub password_hash: Option<String>,
    /// When it was made.
    pub created: Timestamp,
    /// Who made it.
    pub created_by: UserId,
    /// From when on it opens nothing.
    pub expires: Option<Timestamp>,
}

impl Link {
    /// Says whether its time is over.
    #[must_use]
    pub fn is_over(&self, now: Timestamp) -> bool {
        self.expires.is_some_and(|expires| expires <= now)
    }
}

/// Adds a link.
pub fn insert(tx: &mut Tx<'_>, link: &Link) -> Result<()> {
    tx.run(
        sql!(
            "share_link.insert",
            "INSERT INTO share_link (id, drive, item, is_file, role, scope, app, password_hash, created_at_us, created_by, expires_at_us) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
        ),
        &params![
            &link.id,
            &link.drive,
            link.on.bytes(),
            link.on.is_file(),
            role_number(link.role),
            scope_number(link.scope),
            &link.app,
            link.password_hash.as_deref(),
            link.created,
            &link.created_by,
            link.expires
        ],
    )?;
    Ok(())
}

/// Returns a link, also one whose time is over.
pub fn get(tx: &mut Tx<'_>, id: &ShareId) -> Result<Option<Link>> {
    tx.row(
        sql!(
            "share_link.get",
            "SELECT id, drive, item, is_file, role, scope, app, password_hash, created_at_us, created_by, expires_at_us \
             FROM share_link WHERE id = $1"
        ),
        &params![id],
        read,
    )
}

/// Returns the links of something itself, the oldest first.
pub fn of(tx: &mut Tx<'_>, drive: &DriveId, on: &On) -> Result<Vec<Link>> {
    tx.rows(
        sql!(
            "share_link.of",
            "SELECT id, drive, item, is_file, role, scope, app, password_hash, created_at_us, created_by, expires_at_us \
             FROM share_link WHERE drive = $1 AND item = $2 ORDER BY created_at_us, id"
        ),
        &params![drive, on.bytes()],
        read,
    )
}

/// Returns the links of something and of all that lies above it, the nearest first. `folder` is the node itself, or what the
/// file lies in.
pub fn along(tx: &mut Tx<'_>, drive: &DriveId, folder: &NodeId, file: Option<&FileId>) -> Result<Vec<Link>> {
    tx.rows(
        sql!(
            "share_link.along",
            "WITH RECURSIVE up (id, parent, depth) AS (SELECT id, parent, 1 FROM node WHERE drive = $1 AND id = $2 \
             UNION ALL SELECT n.id, n.parent, up.depth + 1 FROM up CROSS JOIN node n WHERE n.drive = $1 AND n.id = up.parent), \
             here (id, depth) AS (SELECT id, depth FROM up UNION ALL SELECT COALESCE($3, id), 0 FROM up WHERE depth = 1) \
             SELECT l.id, l.drive, l.item, l.is_file, l.role, l.scope, l.app, l.password_hash, l.created_at_us, l.created_by, \
             l.expires_at_us FROM here CROSS JOIN share_link l WHERE l.drive = $1 AND l.item = here.id \
             AND (here.depth > 0 OR l.is_file = 1) ORDER BY here.depth, l.created_at_us, l.id"
        ),
        &params![drive, folder, file],
        read,
    )
}

/// Changes when a link ends, and its password.
pub fn change(tx: &mut Tx<'_>, id: &ShareId, expires: Option<Timestamp>, password_hash: Option<&str>) -> Result<()> {
    tx.run(
        sql!("share_link.change", "UPDATE share_link SET expires_at_us = $2, password_hash = $3 WHERE id = $1"),
        &params![id, expires, password_hash],
    )?;
    Ok(())
}

/// Ends a link.
pub fn remove(tx: &mut Tx<'_>, id: &ShareId) -> Result<()> {
    tx.run(sql!("share_link.remove", "DELETE FROM share_link WHERE id = $1"), &params![id])?;
    Ok(())
}

/// Ends all links to something that is removed for good.
pub(crate) fn purge(tx: &mut Tx<'_>, drive: &DriveId, on: &On) -> Result<()> {
    tx.run(sql!("share_link.purge", "DELETE FROM share_link WHERE drive = $1 AND item = $2"), &params![drive, on.bytes()])?;
    Ok(())
}

/// Ends all links to files of a folder that is removed for good.
pub(crate) fn purge_folder(tx: &mut Tx<'_>, drive: &DriveId, folder: &NodeId) -> Result<()> {
    tx.run(
        sql!(
            "share_link.purge_folder",
            concat!("DELETE FROM share_link WHERE drive = $1 AND is_file = 1 AND ", of_folder!("share_link.item"))
        ),
        &params![drive, folder, &FileId::within(folder, FileKey([0; 8])), &FileId::within(folder, FileKey([0xff; 8]))],
    )?;
    Ok(())
}

/// Forgets some links whose time was over before `cutoff`. Returns how many.
pub fn forget(tx: &mut Tx<'_>, cutoff: Timestamp) -> Result<u64> {
    tx.run(
        sql!(
            "share_link.forget",
            "DELETE FROM share_link WHERE id IN (SELECT l.id FROM share_link l WHERE l.expires_at_us < $1 LIMIT 256)"
        ),
        &params![cutoff],
    )
}

fn read(row: &Row<'_>) -> Result<Link> {
    Ok(Link {
        id: ShareId::read(row, 0)?,
        drive: DriveId::read(row, 1)?,
        on: On::read(row, 2)?,
        role: role_of(row.integer(4)?),
        scope: scope_of(row.integer(5)?),
        app: row.text(6)?,
        password_hash: row.opt_text(7)?,
        created: moment(row, 8)?,
        created_by: UserId::read(row, 9)?,
        expires: row.opt_integer(10)?.map(Timestamp::from_micros),
    })
}

const fn scope_number(scope: LinkScope) -> i64 {
    match scope {
        LinkScope::Anonymous => 0,
        LinkScope::Organization => 1,
        LinkScope::Users => 2,
    }
}

/// Reads a scope. A number that no release wrote opens to nobody.
pub(crate) const fn scope_of(number: i64) -> LinkScope {
    match number {
        0 => LinkScope::Anonymous,
        1 => LinkScope::Organization,
        _ => LinkScope::Users,
    }
}
