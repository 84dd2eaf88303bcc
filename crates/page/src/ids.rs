//! Generated ids: how a client names an element that has no `data-id`. Source: Graph concepts, `onenote-update-page`,
//! contract section 2.11.
//!
//! None is stored. An id says which version of the page it was made for and which element in print it is, so whoever holds
//! that version knows what it means, and for any other version it means nothing.

use crate::element::{Kind, Tag};
use crate::hex;

/// A version of a page, as far as the ids of its elements go: pages of one content share it.
///
/// ```
/// let version = page::Version::of(&[0xab; 32]);
/// let options = page::RenderOptions { ids: Some(version), ..page::RenderOptions::default() };
/// let html = page::render(&page::parse("<p>x", &page::Alone)?.document, &options);
/// assert!(html.contains(r#"<p id="p:{abababab-abab-abab-abab-abababababab}{2}">x</p>"#), "{html}");
/// # Ok::<(), page::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Version([u8; 16]);

impl Version {
    /// Returns the version of a page by the hash of its canonical text, which changes whenever the page does.
    pub const fn of(hash: &[u8; 32]) -> Self {
        Self(*hash.first_chunk().expect("half of it"))
    }

    fn id(self, tag: Tag, number: usize) -> String {
        format!("{}:{{{}}}{{{number}}}", tag.name(), self.guid())
    }

    fn guid(self) -> String {
        let digits = hex::encode(&self.0);
        [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]].join("-")
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
    matches!(tag.kind(), Kind::Block | Kind::Item) || matches!(tag, Tag::Img | Tag::Object | Tag::Iframe)
}

/// What an id says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Named<'a> {
    DefaultOutline,
    /// The element that is so many'th in print, counted from zero, and whose tag has this name.
    Element {
        index: usize,
        tag: &'a str,
    },
    /// An id of another version, or none that any page has.
    Nothing,
}

/// Reads an id. Returns `None` if the text does not look like one.
pub(crate) fn read(text: &str, version: Version) -> Option<Named<'_>> {
    let (tag, rest) = text.split_once(":{")?;
    let (guid, rest) = rest.split_once("}{")?;
    let digits = rest.strip_suffix('}')?;
    let number: Option<usize> = digits.parse().ok();
    let is_this = guid.eq_ignore_ascii_case(&version.guid());
    Some(match number {
        Some(DEFAULT_OUTLINE) if is_this && tag.eq_ignore_ascii_case("div") => Named::DefaultOutline,
        Some(number) if is_this && number > DEFAULT_OUTLINE => Named::Element { index: number - DEFAULT_OUTLINE - 1, tag },
        _ => Named::Nothing,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_as_what_it_was_made_for() {
        let version = Version([0x1a; 16]);
        let mut numbering = Numbering::new(version);
        assert_eq!(read(&numbering.default_outline(), version), Some(Named::DefaultOutline));
        assert_eq!(numbering.next(Tag::Td), None);
        let id = numbering.next(Tag::P).unwrap();
        assert_eq!(id, "p:{1a1a1a1a-1a1a-1a1a-1a1a-1a1a1a1a1a1a}{3}");
        assert_eq!(read(&id, version), Some(Named::Element { index: 1, tag: "p" }));
        assert_eq!(read(&id.to_uppercase(), version), Some(Named::Element { index: 1, tag: "P" }));
        assert_eq!(read(&id, Version([0; 16])), Some(Named::Nothing));
    }

    #[test]
    fn what_is_no_id_is_told_from_one_that_names_nothing() {
        let version = Version([0; 16]);
        let guid = version.guid();
        for (text, expected) in [
            ("p", None),
            ("p:x", None),
            ("p:{x}{y", None),
            ("p:{x}{1}", Some(Named::Nothing)),
            (&*format!("p:{{{guid}}}{{0}}"), Some(Named::Nothing)),
            (&*format!("p:{{{guid}}}{{1}}"), Some(Named::Nothing)),
            (&*format!("p:{{{guid}}}{{99999999999999999999999}}"), Some(Named::Nothing)),
        ] {
            assert_eq!(read(text, version), expected, "{text}");
        }
    }
}
