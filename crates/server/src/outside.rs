//! Issuers elsewhere, as this server knows them: where they are, what they sign with, and what their tokens say.
//!
//! Keys are all that is remembered of them. Whether a token counts is worked out each time.

mod access;
mod held;
pub(crate) mod id_token;
mod jwt;
mod keys;
mod metadata;

use crate::fault::{Fault, RequestFault};
use crate::limiter::Limiter;
use app::admin::Asked;
use app::issuer::Issuer;
use app::outside::Met;
use app::{App, Caller, issuer, outside};
use held::Held;
use model::{IssuerId, Timestamp, UserId};
use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Semaphore;

pub(crate) use held::Learned;
pub(crate) use jwt::Unverified;
pub(crate) use metadata::Shown;

/// Clocks differ by so many seconds, at most. A token may be made this much later than now, by ours.
const LEEWAY_SECONDS: i64 = 60;

/// So many issuers are remembered; when there are more, all are forgotten and learned anew.
const ISSUERS_MAX: usize = 256;

/// Why what an issuer seems to say is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Untrue {
    /// It is not what the issuer says, or not said to us, or not now. For the log.
    No(&'static str),
    /// It speaks for an app, and for nobody.
    App,
    /// The issuer cannot be asked for its keys.
    Away,
}

/// So many times a minute a sign-in may come back with a code. Once is what it does; a browser may load the page again.
const EXCHANGES_PER_MINUTE: u32 = 5;

/// So many codes at a time are brought to issuers; the next ones wait.
const EXCHANGES_AT_ONCE: usize = 16;

/// So many times a minute a good token of somebody who is nobody here is looked at: each time costs a signature and two reads.
const STRANGERS_PER_MINUTE: u32 = 20;

/// What is known of issuers.
pub(crate) struct Outside {
    all: Mutex<HashMap<IssuerId, Arc<Held>>>,
    /// Counts how often each sign-in comes back: nobody is known yet then, and each time an issuer is asked in our name.
    pub(crate) exchanges: Limiter,
    pub(crate) places: Semaphore,
    /// Counts how often each person who is nobody here comes with a token.
    strangers: Limiter,
}

impl Default for Outside {
    fn default() -> Self {
        let limiter = |per_minute| Limiter::new(NonZeroU32::new(per_minute), None);
        let (exchanges, strangers) = (limiter(EXCHANGES_PER_MINUTE), limiter(STRANGERS_PER_MINUTE));
        Self { all: Mutex::default(), exchanges, places: Semaphore::new(EXCHANGES_AT_ONCE), strangers }
    }
}

/// Looks whether an issuer is there, and is what it is said to be.
///
/// # Errors
/// What is wrong, in words for whoever runs the server.
pub async fn check_issuer(issuer: &Issuer) -> Result<(), String> {
    // When it was asked matters to who remembers, and here nobody does.
    held::learn(issuer, None, Timestamp::from_micros(0)).await.map(drop)
}

impl Outside {
    fn held(&self, issuer: &Issuer) -> Arc<Held> {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(held) = all.get(&issuer.id).filter(|held| held.is_of(issuer)) {
            return held.clone();
        }
        if all.len() >= ISSUERS_MAX {
            all.clear();
        }
        let held = Arc::new(Held::new(issuer.clone()));
        all.insert(issuer.id, held.clone());
        held
    }

    /// Returns where an issuer is and what it signs with.
    ///
    /// # Errors
    /// [`Untrue::Away`].
    pub(crate) async fn learned(&self, app: &App, issuer: &Issuer) -> Result<Arc<Learned>, Untrue> {
        self.held(issuer).current(app.now()).await
    }

    /// Returns what an issuer signed.
    ///
    /// # Errors
    /// [`Untrue::No`] if it did not sign it; [`Untrue::Away`].
    pub(crate) async fn verified(&self, app: &App, issuer: &Issuer, token: &Unverified<'_>) -> Result<jwt::Claims, Untrue> {
        self.held(issuer).verified(token, app.now()).await
    }

    /// Returns whom an access token of an issuer speaks for. `None` if it is none, as far as can be seen from outside.
    ///
    /// # Errors
    /// [`app::Error::Unauthenticated`] for one that is not believed; [`RequestFault::TokenOfNobody`], [`RequestFault::TokenOfApp`],
    /// [`RequestFault::IssuerAway`]; [`RequestFault::TooManyRequests`] for somebody who is nobody here and comes again and again; what the
    /// store can meet.
    pub(crate) async fn caller(&self, app: &App, token: &str, asked: impl FnOnce() -> Asked) -> Option<Result<Caller, Fault>> {
        if !jwt::seems_one(token) {
            return None;
        }
        Some(self.caller_of(app, token, asked).await)
    }

    async fn caller_of(&self, app: &App, token: &str, asked: impl FnOnce() -> Asked) -> Result<Caller, Fault> {
        let unheard = || Fault::from(app::Error::Unauthenticated);
        let token = Unverified::read(token).ok_or_else(unheard)?;
        let url = token.issuer().ok_or_else(unheard)?.to_owned();
        let issuer = app.read(move |cx| issuer::by_url(cx, &url)).await?.filter(|issuer| !issuer.audiences.is_empty());
        let issuer = issuer.ok_or_else(unheard)?;
        let claims = self.verified(app, &issuer, &token).await;
        let bearer = match claims.and_then(|claims| access::checked(&issuer, token.kind(), &claims, app.now())) {
            Ok(bearer) => bearer,
            Err(Untrue::App) => return Err(RequestFault::TokenOfApp.into()),
            Err(Untrue::Away) => return Err(RequestFault::IssuerAway.into()),
            Err(Untrue::No(why)) => {
                tracing::debug!(issuer = issuer.name, why, "a token is not believed");
                return Err(unheard());
            }
        };
        let (known, whose) = (issuer.clone(), bearer.clone());
        let refused = match app.read(move |cx| outside::caller(cx, &known, &whose)).await? {
            Met::Known(caller) => return Ok(*caller),
            met => {
                self.strangers.begin(&counted(&issuer, &bearer.said.subject), app.now())?;
                match met {
                    Met::Refused(refused) => refused,
                    // Nothing is written for anybody of whom it is clear that they are nobody here.
                    _ => {
                        let (known, asked) = (issuer.clone(), asked());
                        match app.write(move |cx| outside::first_caller(cx, &known, &bearer, &asked)).await? {
                            Ok(caller) => return Ok(caller),
                            Err(refused) => refused,
                        }
                    }
                }
            }
        };
        tracing::info!(issuer = issuer.name, why = ?refused, "a token is good, and its person is nobody here");
        Err(RequestFault::TokenOfNobody.into())
    }
}

/// Returns by what somebody is counted who is nobody here.
fn counted(issuer: &Issuer, subject: &str) -> UserId {
    let mut hasher = blake3::Hasher::new_derive_key("looseleaf 2026-11 stranger, count");
    hasher.update(issuer.id.bytes()).update(subject.as_bytes());
    UserId(hasher.finalize().as_bytes().first_chunk().copied().unwrap_or_default())
}
