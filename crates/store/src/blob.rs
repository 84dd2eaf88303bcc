//! Bodies that are too large for a row: objects in a folder, written and synced before the row that names them.
//!
//! Names are never reused: they end in random digits, after the content's hash where that is known beforehand. So an object
//! that is being removed cannot be one that a writer has just found and named.

mod content_of;
mod intake;
mod old;
pub mod pieces;

pub use intake::{Intake, Sum};
pub use old::Part;
pub use pieces::{NAME_BYTES_MAX, Pieces};

use crate::content::{Body, Content, Hash, INLINE_BYTES_MAX};
use crate::error::Cause;
use crate::{Digester, Error, Result};
use bytes::{Bytes, BytesMut};
use model::{Ids, push_hex};
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt as _, PutPayload};
use std::ops::Range;
use std::sync::Arc;

/// How much is held of a blob that is only read through.
const VERIFIED_BYTES: u64 = 1024 * 1024;

/// Where large bodies lie.
#[derive(Clone)]
pub struct Blobs(Arc<dyn ObjectStore>, Arc<std::path::Path>);

/// What a folder adds to the name of a file that is still being written. It never shows such files, so those that a crash left
/// are looked for and removed without it. Names are used once, so there is never a second one.
const UNFINISHED: &str = "#1";

impl Blobs {
    /// Opens a folder, and creates it if it is missing.
    ///
    /// # Errors
    /// [`Error::Unavailable`] if the folder cannot be created or opened.
    pub fn open_folder(path: &std::path::Path) -> Result<Self> {
        std::fs::create_dir_all(path).map_err(|cause| Error::Unavailable(Cause::new(cause)))?;
        let folder = LocalFileSystem::new_with_prefix(path).map_err(unavailable)?;
        // Off by default there; without it a blob may be gone after a power cut although its row is not.
        Ok(Self(Arc::new(folder.with_fsync(true)), path.into()))
    }

    /// Makes a content of these bytes: small ones as they are, large ones written and synced here first. Whoever then finds
    /// no use for the blob removes it.
    ///
    /// # Errors
    /// [`Error::Full`] if there is no room, else [`Error::Unavailable`].
    pub async fn stage(&self, bytes: Vec<u8>, ids: &dyn Ids) -> Result<Content> {
        let hash = Hash::of(&bytes);
        let length = bytes.len() as u64;
        if bytes.len() <= INLINE_BYTES_MAX {
            return Ok(Content { hash, bytes: length, body: Body::Inline(bytes) });
        }
        let mut random = [0; 8];
        ids.fill(&mut random);
        let random = u64::from_be_bytes(random);
        let digits = hash.to_string();
        // Two levels of folders, so that none holds more than a few thousand files.
        let name = format!("{}/{}/{digits}-{random:016x}", &digits[..2], &digits[2..4]);
        self.0.put(&Path::from(name.as_str()), PutPayload::from(bytes)).await.map_err(unavailable)?;
        Ok(Content { hash, bytes: length, body: Body::Blob(name) })
    }

    /// Returns a blob's bytes, once they are found to be what their name says.
    ///
    /// # Errors
    /// [`Error::Corrupt`] if they are missing or altered, else [`Error::Unavailable`].
    pub async fn get(&self, name: &str, hash: &Hash) -> Result<Bytes> {
        let bytes = match Pieces::parse(name) {
            Some(pieces) => self.range(name, 0..pieces.bytes()).await?,
            None => self.0.get(&Path::from(name)).await.map_err(missing)?.bytes().await.map_err(unavailable)?,
        };
        if Hash::of(&bytes) == *hash { Ok(bytes) } else { Err(Error::corrupt("a blob is not what its name says")) }
    }

    /// Reads a blob of `bytes` bytes through, a piece at a time, and checks that they are what its name says.
    ///
    /// # Errors
    /// As [`Blobs::get`].
    pub async fn verify(&self, name: &str, hash: &Hash, bytes: u64) -> Result<()> {
        let mut sum = blake3::Hasher::new();
        let mut start = 0;
        while start < bytes {
            let end = bytes.min(start + VERIFIED_BYTES);
            sum.update(&self.range(name, start..end).await?);
            start = end;
        }
        if *sum.finalize().as_bytes() == hash.0 { Ok(()) } else { Err(Error::corrupt("a blob is not what its name says")) }
    }

    /// Returns some of a blob's bytes, unchecked: for whoever hands on what is too large to be held whole.
    ///
    /// # Errors
    /// [`Error::Corrupt`] if the blob is missing or too short, else [`Error::Unavailable`].
    pub async fn range(&self, name: &str, range: Range<u64>) -> Result<Bytes> {
        let wanted = range.end.saturating_sub(range.start);
        let bytes = match Pieces::parse(name) {
            None => self.part(name, range).await?,
            Some(pieces) => match pieces.locate(range).as_slice() {
                [(object, part)] => self.part(object, part.clone()).await?,
                parts => {
                    let mut bytes = BytesMut::new();
                    for (object, part) in parts {
                        bytes.extend_from_slice(&self.part(object, part.clone()).await?);
                    }
                    bytes.freeze()
                }
            },
        };
        if bytes.len() as u64 == wanted { Ok(bytes) } else { Err(Error::corrupt("a blob is shorter than its row says")) }
    }

    async fn part(&self, object: &str, range: Range<u64>) -> Result<Bytes> {
        self.0.get_range(&Path::from(object), range).await.map_err(missing)
    }

    /// Says whether a blob is there, by its first object, though not whether it is whole.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn is_there(&self, name: &str) -> Result<bool> {
        let first = Pieces::parse(name).and_then(|pieces| pieces.objects().next());
        match self.0.head(&Path::from(first.as_deref().unwrap_or(name))).await {
            Ok(_) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(unavailable(error)),
        }
    }

    /// Begins to take in bytes of which nobody knows yet how many will come.
    #[must_use]
    pub fn intake(&self, ids: &dyn Ids) -> Intake {
        Intake::new(self.0.clone(), stem(ids), blake3::Hasher::new())
    }

    /// As [`Blobs::intake`], and reckons the digests of what comes.
    #[must_use]
    pub fn digesting(&self, ids: &dyn Ids) -> Intake<Digester> {
        Intake::new(self.0.clone(), stem(ids), Digester::default())
    }

    /// Begins to take in an object, which may become one of several of a blob. `object` is a name that was never used;
    /// `sum` goes on over its bytes.
    #[must_use]
    pub fn intake_of<S: Sum>(&self, object: String, sum: S) -> Intake<S> {
        Intake::new(self.0.clone(), object, sum)
    }

    /// Removes a blob. One that is gone already is fine.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn remove(&self, name: &str) -> Result<()> {
        let Some(pieces) = Pieces::parse(name) else { return self.remove_object(name).await };
        for object in pieces.objects() {
            self.remove_object(&object).await?;
        }
        Ok(())
    }

    /// Removes an object, and what there is of it if it was never finished.
    async fn remove_object(&self, name: &str) -> Result<()> {
        let is_unfinished = old::is_unfinished(name);
        let unfinished = self.1.join(if is_unfinished { name.to_owned() } else { format!("{name}{UNFINISHED}") });
        let removed = tokio::task::spawn_blocking(move || std::fs::remove_file(unfinished)).await;
        match removed.map_err(std::io::Error::other).and_then(|removed| removed) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(Error::Unavailable(Cause::new(error))),
        }
        if is_unfinished {
            return Ok(());
        }
        match self.0.delete(&Path::from(name)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(unavailable(error)),
        }
    }
}

/// Returns a name that was never used, or the beginning of several. The hash is known only in the end, so all of it is random.
#[must_use]
pub fn stem(ids: &dyn Ids) -> String {
    let mut random = [0; 16];
    ids.fill(&mut random);
    let mut digits = String::new();
    push_hex(&mut digits, &random);
    format!("{}/{}/{digits}", &digits[..2], &digits[2..4])
}

fn missing(error: object_store::Error) -> Error {
    match error {
        object_store::Error::NotFound { .. } => Error::corrupt("a blob that a row names is missing"),
        error => unavailable(error),
    }
}

fn unavailable(error: object_store::Error) -> Error {
    if is_full(&error) { Error::Full } else { Error::Unavailable(Cause::new(error)) }
}

fn is_full(error: &object_store::Error) -> bool {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if let Some(io) = error.downcast_ref::<std::io::Error>() {
            return matches!(io.kind(), std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded);
        }
        cause = error.source();
    }
    false
}
