//! One request to one server, at an address that was looked at first.

use super::target::Target;
use bytes::Bytes;
use http::{HeaderValue, Method, Request, StatusCode, header};
use http_body::Body as _;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use std::net::{SocketAddr, ToSocketAddrs as _};
use std::sync::Arc;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::task::AbortHandle;
use tokio_rustls::TlsConnector;

/// Who asks.
const AGENT: HeaderValue = HeaderValue::from_static(concat!("Looseleaf/", env!("CARGO_PKG_VERSION")));

const FORM: HeaderValue = HeaderValue::from_static("application/x-www-form-urlencoded");

/// The longest head of an answer, in bytes.
const HEAD_BYTES_MAX: usize = 64 * 1024;

/// What a server is asked. No `Debug`, so that what it is shown cannot slip into a log.
pub(super) struct Question {
    pub(super) target: Target,
    /// What is wanted.
    pub(super) accept: HeaderValue,
    /// A form that is sent along; what has none only asks.
    pub(super) form: Option<Bytes>,
    /// By what we prove who we are.
    pub(super) authorization: Option<HeaderValue>,
}

/// What a server answered. Dropped, it takes the connection along.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    location: Option<String>,
    pub(super) is_encoded: bool,
    pub(super) body: Incoming,
    connection: AbortHandle,
}

impl Answer {
    /// Returns where the server sends us instead.
    pub(super) fn location(&self) -> Option<&str> {
        let is_redirect = matches!(self.status.as_u16(), 301 | 302 | 303 | 307 | 308);
        self.location.as_deref().filter(|_| is_redirect)
    }

    /// Says whether a body follows that is worth reading.
    pub(super) fn is_good(&self, bytes_max: u64) -> bool {
        self.status == StatusCode::OK && !self.is_encoded && self.body.size_hint().lower() <= bytes_max
    }
}

impl Drop for Answer {
    fn drop(&mut self) {
        self.connection.abort();
    }
}

/// Asks a server.
///
/// # Errors
/// What went wrong, for the log.
pub(super) async fn ask(
    question: &Question,
    is_allowed: fn(&SocketAddr) -> bool,
    tls: &TlsConnector,
    lookups: &Arc<Semaphore>,
) -> Result<Answer, &'static str> {
    let target = &question.target;
    let addresses = look_up(target, is_allowed, lookups).await?;
    // To the very addresses that were checked: a name could mean another one by now.
    let stream = TcpStream::connect(&addresses[..]).await.map_err(|_| "nobody answers")?;
    if !target.is_https {
        return say(question, stream).await;
    }
    let name = ServerName::try_from(target.host.clone()).map_err(|_| "the host cannot have a certificate")?;
    say(question, tls.connect(name, stream).await.map_err(|_| "the certificate cannot be trusted")?).await
}

/// Returns the addresses of a host, if all that it has are allowed: one that has others too is up to something.
async fn look_up(target: &Target, is_allowed: fn(&SocketAddr) -> bool, lookups: &Arc<Semaphore>) -> Result<Vec<SocketAddr>, &'static str> {
    let place = lookups.clone().acquire_owned().await.map_err(|_| "the server is ending")?;
    let (host, port) = (target.host.clone(), target.port);
    let looked_up = tokio::task::spawn_blocking(move || {
        // Until the thread is free again: who waits for it may have given up long before.
        let _place = place;
        (host.as_str(), port).to_socket_addrs().map(Iterator::collect)
    });
    let found: Vec<SocketAddr> = looked_up.await.map_err(|_| "the server is ending")?.map_err(|_| "the host is not known")?;
    if !found.is_empty() && found.iter().all(is_allowed) { Ok(found) } else { Err("the address is not one to go to") }
}

async fn say<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(question: &Question, stream: S) -> Result<Answer, &'static str> {
    let mut http = http1::Builder::new();
    http.max_buf_size(HEAD_BYTES_MAX);
    let (mut sender, connection) = http.handshake(TokioIo::new(stream)).await.map_err(|_| "the connection broke")?;
    let connection = tokio::spawn(async move { drop(connection.await) }).abort_handle();
    let host = HeaderValue::try_from(question.target.authority.as_str()).map_err(|_| "the host cannot be named")?;
    let mut request = Request::builder()
        .method(if question.form.is_some() { Method::POST } else { Method::GET })
        .uri(question.target.path.as_str())
        .header(header::HOST, host)
        .header(header::USER_AGENT, AGENT)
        .header(header::ACCEPT, question.accept.clone())
        // No compression: what is small could be a thousand times as large.
        .header(header::ACCEPT_ENCODING, const { HeaderValue::from_static("identity") })
        .header(header::CONNECTION, const { HeaderValue::from_static("close") });
    if question.form.is_some() {
        request = request.header(header::CONTENT_TYPE, FORM);
    }
    if let Some(authorization) = &question.authorization {
        request = request.header(header::AUTHORIZATION, authorization.clone());
    }
    let request =
        request.body(Full::<Bytes>::from(question.form.clone().unwrap_or_default())).map_err(|_| "the path cannot be asked for")?;
    let response = sender.send_request(request).await;
    let (head, body) = match response {
        Ok(response) => response.into_parts(),
        Err(_) => {
            connection.abort();
            return Err("the server broke off");
        }
    };
    let location = head.headers.get(header::LOCATION).and_then(|location| location.to_str().ok()).map(str::to_owned);
    let encoding = head.headers.get(header::CONTENT_ENCODING);
    let is_encoded = encoding.is_some_and(|encoding| !encoding.as_bytes().eq_ignore_ascii_case(b"identity"));
    Ok(Answer { status: head.status, location, is_encoded, body, connection })
}
