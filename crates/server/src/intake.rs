//! Bodies that are bytes and nothing else, as many as there are: taken in while they come, in fixed memory.

use crate::fault::{Fault, RequestFault};
use crate::spooled::Spooled;
use app::{Blobs, Digester, Digests, Error, Intake, Sum};
use bytes::Bytes;
use http::HeaderMap;
use http_body_util::BodyExt as _;
use http_body_util::combinators::BoxBody;
use model::Ids;
use std::pin::pin;
use std::time::Duration;
use tokio::time::Instant;

/// A body that is still coming, whatever brings it.
pub(crate) type Coming = BoxBody<Bytes, BrokenOff>;

/// A body did not come to its end. Why, nobody here could mend.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BrokenOff;

impl std::fmt::Display for BrokenOff {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the body broke off")
    }
}

impl std::error::Error for BrokenOff {}

/// How fast a body has to come on the whole, in bytes a second: the slowest modem that anybody still has. Whoever sends less
/// holds a connection for nothing.
const PACE_BYTES: u64 = 4 * 1024;

/// What such calls take, as a client is told that sent something else.
pub(crate) const BYTES: &str = "bytes as they are, without Content-Encoding";

/// A body that came to its end.
pub(crate) struct Taken {
    /// Its bytes, written down and synced if they are many; taken away again if nobody keeps them.
    pub(crate) content: Spooled,
    /// What clients compare them by.
    pub(crate) digests: Digests,
}

/// Takes in a body of at most `bytes_max` bytes. `patience` is how long it may stand still.
///
/// # Errors
/// As [`pour`]. Nothing stays behind.
pub(crate) async fn take<B>(
    headers: &HeaderMap,
    body: B,
    bytes_max: u64,
    patience: Duration,
    blobs: &Blobs,
    ids: &dyn Ids,
) -> Result<Taken, Fault>
where
    B: http_body::Body<Data = Bytes>,
{
    let mut intake = blobs.digesting(ids);
    pour(headers, body, bytes_max, patience, &mut intake).await?;
    taken(intake, blobs).await
}

/// Ends what has come to its end.
///
/// # Errors
/// What the blob store can meet. Nothing stays behind.
pub(crate) async fn taken(intake: Intake<Digester>, blobs: &Blobs) -> Result<Taken, Fault> {
    let (content, digests) = intake.finish_digested().await.map_err(Error::from)?;
    Ok(Taken { content: Spooled::new(content, blobs.clone()), digests })
}

/// Pours a body into what takes it in. What its type is said to be counts for nothing: clients of drives say anything.
///
/// # Errors
/// [`RequestFault::BodyTooLarge`], before a byte is read where the client said how many there will be;
/// [`RequestFault::BodyCut`] if it breaks off, stands still, or is not as long as was said; [`RequestFault::ContentType`] if it
/// is encoded; what the blob store can meet, [`Error::DiskFull`] among it.
pub(crate) async fn pour<B, S>(
    headers: &HeaderMap,
    body: B,
    bytes_max: u64,
    patience: Duration,
    intake: &mut Intake<S>,
) -> Result<(), Fault>
where
    B: http_body::Body<Data = Bytes>,
    S: Sum,
{
    let body = pin!(body);
    let mut pieces = Pieces::of(headers, body, bytes_max, patience)?;
    while let Some(data) = pieces.next().await? {
        intake.push(&data).await.map_err(Error::from)?;
    }
    Ok(())
}

/// A body as it comes, piece by piece.
pub(crate) struct Pieces<B> {
    body: B,
    said: Option<u64>,
    bytes: u64,
    bytes_max: u64,
    patience: Duration,
    begun: Instant,
}

impl<B: http_body::Body<Data = Bytes> + Unpin> Pieces<B> {
    /// Begins to read. What the body's type is said to be counts for nothing.
    ///
    /// # Errors
    /// As [`pour`], for what is wrong before a byte is read.
    pub(crate) fn of(headers: &HeaderMap, body: B, bytes_max: u64, patience: Duration) -> Result<Self, RequestFault> {
        if !crate::body::is_plain(headers) {
            return Err(RequestFault::ContentType(BYTES));
        }
        let pieces = Self { said: body.size_hint().exact(), body, bytes: 0, bytes_max, patience, begun: Instant::now() };
        if pieces.said.is_some_and(|bytes| bytes > bytes_max) { Err(pieces.too_large()) } else { Ok(pieces) }
    }

    /// Returns what comes next; `None` once all of it came.
    ///
    /// # Errors
    /// As [`pour`], for what is wrong with the body.
    pub(crate) async fn next(&mut self) -> Result<Option<Bytes>, RequestFault> {
        loop {
            // Whichever is sooner: it stands still for too long, or has been too slow on the whole.
            let slowest = self.begun + self.patience + Duration::from_secs(self.bytes / PACE_BYTES);
            let until = slowest.min(Instant::now() + self.patience);
            let frame = tokio::time::timeout_at(until, self.body.frame()).await.map_err(|_| RequestFault::BodyCut)?;
            let Some(frame) = frame else {
                return if self.said.is_some_and(|said| said != self.bytes) { Err(RequestFault::BodyCut) } else { Ok(None) };
            };
            let Ok(data) = frame.map_err(|_| RequestFault::BodyCut)?.into_data() else { continue };
            self.bytes += data.len() as u64;
            return if self.bytes > self.bytes_max { Err(self.too_large()) } else { Ok(Some(data)) };
        }
    }

    fn too_large(&self) -> RequestFault {
        RequestFault::BodyTooLarge { bytes_max: usize::try_from(self.bytes_max).unwrap_or(usize::MAX) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::header;
    use http_body::{Frame, SizeHint};
    use std::collections::VecDeque;
    use std::io;
    use std::pin::Pin;
    use std::task::{Context, Poll};
    use testkit::ambient::SeededIds;
    use testkit::folder::Folder;

    /// What a client does next.
    enum Act {
        Send(usize),
        BreakOff,
        StandStill,
    }

    struct Acted {
        acts: VecDeque<Act>,
        said: Option<u64>,
    }

    impl http_body::Body for Acted {
        type Data = Bytes;
        type Error = io::Error;

        fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
            match self.acts.pop_front() {
                Some(Act::Send(bytes)) => Poll::Ready(Some(Ok(Frame::data(vec![7; bytes].into())))),
                Some(Act::BreakOff) => Poll::Ready(Some(Err(io::ErrorKind::ConnectionReset.into()))),
                Some(Act::StandStill) => {
                    self.acts.push_front(Act::StandStill);
                    Poll::Pending
                }
                None => Poll::Ready(None),
            }
        }

        fn size_hint(&self) -> SizeHint {
            self.said.map_or_else(SizeHint::default, SizeHint::with_exact)
        }
    }

    const MAX: u64 = 2_000_000;
    const PATIENCE: Duration = Duration::from_millis(20);

    fn taken(acts: impl IntoIterator<Item = Act>, said: Option<u64>, headers: &HeaderMap) -> Result<u64, Fault> {
        let folder = Folder::new();
        let blobs = Blobs::open_folder(folder.path()).unwrap();
        // One thread for all that blocks, so that what is removed is gone when the next that it does is done.
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().max_blocking_threads(1).build().unwrap();
        let body = Acted { acts: acts.into_iter().collect(), said };
        let taken = runtime.block_on(async {
            let taken = take(headers, body, MAX, PATIENCE, &blobs, &SeededIds::new(1)).await?;
            assert_eq!(Digests::of(&vec![7; usize::try_from(taken.content.content().bytes).unwrap()]).1, taken.digests);
            let bytes = taken.content.content().bytes;
            taken.content.remove().await;
            Ok(bytes)
        });
        let path = folder.path().to_owned();
        let left = runtime.block_on(async { tokio::task::spawn_blocking(move || files(&path)).await.unwrap() });
        assert_eq!(left, 0, "files stay behind");
        taken
    }

    fn files(folder: &std::path::Path) -> usize {
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        entries.map(|path| if path.is_dir() { files(&path) } else { 1 }).sum()
    }

    #[test]
    fn bodies_of_all_lengths_come_in() {
        let none = HeaderMap::new();
        assert_eq!(taken([], Some(0), &none), Ok(0));
        assert_eq!(taken([Act::Send(5)], None, &none), Ok(5));
        assert_eq!(taken((0..20).map(|_| Act::Send(100_000)), Some(MAX), &none), Ok(MAX));
        let typed = HeaderMap::from_iter([(header::CONTENT_TYPE, "application/json;odata=verbose".parse().unwrap())]);
        assert_eq!(taken([Act::Send(1)], Some(1), &typed), Ok(1));
    }

    #[test]
    fn bodies_that_lie_or_break_off_leave_nothing() {
        let none = HeaderMap::new();
        let (cut, large) = (Err(RequestFault::BodyCut.into()), Err(RequestFault::BodyTooLarge { bytes_max: 2_000_000 }.into()));
        let megabyte = || Act::Send(1_000_000);
        assert_eq!(taken([], Some(MAX + 1), &none), large);
        assert_eq!(taken([megabyte(), megabyte(), Act::Send(1)], None, &none), large);
        assert_eq!(taken([megabyte(), Act::BreakOff], None, &none), cut);
        assert_eq!(taken([megabyte(), Act::StandStill], None, &none), cut);
        assert_eq!(taken([megabyte()], Some(1_500_000), &none), cut);
        assert_eq!(taken([megabyte()], Some(999_999), &none), cut);
        let gzip = HeaderMap::from_iter([(header::CONTENT_ENCODING, "gzip".parse().unwrap())]);
        assert_eq!(taken([Act::Send(1)], Some(1), &gzip), Err(RequestFault::ContentType(BYTES).into()));
    }
}
