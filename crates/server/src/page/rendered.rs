//! Pages rendered once. A content never changes under its hash, so what is kept here needs no invalidation; what differs
//! between readers and copies, times and addresses of other pages, is filled in for each.

use crate::kept::{Kept, Weight};
use ::page::{Reference, RenderOptions, Resource, Version};
use app::page::{Hash, document};
use model::Timestamp;
use std::cell::RefCell;
use std::sync::Arc;

/// What a template is kept under: the content, and whether its elements have generated ids.
pub(crate) type Key = (Hash, bool);

/// A rendered page with gaps.
#[derive(Debug)]
pub(crate) struct Template {
    /// What stands between the gaps: one more than there are gaps.
    pieces: Vec<String>,
    gaps: Vec<Gap>,
    /// Each reference that a gap is for, in order, repeated as often as it stands in the page.
    references: Vec<Reference>,
    /// The same for images and files.
    resources: Vec<Shown>,
    /// The number of the page's ink.
    ink: Option<u32>,
}

/// An image or a file that a page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) number: u32,
    pub(crate) media_type: String,
}

impl Shown {
    pub(crate) fn of(resource: &Resource) -> Self {
        Self { number: resource.number, media_type: resource.media_type.clone() }
    }
}

#[derive(Clone, Copy, Debug)]
enum Gap {
    Created,
    /// The next reference.
    Page,
    /// The next image or file.
    Resource,
}

impl Template {
    /// Renders a canonical form.
    ///
    /// # Errors
    /// [`app::Error::Internal`] if it is none: damage.
    pub(crate) fn of(hash: &Hash, canonical: &[u8], with_ids: bool) -> app::Result<Self> {
        let document = document(canonical)?;
        // No page can hold its own hash, so a mark made of it stands nowhere else.
        let mark = format!("gap-{hash}-");
        let (references, resources) = (RefCell::new(Vec::new()), RefCell::new(Vec::new()));
        let created = format!("{mark}c");
        let html = ::page::render(
            &document,
            &RenderOptions {
                created: Some(&created),
                ids: with_ids.then(|| Version::of(&hash.0)),
                page: &|reference| {
                    references.borrow_mut().push(*reference);
                    format!("{mark}p")
                },
                resource: &|resource| {
                    resources.borrow_mut().push(Shown::of(resource));
                    format!("{mark}r")
                },
            },
        );
        let (mut pieces, mut gaps) = (Vec::new(), Vec::new());
        for (i, piece) in html.split(&mark).enumerate() {
            let text = match piece.split_at_checked(1) {
                Some((kind, rest)) if i > 0 => {
                    gaps.push(match kind {
                        "c" => Gap::Created,
                        "p" => Gap::Page,
                        _ => Gap::Resource,
                    });
                    rest
                }
                _ => piece,
            };
            pieces.push(text.to_owned());
        }
        Ok(Self {
            pieces,
            gaps,
            references: references.into_inner(),
            resources: resources.into_inner(),
            ink: document.ink().map(|ink| ink.number),
        })
    }

    /// The page's ink, by its number among the resources.
    pub(crate) fn ink(&self) -> Option<u32> {
        self.ink
    }

    /// The pages that it links to, in order.
    pub(crate) fn references(&self) -> &[Reference] {
        &self.references
    }

    /// Fills the gaps; `urls` are those of [`Template::references`], and `resource` gives those of images and files.
    pub(crate) fn fill(&self, created: Timestamp, urls: &[String], resource: &dyn Fn(&Shown) -> String) -> String {
        // Seven digits of a second, as OneNote prints it; pages keep whole seconds.
        let created = created.iso(0).replace('Z', ".0000000");
        let mut out = String::with_capacity(self.bytes() + 64 + urls.iter().map(String::len).sum::<usize>());
        let (mut urls, mut resources) = (urls.iter(), self.resources.iter());
        let (first, rest) = self.pieces.split_first().map_or(("", &[][..]), |(first, rest)| (first.as_str(), rest));
        out.push_str(first);
        for (gap, piece) in self.gaps.iter().zip(rest) {
            match gap {
                Gap::Created => out.push_str(&created),
                // Ours are letters, digits and what stands between them in an address; the host may be anything.
                Gap::Page => out.push_str(&urls.next().map_or_else(String::new, |url| escaped(url))),
                Gap::Resource => out.push_str(&resources.next().map_or_else(String::new, |shown| escaped(&resource(shown)))),
            }
            out.push_str(piece);
        }
        out
    }
}

fn escaped(url: &str) -> String {
    url.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Rendered pages, in bounded memory.
pub(crate) type Rendered = Kept<Key, Arc<Template>>;

impl Weight for Template {
    fn bytes(&self) -> usize {
        self.pieces.iter().map(|piece| piece.len() + size_of::<String>()).sum::<usize>()
            + self.references.len() * size_of::<Reference>()
            + self.resources.iter().map(|shown| size_of::<Shown>() + shown.media_type.len()).sum::<usize>()
            + size_of::<Self>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `x:1` is a page.
    struct Digits;

    impl ::page::Surroundings for Digits {
        fn page(&self, href: &str) -> Option<Reference> {
            let digit = href.strip_prefix("x:")?.parse().ok()?;
            Some(Reference { page_key: [digit; 16], section_lineage: [0; 16], section: [0; 16] })
        }

        fn resource(&self, _: ::page::Source<'_>) -> Option<::page::Found> {
            None
        }
    }

    #[test]
    fn gaps_are_filled_in_order() {
        let html = "<p><a href='x:1'>one</a> <a href='x:2'>two</a> <a href='x:1'>again</a></p>";
        let canonical = ::page::parse(html, &Digits).unwrap().document.to_canonical();
        let hash = Hash::of(canonical.as_bytes());
        let template = Template::of(&hash, canonical.as_bytes(), false).unwrap();
        let digits: Vec<u8> = template.references().iter().map(|reference| reference.page_key[0]).collect();
        assert_eq!(digits, [1, 2, 1]);
        let urls = ["http://a/?x=1&y=2".to_owned(), "http://b".to_owned(), "http://c".to_owned()];
        let html = template.fill(Timestamp::from_micros(1_769_850_000_000_000), &urls, &|_| String::new());
        assert!(html.contains("<meta name=\"created\" content=\"2026-01-31T09:00:00.0000000\" />"), "{html}");
        assert!(
            html.contains("<a href=\"http://a/?x=1&amp;y=2\">one</a> <a href=\"http://b\">two</a> <a href=\"http://c\">again</a>"),
            "{html}"
        );
        assert!(!html.contains("gap-"));
    }
}
