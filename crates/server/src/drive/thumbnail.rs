//! Thumbnails: where they come from, and where they go. They are drawn when somebody asks, and kept for a while by what was
//! drawn, so all copies of a file share them.

use super::address::Target;
use super::call::Open;
use super::transfer::promised;
use crate::download::Outgoing;
use crate::fault::{DriveFault, Fault, RequestFault};
use crate::kept::{Kept, Weight};
use crate::reply::Reply;
use ::thumbnail::{COST_BYTES_MAX, Size, cost_bytes, draw};
use app::download::{self, Part};
use app::item::{self, view};
use app::page::{Body, Content, Hash};
use app::{Blobs, Error};
use bytes::Bytes;
use model::{ItemId, Picture};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::time::timeout;

/// How much memory thumbnails take that are kept, in bytes: those of a few hundred photographs as lists show them.
const KEPT_BYTES_MAX: usize = 16 * 1024 * 1024;

/// How long a request waits until there is room to draw.
const PATIENCE: Duration = Duration::from_secs(10);

/// What drawing counts as at least, in bytes, however small the picture: so that at most four are drawn at a time, and the
/// machine has time for others.
const COST_BYTES_MIN: u64 = COST_BYTES_MAX / 4;

/// The room for drawing is counted in pieces of so many bytes.
const ROOM_BYTES: u64 = 1024;

/// What draws thumbnails, and keeps them.
pub(crate) struct Thumbnails {
    kept: Kept<(Hash, Size), Drawn>,
    room: Arc<Semaphore>,
}

/// A thumbnail, or that none can be made.
#[derive(Clone)]
struct Drawn(Option<Bytes>);

impl Weight for Drawn {
    fn bytes(&self) -> usize {
        /// What an entry takes beside the thumbnail.
        const ASIDE_BYTES: usize = 128;
        ASIDE_BYTES + self.0.as_ref().map_or(0, Bytes::len)
    }
}

impl Default for Thumbnails {
    fn default() -> Self {
        Self { kept: Kept::new(KEPT_BYTES_MAX), room: Arc::new(Semaphore::new(pieces(COST_BYTES_MAX) as usize)) }
    }
}

fn pieces(bytes: u64) -> u32 {
    u32::try_from(bytes / ROOM_BYTES).unwrap_or(u32::MAX)
}

impl Thumbnails {
    /// Returns a thumbnail of a content.
    ///
    /// # Errors
    /// [`DriveFault::NoThumbnail`], also for what looks like a picture and turns out to be none; [`Error::Busy`] if there is no
    /// room; what the blob store can meet.
    async fn of(&self, blobs: &Blobs, content: Content, picture: &Picture, size: Size) -> Result<Bytes, Fault> {
        let cost = cost_bytes(picture, content.bytes).ok_or(DriveFault::NoThumbnail)?;
        let known = |drawn: Drawn| drawn.0.ok_or(Fault::from(DriveFault::NoThumbnail));
        if let Some(kept) = self.kept.get(&(content.hash, size)) {
            return known(kept);
        }
        let waiting = Arc::clone(&self.room).acquire_many_owned(pieces(cost.max(COST_BYTES_MIN)));
        let room = timeout(PATIENCE, waiting).await.map_err(|_| Error::Busy)?.map_err(|_| Error::Unavailable)?;
        // Somebody may have drawn it meanwhile.
        if let Some(kept) = self.kept.get(&(content.hash, size)) {
            return known(kept);
        }
        let source = match content.body {
            Body::Inline(bytes) => bytes.into(),
            Body::Blob(name) => blobs.get(&name, &content.hash).await.map_err(Error::from)?,
        };
        // Who looks at one of them looks at the others next, and to decode it is most of the work.
        let of_set: Vec<Size> = Size::OF_SET.iter().filter_map(|name| Size::parse(name)).collect();
        let sizes = if of_set.contains(&size) { of_set } else { vec![size] };
        let wanted = sizes.clone();
        // Who hangs up ends this request, but not the drawing: the room goes with that.
        let drawn = tokio::task::spawn_blocking(move || {
            let drawn = draw(source, &wanted);
            drop(room);
            drawn
        });
        let drawn = drawn.await;
        // A decoder that panics has met what it cannot read.
        let Ok(Ok(drawn)) = drawn else {
            self.kept.put((content.hash, size), Drawn(None));
            return Err(DriveFault::NoThumbnail.into());
        };
        let mut found = None;
        for (of, jpeg) in sizes.into_iter().zip(drawn) {
            let jpeg = Bytes::from(jpeg);
            if of == size {
                found = Some(jpeg.clone());
            }
            self.kept.put((content.hash, of), Drawn(Some(jpeg)));
        }
        found.ok_or(Error::Internal.into())
    }
}

/// Returns the number that a size has in an address.
pub(super) fn number(size: Size) -> i64 {
    i64::from(size.is_cropped) << 32 | i64::from(size.width) << 16 | i64::from(size.height)
}

/// Returns the size that has a number.
fn size(number: i64) -> Option<Size> {
    let side = |shift: u32| u16::try_from(number >> shift & 0xffff).ok();
    let found = Size { width: side(16)?, height: side(0)?, is_cropped: number >> 32 == 1 };
    (self::number(found) == number).then_some(found)
}

/// `GET` of a thumbnail, by an address that needs no token.
pub(crate) async fn fetch(open: Open) -> Result<Reply, Fault> {
    let Target::Thumbnail(ticket) = open.address.target else { return Err(RequestFault::BadId.into()) };
    let (server, secret) = (&open.server, open.server.download_secret().await?);
    let (id, size, picture, content) = server
        .app
        .read(move |cx| {
            let (caller, id, number) = download::redeem_part(cx, &secret, Part::Thumbnail, &ticket)?;
            let found = promised(cx, &caller, id)?;
            let picture = view::item(cx, &caller, &found)?.picture();
            Ok((id, size(number).ok_or(Error::NotFound)?, picture, item::content(cx, &found)?))
        })
        .await?;
    let picture = picture.ok_or(DriveFault::NoThumbnail)?;
    let tag = tag(&id, &content.hash, size);
    let jpeg = server.thumbnails.of(&server.blobs, content, &picture, size).await?;
    let outgoing = Outgoing {
        hash: Hash::of(&jpeg),
        bytes: jpeg.len() as u64,
        body: &Body::Inline(jpeg.to_vec()),
        tags: &[&tag],
        media_type: "image/jpeg",
        is_shown: true,
        file_name: None,
    };
    Ok(outgoing.answer(&server.blobs, &open.method, &open.headers))
}

fn tag(id: &ItemId, content: &Hash, size: Size) -> String {
    format!("\"t:{{{}}},{:.16},{}\"", model::format_guid(&id.bytes).to_uppercase(), content.to_string(), number(size))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_one_size() {
        for text in ["small", "medium", "largeSquare", "c1x1920_Crop"] {
            let wanted = Size::parse(text).unwrap();
            assert_eq!(size(number(wanted)), Some(wanted));
        }
        for odd in [-1, 1 << 33, i64::MAX] {
            assert_eq!(size(odd), None);
        }
    }
}
