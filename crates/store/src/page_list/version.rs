//! What pages held before they were changed. Known by the page's section and key, so a copy of its section begins without, and what
//! lies in shared layers stays as it is.
//!
//! A version is the page before a *run* of changes: those that one person made within a few minutes. So who writes in an editor,
//! which saves every other second, leaves one behind and not hundreds. Each version also says who made that run: what the page
//! held after it is theirs.

use super::PageRow;
use crate::ids::{RowId, count, moment};
use crate::{Hash, Result, Row, Tx, content, params, sql};
use model::{NodeId, PageId, PageKey, Timestamp, UserId};

/// The most versions that a page keeps: those of its last numbers. Without a bound, two who write by turns would fill the disk
/// beside the quota, which counts what pages hold now.
pub const VERSIONS_MAX: i64 = 100;

/// How long a run of changes by one person lasts at most, in seconds. Long enough that a sitting leaves a list that can be read
/// through; short enough that who spoils a page loses little with it.
pub const RUN_SECONDS: i64 = 10 * 60;

/// What a page held before a run of changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Its number, 1 for the first that the page held. Means this one for good.
    pub number: i64,
    /// Names what the page held.
    pub content: Hash,
    /// The length of that, with its images and files.
    pub bytes: u64,
    /// The title that it had.
    pub title: String,
    /// When the page came to hold it, as it showed then.
    pub modified: Timestamp,
    /// Who gave it that; nobody knows it of what a page held at first.
    pub modified_by: Option<UserId>,
    /// When the run began that changed it.
    pub changed: Timestamp,
    /// Who made that run.
    pub changed_by: UserId,
}

fn read(row: &Row<'_>) -> Result<Version> {
    Ok(Version {
        number: row.integer(0)?,
        content: Hash(row.array::<32>(1)?),
        bytes: count(row, 2)?,
        title: row.text(3)?,
        modified: moment(row, 4)?,
        modified_by: UserId::read_opt(row, 5)?,
        changed: moment(row, 6)?,
        changed_by: UserId::read(row, 7)?,
    })
}

/// Returns what a page held before, the newest first. What it holds now has the next number.
///
/// # Errors
/// What the store can meet.
pub fn list(tx: &mut Tx<'_>, page: &PageId) -> Result<Vec<Version>> {
    tx.rows(
        sql!(
            "page_version.list",
            "SELECT number, content, bytes, title, modified_at_us, modified_by, changed_at_us, changed_by FROM page_version \
             WHERE section = $1 AND key = $2 ORDER BY number DESC"
        ),
        &params![&page.section, &page.key],
        read,
    )
}

/// Returns one version of a page.
///
/// # Errors
/// What the store can meet.
pub fn get(tx: &mut Tx<'_>, page: &PageId, number: i64) -> Result<Option<Version>> {
    tx.row(
        sql!(
            "page_version.get",
            "SELECT number, content, bytes, title, modified_at_us, modified_by, changed_at_us, changed_by FROM page_version \
             WHERE section = $1 AND key = $2 AND number = $3"
        ),
        &params![&page.section, &page.key, number],
        read,
    )
}

/// Returns the last version of a page: who changed it says who gave the page what it holds now.
///
/// # Errors
/// What the store can meet.
pub fn last(tx: &mut Tx<'_>, page: &PageId) -> Result<Option<Version>> {
    tx.row(
        sql!(
            "page_version.last",
            "SELECT number, content, bytes, title, modified_at_us, modified_by, changed_at_us, changed_by FROM page_version \
             WHERE section = $1 AND key = $2 ORDER BY number DESC LIMIT 1"
        ),
        &params![&page.section, &page.key],
        read,
    )
}

/// Takes the versions of a page along to where it is now. The caller has locked both sections.
///
/// # Errors
/// What the store can meet.
pub fn follow(tx: &mut Tx<'_>, from: &PageId, to: &PageId) -> Result<()> {
    tx.run(
        sql!("page_version.follow", "UPDATE page_version SET section = $3, key = $4 WHERE section = $1 AND key = $2"),
        &params![&from.section, &from.key, &to.section, &to.key],
    )?;
    Ok(())
}

/// How a change stands to the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Run {
    /// It may go on where the same person has just changed the page.
    GoesOn,
    /// What the page holds now is to be found again in any case.
    Begins,
}

/// Keeps what a page holds, before somebody changes it now. Within a run what the page held at its beginning is kept already.
pub(super) fn push(tx: &mut Tx<'_>, section: &NodeId, row: &PageRow, run: Run, by: &UserId, now: Timestamp) -> Result<()> {
    let page = PageId { section: *section, key: row.key };
    let last = last(tx, &page)?;
    let goes_on = |last: &Version| last.changed_by == *by && now < last.changed.plus_seconds(RUN_SECONDS);
    if run == Run::GoesOn && last.as_ref().is_some_and(goes_on) {
        return Ok(());
    }
    let number = last.as_ref().map_or(1, |last| last.number + 1);
    tx.run(
        sql!(
            "page_version.push",
            "INSERT INTO page_version (section, key, number, content, bytes, title, modified_at_us, modified_by, changed_at_us, changed_by) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
        ),
        &params![
            section,
            &row.key,
            number,
            &row.content,
            row.bytes,
            &row.title,
            row.modified,
            last.as_ref().map(|last| &last.changed_by),
            now,
            by
        ],
    )?;
    if number > VERSIONS_MAX { drop_upto(tx, section, &row.key, number - VERSIONS_MAX, now) } else { Ok(()) }
}

/// Removes all versions of a page.
pub(super) fn drop_all(tx: &mut Tx<'_>, section: &NodeId, key: &PageKey, now: Timestamp) -> Result<()> {
    drop_upto(tx, section, key, i64::MAX, now)
}

fn drop_upto(tx: &mut Tx<'_>, section: &NodeId, key: &PageKey, number: i64, now: Timestamp) -> Result<()> {
    let contents = tx.rows(
        sql!("page_version.drop", "DELETE FROM page_version WHERE section = $1 AND key = $2 AND number <= $3 RETURNING content"),
        &params![section, key, number],
        |row| row.array::<32>(0).map(Hash),
    )?;
    release(tx, contents, now)
}

/// Removes some versions of pages of a section that is removed for good. Says whether that was all of them.
pub(crate) fn drop_of_section(tx: &mut Tx<'_>, section: &NodeId, now: Timestamp) -> Result<bool> {
    let contents = tx.rows(
        sql!(
            "page_version.drop_of_section",
            "DELETE FROM page_version WHERE section = $1 AND (key, number) IN (SELECT v.key, v.number FROM page_version v \
             WHERE v.section = $1 ORDER BY v.key, v.number LIMIT $2) RETURNING content"
        ),
        &params![section, A_STEP],
        |row| row.array::<32>(0).map(Hash),
    )?;
    let is_all = contents.len() < A_STEP as usize;
    release(tx, contents, now)?;
    Ok(is_all)
}

/// The most versions that one step of a section's removal takes.
const A_STEP: u32 = 256;

/// Lets contents go, in one order: so that two who let go of the same do not each wait for the other.
fn release(tx: &mut Tx<'_>, mut contents: Vec<Hash>, now: Timestamp) -> Result<()> {
    contents.sort_unstable();
    contents.dedup();
    contents.iter().try_for_each(|content| content::release(tx, content, now))
}
