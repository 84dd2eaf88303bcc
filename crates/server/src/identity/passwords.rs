//! Trying passwords: a few at a time, since each takes 19 MiB, and not too many of one name.

use crate::fault::{Fault, RequestFault};
use crate::limiter::Limiter;
use app::factor;
use app::own_token::{self, Deeds, Issued};
use app::sign_in::{self, Admitted, Cookie, Verdict};
use app::{App, Error, password};
use model::{AppId, Timestamp, UserId};
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
    pub(crate) fn count(&self, name: &str, now: Timestamp) -> Result<(), RequestFault> {
        let folded = model::fold(name.trim());
        let counted = UserId(blake3::hash(folded.as_bytes()).as_bytes().first_chunk().copied().unwrap_or_default());
        self.limiter.begin(&counted, now).map(drop)
    }

    /// Tries a name and a password, and admits who they go together for.
    ///
    /// # Errors
    /// [`RequestFault::TooManyRequests`], and what the store can meet.
    pub(crate) async fn sign_in(&self, app: &App, name: &str, password: String, before: Option<String>) -> Result<Option<Admitted>, Fault> {
        let verdict = self.verdict(app, name, password).await?;
        let name = name.to_owned();
        Ok(app.write(move |cx| sign_in::begin(cx, &name, &verdict, before.as_deref())).await?)
    }

    /// Tries a present password, and makes a second factor if it is that.
    ///
    /// # Errors
    /// As [`Self::sign_in`].
    pub(crate) async fn begin_factor(&self, app: &App, name: &str, password: String) -> Result<factor::Begun, Fault> {
        let verdict = self.verdict(app, name, password).await?;
        let name = name.to_owned();
        Ok(app.write(move |cx| factor::begin(cx, &name, &verdict)).await?)
    }

    /// Tries a present password, and issues a token if it is that: for a name, to do something, for so many days.
    ///
    /// # Errors
    /// As [`Self::sign_in`].
    pub(crate) async fn issue(
        &self,
        app: &App,
        name: &str,
        password: String,
        (known_as, deeds, days): (AppId, Deeds, i64),
    ) -> Result<Issued, Fault> {
        let verdict = self.verdict(app, name, password).await?;
        let name = name.to_owned();
        Ok(app.write(move |cx| own_token::issue(cx, &name, &verdict, &known_as, deeds, days)).await?)
    }

    /// Tries a present password, and sets another if it is that. Returns what the `browser` shows from now on.
    ///
    /// # Errors
    /// As [`Self::sign_in`].
    pub(crate) async fn change(
        &self,
        app: &App,
        name: &str,
        (old, new): (String, String),
        browser: String,
    ) -> Result<Option<Cookie>, Fault> {
        let verdict = self.verdict(app, name, old).await?;
        let hash = self.hash(app, new).await?;
        let name = name.to_owned();
        Ok(app.write(move |cx| sign_in::change_password(cx, &name, &verdict, &hash, &browser)).await?)
    }

    /// Hashes a password that somebody gets.
    ///
    /// # Errors
    /// [`Error::Internal`] if that breaks off.
    pub(crate) async fn hash(&self, app: &App, text: String) -> app::Result<String> {
        let mut salt = [0; 16];
        app.ids().fill(&mut salt);
        self.slowly(move || password::hash(&text, &salt)).await
    }

    async fn verdict(&self, app: &App, name: &str, password: String) -> Result<Verdict, Fault> {
        self.count(name, app.now())?;
        let claimed = name.to_owned();
        let claim = app.read(move |cx| sign_in::claim(cx, &claimed)).await?;
        Ok(self.slowly(move || claim.prove(&password)).await?)
    }

    /// Runs what takes 19 MiB. It goes on when nobody waits for it any more, and so its place stays taken.
    async fn slowly<T: Send + 'static>(&self, work: impl FnOnce() -> app::Result<T> + Send + 'static) -> app::Result<T> {
        let place = self.places.clone().acquire_owned().await.map_err(|_| Error::Internal)?;
        let tried = tokio::task::spawn_blocking(move || {
            let _place = place;
            work()
        });
        tried.await.map_err(|_| Error::Internal)?
    }
}
