//! Links from page to page, which outlive copying.

use crate::hex;

/// The scheme of references.
pub(crate) const SCHEME: &str = "looseleaf:";

/// How a reference begins in canonical text. No client can write it: [`crate::parse()`] refuses it as a link.
const PREFIX: &str = "looseleaf:page/";

/// A link to a page, by what does not change when sections are copied.
///
/// Copies of a section share its lineage, and copies of its pages share their keys. So a copied notebook's inner links can
/// be resolved into the copy without touching a byte of content.
///
/// ```
/// let page = page::Reference { page_key: [1; 16], section_lineage: [2; 16], section: [3; 16] };
/// struct Notebook(page::Reference);
/// impl page::Surroundings for Notebook {
///     fn page(&self, href: &str) -> Option<page::Reference> {
///         href.starts_with("onenote:").then_some(self.0)
///     }
///     fn resource(&self, _: page::Source<'_>) -> Option<page::Found> {
///         None
///     }
/// }
/// let parsed = page::parse("<p>See <a href='onenote:#Plan'>the plan</a></p>", &Notebook(page))?;
/// assert_eq!(parsed.document.references().collect::<Vec<_>>(), [page]);
/// # Ok::<(), page::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Reference {
    /// The page's key in its section.
    pub page_key: [u8; 16],
    /// The id that all copies of the section share.
    pub section_lineage: [u8; 16],
    /// The section the link pointed into when it was written: the target when no copy of it came along.
    pub section: [u8; 16],
}

impl Reference {
    /// Returns the canonical spelling: three ids of 32 lower-case hex digits.
    pub(crate) fn to_symbol(self) -> String {
        let [key, lineage, section] = [self.page_key, self.section_lineage, self.section].map(|id| hex::encode(&id));
        format!("{PREFIX}{key}/{lineage}/{section}")
    }

    /// Reads the canonical spelling and no other.
    pub(crate) fn from_symbol(text: &str) -> Option<Self> {
        let mut ids = text.strip_prefix(PREFIX)?.split('/').map(hex::decode);
        let reference = Self { page_key: ids.next()??, section_lineage: ids.next()??, section: ids.next()?? };
        ids.next().is_none().then_some(reference)
    }
}
