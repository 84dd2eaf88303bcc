//! Images and files of pages. Their bytes are contents like any other; which of them a page has, its own content says, by
//! number. So all pages that share a content share its resources too, and a copied page needs no row for any.

use crate::content::{self, Body, Content, Hash};
use crate::ids::count;
use crate::{Error, Result, Row, Tx, params, sql};
use model::Timestamp;

/// An image or a file, as a page's content has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    /// Its number within the content, at least 2.
    pub number: u32,
    /// Names its bytes.
    pub hash: Hash,
    /// Its length.
    pub bytes: u64,
    /// What it is, by its bytes and not by what was said of it.
    pub media_type: String,
    /// The name that it is to be saved under, if it came with one.
    pub file_name: Option<String>,
}

/// Writes a page's content with its resources. `fresh` are the resources' contents that came with the page; the others are
/// there already. Returns whether they really are: one that was collected meanwhile cannot be named any more.
///
/// Touches all of them, as [`content::put`] does, so that a collector that found one unused a moment ago leaves it alone.
///
/// # Errors
/// What the store can meet.
pub fn put(tx: &mut Tx<'_>, page: &Content, resources: &[Resource], fresh: &[Content], now: Timestamp) -> Result<bool> {
    content::put(tx, page, now)?;
    if resources.is_empty() {
        return Ok(true);
    }
    // In one order, so that two pages with the same images do not each wait for the other.
    let mut hashes: Vec<Hash> = resources.iter().map(|resource| resource.hash).collect();
    hashes.sort_unstable();
    hashes.dedup();
    for hash in &hashes {
        match fresh.iter().find(|content| content.hash == *hash) {
            Some(content) => content::put(tx, content, now)?,
            None if !content::touch(tx, hash, now)? => return Ok(false),
            None => {}
        }
    }
    crate::planted::pause("resource.touched");
    for resource in resources {
        tx.run(
            sql!(
                "resource.name",
                "INSERT INTO content_resource (content, number, resource, media_type, file_name) VALUES ($1, $2, $3, $4, $5) \
                 ON CONFLICT (content, number) DO NOTHING"
            ),
            &params![&page.hash, resource.number, &resource.hash, &resource.media_type, resource.file_name.as_deref()],
        )?;
    }
    Ok(true)
}

/// Returns a resource of a page's content, and where its bytes lie.
///
/// # Errors
/// What the store can meet.
pub fn get(tx: &mut Tx<'_>, page: &Hash, number: u32) -> Result<Option<(Resource, Body)>> {
    tx.row(
        sql!(
            "resource.get",
            "SELECT r.number, r.resource, r.media_type, r.file_name, c.bytes, c.body, c.blob FROM content_resource r \
             CROSS JOIN content c WHERE r.content = $1 AND r.number = $2 AND c.hash = r.resource"
        ),
        &params![page, number],
        |row| Ok((resource(row)?, content::body(row, 5)?)),
    )
}

/// Returns the resources of a page's content, by rising number.
///
/// # Errors
/// What the store can meet.
pub fn of(tx: &mut Tx<'_>, page: &Hash) -> Result<Vec<Resource>> {
    tx.rows(
        sql!(
            "resource.of",
            "SELECT r.number, r.resource, r.media_type, r.file_name, c.bytes FROM content_resource r \
             CROSS JOIN content c WHERE r.content = $1 AND c.hash = r.resource ORDER BY r.number"
        ),
        &params![page],
        resource,
    )
}

fn resource(row: &Row<'_>) -> Result<Resource> {
    let number = u32::try_from(row.integer(0)?).map_err(|_| Error::corrupt("a resource's number"))?;
    let (media_type, file_name) = (row.text(2)?, row.opt_text(3)?);
    Ok(Resource { number, hash: Hash(row.array::<32>(1)?), bytes: count(row, 4)?, media_type, file_name })
}

/// Notes that a page's content is gone, and lets go of what it named.
pub(crate) fn release_all(tx: &mut Tx<'_>, page: &Hash, now: Timestamp) -> Result<()> {
    let mut named =
        tx.rows(sql!("resource.release", "DELETE FROM content_resource WHERE content = $1 RETURNING resource"), &params![page], |row| {
            row.array::<32>(0).map(Hash)
        })?;
    named.sort_unstable();
    named.dedup();
    named.iter().try_for_each(|hash| content::release(tx, hash, now))
}
