//! The socket: accepting, bounding, draining.

mod linger;
mod mend;
mod streams;

use crate::audited::Peer;
use crate::{Options, Server, Tls, tls};
use app::{App, Blobs};
use http::{HeaderValue, Request, header};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use linger::{Lingering, Unread};
use std::convert::Infallible;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

/// How long accepting rests when the process is out of handles or memory: they come back when a connection ends.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// How long acts wait in memory before they are written to the audit log: what a crash costs of it.
const AUDIT_PAUSE: Duration = Duration::from_secs(1);

/// How often it is looked whether the next key of ID tokens is to be made; there is a day for it.
const KEYS_PAUSE: Duration = Duration::from_secs(60 * 60);

/// The longest head of a request, in bytes: twice the longest address, and room for headers.
const HEAD_BYTES_MAX: usize = 64 * 1024;

/// The most headers of a request.
const HEADERS_MAX: usize = 100;

/// Serves until `shutdown` ends, then lets the requests under way end, for [`Options::drain_timeout`] at most.
///
/// # Errors
/// Only if the address of the listener cannot be told. What single connections meet is theirs alone.
pub async fn serve(listener: TcpListener, app: App, blobs: Blobs, options: Options, shutdown: impl Future<Output = ()>) -> io::Result<()> {
    let listen = listener.local_addr()?;
    let (connections_max, drain_timeout) = (options.connections_max.clamp(1, Semaphore::MAX_PERMITS), options.drain_timeout);
    let server = Arc::new(Server::new(app, blobs, options, Some(listen)));
    let places = Arc::new(Semaphore::new(connections_max));
    let (stop, stopped) = watch::channel(());
    let mut shutdown = pin!(shutdown);
    let writer = tokio::spawn(write_audit(server.clone()));
    let keeper = tokio::spawn(tend_keys(server.clone()));
    loop {
        let accepted = async {
            // Whoever finds no place waits in the system's queue, where they cost nothing.
            let place = places.clone().acquire_owned().await;
            (listener.accept().await, place)
        };
        tokio::select! {
            () = &mut shutdown => break,
            (accepted, place) = accepted => match (accepted, place) {
                (Ok((stream, peer)), Ok(place)) => drop(tokio::spawn(connection((stream, Peer(peer)), server.clone(), stopped.clone(), place))),
                (Err(error), _) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
                // The semaphore is never closed.
                (_, Err(_)) => break,
            },
        }
    }
    drop(listener);
    drop(stop);
    let all = u32::try_from(connections_max).unwrap_or(u32::MAX);
    if tokio::time::timeout(drain_timeout, places.acquire_many(all)).await.is_err() {
        tracing::warn!("some requests did not end in time");
    }
    writer.abort();
    keeper.abort();
    // What could not be written, the log says.
    let _ = server.write_audit().await;
    Ok(())
}

/// Writes down who did what, again and again.
async fn write_audit(server: Arc<Server>) {
    let mut turns = tokio::time::interval(AUDIT_PAUSE);
    loop {
        turns.tick().await;
        let _ = server.write_audit().await;
    }
}

/// Sees to it that there is a key when somebody signs in.
async fn tend_keys(server: Arc<Server>) {
    let mut turns = tokio::time::interval(KEYS_PAUSE);
    loop {
        turns.tick().await;
        if let Err(error) = server.tend_keys().await {
            tracing::warn!(%error, "the next key of ID tokens could not be made");
        }
    }
}

async fn connection((stream, peer): (TcpStream, Peer), server: Arc<Server>, stopped: watch::Receiver<()>, _place: OwnedSemaphorePermit) {
    // A reply is one write; waiting for more to send with it only delays it.
    let _ = stream.set_nodelay(true);
    match &server.options.tls {
        None => answer(stream, peer, &server, stopped).await,
        // In a box, so that connections without it are no larger for it.
        Some(tls) => Box::pin(shake_hands(tls, (stream, peer), &server, stopped)).await,
    }
}

/// Answers the requests of a connection that speaks https. The handshake is a matter of the connection's own task: whoever
/// says nothing keeps nobody else waiting.
async fn shake_hands(tls: &Tls, (stream, peer): (TcpStream, Peer), server: &Arc<Server>, mut stopped: watch::Receiver<()>) {
    let shaken = tokio::select! {
        shaken = tokio::time::timeout(server.options.handshake_timeout, tls.accept(stream)) => shaken,
        _ = stopped.changed() => return,
    };
    match shaken {
        Ok(Ok(stream)) if tls::is_http2(&stream) => streams::answer(stream, peer, server, stopped).await,
        Ok(Ok(stream)) => answer(stream, peer, server, stopped).await,
        Ok(Err(error)) => tracing::debug!(%error, "a handshake failed"),
        Err(_) => tracing::debug!("a handshake took too long"),
    }
}

/// Answers the requests of a connection, one after the other, until it ends.
async fn answer<S>(stream: S, peer: Peer, server: &Arc<Server>, mut stopped: watch::Receiver<()>)
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(server.options.head_timeout);
    // A reply is one write. Not by collecting replies to requests in a row: an acknowledgement would then wait for whatever half of
    // a line stands behind its request, and be lost where that turns out to be none.
    http.max_buf_size(HEAD_BYTES_MAX).max_headers(HEADERS_MAX).writev(false).half_close(false);
    let unread = Unread::default();
    let stream = Lingering::new(stream, unread.clone());
    let service = service_fn(move |request: Request<Incoming>| {
        // Before anything more is read: what follows is of the body then, and not of a head.
        let (server, mut request) = (server.clone(), request.map(|body| unread.watch(body)));
        request.extensions_mut().insert(peer);
        let unread = unread.clone();
        async move {
            let mut response = server.respond(request).await;
            // The connection ends after a refusal that did not wait for the body. Who is told so sends nothing more on it.
            if unread.is_left() && response.status().is_client_error() {
                response.headers_mut().insert(header::CONNECTION, const { HeaderValue::from_static("close") });
            }
            Ok::<_, Infallible>(response)
        }
    });
    let mut connection = pin!(http.serve_connection(TokioIo::new(stream), service));
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        _ = stopped.changed() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        // Clients that go away, send garbage or are too slow: nothing that anybody could mend here.
        tracing::debug!(%error, "a connection ended early");
    }
}
