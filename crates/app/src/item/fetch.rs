//! What is in a file.

use crate::access::{AllowedFile, AllowedItem};
use crate::{Cx, Error, Result};
use store::content::{self, Content};

/// Returns an item as the file that it is.
///
/// # Errors
/// [`Error::NoContent`] for what is none: also for a section, whose bytes nobody can foresee.
pub fn file(item: &AllowedItem) -> Result<&AllowedFile> {
    item.file().ok_or(Error::NoContent)
}

/// Returns a file's content.
///
/// # Errors
/// [`Error::NoContent`] for what is no file; what the store can meet.
pub fn content(cx: &mut Cx<'_, '_>, item: &AllowedItem) -> Result<Content> {
    let row = &file(item)?.file().row;
    let body = content::get(cx.tx, &row.content)?.ok_or(Error::Internal)?;
    Ok(Content { hash: row.content, bytes: row.bytes, body })
}
