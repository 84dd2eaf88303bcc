//! Pages rendered once. A content never changes under its hash, so what is kept here needs no invalidation; what differs
//! between readers and copies, times and addresses of other pages, is filled in for each.

use super::held::QUICK_BYTES_MAX;
use crate::fault::Fault;
use crate::kept::{Kept, Weight};
use crate::server::Server;
use ::page::{Audience, Reference, RenderOptions, Resource, Version};
use app::access::AllowedPage;
use app::page::{self, Body, Hash, document};
use app::{Cx, Error};
use bytes::Bytes;
use model::Timestamp;
use std::cell::RefCell;
use std::sync::Arc;

/// What a page is rendered as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Form {
    /// As programs get it, with generated ids of its elements or without.
    Program { with_ids: bool },
    /// As people see it.
    Person,
}

/// What a template is kept under.
pub(crate) type Key = (Hash, Form);

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
    pub(crate) fn of(hash: &Hash, canonical: &[u8], form: Form) -> app::Result<Self> {
        let document = document(canonical)?;
        // No page can hold its own hash, so a mark made of it stands nowhere else.
        let mark = format!("gap-{hash}-");
        let (references, resources) = (RefCell::new(Vec::new()), RefCell::new(Vec::new()));
        let created = format!("{mark}c");
        let with_ids = form == Form::Program { with_ids: true };
        let html = ::page::render(
            &document,
            &RenderOptions {
                audience: if form == Form::Person { Audience::Person } else { Audience::Program },
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

/// A template, and the content that it is of.
pub(crate) type Made = (Hash, Arc<Template>);

/// What a look at a page found.
pub(crate) enum Look<T> {
    /// The page.
    Page(T),
    /// The page has this content, which is not rendered yet and too large to render while the store waits.
    Unrendered(Hash, Body),
}

/// Looks a page up by `look`, which is asked again when a template had to be made in between.
///
/// # Errors
/// What `look` answers; [`Error::Busy`] if somebody replaced the page in between, by one that is as large: the next try finds it.
pub(crate) async fn looked<T, F>(server: &Server, form: Form, look: impl Fn(Option<Made>) -> F) -> Result<T, Fault>
where
    F: Future<Output = Result<Look<T>, Fault>>,
{
    let (hash, body) = match look(None).await? {
        Look::Page(page) => return Ok(page),
        Look::Unrendered(hash, body) => (hash, body),
    };
    let canonical = canonical(server, &hash, body).await?;
    let made = tokio::task::spawn_blocking(move || Template::of(&hash, &canonical, form)).await;
    let template = Arc::new(made.map_err(|_| Error::Internal)??);
    server.rendered.put((hash, form), template.clone());
    match look(Some((hash, template))).await? {
        Look::Page(page) => Ok(page),
        Look::Unrendered(..) => Err(Error::Busy.into()),
    }
}

/// Returns a page's template, if it was made or is made quickly.
///
/// # Errors
/// What the store can meet.
pub(crate) fn at_hand(
    cx: &mut Cx<'_, '_>,
    server: &Server,
    found: &AllowedPage,
    form: Form,
    made: Option<&Made>,
) -> app::Result<Look<Arc<Template>>> {
    let hash = found.row().content;
    let known = made.filter(|(of, _)| *of == hash).map(|(_, template)| template.clone());
    if let Some(template) = known.or_else(|| server.rendered.get(&(hash, form))) {
        return Ok(Look::Page(template));
    }
    match page::body(cx, found)? {
        Body::Inline(canonical) if canonical.len() <= QUICK_BYTES_MAX => {
            let template = Arc::new(Template::of(&hash, &canonical, form)?);
            server.rendered.put((hash, form), template.clone());
            Ok(Look::Page(template))
        }
        body => Ok(Look::Unrendered(hash, body)),
    }
}

/// Fetches a canonical form, or ink, from where it lies.
///
/// # Errors
/// What fetching a blob can meet.
pub(crate) async fn canonical(server: &Server, hash: &Hash, body: Body) -> Result<Bytes, Fault> {
    match body {
        Body::Inline(canonical) => Ok(canonical.into()),
        Body::Blob(name) => Ok(server.blobs.get(&name, hash).await.map_err(Error::from)?),
    }
}

/// Writes text so that it can stand in HTML, also in the value of an attribute.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
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
        let template = Template::of(&hash, canonical.as_bytes(), Form::Program { with_ids: false }).unwrap();
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
