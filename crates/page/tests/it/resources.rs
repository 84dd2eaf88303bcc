//! Images and attachments: what names their bytes, and what is kept of that.

use page::{Complaint, Document, Parsed, Resource};

use crate::support::{Neighbours, assert_fixed_point, parse, rendering};

fn parsed(html: &str) -> Parsed {
    let parsed = page::parse(html, &Neighbours).unwrap();
    assert_fixed_point(&parsed.document);
    parsed
}

#[test]
fn an_image_is_taken_from_a_part_an_address_or_its_own_letters() {
    for src in ["name:part1", " NAME: part1 ", "https://ours.example/resources/part1"] {
        let page = parsed(&format!("<p><img src='{src}' alt=A></p>"));
        assert_eq!(page.complaints, [], "{src}");
        let resources: Vec<&Resource> = page.document.resources().collect();
        assert_eq!((resources.len(), resources[0].bytes, resources[0].media_type.as_str()), (1, 5, "image/png"), "{src}");
        let url = "https://ours.example/resources/part1";
        let printed = format!(
            "<img src=\"{url}\" data-src-type=\"image/png\" data-fullres-src=\"{url}\" data-fullres-src-type=\"image/png\" alt=\"A\" />"
        );
        let html = page::render(&page.document, &rendering());
        assert!(html.contains(&printed), "{html}");
    }
    // What it is, its bytes say.
    let page = parsed("<img src='data:image/png;base64,R0lGODlh'>");
    assert_eq!(page.document.resources().next().unwrap().media_type, "image/gif");
}

#[test]
fn an_image_has_the_size_of_its_pixels_unless_told() {
    let image = |attributes: &str| {
        let html = page::render(&parsed(&format!("<img src=name:part-sized {attributes}>")).document, &rendering());
        html.split_once("image/png\" ").unwrap().1.split_once("-type=\"image/png\"").unwrap().1.split_once(" />").unwrap().0.to_owned()
    };
    assert_eq!(image(""), " width=\"30\" height=\"20\"");
    assert_eq!(image("width=9"), " width=\"9\"");
    assert_eq!(image("style='max-width:9px'"), " width=\"30\" height=\"20\" style=\"max-width:9px\"");
    assert_eq!(image("style='width:9px'"), " style=\"width:9px\"");
}

#[test]
fn an_image_in_the_web_that_nobody_fetched_stays_there() {
    let page = parsed("<img src=https://example.com/a.png>");
    assert_eq!(page.complaints, [Complaint::ImageNotFetched { src: "https://example.com/a.png".into() }]);
    assert_eq!(page.document.resources().count(), 0);
}

#[test]
fn an_attachment_needs_bytes_and_a_name() {
    let page = parsed("<object data='name:part1' data-attachment='a b.pdf' type='Application/PDF; x=y'>inside</object>after");
    assert_eq!(page.complaints, []);
    let html = page::render(&page.document, &rendering());
    let printed =
        "<object data=\"https://ours.example/resources/part1\" data-attachment=\"a b.pdf\" type=\"application/pdf\"></object>after";
    assert!(html.contains(printed), "{html}");

    let page = parsed("<object data='name:part1' data-attachment='a/b?.pdf' type='' />after");
    assert_eq!(
        page.complaints,
        [
            Complaint::AttachmentRenamed { name: "a/b?.pdf".into(), to: "a_b_.pdf".into() },
            Complaint::AttachmentWithoutType { name: "a_b_.pdf".into() }
        ]
    );
    let html = page::render(&page.document, &rendering());
    assert!(html.contains(" data-attachment=\"a_b_.pdf\" type=\"image/png\"></object>after"), "{html}");

    for data in ["name:missing", "ftp://example.com/f.pdf", "data:application/pdf;base64,R0lGODlh", ""] {
        let page = parsed(&format!("<object data='{data}' data-attachment='f.pdf' type='application/pdf' />"));
        assert_eq!(page.complaints, [Complaint::AttachmentDropped { name: "f.pdf".into() }], "{data}");
        assert_eq!(page.document.resources().count(), 0);
    }
}

#[test]
fn an_attachment_in_the_web_becomes_a_link() {
    for (named, text) in [("f.pdf", "f.pdf"), ("", "https://example.com/f.pdf")] {
        let page = parsed(&format!("<object data='HTTPS://example.com/f.pdf' data-attachment='{named}' type='application/pdf' />after"));
        assert_eq!(page.complaints, [Complaint::AttachmentLinked { href: "https://example.com/f.pdf".into() }]);
        let html = page::render(&page.document, &rendering());
        assert!(html.contains(&format!("<a href=\"https://example.com/f.pdf\">{text}</a>after")), "{html}");
    }
    let page = parsed("<object data='https://ours.example/resources/part1' data-attachment=a type=a/b />");
    assert_eq!((page.complaints, page.document.resources().count()), (vec![], 1));
}

#[test]
fn images_and_attachments_have_positions() {
    let html = "<body data-absolute-enabled=true><object data=name:part1 data-attachment=a type=a/b style='position:absolute;left:1px'/>x";
    let page = page::render(&parsed(html).document, &rendering());
    assert!(page.contains("</div>\n<object data="), "{page}");
    assert!(page.contains(" style=\"position:absolute;left:1px;top:120px\"></object>\n"), "{page}");
}

#[test]
fn resources_that_meet_in_their_numbers_are_told_apart() {
    // The hashes of these tests begin alike.
    let page = parsed("<img src=name:part1><img src=name:part2><img src=name:part1>");
    let numbers: Vec<u32> = page.document.resources().map(|resource| resource.number).collect();
    assert_eq!(numbers, [0x0707_0707, 0x0707_0708]);
    let alone = parsed("<img src=name:part2>");
    assert_eq!(alone.document.resources().next().unwrap().number, 0x0707_0707);
}

#[test]
fn a_resource_is_read_only_where_one_may_stand() {
    let symbol = format!("looseleaf:resource/732670891/{}/7/image/png", "ab".repeat(32));
    let text =
        |inside: &str| format!("<!--looseleaf page 2-->\n<html lang=\"en\"><title></title><main>\n<p>{inside}</p>\n</main>\n</html>\n");
    assert!(Document::from_canonical(&text(&format!("<img src=\"{symbol}\" />"))).is_ok());
    assert!(Document::from_canonical(&text(&format!("<object data=\"{symbol}\"></object>"))).is_ok());
    for inside in [
        format!("<a href=\"{symbol}\">x</a>"),
        format!("<iframe data-original-src=\"{symbol}\"></iframe>"),
        "<object data=\"https://x/y\"></object>".to_owned(),
        format!("<img src=\"{}\" />", &symbol[..60]),
        format!("<img src=\"{}\" />", symbol.replace("/7/", "/07/")),
    ] {
        assert!(Document::from_canonical(&text(&inside)).is_err(), "{inside}");
    }
    // Nobody writes one from outside.
    assert_eq!(parse(&format!("<img src='{symbol}'><object data='{symbol}' data-attachment=x>")).document.resources().count(), 0);
}
