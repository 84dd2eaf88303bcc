//! The body of a reply: there as a whole, read from a blob while it is sent, or made while it is sent.

use app::Blobs;
use app::page::Hash;
use bytes::Bytes;
use http_body::{Frame, SizeHint};
use std::fmt;
use std::io;
use std::ops::Range;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::sync::mpsc;

/// How much of a blob is held at a time: much to read at once, little for a thousand readers together.
const PIECE_BYTES: u64 = 256 * 1024;

/// The body of a reply. Its length is known beforehand, unless it is made while it is sent.
pub struct ReplyBody(Inner);

enum Inner {
    Whole(Bytes),
    Blob(Box<Reading>),
    /// What somebody else is making, a piece at a time.
    Made(mpsc::Receiver<io::Result<Bytes>>),
}

/// A blob on its way out.
struct Reading {
    blobs: Blobs,
    name: String,
    left: Range<u64>,
    piece: Option<Piece>,
    /// What the bytes must add up to, where all of them are sent.
    sum: Option<(blake3::Hasher, Hash)>,
}

type Piece = Pin<Box<dyn Future<Output = io::Result<Bytes>> + Send>>;

impl ReplyBody {
    pub(crate) const fn empty() -> Self {
        Self(Inner::Whole(Bytes::new()))
    }

    /// Sends what comes. A mistake breaks the connection off, so that nobody takes a part for the whole.
    pub(crate) const fn made(coming: mpsc::Receiver<io::Result<Bytes>>) -> Self {
        Self(Inner::Made(coming))
    }

    /// Reads some of a blob, which has `bytes` in all, while it is sent.
    ///
    /// Where that is all of it, the last piece is held back until the sum is right: a client gets what was stored, or sees
    /// the connection break off.
    pub(crate) fn blob(blobs: Blobs, name: String, hash: Hash, range: Range<u64>, bytes: u64) -> Self {
        let is_all = range == (0..bytes);
        let sum = is_all.then(|| (blake3::Hasher::new(), hash));
        Self(Inner::Blob(Box::new(Reading { blobs, name, left: range, piece: None, sum })))
    }
}

impl<T: Into<Bytes>> From<T> for ReplyBody {
    fn from(whole: T) -> Self {
        Self(Inner::Whole(whole.into()))
    }
}

impl http_body::Body for ReplyBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        match &mut self.0 {
            Inner::Whole(bytes) if bytes.is_empty() => Poll::Ready(None),
            Inner::Whole(bytes) => Poll::Ready(Some(Ok(Frame::data(std::mem::take(bytes))))),
            Inner::Blob(reading) => reading.poll(context).map(|piece| piece.map(|piece| piece.map(Frame::data))),
            Inner::Made(coming) => coming.poll_recv(context).map(|piece| piece.map(|piece| piece.map(Frame::data))),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.left() == Some(0)
    }

    fn size_hint(&self) -> SizeHint {
        self.left().map_or_else(SizeHint::new, SizeHint::with_exact)
    }
}

impl ReplyBody {
    fn left(&self) -> Option<u64> {
        match &self.0 {
            Inner::Whole(bytes) => Some(bytes.len() as u64),
            Inner::Blob(reading) => Some(reading.left.end.saturating_sub(reading.left.start)),
            Inner::Made(_) => None,
        }
    }
}

impl Reading {
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        if self.left.is_empty() {
            return Poll::Ready(None);
        }
        let end = self.left.end.min(self.left.start.saturating_add(PIECE_BYTES));
        let range = self.left.start..end;
        let piece = self.piece.get_or_insert_with(|| {
            let (blobs, name) = (self.blobs.clone(), self.name.clone());
            Box::pin(async move { blobs.range(&name, range).await.map_err(|error| io::Error::other(app::Error::from(error))) })
        });
        let piece = ready!(piece.as_mut().poll(context));
        self.piece = None;
        self.left.start = end;
        Poll::Ready(Some(piece.and_then(|piece| self.summed(piece))))
    }

    fn summed(&mut self, piece: Bytes) -> io::Result<Bytes> {
        if let Some((sum, hash)) = &mut self.sum {
            sum.update(&piece);
            if self.left.is_empty() && Hash(*sum.finalize().as_bytes()) != *hash {
                tracing::error!(blob = self.name, "a blob is not what its name says");
                return Err(io::Error::other("a blob is damaged"));
            }
        }
        Ok(piece)
    }
}

impl fmt::Debug for ReplyBody {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "ReplyBody({:?} bytes)", self.left())
    }
}
