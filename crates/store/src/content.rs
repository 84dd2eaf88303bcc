//! What pages and files hold: immutable bodies, named by their hash and stored once. Small ones lie in the row, large ones in a blob.

pub mod digest;

use crate::blob::pieces::{self, Pieces};
use crate::ids::count;
use crate::{Error, Result, Row, Tx, Value, params, resource, search, sql, upload};
use model::Timestamp;
use std::fmt;

/// Bodies up to this many bytes lie in the database: a row in a shared commit is far cheaper than a file that is synced.
pub const INLINE_BYTES_MAX: usize = 64 * 1024;

/// The name of a content: BLAKE3 over its bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// Returns the name of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(*blake3::hash(bytes).as_bytes())
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(out, "{byte:02x}"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

impl<'a> From<&'a Hash> for Value<'a> {
    fn from(hash: &'a Hash) -> Self {
        Value::Bytes(&hash.0)
    }
}

/// Where a body lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// In the row.
    Inline(Vec<u8>),
    /// In the blob of this name, written and synced before the row that names it.
    Blob(String),
}

/// A content that is ready to be named by a page or a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// Its name.
    pub hash: Hash,
    /// Its length.
    pub bytes: u64,
    /// Its bytes, or where they are.
    pub body: Body,
}

/// Writes a content unless it is there already.
///
/// Touches its time in either case: a collector that found it unused a moment ago asks for the time again when it
/// deletes, and leaves it alone.
pub fn put(tx: &mut Tx<'_>, content: &Content, now: Timestamp) -> Result<()> {
    let (body, blob) = match &content.body {
        Body::Inline(bytes) => (Some(bytes.as_slice()), None),
        Body::Blob(name) => (None, Some(name.as_str())),
    };
    tx.run(
        sql!(
            "content.put",
            "INSERT INTO content (hash, bytes, blob, body, created_at_us) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (hash) DO UPDATE SET created_at_us = excluded.created_at_us"
        ),
        &params![&content.hash, content.bytes, blob, body, now],
    )?;
    Ok(())
}

/// Returns where a content's body lies.
pub fn get(tx: &mut Tx<'_>, hash: &Hash) -> Result<Option<Body>> {
    tx.row(sql!("content.get", "SELECT body, blob FROM content WHERE hash = $1"), &params![hash], |row| body(row, 0))
}

/// Reads `body, blob`, beginning at `first`.
pub(crate) fn body(row: &Row<'_>, first: usize) -> Result<Body> {
    match (row.opt_bytes(first)?, row.opt_text(first + 1)?) {
        (Some(bytes), _) => Ok(Body::Inline(bytes)),
        (None, Some(blob)) => Ok(Body::Blob(blob)),
        (None, None) => Err(Error::corrupt("a content has neither a body nor a blob")),
    }
}

/// Says of a content that it is about to be named again, and returns whether it is still there.
pub(crate) fn touch(tx: &mut Tx<'_>, hash: &Hash, now: Timestamp) -> Result<bool> {
    if crate::planted::is("untouched") {
        return Ok(bytes(tx, hash)?.is_some());
    }
    let touched = tx.run(sql!("content.touch", "UPDATE content SET created_at_us = $2 WHERE hash = $1"), &params![hash, now])?;
    Ok(touched > 0)
}

/// Returns a content's length.
pub fn bytes(tx: &mut Tx<'_>, hash: &Hash) -> Result<Option<u64>> {
    tx.row(sql!("content.bytes", "SELECT bytes FROM content WHERE hash = $1"), &params![hash], |row| count(row, 0))
}

/// Notes that a content lost a reference, and may have lost the last.
pub(crate) fn release(tx: &mut Tx<'_>, hash: &Hash, now: Timestamp) -> Result<()> {
    tx.run(
        sql!(
            "content.release",
            "INSERT INTO content_released (hash, since_us) VALUES ($1, $2) ON CONFLICT (hash) DO UPDATE SET since_us = excluded.since_us"
        ),
        &params![hash, now],
    )?;
    Ok(())
}

/// Removes released contents that nothing names since before `cutoff`: no page as its body, now or before, no body as an image or a
/// file, and no file of a folder, shown, former or deleted. Returns how many were looked at.
pub fn collect(tx: &mut Tx<'_>, cutoff: Timestamp, now: Timestamp) -> Result<usize> {
    let released = tx.rows(
        sql!("content.released", "SELECT hash FROM content_released WHERE since_us < $1 ORDER BY since_us LIMIT 256"),
        &params![cutoff],
        |row| row.array::<32>(0).map(Hash),
    )?;
    for hash in &released {
        crate::planted::pause("content.released");
        // Asked again in the deleting statement: since when nobody names it. The last page that did may have gone only now,
        // and whoever copied it a moment before has not committed.
        let blob = tx.row(
            sql!(
                "content.delete",
                "DELETE FROM content WHERE hash = $1 AND created_at_us < $2 AND NOT EXISTS (SELECT 1 FROM page p WHERE p.content = $1) \
                 AND NOT EXISTS (SELECT 1 FROM content_resource x WHERE x.resource = $1) \
                 AND NOT EXISTS (SELECT 1 FROM page_version w WHERE w.content = $1) \
                 AND NOT EXISTS (SELECT 1 FROM file f WHERE f.content = $1) \
                 AND NOT EXISTS (SELECT 1 FROM file_version v WHERE v.content = $1) \
                 AND NOT EXISTS (SELECT 1 FROM file_trash t WHERE t.content = $1) AND EXISTS (SELECT 1 FROM content_released r WHERE r.hash = $1 AND r.since_us < $3) RETURNING blob"
            ),
            &params![hash, cutoff, if crate::planted::is("asked-once") { Timestamp::from_micros(i64::MAX) } else { cutoff }],
            |row| row.opt_text(0),
        )?;
        if blob.is_some() {
            search::forget(tx, hash)?;
            digest::forget(tx, hash)?;
            resource::release_all(tx, hash, now)?;
        } else {
            search::forget_former(tx, hash, cutoff)?;
        }
        if let Some(Some(blob)) = blob {
            // The row goes first; a crash before the blob follows leaves its name here, and the next round takes it.
            release_blob(tx, &blob)?;
        }
        // Touched since: by a page that may be gone again, or before the clock stepped back. It waits from then on.
        tx.run(
            sql!(
                "content.wait",
                "UPDATE content_released SET since_us = (SELECT c.created_at_us FROM content c WHERE c.hash = $1) \
                 WHERE hash = $1 AND EXISTS (SELECT 1 FROM content c WHERE c.hash = $1 AND c.created_at_us >= $2)"
            ),
            &params![hash, cutoff],
        )?;
        tx.run(sql!("content.settled", "DELETE FROM content_released WHERE hash = $1 AND since_us < $2"), &params![hash, cutoff])?;
    }
    Ok(released.len())
}

/// Notes that nothing names a blob any more, so that its bytes go too.
///
/// # Errors
/// What the store can meet.
pub fn release_blob(tx: &mut Tx<'_>, blob: &str) -> Result<()> {
    tx.insert(sql!("blob.release", "INSERT INTO blob_released (blob) VALUES ($1) ON CONFLICT (blob) DO NOTHING"), &params![blob])?;
    Ok(())
}

/// Returns blobs whose rows are gone.
pub fn released_blobs(tx: &mut Tx<'_>) -> Result<Vec<String>> {
    tx.rows(sql!("blob.released", "SELECT blob FROM blob_released ORDER BY blob LIMIT 256"), &params![], |row| row.text(0))
}

/// Forgets a blob whose bytes are gone.
pub fn forget_blob(tx: &mut Tx<'_>, blob: &str) -> Result<()> {
    tx.run(sql!("blob.forget", "DELETE FROM blob_released WHERE blob = $1"), &params![blob])?;
    Ok(())
}

/// Returns the name of one of the blobs that contents lie in, if there is any.
pub fn some_blob(tx: &mut Tx<'_>) -> Result<Option<String>> {
    tx.row(sql!("content.some_blob", "SELECT blob FROM content WHERE blob IS NOT NULL LIMIT 1"), &params![], |row| row.text(0))
}

/// Says whether a row names the blob that this object is or belongs to, or the blob is about to be removed.
pub fn is_blob_known(tx: &mut Tx<'_>, object: &str) -> Result<bool> {
    if let Some((stem, number)) = pieces::numbered(object) {
        // What goes on behind the stem and a colon are the names of its blobs; a semicolon is the next character.
        let names = tx.rows(
            sql!(
                "blob.of_stem",
                "SELECT blob FROM content WHERE blob > $1 AND blob < $2 UNION ALL SELECT blob FROM blob_released WHERE blob > $1 AND blob < $2"
            ),
            &params![&format!("{stem}:"), &format!("{stem};")],
            |row| row.text(0),
        )?;
        if upload::has_stem(tx, stem)? {
            return Ok(true);
        }
        return Ok(names.iter().filter_map(|name| Pieces::parse(name)).any(|pieces| pieces.has(number)));
    }
    let one = tx.row(
        sql!("blob.known", "SELECT 1 FROM content WHERE blob = $1 UNION ALL SELECT 1 FROM blob_released WHERE blob = $1 LIMIT 1"),
        &params![object],
        |row| row.integer(0),
    )?;
    Ok(one.is_some())
}
