//! The newest pages that a filter chooses, without looking at the others: each layer is read in the order of its index, and
//! sections are visited by their bounds for as long as one of them can contribute.

use super::expression::{Fields, predicate};
use super::pages::PageScope;
use super::span::Span;
use super::statement::Statement;
use crate::page_list::read::{Listed, Position, SECTIONS_A_VISIT, before};
use crate::page_list::{Above, Layer, PageRow, chain, page};
use crate::section::{self, Section};
use crate::{Result, Tx};
use model::query::{Identity, Key, Order, PageField, Predicate, Scalar, Seek};
use model::{AppId, DriveId, NodeId, PageKey, Timestamp};

/// How many sections a walk visits before one statement over all of them is cheaper, if a filter may turn down what is looked
/// at: then it may choose little, and the index leads to each row by another look.
const VISITS_MAX: usize = 256;

/// The same if the index alone knows what is chosen, so that a visit takes no more rows than are wanted.
const SEEKS_MAX: usize = 512;

/// Returns the pages in the order of their index, or nothing if the index does not help.
pub(super) fn newest(
    tx: &mut Tx<'_>,
    scope: &PageScope<'_>,
    filter: Option<&Predicate<PageField>>,
    order: &[Order<PageField>],
    after: Option<&Seek>,
    (skip, limit): (usize, usize),
) -> Result<Option<Vec<(Listed, Seek)>>> {
    let [Order { by: Scalar::Field(PageField::Modified), is_descending }] = order else { return Ok(None) };
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
    let rows = Rows {
        app: scope.app,
        filter: &of_pages,
        span: Span::of(of_pages.iter().copied()),
        after: after.and_then(position),
        falls: *is_descending,
        limit: skip + limit,
        scope,
    };
    let found = match scope.section {
        Some(section) if of_sections.is_empty() => Some(rows.of_section(tx, section)?),
        None if scope.sight.is_whole => rows.of_drives(tx, &of_sections)?,
        _ => None,
    };
    Ok(found.map(|found| found.into_iter().skip(skip).map(placed).collect()))
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

/// What is asked of the rows of each layer.
struct Rows<'a> {
    app: Option<&'a AppId>,
    filter: &'a [&'a Predicate<PageField>],
    span: Span,
    after: Option<Position>,
    falls: bool,
    limit: usize,
    scope: &'a PageScope<'a>,
}

impl<'a> Rows<'a> {
    /// Visits sections by their bound. Nothing, if too many would have to be. Where times rise, all sections that have pages of
    /// the span are visited: no bound says how old their first is.
    fn of_drives(&self, tx: &mut Tx<'_>, chosen: &[&'a Predicate<PageField>]) -> Result<Option<Vec<Listed>>> {
        let mut found: Vec<Listed> = Vec::new();
        let visits_max = if self.filter.iter().all(|conjunct| Span::says_all_of(conjunct)) { SEEKS_MAX } else { VISITS_MAX };
        let mut visits = 0;
        for drive in self.scope.drives {
            let mut below = None;
            'drive: loop {
                let sections = by_bound(tx, drive, below, chosen)?;
                let Some(last) = sections.last() else { break };
                below = Some((last.page_bound, last.id));
                for section in &sections {
                    let last = found.get(self.limit.wrapping_sub(1)).map(|listed| listed.row.modified);
                    let least = last.filter(|_| self.falls);
                    if section.page_bound < self.span.from || least.is_some_and(|least| section.page_bound < least) {
                        break 'drive;
                    }
                    if visits == visits_max {
                        return Ok(None);
                    }
                    visits += 1;
                    found.extend(self.of_section(tx, section)?);
                    self.cut(&mut found);
                }
            }
        }
        Ok(Some(found))
    }

    /// Puts pages in order and lets go of those beyond the limit.
    fn cut(&self, found: &mut Vec<Listed>) {
        found.sort_unstable_by_key(Listed::position);
        if self.falls {
            found.reverse();
        }
        found.truncate(self.limit);
    }

    fn of_section(&self, tx: &mut Tx<'_>, section: &Section) -> Result<Vec<Listed>> {
        let layers = chain(tx, section.head.as_ref())?;
        let mut found: Vec<PageRow> = Vec::new();
        for (depth, layer) in layers.iter().enumerate() {
            let above = Above::of(&layers, depth);
            found.extend(self.of_layer(tx, section, layer, (depth > 0).then_some(&above))?);
        }
        let mut found = found.into_iter().map(|row| Listed { drive: section.drive, section: section.id, row }).collect();
        self.cut(&mut found);
        Ok(found)
    }

    fn of_layer(&self, tx: &mut Tx<'_>, section: &Section, layer: &Layer, above: Option<&Above>) -> Result<Vec<PageRow>> {
        let (start, key, end) = self.ends(section);
        let mut statement = Statement::new(tx);
        statement.push("SELECT p.key, p.content, p.title, p.created_at_us, p.modified_at_us, p.ord, p.level, p.app, p.bytes FROM page p ");
        statement.push("WHERE p.list = ").bind(&layer.list).push(" AND p.dead = 0 AND (p.modified_at_us, p.key) ");
        statement.push(if self.falls { "< (" } else { "> (" }).bind(start).push(", ").bind(&key);
        statement.push(if self.falls { ") AND p.modified_at_us >= " } else { ") AND p.modified_at_us < " }).bind(end);
        if let Some(app) = self.app {
            statement.push(" AND p.app = ").bind(app.as_str());
        }
        if let Some(above) = above {
            statement.push(" AND NOT EXISTS (SELECT 1 FROM page u WHERE u.key = p.key AND u.list IN ").bind_list(&above.0).push(")");
        }
        for conjunct in self.filter {
            statement.push(" AND ");
            predicate(&mut statement, self.scope, conjunct);
        }
        let falls = if self.falls { " DESC" } else { "" };
        statement.push(" ORDER BY p.modified_at_us").push(falls).push(", p.key").push(falls);
        statement.push(" LIMIT ").bind(self.limit);
        statement.rows(tx, "query.newest", |row| page(row, 0))
    }

    /// Returns where the rows of a section begin, exclusively, and the moment at which they end: the first that counts where
    /// times fall, and the first that does not where they rise.
    fn ends(&self, section: &Section) -> (Timestamp, PageKey, Timestamp) {
        if self.falls {
            let (modified, key) = before(section, self.after.as_ref());
            let (modified, key) = (modified, key).min((self.span.until, PageKey([0; 16])));
            return (modified, key, self.span.from);
        }
        // The moment before the first, at its end, so that all of the first follows.
        let first = (self.span.from.plus_micros(-1), PageKey([0xff; 16]));
        let (modified, key) = self.after.as_ref().map_or(first, |after| behind(section, after).max(first));
        (modified, key, self.span.until)
    }
}

/// Returns the exclusive lower bound for one section's rows: as `before`, with the ids rising. The row at the position itself
/// still follows in a section with a greater id.
fn behind(section: &Section, after: &Position) -> (Timestamp, PageKey) {
    if section.id <= after.section {
        return (after.modified, after.key);
    }
    match u128::from_be_bytes(after.key.0).checked_sub(1) {
        Some(last) => (after.modified, PageKey(last.to_be_bytes())),
        None => (after.modified.plus_micros(-1), PageKey([0xff; 16])),
    }
}

/// As [`section::by_bound`], of the sections that some predicates choose.
fn by_bound(
    tx: &mut Tx<'_>,
    drive: &DriveId,
    below: Option<(Timestamp, NodeId)>,
    chosen: &[&Predicate<PageField>],
) -> Result<Vec<Section>> {
    if chosen.is_empty() {
        return section::by_bound(tx, drive, below, SECTIONS_A_VISIT);
    }
    let (bound, after) = below.unwrap_or((Timestamp::from_micros(i64::MAX), NodeId([0; 16])));
    let mut statement = Statement::new(tx);
    statement.push("SELECT ").push(section::COLUMNS_OF_S).push(" FROM section s CROSS JOIN live n WHERE s.drive = ").bind(drive);
    statement.push(" AND (s.page_bound_us < ").bind(bound).push(" OR (s.page_bound_us = ").bind(bound).push(" AND s.id > ");
    statement.bind(&after).push(")) AND s.n > 0 AND n.drive = s.drive AND n.id = s.id");
    for conjunct in chosen {
        statement.push(" AND ");
        predicate(&mut statement, &OfSection, conjunct);
    }
    statement.push(" ORDER BY s.page_bound_us DESC, s.id LIMIT ").bind(SECTIONS_A_VISIT);
    statement.rows(tx, "query.sections_by_bound", section::read)
}

/// The fields that all pages of a section share, of its row `s` and its node `n`, for somebody who sees the whole drive.
struct OfSection;

impl Fields<PageField> for OfSection {
    fn write<'a>(&'a self, to: &mut Statement<'a>, field: PageField) {
        to.push(match field {
            PageField::SectionId => "s.id",
            PageField::SectionName => "n.name",
            PageField::NotebookId => "n.notebook",
            PageField::NotebookName => "(SELECT a.name FROM live a WHERE a.drive = n.drive AND a.id = n.notebook)",
            // A section has no such field; none comes here.
            _ => "NULL",
        });
    }

    fn write_is<'a>(&'a self, to: &mut Statement<'a>, field: PageField, id: &'a Identity) {
        match id {
            Identity::Node(node) => {
                self.write(to, field);
                to.push(" = ").bind(node);
            }
            Identity::Page(_) | Identity::Permission(_) | Identity::Nobody => {
                to.push("FALSE");
            }
        }
    }

    fn write_folded<'a>(&'a self, _: &mut Statement<'a>, _: PageField) -> bool {
        false
    }
}
