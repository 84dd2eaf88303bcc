//! Where a page stands in its section: order and level. Its content, and when that changed, stay as they are.

use super::{Found, Writer, put};
use crate::ids::RowId;
use crate::page_list::{Above, PageRow};
use crate::{Result, params, sql};
use model::PageKey;

/// A page, as far as its place goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The page.
    pub key: PageKey,
    /// Pages stand by rising order.
    pub ord: i64,
    /// Its indentation.
    pub level: i64,
}

impl Writer<'_, '_> {
    /// Returns all visible pages as they stand. Reads a few bytes of every page: the caller bounds how many there are.
    pub fn standing(&mut self) -> Result<Vec<Standing>> {
        let mut found = Vec::new();
        for (depth, layer) in self.0.chain.iter().enumerate() {
            let above = Above::of(&self.0.chain, depth);
            found.extend(self.0.tx.rows(
                sql!(
                    "page.standing",
                    "SELECT p.key, p.ord, p.level FROM page p WHERE p.list = $1 AND p.dead = 0 \
                     AND NOT EXISTS (SELECT 1 FROM page u WHERE u.key = p.key AND u.list IN ($2, $3, $4, $5, $6, $7, $8))"
                ),
                &above.within(params![&layer.list], []),
                |row| Ok(Standing { key: PageKey::read(row, 0)?, ord: row.integer(1)?, level: row.integer(2)? }),
            )?);
        }
        found.sort_unstable_by_key(|standing| (standing.ord, standing.key));
        Ok(found)
    }

    /// Gives a visible page another order and level.
    pub fn arrange(&mut self, found: Found, ord: i64, level: i64) -> Result<PageRow> {
        let head = self.0.open()?;
        let is_on_top = self.0.is_on_top(&head, &found.list, &found.row.key.0)?;
        let row = PageRow { ord, level, ..found.row };
        put(self.0.tx, &head, &row)?;
        self.0.wrote(is_on_top);
        let section = &mut self.0.holder;
        section.ord_bound = section.ord_bound.max(ord);
        Ok(row)
    }
}
