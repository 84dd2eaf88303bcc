//! What the rows of folders and files promise: as those of sections and pages, and that names are unique among all of them.

use super::{A_KIND, Finding, id};
use crate::folder::{self, Folder};
use crate::ids::{RowId, count};
use crate::{Hash, Result, Sql, Tx, params, sql};
use model::{DriveId, NodeId};

/// What a round over some folders saw.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folders {
    /// Folders that were looked at: those that hold, or held, files.
    pub folders: u64,
    /// Their visible files.
    pub files: u64,
    /// What was wrong.
    pub findings: Vec<Finding>,
    /// Where the next round begins; `None` after the last.
    pub next: Option<(DriveId, NodeId)>,
}

/// How many folders a round takes: few enough to stay within the time that a transaction has, even if they are large.
const FOLDERS_A_ROUND: u32 = 16;

/// Counts the visible files of some folders again, deleted and staged ones included, and compares with what their rows say.
pub fn folders(tx: &mut Tx<'_>, after: Option<(DriveId, NodeId)>) -> Result<Folders> {
    let (drive, id) = after.unwrap_or((DriveId([0; 16]), NodeId([0; 16])));
    let ids = tx.rows(
        sql!("check.folders", "SELECT drive, id FROM folder WHERE (drive, id) > ($1, $2) ORDER BY drive, id LIMIT $3"),
        &params![&drive, &id, FOLDERS_A_ROUND],
        |row| Ok((DriveId::read(row, 0)?, NodeId::read(row, 1)?)),
    )?;
    let mut round = Folders::default();
    for (drive, id) in &ids {
        if let Some(folder) = folder::get(tx, drive, id)? {
            round.folders += 1;
            round.files += compare(tx, &folder, &mut round.findings)?;
        }
    }
    round.next = ids.last().copied().filter(|_| ids.len() == FOLDERS_A_ROUND as usize);
    Ok(round)
}

/// The visible files of a folder: parameters drive and folder.
macro_rules! visible {
    ($what:literal, $rest:literal) => {
        concat!(
            "WITH RECURSIVE chain (id, parent, depth) AS ( \
             SELECT l.id, l.parent, 0 FROM folder s CROSS JOIN list l WHERE l.id = s.head AND s.drive = $1 AND s.id = $2 \
             UNION ALL SELECT l.id, l.parent, c.depth + 1 FROM chain c CROSS JOIN list l WHERE l.id = c.parent AND c.depth < 64) SELECT ",
            $what,
            " FROM chain c CROSS JOIN file p WHERE p.list = c.id AND p.dead = 0 AND NOT EXISTS ( \
             SELECT 1 FROM chain d CROSS JOIN file u WHERE u.list = d.id AND d.depth < c.depth AND u.key = p.key)",
            $rest
        )
    };
}

fn compare(tx: &mut Tx<'_>, folder: &Folder, findings: &mut Vec<Finding>) -> Result<u64> {
    let place = params![&folder.held.drive, &folder.held.id];
    let counted = tx.row(
        sql!(
            "check.visible_files",
            visible!(
                "COUNT(*), CAST(COALESCE(SUM(p.bytes), 0) AS BIGINT), COALESCE(MAX(p.modified_at_us), 0), COUNT(DISTINCT p.name_key)",
                ""
            )
        ),
        &place,
        |row| Ok((count(row, 0)?, count(row, 1)?, row.integer(2)?, count(row, 3)?)),
    )?;
    let (n, bytes, newest_us, names) = counted.unwrap_or_default();
    let top_rows = tx.row(
        sql!("check.top_file_rows", "SELECT COUNT(*) FROM folder s CROSS JOIN file p WHERE p.list = s.head AND s.drive = $1 AND s.id = $2"),
        &place,
        |row| count(row, 0),
    )?;
    let beside = tx.row(
        sql!(
            "check.file_names",
            visible!("COUNT(*)", " AND EXISTS (SELECT 1 FROM live n WHERE n.drive = $1 AND n.parent = $2 AND n.name_key = p.name_key)")
        ),
        &place,
        |row| count(row, 0),
    )?;
    let mut says = |what: String| findings.push(Finding::damage(format!("folder {} {what}", folder.held.id)));
    if folder.held.n != n {
        says(format!("says {} visible files, and there are {n}", folder.held.n));
    }
    if folder.held.bytes != bytes {
        says(format!("says {} bytes of files, and there are {bytes}", folder.held.bytes));
    }
    if folder.held.is_open && top_rows != Some(folder.held.top_rows) {
        says(format!("says {} rows in its open layer, and there are {}", folder.held.top_rows, top_rows.unwrap_or(0)));
    }
    if folder.held.bound.micros() < newest_us {
        says("has a file that is newer than its bound; a change may look like none".to_owned());
    }
    if names != n || beside != Some(0) {
        says("holds two things of one name".to_owned());
    }
    Ok(n)
}

/// A statement that returns ids, and what is wrong with them.
type Rule = (fn() -> &'static Sql, &'static str);

const DAMAGE: &[Rule] = &[
    (
        || {
            sql!(
                "check.folder_head",
                "SELECT s.id FROM folder s WHERE s.head IS NOT NULL AND NOT EXISTS (SELECT 1 FROM list l WHERE l.id = s.head) LIMIT $1"
            )
        },
        "a folder whose layer of files is missing",
    ),
    (
        || {
            sql!(
                "check.list_kind",
                "SELECT l.id FROM list l WHERE (l.kind <> 0 AND EXISTS (SELECT 1 FROM section s WHERE s.head = l.id)) \
                 OR (l.kind <> 1 AND EXISTS (SELECT 1 FROM folder s WHERE s.head = l.id)) \
                 OR EXISTS (SELECT 1 FROM list p WHERE p.id = l.parent AND p.kind <> l.kind) LIMIT $1"
            )
        },
        "a layer that is of another kind than what it belongs to",
    ),
    (
        || {
            sql!(
                "check.open_folder_shared",
                "SELECT s.id FROM folder s WHERE s.is_open = 1 AND s.head IS NOT NULL AND ( \
                 EXISTS (SELECT 1 FROM folder t WHERE t.head = s.head AND t.id <> s.id) \
                 OR EXISTS (SELECT 1 FROM list l WHERE l.parent = s.head)) LIMIT $1"
            )
        },
        "a folder that writes into a layer which others share",
    ),
    (
        || {
            sql!(
                "check.file_bytes",
                "SELECT DISTINCT p.list FROM file p CROSS JOIN content c WHERE c.hash = p.content AND p.bytes <> c.bytes LIMIT $1"
            )
        },
        "a layer with a file that is not as long as its content",
    ),
    (
        || sql!("check.file_content_none", "SELECT DISTINCT p.list FROM file p WHERE p.dead = 0 AND p.content IS NULL LIMIT $1"),
        "a layer with a file that has no content",
    ),
];

const WASTE: &[Rule] = &[
    (
        || {
            sql!(
                "check.folder_node",
                "SELECT s.id FROM folder s WHERE NOT EXISTS (SELECT 1 FROM node n WHERE n.drive = s.drive AND n.id = s.id) LIMIT $1"
            )
        },
        "what a folder shows, and the folder is gone",
    ),
    (
        || {
            sql!(
                "check.file_list",
                "SELECT DISTINCT p.list FROM file p WHERE NOT EXISTS (SELECT 1 FROM list l WHERE l.id = p.list) \
                 AND NOT EXISTS (SELECT 1 FROM list_released r WHERE r.list = p.list) LIMIT $1"
            )
        },
        "files of a layer that is gone",
    ),
    (
        || {
            sql!(
                "check.file_alias",
                "SELECT a.id FROM file_alias a WHERE NOT EXISTS (SELECT 1 FROM folder f WHERE f.drive = a.drive AND f.id = a.folder) LIMIT $1"
            )
        },
        "a file that moved to a folder that is gone",
    ),
    (
        || {
            sql!(
                "check.file_trash",
                "SELECT DISTINCT t.folder FROM file_trash t \
                 WHERE NOT EXISTS (SELECT 1 FROM folder f WHERE f.drive = t.drive AND f.id = t.folder) LIMIT $1"
            )
        },
        "deleted files of a folder that is gone",
    ),
    (
        || {
            sql!(
                "check.file_version",
                "SELECT DISTINCT v.folder FROM (SELECT folder FROM file_version UNION ALL SELECT folder FROM file_version_last) v \
                 WHERE NOT EXISTS (SELECT 1 FROM folder f WHERE f.id = v.folder) LIMIT $1"
            )
        },
        "versions of files of a folder that is gone",
    ),
];

/// Looks for folders, layers and files that hang in the air.
pub(super) fn structure(tx: &mut Tx<'_>) -> Result<Vec<Finding>> {
    let mut found = Vec::new();
    for (rules, finding) in [(DAMAGE, Finding::damage as fn(String) -> Finding), (WASTE, Finding::waste)] {
        for (statement, what) in rules {
            found.extend(tx.rows(statement(), &params![A_KIND], |row| Ok(finding(format!("{}: {what}", id(row)?))))?);
        }
    }
    Ok(found)
}

/// Looks for files, shown, former or deleted, whose content is missing, and for digests of contents that are gone.
pub(super) fn references(tx: &mut Tx<'_>) -> Result<Vec<Finding>> {
    let mut found = tx.rows(
        sql!(
            "check.file_content",
            "SELECT f.content, COUNT(*) FROM (SELECT content FROM file UNION ALL SELECT content FROM file_version \
             UNION ALL SELECT content FROM file_trash) f WHERE f.content IS NOT NULL \
             AND NOT EXISTS (SELECT 1 FROM content c WHERE c.hash = f.content) GROUP BY f.content LIMIT $1"
        ),
        &params![A_KIND],
        |row| Ok(Finding::damage(format!("content {}: missing, and {} files hold it", Hash(row.array(0)?), row.integer(1)?))),
    )?;
    found.extend(tx.rows(
        sql!(
            "check.digest",
            "SELECT d.hash FROM content_digest d WHERE NOT EXISTS (SELECT 1 FROM content c WHERE c.hash = d.hash) LIMIT $1"
        ),
        &params![A_KIND],
        |row| Ok(Finding::waste(format!("content {}: gone, and its digests are kept", Hash(row.array(0)?)))),
    )?);
    Ok(found)
}
