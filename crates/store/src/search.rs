//! Full-text search: words of contents, kept in the transaction that stores a content and shared by all pages that show it.
//!
//! - `words` cuts text into words, `sought` spells what is looked for.
//! - `find` goes from words to pages: by `follow` if few contents have them, else by asking the newest pages, on SQLite by
//!   `holding`.
//!
//! The index knows contents, not pages: a copied section is found as soon as it is there, and nothing is indexed again.
//! Who may see a page is not known here; what is asked for is always limited to drives or sections.

pub mod check;
pub mod find;
mod follow;
pub(crate) mod holding;
mod sought;
mod words;

pub use sought::{Sought, TooManyWords, WORDS_MAX};
pub use words::{DOCUMENT_BYTES_MAX, WORD_CHARS_MAX};

use crate::{Hash, Result, Tx, params, sql};
use model::Timestamp;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The words that a content is found by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// Words of the title, each followed by a blank.
    title: String,
    /// Words of the rest.
    body: String,
}

impl Document {
    /// Cuts a page into words. Of a very long page the first [`DOCUMENT_BYTES_MAX`] bytes of words count.
    pub fn new(title: &str, text: &str) -> Self {
        let mut document = Self::default();
        words::append(&mut document.title, title, DOCUMENT_BYTES_MAX / 4);
        words::append(&mut document.body, text, DOCUMENT_BYTES_MAX - document.title.len());
        document
    }

    /// Returns the words as PostgreSQL's `tsvector` spells them. Its own parser never sees the text.
    fn tsvector(&self) -> String {
        /// PostgreSQL keeps no position beyond this one; words further back are all there.
        const POSITION_MAX: usize = 16_383;
        /// And so many for one word.
        const POSITIONS_MAX: usize = 255;
        /// Words in the title do not stand before those in the body.
        const GAP: usize = 8;
        let titles = self.title.split_ascii_whitespace().count() + GAP;
        let words = self.title.split_ascii_whitespace().enumerate().map(|(at, word)| (word, at + 1, "A"));
        let words = words.chain(self.body.split_ascii_whitespace().enumerate().map(|(at, word)| (word, titles + at + 1, "")));
        let mut positions: BTreeMap<&str, Vec<(usize, &str)>> = BTreeMap::new();
        for (word, at, weight) in words {
            let known = positions.entry(word).or_default();
            if known.len() < POSITIONS_MAX {
                known.push((at.min(POSITION_MAX), weight));
            }
        }
        let mut out = String::with_capacity(self.title.len() + 2 * self.body.len());
        for (word, at) in positions {
            for (i, (position, weight)) in at.iter().enumerate() {
                let lead = if i == 0 { format!(" '{word}':") } else { ",".to_owned() };
                // Writing to a String cannot fail.
                let _ = write!(out, "{lead}{position}{weight}");
            }
        }
        out
    }
}

/// Indexes a content unless it is indexed already.
pub fn index(tx: &mut Tx<'_>, content: &Hash, document: &Document) -> Result<()> {
    if tx.is_postgres() {
        tx.insert(
            sql!(
                "search.put",
                "INSERT INTO search_document (content, words) VALUES ($1, CAST(CAST($2 AS TEXT) AS tsvector)) ON CONFLICT DO NOTHING"
            ),
            &params![content, &document.tsvector()],
        )?;
        return Ok(());
    }
    // No `RETURNING`: SQLite then sets a savepoint around the statement, at which the index writes down what it has gathered, a
    // segment for each page. Without, all pages of one commit share a segment.
    let is_new =
        tx.insert(sql!("search.put_id", "INSERT INTO search_document (content) VALUES ($1) ON CONFLICT DO NOTHING"), &params![content])?;
    if is_new {
        tx.run(
            sql!(
                "search.put_words",
                "INSERT INTO search_word (rowid, title, body) VALUES ((SELECT id FROM search_document WHERE content = $1), $2, $3)"
            ),
            &params![content, &document.title, &document.body],
        )?;
    }
    Ok(())
}

/// Forgets a content that is gone, or that is to be indexed anew.
pub fn forget(tx: &mut Tx<'_>, content: &Hash) -> Result<()> {
    if tx.is_postgres() {
        tx.run(sql!("search.forget", "DELETE FROM search_document WHERE content = $1"), &params![content])?;
        return Ok(());
    }
    let id = tx.row(sql!("search.forget_id", "DELETE FROM search_document WHERE content = $1 RETURNING id"), &params![content], |row| {
        row.integer(0)
    })?;
    if let Some(id) = id {
        tx.run(sql!("search.forget_words", "DELETE FROM search_word WHERE rowid = $1"), &params![id])?;
    }
    Ok(())
}

/// Forgets a content that no page shows any more, and that is kept as what one held before: it would be found for nothing, and
/// many of them would be taken for much. Whoever touched it since `cutoff` is about to show it.
pub(crate) fn forget_former(tx: &mut Tx<'_>, content: &Hash, cutoff: Timestamp) -> Result<()> {
    // Who shows it again touches it first, and waits here, or is waited for.
    let is_former = tx.row(
        sql!(
            "search.is_former",
            "SELECT 1 FROM content c WHERE c.hash = $1 AND c.created_at_us < $2 \
             AND EXISTS (SELECT 1 FROM page_version v WHERE v.content = $1) \
             AND NOT EXISTS (SELECT 1 FROM page p WHERE p.content = $1) FOR UPDATE OF c"
        ),
        &params![content, cutoff],
        |row| row.integer(0),
    )?;
    if is_former.is_some() { forget(tx, content) } else { Ok(()) }
}

/// Says of a content that a page is about to show it again: its words may be forgotten, and it waits to be indexed.
pub(crate) fn show_again(tx: &mut Tx<'_>, content: &Hash, now: Timestamp) -> Result<()> {
    crate::content::touch(tx, content, now)?;
    tx.insert(sql!("search.await", "INSERT INTO search_pending (content) VALUES ($1) ON CONFLICT DO NOTHING"), &params![content])?;
    Ok(())
}

/// Returns contents that wait to be indexed, at most `limit`.
pub fn pending(tx: &mut Tx<'_>, limit: u32) -> Result<Vec<Hash>> {
    tx.rows(sql!("search.pending", "SELECT content FROM search_pending ORDER BY content LIMIT $1"), &params![limit], |row| {
        row.array::<32>(0).map(Hash)
    })
}

/// Indexes a content that waited; with no document it only stops waiting.
pub fn settle(tx: &mut Tx<'_>, content: &Hash, document: Option<&Document>) -> Result<()> {
    tx.run(sql!("search.settle", "DELETE FROM search_pending WHERE content = $1"), &params![content])?;
    let Some(document) = document else { return Ok(()) };
    // It may have gone while it was read.
    let is_there =
        tx.row(sql!("search.is_there", "SELECT 1 FROM page WHERE content = $1 LIMIT 1"), &params![content], |row| row.integer(0))?;
    if is_there.is_some() {
        forget(tx, content)?;
        index(tx, content, document)?;
    }
    Ok(())
}

/// Lets every content that a page names wait to be indexed anew, for an index that is damaged. Returns how many wait.
pub fn renew(tx: &mut Tx<'_>) -> Result<u64> {
    tx.run(
        sql!(
            "search.renew",
            "INSERT INTO search_pending SELECT DISTINCT content FROM page WHERE content IS NOT NULL AND dead = 0 ON CONFLICT DO NOTHING"
        ),
        &params![],
    )
}
