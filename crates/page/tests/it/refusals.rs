//! What OneNote refuses a page for, by name, and what it only warns of.

use page::{Complaint, ParseError};

use crate::support::{Neighbours, assert_fixed_point, parse};

fn refused(html: &str) -> ParseError {
    page::parse(html, &Neighbours).unwrap_err()
}

#[test]
fn note_tags_that_there_are_not() {
    for (element, tag) in [("p", "chore"), ("ul", "chore"), ("li", "to do"), ("img src=name:part1", "x"), ("h6", "x"), ("title", "x")] {
        assert_eq!(refused(&format!("<{element} data-tag='{tag}'>x")), ParseError::NoteTagUnknown { tag: tag.into() }, "{element}");
    }
    assert_eq!(
        refused("<p data-tag='to-do:completed, idea:completed'>x"),
        ParseError::NoteTagStatusUnknown { tag: "idea:completed".into() }
    );
    // Where no tag counts, none is wrong.
    assert_eq!(parse("<table data-tag=chore><td>x").complaints, []);
    assert!(!parse("<title data-tag=to-do>T</title>").document.to_canonical().contains("to-do"));
}

#[test]
fn videos_from_elsewhere() {
    for html in ["<iframe data-original-src='https://example.com/v'>", "<iframe src=javascript:x>", "<iframe data-original-src=name:part1>"]
    {
        assert!(matches!(refused(html), ParseError::VideoNotSupported { .. }), "{html}");
    }
}

#[test]
fn pictures_asked_for_in_other_words() {
    for (html, attribute) in [
        ("<div data-render-src=name:part1></div>", "data-render-method"),
        ("<div data-render-src=name:part1 data-render-method=draw></div>", "data-render-method"),
        ("<div data-render-method=extract></div>", "data-render-src"),
        ("<div data-render-src='' data-render-method=extract></div>", "data-render-src"),
        ("<div data-render-src=page.html data-render-method=extract></div>", "data-render-src"),
        ("<div data-render-src='name: ' data-render-method=extract></div>", "data-render-src"),
        ("<div data-render-src=name:part1 data-render-method=extract data-render-fallback=maybe></div>", "data-render-fallback"),
        ("<img data-render-src=javascript:x>", "data-render-src"),
        ("<img data-render-src=name:part1 data-render-method=x>", "data-render-method"),
    ] {
        match refused(html) {
            ParseError::RenderInvalid { attribute: found, .. } => assert_eq!(found, attribute, "{html}"),
            other => panic!("{other:?}: {html}"),
        }
    }
}

/// The body as it is stored, without the resources' symbols.
fn drawn(html: &str) -> (String, Vec<Complaint>) {
    let parsed = page::parse(html, &Neighbours).unwrap();
    assert_fixed_point(&parsed.document);
    let canonical = parsed.document.to_canonical();
    let mut short = canonical.split_once("<main>\n").unwrap().1.split_once("</main>").unwrap().0.trim_end().to_owned();
    while let Some((before, after)) = short.split_once("looseleaf:resource/") {
        short = format!("{before}R{}", &after[after.find('"').unwrap()..]);
    }
    (short, parsed.complaints)
}

// Source: Graph concepts, `onenote-extract-data`.
#[test]
fn no_picture_is_drawn_but_what_it_was_asked_of_is_kept() {
    let not_drawn = |src: &str| vec![Complaint::NotDrawn { src: src.into() }];
    let image = "<div data-id=d data-render-src=name:part1 data-render-method=extract.recipe></div>";
    assert_eq!(drawn(image), ("<p><img src=\"R\" data-id=\"d\" /></p>".to_owned(), vec![]));
    let ours = "<img data-render-src=https://ours.example/resources/part1 alt=A data-tag=idea>";
    let kept = "<p><img src=\"R\" alt=\"A\" data-render-original-src=\"https://ours.example/resources/part1\" data-tag=\"idea\" /></p>";
    assert_eq!(drawn(ours), (kept.to_owned(), vec![]));
    let page = "x<div data-render-src=https://example.com/p data-render-method=extract data-render-fallback=Render></div>y";
    let kept = "<p>x</p>\n<p><a href=\"https://example.com/p\">https://example.com/p</a></p>\n<p>y</p>";
    assert_eq!(drawn(page), (kept.to_owned(), not_drawn("https://example.com/p")));
    let file = "<img data-render-src=name:part-file.pdf>";
    let kept = "<p><object data=\"R\" data-attachment=\"part-file.pdf\" type=\"application/pdf\"></object></p>";
    assert_eq!(drawn(file), (kept.to_owned(), not_drawn("name:part-file.pdf")));
    let nothing = "<p>x</p><div data-render-src=name:part1 data-render-method=extract data-render-fallback=none></div>";
    assert_eq!(drawn(nothing), ("<p>x</p>".to_owned(), vec![]));
    let missing = "<img data-render-src=name:missing alt=A>";
    assert_eq!(drawn(missing), ("<p>A</p>".to_owned(), vec![Complaint::ImageDropped { src: "name:missing".into() }]));
}

#[test]
fn of_two_sources_an_image_to_be_drawn_wins() {
    let both = |render: &str| {
        let parsed = page::parse(&format!("<img src=name:part1 data-render-src={render}>"), &Neighbours).unwrap();
        assert_eq!(parsed.complaints, [Complaint::ImageWithTwoSources]);
        parsed.document.resources().map(|resource| char::from(resource.hash[8])).collect::<String>()
    };
    assert_eq!(both("name:part2"), "2");
    assert_eq!(both("https://example.com/"), "1");
}

#[test]
fn images_are_counted() {
    let many = |src: &str, count: usize| {
        let parsed = page::parse(&format!("<img src='{src}' alt=left>").repeat(count), &Neighbours).unwrap();
        let canonical = parsed.document.to_canonical();
        (
            canonical.matches("<img").count(),
            canonical.matches("left").count() - canonical.matches("alt=\"left\"").count(),
            parsed.complaints,
        )
    };
    assert_eq!(many("name:part1", 31), (30, 1, vec![Complaint::TooManyImages { images_max: 30 }]));
    assert_eq!(many("data:image/gif;base64,R0lGODlh", 31), (30, 1, vec![Complaint::TooManyImages { images_max: 30 }]));
    let ours = "https://ours.example/resources/part1";
    assert_eq!(many(ours, 150), (150, 0, vec![]));
    assert_eq!(many(ours, 152), (150, 2, vec![Complaint::TooManyImages { images_max: 150 }]));
}
