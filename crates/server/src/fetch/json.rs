//! Asking servers for JSON that whoever runs this one trusts: where they are, and what they sign with.
//!
//! They may stand in the same house, so any address will do; but only by https, unless they are on this machine, and nowhere that
//! they lead on to.

use super::exchange::{self, Answer, Question};
use super::target::Target;
use super::{LOOKUPS_MAX, roots_of_this_machine, trusting};
use bytes::Bytes;
use http::{HeaderValue, StatusCode};
use http_body_util::BodyExt as _;
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio_rustls::TlsConnector;

/// How long one answer may take, from looking the name up to its last byte: somebody waits for it.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(5);

/// The longest answer, in bytes. Sets of keys that providers show have some tens of thousands.
const ANSWER_BYTES_MAX: usize = 256 * 1024;

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// Asks servers for JSON.
#[derive(Clone)]
pub(crate) struct Asker {
    tls: TlsConnector,
    lookups: Arc<Semaphore>,
}

/// What a server answered, read to its end. No `Debug`, so that tokens cannot slip into a log.
pub(crate) struct Answered {
    pub(crate) status: StatusCode,
    pub(crate) body: Vec<u8>,
}

impl Asker {
    /// Makes one that believes certificates that lead to one of these authorities, given as PEM; without any, those that the
    /// operating system believes.
    ///
    /// # Errors
    /// What is wrong with the authorities.
    pub(crate) fn new(authorities: Option<&str>) -> Result<Self, &'static str> {
        let roots = match authorities {
            Some(pem) => roots_of(pem)?,
            // By plain http one needs nobody, so this is said when somebody is.
            None => roots_of_this_machine().unwrap_or_else(RootCertStore::empty),
        };
        Ok(Self { tls: trusting(roots), lookups: Arc::new(Semaphore::new(LOOKUPS_MAX)) })
    }

    /// Asks for what an address names.
    ///
    /// # Errors
    /// What went wrong, in words for whoever runs the server.
    pub(crate) async fn get(&self, url: &str, authorization: Option<HeaderValue>) -> Result<Answered, &'static str> {
        self.ask(url, None, authorization).await
    }

    /// Sends a form to an address.
    ///
    /// # Errors
    /// As [`Self::get`].
    pub(crate) async fn post(&self, url: &str, form: String, authorization: Option<HeaderValue>) -> Result<Answered, &'static str> {
        self.ask(url, Some(Bytes::from(form)), authorization).await
    }

    async fn ask(&self, url: &str, form: Option<Bytes>, authorization: Option<HeaderValue>) -> Result<Answered, &'static str> {
        let target = Target::of(url).ok_or("the address cannot be used")?;
        let is_allowed: fn(&SocketAddr) -> bool = if target.is_https { |_| true } else { |address| address.ip().is_loopback() };
        let question = Question { target, accept: JSON, form, authorization };
        let asked = async { read(exchange::ask(&question, is_allowed, &self.tls, &self.lookups).await?).await };
        tokio::time::timeout(ANSWER_TIMEOUT, asked).await.unwrap_or(Err("it takes too long"))
    }
}

fn roots_of(pem: &str) -> Result<RootCertStore, &'static str> {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(pem.as_bytes()) {
        let certificate = certificate.map_err(|_| "the authority is not well-formed PEM")?;
        roots.add(certificate).map_err(|_| "the authority's certificate cannot be read")?;
    }
    if roots.is_empty() { Err("the authority has no certificate in it") } else { Ok(roots) }
}

async fn read(mut answer: Answer) -> Result<Answered, &'static str> {
    if answer.is_encoded {
        return Err("the answer is compressed, which was not asked for");
    }
    let mut body = Vec::new();
    while let Some(frame) = answer.body.frame().await {
        let Ok(data) = frame.map_err(|_| "the server broke off")?.into_data() else { continue };
        if body.len() + data.len() > ANSWER_BYTES_MAX {
            return Err("the answer is too long");
        }
        body.extend_from_slice(&data);
    }
    Ok(Answered { status: answer.status, body })
}

/// Says whether an address can be asked, or somebody be sent there: by https, or on this machine.
pub(crate) fn is_askable(url: &str) -> bool {
    Target::of(url).is_some_and(|target| target.is_https || target.host == "localhost" || is_loopback(&target.host))
}

fn is_loopback(host: &str) -> bool {
    host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}
