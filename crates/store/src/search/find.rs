//! From words to the pages that show them.
//!
//! Two ways. Few contents have the words: each is followed to the pages that show it, and those with all words in their
//! title come first. Or so many have them that sorting all would cost more than looking: then pages are visited as in a list
//! of the newest, and each is asked. The position says which way a list went, so it goes on the same way.

use super::{Sought, follow};
use crate::page_list::read::{self, Listed};
use crate::query::{self, PageScope};
use crate::{Result, Tx, params, sql};

/// Up to so many contents are followed to their pages.
pub(super) const FOLLOWED_MAX: u64 = 2_000;

/// A place in a list of what was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Whether contents were followed, with titles first, and whether this one had all words in its title.
    pub followed: Option<bool>,
    /// The page.
    pub page: read::Position,
}

/// A page that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The page.
    pub listed: Listed,
    /// Where it stands.
    pub position: Position,
}

/// Returns pages of a scope that have what is sought, after `after`, at most `limit`. What the scope itself says of words does
/// not count.
pub fn pages(tx: &mut Tx<'_>, scope: &PageScope<'_>, sought: &Sought, after: Option<&Position>, limit: usize) -> Result<Vec<Hit>> {
    if sought.is_empty() || limit == 0 {
        return Ok(Vec::new());
    }
    let follows = match after {
        Some(position) => position.followed.is_some(),
        None => count(tx, sought)? <= FOLLOWED_MAX,
    };
    if follows {
        return follow::pages(tx, scope, sought, after, limit);
    }
    let words = query::sought(tx, sought);
    let scope = PageScope { sought: Some(&words), ..*scope };
    let found = query::newest(tx, &scope, after.map(|after| &after.page), limit)?;
    Ok(found.into_iter().map(|listed| Hit { position: Position { followed: None, page: listed.position() }, listed }).collect())
}

/// Returns how many contents have the words, but not much more than [`FOLLOWED_MAX`].
fn count(tx: &mut Tx<'_>, sought: &Sought) -> Result<u64> {
    let words = sought.spelled(tx.is_postgres(), false);
    let found = tx.row(
        sql!(
            "search.count",
            sqlite: "SELECT COUNT(*) FROM (SELECT rowid FROM search_word WHERE search_word MATCH ?1 LIMIT ?2)",
            postgres: "SELECT COUNT(*) FROM (SELECT 1 FROM search_document WHERE words @@ CAST(CAST($1 AS TEXT) AS tsquery) LIMIT $2) w",
        ),
        &params![&words, FOLLOWED_MAX + 1],
        |row| crate::ids::count(row, 0),
    )?;
    Ok(found.unwrap_or(0))
}
