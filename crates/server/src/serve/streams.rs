//! Connections that speak HTTP/2: many requests at once on each, and so with bounds of their own.
//!
//! The library holds the others: heads in too many pieces, bodies in too small ones, replies to settings that nobody reads. What
//! is set here is how much of each there may be, and what it does not know: when a connection is of no more use.

use super::linger::{Lingering, Unread};
use super::{HEAD_BYTES_MAX, HEADERS_MAX};
use crate::Server;
use crate::audited::Peer;
use crate::reply::ReplyBody;
use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode, header};
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;
use hyper::server::conn::http2;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::io;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicU32, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::Instant;

/// The most requests of a connection at a time. More than clients send that carry files over in parallel, and so few that each can
/// have a window of its own.
const STREAMS_MAX: u32 = 32;

/// How much of a body may be on its way, in bytes: what a client ten milliseconds away sends at 25 megabytes a second.
const STREAM_WINDOW_BYTES: u32 = 256 * 1024;

/// How much of all bodies of a connection may be on its way, in bytes: the windows of all its requests. With less, bodies that wait
/// for their turn could keep those from coming that it is the turn of.
const CONNECTION_WINDOW_BYTES: u32 = STREAMS_MAX * STREAM_WINDOW_BYTES;

/// How much of a reply waits in memory until its client takes it, in bytes: what is handed on at a time.
const SEND_BYTES_MAX: usize = 64 * 1024;

/// How many requests may be reset before they were looked at, and how many of ours a client's mistakes may make us reset, until
/// the connection ends. Honest clients do neither, but for a few in a race.
const RESETS_MAX: usize = 20;

/// How many more requests may be given up while they are worked on than were answered. People who type ahead of a search give up
/// many, but not all.
const GIVEN_UP_MAX: u32 = 100;

/// What is said where there is no place.
const FULL: &[u8] = b"Too many requests are under way. Send this again in a second.\n";

/// What a connection is doing.
struct Pulse {
    begun: Instant,
    /// When a byte went in or out last, in milliseconds since it began.
    moved_ms: AtomicU64,
    /// How many requests are worked on.
    working: AtomicUsize,
    /// How many more of them were given up than were answered.
    given_up: AtomicU32,
    too_many: Notify,
    /// Since when nothing more was taken of each reply that is under way, by number.
    replies: Mutex<BTreeMap<u64, Instant>>,
    numbers: AtomicU64,
}

impl Pulse {
    fn new() -> Self {
        let (moved_ms, working, given_up) = (AtomicU64::new(0), AtomicUsize::new(0), AtomicU32::new(0));
        let (replies, numbers) = (Mutex::default(), AtomicU64::new(0));
        Self { begun: Instant::now(), moved_ms, working, given_up, too_many: Notify::new(), replies, numbers }
    }

    fn moves(&self) {
        self.moved_ms.store(u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// Returns since when nothing moves; since now, while requests are worked on: each of these has bounds of its own.
    fn quiet_since(&self) -> Instant {
        if self.working.load(Ordering::Relaxed) > 0 {
            return Instant::now();
        }
        self.begun + Duration::from_millis(self.moved_ms.load(Ordering::Relaxed))
    }

    fn replies(&self) -> MutexGuard<'_, BTreeMap<u64, Instant>> {
        // Whoever panicked while they held it left a map that is still one.
        self.replies.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns since when nothing was taken of the reply that is waited for longest.
    fn untaken_since(&self) -> Option<Instant> {
        self.replies().values().min().copied()
    }

    fn work(self: &Arc<Self>) -> Work {
        self.working.fetch_add(1, Ordering::Relaxed);
        Work { pulse: self.clone(), is_answered: false }
    }
}

/// A request that is worked on.
struct Work {
    pulse: Arc<Pulse>,
    is_answered: bool,
}

impl Work {
    fn answered(mut self) {
        self.is_answered = true;
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        let pulse = &self.pulse;
        // From when the reply is there, it may take as long as any other silence.
        pulse.moves();
        pulse.working.fetch_sub(1, Ordering::Relaxed);
        let change = |given_up: u32| Some(if self.is_answered { given_up.saturating_sub(1) } else { given_up.saturating_add(1) });
        let before = pulse.given_up.fetch_update(Ordering::Relaxed, Ordering::Relaxed, change).unwrap_or_default();
        if !self.is_answered && before >= GIVEN_UP_MAX {
            pulse.too_many.notify_one();
        }
    }
}

/// Answers the requests of a connection until it ends.
pub(super) async fn answer<S>(stream: S, peer: Peer, server: &Arc<Server>, mut stopped: watch::Receiver<()>)
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut http = http2::Builder::new(TokioExecutor::new());
    http.timer(TokioTimer::new()).max_header_list_size(u32::try_from(HEAD_BYTES_MAX).unwrap_or(u32::MAX));
    http.max_concurrent_streams(STREAMS_MAX).max_send_buf_size(SEND_BYTES_MAX);
    http.initial_stream_window_size(STREAM_WINDOW_BYTES).initial_connection_window_size(CONNECTION_WINDOW_BYTES);
    http.max_pending_accept_reset_streams(RESETS_MAX).max_local_error_reset_streams(RESETS_MAX);
    let (pulse, own) = (Arc::new(Pulse::new()), Arc::new(Semaphore::new(1)));
    let io = TokioIo::new(Moving { stream: Lingering::new(stream, Unread::always()), pulse: pulse.clone() });
    let (patience_idle, patience_ending) = (server.options.head_timeout, server.options.body_timeout);
    let server = server.clone();
    let working = pulse.clone();
    let service = service_fn(move |request: Request<Incoming>| {
        let (server, own, work) = (server.clone(), own.clone(), working.work());
        async move {
            let response = respond(request, peer, &server, own, &work.pulse).await;
            work.answered();
            Ok::<_, Infallible>(response)
        }
    });
    let mut connection = pin!(http.serve_connection(io, service));
    let mut is_ending = false;
    loop {
        // Idle ones are told that they end, and end; where a client takes nothing of what is left, after a while too. No pings are
        // sent: whoever is gone is quiet.
        let patience = if is_ending { patience_ending } else { patience_idle };
        let until = pulse.quiet_since() + patience;
        // Whatever else is sent on the connection: a reply holds a place until it is taken.
        let untaken = pulse.untaken_since().map(|since| since + patience_ending);
        let until = untaken.map_or(until, |untaken| until.min(untaken));
        tokio::select! {
            ended = connection.as_mut() => {
                if let Err(error) = ended {
                    // As on the other connections, nothing that anybody could mend here.
                    tracing::debug!(%error, "a connection ended early");
                }
                return;
            }
            _ = stopped.changed(), if !is_ending => {
                connection.as_mut().graceful_shutdown();
                is_ending = true;
            }
            () = pulse.too_many.notified() => return tracing::debug!("a client gave up too many requests"),
            () = tokio::time::sleep_until(until) => {
                if pulse.untaken_since().is_some_and(|since| since + patience_ending <= Instant::now()) {
                    return tracing::debug!("a client did not take a reply");
                }
                if pulse.quiet_since() + patience > Instant::now() {
                    continue;
                }
                if is_ending {
                    return tracing::debug!("a client took nothing more");
                }
                connection.as_mut().graceful_shutdown();
                is_ending = true;
            }
        }
    }
}

/// Answers one request, if there is a place for it, which it holds until its reply is taken: each connection has one of its own, and
/// all share as many as there may be connections. So there are at most twice as many requests under way as there may be without
/// HTTP/2, and nobody who takes all that are shared keeps the others from asking one thing after the other. Nothing waits for a place:
/// what has come of its body would wait in memory.
async fn respond(
    request: Request<Incoming>,
    peer: Peer,
    server: &Arc<Server>,
    own: Arc<Semaphore>,
    pulse: &Arc<Pulse>,
) -> Response<Placed> {
    let Ok(place) = own.try_acquire_owned().or_else(|_| server.shared_places.clone().try_acquire_owned()) else {
        let mut response = Response::new(Placed::of(ReplyBody::from(FULL.to_vec()), None, pulse));
        *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
        response.headers_mut().insert(header::RETRY_AFTER, const { HeaderValue::from_static("1") });
        response.headers_mut().insert(header::CONTENT_TYPE, const { HeaderValue::from_static("text/plain; charset=utf-8") });
        return response;
    };
    let placed = |body: ReplyBody| Placed::of(body, Some(place), pulse);
    if request.headers().len() > HEADERS_MAX {
        let mut response = Response::new(placed(ReplyBody::empty()));
        *response.status_mut() = StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE;
        return response;
    }
    // A body that nobody reads is no matter here: its stream ends alone.
    let mut request = request.map(|body| Unread::default().watch(body));
    request.extensions_mut().insert(peer);
    server.respond(request).await.map(placed)
}

/// The body of a reply that holds a place. It is handed on in pieces, or else all of it would wait in the connection and the place
/// would be free.
struct Placed {
    body: ReplyBody,
    /// What is still to be handed on of what the body gave.
    left: Bytes,
    _place: Option<OwnedSemaphorePermit>,
    pulse: Arc<Pulse>,
    number: u64,
}

impl Placed {
    fn of(body: ReplyBody, place: Option<OwnedSemaphorePermit>, pulse: &Arc<Pulse>) -> Self {
        let number = pulse.numbers.fetch_add(1, Ordering::Relaxed);
        pulse.replies().insert(number, Instant::now());
        Self { body, left: Bytes::new(), _place: place, pulse: pulse.clone(), number }
    }
}

impl Drop for Placed {
    fn drop(&mut self) {
        self.pulse.replies().remove(&self.number);
    }
}

impl Body for Placed {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let this = &mut *self;
        // It is asked for more, so what was handed on before is taken.
        this.pulse.replies().insert(this.number, Instant::now());
        if this.left.is_empty() {
            let Some(frame) = ready!(Pin::new(&mut this.body).poll_frame(context)) else { return Poll::Ready(None) };
            match frame?.into_data() {
                Ok(data) => this.left = data,
                Err(other) => return Poll::Ready(Some(Ok(other))),
            }
        }
        let piece = this.left.split_to(this.left.len().min(SEND_BYTES_MAX));
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.left.is_empty() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        // One that is still being made has no length, and none may be promised.
        self.body.size_hint().exact().map_or_else(SizeHint::new, |body| SizeHint::with_exact(body + self.left.len() as u64))
    }
}

/// A stream that says when something moves on it.
struct Moving<S> {
    stream: S,
    pulse: Arc<Pulse>,
}

impl<S: AsyncRead + Unpin> AsyncRead for Moving<S> {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        ready!(Pin::new(&mut self.stream).poll_read(context, buffer))?;
        self.pulse.moves();
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Moving<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = ready!(Pin::new(&mut self.stream).poll_write(context, bytes))?;
        self.pulse.moves();
        Poll::Ready(Ok(written))
    }

    fn poll_write_vectored(mut self: Pin<&mut Self>, context: &mut Context<'_>, pieces: &[io::IoSlice<'_>]) -> Poll<io::Result<usize>> {
        let written = ready!(Pin::new(&mut self.stream).poll_write_vectored(context, pieces))?;
        self.pulse.moves();
        Poll::Ready(Ok(written))
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_gives_up_far_more_than_they_are_answered_is_cut_off() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let pulse = Arc::new(Pulse::new());
            let is_over = || async { tokio::time::timeout(Duration::from_millis(1), pulse.too_many.notified()).await.is_ok() };
            // As many of each is what somebody does who types.
            for _ in 0..1_000 {
                drop(pulse.work());
                pulse.work().answered();
            }
            for _ in 0..GIVEN_UP_MAX {
                drop(pulse.work());
            }
            assert!(!is_over().await);
            drop(pulse.work());
            assert!(is_over().await);
        });
    }

    #[test]
    fn what_is_worked_on_is_not_quiet() {
        let pulse = Arc::new(Pulse::new());
        assert_eq!(pulse.quiet_since(), pulse.begun);
        let work = pulse.work();
        std::thread::sleep(Duration::from_millis(5));
        let asked = Instant::now();
        assert!(pulse.quiet_since() >= asked);
        work.answered();
        std::thread::sleep(Duration::from_millis(5));
        assert!((asked - Duration::from_millis(1)..Instant::now() - Duration::from_millis(4)).contains(&pulse.quiet_since()));
    }
}
