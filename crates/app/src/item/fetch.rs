//! What is in a file.

use super::version;
use crate::access::{AllowedFile, AllowedItem};
use crate::{Cx, Error, Result};
use store::content::Content;

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
    version::read(cx, row.content, row.bytes)
}
