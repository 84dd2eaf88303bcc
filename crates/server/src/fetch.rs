//! Fetching images that pages name by their address in the web. Off unless an operator wants it.
//!
//! Whoever may write a page tells the server where to go, so it goes only where everybody can: to addresses that are public,
//! checked after the name was looked up and kept for the connection, anew at every redirect. What comes back is kept only if it
//! is an image, and why nothing was kept is not told apart: nobody learns what else answers where.

mod address;
mod exchange;
mod json;
mod target;

pub use address::is_public;
pub(crate) use json::{Asker, is_askable};

use crate::multipart::FORM_BYTES_MAX;
use crate::spooled::Spooled;
use app::page::Content;
use app::resource::Kind;
use app::{Blobs, Intake};
use bytes::Bytes;
use exchange::{Answer, Question};
use http::HeaderValue;
use http_body_util::BodyExt as _;
use model::Ids;
use rustls::{ClientConfig, RootCertStore};
use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use target::Target;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio_rustls::TlsConnector;

/// How long one image may take, redirects included.
const IMAGE_TIMEOUT: Duration = Duration::from_secs(5);

/// How long all images of a page may take together: clients wait for the reply to a page, and give up after a minute.
const PAGE_TIMEOUT: Duration = Duration::from_secs(20);

/// The most bytes of one image.
const IMAGE_BYTES_MAX: u64 = 10 * 1024 * 1024;

/// The most bytes of all images of a page: as many as its request could have brought along. They are written down before
/// anybody knows whether the page may have them.
const PAGE_BYTES_MAX: u64 = FORM_BYTES_MAX;

/// So many names are looked up at a time. Each holds a thread for as long as its name server likes, which whoever has that
/// name decides, and the threads are of those that all other work is done on.
const LOOKUPS_MAX: usize = 32;

/// So many images of a page are fetched at a time.
const AT_ONCE: usize = 6;

/// How often an address may lead to another one.
const REDIRECTS_MAX: usize = 3;

/// What is asked for.
const IMAGE: HeaderValue = HeaderValue::from_static("image/*");

/// Fetches images from the web.
#[derive(Clone)]
pub struct Fetcher {
    is_allowed: fn(&SocketAddr) -> bool,
    tls: TlsConnector,
    lookups: Arc<Semaphore>,
}

impl Fetcher {
    /// Makes one that goes to public addresses only, and believes certificates that lead to one of these roots.
    ///
    /// # Panics
    /// If the library that speaks TLS does not speak any version of it: it was built wrong.
    #[must_use]
    pub fn new(roots: RootCertStore) -> Self {
        Self::with(is_public, roots)
    }

    /// Makes one that believes whom the operating system believes; `SSL_CERT_FILE` and `SSL_CERT_DIR` name others. `None` if
    /// that is nobody: no address with `https` could be fetched from.
    #[must_use]
    pub fn of_this_machine() -> Option<Self> {
        roots_of_this_machine().map(Self::new)
    }

    /// As [`Fetcher::new`], but `is_allowed` says where it may go. For tests, which have no public address.
    ///
    /// # Panics
    /// As [`Fetcher::new`].
    #[must_use]
    pub fn with(is_allowed: fn(&SocketAddr) -> bool, roots: RootCertStore) -> Self {
        Self { is_allowed, tls: trusting(roots), lookups: Arc::new(Semaphore::new(LOOKUPS_MAX)) }
    }

    /// Fetches what can be had of these addresses, and writes it down where it is large. Whoever finds no use for a blob
    /// removes it.
    pub(crate) async fn images(&self, urls: &[String], blobs: &Blobs, ids: &dyn Ids) -> Vec<Fetched> {
        let mut waiting = urls.iter();
        let mut under_way = JoinSet::new();
        let mut found = Vec::new();
        let end = tokio::time::Instant::now() + PAGE_TIMEOUT;
        let left = Arc::new(AtomicU64::new(PAGE_BYTES_MAX));
        loop {
            while under_way.len() < AT_ONCE
                && let Some(url) = waiting.next()
            {
                let (fetcher, url, intake, blobs) = (self.clone(), url.clone(), blobs.intake(ids), blobs.clone());
                let left = left.clone();
                under_way.spawn(async move { fetcher.image(url, intake, blobs, &left).await });
            }
            // What is still under way at the end is dropped, and takes what it wrote along.
            match tokio::time::timeout_at(end, under_way.join_next()).await {
                Ok(Some(Ok(fetched))) => found.extend(fetched),
                Ok(Some(Err(_))) => {}
                Ok(None) => return found,
                Err(_) => break,
            }
        }
        under_way.abort_all();
        while let Some(ended) = under_way.join_next().await {
            found.extend(ended.ok().flatten());
        }
        found
    }

    async fn image(&self, url: String, intake: Intake, blobs: Blobs, left: &AtomicU64) -> Option<Fetched> {
        let fetched = async { keep(self.follow(&url).await?, intake, left).await.ok_or("it is no image, or too large, or broke off") };
        // Where it went and why it came back stays between the operator and the log.
        match tokio::time::timeout(IMAGE_TIMEOUT, fetched).await.unwrap_or(Err("it takes too long")) {
            Ok((content, kind)) => Some(Fetched { url, bytes: Spooled::new(content, blobs), kind }),
            Err(why) => {
                tracing::debug!(why, "an image was not fetched");
                None
            }
        }
    }

    async fn follow(&self, url: &str) -> Result<Answer, &'static str> {
        let mut target = Target::of(url).ok_or("the address cannot be used")?;
        for _ in 0..=REDIRECTS_MAX {
            let question = Question { target, accept: IMAGE, form: None, authorization: None };
            let answer = exchange::ask(&question, self.is_allowed, &self.tls, &self.lookups).await?;
            match answer.location() {
                None if answer.is_good(IMAGE_BYTES_MAX) => return Ok(answer),
                None => return Err("the answer is none, or too long"),
                Some(location) => target = question.target.join(location).ok_or("the redirect cannot be used")?,
            }
        }
        Err("too many redirects")
    }
}

/// Returns whom the operating system believes. `None` if that is nobody.
fn roots_of_this_machine() -> Option<RootCertStore> {
    let mut roots = RootCertStore::empty();
    let (taken, _) = roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    (taken > 0).then_some(roots)
}

/// Returns what speaks TLS, and believes certificates that lead to one of these roots.
fn trusting(roots: RootCertStore) -> TlsConnector {
    // Named, not looked up: the process has no default that a library could set first.
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = builder.expect("TLS has versions").with_root_certificates(roots).with_no_client_auth();
    TlsConnector::from(Arc::new(config))
}

/// Takes an answer in, if it is an image and not too large. `left` are the bytes that the page's images may still have.
async fn keep(mut answer: Answer, mut intake: Intake, left: &AtomicU64) -> Option<(Content, Kind)> {
    let mut head = Vec::new();
    while let Some(frame) = answer.body.frame().await {
        let Ok(data) = frame.ok()?.into_data() else { continue };
        let data: Bytes = data;
        if intake.bytes() + data.len() as u64 > IMAGE_BYTES_MAX {
            return None;
        }
        let take = |left: u64| left.checked_sub(data.len() as u64);
        left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).ok()?;
        let room = Kind::HEAD_BYTES - head.len();
        head.extend_from_slice(&data[..room.min(data.len())]);
        intake.push(&data).await.ok()?;
    }
    let kind = Kind::of(&head);
    if kind.is_image() { Some((intake.finish().await.ok()?, kind)) } else { None }
}

/// An image from the web.
pub(crate) struct Fetched {
    pub(crate) url: String,
    pub(crate) bytes: Spooled,
    pub(crate) kind: Kind,
}

impl fmt::Debug for Fetcher {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Fetcher")
    }
}
