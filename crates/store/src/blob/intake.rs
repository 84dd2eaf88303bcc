//! Taking in a body while it arrives, in bounded memory: what turns out to be large goes to a blob as it comes.

use super::unavailable;
use crate::content::{Body, Content, Hash, INLINE_BYTES_MAX};
use crate::{Cause, Digester, Digests, Error, Result};
use bytes::Bytes;
use object_store::path::Path;
use object_store::{MultipartUpload, ObjectStore, ObjectStoreExt as _, PutPayload};
use std::sync::Arc;

/// How much is gathered before it is written: a folder takes parts of any size, and many bodies arrive at once.
const PART_BYTES: usize = 256 * 1024;

/// What is reckoned of a body while it passes.
pub trait Sum: Send + 'static {
    /// Takes the next bytes.
    fn add(&mut self, bytes: &[u8]);
}

/// Nothing but the name of the content.
impl Sum for blake3::Hasher {
    fn add(&mut self, bytes: &[u8]) {
        self.update(bytes);
    }
}

/// The name of the content, and its digests.
impl Sum for Digester {
    fn add(&mut self, bytes: &[u8]) {
        self.update(bytes);
    }
}

/// What was reckoned of the bytes before these, if that is known.
impl<S: Sum> Sum for Option<S> {
    fn add(&mut self, bytes: &[u8]) {
        if let Some(sum) = self {
            sum.add(bytes);
        }
    }
}

/// A body that is arriving. Dropped before it is finished, or while it is, it leaves nothing behind.
pub struct Intake<S = blake3::Hasher> {
    store: Arc<dyn ObjectStore>,
    name: String,
    /// Away while a part is summed on another thread.
    sum: Option<S>,
    bytes: u64,
    gathered: Vec<u8>,
    upload: Option<Box<dyn MultipartUpload>>,
}

impl<S: Sum> Intake<S> {
    pub(super) fn new(store: Arc<dyn ObjectStore>, name: String, sum: S) -> Self {
        Self { store, name, sum: Some(sum), bytes: 0, gathered: Vec::new(), upload: None }
    }

    /// Returns how many bytes have come so far.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Takes the next bytes.
    ///
    /// # Errors
    /// [`crate::Error::Full`] if there is no room, else [`crate::Error::Unavailable`]. After one the body cannot be finished.
    pub async fn push(&mut self, bytes: &[u8]) -> Result<()> {
        self.bytes += bytes.len() as u64;
        let mut bytes = bytes;
        while self.gathered.len() + bytes.len() >= PART_BYTES {
            let (now, later) = bytes.split_at(PART_BYTES - self.gathered.len());
            self.gathered.extend_from_slice(now);
            self.write().await?;
            bytes = later;
        }
        self.gathered.extend_from_slice(bytes);
        Ok(())
    }

    /// Writes what is gathered. It is summed meanwhile, on a thread where that keeps no request waiting.
    async fn write(&mut self) -> Result<()> {
        let part = Bytes::from(std::mem::take(&mut self.gathered));
        let upload = match &mut self.upload {
            Some(upload) => upload,
            None => self.upload.insert(self.store.put_multipart(&Path::from(self.name.as_str())).await.map_err(unavailable)?),
        };
        let writing = upload.put_part(PutPayload::from_bytes(part.clone()));
        let mut sum = self.sum.take().ok_or_else(broken)?;
        let summing = tokio::task::spawn_blocking(move || {
            sum.add(&part);
            sum
        });
        let (written, summed) = tokio::join!(writing, summing);
        self.sum = Some(summed.map_err(|cause| Error::Internal(Cause::new(cause)))?);
        written.map_err(unavailable)
    }

    /// Makes an object of what has come, however small it is: written and synced. Returns its length and what was reckoned.
    ///
    /// # Errors
    /// As [`Intake::push`].
    pub async fn finish_object(mut self) -> Result<(u64, S)> {
        if !self.gathered.is_empty() || self.upload.is_none() {
            self.write().await?;
        }
        if let Some(upload) = self.upload.take() {
            complete(upload, Unclaimed(Some((self.store.clone(), Path::from(self.name.as_str()))))).await?;
        }
        Ok((self.bytes, self.sum.take().ok_or_else(broken)?))
    }

    async fn finish_body(mut self) -> Result<(u64, Body, S)> {
        if self.bytes <= INLINE_BYTES_MAX as u64 {
            let mut sum = self.sum.take().ok_or_else(broken)?;
            sum.add(&self.gathered);
            return Ok((self.bytes, Body::Inline(self.gathered), sum));
        }
        let name = self.name.clone();
        let (bytes, sum) = self.finish_object().await?;
        Ok((bytes, Body::Blob(name), sum))
    }
}

/// Makes an object of what was written. It is synced on a thread that nobody stops, so that is waited for even when the caller no
/// longer waits; then the object goes again.
async fn complete(mut upload: Box<dyn MultipartUpload>, unclaimed: Unclaimed) -> Result<()> {
    let completing = tokio::spawn(async move {
        upload.complete().await.map_err(unavailable)?;
        Ok(unclaimed)
    });
    completing.await.map_err(|cause| Error::Internal(Cause::new(cause)))??.0 = None;
    Ok(())
}

/// An object that nobody has taken yet.
struct Unclaimed(Option<(Arc<dyn ObjectStore>, Path)>);

impl Drop for Unclaimed {
    fn drop(&mut self) {
        // Without a runtime the process is ending, and what stays is found as after a crash.
        if let (Some((store, name)), Ok(runtime)) = (self.0.take(), tokio::runtime::Handle::try_current()) {
            // One that could not be completed is not there.
            runtime.spawn(async move { drop(store.delete(&name).await) });
        }
    }
}

impl Intake {
    /// Makes a content of what has come: small ones as they are, large ones written and synced. Whoever then finds no use for
    /// the blob removes it.
    ///
    /// # Errors
    /// As [`Intake::push`].
    pub async fn finish(self) -> Result<Content> {
        let (bytes, body, sum) = self.finish_body().await?;
        Ok(Content { hash: Hash(*sum.finalize().as_bytes()), bytes, body })
    }
}

impl Intake<Digester> {
    /// As [`Intake::finish`], with the content's digests.
    ///
    /// # Errors
    /// As [`Intake::push`].
    pub async fn finish_digested(self) -> Result<(Content, Digests)> {
        let (bytes, body, sum) = self.finish_body().await?;
        let (hash, digests) = sum.finish();
        Ok((Content { hash, bytes, body }, digests))
    }
}

fn broken() -> Error {
    Error::Internal(Cause::new("a body was used after it broke off"))
}
