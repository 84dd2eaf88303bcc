//! Clients that were answered before they had sent everything.
//!
//! Closing a connection while something comes in resets it, and the client may then find a broken pipe instead of the answer
//! that says why nobody wants the rest. So the server says that it has said everything, and reads on for a while.

use super::mend;
use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Sleep;

/// How long a client that was answered early may go on sending.
const LINGER: Duration = Duration::from_secs(5);

/// How much of it is read, in bytes: more than the largest page, and than the largest fragment of a file, so that a client hears
/// the answer unless it sends what hardly any call would have taken.
const LINGER_BYTES_MAX: usize = 80 * 1024 * 1024;

/// Whether the last request of a connection was answered before all of its body had come.
#[derive(Clone, Debug, Default)]
pub(super) struct Unread(Arc<AtomicBool>);

impl Unread {
    /// Where there is always more to come than one body, and nothing to be mended.
    pub(super) fn always() -> Self {
        Self(Arc::new(AtomicBool::new(true)))
    }

    /// Says whether some of a body has not been read.
    pub(super) fn is_left(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Looks whether a body is read to its end.
    pub(super) fn watch(&self, body: Incoming) -> Watched {
        self.0.store(!body.is_end_stream(), Ordering::Relaxed);
        Watched { body, unread: self.clone() }
    }
}

/// The body of a request.
pub(super) struct Watched {
    body: Incoming,
    unread: Unread,
}

impl Body for Watched {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(context);
        if matches!(polled, Poll::Ready(None)) || self.body.is_end_stream() {
            self.unread.0.store(false, Ordering::Relaxed);
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// A stream that goes on reading after it was shut down, if its client is still sending, and in which request lines are mended.
pub(super) struct Lingering<S> {
    stream: S,
    unread: Unread,
    left: usize,
    until: Option<Pin<Box<Sleep>>>,
    /// What was read and mended, and is not handed on yet.
    mended: Vec<u8>,
}

impl<S> Lingering<S> {
    pub(super) fn new(stream: S, unread: Unread) -> Self {
        Self { stream, unread, left: LINGER_BYTES_MAX, until: None, mended: Vec::new() }
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Lingering<S> {
    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        if this.until.is_none() {
            ready!(Pin::new(&mut this.stream).poll_shutdown(context))?;
            if !this.unread.0.load(Ordering::Relaxed) {
                return Poll::Ready(Ok(()));
            }
        }
        let until = this.until.get_or_insert_with(|| Box::pin(tokio::time::sleep(LINGER)));
        let mut space = [0; 8 * 1024];
        while until.as_mut().poll(context).is_pending() && this.left > 0 {
            let mut buffer = ReadBuf::new(&mut space);
            ready!(Pin::new(&mut this.stream).poll_read(context, &mut buffer))?;
            if buffer.filled().is_empty() {
                break;
            }
            this.left = this.left.saturating_sub(buffer.filled().len());
        }
        Poll::Ready(Ok(()))
    }

    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(mut self: Pin<&mut Self>, context: &mut Context<'_>, pieces: &[io::IoSlice<'_>]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, pieces)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Lingering<S> {
    /// Reads. What comes while no body is outstanding is of a head, and its first line is mended if it has to be.
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        if this.mended.is_empty() {
            let before = buffer.filled().len();
            ready!(Pin::new(&mut this.stream).poll_read(context, buffer))?;
            if this.unread.0.load(Ordering::Relaxed) {
                return Poll::Ready(Ok(()));
            }
            let Some(mended) = mend::mended(&buffer.filled()[before..]) else { return Poll::Ready(Ok(())) };
            buffer.set_filled(before);
            this.mended = mended;
        }
        // It is longer than what was read, and there may be no room for all of it.
        let fits = this.mended.len().min(buffer.remaining());
        buffer.put_slice(&this.mended[..fits]);
        this.mended.drain(..fits);
        Poll::Ready(Ok(()))
    }
}
