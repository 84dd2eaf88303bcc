//! Trying passwords: a few at a time, since each takes 19 MiB, and not too many of one name.

use crate::fault::RequestFault;
use crate::limiter::Limiter;
use app::sign_in::{Claim, Verdict};
use app::{Error, Result};
use model::{Timestamp, UserId};
use std::num::NonZeroU32;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// So many are tried at a time; the next ones wait. Together they take 76 MiB.
const AT_ONCE: usize = 4;

/// So many of one name in a minute: more than anybody mistypes.
const OF_NAME_PER_MINUTE: u32 = 20;

/// What tries passwords.
pub(crate) struct Passwords {
    places: Arc<Semaphore>,
    limiter: Limiter,
}

impl Default for Passwords {
    fn default() -> Self {
        Self { places: Arc::new(Semaphore::new(AT_ONCE)), limiter: Limiter::new(NonZeroU32::new(OF_NAME_PER_MINUTE), None) }
    }
}

impl Passwords {
    /// Counts a try for a name, whether or not there is anybody of it.
    ///
    /// # Errors
    /// [`RequestFault::TooManyRequests`].
    pub(crate) fn count(&self, name: &str, now: Timestamp) -> std::result::Result<(), RequestFault> {
        let folded = model::fold(name.trim());
        let counted = UserId(blake3::hash(folded.as_bytes()).as_bytes().first_chunk().copied().unwrap_or_default());
        self.limiter.begin(&counted, now).map(drop)
    }

    /// Tries a password. It goes on when nobody waits for it any more, and so its place stays taken.
    ///
    /// # Errors
    /// What [`Claim::prove`] can meet.
    pub(crate) async fn prove(&self, claim: Claim, password: String) -> Result<Verdict> {
        let place = self.places.clone().acquire_owned().await.map_err(|_| Error::Internal)?;
        let tried = tokio::task::spawn_blocking(move || {
            let _place = place;
            claim.prove(&password)
        });
        tried.await.map_err(|_| Error::Internal)?
    }
}
