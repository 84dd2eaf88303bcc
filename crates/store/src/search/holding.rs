//! Which of some documents have words, on SQLite. PostgreSQL asks each where it stands.

use crate::{Result, Tx, params, sql};
use std::collections::HashSet;

/// Documents no further apart than this are asked for together. To look words up anew costs about as much as to pass so many.
const NEAR: i64 = 64;

/// Returns those of some documents that have the words, in FTS5's spelling.
///
/// Pages that changed about the same time have documents near each other, so there are few stretches to look through. A
/// beginning may stand for thousands of words, each of which is looked up whatever the stretch: it is looked up once.
pub(crate) fn of(tx: &mut Tx<'_>, words: &str, mut documents: Vec<i64>) -> Result<HashSet<i64>> {
    documents.sort_unstable();
    let near = if words.contains('*') { i64::MAX } else { NEAR };
    let mut holding = HashSet::new();
    for stretch in documents.chunk_by(|one, next| next.saturating_sub(*one) <= near) {
        let (Some(first), Some(last)) = (stretch.first(), stretch.last()) else { continue };
        let found = tx.rows(
            sql!("search.holding", "SELECT rowid FROM search_word WHERE search_word MATCH $1 AND rowid BETWEEN $2 AND $3"),
            &params![words, *first, *last],
            |row| row.integer(0),
        )?;
        holding.extend(found);
    }
    Ok(holding)
}
