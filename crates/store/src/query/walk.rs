//! The newest pages of many sections, without looking at the others.
//!
//! No page of a section is newer than the section's bound. So whoever wants the newest few looks at the sections with the
//! highest bounds, and there at nothing that is older than the least of these: a window, which one statement reads. Where it
//! holds too few that are wanted, the next window begins where it ended and takes in more sections; the last one takes all
//! there are and has no end. A bound may be higher than it need be, and a section may be gone: then a window holds less, and
//! nothing else changes. For somebody who sees only parts of a drive, the sections with the highest bounds are those that they
//! see (`parts`).

use super::expression::predicate;
use super::nodes::write_granted;
use super::pages::{ABOVE, PageScope, Sections, Which, write_chains};
use super::parts::Parts;
use super::span::Span;
use super::statement::Statement;
use crate::ids::{RowId, moment};
use crate::page_list::page;
use crate::page_list::read::{Listed, Position};
use crate::search::holding;
use crate::{Result, Tx, node};
use model::query::{Key, Order, PageField, Predicate, Scalar, Seek};
use model::{DriveId, NodeId, NodeKind, PageKey, Timestamp};

/// So many times more sections the next window takes in at most, and so many times more pages are asked for their words.
const GROWTH: usize = 8;

/// So many pages at most are asked for their words at a time.
const CANDIDATES_MAX: usize = 4_096;

/// Returns the newest pages of a scope after a place, at most `limit`.
pub fn newest(tx: &mut Tx<'_>, scope: &PageScope<'_>, after: Option<&Position>, limit: usize) -> Result<Vec<Listed>> {
    let sections = Sections { scope, chosen: Vec::new() };
    Walk { scope, sections, of_pages: Vec::new(), span: Span::ALL, falls: true }.run(tx, after, limit)
}

/// Returns the pages that a filter chooses by the time of their change, or nothing if that is not what is asked.
pub(super) fn by_time(
    tx: &mut Tx<'_>,
    scope: &PageScope<'_>,
    filter: Option<&Predicate<PageField>>,
    order: &[Order<PageField>],
    after: Option<&Seek>,
    (skip, limit): (usize, usize),
) -> Result<Option<Vec<(Listed, Seek)>>> {
    let [Order { by: Scalar::Field(PageField::Modified), is_descending: falls }] = order else { return Ok(None) };
    // Words are looked up for the whole statement elsewhere: together with a filter they may leave very little.
    if scope.sought.is_some() {
        return Ok(None);
    }
    let conjuncts = filter.map(Predicate::conjuncts).unwrap_or_default();
    let is_of_section = |conjunct: &&Predicate<PageField>| !conjunct.any_field(&|field: PageField| !field.is_of_section());
    let (of_sections, of_pages): (Vec<_>, Vec<_>) = conjuncts.iter().partition(is_of_section);
    let is_beyond_rows = |field: PageField| field.is_of_section() || matches!(field, PageField::Order | PageField::Id);
    if of_pages.iter().any(|conjunct| conjunct.any_field(&is_beyond_rows)) {
        return Ok(None);
    }
    let span = Span::of(of_pages.iter().copied());
    let sections = Sections { scope, chosen: of_sections };
    let walk = Walk { scope, sections, of_pages, span, falls: *falls };
    let found = walk.run(tx, after.and_then(position).as_ref(), skip + limit)?;
    Ok(Some(found.into_iter().skip(skip).map(placed).collect()))
}

fn placed(listed: Listed) -> (Listed, Seek) {
    let keys = vec![Key::Integer(listed.row.modified.micros())];
    let seek = Seek { keys, node: listed.section, page: Some(listed.row.key) };
    (listed, seek)
}

fn position(after: &Seek) -> Option<Position> {
    match (after.keys.as_slice(), after.page) {
        ([Key::Integer(modified)], Some(key)) => Some(Position { modified: Timestamp::from_micros(*modified), key, section: after.node }),
        _ => None,
    }
}

/// The place before everything of a moment.
pub(super) fn before_all_of(modified: Timestamp) -> Position {
    Position { modified, key: PageKey([0; 16]), section: NodeId([0; 16]) }
}

/// The place after everything of a moment.
fn after_all_of(modified: Timestamp) -> Position {
    Position { modified, key: PageKey([0xff; 16]), section: NodeId([0xff; 16]) }
}

/// What is asked of the sections and of their pages.
struct Walk<'a> {
    scope: &'a PageScope<'a>,
    sections: Sections<'a>,
    of_pages: Vec<&'a Predicate<PageField>>,
    /// What `of_pages` leave of time.
    span: Span,
    falls: bool,
}

/// A page, and its document if it is still to be asked for its words.
type Candidate = (Listed, Option<i64>);

impl Walk<'_> {
    fn run(&self, tx: &mut Tx<'_>, after: Option<&Position>, limit: usize) -> Result<Vec<Listed>> {
        // FTS5 cannot say cheaply of one page whether it has the words, but of some that are near each other.
        let apart = self.scope.sought.filter(|_| !tx.is_postgres());
        let mut found: Vec<Listed> = Vec::new();
        let mut place = self.start(after);
        let (mut sections, mut looked_at, mut candidates) = (limit, 0, limit);
        let mut parts = self.parts(tx)?;
        while found.len() < limit {
            let of_parts = match &mut parts {
                Some(parts) => parts.window(tx, &self.sections, self.span.from, &place, sections)?,
                None => None,
            };
            let wanted = if apart.is_some() { candidates } else { limit - found.len() };
            let (end, window) = match &of_parts {
                Some(of) if of.sections.is_empty() => (of.end, Vec::new()),
                Some(of) => (of.end, self.window(tx, &place, of.end, Some(&of.sections), wanted)?),
                None => {
                    parts = None;
                    let end = self.end(tx, &place, sections)?;
                    (end, self.window(tx, &place, end, None, wanted)?)
                }
            };
            let is_cut = window.len() == wanted;
            let last = window.last().map(|(listed, _)| listed.position());
            match apart {
                Some(words) => found.extend(having(tx, words, window)?),
                None => found.extend(window.into_iter().map(|(listed, _)| listed)),
            }
            match (last.filter(|_| is_cut), end) {
                (Some(last), _) => place = last,
                (None, Some(end)) => {
                    place = before_all_of(end);
                    looked_at += sections;
                    sections = further(looked_at, found.len(), limit);
                }
                (None, None) => break,
            }
            candidates = (candidates * GROWTH).min(CANDIDATES_MAX);
        }
        found.truncate(limit);
        Ok(found)
    }

    /// Begins to gather the sections that are seen one by one, where that may be the way.
    fn parts(&self, tx: &mut Tx<'_>) -> Result<Option<Parts<'_>>> {
        let ([drive], false, None) = (self.scope.drives, self.scope.sight.is_whole, self.scope.section) else { return Ok(None) };
        let is_above = |field| matches!(field, PageField::NotebookId | PageField::NotebookName);
        // No bound says how old a section's first page is; and what of a notebook is seen, is said by what is shared.
        if !self.falls || self.sections.chosen.iter().any(|conjunct| conjunct.any_field(&is_above)) {
            return Ok(None);
        }
        Parts::of(tx, drive, self.scope.sight)
    }

    /// Returns the place that everything lies behind.
    fn start(&self, after: Option<&Position>) -> Position {
        if self.falls {
            let first = before_all_of(self.span.until);
            after.map_or(first, |after| first.min(*after))
        } else {
            let first = after_all_of(self.span.from.plus_micros(-1));
            after.map_or(first, |after| first.max(*after))
        }
    }

    /// Returns the moment before which a window over so many sections has nothing. None, if the window is the last: where the
    /// sections are fewer, and where times rise, since no bound says how old a section's first page is.
    fn end(&self, tx: &mut Tx<'_>, place: &Position, sections: usize) -> Result<Option<Timestamp>> {
        // On PostgreSQL it costs as much to gather what somebody sees once more as it saves.
        if !self.falls || self.scope.section.is_some() || (!self.scope.sight.is_whole && tx.is_postgres()) {
            return Ok(None);
        }
        let mut end = None;
        for drive in self.scope.drives {
            end = end.max(self.bound(tx, drive, place.modified, sections)?);
        }
        Ok(end.filter(|end| *end > self.span.from))
    }

    /// Returns the lowest bound of the first so many sections, counted from those whose pages may all follow.
    fn bound(&self, tx: &mut Tx<'_>, drive: &DriveId, from: Timestamp, sections: usize) -> Result<Option<Timestamp>> {
        let mut statement = Statement::new(tx);
        if self.scope.sight.is_whole {
            statement.push("SELECT s.page_bound_us FROM section s");
            if !self.sections.chosen.is_empty() {
                statement.push(" CROSS JOIN live n");
            }
            statement.push(" WHERE s.drive = ").bind(drive);
        } else {
            // From what they see: it may be little of very much.
            statement.push("WITH RECURSIVE ");
            write_granted(&mut statement, self.scope.drives, &self.scope.sight, NodeKind::Section);
            statement.push(" SELECT s.page_bound_us FROM live n CROSS JOIN section s WHERE n.drive = ").bind(drive);
            statement.push(" AND n.kind = ").bind(node::kind_number(NodeKind::Section)).push(" AND n.id IN (SELECT id FROM granted)");
        }
        statement.push(" AND s.page_bound_us < ").bind(from);
        if !self.sections.chosen.is_empty() || !self.scope.sight.is_whole {
            statement.push(" AND s.n > 0 AND n.drive = s.drive AND n.id = s.id");
        }
        self.sections.write_chosen(&mut statement);
        statement.push(" ORDER BY s.page_bound_us DESC LIMIT 1 OFFSET ").bind(sections - 1);
        Ok(statement.rows(tx, "query.bound", |row| moment(row, 0))?.pop())
    }

    /// Returns what follows a place, in order: as far as `end`, and at most so many; of some sections alone, if they are given.
    ///
    /// Each layer gives up no more than are wanted, in the order of its index, so one that holds very many costs no more.
    fn window(
        &self,
        tx: &mut Tx<'_>,
        place: &Position,
        end: Option<Timestamp>,
        these: Option<&[NodeId]>,
        wanted: usize,
    ) -> Result<Vec<Candidate>> {
        let with_document = self.scope.sought.is_some() && !tx.is_postgres();
        let from = end.unwrap_or(self.span.from);
        let mut statement = Statement::new(tx);
        let to = &mut statement;
        let which = match these {
            Some(these) => Which::These(these),
            None if from > Span::ALL.from => Which::Since(from),
            None => Which::All,
        };
        write_chains(to, &self.sections, which);
        to.push("SELECT c.drive, c.section, v.key, v.content, v.title, v.created_at_us, v.modified_at_us, v.ord, v.level, v.app, v.bytes");
        to.push(if with_document { ", d.id" } else { "" });
        to.either(" FROM chain c CROSS JOIN LATERAL (SELECT p.* FROM page p", " FROM chain c CROSS JOIN page v");
        to.push(if with_document { " LEFT JOIN search_document d ON d.content = v.content" } else { "" });
        to.either("", " WHERE v.list = c.list AND v.key IN (SELECT p.key FROM page p");
        to.push(" WHERE p.list = c.list AND p.dead = 0");
        self.write_stretch(to, place, from);
        to.push(" AND (c.depth = 0 OR NOT EXISTS (SELECT 1 FROM page u WHERE u.key = p.key AND u.list IN (c.");
        to.push(&ABOVE.join(", c.")).push(")))");
        self.write_chosen(to);
        let falls = if self.falls { " DESC" } else { "" };
        to.push(" ORDER BY p.modified_at_us").push(falls).push(", p.key").push(falls).push(" LIMIT ").bind(wanted);
        to.either(") v", ")").push(" ORDER BY v.modified_at_us").push(falls).push(", v.key").push(falls).push(", c.section").push(falls);
        to.push(" LIMIT ").bind(wanted);
        statement.rows(tx, "query.newest", |row| {
            let listed = Listed { drive: DriveId::read(row, 0)?, section: NodeId::read(row, 1)?, row: page(row, 2)? };
            let document = if with_document { row.opt_integer(11)? } else { None };
            Ok((listed, document))
        })
    }

    /// Writes the stretch of a layer `p` of the section of `c` that is read.
    fn write_stretch<'a>(&self, to: &mut Statement<'a>, place: &'a Position, from: Timestamp) {
        // The first two bound what is read of the index; the third says where within the first moment it begins.
        to.push(" AND p.modified_at_us >= ").bind(if self.falls { from } else { place.modified });
        to.push(if self.falls { " AND p.modified_at_us <= " } else { " AND p.modified_at_us < " });
        to.bind(if self.falls { place.modified } else { self.span.until });
        to.push(" AND (p.modified_at_us, p.key, c.section) ").push(if self.falls { "< (" } else { "> (" });
        to.bind(place.modified).push(", ").bind(&place.key).push(", ").bind(&place.section).push(")");
    }

    /// Writes what else is asked of the row `p`.
    fn write_chosen<'a>(&'a self, to: &mut Statement<'a>) {
        if let Some(app) = self.scope.app {
            to.push(" AND p.app = ").bind(app.as_str());
        }
        if let Some(words) = self.scope.sought.filter(|_| to.is_postgres) {
            to.push(" AND EXISTS (SELECT 1 FROM search_document d WHERE d.content = p.content AND d.words @@ CAST(CAST(");
            to.bind(words).push(" AS TEXT) AS tsquery))");
        }
        for conjunct in &self.of_pages {
            to.push(" AND ");
            predicate(to, self.scope, conjunct);
        }
    }
}

/// Returns how many sections more to take in, after so many in which so much was found: as many as should hold what is
/// missing, and half as many again.
fn further(looked_at: usize, found: usize, limit: usize) -> usize {
    let missing = limit.saturating_sub(found);
    let expected = looked_at.saturating_mul(missing).saturating_mul(3) / (2 * found).max(1);
    expected.clamp(missing.max(1), looked_at.saturating_mul(GROWTH))
}

/// Leaves those that have the words, in their order.
fn having(tx: &mut Tx<'_>, words: &str, window: Vec<Candidate>) -> Result<Vec<Listed>> {
    let documents: Vec<i64> = window.iter().filter_map(|(_, document)| *document).collect();
    let holding = holding::of(tx, words, documents)?;
    let has_them = |document: &Option<i64>| document.is_some_and(|document| holding.contains(&document));
    Ok(window.into_iter().filter(|(_, document)| has_them(document)).map(|(listed, _)| listed).collect())
}
