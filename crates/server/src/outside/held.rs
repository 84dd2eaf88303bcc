//! What is remembered of one issuer: where it is, and its keys. Asked for again within the hour, and where a token names a key that is not
//! known; but not often, and what was known stays while nothing else can be learned.

use super::Untrue;
use super::jwt::{Claims, Unverified, Wrong};
use super::keys::Keys;
use super::metadata::{self, Metadata};
use crate::fetch::Asker;
use app::issuer::Issuer;
use http::StatusCode;
use model::Timestamp;
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::{Mutex, OwnedMutexGuard};

/// After so many seconds keys are asked for again, while the ones that are known go on counting: those that were taken back are gone
/// then.
const KEPT_SECONDS: i64 = 60 * 60;

/// So many seconds at least are between two questions: anybody can name a key that there is not.
const PAUSE_SECONDS: i64 = 60;

/// So many after one that had no answer.
const PAUSE_AFTER_NOTHING_SECONDS: i64 = 10;

/// An issuer, and what is known of it.
pub(super) struct Held {
    issuer: Issuer,
    learned: RwLock<Option<Arc<Learned>>>,
    /// From when on it may be asked again. Held by who asks, which is one at a time, and a task of its own.
    next: Arc<Mutex<Timestamp>>,
}

/// What an issuer said about itself.
pub(crate) struct Learned {
    pub(crate) metadata: Metadata,
    pub(crate) asker: Asker,
    keys: Keys,
    at: Timestamp,
}

/// Asks an issuer about itself.
///
/// # Errors
/// What is wrong, in words for whoever runs the server.
pub(super) async fn learn(issuer: &Issuer, asker: Option<Asker>, now: Timestamp) -> Result<Learned, String> {
    let asker = match asker {
        Some(asker) => asker,
        None => {
            let authority = issuer.authority.clone();
            let made = tokio::task::spawn_blocking(move || Asker::new(authority.as_deref())).await;
            made.map_err(|_| "the server is ending")??
        }
    };
    let at = metadata::address(issuer);
    let metadata = metadata::read(issuer, &asked(&asker, &at).await?)?;
    let keys = Keys::read(&asked(&asker, &metadata.keys).await?)?;
    Ok(Learned { metadata, asker, keys, at: now })
}

async fn asked(asker: &Asker, url: &str) -> Result<Vec<u8>, String> {
    let answered = asker.get(url, None).await.map_err(|why| format!("{url} cannot be asked: {why}"))?;
    if answered.status == StatusCode::OK { Ok(answered.body) } else { Err(format!("{url} answers {}", answered.status.as_u16())) }
}

impl Held {
    pub(super) fn new(issuer: Issuer) -> Self {
        Self { issuer, learned: RwLock::default(), next: Arc::new(Mutex::new(Timestamp::from_micros(i64::MIN))) }
    }

    /// Says whether it is of this issuer as it is trusted now.
    pub(super) fn is_of(&self, issuer: &Issuer) -> bool {
        self.issuer.changed == issuer.changed
    }

    fn learned(&self) -> Option<Arc<Learned>> {
        self.learned.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Returns what is known of the issuer.
    ///
    /// # Errors
    /// [`Untrue::Away`] if nothing is.
    pub(super) async fn current(self: &Arc<Self>, now: Timestamp) -> Result<Arc<Learned>, Untrue> {
        match self.learned() {
            Some(learned) => {
                // Nobody waits for it. While one asks, nobody else does: the issuer may be away, and requests come all the time.
                if learned.at.plus_seconds(KEPT_SECONDS) < now
                    && let Ok(next) = self.next.clone().try_lock_owned()
                    && *next <= now
                {
                    let held = self.clone();
                    tokio::spawn(async move { held.ask(next, now).await });
                }
                Ok(learned)
            }
            None => self.learn_anew(None, now).await.ok_or(Untrue::Away),
        }
    }

    /// Returns what a token says, if the issuer signed it.
    ///
    /// # Errors
    /// [`Untrue::No`], [`Untrue::Away`].
    pub(super) async fn verified(self: &Arc<Self>, token: &Unverified<'_>, now: Timestamp) -> Result<Claims, Untrue> {
        let learned = self.current(now).await?;
        let verdict = match token.verified(&learned.keys) {
            Err(Wrong::KeyUnknown) => match self.learn_anew(Some(learned), now).await {
                Some(newer) => token.verified(&newer.keys),
                None => Err(Wrong::KeyUnknown),
            },
            verdict => verdict,
        };
        verdict.map_err(|wrong| match wrong {
            Wrong::KeyUnknown => Untrue::No("it names a key that the issuer does not show"),
            Wrong::Forged => Untrue::No("the issuer did not sign it"),
        })
    }

    /// Learns anew what was `seen`; whoever asks does so in a task of its own, since who waits for it may go away, and others wait too.
    /// `None` if nothing new can be learned now.
    async fn learn_anew(self: &Arc<Self>, seen: Option<Arc<Learned>>, now: Timestamp) -> Option<Arc<Learned>> {
        // If somebody asks now, what they learn is for all who wait.
        let next = self.next.clone().lock_owned().await;
        let known = self.learned();
        let is_seen = match (&known, &seen) {
            (Some(known), Some(seen)) => Arc::ptr_eq(known, seen),
            (known, _) => known.is_none(),
        };
        if !is_seen {
            return known;
        }
        if now < *next {
            return None;
        }
        let held = self.clone();
        tokio::spawn(async move { held.ask(next, now).await }).await.ok().flatten()
    }

    async fn ask(&self, mut next: OwnedMutexGuard<Timestamp>, now: Timestamp) -> Option<Arc<Learned>> {
        let known = self.learned();
        *next = now.plus_seconds(PAUSE_AFTER_NOTHING_SECONDS);
        match learn(&self.issuer, known.map(|known| known.asker.clone()), now).await {
            Ok(learned) => {
                *next = now.plus_seconds(PAUSE_SECONDS);
                let learned = Arc::new(learned);
                *self.learned.write().unwrap_or_else(PoisonError::into_inner) = Some(learned.clone());
                Some(learned)
            }
            Err(why) => {
                tracing::warn!(issuer = self.issuer.name, why, "an issuer did not say what it signs with");
                None
            }
        }
    }
}
