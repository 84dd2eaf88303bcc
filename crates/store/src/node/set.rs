//! Many nodes by one statement: for those who show trees. There are no rows for ids that there is nothing to say about.

use super::about::About;
use super::{Node, kind_number, read, select};
use crate::directory::role_of;
use crate::ids::{RowId, count, moment};
use crate::{Result, Row, Tx, Value, params, share_link, sql};
use model::{DriveId, LinkScope, NodeId, NodeKind, Role, Timestamp, UserId};

/// So many ids stand in one statement; whoever has more runs it again. A statement is prepared once, so there is one length:
/// a list that is not full repeats its last id.
pub(crate) const IDS: usize = 32;

/// The parameters of the ids. What else a statement takes comes before them in the list, and from `$33` on in the text.
macro_rules! ids {
    () => {
        "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, \
         $28, $29, $30, $31, $32)"
    };
}
pub(crate) use ids;

pub(crate) fn with<'a, T, const N: usize>(ids: &'a [T], rest: [Value<'a>; N]) -> Vec<Value<'a>>
where
    Value<'a>: From<&'a T>,
{
    let all = ids.iter().chain(ids.last().into_iter().cycle()).take(IDS);
    all.map(Value::from).chain(rest).collect()
}

/// Returns those of some nodes of a drive that are live, in no order.
pub fn get_all(tx: &mut Tx<'_>, drive: &DriveId, ids: &[NodeId]) -> Result<Vec<Node>> {
    let mut found = Vec::with_capacity(ids.len());
    for some in ids.chunks(IDS) {
        found.extend(tx.rows(
            sql!("node.get_all", select!("live WHERE drive = $33 AND id IN ", ids!())),
            &with(some, [drive.into()]),
            read,
        )?);
    }
    Ok(found)
}

/// Returns what those of some nodes lie in that are live, in no order.
pub(crate) fn parents_of_all(tx: &mut Tx<'_>, ids: &[NodeId]) -> Result<Vec<(NodeId, Option<NodeId>)>> {
    let mut found = Vec::with_capacity(ids.len());
    for some in ids.chunks(IDS) {
        found.extend(tx.rows(
            // With its drive, PostgreSQL takes an index that has all of the drive.
            sql!("node.parents_of_all", concat!("SELECT id, parent FROM live WHERE id IN ", ids!())),
            &with(some, []),
            |row| Ok((NodeId::read(row, 0)?, NodeId::read_opt(row, 1)?)),
        )?);
    }
    Ok(found)
}

/// Returns the children of one kind that some nodes of a drive have, `limit` at most; those of one node by name.
pub fn children_of_all(tx: &mut Tx<'_>, drive: &DriveId, parents: &[NodeId], kind: NodeKind, limit: usize) -> Result<Vec<Node>> {
    let mut found = Vec::new();
    for some in parents.chunks(IDS) {
        found.extend(tx.rows(
            sql!(
                "node.children_of_all",
                select!("live WHERE drive = $33 AND kind = $34 AND parent IN ", ids!(), " ORDER BY parent, name_key, id LIMIT $35")
            ),
            &with(some, [drive.into(), kind_number(kind).into(), (limit - found.len()).into()]),
            read,
        )?);
        if found.len() >= limit {
            break;
        }
    }
    Ok(found)
}

/// What the shares of one very node say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shares {
    /// The node.
    pub node: NodeId,
    /// The greatest role that one gives to `user`, by themselves or by a group.
    pub role: Option<Role>,
    /// Whether one is with anybody but `keeper`, or by a link.
    pub is_shared: bool,
    /// The widest scope of its links.
    pub link: Option<LinkScope>,
}

/// Returns what the shares of some nodes of a drive, or of files by themselves, say about `user` and about everybody but
/// `keeper`.
pub fn shares_of_all(
    tx: &mut Tx<'_>,
    drive: &DriveId,
    ids: &[NodeId],
    user: &UserId,
    keeper: &UserId,
    now: Timestamp,
) -> Result<Vec<Shares>> {
    let mut found = Vec::new();
    for some in ids.chunks(IDS) {
        found.extend(tx.rows(
            sql!(
                "permission.of_all",
                concat!(
                    "SELECT s.node, MAX(s.role), MAX(s.is_shared), MIN(s.scope) FROM ( \
                     SELECT p.node AS node, CASE WHEN p.principal = $34 OR p.principal IN ( \
                     SELECT b.group_id FROM belongs b WHERE b.user_id = $34) THEN p.role END AS role, \
                     CASE WHEN p.principal <> $35 THEN 1 ELSE 0 END AS is_shared, CAST(NULL AS BIGINT) AS scope \
                     FROM permission p WHERE p.drive = $33 AND (p.expires_at_us IS NULL OR p.expires_at_us > $36) AND p.node IN ",
                    ids!(),
                    " UNION ALL SELECT l.item, CAST(NULL AS BIGINT), 1, l.scope FROM share_link l WHERE l.drive = $33 \
                     AND (l.expires_at_us IS NULL OR l.expires_at_us > $36) AND l.item IN ",
                    ids!(),
                    ") s GROUP BY s.node"
                )
            ),
            &with(some, [drive.into(), user.into(), keeper.into(), now.into()]),
            |row| {
                let role = row.opt_integer(1)?.map(role_of);
                let link = row.opt_integer(3)?.map(share_link::scope_of);
                Ok(Shares { node: NodeId::read(row, 0)?, role, is_shared: row.boolean(2)?, link })
            },
        )?);
    }
    Ok(found)
}

/// When a section last changed, and by whom.
pub type Changed = (NodeId, Timestamp, UserId);

/// Returns when some sections of a drive, or pages of theirs, last changed.
pub fn changes_of_all(tx: &mut Tx<'_>, drive: &DriveId, sections: &[NodeId]) -> Result<Vec<Changed>> {
    let mut found = Vec::with_capacity(sections.len());
    for some in sections.chunks(IDS) {
        found.extend(tx.rows(
            sql!(
                "section.changes_of_all",
                concat!("SELECT id, last_modified_us, last_modified_by FROM section WHERE drive = $33 AND id IN ", ids!())
            ),
            &with(some, [drive.into()]),
            |row| Ok((NodeId::read(row, 0)?, moment(row, 1)?, UserId::read(row, 2)?)),
        )?);
    }
    Ok(found)
}

/// What one looks at to see whether a section is as it was.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Fresh {
    /// The section.
    pub id: NodeId,
    /// What it lies in.
    pub parent: Option<NodeId>,
    /// Its name.
    pub name: String,
    /// When it, or a page of its, last changed: rises with every change of a page.
    pub changed: Timestamp,
}

/// Returns the sections of a drive that may show a page that was changed at `since` or later, in a fixed order, `limit` at most.
pub fn sections_since(tx: &mut Tx<'_>, drive: &DriveId, since: Timestamp, limit: usize) -> Result<Vec<Fresh>> {
    tx.rows(
        sql!(
            "section.since",
            "SELECT n.id, n.parent, n.name, s.last_modified_us FROM section s CROSS JOIN live n \
             WHERE s.drive = $1 AND s.page_bound_us >= $2 AND s.n > 0 AND n.drive = s.drive AND n.id = s.id \
             ORDER BY s.page_bound_us DESC, s.id LIMIT $3"
        ),
        &params![drive, since, limit],
        fresh,
    )
}

/// Returns what is looked at of some sections of a drive, in no order.
pub(crate) fn fresh_of_all(tx: &mut Tx<'_>, drive: &DriveId, sections: &[NodeId]) -> Result<Vec<Fresh>> {
    let mut found = Vec::with_capacity(sections.len());
    for some in sections.chunks(IDS) {
        found.extend(tx.rows(
            sql!(
                "section.fresh_of_all",
                concat!(
                    "SELECT n.id, n.parent, n.name, s.last_modified_us FROM live n CROSS JOIN section s WHERE n.drive = $33 \
                     AND s.drive = n.drive AND s.id = n.id AND n.id IN ",
                    ids!()
                )
            ),
            &with(some, [drive.into()]),
            fresh,
        )?);
    }
    Ok(found)
}

fn fresh(row: &Row<'_>) -> Result<Fresh> {
    Ok(Fresh { id: NodeId::read(row, 0)?, parent: NodeId::read_opt(row, 1)?, name: row.text(2)?, changed: moment(row, 3)? })
}

/// What lies below a node, taken together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Below {
    /// The node.
    pub top: NodeId,
    /// How many nodes and files lie directly in it.
    pub children: u64,
    /// The logical bytes of all sections and files in it, or its own if it is a section.
    pub bytes: u64,
    /// When it or anything in it last changed.
    pub changed: Timestamp,
}

/// Returns what lies below some nodes of a drive. Walks all of it, but no page and no file.
///
/// Sums that are kept would be cheaper to read. But every write of a page or a file would have to keep those of all that is
/// above it, and the drive's root be the row where all writers of the drive queue.
pub fn below_all(tx: &mut Tx<'_>, drive: &DriveId, tops: &[NodeId]) -> Result<Vec<Below>> {
    let mut found = Vec::with_capacity(tops.len());
    for some in tops.chunks(IDS) {
        found.extend(tx.rows(
            sql!(
                "node.below_all",
                concat!(
                    "WITH RECURSIVE below (top, drive, id, parent) AS ( \
                     SELECT n.id, n.drive, n.id, n.parent FROM live n WHERE n.drive = $33 AND n.id IN ",
                    ids!(),
                    " UNION ALL SELECT b.top, n.drive, n.id, n.parent FROM below b CROSS JOIN live n \
                     WHERE n.drive = b.drive AND n.parent = b.id) \
                     SELECT b.top, CAST(SUM(CASE WHEN b.parent = b.top THEN 1 WHEN b.id = b.top THEN COALESCE(f.n, 0) ELSE 0 END) AS BIGINT), \
                     CAST(COALESCE(SUM(s.bytes), 0) + COALESCE(SUM(f.bytes), 0) AS BIGINT), MAX(n.modified_at_us), \
                     COALESCE(MAX(s.last_modified_us), 0), COALESCE(MAX(f.last_modified_us), 0) \
                     FROM below b CROSS JOIN node n LEFT JOIN section s ON s.drive = b.drive AND s.id = b.id \
                     LEFT JOIN folder f ON f.drive = b.drive AND f.id = b.id WHERE n.drive = b.drive AND n.id = b.id GROUP BY b.top"
                )
            ),
            &with(some, [drive.into()]),
            |row| {
                let changed = moment(row, 3)?.max(moment(row, 4)?).max(moment(row, 5)?);
                Ok(Below { top: NodeId::read(row, 0)?, children: count(row, 1)?, bytes: count(row, 2)?, changed })
            },
        )?);
    }
    Ok(found)
}

/// Returns what is said of some nodes of a drive that are live.
pub fn about_all(tx: &mut Tx<'_>, drive: &DriveId, ids: &[NodeId]) -> Result<Vec<(NodeId, About)>> {
    let mut found = Vec::with_capacity(ids.len());
    for some in ids.chunks(IDS) {
        found.extend(tx.rows(
            sql!(
                "node.about_all",
                concat!("SELECT id, fs_created_us, fs_modified_us, description FROM live WHERE drive = $33 AND id IN ", ids!())
            ),
            &with(some, [drive.into()]),
            |row| {
                let about = About {
                    fs_created: row.opt_integer(1)?.map(Timestamp::from_micros),
                    fs_modified: row.opt_integer(2)?.map(Timestamp::from_micros),
                    description: row.opt_text(3)?,
                };
                Ok((NodeId::read(row, 0)?, about))
            },
        )?);
    }
    Ok(found)
}
