//! Pages of one section, or of many, seen through the layers of their lists.
//!
//! The newest are walked where they can be (`walk`); everything else is one statement that visits each page once and keeps
//! as many as were asked for.

use super::expression::{Fields, predicate};
use super::nodes::{Sight, write_granted};
use super::order::Ordering;
use super::span::Span;
use super::statement::Statement;
use super::walk;
use crate::ids::{RowId, count as counted};
use crate::page_list::read::Listed;
use crate::page_list::{CHAIN_MAX, page};
use crate::search::Sought;
use crate::section::Section;
use crate::{Result, Tx, node};
use model::query::{Identity, Order, PageField, Predicate, Scalar, Seek};
use model::{AppId, DriveId, NodeId, NodeKind, PageKey, Timestamp};

/// Which pages a list is of, before anything is asked of them.
#[derive(Clone, Copy, Debug)]
pub struct PageScope<'a> {
    /// The drives, of one owner. With a section, its own.
    pub drives: &'a [DriveId],
    /// The one section whose pages they are; none for all.
    pub section: Option<&'a Section>,
    /// Who looks.
    pub sight: Sight<'a>,
    /// The app whose pages alone the caller sees, if they do not see all.
    pub app: Option<&'a AppId>,
    /// Words that a page must have, as the engine spells them; by [`sought`].
    pub sought: Option<&'a str>,
}

/// Spells words for a scope.
pub fn sought(tx: &Tx<'_>, words: &Sought) -> String {
    words.spelled(tx.is_postgres(), false)
}

/// Returns pages in an order, after a place in it, and the place of each. Without a key, the newest come first.
pub fn list(
    tx: &mut Tx<'_>,
    scope: &PageScope<'_>,
    filter: Option<&Predicate<PageField>>,
    order: &[Order<PageField>],
    after: Option<&Seek>,
    (skip, limit): (usize, usize),
) -> Result<Vec<(Listed, Seek)>> {
    let newest = [Order { by: Scalar::Field(PageField::Modified), is_descending: true }];
    let keys = if order.is_empty() { &newest } else { order };
    if let Some(found) = walk::by_time(tx, scope, filter, keys, after, (skip, limit))? {
        return Ok(found);
    }
    let falls = keys.first().is_some_and(|key| key.is_descending);
    let ordering = Ordering { keys, ties: &["p.key", "p.section"], ties_fall: falls };
    let by_place = |field| field == PageField::Order;
    let needs_place = filter.is_some_and(|filter| filter.any_field(&by_place)) || keys.iter().any(|key| key.by.any_field(&by_place));
    let sections = Sections::all(scope);
    let mut statement = Statement::new(tx);
    write_chains(&mut statement, &sections, Which::All);
    statement
        .push("SELECT p.drive, p.section, p.key, p.content, p.title, p.created_at_us, p.modified_at_us, p.ord, p.level, p.app, p.bytes");
    ordering.columns(&mut statement, scope);
    write_visible(&mut statement, scope, ALL_COLUMNS, needs_place, Span::of_filter(filter, needs_place));
    if let Some(filter) = filter {
        statement.push(" AND ");
        predicate(&mut statement, scope, filter);
    }
    if let Some((after, key)) = after.and_then(|after| Some((after, after.page.as_ref()?))) {
        ordering.seek(&mut statement, scope, after, &[key.bytes(), after.node.bytes()]);
    }
    ordering.order_by(&mut statement, scope);
    statement.push(" LIMIT ").bind(limit).push(" OFFSET ").bind(skip);
    statement.rows(tx, "query.pages", |row| {
        let listed = Listed { drive: DriveId::read(row, 0)?, section: NodeId::read(row, 1)?, row: page(row, 2)? };
        let seek = Seek { keys: ordering.read(row, PAGE_COLUMNS)?, node: listed.section, page: Some(listed.row.key) };
        Ok((listed, seek))
    })
}

/// The columns before the keys.
const PAGE_COLUMNS: usize = 11;

/// Counts pages. Without a filter no page is looked at: sections keep their counts.
pub fn count(tx: &mut Tx<'_>, scope: &PageScope<'_>, filter: Option<&Predicate<PageField>>) -> Result<u64> {
    let sections = Sections::all(scope);
    let mut statement = Statement::new(tx);
    let always = Predicate::Always(true);
    let filter = filter.or(scope.sought.is_some().then_some(&always));
    let Some(filter) = filter else {
        write_sections(&mut statement, &sections, Which::All);
        match scope.app {
            Some(app) => {
                statement.push(" SELECT CAST(COALESCE(SUM(a.n), 0) AS BIGINT) FROM sec c CROSS JOIN section_app a");
                statement.push(" WHERE a.drive = c.drive AND a.section = c.id AND a.app = ").bind(app.as_str());
            }
            None => {
                statement.push(" SELECT CAST(COALESCE(SUM(c.n), 0) AS BIGINT) FROM sec c");
            }
        }
        return statement.count(tx, "query.count_kept");
    };
    write_chains(&mut statement, &sections, Which::All);
    statement.push("SELECT COUNT(*)");
    let needs_place = filter.any_field(&|field| field == PageField::Order);
    write_visible(&mut statement, scope, ALL_COLUMNS, needs_place, Span::of_filter(Some(filter), needs_place));
    statement.push(" AND ");
    predicate(&mut statement, scope, filter);
    statement.count(tx, "query.count_pages")
}

/// Returns the places of some pages among those of the scope's section that the caller may see, from 0.
///
/// One pass over the section, whatever the number of pages asked for.
pub fn places(tx: &mut Tx<'_>, scope: &PageScope<'_>, keys: &[PageKey]) -> Result<Vec<(PageKey, u64)>> {
    let Some(first) = keys.first() else { return Ok(Vec::new()) };
    // Few shapes: the list is filled up to a power of two with what stands in it already.
    let filled = keys.iter().chain(std::iter::repeat(first)).take(keys.len().next_power_of_two());
    let sections = Sections::all(scope);
    let mut statement = Statement::new(tx);
    write_chains(&mut statement, &sections, Which::All);
    statement.push("SELECT p.key, p.place");
    // An engine carries all columns through the numbering, needed or not.
    write_visible(&mut statement, scope, "q.key", true, Span::ALL);
    statement.push(" AND p.key IN ").bind_list(filled);
    statement.rows(tx, "query.places", |row| Ok((PageKey::read(row, 0)?, counted(row, 1)?)))
}

/// The sections of a scope that some predicates choose.
pub(super) struct Sections<'a> {
    pub(super) scope: &'a PageScope<'a>,
    /// Each is of fields that all pages of a section share.
    pub(super) chosen: Vec<&'a Predicate<PageField>>,
}

impl<'a> Sections<'a> {
    fn all(scope: &'a PageScope<'a>) -> Self {
        Self { scope, chosen: Vec::new() }
    }

    /// Writes the predicates, about a section's row `s` and its node `n`, each beginning with `AND`.
    pub(super) fn write_chosen(&'a self, to: &mut Statement<'a>) {
        for conjunct in &self.chosen {
            to.push(" AND ");
            predicate(to, self, conjunct);
        }
    }
}

/// Which sections of a scope a statement looks through.
#[derive(Clone, Copy)]
pub(super) enum Which<'a> {
    /// All.
    All,
    /// Those whose bound is no less.
    Since(Timestamp),
    /// Some, at least one. That the caller sees them has been made sure of.
    These(&'a [NodeId]),
}

/// Writes the sections as `sec`.
fn write_sections<'a>(to: &mut Statement<'a>, sections: &'a Sections<'a>, which: Which<'a>) {
    let scope = sections.scope;
    to.push("WITH RECURSIVE ");
    if let Which::These(ids) = which {
        to.push("sec (drive, id, head, name, notebook, n) AS (SELECT n.drive, n.id, s.head, n.name, n.notebook, s.n ");
        to.push("FROM live n CROSS JOIN section s WHERE n.drive IN ").bind_list(scope.drives).push(" AND n.id IN ").bind_filled(ids);
        to.push(" AND s.drive = n.drive AND s.id = n.id)");
        return;
    }
    let least = match which {
        Which::Since(least) => Some(least),
        _ => None,
    };
    if !scope.sight.is_whole {
        write_granted(to, scope.drives, &scope.sight, NodeKind::Section);
        to.push(", ");
    }
    to.push("sec (drive, id, head, name, notebook, n) AS (SELECT n.drive, n.id, s.head, n.name, n.notebook, s.n FROM ");
    // What comes first is walked.
    match (scope.section, least.filter(|_| scope.sight.is_whole)) {
        (Some(section), _) => {
            to.push("live n CROSS JOIN section s WHERE n.drive IN ").bind_list(scope.drives).push(" AND n.id = ").bind(&section.held.id);
        }
        (None, Some(least)) => {
            to.push("section s CROSS JOIN live n WHERE s.drive IN ").bind_list(scope.drives).push(" AND s.page_bound_us >= ").bind(least);
        }
        (None, None) => {
            to.push("live n CROSS JOIN section s WHERE n.drive IN ").bind_list(scope.drives);
            to.push(" AND n.kind = ").bind(node::kind_number(NodeKind::Section));
        }
    }
    if scope.section.is_none() && !scope.sight.is_whole {
        to.push(" AND n.id IN (SELECT id FROM granted)");
    }
    to.push(" AND s.drive = n.drive AND s.id = n.id AND s.n > 0");
    if let Some(least) = least.filter(|_| scope.section.is_none() && !scope.sight.is_whole) {
        to.push(" AND s.page_bound_us >= ").bind(least);
    }
    sections.write_chosen(to);
    to.push(")");
}

/// Writes the layers of those sections as `chain`: each with those above it.
pub(super) fn write_chains<'a>(to: &mut Statement<'a>, sections: &'a Sections<'a>, which: Which<'a>) {
    write_sections(to, sections, which);
    to.push(", chain (drive, section, section_name, notebook, list, parent, depth");
    for above in ABOVE {
        to.push(", ").push(above);
    }
    to.push(") AS (SELECT c.drive, c.id, c.name, c.notebook, l.id, l.parent, 0");
    for _ in ABOVE {
        to.either(", CAST(NULL AS BYTEA)", ", NULL");
    }
    to.push(" FROM sec c CROSS JOIN list l WHERE l.id = c.head UNION ALL ");
    to.push("SELECT c.drive, c.section, c.section_name, c.notebook, l.id, l.parent, c.depth + 1, c.list");
    for above in &ABOVE[..ABOVE.len() - 1] {
        to.push(", c.").push(above);
    }
    to.push(" FROM chain c CROSS JOIN list l WHERE l.id = c.parent) ");
}

/// The layers above one layer, the nearest first.
pub(super) const ABOVE: [&str; CHAIN_MAX - 1] = ["a1", "a2", "a3", "a4", "a5", "a6", "a7"];

/// All that a page and its section have.
const ALL_COLUMNS: &str = "c.drive, c.section, c.section_name, c.notebook, q.key, q.content, q.title, q.created_at_us, \
                           q.modified_at_us, q.ord, q.level, q.app, q.bytes";

/// Writes the pages that show through the layers as `p`; with `place`, their place in the section too. Ends with a
/// condition, to be gone on with by `AND`.
fn write_visible<'a>(to: &mut Statement<'a>, scope: &'a PageScope<'a>, columns: &str, place: bool, span: Span) {
    to.push(" FROM (SELECT ").push(columns);
    if place {
        to.push(", row_number() OVER (PARTITION BY c.section ORDER BY q.ord, q.key) - 1 AS place");
    }
    // List by list: PostgreSQL would rather read the pages of everybody, because it thinks that chains are long.
    to.either(
        " FROM chain c CROSS JOIN LATERAL (SELECT * FROM page q WHERE q.list = c.list AND q.dead = 0",
        " FROM chain c CROSS JOIN page q WHERE q.list = c.list AND q.dead = 0",
    );
    if let Some(from) = span.from() {
        to.push(" AND q.modified_at_us >= ").bind(from);
    }
    if let Some(until) = span.until() {
        to.push(" AND q.modified_at_us < ").bind(until);
    }
    if let Some(app) = scope.app {
        to.push(" AND q.app = ").bind(app.as_str());
    }
    to.either(" OFFSET 0) q WHERE TRUE", "");
    if let Some(words) = scope.sought {
        // Once for the whole statement, and not once for every page.
        to.either(
            " AND q.content IN (SELECT d.content FROM search_document d WHERE d.words @@ CAST(CAST(",
            " AND q.content IN (SELECT d.content FROM search_word w CROSS JOIN search_document d WHERE d.id = w.rowid AND w.search_word MATCH ",
        );
        to.bind(words).either(" AS TEXT) AS tsquery))", ")");
    }
    to.push(" AND (c.depth = 0 OR NOT EXISTS (SELECT 1 FROM page u WHERE u.key = q.key AND u.list IN (c.");
    to.push(&ABOVE.join(", c.")).push(")))) p WHERE TRUE");
}

impl PageScope<'_> {
    /// Writes what of the notebook around a section the caller may see, of a row `of` that has its `drive` and `notebook`.
    fn write_notebook(&self, to: &mut Statement<'_>, field: PageField, of: &str) {
        let granted = if self.sight.is_whole { "" } else { "(SELECT id FROM granted)" };
        match (field, granted) {
            (PageField::NotebookId, "") => to.push(of).push(".notebook"),
            (PageField::NotebookId, _) => {
                to.push("(CASE WHEN ").push(of).push(".notebook IN ").push(granted).push(" THEN ").push(of).push(".notebook END)")
            }
            _ => {
                to.push("(SELECT a.name FROM live a WHERE a.drive = ").push(of).push(".drive AND a.id = ").push(of).push(".notebook");
                to.push(if granted.is_empty() { "" } else { " AND a.id IN " }).push(granted).push(")")
            }
        };
    }
}

impl Fields<PageField> for PageScope<'_> {
    fn write<'a>(&'a self, to: &mut Statement<'a>, field: PageField) {
        to.push(match field {
            PageField::Id => "p.key",
            PageField::Title => "p.title",
            PageField::Created => "p.created_at_us",
            PageField::Modified => "p.modified_at_us",
            PageField::App => "p.app",
            PageField::Level => "p.level",
            PageField::Order => "p.place",
            PageField::SectionId => "p.section",
            PageField::SectionName => "p.section_name",
            PageField::NotebookId | PageField::NotebookName => return self.write_notebook(to, field, "p"),
        });
    }

    fn write_is<'a>(&'a self, to: &mut Statement<'a>, field: PageField, id: &'a Identity) {
        match (field, id) {
            (PageField::Id, Identity::Page(page)) => {
                to.push("(p.key = ").bind(&page.key).push(" AND p.section = ").bind(&page.section).push(")");
            }
            (PageField::SectionId | PageField::NotebookId, Identity::Node(node)) => {
                self.write(to, field);
                to.push(" = ").bind(node);
            }
            _ => {
                to.push("FALSE");
            }
        }
    }
}

impl Fields<PageField> for Sections<'_> {
    fn write<'a>(&'a self, to: &mut Statement<'a>, field: PageField) {
        to.push(match field {
            PageField::SectionId => "s.id",
            PageField::SectionName => "n.name",
            PageField::NotebookId | PageField::NotebookName => return self.scope.write_notebook(to, field, "n"),
            // A section has no such field; none comes here.
            _ => "NULL",
        });
    }
}
