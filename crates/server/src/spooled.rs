//! A content that was written down before anybody knows whether it will be of use.

use crate::correlation::Correlation;
use crate::fault::Fault;
use crate::server::Server;
use app::page::{self, Body, Content};
use app::{Blobs, Error};
use std::sync::atomic::{AtomicBool, Ordering};

/// As its blob is, if it has one.
pub(crate) struct Spooled {
    content: Content,
    blob: Option<Written>,
}

impl Spooled {
    pub(crate) fn new(content: Content, blobs: Blobs) -> Self {
        let blob = match &content.body {
            Body::Blob(name) => Some(Written::new(name.clone(), blobs)),
            Body::Inline(_) => None,
        };
        Self { content, blob }
    }

    pub(crate) fn content(&self) -> &Content {
        &self.content
    }

    /// Leaves it to somebody else to take the blob away, because a row may come to name it.
    pub(crate) fn keep(&self) {
        self.blob.iter().for_each(Written::keep);
    }

    /// Takes the blob away now.
    pub(crate) async fn remove(&self) {
        if let Some(blob) = &self.blob {
            blob.remove().await;
        }
    }
}

/// A blob that was written down. It is taken away again when this is dropped before [`Written::keep`]: the client went away, or
/// the request was refused.
pub(crate) struct Written {
    name: String,
    blobs: Blobs,
    is_kept: AtomicBool,
}

impl Written {
    pub(crate) fn new(name: String, blobs: Blobs) -> Self {
        Self { name, blobs, is_kept: AtomicBool::new(false) }
    }

    /// Leaves it to somebody else to take the blob away, because a row may come to name it.
    pub(crate) fn keep(&self) {
        self.is_kept.store(true, Ordering::Relaxed);
    }

    /// Takes the blob away now.
    pub(crate) async fn remove(&self) {
        self.keep();
        remove(&self.blobs, &self.name).await;
    }
}

impl Drop for Written {
    fn drop(&mut self) {
        if *self.is_kept.get_mut() {
            return;
        }
        // Without a runtime the process is ending, and what stays is found as after a crash.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            let (blobs, name) = (self.blobs.clone(), std::mem::take(&mut self.name));
            runtime.spawn(async move { remove(&blobs, &name).await });
        }
    }
}

/// Goes on to the end of something, whether or not anybody waits for it. A client that goes away takes the rest of its request
/// along; what was begun and has to be tidied up is not to depend on it. For what takes a moment: nothing else bounds how many
/// of these there are.
///
/// # Errors
/// What it answers; [`Error::Unavailable`] if the process ends first.
pub(crate) async fn to_its_end<T: Send + 'static>(what: impl Future<Output = Result<T, Fault>> + Send + 'static) -> Result<T, Fault> {
    match tokio::spawn(what).await {
        Ok(done) => done,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => Err(Error::Unavailable.into()),
        },
    }
}

impl Server {
    /// Removes a content's blob if no row names it.
    pub(crate) async fn remove_unnamed(&self, content: &Content, correlation: Correlation) {
        let Body::Blob(name) = &content.body else { return };
        let asked = name.clone();
        let removed = match self.app.read(move |cx| page::is_blob_named(cx, &asked)).await {
            Ok(false) => self.blobs.remove(name).await.map_err(Error::from),
            named => named.map(|_| ()),
        };
        if let Err(error) = removed {
            tracing::warn!(correlation = correlation.text(), ?error, "a blob that no row names stays");
        }
    }
}

async fn remove(blobs: &Blobs, name: &str) {
    if let Err(error) = blobs.remove(name).await {
        tracing::warn!(?error, "a blob that no row names stays");
    }
}
