//! From objects that came one by one to a content.

use super::{Blobs, NAME_BYTES_MAX, Pieces};
use crate::content::{Body, Content, INLINE_BYTES_MAX};
use crate::{Cause, Digester, Digests, Error, Result};
use model::Ids;

/// How much is read at a time, where the bytes have to be gone through once more.
const STEP_BYTES: u64 = 1024 * 1024;

impl Blobs {
    /// Makes a content of objects. `digester` has seen their bytes; without one they are read.
    ///
    /// A small content leaves its objects for the database. A large one goes on lying in them, unless they are of so many
    /// lengths that no name says them: then, and only then, the bytes are written once more, into a blob of their own. What
    /// of the objects no row comes to name, the caller removes.
    ///
    /// # Errors
    /// [`Error::Corrupt`] if an object is missing or too short, [`Error::Full`], else [`Error::Unavailable`].
    pub async fn content_of(&self, pieces: &Pieces, digester: Option<Digester>, ids: &dyn Ids) -> Result<(Content, Digests)> {
        let (name, bytes) = (pieces.to_string(), pieces.bytes());
        if bytes <= INLINE_BYTES_MAX as u64 {
            let body = self.range(&name, 0..bytes).await?.to_vec();
            let (hash, digests) = Digests::of(&body);
            return Ok((Content { hash, bytes, body: Body::Inline(body) }, digests));
        }
        if name.len() > NAME_BYTES_MAX {
            let mut intake = self.digesting(ids);
            for start in (0..bytes).step_by(STEP_BYTES as usize) {
                intake.push(&self.range(&name, start..bytes.min(start + STEP_BYTES)).await?).await?;
            }
            return intake.finish_digested().await;
        }
        let digester = match digester {
            Some(digester) => digester,
            None => self.digested(&name, bytes).await?,
        };
        let (hash, digests) = digester.finish();
        Ok((Content { hash, bytes, body: Body::Blob(name) }, digests))
    }

    async fn digested(&self, name: &str, bytes: u64) -> Result<Digester> {
        let mut digester = Digester::default();
        for start in (0..bytes).step_by(STEP_BYTES as usize) {
            let step = self.range(name, start..bytes.min(start + STEP_BYTES)).await?;
            // A thousandth of a second, for which no request should wait.
            let summing = tokio::task::spawn_blocking(move || {
                digester.update(&step);
                digester
            });
            digester = summing.await.map_err(|cause| Error::Internal(Cause::new(cause)))?;
        }
        Ok(digester)
    }
}
