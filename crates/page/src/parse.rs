//! From text to a document.
//!
//! The text goes through the tokenizer in pieces, each looked at by [`flood`] first; each token passes [`guard`], which
//! stops a bomb before the tree builder sees it; the tree builder makes a [`raw`] tree, and [`crate::normalise`] makes the
//! document of it. A doctype, comments and declared types say nothing: everything is HTML5, as clients that declare XHTML
//! send unquoted attributes and unclosed tags.

mod flood;
mod guard;
pub(crate) mod raw;
#[cfg(test)]
mod shapes;

use std::fmt;

use html5ever::TokenizerResult;
use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Tokenizer, TokenizerOpts};

use crate::complaint::Complaint;
use crate::created::Created;
use crate::document::Document;
use crate::limits::{
    DOCUMENT_ITEMS_MAX, INPUT_BREAKS_MAX, INPUT_BYTES_MAX, INPUT_MARKUP_BYTES_MAX, INPUT_REFERENCES_MAX, TAG_ATTRIBUTES_MAX,
};
use crate::normalise::{Images, Normalised, normalise, normalise_fragment, normalise_stored};
use crate::surroundings::Surroundings;
use flood::Flood;
use guard::Guard;
use raw::{RawTree, Work};

/// What became of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed {
    /// The page.
    pub document: Document,
    /// The time of creation, if one was given and understood.
    pub created: Option<Created>,
    /// What was mended or left out, in the order it was met; at most 64.
    pub complaints: Vec<Complaint>,
}

/// Why a text is no page. All else is mended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParseError {
    /// The text is too long, or would be when printed.
    TooLarge {
        /// The bound that was passed.
        bytes_max: usize,
    },
    /// Elements are nested too deeply.
    TooDeep {
        /// The bound that was passed.
        depth_max: usize,
    },
    /// There are too many elements or attributes.
    TooManyElements {
        /// The bound that was passed.
        items_max: usize,
    },
    /// There is no note tag of this shape. OneNote refuses with 20139.
    NoteTagUnknown {
        /// What was given, shortened.
        tag: String,
    },
    /// A note tag cannot have this status. OneNote refuses with 20140.
    NoteTagStatusUnknown {
        /// The tag with its status, shortened.
        tag: String,
    },
    /// A video is not from a site that is supported. OneNote refuses with 20168.
    VideoNotSupported {
        /// The address that was given, shortened.
        src: String,
    },
    /// An attribute that asks for a picture is missing or says nothing that is known. OneNote refuses with 20136.
    RenderInvalid {
        /// Its name.
        attribute: &'static str,
        /// What was given, shortened.
        value: String,
    },
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge { bytes_max } => write!(f, "the page has more than {bytes_max} bytes"),
            Self::TooDeep { depth_max } => write!(f, "elements are nested more than {depth_max} deep"),
            Self::TooManyElements { items_max } => write!(f, "the page has more than {items_max} elements and attributes"),
            Self::NoteTagUnknown { tag } => write!(f, "there is no note tag {tag:?}"),
            Self::NoteTagStatusUnknown { tag } => write!(f, "the note tag {tag:?} has a status that it cannot have"),
            Self::VideoNotSupported { src } => write!(f, "the video {src:?} is not from a supported site"),
            Self::RenderInvalid { attribute, value } => write!(f, "{attribute} cannot be {value:?}"),
        }
    }
}

impl std::error::Error for ParseError {}

/// Reads HTML as people and programs write it, and keeps what a page may hold.
///
/// What is linked, shown or attached is offered to `around` first; what that knows is kept instead of the address.
///
/// # Errors
/// When a bound is passed: [`crate::INPUT_BYTES_MAX`], [`crate::DEPTH_MAX`], [`crate::DOCUMENT_ITEMS_MAX`] or
/// [`crate::DOCUMENT_BYTES_MAX`]. And for what OneNote itself refuses: note tags that there are not, videos from other sites,
/// and pictures asked for in other words than there are.
///
/// ```
/// let parsed = page::parse("<html xmlns='http://www.w3.org/1999/xhtml' lang=de><title>Plan<body><p>one<p>two", &page::Alone)?;
/// assert_eq!(parsed.document.lang(), "de");
///
/// let bomb = "<div>".repeat(10_000);
/// assert_eq!(page::parse(&bomb, &page::Alone), Err(page::ParseError::TooDeep { depth_max: page::DEPTH_MAX }));
/// # Ok::<(), page::ParseError>(())
/// ```
pub fn parse(html: &str, around: &dyn Surroundings) -> Result<Parsed, ParseError> {
    check_size(html)?;
    normalise(&raw_tree(html, INPUT_MARKUP_BYTES_MAX)?, around)
}

/// Reads a text that an earlier version of this library stored.
///
/// # Errors
/// As [`parse()`], if today's rules make it pass a bound.
pub(crate) fn parse_stored(text: &str) -> Result<Document, ParseError> {
    // Its bounds are those of what was put out, not of what comes in.
    normalise_stored(&raw_tree(text, usize::MAX)?)
}

/// As [`parse()`], for a piece of a page, which does not yet follow the rules of what stands where. `images` are those that
/// the request brought before. Returns what reading took, too.
pub(crate) fn parse_fragment(html: &str, around: &dyn Surroundings, images: Images) -> Result<(Normalised, Work), ParseError> {
    check_size(html)?;
    let raw = raw_tree(html, INPUT_MARKUP_BYTES_MAX)?;
    Ok((normalise_fragment(&raw, around, images)?, Work { breaks: breaks(html), ..raw.work() }))
}

/// Refuses what would cost too much however it is to be understood.
fn check_size(html: &str) -> Result<(), ParseError> {
    if html.len() > INPUT_BYTES_MAX {
        return Err(ParseError::TooLarge { bytes_max: INPUT_BYTES_MAX });
    }
    if html.bytes().filter(|byte| *byte == b'&').count() > INPUT_REFERENCES_MAX || breaks(html) > INPUT_BREAKS_MAX {
        return Err(ParseError::TooManyElements { items_max: DOCUMENT_ITEMS_MAX });
    }
    Ok(())
}

/// Counts the bytes that may begin a token of their own, or, the dashes, are one in a script.
fn breaks(html: &str) -> usize {
    html.bytes().filter(|byte| matches!(byte, b'<' | b'&' | b'-' | b'\n' | b'\r' | 0)).count()
}

/// Bytes that go through the tokenizer at a time: small, so that it can be stopped soon.
const PIECE_BYTES: usize = 4_096;

fn raw_tree(html: &str, markup_bytes_max: usize) -> Result<RawTree, ParseError> {
    let tokenizer = Tokenizer::new(Guard::new(), TokenizerOpts::default());
    let input = BufferQueue::default();
    let mut flood = Flood::new();
    let mut rest = html;
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(rest.floor_char_boundary(PIECE_BYTES));
        rest = after;
        flood.begin_piece(tokenizer.sink.take_progress());
        if flood.attributes(piece) > TAG_ATTRIBUTES_MAX {
            return Err(ParseError::TooManyElements { items_max: TAG_ATTRIBUTES_MAX });
        }
        if flood.markup_bytes() > markup_bytes_max {
            return Err(ParseError::TooManyElements { items_max: DOCUMENT_ITEMS_MAX });
        }
        input.push_back(StrTendril::from_slice(piece));
        // The other results are pauses for a browser that runs scripts or changes the encoding.
        while !matches!(tokenizer.feed(&input), TokenizerResult::Done) {}
        tokenizer.sink.check()?;
    }
    tokenizer.end();
    tokenizer.sink.check()?;
    let tree = tokenizer.sink.into_tree();
    tree.work().check().map(|()| tree)
}
