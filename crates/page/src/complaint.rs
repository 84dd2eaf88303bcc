//! What was odd about a page.

/// Something about a page that was mended or left out. None is fatal, and the caller decides what the client hears; what is
/// fatal is a [`crate::ParseError`].
///
/// ```
/// let parsed = page::parse("<p><a href='javascript:x()'>go</a></p>", &page::Alone)?;
/// assert_eq!(parsed.complaints, [page::Complaint::LinkDropped { href: "javascript:x()".into() }]);
/// # Ok::<(), page::ParseError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Complaint {
    /// The creation time was not understood, so the page has none. OneNote warns with 20007.
    CreatedNotUnderstood {
        /// What was given, shortened.
        content: String,
    },
    /// An element was removed with all its content: forms, drawings, frames. Said once per name.
    ElementRemoved {
        /// The element's name.
        name: String,
    },
    /// A link was taken away and its text kept: it was relative, too long, or of a scheme that is not allowed.
    LinkDropped {
        /// What was given, shortened.
        href: String,
    },
    /// An image was replaced by its alternative text: its source is relative, names a missing part, or is no image.
    ImageDropped {
        /// What was given, shortened.
        src: String,
    },
    /// An image named no source and was replaced by its alternative text. OneNote warns with 20006.
    ImageWithoutSource,
    /// An image had both `src` and `data-render-src`. OneNote ignores `src` and warns with 20004. Since we draw no pictures, we
    /// do so only where `data-render-src` is an image itself.
    ImageWithTwoSources,
    /// No picture was drawn of what `data-render-src` names; a link to it, or the file itself, stands in its place.
    NotDrawn {
        /// What was given, shortened.
        src: String,
    },
    /// There are more images than one request may bring; the further ones were replaced by their alternative texts.
    TooManyImages {
        /// As many were taken.
        images_max: usize,
    },
    /// A list item's note tag was dropped: its list's, or that the list has none, outranks it.
    ItemTagDropped {
        /// The tag that was given, shortened.
        tag: String,
    },
    /// An image in the web was not fetched; the page leads to it there.
    ImageNotFetched {
        /// The address that was given, shortened.
        src: String,
    },
    /// An attachment has no file name, or one that no file can have, and got another. OneNote warns with 20119.
    AttachmentRenamed {
        /// The file name that was given, shortened.
        name: String,
        /// The one it has now.
        to: String,
    },
    /// An attachment names an address in the web; a link to it was kept.
    AttachmentLinked {
        /// The address that was given, shortened.
        href: String,
    },
    /// An attachment names a part that is not there, or nothing that could be one; its file name was kept as text.
    AttachmentDropped {
        /// The file name that was given, shortened.
        name: String,
    },
    /// An attachment does not say what kind of file it is; its content was asked.
    AttachmentWithoutType {
        /// Its file name, shortened.
        name: String,
    },
    /// A part of the request is shown nowhere on the page, so it was not kept. The library does not know parts; whoever reads
    /// requests says this.
    PartUnused {
        /// The part's name.
        name: String,
    },
    /// Positions were ignored, because the body does not say `data-absolute-enabled="true"`. OneNote warns with 20146.
    PositionNotEnabled,
    /// Positions were ignored on an element that is not a direct child of the body. OneNote warns with 20147.
    PositionNotTopLevel,
    /// Positions were ignored on an element that cannot have one. OneNote warns with 20148.
    PositionNotSupported {
        /// The element's name.
        name: String,
    },
}

/// Returns the first 200 characters: enough to recognise what was meant.
pub(crate) fn shortened(text: &str) -> String {
    text.chars().take(200).collect()
}
