use page::{Complaint, Document, Reference};

use crate::support::{Neighbours, address, assert_fixed_point};

const PAGE: Reference = Reference { page_key: [0xab; 16], section_lineage: [7; 16], section: [0xcd; 16] };

#[test]
fn a_link_to_a_page_is_kept_as_a_symbol() {
    let html = format!("<p>see <a href=' {} ' target=_top>there</a></p>", address(&PAGE).replace('"', "&quot;"));
    let document = page::parse(&html, &Neighbours).unwrap().document;
    assert_eq!(document.references().collect::<Vec<_>>(), [PAGE]);
    let symbol = format!("href=\"looseleaf:page/{}/{}/{}\"", "ab".repeat(16), "07".repeat(16), "cd".repeat(16));
    assert!(document.to_canonical().contains(&symbol), "{}", document.to_canonical());
    assert_fixed_point(&document);
}

#[test]
fn the_caller_says_where_it_leads_today() {
    let html = "<p><a href='onenote:#x&amp;page-id={0a}&amp;section-id={0b}'>x</a></p>";
    let document = page::parse(html, &Neighbours).unwrap().document;
    let options = page::RenderOptions { page: &|page| format!("https://x/{}?a&b", page.page_key[0]), ..page::RenderOptions::default() };
    let moved = page::render(&document, &options);
    assert!(moved.contains("<a href=\"https://x/10?a&amp;b\">x</a>"), "{moved}");
}

/// Takes every address that looks like a symbol for one.
struct Credulous;

impl page::Surroundings for Credulous {
    fn page(&self, href: &str) -> Option<Reference> {
        href.starts_with("looseleaf").then_some(PAGE)
    }

    fn resource(&self, source: page::Source<'_>) -> Option<page::Found> {
        panic!("asked for {source:?}")
    }
}

#[test]
fn nobody_writes_a_symbol_from_outside() {
    let symbol = format!("looseleaf:page/{0}/{0}/{0}", "ab".repeat(16));
    for href in [symbol.clone(), symbol.to_uppercase(), format!("loose&#9;leaf{}", &symbol[9..]), format!("&#1;{symbol}")] {
        // Not even if the caller would know the page.
        let parsed = page::parse(&format!("<p><a href='{href}'>x</a></p>"), &Credulous).unwrap();
        assert_eq!(parsed.document.references().count(), 0, "{href}");
        assert!(!parsed.document.to_canonical().contains("looseleaf:"), "{href}");
    }
    let image = page::parse(&format!("<img src='{symbol}' alt=x>"), &Credulous).unwrap();
    assert_eq!(image.complaints, [Complaint::ImageDropped { src: symbol }]);
}

#[test]
fn a_symbol_is_read_only_where_a_link_may_stand() {
    let symbol = format!("looseleaf:page/{0}/{0}/{0}", "ab".repeat(16));
    let text = |attribute: &str| {
        format!("<!--looseleaf page 2-->\n<html lang=\"en\"><title></title><main>\n<p><{attribute}>x</p>\n</main>\n</html>\n")
    };
    assert!(Document::from_canonical(&text(&format!("a href=\"{symbol}\">x</a"))).is_ok());
    assert!(Document::from_canonical(&text(&format!("img src=\"{symbol}\" /"))).is_err());
    assert!(Document::from_canonical(&text(&format!("a href=\"{}\">x</a", &symbol[..80]))).is_err());
}
