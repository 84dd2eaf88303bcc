//! Reading the pages of a section as they stand in it.
//!
//! No index has this order, which every write of a page would pay for. So a stretch of a section is found by one look at each row
//! of its layers, and only as many as are wanted are put in order; nothing is numbered or counted.

use super::{Above, Layer, PageRow, chain, page};
use crate::section::Section;
use crate::{Result, Tx, params, sql};
use model::{AppId, PageKey};

/// A place in a section. It names no layer and no page that has to be there, so it survives edits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    /// Pages stand by rising order.
    pub ord: i64,
    /// Decides between pages of the same order.
    pub key: PageKey,
}

impl Spot {
    /// Before all pages.
    pub const FIRST: Self = Self { ord: i64::MIN, key: PageKey([0; 16]) };

    /// Returns where a page stands.
    #[must_use]
    pub const fn of(row: &PageRow) -> Self {
        Self { ord: row.ord, key: row.key }
    }
}

/// Returns the pages of a section from a place on, at most `limit`, of one app's making if `app` is given.
pub fn from(tx: &mut Tx<'_>, section: &Section, spot: &Spot, limit: usize, app: Option<&AppId>) -> Result<Vec<PageRow>> {
    let mut found = of_layers(tx, section, |tx, layer, above| {
        tx.rows(
            sql!(
                "page.in_order",
                "SELECT p.key, p.content, p.title, p.created_at_us, p.modified_at_us, p.ord, p.level, p.app, p.bytes FROM page p \
                 WHERE p.list = $1 AND p.dead = 0 AND (p.ord, p.key) >= ($2, $3) AND (CAST($4 AS TEXT) IS NULL OR p.app = $4) \
                 AND NOT EXISTS (SELECT 1 FROM page u WHERE u.key = p.key AND u.list IN ($5, $6, $7, $8, $9, $10, $11)) \
                 ORDER BY p.ord, p.key LIMIT $12"
            ),
            &above.within(params![&layer.list, spot.ord, &spot.key, app.map(AppId::as_str)], params![limit]),
            |row| page(row, 0),
        )
    })?;
    found.sort_unstable_by_key(Spot::of);
    found.truncate(limit);
    Ok(found)
}

/// Returns the pages of a section before a place, at most `limit`: the last of them, as they stand.
pub fn before(tx: &mut Tx<'_>, section: &Section, spot: &Spot, limit: usize, app: Option<&AppId>) -> Result<Vec<PageRow>> {
    let mut found = of_layers(tx, section, |tx, layer, above| {
        tx.rows(
            sql!(
                "page.in_order_before",
                "SELECT p.key, p.content, p.title, p.created_at_us, p.modified_at_us, p.ord, p.level, p.app, p.bytes FROM page p \
                 WHERE p.list = $1 AND p.dead = 0 AND (p.ord, p.key) < ($2, $3) AND (CAST($4 AS TEXT) IS NULL OR p.app = $4) \
                 AND NOT EXISTS (SELECT 1 FROM page u WHERE u.key = p.key AND u.list IN ($5, $6, $7, $8, $9, $10, $11)) \
                 ORDER BY p.ord DESC, p.key DESC LIMIT $12"
            ),
            &above.within(params![&layer.list, spot.ord, &spot.key, app.map(AppId::as_str)], params![limit]),
            |row| page(row, 0),
        )
    })?;
    found.sort_unstable_by_key(Spot::of);
    Ok(found.split_off(found.len().saturating_sub(limit)))
}

/// Says whether a page of a section stands before a place.
pub fn is_any_before(tx: &mut Tx<'_>, section: &Section, spot: &Spot, app: Option<&AppId>) -> Result<bool> {
    let found = of_layers(tx, section, |tx, layer, above| {
        tx.rows(
            sql!(
                "page.is_any_before",
                "SELECT 1 FROM page p WHERE p.list = $1 AND p.dead = 0 AND (p.ord, p.key) < ($2, $3) \
                 AND (CAST($4 AS TEXT) IS NULL OR p.app = $4) \
                 AND NOT EXISTS (SELECT 1 FROM page u WHERE u.key = p.key AND u.list IN ($5, $6, $7, $8, $9, $10, $11)) LIMIT 1"
            ),
            &above.within(params![&layer.list, spot.ord, &spot.key, app.map(AppId::as_str)], params![]),
            |row| row.integer(0),
        )
    })?;
    Ok(!found.is_empty())
}

fn of_layers<T>(tx: &mut Tx<'_>, section: &Section, mut read: impl FnMut(&mut Tx<'_>, &Layer, &Above) -> Result<Vec<T>>) -> Result<Vec<T>> {
    let layers = chain(tx, section.held.head.as_ref())?;
    crate::planted::pause("read.chain");
    let mut found = Vec::new();
    for (depth, layer) in layers.iter().enumerate() {
        found.extend(read(tx, layer, &Above::of(&layers, depth))?);
    }
    Ok(found)
}
