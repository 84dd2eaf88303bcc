//! What a page may refer to, and who knows about it.

use crate::reference::Reference;

/// Answers what a page's text alone does not say. The library does no I/O; whoever holds pages and bytes implements this.
///
/// Answers must not change while one page is read, and asking twice must be harmless: a page may name the same thing often.
pub trait Surroundings {
    /// Returns the page of this server that an address names. Blanks around the address are removed already.
    fn page(&self, href: &str) -> Option<Reference>;

    /// Returns what an image or an attachment names, if it can be had.
    ///
    /// `None` for an address in the web means that nobody fetched it: an image then keeps the address. `None` for the letters
    /// of a picture means that nobody keeps it elsewhere: an image then keeps the letters, if they say that they are one.
    fn resource(&self, source: Source<'_>) -> Option<Found>;
}

/// Where the bytes of an image or an attachment come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source<'a> {
    /// A part of the same request, by its name: `name:photo`.
    Part(&'a str),
    /// The address of an image: of one of our own resources, or in the web.
    Url(&'a str),
    /// The address of an attachment: of one of our own resources. Nobody fetches files from the web.
    File(&'a str),
    /// The bytes of a `data:` address, decoded.
    Data {
        /// What the address says that they are.
        media_type: &'a str,
        /// At most [`crate::INPUT_BYTES_MAX`].
        bytes: &'a [u8],
    },
}

/// Bytes that a page can keep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Names the bytes: the same bytes always have the same hash.
    pub hash: [u8; 32],
    /// How many they are.
    pub bytes: u64,
    /// What they are by what is in them, such as `image/png`; what a client says does not count.
    pub media_type: String,
    /// Width and height, if it is an image.
    pub pixels: Option<(u32, u32)>,
}

/// The surroundings of a page that stands for itself: no other pages, and no resources.
///
/// ```
/// let parsed = page::parse("<p>x", &page::Alone)?;
/// assert_eq!(parsed.document.resources().count(), 0);
/// # Ok::<(), page::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Alone;

impl Surroundings for Alone {
    fn page(&self, _: &str) -> Option<Reference> {
        None
    }

    fn resource(&self, _: Source<'_>) -> Option<Found> {
        None
    }
}
