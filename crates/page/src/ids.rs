//! Generated ids: how a client names an element that has no `data-id`. Source: Graph concepts, `onenote-update-page`,
//! contract section 2.11.
//!
//! None is stored. An id says which version of the page it was made for and which element in print it is, so whoever holds
//! that version knows what it means, and for any other version it means nothing.

use crate::element::{Kind, Tag};

/// A version of a page, as far as the ids of its elements go: pages of one content share it.
///
/// ```
/// let version = page::Version::of(&[0xab; 32]);
/// let options = page::RenderOptions { ids: Some(version), ..page::RenderOptions::default() };
/// let html = page::render(&page::parse("<p>x", &|_| None)?.document, &options, &|_| String::new());
/// assert!(html.contains(r#"<p id="p:{abababab-abab-abab-abab-abababababab}{2}">x</p>"#), "{html}");
/// # Ok::<(), page::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Version([u8; 16]);

impl Version {
    /// Returns the version of a page by the hash of its canonical text, which changes whenever the page does.
    pub fn of(hash: &[u8; 32]) -> Self {
        let mut guid = [0; 16];
        guid.copy_from_slice(&hash[..16]);
        Self(guid)
    }

    fn id(self, tag: Tag, number: usize) -> String {
        format!("{}:{{{}}}{{{number}}}", tag.name(), self.guid())
    }

    fn guid(self) -> String {
        let mut out = String::with_capacity(36);
        for (index, byte) in self.0.iter().enumerate() {
            if matches!(index, 4 | 6 | 8 | 10) {
                out.push('-');
            }
            out.push(char::from_digit(u32::from(byte >> 4), 16).unwrap_or_default());
            out.push(char::from_digit(u32::from(byte & 15), 16).unwrap_or_default());
        }
        out
    }
}

/// The number of the outline that is printed around what has no position. It is printed first, if at all.
const DEFAULT_OUTLINE: usize = 1;

/// Counts elements in the order of printing, first what flows and then the outlines.
pub(crate) struct Numbering {
    version: Version,
    last: usize,
}

impl Numbering {
    pub(crate) fn new(version: Version) -> Self {
        Self { version, last: DEFAULT_OUTLINE }
    }

    /// Returns the id of the outline that is printed around what has no position.
    pub(crate) fn default_outline(&self) -> String {
        self.version.id(Tag::Div, DEFAULT_OUTLINE)
    }

    /// Counts the next element, and returns its id if it is one that can be updated.
    pub(crate) fn next(&mut self, tag: Tag) -> Option<String> {
        self.last += 1;
        has_id(tag).then(|| self.version.id(tag, self.last))
    }
}

/// Whether an element is printed with an id. Source: contract section 6.9; what OneNote's own pages lack and ours have
/// (quotations, rules, preformatted text, videos) could not be updated without one.
const fn has_id(tag: Tag) -> bool {
    matches!(tag.kind(), Kind::Block | Kind::Item) || matches!(tag, Tag::Img | Tag::Iframe)
}
