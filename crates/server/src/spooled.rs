//! A content that was written down before anybody knows whether it will be of use.

use app::Blobs;
use app::page::{Body, Content};
use std::sync::atomic::{AtomicBool, Ordering};

/// Takes its blob away again when it is dropped before [`Spooled::keep`]: the client went away, or the request was refused.
pub(crate) struct Spooled {
    content: Content,
    blobs: Blobs,
    is_kept: AtomicBool,
}

impl Spooled {
    pub(crate) fn new(content: Content, blobs: Blobs) -> Self {
        Self { content, blobs, is_kept: AtomicBool::new(false) }
    }

    pub(crate) fn content(&self) -> &Content {
        &self.content
    }

    /// Leaves it to somebody else to take the blob away, because a row may come to name it.
    pub(crate) fn keep(&self) {
        self.is_kept.store(true, Ordering::Relaxed);
    }

    /// Takes the blob away now.
    pub(crate) async fn remove(&self) {
        self.keep();
        if let Body::Blob(name) = &self.content.body {
            remove(&self.blobs, name).await;
        }
    }
}

impl Drop for Spooled {
    fn drop(&mut self) {
        let Body::Blob(name) = &self.content.body else { return };
        if *self.is_kept.get_mut() {
            return;
        }
        // Without a runtime the process is ending, and what stays is found as after a crash.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            let (blobs, name) = (self.blobs.clone(), name.clone());
            runtime.spawn(async move { remove(&blobs, &name).await });
        }
    }
}

async fn remove(blobs: &Blobs, name: &str) {
    if let Err(error) = blobs.remove(name).await {
        tracing::warn!(?error, "a blob that no row names stays");
    }
}
