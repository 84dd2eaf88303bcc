//! What `If-Match` asks of a change. Source: "Working with ETags"; what clients send.

use crate::drive::schema::tags;
use crate::etag;
use app::access::AllowedItem;
use app::item::{Only, view};
use app::{Caller, Cx, Error};
use http::{HeaderMap, header};

/// Returns what has to hold for a change, of an item that `If-Match` names as it is now.
///
/// # Errors
/// [`Error::Changed`] if it names another.
pub(crate) fn only(cx: &mut Cx<'_, '_>, caller: &Caller, found: &AllowedItem, headers: &HeaderMap) -> app::Result<Only> {
    if !headers.contains_key(header::IF_MATCH) {
        return Ok(Only::Always);
    }
    let now = tags(&view::item(cx, caller, found)?);
    if etag::header_names(headers, &header::IF_MATCH, &now) == Some(true) { Ok(Only::IfUnchanged) } else { Err(Error::Changed) }
}

/// Holds `If-Match` against what lies in the recycle bin: that is shown to nobody, so no tag names it, nor does `*`.
///
/// # Errors
/// [`Error::Changed`] if the header is there.
pub(super) fn none_in_bin(headers: &HeaderMap) -> app::Result<()> {
    if headers.contains_key(header::IF_MATCH) { Err(Error::Changed) } else { Ok(()) }
}
