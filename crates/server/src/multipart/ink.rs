//! The part that is a page's ink. Source: "OneNote Ink BETA Apis".

use super::FormFault;
use super::headers::PartHeaders;
use crate::fault::Fault;
use ::page::{INK_MEDIA_TYPE, check_ink};
use app::Error;

/// What the part is called; as with the part that leads, the letter case does not matter.
pub(super) const NAME: &str = "presentation-onenote-inkml";

/// Ink of more than so many bytes is checked on a thread of its own: it would hold up others that share this one.
const QUICK_BYTES_MAX: usize = 64 * 1024;

/// Says whether the part is of a type that ink comes in.
pub(super) fn is_typed(headers: &PartHeaders) -> bool {
    headers.media_type == INK_MEDIA_TYPE && headers.charset.as_deref().is_none_or(|charset| matches!(charset, "utf-8" | "utf8"))
}

/// Checks that bytes are ink, and returns them.
///
/// # Errors
/// [`FormFault::Ink`] for what they are not.
pub(super) async fn checked(bytes: Vec<u8>) -> Result<Vec<u8>, Fault> {
    let is_quick = bytes.len() <= QUICK_BYTES_MAX;
    let check = move || check_ink(&bytes).map(|()| bytes).map_err(FormFault::Ink);
    let checked = if is_quick { check() } else { tokio::task::spawn_blocking(check).await.map_err(|_| Error::Internal)? };
    Ok(checked?)
}
