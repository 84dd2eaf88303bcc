//! Sections: the row that says which pages a section shows. The pages themselves are in `page_list`, names and places of
//! sections in `node`.

use crate::ids::RowId;
use crate::layer::held::{Held, Holder};
use crate::layer::rows::Rows;
use crate::page_list::PAGES;
use crate::{Result, Row, Tx, params, sql};
use model::{AppId, CopyGroup, DriveId, Lineage, NodeId, Timestamp, UserId};

/// What a section's row holds. Kept as pages change, never counted on demand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Which pages it shows. [`Held::last_modified`] is also when the section's place in the tree last changed.
    pub held: Held,
    /// No page's order is greater than this.
    pub ord_bound: i64,
    /// Shared by a section and all its copies.
    pub lineage: Lineage,
    /// Shared by the sections that came along in one act of copying.
    pub copy_group: CopyGroup,
}

/// The columns that [`read`] takes.
macro_rules! columns {
    () => {
        "drive, id, head, is_open, n, bytes, page_bound_us, last_modified_us, last_modified_by, top_rows, ord_bound, lineage, copy_group"
    };
}

fn read(row: &Row<'_>) -> Result<Section> {
    Ok(Section {
        held: Held::read(row)?,
        ord_bound: row.integer(Held::COLUMNS)?,
        lineage: Lineage::read(row, Held::COLUMNS + 1)?,
        copy_group: CopyGroup::read(row, Held::COLUMNS + 2)?,
    })
}

/// Writes the row of a new section, which holds no page yet.
pub fn insert(tx: &mut Tx<'_>, drive: &DriveId, id: &NodeId, lineage: &Lineage, by: &UserId, now: Timestamp) -> Result<()> {
    // Alone in its group until it is copied along with others.
    tx.run(
        sql!(
            "section.insert",
            "INSERT INTO section (drive, id, head, is_open, n, bytes, page_bound_us, last_modified_us, last_modified_by, ord_bound, \
             top_rows, lineage, copy_group) VALUES ($1, $2, NULL, 0, 0, 0, 0, $3, $4, 0, 0, $5, $2)"
        ),
        &params![drive, id, now, by, lineage],
    )?;
    Ok(())
}

/// Returns a section as this transaction sees it.
pub fn get(tx: &mut Tx<'_>, drive: &DriveId, id: &NodeId) -> Result<Option<Section>> {
    tx.row(sql!("section.get", concat!("SELECT ", columns!(), " FROM section WHERE drive = $1 AND id = $2")), &params![drive, id], read)
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
        sql!("section.lock", concat!("SELECT ", columns!(), " FROM section WHERE drive = $1 AND id = $2 FOR UPDATE")),
        &params![drive, id],
        read,
    )
}

impl Holder for Section {
    const ROWS: &'static Rows = &PAGES;

    fn held(&self) -> &Held {
        &self.held
    }

    fn held_mut(&mut self) -> &mut Held {
        &mut self.held
    }

    fn write_back(&self, tx: &mut Tx<'_>) -> Result<()> {
        let Held { drive, id, n, bytes, bound, last_modified, last_modified_by, top_rows, .. } = &self.held;
        tx.run(
            sql!(
                "section.update",
                "UPDATE section SET n = $3, bytes = $4, page_bound_us = $5, last_modified_us = $6, last_modified_by = $7, \
                 ord_bound = $8, top_rows = $9 WHERE drive = $1 AND id = $2"
            ),
            &params![drive, id, *n, *bytes, *bound, *last_modified, last_modified_by, self.ord_bound, *top_rows],
        )?;
        Ok(())
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
        &params![&s.held.drive, &s.held.id, app.as_str(), n, bound],
    )?;
    Ok(())
}
