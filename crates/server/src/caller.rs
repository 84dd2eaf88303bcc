//! Who asks: from the `Authorization` header to a caller, remembered for a moment.

use crate::audited;
use crate::correlation::Correlation;
use crate::fault::Fault;
use crate::outside::Outside;
use app::admin::Asked;
use app::{App, Caller, Error};
use http::request::Parts;
use http::{HeaderMap, header};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Callers that were looked up a moment ago.
///
/// Looking a token up takes two statements, which is a good part of a cheap read. Another process may revoke the token, and
/// nothing tells us; so one is trusted for `token_trust` at most, which the operator's page says.
pub(crate) struct Callers {
    trust: Duration,
    known: Mutex<HashMap<[u8; 32], Known>>,
}

struct Known {
    caller: Arc<Caller>,
    since: Instant,
}

/// So many callers are remembered; when there are more, all are forgotten and looked up again.
const KNOWN_MAX: usize = 4_096;

impl Callers {
    pub(crate) fn new(trust: Duration) -> Self {
        Self { trust, known: Mutex::default() }
    }

    /// Returns whom the request speaks for.
    pub(crate) async fn authenticate(&self, by: (&App, &Outside), head: &Parts, correlation: Correlation) -> Result<Arc<Caller>, Fault> {
        self.of_token(by, head, correlation, bearer(&head.headers).ok_or(Error::Unauthenticated)?).await
    }

    /// Returns whom a token speaks for, which a request brought.
    pub(crate) async fn of_token(
        &self,
        (app, outside): (&App, &Outside),
        head: &Parts,
        correlation: Correlation,
        token: &str,
    ) -> Result<Arc<Caller>, Fault> {
        // The hash stands for the token, so that the secret itself is not kept.
        let key = *blake3::hash(token.as_bytes()).as_bytes();
        if let Some(caller) = self.recall(&key) {
            // Expiry is by the clock, not by what was true a moment ago.
            return if caller.expires() > app.now() { Ok(caller) } else { Err(Error::Unauthenticated.into()) };
        }
        let caller = match outside.caller(app, token, || Asked { from: audited::from(head), correlation: correlation.guid() }).await {
            Some(caller) => caller?,
            None => {
                let token = token.to_owned();
                app.read(move |cx| app::caller::authenticate(cx, &token)).await?
            }
        };
        let caller = Arc::new(caller);
        self.remember(key, &caller);
        Ok(caller)
    }

    fn recall(&self, key: &[u8; 32]) -> Option<Arc<Caller>> {
        if self.trust.is_zero() {
            return None;
        }
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(key).filter(|known| known.since.elapsed() < self.trust).map(|known| known.caller.clone())
    }

    fn remember(&self, key: [u8; 32], caller: &Arc<Caller>) {
        if self.trust.is_zero() {
            return;
        }
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= KNOWN_MAX {
            known.clear();
        }
        known.insert(key, Known { caller: caller.clone(), since: Instant::now() });
    }
}

/// Returns the bearer token. Basic credentials are not accepted, and two headers are as bad as none.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let mut given = headers.get_all(header::AUTHORIZATION).iter();
    let value = given.next()?.to_str().ok()?;
    if given.next().is_some() {
        return None;
    }
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("Bearer").then(|| token.trim())
}
