//! Reading pages through the layers: one page by its key, or the newest of one section. Those of many are in `query`.
//!
//! Each layer is read in the order of its index and gives up candidates that a layer above has a row for, within the same
//! statement; the streams are merged here. A list seeks to where the last one ended and never counts from the start.

use super::{Above, Layer, PageRow, chain, page};
use crate::section::Section;
use crate::{Result, Tx, params, sql};
use model::{AppId, DriveId, NodeId, PageKey, Timestamp};

/// A place in a list of the newest pages. It names no layer, so it survives edits, folds and flattens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// When the page was last changed.
    pub modified: Timestamp,
    /// Decides between pages of the same moment.
    pub key: PageKey,
    /// Decides between a page and its copies.
    pub section: NodeId,
}

/// A page with the section that shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The drive of the section.
    pub drive: DriveId,
    /// The section.
    pub section: NodeId,
    /// The page.
    pub row: PageRow,
}

impl Listed {
    /// Returns where the page stands in a list of the newest.
    pub fn position(&self) -> Position {
        Position { modified: self.row.modified, key: self.row.key, section: self.section }
    }
}

/// Returns a visible page of a section.
pub fn get(tx: &mut Tx<'_>, drive: &DriveId, section: &NodeId, key: &PageKey) -> Result<Option<PageRow>> {
    let topmost = tx.row(
        sql!(
            "page.get",
            "WITH RECURSIVE chain (id, parent, depth) AS ( \
             SELECT l.id, l.parent, 0 FROM section s JOIN list l ON l.id = s.head WHERE s.drive = $1 AND s.id = $2 \
             UNION ALL SELECT l.id, l.parent, c.depth + 1 FROM chain c CROSS JOIN list l WHERE l.id = c.parent) \
             SELECT p.dead, p.key, p.content, p.title, p.created_at_us, p.modified_at_us, p.ord, p.level, p.app, p.bytes \
             FROM chain c CROSS JOIN page p WHERE p.list = c.id AND p.key = $3 ORDER BY c.depth LIMIT 1"
        ),
        &params![drive, section, key],
        |row| if row.boolean(0)? { Ok(None) } else { page(row, 1).map(Some) },
    )?;
    Ok(topmost.flatten())
}

/// Returns a section's newest pages after `after`, at most `limit`, of one app's making if `app` is given.
pub fn newest_in(tx: &mut Tx<'_>, section: &Section, after: Option<&Position>, limit: usize, app: Option<&AppId>) -> Result<Vec<Listed>> {
    let layers = chain(tx, section.held.head.as_ref())?;
    crate::planted::pause("read.chain");
    let (modified, key) = before(section, after);
    let mut found = Vec::new();
    for (depth, layer) in layers.iter().enumerate() {
        found.extend(newest_of_layer(tx, layer, &Above::of(&layers, depth), (modified, &key), limit, app)?);
    }
    found.sort_unstable_by_key(|row| std::cmp::Reverse((row.modified, row.key)));
    found.truncate(limit);
    Ok(found.into_iter().map(|row| Listed { drive: section.held.drive, section: section.held.id, row }).collect())
}

/// Returns the exclusive upper bound for one section's rows.
///
/// Pages of the same moment and key (a page and its copies) stand by falling section. So the row at the position itself
/// still follows in a section with a lesser id, and the bound there is the next greater key.
pub(crate) fn before(section: &Section, after: Option<&Position>) -> (Timestamp, PageKey) {
    let Some(after) = after else { return (Timestamp::from_micros(i64::MAX), PageKey([0xff; 16])) };
    if section.held.id >= after.section {
        return (after.modified, after.key);
    }
    match u128::from_be_bytes(after.key.0).checked_add(1) {
        Some(next) => (after.modified, PageKey(next.to_be_bytes())),
        None => (after.modified.plus_micros(1), PageKey([0; 16])),
    }
}

fn newest_of_layer(
    tx: &mut Tx<'_>,
    layer: &Layer,
    above: &Above,
    (modified, key): (Timestamp, &PageKey),
    limit: usize,
    app: Option<&AppId>,
) -> Result<Vec<PageRow>> {
    tx.rows(
        sql!(
            "page.newest",
            "SELECT p.key, p.content, p.title, p.created_at_us, p.modified_at_us, p.ord, p.level, p.app, p.bytes FROM page p \
             WHERE p.list = $1 AND p.dead = 0 AND (p.modified_at_us, p.key) < ($2, $3) \
             AND (CAST($4 AS TEXT) IS NULL OR p.app = $4) \
             AND NOT EXISTS (SELECT 1 FROM page u WHERE u.key = p.key AND u.list IN ($5, $6, $7, $8, $9, $10, $11)) \
             ORDER BY p.modified_at_us DESC, p.key DESC LIMIT $12"
        ),
        &above.within(params![&layer.list, modified, key, app.map(AppId::as_str)], params![limit]),
        |row| page(row, 0),
    )
}
