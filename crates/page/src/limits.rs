//! Every bound of this library, with its reason.
//!
//! The bounds on a document are below those on input, so that what we print ourselves can always be read again.

/// The most bytes of HTML that are looked at.
///
/// Source: Graph concepts, `onenote-images-files`: 25 MB for one part of a request, headers
/// included. It does not say which megabyte; we take the larger.
pub const INPUT_BYTES_MAX: usize = 25 * 1024 * 1024;

/// The most bytes a document may have as canonical text; escaping can make it longer than its input was.
///
/// One megabyte below [`INPUT_BYTES_MAX`]: room for the head and for links that are longer when resolved.
pub const DOCUMENT_BYTES_MAX: usize = INPUT_BYTES_MAX - 1024 * 1024;

/// The most bytes of a page's ink.
///
/// It is checked, and sent beside the page's HTML, as one piece. Half a million points of a pen; a page that is written full
/// has some ten thousand.
pub const INK_BYTES_MAX: usize = 8 * 1024 * 1024;

/// The deepest nesting of elements, `html` and `body` included.
///
/// The tree builder takes time quadratic in the nesting, and whoever walks the tree by recursion needs to know how much
/// stack that takes. Browsers stop at 512; real pages rarely pass 30.
pub const DEPTH_MAX: usize = 256;

/// The most elements, texts and attributes of a document, counted together.
///
/// A page of this size is some 10,000 screens long. It holds the tree under 64 MB.
pub const DOCUMENT_ITEMS_MAX: usize = 250_000;

/// The sum of the depths of all elements of a document: stands for the time that a tree builder needs to read it.
pub(crate) const DOCUMENT_EFFORT_MAX: usize = 10_000_000;

/// Elements that reading may make or move. More than a document has: readers make table bodies, and most of the wrappers
/// that people nest are dropped later.
pub(crate) const INPUT_ELEMENTS_MAX: usize = 2 * DOCUMENT_ITEMS_MAX;

/// As [`DOCUMENT_EFFORT_MAX`], for reading.
pub(crate) const INPUT_EFFORT_MAX: usize = 2 * DOCUMENT_EFFORT_MAX;

/// Start and end tags that are read. An end tag makes no element, but may cost a search through all that are open.
pub(crate) const INPUT_TAGS_MAX: usize = 2 * INPUT_ELEMENTS_MAX;

/// Character references that are read, counted by their `&`. Each costs a reader as much as some hundred letters do.
pub(crate) const INPUT_REFERENCES_MAX: usize = 1_500_000;

/// Bytes that are read and may begin a token of their own, in text too: a `<`, a `&`, a dash, an end of line, a zero. Each costs a reader
/// as much as some hundred letters do. A page as long as may be, with lines of ten letters, has fewer.
pub(crate) const INPUT_BREAKS_MAX: usize = 3_000_000;

/// Bytes that are read and may be a tag's own, outside of its quoted values. Each costs a reader as much as some ten letters of text
/// do. As many tags as a page may have, with a handful of attributes each, have fewer.
pub(crate) const INPUT_MARKUP_BYTES_MAX: usize = 8_000_000;

/// Bytes that a character which is printed as a reference is taken to have when a document is measured: so that there are
/// fewer of them than [`INPUT_REFERENCES_MAX`].
pub(crate) const REFERENCE_BYTES: usize = 24;

/// Attributes that are read, over all tags.
pub(crate) const INPUT_ATTRIBUTES_MAX: usize = 2 * DOCUMENT_ITEMS_MAX;

/// Attributes of one tag. The tokenizer compares each with all before it.
pub(crate) const TAG_ATTRIBUTES_MAX: usize = 1024;

/// Elements that the tree builder may hold open or keep for reopening. Ill-nested tables hide four open elements behind
/// each level of the tree, so this is more than [`DEPTH_MAX`]; well-nested input stays far below.
pub(crate) const OPEN_HANDLES_MAX: usize = 4 * DEPTH_MAX;

/// Complaints that are kept. More would help nobody, and they travel in a response.
pub(crate) const COMPLAINTS_MAX: usize = 64;

/// Characters of a link. Source: contract section 6.3, the longest URI the service takes.
pub(crate) const LINK_CHARS_MAX: usize = 16_384;

/// Characters of a title. Section lists carry titles; a novel in that place is a mistake.
pub(crate) const TITLE_CHARS_MAX: usize = 4_096;

/// Bytes that a resolved reference is taken to have when a document is measured.
pub(crate) const RESOLVED_LINK_BYTES: usize = 1_024;

/// Bytes of a page's text for searching. A thick novel has less; what nobody wrote by hand need not be found by its end.
pub(crate) const TEXT_BYTES_MAX: usize = 1024 * 1024;

/// Characters of a preview. Source: Graph concepts, `onenote-get-content`.
pub(crate) const PREVIEW_CHARS_MAX: usize = 300;

/// The most changes in one patch. Source: none; Microsoft's clipper sends one image each, at most 15 at a time.
pub const COMMANDS_MAX: usize = 1_000;

/// Images of one request that come with it, as parts or as letters. Source: Graph concepts, `onenote-images-files`; further
/// ones are left out, as OneNote does.
pub(crate) const SENT_IMAGES_MAX: usize = 30;

/// Images of one request in all. Source: as [`SENT_IMAGES_MAX`].
pub(crate) const IMAGES_MAX: usize = 150;
