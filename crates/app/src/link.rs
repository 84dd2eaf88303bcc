//! Links between pages: taken in as symbols, given out as the page that the reader's section means.
//!
//! A symbol names the page's key, its section's lineage, and the section that it lay in. In a copy the key and the lineage
//! are the same, so the link leads into the copy without a byte of the content having been touched.

use crate::access::{self, Allowed};
use crate::{Caller, Cx, Error, Result};
use ::page::Reference;
use model::{CopyGroup, DriveId, Lineage, Need, NodeId, PageId, PageKey, Right};
use store::page_list::alias;
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
/// copying; the page that the link was made for. A target that did not come along is the original. Where the page moved to
/// another section, what it became is meant.
///
/// # Errors
/// What the store can meet.
pub fn resolve(cx: &mut Cx<'_, '_>, from: &Allowed, reference: &Reference) -> Result<PageId> {
    if let Some(found) = near(cx, from, reference)? {
        return Ok(found);
    }
    let original = PageId { section: NodeId(reference.section), key: PageKey(reference.page_key) };
    let Some(moved) = alias::of(cx.tx, &original)? else { return Ok(original) };
    // Copies that were made after it moved have it where it went.
    let Some(node) = node::find(cx.tx, &moved.section)? else { return Ok(moved) };
    let row = section::get(cx.tx, &node.drive, &node.id)?.ok_or(Error::Internal)?;
    let reference = Reference { page_key: moved.key.0, section_lineage: row.lineage.0, section: moved.section.0 };
    Ok(near(cx, from, &reference)?.unwrap_or(moved))
}

/// Returns the page that a symbol means in the reader's section or in what came along with it.
fn near(cx: &mut Cx<'_, '_>, from: &Allowed, reference: &Reference) -> Result<Option<PageId>> {
    let here = from.node();
    let key = PageKey(reference.page_key);
    if let Some(found) = shown(cx, &here.drive, PageId { section: here.id, key })? {
        return Ok(Some(found));
    }
    let row = section::get(cx.tx, &here.drive, &here.id)?.ok_or(Error::NotFound)?;
    let group: CopyGroup = row.copy_group;
    let parent = here.parent.unwrap_or(here.id);
    match section::in_copy_group(cx.tx, &group, &Lineage(reference.section_lineage), &parent)? {
        Some((drive, sibling)) => shown(cx, &drive, PageId { section: sibling, key }),
        None => Ok(None),
    }
}

/// Returns the page of this id, or what it became.
fn shown(cx: &mut Cx<'_, '_>, drive: &DriveId, id: PageId) -> Result<Option<PageId>> {
    match page_list::read::get(cx.tx, drive, &id.section, &id.key)? {
        Some(_) => Ok(Some(id)),
        None => Ok(alias::of(cx.tx, &id)?),
    }
}
