//! Sections: the row that says which pages a section shows. The pages themselves are in `page_list`, names and places of
//! sections in `node`.

use crate::ids::{RowId, count, moment};
use crate::layer::rows::Rows;
use crate::layer::stack::{Holder, Top};
use crate::page_list::PAGES;
use crate::{Result, Row, Tx, params, sql};
use model::{AppId, CopyGroup, DriveId, Lineage, ListId, NodeId, Timestamp, UserId};

/// What a section's row holds. Kept as pages change, never counted on demand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// The drive that the section lies in.
    pub drive: DriveId,
    /// The section's node.
    pub id: NodeId,
    /// The layer nearest to the section; none while it never held a page.
    pub head: Option<ListId>,
    /// Whether `head` is this section's own and writable. A closed head may be shared and never changes.
    pub is_open: bool,
    /// Visible pages.
    pub n: u64,
    /// Logical bytes of the visible pages: each counts whole, however much is shared.
    pub bytes: u64,
    /// No visible page was modified later than this.
    pub page_bound: Timestamp,
    /// When a page of the section, or its place in the tree, last changed. Rises with every change of pages, even when the
    /// clock stands or steps back, so it names what the section shows.
    pub last_modified: Timestamp,
    /// Who changed it then.
    pub last_modified_by: UserId,
    /// No page's order is greater than this.
    pub ord_bound: i64,
    /// Rows of the open layer, tombstones included; meaningless while closed.
    pub top_rows: u64,
    /// Shared by a section and all its copies.
    pub lineage: Lineage,
    /// Shared by the sections that came along in one act of copying.
    pub copy_group: CopyGroup,
}

/// Reads the columns that every statement below selects, in their order.
fn read(row: &Row<'_>) -> Result<Section> {
    Ok(Section {
        drive: DriveId::read(row, 0)?,
        id: NodeId::read(row, 1)?,
        head: ListId::read_opt(row, 2)?,
        is_open: row.boolean(3)?,
        n: count(row, 4)?,
        bytes: count(row, 5)?,
        page_bound: moment(row, 6)?,
        last_modified: moment(row, 7)?,
        last_modified_by: UserId::read(row, 8)?,
        ord_bound: row.integer(9)?,
        top_rows: count(row, 10)?,
        lineage: Lineage::read(row, 11)?,
        copy_group: CopyGroup::read(row, 12)?,
    })
}

impl Section {
    /// Returns the row of a section that holds no page yet.
    pub fn empty(drive: DriveId, id: NodeId, lineage: Lineage, by: UserId, now: Timestamp) -> Self {
        Self {
            drive,
            id,
            head: None,
            is_open: false,
            n: 0,
            bytes: 0,
            page_bound: Timestamp::from_micros(0),
            last_modified: now,
            last_modified_by: by,
            ord_bound: 0,
            top_rows: 0,
            lineage,
            // Alone in its group until it is copied along with others.
            copy_group: CopyGroup(id.0),
        }
    }
}

/// Writes a new section's row.
pub fn insert(tx: &mut Tx<'_>, s: &Section) -> Result<()> {
    tx.run(
        sql!(
            "section.insert",
            "INSERT INTO section (drive, id, head, is_open, n, bytes, page_bound_us, last_modified_us, last_modified_by, ord_bound, \
             top_rows, lineage, copy_group) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
        ),
        &params![
            &s.drive,
            &s.id,
            s.head.as_ref(),
            s.is_open,
            s.n,
            s.bytes,
            s.page_bound,
            s.last_modified,
            &s.last_modified_by,
            s.ord_bound,
            s.top_rows,
            &s.lineage,
            &s.copy_group
        ],
    )?;
    Ok(())
}

/// Returns a section as this transaction sees it.
pub fn get(tx: &mut Tx<'_>, drive: &DriveId, id: &NodeId) -> Result<Option<Section>> {
    tx.row(
        sql!(
            "section.get",
            "SELECT drive, id, head, is_open, n, bytes, page_bound_us, last_modified_us, last_modified_by, ord_bound, top_rows, lineage, \
             copy_group FROM section WHERE drive = $1 AND id = $2"
        ),
        &params![drive, id],
        read,
    )
}

/// Returns a section and locks its row until the transaction ends.
///
/// The lock comes before anything is read from the head: on PostgreSQL a writer that waited reads the head that the one
/// before it left, and the head decides where a row may go.
pub fn lock(tx: &mut Tx<'_>, drive: &DriveId, id: &NodeId) -> Result<Option<Section>> {
    if crate::planted::is("no-section-lock") {
        return get(tx, drive, id);
    }
    tx.row(
        sql!(
            "section.lock",
            "SELECT drive, id, head, is_open, n, bytes, page_bound_us, last_modified_us, last_modified_by, ord_bound, top_rows, lineage, \
             copy_group FROM section WHERE drive = $1 AND id = $2 FOR UPDATE"
        ),
        &params![drive, id],
        read,
    )
}

/// Writes back what a locked section says of its pages. Its head is not among that: it seldom changes, and has an index and
/// a foreign key to be looked after.
pub(crate) fn update(tx: &mut Tx<'_>, s: &Section) -> Result<()> {
    tx.run(
        sql!(
            "section.update",
            "UPDATE section SET n = $3, bytes = $4, page_bound_us = $5, last_modified_us = $6, last_modified_by = $7, \
             ord_bound = $8, top_rows = $9 WHERE drive = $1 AND id = $2"
        ),
        &params![&s.drive, &s.id, s.n, s.bytes, s.page_bound, s.last_modified, &s.last_modified_by, s.ord_bound, s.top_rows],
    )?;
    Ok(())
}

impl Holder for Section {
    fn rows(&self) -> &'static Rows {
        &PAGES
    }

    fn id(&self) -> (DriveId, NodeId) {
        (self.drive, self.id)
    }

    fn top(&self) -> Top {
        Top { head: self.head, is_open: self.is_open, n: self.n, rows: self.top_rows }
    }

    fn set_top(&mut self, top: Top) {
        Top { head: self.head, is_open: self.is_open, n: self.n, rows: self.top_rows } = top;
    }
}

/// Returns the live section of this lineage that came along with others of `group`. Where a notebook held the section
/// twice, the one that lies in `parent` is meant.
pub fn in_copy_group(tx: &mut Tx<'_>, group: &CopyGroup, lineage: &Lineage, parent: &NodeId) -> Result<Option<(DriveId, NodeId)>> {
    tx.row(
        sql!(
            "section.in_copy_group",
            "SELECT s.drive, s.id FROM section s JOIN live n ON n.drive = s.drive AND n.id = s.id \
             WHERE s.copy_group = $1 AND s.lineage = $2 ORDER BY CASE WHEN n.parent = $3 THEN 0 ELSE 1 END, s.id LIMIT 1"
        ),
        &params![group, lineage, parent],
        |row| Ok((DriveId::read(row, 0)?, NodeId::read(row, 1)?)),
    )
}

/// Adds to what a section keeps for one app: `n` pages more or fewer, and a bound that only rises.
pub(crate) fn add_app(tx: &mut Tx<'_>, s: &Section, app: &AppId, n: i64, bound: Timestamp) -> Result<()> {
    tx.run(
        sql!(
            "section_app.add",
            "INSERT INTO section_app (drive, section, app, n, page_bound_us) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (drive, section, app) DO UPDATE SET n = section_app.n + excluded.n, \
             page_bound_us = CASE WHEN excluded.page_bound_us > section_app.page_bound_us THEN excluded.page_bound_us \
             ELSE section_app.page_bound_us END"
        ),
        &params![&s.drive, &s.id, app.as_str(), n, bound],
    )?;
    Ok(())
}
