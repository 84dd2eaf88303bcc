//! Looking for damage between pages and the words that they are found by.

use crate::check::{A_KIND, Finding};
use crate::{Hash, Result, Tx, params, sql};

/// Looks for pages that a search cannot find, and for words of contents that are gone.
pub fn findings(tx: &mut Tx<'_>) -> Result<Vec<Finding>> {
    let mut found = tx.rows(
        sql!(
            "check.search_missing",
            "SELECT DISTINCT p.content FROM page p WHERE p.dead = 0 AND p.content IS NOT NULL \
             AND NOT EXISTS (SELECT 1 FROM search_document d WHERE d.content = p.content) \
             AND NOT EXISTS (SELECT 1 FROM search_pending s WHERE s.content = p.content) LIMIT $1"
        ),
        &params![A_KIND],
        |row| Ok(Finding::damage(format!("content {}: no search finds it; `looseleaf reindex` mends that", Hash(row.array(0)?)))),
    )?;
    found.extend(tx.rows(
        sql!(
            "check.search_left",
            "SELECT d.content FROM search_document d WHERE NOT EXISTS (SELECT 1 FROM content c WHERE c.hash = d.content) LIMIT $1"
        ),
        &params![A_KIND],
        |row| Ok(Finding::waste(format!("content {}: it is gone, and its words are still kept", Hash(row.array(0)?)))),
    )?);
    Ok(found)
}
