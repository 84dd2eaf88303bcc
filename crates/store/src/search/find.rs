//! From words to the pages that show them.
//!
//! Two ways. Few contents have the words: each is followed to the lists that name it and up to the sections that show those,
//! and pages with all words in their title come first. Or so many have them that sorting all would cost more than looking:
//! then pages are visited as in a list of the newest, and each is asked. The position says which way a list went, so
//! it goes on the same way.
//!
//! Asking a page means different things. PostgreSQL has its words beside it. FTS5 would look all words up anew for each page,
//! which costs milliseconds where a beginning stands for thousands of words; so it is asked once for all that match.

use super::Sought;
use crate::ids::{RowId, moment};
use crate::page_list::read::Listed;
use crate::page_list::{self, Above, Layer, PageRow, read};
use crate::section::{self, Section};
use crate::{Hash, Result, Row, Tx, params, sql};
use model::{AppId, DriveId, NodeId, PageKey, Timestamp};
use std::collections::HashSet;

/// Up to so many contents are followed to their pages.
const FOLLOWED_MAX: u64 = 2_000;

/// How many rows one statement follows. Copies of a section show the same row many times.
const BATCH: u32 = 256;

/// How many sections one statement fetches when many are visited.
const SECTIONS_A_VISIT: u32 = 32;

/// A place in a list of what was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Whether contents were followed, with titles first, and whether this one had all words in its title.
    pub followed: Option<bool>,
    /// The page.
    pub page: read::Position,
}

/// A page that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The page.
    pub listed: Listed,
    /// Where it stands.
    pub position: Position,
}

/// Where to look.
#[derive(Clone, Copy, Debug)]
pub enum Within<'a> {
    /// In all live sections of some drives.
    Drives(&'a [DriveId]),
    /// In some sections.
    Sections(&'a [Section]),
}

/// Returns pages that have what is sought, after `after`, at most `limit`, of one app's making if `app` is given.
pub fn pages(
    tx: &mut Tx<'_>,
    within: Within<'_>,
    sought: &Sought,
    after: Option<&Position>,
    limit: usize,
    app: Option<&AppId>,
) -> Result<Vec<Hit>> {
    if sought.is_empty() || limit == 0 {
        return Ok(Vec::new());
    }
    let follows = match after {
        Some(position) => position.followed.is_some(),
        None => count(tx, sought)? <= FOLLOWED_MAX,
    };
    if follows {
        follow(tx, within, sought, after, limit, app)
    } else {
        visit(tx, within, sought, after.map(|after| &after.page), limit, app)
    }
}

/// Returns how many contents have the words, but not much more than [`FOLLOWED_MAX`].
fn count(tx: &mut Tx<'_>, sought: &Sought) -> Result<u64> {
    let words = sought.spelled(tx.is_postgres(), false);
    let found = tx.row(
        sql!(
            "search.count",
            sqlite: "SELECT COUNT(*) FROM (SELECT rowid FROM search_word WHERE search_word MATCH ?1 LIMIT ?2)",
            postgres: "SELECT COUNT(*) FROM (SELECT 1 FROM search_document WHERE words @@ CAST(CAST($1 AS TEXT) AS tsquery) LIMIT $2) w",
        ),
        &params![&words, FOLLOWED_MAX + 1],
        |row| crate::ids::count(row, 0),
    )?;
    Ok(found.unwrap_or(0))
}

fn follow(
    tx: &mut Tx<'_>,
    within: Within<'_>,
    sought: &Sought,
    after: Option<&Position>,
    limit: usize,
    app: Option<&AppId>,
) -> Result<Vec<Hit>> {
    let drives: Vec<DriveId> = match within {
        Within::Drives(drives) => drives.to_vec(),
        Within::Sections(sections) => {
            let mut drives: Vec<DriveId> = sections.iter().map(|section| section.drive).collect();
            drives.sort_unstable();
            drives.dedup();
            drives
        }
    };
    let mut found = Vec::new();
    for drive in &drives {
        follow_in(tx, drive, within, sought, after, limit, app, &mut found)?;
    }
    found.sort_unstable_by_key(|hit: &Hit| std::cmp::Reverse(hit.position));
    found.truncate(limit);
    Ok(found)
}

#[expect(clippy::too_many_arguments, reason = "one loop of `follow`, apart only because it is long")]
fn follow_in(
    tx: &mut Tx<'_>,
    drive: &DriveId,
    within: Within<'_>,
    sought: &Sought,
    after: Option<&Position>,
    limit: usize,
    app: Option<&AppId>,
    found: &mut Vec<Hit>,
) -> Result<()> {
    let mut after = after.copied();
    let mut kept = 0;
    // Else the copies of a section would all be looked through for the pages of one.
    let only = match within {
        Within::Sections([only]) => Some(&only.id),
        Within::Sections(_) | Within::Drives(_) => None,
    };
    loop {
        let candidates = candidates(tx, drive, only, sought, after.as_ref())?;
        for candidate in &candidates {
            // A page that was put in order since its layer was closed lies in two, and was just asked for.
            if after.replace(candidate.position) == Some(candidate.position) {
                continue;
            }
            let section = candidate.position.page.section;
            let is_within = match within {
                Within::Drives(_) => true,
                Within::Sections(sections) => sections.iter().any(|known| known.id == section),
            };
            if !is_within {
                continue;
            }
            // A layer nearer to the section may hide the row, or have another version of the page.
            let shown = read::get(tx, drive, &section, &candidate.position.page.key)?;
            let fits = |row: &page_list::PageRow| {
                row.content == candidate.content
                    && row.modified == candidate.position.page.modified
                    && app.is_none_or(|app| app.as_str() == row.app)
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

/// Asks the newest pages one by one.
fn visit(
    tx: &mut Tx<'_>,
    within: Within<'_>,
    sought: &Sought,
    after: Option<&read::Position>,
    limit: usize,
    app: Option<&AppId>,
) -> Result<Vec<Hit>> {
    let asked = Asked::of(tx, sought)?;
    let mut found: Vec<Listed> = Vec::new();
    match within {
        Within::Sections(sections) => {
            for section in sections {
                let more = matching(tx, section, &asked, after, limit, app)?;
                read::merge(&mut found, more, limit);
            }
        }
        Within::Drives(drives) => {
            for drive in drives {
                visit_drive(tx, drive, &asked, after, limit, app, &mut found)?;
            }
        }
    }
    Ok(found.into_iter().map(|listed| Hit { position: Position { followed: None, page: listed.position() }, listed }).collect())
}

fn visit_drive(
    tx: &mut Tx<'_>,
    drive: &DriveId,
    asked: &Asked,
    after: Option<&read::Position>,
    limit: usize,
    app: Option<&AppId>,
    found: &mut Vec<Listed>,
) -> Result<()> {
    let mut below = None;
    loop {
        let sections = section::by_bound(tx, drive, below, SECTIONS_A_VISIT)?;
        let Some(last) = sections.last() else { return Ok(()) };
        below = Some((last.page_bound, last.id));
        for section in &sections {
            let least = found.get(limit - 1).map(|listed| listed.row.modified);
            if least.is_some_and(|least| section.page_bound < least) {
                return Ok(());
            }
            let more = matching(tx, section, asked, after, limit, app)?;
            read::merge(found, more, limit);
        }
    }
}

/// How a page is asked whether it has the words.
enum Asked {
    /// By its words, in PostgreSQL's spelling.
    Words(String),
    /// By its document, which is among these.
    Documents(HashSet<i64>),
}

impl Asked {
    fn of(tx: &mut Tx<'_>, sought: &Sought) -> Result<Self> {
        let words = sought.spelled(tx.is_postgres(), false);
        if tx.is_postgres() {
            return Ok(Self::Words(words));
        }
        let documents =
            tx.rows(sql!("search.documents", "SELECT rowid FROM search_word WHERE search_word MATCH $1"), &params![&words], |row| {
                row.integer(0)
            })?;
        Ok(Self::Documents(documents.into_iter().collect()))
    }
}

/// Returns a section's newest pages that have the words.
fn matching(
    tx: &mut Tx<'_>,
    section: &Section,
    asked: &Asked,
    after: Option<&read::Position>,
    limit: usize,
    app: Option<&AppId>,
) -> Result<Vec<Listed>> {
    let layers = page_list::chain(tx, section.head.as_ref())?;
    let before = read::before(section, after);
    let mut found = Vec::new();
    for (depth, layer) in layers.iter().enumerate() {
        let above = Above::of(&layers, depth);
        match asked {
            Asked::Words(words) => {
                let rows = rows(tx, layer, &above, before, limit, app, Some(words))?;
                found.extend(rows.into_iter().map(|(_, row)| row));
            }
            Asked::Documents(documents) => found.extend(among(tx, layer, &above, before, limit, app, documents)?),
        }
    }
    found.sort_unstable_by_key(|row| std::cmp::Reverse((row.modified, row.key)));
    found.truncate(limit);
    Ok(found.into_iter().map(|row| Listed { drive: section.drive, section: section.id, row }).collect())
}

/// Returns a layer's newest rows whose documents are among those that match.
fn among(
    tx: &mut Tx<'_>,
    layer: &Layer,
    above: &Above,
    mut before: (Timestamp, PageKey),
    limit: usize,
    app: Option<&AppId>,
    documents: &HashSet<i64>,
) -> Result<Vec<PageRow>> {
    let mut found = Vec::new();
    loop {
        let rows = rows(tx, layer, above, before, BATCH as usize, app, None)?;
        let is_last = rows.len() < BATCH as usize;
        for (document, row) in rows {
            before = (row.modified, row.key);
            if documents.contains(&document) {
                found.push(row);
                if found.len() == limit {
                    return Ok(found);
                }
            }
        }
        if is_last {
            return Ok(found);
        }
    }
}

/// Returns a layer's newest visible rows: on PostgreSQL those with the words, on SQLite all, each with its document.
fn rows(
    tx: &mut Tx<'_>,
    layer: &Layer,
    above: &Above,
    (modified, key): (Timestamp, PageKey),
    limit: usize,
    app: Option<&AppId>,
    words: Option<&str>,
) -> Result<Vec<(i64, PageRow)>> {
    tx.rows(
        sql!(
            "search.visit",
            sqlite: "SELECT d.id, p.key, p.content, p.title, p.created_at_us, p.modified_at_us, p.ord, p.level, p.app, p.bytes \
             FROM page p CROSS JOIN search_document d WHERE p.list = ?1 AND p.dead = 0 AND (p.modified_at_us, p.key) < (?2, ?3) \
             AND (CAST(?4 AS TEXT) IS NULL OR p.app = ?4) AND d.content = p.content AND ?13 IS NULL \
             AND NOT EXISTS (SELECT 1 FROM page u WHERE u.key = p.key AND u.list IN (?5, ?6, ?7, ?8, ?9, ?10, ?11)) \
             ORDER BY p.modified_at_us DESC, p.key DESC LIMIT ?12",
            postgres: "SELECT 0::bigint, p.key, p.content, p.title, p.created_at_us, p.modified_at_us, p.ord, p.level, p.app, p.bytes \
             FROM page p WHERE p.list = $1 AND p.dead = 0 AND (p.modified_at_us, p.key) < ($2, $3) \
             AND (CAST($4 AS TEXT) IS NULL OR p.app = $4) \
             AND EXISTS (SELECT 1 FROM search_document d WHERE d.content = p.content AND d.words @@ CAST(CAST($13 AS TEXT) AS tsquery)) \
             AND NOT EXISTS (SELECT 1 FROM page u WHERE u.key = p.key AND u.list IN ($5, $6, $7, $8, $9, $10, $11)) \
             ORDER BY p.modified_at_us DESC, p.key DESC LIMIT $12",
        ),
        &params![
            &layer.list,
            modified,
            &key,
            app.map(AppId::as_str),
            &above.0[0],
            &above.0[1],
            &above.0[2],
            &above.0[3],
            &above.0[4],
            &above.0[5],
            &above.0[6],
            limit,
            words
        ],
        |row: &Row<'_>| Ok((row.integer(0)?, page_list::page(row, 1)?)),
    )
}
