//! Blobs that no row names: a crash between writing a blob and its row leaves one, and so does one in the middle of a blob.

use super::Blobs;
use crate::{App, Result};
use model::Timestamp;
use store::blob::Part;
use store::content;

/// Blobs that no row names are taken for left behind once they are this old, in seconds: no request lives so long, and a blob
/// that is still being written is younger.
const STRAY_SECONDS: i64 = 24 * 60 * 60;

/// How long, in seconds, the sweep keeps to one part: so each is looked at about once a day.
const PART_SECONDS: i64 = 24 * 60 * 60 / Part::COUNT;

/// Returns the part whose turn it is. It follows from the time alone, so that a server that is often started anew comes to all.
pub(super) fn turn(now: Timestamp) -> Part {
    Part::number(now.micros() / (PART_SECONDS * 1_000_000))
}

/// Returns the blobs of a part that no row names and that are too old to belong to a request under way.
///
/// # Errors
/// What the store can meet.
pub fn strays(app: &App, blobs: &dyn Blobs, part: Part) -> Result<Vec<String>> {
    let mut strays = Vec::new();
    for name in blobs.older_than(part, app.now().plus_seconds(-STRAY_SECONDS))? {
        let asked = name.clone();
        if !app.read(move |cx| Ok(content::is_blob_known(cx.tx, &asked)?)).wait()? {
            strays.push(name);
        }
    }
    Ok(strays)
}

/// Removes the strays of a part. Names are never used twice, so nobody can come to name one meanwhile. Returns how many there
/// were.
///
/// # Errors
/// What the store can meet; what was removed before stays removed.
pub fn remove(app: &App, blobs: &dyn Blobs, part: Part) -> Result<u64> {
    let strays = strays(app, blobs, part)?;
    if !strays.is_empty() && !is_folder_of(app, blobs)? {
        tracing::warn!(strays = strays.len(), "left alone: none of the blobs that this database names is in this folder");
        return Ok(0);
    }
    for name in &strays {
        tracing::info!(blob = name, "removed, since no row names it");
        blobs.remove(name)?;
    }
    Ok(strays.len() as u64)
}

/// Says whether the blobs are this database's. To those of another, which somebody named by mistake, all would be strays.
fn is_folder_of(app: &App, blobs: &dyn Blobs) -> Result<bool> {
    match app.read(|cx| Ok(content::some_blob(cx.tx)?)).wait()? {
        Some(name) => blobs.is_there(&name),
        None => Ok(false),
    }
}
