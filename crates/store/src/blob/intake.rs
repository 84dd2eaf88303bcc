//! Taking in a body while it arrives, in bounded memory: what turns out to be large goes to a blob as it comes.

use super::unavailable;
use crate::Result;
use crate::content::{Body, Content, Hash, INLINE_BYTES_MAX};
use model::Ids;
use object_store::path::Path;
use object_store::{MultipartUpload, ObjectStore, ObjectStoreExt as _, PutPayload};
use std::sync::Arc;

/// How much is gathered before it is written: the smallest part that stores which speak S3 take.
const PART_BYTES: usize = 5 * 1024 * 1024;

/// A body that is arriving. Dropped before [`Intake::finish`], it leaves nothing behind.
pub struct Intake {
    store: Arc<dyn ObjectStore>,
    name: String,
    hasher: blake3::Hasher,
    bytes: u64,
    gathered: Vec<u8>,
    upload: Option<Box<dyn MultipartUpload>>,
}

impl Intake {
    pub(super) fn new(store: Arc<dyn ObjectStore>, ids: &dyn Ids) -> Self {
        // The hash is known only in the end, so all of the name is random.
        let mut random = [0; 16];
        ids.fill(&mut random);
        let digits: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
        let name = format!("{}/{}/{digits}", &digits[..2], &digits[2..4]);
        Self { store, name, hasher: blake3::Hasher::new(), bytes: 0, gathered: Vec::new(), upload: None }
    }

    /// Returns how many bytes have come so far.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Takes the next bytes.
    ///
    /// # Errors
    /// [`crate::Error::Full`] if there is no room, else [`crate::Error::Unavailable`].
    pub async fn push(&mut self, bytes: &[u8]) -> Result<()> {
        self.hasher.update(bytes);
        self.bytes += bytes.len() as u64;
        self.gathered.extend_from_slice(bytes);
        if self.gathered.len() >= PART_BYTES { self.write().await } else { Ok(()) }
    }

    async fn write(&mut self) -> Result<()> {
        let part = PutPayload::from(std::mem::take(&mut self.gathered));
        let upload = match &mut self.upload {
            Some(upload) => upload,
            None => self.upload.insert(self.store.put_multipart(&Path::from(self.name.as_str())).await.map_err(unavailable)?),
        };
        upload.put_part(part).await.map_err(unavailable)
    }

    /// Makes a content of what has come: small ones as they are, large ones written and synced. Whoever then finds no use for
    /// the blob removes it.
    ///
    /// # Errors
    /// As [`Intake::push`].
    pub async fn finish(mut self) -> Result<Content> {
        let hash = Hash(*self.hasher.finalize().as_bytes());
        if self.bytes <= INLINE_BYTES_MAX as u64 {
            return Ok(Content { hash, bytes: self.bytes, body: Body::Inline(self.gathered) });
        }
        if !self.gathered.is_empty() {
            self.write().await?;
        }
        if let Some(mut upload) = self.upload {
            upload.complete().await.map_err(unavailable)?;
        }
        Ok(Content { hash, bytes: self.bytes, body: Body::Blob(self.name) })
    }
}
