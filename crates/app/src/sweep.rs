//! Tidying in the background: flatten, collect, purge, forget, index what waits for it. Each round is a few short transactions,
//! harmless to repeat and to run in several processes at once.

mod stray;

pub use store::blob::Part;
pub use stray::{remove as remove_strays, strays};

use crate::admin::library;
use crate::{App, Cx, Result, audit, oauth, page, recent, upload};
use model::Timestamp;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use store::content::Body;
use store::file_list::trash;
use store::layer::{collect, flatten};
use store::{Hash, content, idempotency, node, operation, permission, relocation, search, share_link, token};

/// How long the sweep rests when there is nothing to do.
const REST: Duration = Duration::from_secs(5);

/// The most steps of flattens in one round, so that the other deeds get their turn too.
const FLATTEN_STEPS_A_ROUND: u32 = 32;

/// How many contents are indexed in one round: each may have to be read from a blob and cut into words.
const INDEXED_A_ROUND: u32 = 64;

/// The blobs, as the sweep needs them: it is no async code.
pub trait Blobs {
    /// Returns the bytes of a blob, checked against their hash.
    ///
    /// # Errors
    /// What the blob store can meet.
    fn read(&self, name: &str, hash: &Hash) -> Result<Vec<u8>>;

    /// Removes the bytes of a blob whose row is gone; none is fine.
    ///
    /// # Errors
    /// What the blob store can meet.
    fn remove(&self, name: &str) -> Result<()>;

    /// Says whether a blob is there, though not whether it is whole.
    ///
    /// # Errors
    /// What the blob store can meet.
    fn is_there(&self, name: &str) -> Result<bool>;

    /// Returns the names of a part's blobs that were written before `cutoff`, also of those that were never finished.
    ///
    /// # Errors
    /// What the blob store can meet.
    fn older_than(&self, part: Part, cutoff: Timestamp) -> Result<Vec<String>>;
}

/// What a round did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Steps that found something to do.
    pub steps: u64,
}

/// Sweeps until `stop` is set.
pub fn run(app: &App, blobs: &dyn Blobs, stop: &AtomicBool) {
    let mut looked_at = None;
    while !stop.load(Ordering::Relaxed) {
        let busy = match round(app, blobs) {
            Ok(swept) => swept.steps > 0,
            Err(error) => {
                tracing::warn!(%error, "a sweep did not succeed");
                false
            }
        };
        let part = stray::turn(app.now());
        if looked_at != Some(part) {
            looked_at = Some(part);
            if let Err(error) = stray::remove(app, blobs, part) {
                tracing::warn!(%error, "blobs that nobody names could not be removed");
            }
        }
        if !busy {
            rest(stop);
        }
    }
}

/// Waits in short naps, so that stopping is quick.
fn rest(stop: &AtomicBool) {
    const NAP: Duration = Duration::from_millis(100);
    let mut rested = Duration::ZERO;
    while rested < REST && !stop.load(Ordering::Relaxed) {
        std::thread::sleep(NAP);
        rested += NAP;
    }
}

/// Makes one round.
///
/// # Errors
/// What the store can meet; what was done before stays done.
pub fn round(app: &App, blobs: &dyn Blobs) -> Result<Swept> {
    let mut swept = Swept::default();
    // A flatten is many short steps, and readers pay until it is done.
    for _ in 0..FLATTEN_STEPS_A_ROUND {
        match app.write(flatten_some).wait()? {
            0 => break,
            steps => swept.steps += steps,
        }
    }
    for verb in [collect_lists, collect_rows, collect_contents, purge_trash, forget_old, upload::sweep, library::sweep] {
        swept.steps += app.write(verb).wait()?;
    }
    swept.steps += recent::flush(app)?;
    for blob in app.read(|cx| Ok(content::released_blobs(cx.tx)?)).wait()? {
        blobs.remove(&blob)?;
        app.write(move |cx| Ok(content::forget_blob(cx.tx, &blob)?)).wait()?;
        swept.steps += 1;
    }
    swept.steps += index_pending(app, blobs)?;
    Ok(swept)
}

fn flatten_some(cx: &mut Cx<'_, '_>) -> Result<u64> {
    let now = cx.now();
    Ok(u64::from(flatten::step(cx.tx, now)? == flatten::Flattened::Some))
}

fn collect_lists(cx: &mut Cx<'_, '_>) -> Result<u64> {
    let now = cx.now();
    Ok(collect::lists(cx.tx, now.plus_seconds(-cx.settings().grace_seconds), now)? as u64)
}

fn collect_rows(cx: &mut Cx<'_, '_>) -> Result<u64> {
    let now = cx.now();
    Ok(collect::rows(cx.tx, now)?)
}

fn collect_contents(cx: &mut Cx<'_, '_>) -> Result<u64> {
    let now = cx.now();
    Ok(content::collect(cx.tx, now.plus_seconds(-cx.settings().grace_seconds), now)? as u64)
}

fn purge_trash(cx: &mut Cx<'_, '_>) -> Result<u64> {
    let now = cx.now();
    let cutoff = now.plus_seconds(-cx.settings().trash_kept_seconds);
    let files = trash::purge(cx.tx, cutoff, now)?;
    let nodes = node::purge_given_up(cx.tx, now)? + node::purge(cx.tx, cutoff, now)?;
    Ok((files + nodes) as u64 + relocation::forget(cx.tx, cutoff)?)
}

fn forget_old(cx: &mut Cx<'_, '_>) -> Result<u64> {
    let now = cx.now();
    let kept = now.plus_seconds(-cx.settings().operations_kept_seconds);
    let ended = operation::forget_ended(cx.tx, kept)?;
    let keys = idempotency::forget(cx.tx, kept)?;
    let tokens = token::forget_expired(cx.tx, kept)?;
    let links = share_link::forget(cx.tx, now)?;
    let permissions = permission::forget(cx.tx, now)?;
    Ok(ended + keys + tokens + links + permissions + oauth::sweep(cx)? + audit::sweep(cx)?)
}

/// Indexes contents that wait for it: those from before there was an index, and those whose index is made anew.
fn index_pending(app: &App, blobs: &dyn Blobs) -> Result<u64> {
    let waiting = app.read(|cx| Ok(search::pending(cx.tx, INDEXED_A_ROUND)?)).wait()?;
    for hash in &waiting {
        let hash = *hash;
        let body = match app.read(move |cx| Ok(content::get(cx.tx, &hash)?)).wait()? {
            Some(Body::Inline(bytes)) => Some(bytes),
            Some(Body::Blob(name)) => Some(blobs.read(&name, &hash)?),
            None => None,
        };
        // What cannot be read is damage that the doctor names; it must not keep the others waiting.
        let document = body.and_then(|bytes| page::document(&bytes).ok()).map(|document| page::words(&document));
        app.write(move |cx| Ok(search::settle(cx.tx, &hash, document.as_ref())?)).wait()?;
    }
    Ok(waiting.len() as u64)
}
