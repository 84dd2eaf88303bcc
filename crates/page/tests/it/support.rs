//! What several tests need.

use expect_test::Expect;
use page::{Document, Parsed, Reference, RenderOptions};

/// Parses a page that links to nothing of ours.
pub fn parse(html: &str) -> Parsed {
    page::parse(html, &|_| None).unwrap()
}

/// Renders a page that links to nothing of ours.
pub fn render(document: &Document) -> String {
    page::render(document, &RenderOptions::default(), &|_| String::new())
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

    let rendered = page::render(document, &RenderOptions::default(), &address);
    let again = page::parse(&rendered, &reference).unwrap().document;
    assert_eq!(again.to_canonical(), canonical, "{rendered}");
    assert_eq!(again, *document);
    assert_eq!(page::render(&again, &RenderOptions::default(), &address), rendered);
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
