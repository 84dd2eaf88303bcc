//! Links between pages: taken in as symbols, given out as the page that the reader's section means.
//!
//! A symbol names the page's key, its section's lineage, and the section that it lay in. In a copy the key and the lineage
//! are the same, so the link leads into the copy without a byte of the content having been touched.

use crate::access::{self, Allowed};
use crate::{Caller, Cx, Error, Result};
use ::page::Reference;
use model::{CopyGroup, Lineage, Need, NodeId, PageId, PageKey, Right};
use store::{node, page_list, section};

/// Returns the symbol for a page, if the caller may read it. A link to anything else stays the text that it is, so that
/// nothing can be learnt from what becomes of it.
///
/// # Errors
/// What the store can meet.
pub(crate) fn symbol(cx: &mut Cx<'_, '_>, caller: &Caller, target: &PageId) -> Result<Option<Reference>> {
    let found = match access::page_anywhere(cx, caller, target, Right::Read, Need::ReadPages) {
        Ok(found) => found,
        Err(Error::NotFound | Error::NotAllowed(_)) => return Ok(None),
        Err(error) => return Err(error),
    };
    let lies_in = found.section().node();
    let row = section::get(cx.tx, &lies_in.drive, &lies_in.id)?.ok_or(Error::Internal)?;
    Ok(Some(Reference { page_key: target.key.0, section_lineage: row.lineage.0, section: target.section.0 }))
}

/// Returns the page that a symbol means to a reader of `from`.
///
/// In this order: a page of the same section; a page of the section of that lineage that came along in the same act of
/// copying; the page that the link was made for. A target that did not come along is the original.
///
/// # Errors
/// What the store can meet.
pub fn resolve(cx: &mut Cx<'_, '_>, from: &Allowed, reference: &Reference) -> Result<PageId> {
    let here = from.node();
    let key = PageKey(reference.page_key);
    if page_list::read::get(cx.tx, &here.drive, &here.id, &key)?.is_some() {
        return Ok(PageId { section: here.id, key });
    }
    let row = section::get(cx.tx, &here.drive, &here.id)?.ok_or(Error::NotFound)?;
    let group: CopyGroup = row.copy_group;
    let parent = here.parent.unwrap_or(here.id);
    if let Some((drive, sibling)) = section::in_copy_group(cx.tx, &group, &Lineage(reference.section_lineage), &parent)?
        && page_list::read::get(cx.tx, &drive, &sibling, &key)?.is_some()
        && node::get(cx.tx, &drive, &sibling)?.is_some()
    {
        return Ok(PageId { section: sibling, key });
    }
    Ok(PageId { section: NodeId(reference.section), key })
}
