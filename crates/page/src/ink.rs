//! Handwriting. A page keeps it beside its HTML, as the InkML that a client sent, byte for byte. Source: "OneNote Ink BETA
//! Apis"; W3C, "Ink Markup Language (InkML)".
//!
//! What we give out again somebody's parser reads, so it is let in only if ours reads it as XML, without a document type and so
//! without entities of its own. What the strokes look like is no matter of ours.

mod check;

pub use check::check_ink;

use std::fmt;

use crate::document::Document;
use crate::limits::INK_BYTES_MAX;
use crate::resource::{self, Resource};
use crate::surroundings::Found;

/// What ink is. Source: "OneNote Ink BETA Apis".
pub const INK_MEDIA_TYPE: &str = "application/inkml+xml";

/// Stands in a page's HTML for its ink, also where the ink itself comes along. Source: contract section 6.9; clients look for
/// it among the children of the body, to know that there is ink and where to put it.
pub(crate) const INK_NOTE: &str = "<!-- InkNode is not supported -->\n";

/// Why bytes are no ink.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InkError {
    /// They are more than [`INK_BYTES_MAX`].
    TooLarge,
    /// They are not UTF-8.
    NotText,
    /// They are no well-formed XML, or XML of a kind that is not taken: with a document type, or beyond a bound. Holds what is
    /// wrong, and where if that is known.
    Malformed(String),
    /// They are XML of another kind: the outermost element is not called `ink`.
    NotInk,
}

impl fmt::Display for InkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge => write!(f, "it has more than {INK_BYTES_MAX} bytes"),
            Self::NotText => f.write_str("it is not text in UTF-8"),
            Self::Malformed(why) => f.write_str(why),
            Self::NotInk => f.write_str("its outermost element is not called ink"),
        }
    }
}

impl std::error::Error for InkError {}

impl Document {
    /// Returns the page with this ink, whose bytes [`check_ink`] found to be some.
    ///
    /// ```
    /// let found = page::Found { hash: [7; 32], bytes: 80, media_type: page::INK_MEDIA_TYPE.to_owned(), pixels: None };
    /// let document = page::Document::new("Sketch").with_ink(found);
    /// assert_eq!(document.ink().map(|ink| ink.bytes), Some(80));
    /// assert_eq!(document.resources().count(), 1);
    /// ```
    #[must_use]
    pub fn with_ink(mut self, found: Found) -> Self {
        self.ink = Some(Resource::new(Found { media_type: INK_MEDIA_TYPE.to_owned(), ..found }));
        self.number_ink();
        self
    }

    /// Returns the ink on the page.
    pub fn ink(&self) -> Option<&Resource> {
        self.ink.as_ref()
    }

    /// Gives the ink a number that no image or attachment with other bytes has. These come first: clients know theirs.
    pub(crate) fn number_ink(&mut self) {
        let Some(ink) = self.ink.take() else { return };
        self.ink = Some(resource::number_beside(ink, &self.body));
    }
}
