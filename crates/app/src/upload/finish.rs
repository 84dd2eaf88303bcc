//! The end of a session: all of the file is there, and it takes its place.

use super::fragment::with_last;
use super::{Fragment, Refused, Secret, Upload, caller, locked};
use crate::{Caller, Cx, Error, Result};
use store::blob::Pieces;
use store::content::{self, Body, Content};
use store::{Digests, upload};

/// Returns a session all of whose file has come, or, with its last fragment, would have.
///
/// # Errors
/// [`Refused`]; [`Refused::Incomplete`] if more is missing.
pub fn complete(cx: &mut Cx<'_, '_>, secret: &Secret, last: Option<(u32, Fragment)>) -> Result<Pieces> {
    let found = upload::get(cx.tx, &secret.hash())?.filter(|found| found.expires > cx.now()).ok_or(Refused::NoSession)?;
    pieces_of(&found, last)
}

fn pieces_of(found: &Upload, last: Option<(u32, Fragment)>) -> Result<Pieces> {
    match last {
        Some((number, fragment)) => Ok(with_last(found, number, &fragment)?),
        None if found.is_complete() => Ok(found.pieces.clone()),
        None => Err(Refused::Incomplete.into()),
    }
}

/// Makes a file of a session, and ends it. `content` was made of what [`complete`] returned. `put` puts it where the order says,
/// in the name of the person who gave it: it asks for their right, and writes the content down.
///
/// All of it is one transaction with the last fragment, if that is only coming. If `put` refuses, nothing has happened, and the
/// session is as it was before.
///
/// # Errors
/// [`Refused`], and what `put` answers.
pub fn finish<T>(
    cx: &mut Cx<'_, '_>,
    secret: &Secret,
    last: Option<(u32, Fragment)>,
    content: &Content,
    digests: &Digests,
    put: impl FnOnce(&mut Cx<'_, '_>, &Caller, &Upload, &Content, &Digests) -> Result<T>,
) -> Result<T> {
    let found = locked(cx, secret)?;
    let pieces = pieces_of(&found, last)?;
    if content.bytes != pieces.bytes() {
        return Err(Error::Internal);
    }
    let caller = caller(cx, &found)?;
    // From here on the file takes the room that the session has held.
    upload::forget(cx.tx, &secret.hash())?;
    let made = put(cx, &caller, &found, content, digests)?;
    // The same bytes may have been there before; then nothing names what came now.
    let named = match content::get(cx.tx, &content.hash)? {
        Some(Body::Blob(name)) => Some(name),
        _ => None,
    };
    let kept = named.as_ref().filter(|name| **name == pieces.to_string()).map(|_| &pieces);
    match &content.body {
        Body::Blob(name) if kept.is_none() && named.as_ref() != Some(name) && *name != pieces.to_string() => {
            content::release_blob(cx.tx, name)?;
        }
        _ => {}
    }
    upload::release_left(cx.tx, &found, kept)?;
    Ok(made)
}
