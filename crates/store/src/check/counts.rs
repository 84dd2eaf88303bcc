//! What the rows of sections and folders say of what they show, counted again.

use super::Finding;
use crate::ids::{RowId, count};
use crate::layer::held::Held;
use crate::section::Section;
use crate::{Result, Sql, Tx, folder, params, section, sql};
use model::{DriveId, NodeId};

/// What a round over some sections or folders saw.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Round {
    /// Sections, or folders that hold or held files, that were looked at.
    pub holders: u64,
    /// Their visible pages or files.
    pub rows: u64,
    /// What was wrong.
    pub findings: Vec<Finding>,
    /// Where the next round begins; `None` after the last.
    pub next: Option<(DriveId, NodeId)>,
}

/// How many of them a round takes: few enough to stay within the time that a transaction has, even if they are large.
const A_ROUND: u32 = 16;

/// Counts the visible pages of some sections again, deleted and staged ones included, and compares with what their rows say.
pub fn sections(tx: &mut Tx<'_>, after: Option<(DriveId, NodeId)>) -> Result<Round> {
    let some = sql!("check.sections", "SELECT drive, id FROM section WHERE (drive, id) > ($1, $2) ORDER BY drive, id LIMIT $3");
    round(tx, some, after, of_section)
}

/// Counts the visible files of some folders again, deleted and staged ones included, and compares with what their rows say.
pub fn folders(tx: &mut Tx<'_>, after: Option<(DriveId, NodeId)>) -> Result<Round> {
    let some = sql!("check.folders", "SELECT drive, id FROM folder WHERE (drive, id) > ($1, $2) ORDER BY drive, id LIMIT $3");
    round(tx, some, after, of_folder)
}

/// Looks at one, unless it is gone, and returns how many rows it shows.
type Look = fn(&mut Tx<'_>, &DriveId, &NodeId, &mut Vec<Finding>) -> Result<Option<u64>>;

fn round(tx: &mut Tx<'_>, some: &'static Sql, after: Option<(DriveId, NodeId)>, look: Look) -> Result<Round> {
    let (drive, id) = after.unwrap_or((DriveId([0; 16]), NodeId([0; 16])));
    let ids = tx.rows(some, &params![&drive, &id, A_ROUND], |row| Ok((DriveId::read(row, 0)?, NodeId::read(row, 1)?)))?;
    let mut round = Round::default();
    for (drive, id) in &ids {
        if let Some(rows) = look(tx, drive, id, &mut round.findings)? {
            round.holders += 1;
            round.rows += rows;
        }
    }
    round.next = ids.last().copied().filter(|_| ids.len() == A_ROUND as usize);
    Ok(round)
}

/// `chain (id, parent, depth)`: the layers of a section or a folder. Parameters: its drive and id.
macro_rules! chain {
    ($holder:literal) => {
        concat!(
            "WITH RECURSIVE chain (id, parent, depth) AS ( \
             SELECT l.id, l.parent, 0 FROM ",
            $holder,
            " s CROSS JOIN list l WHERE l.id = s.head AND s.drive = $1 AND s.id = $2 \
             UNION ALL SELECT l.id, l.parent, c.depth + 1 FROM chain c CROSS JOIN list l WHERE l.id = c.parent AND c.depth < 64)"
        )
    };
}

/// What the layers of [`chain`] show, as `p`.
macro_rules! visible {
    ($rows:literal) => {
        concat!(
            " FROM chain c CROSS JOIN ",
            $rows,
            " p WHERE p.list = c.id AND p.dead = 0 AND NOT EXISTS ( \
             SELECT 1 FROM chain d CROSS JOIN ",
            $rows,
            " u WHERE u.list = d.id AND d.depth < c.depth AND u.key = p.key)"
        )
    };
}

/// Sums of what a section or a folder shows, the last of them one of its own kind; and the rows of its head.
macro_rules! sums {
    ($holder:literal, $rows:literal, $own:literal) => {
        sql!(
            concat!("check.", $holder),
            concat!(
                chain!($holder),
                " SELECT COUNT(*), CAST(COALESCE(SUM(p.bytes), 0) AS BIGINT), COALESCE(MAX(p.modified_at_us), 0), ",
                "(SELECT COUNT(*) FROM ",
                $holder,
                " s CROSS JOIN ",
                $rows,
                " p WHERE p.list = s.head AND s.drive = $1 AND s.id = $2), ",
                $own,
                visible!($rows)
            )
        )
    };
}

/// Compares what a row says with what its layers really show. Returns how many rows that are, and the last of the sums.
fn compare(tx: &mut Tx<'_>, sums: &'static Sql, held: &Held, rows: &str, mut says: impl FnMut(String)) -> Result<(u64, i64)> {
    let counted = tx.row(sums, &params![&held.drive, &held.id], |row| {
        Ok((count(row, 0)?, count(row, 1)?, row.integer(2)?, count(row, 3)?, row.integer(4)?))
    })?;
    let (n, bytes, newest_us, top_rows, own) = counted.unwrap_or_default();
    if held.n != n {
        says(format!("says {} visible {rows}, and there are {n}", held.n));
    }
    if held.bytes != bytes {
        says(format!("says {} bytes of {rows}, and there are {bytes}", held.bytes));
    }
    if held.is_open && held.top_rows != top_rows {
        says(format!("says {} rows in its open layer, and there are {top_rows}", held.top_rows));
    }
    if held.bound.micros() < newest_us {
        says(format!("has {rows} that are newer than its bound; lists of what is new may miss them"));
    }
    Ok((n, own))
}

fn of_section(tx: &mut Tx<'_>, drive: &DriveId, id: &NodeId, findings: &mut Vec<Finding>) -> Result<Option<u64>> {
    let Some(section) = section::get(tx, drive, id)? else { return Ok(None) };
    let mut says = |what: String| findings.push(Finding::damage(format!("section 1-{id} {what}")));
    let (n, last) = compare(tx, sums!("section", "page", "COALESCE(MAX(p.ord), 0)"), &section.held, "pages", &mut says)?;
    if section.ord_bound < last {
        says("has a page beyond its last place; the next one may not be last".to_owned());
    }
    let apps = wrong_apps(tx, &section)?;
    if apps > 0 {
        says(format!("counts the pages of {apps} apps wrongly"));
    }
    Ok(Some(n))
}

/// Compares what a section keeps for each app with the pages that the app created. Returns how many are not the same.
fn wrong_apps(tx: &mut Tx<'_>, section: &Section) -> Result<i64> {
    let wrong = tx.row(
        sql!(
            "check.apps",
            concat!(
                chain!("section"),
                ", real (app, n, newest) AS (SELECT p.app, COUNT(*), MAX(p.modified_at_us)",
                visible!("page"),
                " GROUP BY p.app), \
                 kept (app, n, newest) AS (SELECT app, n, page_bound_us FROM section_app WHERE drive = $1 AND section = $2) \
                 SELECT COUNT(*) FROM (SELECT r.app FROM real r LEFT JOIN kept k ON k.app = r.app \
                 WHERE k.app IS NULL OR k.n <> r.n OR k.newest < r.newest \
                 UNION ALL SELECT k.app FROM kept k LEFT JOIN real r ON r.app = k.app WHERE r.app IS NULL AND k.n <> 0) w"
            )
        ),
        &params![&section.held.drive, &section.held.id],
        |row| row.integer(0),
    )?;
    Ok(wrong.unwrap_or(0))
}

fn of_folder(tx: &mut Tx<'_>, drive: &DriveId, id: &NodeId, findings: &mut Vec<Finding>) -> Result<Option<u64>> {
    let Some(folder) = folder::get(tx, drive, id)? else { return Ok(None) };
    let mut says = |what: String| findings.push(Finding::damage(format!("folder {id} {what}")));
    let (n, names) = compare(tx, sums!("folder", "file", "COUNT(DISTINCT p.name_key)"), &folder.held, "files", &mut says)?;
    let beside = tx.row(
        sql!(
            "check.file_names",
            concat!(
                chain!("folder"),
                " SELECT COUNT(*)",
                visible!("file"),
                " AND EXISTS (SELECT 1 FROM live n WHERE n.drive = $1 AND n.parent = $2 AND n.name_key = p.name_key)"
            )
        ),
        &params![drive, id],
        |row| row.integer(0),
    )?;
    if u64::try_from(names) != Ok(n) || beside != Some(0) {
        says("holds two things of one name".to_owned());
    }
    Ok(Some(n))
}
