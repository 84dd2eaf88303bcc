//! What several tests need.

use expect_test::Expect;
use page::{Document, Found, Parsed, Reference, RenderOptions, Resource, Source, Surroundings};

/// Parses a page that links to nothing of ours.
pub fn parse(html: &str) -> Parsed {
    page::parse(html, &page::Alone).unwrap()
}

/// Renders a page that links to nothing of ours.
pub fn render(document: &Document) -> String {
    page::render(document, &RenderOptions::default())
}

/// The body as it is kept, and the complaints, one on each line.
pub fn kept(html: &str) -> String {
    let parsed = parse(html);
    assert_fixed_point(&parsed.document);
    let canonical = parsed.document.to_canonical();
    let body = canonical.split_once("<main>\n").unwrap().1.replace("</main>\n</html>\n", "");
    let complaints: Vec<String> = parsed.complaints.iter().map(|complaint| format!("{complaint:?}\n")).collect();
    body.replace("</main>\n", "--- positioned\n").replace("</html>\n", "") + &complaints.concat()
}

pub fn check(html: &str, expect: Expect) {
    expect.assert_eq(&kept(html));
}

/// What is stored reads back equal, and what is sent reads back equal and is sent equal again.
pub fn assert_fixed_point(document: &Document) {
    let canonical = document.to_canonical();
    assert_eq!(Document::from_canonical(&canonical).as_ref(), Ok(document), "{canonical}");

    let rendered = page::render(document, &rendering());
    let again = page::parse(&rendered, &Neighbours).unwrap().document;
    assert_eq!(again.to_canonical(), canonical, "{rendered}");
    assert_eq!(again, *document);
    assert_eq!(page::render(&again, &rendering()), rendered);
}

/// Other pages by [`address`], and resources by [`resource_address`]. Parts are there when their names begin with `part`; a
/// name's first letters make the hash, so that some of them meet in their numbers.
pub struct Neighbours;

impl Surroundings for Neighbours {
    fn page(&self, href: &str) -> Option<Reference> {
        reference(href)
    }

    fn resource(&self, source: Source<'_>) -> Option<Found> {
        let (name, kind) = match source {
            Source::Part(name) => (name.starts_with("part").then(|| name.to_owned())?, "image/png"),
            Source::Url(url) | Source::File(url) => (url.strip_prefix("https://ours.example/resources/")?.to_owned(), "image/png"),
            Source::Data { bytes, .. } if bytes.starts_with(b"GIF") => ("GIF".to_owned(), "image/gif"),
            Source::Data { .. } => return None,
        };
        let kind = match &name {
            name if name.starts_with("GIF") => "image/gif",
            name if name.ends_with(".pdf") => "application/pdf",
            _ => kind,
        };
        let mut hash = [7; 32];
        hash.iter_mut().skip(4).zip(name.bytes()).for_each(|(place, byte)| *place = byte);
        let bytes = name.len() as u64;
        Some(Found { hash, bytes, media_type: kind.to_owned(), pixels: name.contains("sized").then_some((30, 20)) })
    }
}

/// How the tests write addresses.
pub fn rendering() -> RenderOptions<'static> {
    RenderOptions { page: &address, resource: &resource_address, ..RenderOptions::default() }
}

/// The address of a resource, which says all of it.
pub fn resource_address(resource: &Resource) -> String {
    let name: String = resource.hash[4..].iter().take_while(|byte| **byte != 7).map(|byte| char::from(*byte)).collect();
    format!("https://ours.example/resources/{name}")
}

/// The address of a page, in the manner of OneNote's own links.
pub fn address(reference: &Reference) -> String {
    format!("onenote:#T & \"q\"&page-id={{{:02x}}}&section-id={{{:02x}}}", reference.page_key[0], reference.section[0])
}

/// Reads [`address`].
pub fn reference(href: &str) -> Option<Reference> {
    let byte = |key: &str| u8::from_str_radix(href.split_once(key)?.1.get(..2)?, 16).ok();
    let (page, section) = (byte("page-id={")?, byte("section-id={")?);
    href.starts_with("onenote:").then_some(Reference { page_key: [page; 16], section_lineage: [7; 16], section: [section; 16] })
}
