//! From contents that have some words to the pages that show them: up from the lists that name a content to the sections that
//! show those.

use super::Sought;
use super::find::{FOLLOWED_MAX, Hit, Position};
use crate::ids::{RowId, moment};
use crate::page_list::PageRow;
use crate::page_list::read::{self, Listed};
use crate::query::PageScope;
use crate::seen::Seen;
use crate::{Hash, Result, Tx, params, sql};
use model::{DriveId, NodeId, PageKey, Timestamp};

/// How many rows one statement follows. Copies of a section show the same row many times.
const BATCH: u32 = 256;

/// Returns pages that have what is sought: those with all words in their title first, then the newest.
pub(super) fn pages(tx: &mut Tx<'_>, scope: &PageScope<'_>, sought: &Sought, after: Option<&Position>, limit: usize) -> Result<Vec<Hit>> {
    let mut found = Vec::new();
    for drive in scope.drives {
        let is_all_seen = scope.section.is_some() || scope.sight.is_whole;
        let seen = if is_all_seen { None } else { Some(Seen::of(tx, drive, scope.sight)?) };
        in_drive(tx, drive, scope, seen, sought, after, limit, &mut found)?;
    }
    found.sort_unstable_by_key(|hit: &Hit| std::cmp::Reverse(hit.position));
    found.truncate(limit);
    Ok(found)
}

#[expect(clippy::too_many_arguments, reason = "one loop of `pages`, apart only because it is long")]
fn in_drive(
    tx: &mut Tx<'_>,
    drive: &DriveId,
    scope: &PageScope<'_>,
    mut seen: Option<Seen<'_>>,
    sought: &Sought,
    after: Option<&Position>,
    limit: usize,
    found: &mut Vec<Hit>,
) -> Result<()> {
    let mut after = after.copied();
    let mut kept = 0;
    // Else the copies of a section would all be looked through for the pages of one.
    let only = scope.section.map(|section| &section.held.id);
    loop {
        let candidates = candidates(tx, drive, only, sought, after.as_ref())?;
        let of_seen = match &mut seen {
            Some(seen) => Some(seen.among(tx, candidates.iter().map(|candidate| candidate.position.page.section))?),
            None => None,
        };
        for candidate in &candidates {
            // A page that was put in order since its layer was closed lies in two, and was just asked for.
            if after.replace(candidate.position) == Some(candidate.position) {
                continue;
            }
            let section = candidate.position.page.section;
            if of_seen.as_ref().is_some_and(|seen| !seen.contains(&section)) {
                continue;
            }
            // A layer nearer to the section may hide the row, or have another version of the page.
            let shown = read::get(tx, drive, &section, &candidate.position.page.key)?;
            let fits = |row: &PageRow| {
                row.content == candidate.content
                    && row.modified == candidate.position.page.modified
                    && scope.app.is_none_or(|app| app.as_str() == row.app)
            };
            if let Some(row) = shown.filter(fits) {
                found.push(Hit { listed: Listed { drive: *drive, section, row }, position: candidate.position });
                kept += 1;
                if kept >= limit {
                    return Ok(());
                }
            }
        }
        if candidates.len() < BATCH as usize {
            return Ok(());
        }
    }
}

/// A page that would be a hit if no layer hides it.
struct Candidate {
    content: Hash,
    position: Position,
}

/// Returns candidates in the order of the list, of one section if `only` is given.
fn candidates(
    tx: &mut Tx<'_>,
    drive: &DriveId,
    only: Option<&NodeId>,
    sought: &Sought,
    after: Option<&Position>,
) -> Result<Vec<Candidate>> {
    let is_postgres = tx.is_postgres();
    let (words, title_words) = (sought.spelled(is_postgres, false), sought.spelled(is_postgres, true));
    let (in_title, modified, key, section) = match after {
        None => (true, Timestamp::from_micros(i64::MAX), PageKey([0xff; 16]), NodeId([0xff; 16])),
        Some(after) => (after.followed.unwrap_or(false), after.page.modified, after.page.key, after.page.section),
    };
    tx.rows(
        sql!(
            "search.follow",
            sqlite: "WITH RECURSIVE hit (content, in_title) AS MATERIALIZED ( \
             SELECT d.content, w.rowid IN (SELECT rowid FROM search_word WHERE search_word MATCH ?2) \
             FROM search_word w CROSS JOIN search_document d WHERE w.search_word MATCH ?1 AND d.id = w.rowid LIMIT ?3), \
             held (list, key, content, in_title, modified) AS MATERIALIZED ( \
             SELECT p.list, p.key, p.content, h.in_title, p.modified_at_us FROM hit h CROSS JOIN page p WHERE p.content = h.content AND p.dead = 0), \
             up (list, top) AS (SELECT DISTINCT list, list FROM held UNION SELECT u.list, l.id FROM up u CROSS JOIN list l WHERE l.parent = u.top), \
             shown (list, section) AS MATERIALIZED (SELECT u.list, s.id FROM up u CROSS JOIN section s CROSS JOIN live n \
             WHERE s.head = u.top AND s.drive = ?4 AND (?10 IS NULL OR s.id = ?10) AND n.drive = s.drive AND n.id = s.id) \
             SELECT r.content, r.in_title, r.modified, r.key, s.section FROM shown s CROSS JOIN held r WHERE r.list = s.list \
             AND (r.in_title, r.modified, r.key, s.section) < (?5, ?6, ?7, ?8) \
             ORDER BY r.in_title DESC, r.modified DESC, r.key DESC, s.section DESC LIMIT ?9",
            postgres: "WITH RECURSIVE hit (content, in_title) AS MATERIALIZED ( \
             SELECT d.content, CASE WHEN d.words @@ CAST(CAST($2 AS TEXT) AS tsquery) THEN 1 ELSE 0 END \
             FROM search_document d WHERE d.words @@ CAST(CAST($1 AS TEXT) AS tsquery) LIMIT $3), \
             held (list, key, content, in_title, modified) AS MATERIALIZED ( \
             SELECT p.list, p.key, p.content, CAST(h.in_title AS BIGINT), p.modified_at_us FROM hit h JOIN page p ON p.content = h.content AND p.dead = 0), \
             up (list, top) AS (SELECT DISTINCT list, list FROM held UNION SELECT u.list, l.id FROM up u JOIN list l ON l.parent = u.top), \
             shown (list, section) AS MATERIALIZED (SELECT u.list, s.id FROM up u JOIN section s ON s.head = u.top AND s.drive = $4 \
             AND (CAST($10 AS BYTEA) IS NULL OR s.id = $10) JOIN live n ON n.drive = s.drive AND n.id = s.id) \
             SELECT r.content, r.in_title, r.modified, r.key, s.section FROM shown s JOIN held r ON r.list = s.list \
             WHERE (r.in_title, r.modified, r.key, s.section) < ($5, $6, $7, $8) \
             ORDER BY r.in_title DESC, r.modified DESC, r.key DESC, s.section DESC LIMIT $9",
        ),
        &params![&words, &title_words, FOLLOWED_MAX + 1, drive, in_title, modified, &key, &section, BATCH, only],
        |row| {
            let page = read::Position { modified: moment(row, 2)?, key: PageKey::read(row, 3)?, section: NodeId::read(row, 4)? };
            Ok(Candidate { content: Hash(row.array::<32>(0)?), position: Position { followed: Some(row.boolean(1)?), page } })
        },
    )
}
