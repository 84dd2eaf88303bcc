//! Where a page went that was moved to another section: it has another key there, and links to it must still find it.

use crate::ids::RowId;
use crate::{Result, Tx, params, sql};
use model::{NodeId, PageId, PageKey};

/// Notes that a page is another one now. Who looks for any page that it was before finds the new one at once.
pub fn put(tx: &mut Tx<'_>, from: &PageId, to: &PageId) -> Result<()> {
    tx.run(
        sql!("page_alias.forward", "UPDATE page_alias SET to_section = $3, to_key = $4 WHERE to_section = $1 AND to_key = $2"),
        &params![&from.section, &from.key, &to.section, &to.key],
    )?;
    tx.run(
        sql!(
            "page_alias.insert",
            "INSERT INTO page_alias (section, key, to_section, to_key) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING"
        ),
        &params![&from.section, &from.key, &to.section, &to.key],
    )?;
    Ok(())
}

/// Returns what a page has become.
pub fn of(tx: &mut Tx<'_>, page: &PageId) -> Result<Option<PageId>> {
    tx.row(
        sql!("page_alias.get", "SELECT to_section, to_key FROM page_alias WHERE section = $1 AND key = $2"),
        &params![&page.section, &page.key],
        |row| Ok(PageId { section: NodeId::read(row, 0)?, key: PageKey::read(row, 1)? }),
    )
}

/// Forgets what led from or to a section that is removed for good.
pub(crate) fn forget(tx: &mut Tx<'_>, section: &NodeId) -> Result<()> {
    tx.run(sql!("page_alias.forget_to", "DELETE FROM page_alias WHERE to_section = $1"), &params![section])?;
    tx.run(sql!("page_alias.forget", "DELETE FROM page_alias WHERE section = $1"), &params![section])?;
    Ok(())
}
