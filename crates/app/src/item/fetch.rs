//! What is in a file.

use super::version;
use crate::access::{AllowedFile, AllowedItem};
use crate::{Cx, Error, Result};
use model::NodeKind;
use store::content::Content;

/// Returns an item as the file that it is.
///
/// # Errors
/// [`Error::NoContent`] for what is none, [`Error::SectionContent`] for a section, which is one in name alone.
pub fn file(item: &AllowedItem) -> Result<&AllowedFile> {
    match item {
        AllowedItem::File(file) => Ok(file),
        AllowedItem::Node(node) if node.node().kind == NodeKind::Section => Err(Error::SectionContent),
        AllowedItem::Node(_) => Err(Error::NoContent),
    }
}

/// Returns a file's content.
///
/// # Errors
/// As [`file`].
pub fn content(cx: &mut Cx<'_, '_>, item: &AllowedItem) -> Result<Content> {
    let row = &file(item)?.file().row;
    version::read(cx, row.content, row.bytes)
}
