//! Real pages, from the samples that lie beside the checkout. Goal: no text that a reader sees is lost. Method: what can be
//! read of the source by a second, dumber reader (tags cut away, entities left alone) must stand in the result word for word.

use std::fs;
use std::path::PathBuf;

use expect_test::expect;

use crate::support::{Neighbours, assert_fixed_point, parse, rendering};

fn sample(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/samples/html").join(name);
    let missing = |error| panic!("{}: {error}. The samples belong beside the checkout, in ../shared/samples", path.display());
    fs::read_to_string(&path).unwrap_or_else(missing)
}

/// All of them, as documents.
pub fn documents() -> Vec<page::Document> {
    let names = ["letter.html", "text-formatting.html", "items-sold-table.html", "birdwatching/index.html"];
    names.iter().map(|name| parse(&sample(name)).document).collect()
}

/// The words between tags.
fn words(html: &str) -> Vec<String> {
    let text: String = html.split('<').map(|piece| piece.split_once('>').map_or("", |(_, text)| text)).collect::<Vec<_>>().join(" ");
    text.replace("&quot;", "\"").replace("&gt;", ">").split_whitespace().map(str::to_owned).collect()
}

fn check(name: &str) -> page::Parsed {
    let html = sample(name);
    let parsed = parse(&html);
    assert_fixed_point(&parsed.document);

    let visible = html.split_once("</head>").unwrap().1;
    let canonical = parsed.document.to_canonical();
    // Without blanks, since a word may go on behind a tag that is gone.
    let kept = words(canonical.split_once("<main>").unwrap().1).concat();
    let mut rest = kept.as_str();
    for word in words(visible) {
        rest = rest.split_once(&word).unwrap_or_else(|| panic!("{name} lost {word:?}, or moved it")).1;
    }
    parsed
}

#[test]
fn letter() {
    let parsed = check("letter.html");
    assert_eq!(parsed.document.title(), "Awesome science application correspondence");
    assert_eq!(parsed.complaints, []);
    assert!(parsed.document.to_canonical().contains("H<sub>2</sub>O"));
}

#[test]
fn text_formatting() {
    let parsed = check("text-formatting.html");
    assert_eq!(parsed.complaints, []);
    assert_eq!(parsed.document.to_canonical().matches("<li>").count(), 13);
}

#[test]
fn items_sold_table() {
    let parsed = check("items-sold-table.html");
    let canonical = parsed.document.to_canonical();
    expect![[r#"
        <h1>Items sold summary</h1>
        <table><caption>Items Sold August 2016</caption><tr><td colspan="2" rowspan="2"></td><th colspan="3">Clothes</th><th colspan="2">Accessories</th></tr>"#]]
    .assert_eq(canonical.split_once("<main>\n").unwrap().1.split_once("<tr><th>Trousers").unwrap().0);
}

/// The pictures beside the sample, as parts of the request.
#[test]
fn birdwatching_with_its_pictures() {
    let html = sample("birdwatching/index.html");
    let names = ["dove.png", "favorite-1_th.jpg", "favorite-2_th.jpg", "favorite-3_th.jpg", "favorite-4_th.jpg"];
    let sent = names.iter().fold(html, |html, name| html.replace(&format!("src=\"{name}\""), &format!("src=\"name:part-{name}\"")));
    let parsed = page::parse(&sent, &Neighbours).unwrap();
    assert_eq!(parsed.document.resources().count(), names.len());
    assert_fixed_point(&parsed.document);
    let read = page::render(&parsed.document, &rendering());
    let again = page::parse(&read, &Neighbours).unwrap();
    assert_eq!(again.document, parsed.document);
    assert_eq!(page::render(&again.document, &rendering()), read);
    assert_eq!(again.complaints, []);
}

#[test]
fn birdwatching() {
    let parsed = check("birdwatching/index.html");
    // Images beside the page did not come along; what they show is said in words.
    let canonical = parsed.document.to_canonical();
    assert!(canonical.contains("<p>a simple dove logo</p>"), "{canonical}");
    assert!(canonical.contains("very long curved narrow light colored break"), "{canonical}");
    assert!(canonical.contains("<a href=\"http://game-icons.net/lorc/originals/dove.html\">Dove icon</a>"));
    assert!(parsed.complaints.contains(&page::Complaint::ImageDropped { src: "dove.png".into() }));
    assert!(parsed.complaints.contains(&page::Complaint::LinkDropped { href: "#".into() }));
}
