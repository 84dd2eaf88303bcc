//! The property that storing and rendering rest on: what we print reads back as the same document, for any document that any
//! input makes. Goal: nothing can change its meaning between us and a browser. Method: random nests of every element in every
//! other, and random sloppy text.

use page::ParseError;
use proptest::prelude::*;

use crate::support::{Neighbours, assert_fixed_point};

const TAGS: &[&str] = &[
    "div",
    "p",
    "h1",
    "h4",
    "pre",
    "blockquote",
    "hr",
    "ul",
    "ol",
    "li",
    "table",
    "tbody",
    "thead",
    "caption",
    "tr",
    "td",
    "th",
    "span",
    "a",
    "b",
    "i",
    "u",
    "em",
    "font",
    "sup",
    "del",
    "code",
    "br",
    "img",
    "iframe",
    "object",
    "section",
    "dl",
    "dt",
    "dd",
    "form",
    "button",
    "select",
    "option",
    "textarea",
    "svg",
    "math",
    "mi",
    "title",
    "style",
    "script",
    "center",
    "nobr",
    "x-new",
    "q",
    "template",
    "body",
    "html",
    "head",
    "marquee",
    "ruby",
    "rt",
    "foreignobject",
    "annotation-xml",
    "noscript",
    "plaintext",
    "xmp",
    "frameset",
    "details",
];

const ATTRIBUTES: &[&str] = &[
    "",
    " style='color:red;position:absolute;left:3px'",
    " style=\"font-family:'A B',C;font-size:13px\"",
    " style='position:absolute;left:48px;top:120px;width:624px' data-id=_default",
    " data-id=one",
    " data-id=_default",
    " href=https://example.com/a?b&amp;c",
    " href='onenote:#x&page-id={0a}&section-id={0b}'",
    " href=#x",
    " src=https://example.com/i.png alt='a \"b\" <c>'",
    " style='font-weight:bold;color:#f00;text-align:center'",
    " style='font-size:16pt;color:#1e4e79;margin-top:11pt;list-style-type:disc'",
    " style='list-style-type:circle;border:0px'",
    " type=A data-tag=important",
    " data-tag=to-do:completed data-id=task",
    " border=1 width=500 bgcolor=#ffff00",
    " style='border:2px solid red;width:50%;background-color:blue'",
    " data-render-src=name:part1 data-render-method=extract",
    " data-render-src=https://example.com/page data-render-method=extract.recipe style='position:absolute;height:3px;width:50%'",
    " data-render-src=name:part1 data-render-method=extract data-render-fallback=none",
    " src=name:part1 data-id=picture",
    " src='name: part2-sized'",
    " src=https://ours.example/resources/part1 width=3 data-fullres-src=https://evil.example/x",
    " src=name:missing alt=gone",
    " src='data:image/gif;base64,R0lGODlh'",
    " src='data:image/png;base64,AAAA'",
    " data=name:part1 data-attachment='a.pdf' type=application/pdf",
    " data=name:part3 data-attachment='a/b?.pdf'",
    " data=name:part3 data-attachment=x type=text/plain style='position:absolute'",
    " data-original-src=https://www.youtube.com/embed/x width=3",
    " colspan=2 width=50% align=center",
    " lang=de dir=rtl data-tag='To-Do , important'",
    " /",
    " data-absolute-enabled=true",
];

const TEXTS: &[&str] = &[
    "x",
    " ",
    "\n",
    "a b",
    " a",
    "a ",
    "&amp;lt;",
    "&lt;p&gt;",
    "&nbsp;",
    "\u{a0}",
    "\r\n",
    "&#13;",
    "\u{0}",
    "\u{1}",
    "\u{85}",
    "<",
    "</",
    "<!--",
    "-->",
    "]]>",
    "<![CDATA[",
    "&#x3c;",
    "ß",
    "\u{feff}",
    "\u{2028}",
    "\u{fffe}",
    "\u{c}",
    "\t",
    "\"",
    "'",
    "&",
    "&notit;",
    "<?x",
];

/// A tree of elements, written out with all end tags.
pub fn tree() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![prop::sample::select(TEXTS).prop_map(str::to_owned), any::<char>().prop_map(String::from)];
    leaf.prop_recursive(8, 64, 6, |inner| {
        let tag = (prop::sample::select(TAGS), prop::sample::select(ATTRIBUTES));
        (tag, prop::collection::vec(inner, 0..6))
            .prop_map(|((tag, attributes), content)| format!("<{tag}{attributes}>{}</{tag}>", content.concat()))
    })
}

/// Start tags, end tags and texts in any order.
pub fn soup() -> impl Strategy<Value = String> {
    let start = (prop::sample::select(TAGS), prop::sample::select(ATTRIBUTES)).prop_map(|(tag, attributes)| format!("<{tag}{attributes}>"));
    let end = prop::sample::select(TAGS).prop_map(|tag| format!("</{tag}>"));
    let text = prop::sample::select(TEXTS).prop_map(str::to_owned);
    prop::collection::vec(prop_oneof![4 => start, 2 => end, 2 => text], 0..60).prop_map(|pieces| pieces.concat())
}

/// A run on a quiet machine may ask for more.
pub fn cases() -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(1_000);
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

fn holds(html: &str) {
    match page::parse(html, &Neighbours) {
        Ok(parsed) => assert_fixed_point(&parsed.document),
        // What a page may not say at all, whatever else it says.
        Err(ParseError::VideoNotSupported { .. } | ParseError::RenderInvalid { .. }) => {}
        Err(error) => panic!("{error}"),
    }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn trees_read_back_equal(trees in prop::collection::vec(tree(), 0..6)) {
        holds(&trees.concat());
    }

    #[test]
    fn trees_in_an_absolute_body_read_back_equal(trees in prop::collection::vec(tree(), 0..6)) {
        holds(&format!("<body data-absolute-enabled=true>{}", trees.concat()));
    }

    #[test]
    fn soup_reads_back_equal(soup in soup()) {
        holds(&soup);
    }

    #[test]
    fn any_text_reads_back_equal(text in "[<>/a-z =\"'&;!\\-\\PC]{0,200}") {
        holds(&text);
    }

    #[test]
    fn canonical_text_that_was_tampered_with_never_panics(soup in soup(), at in 0..400_usize, with in prop::sample::select(TEXTS)) {
        let Ok(parsed) = page::parse(&soup, &Neighbours) else { return Ok(()) };
        let text = parsed.document.to_canonical();
        let at = text.floor_char_boundary(at);
        let tampered = format!("{}{with}{}", &text[..at], &text[at..]);
        if let Ok(document) = page::Document::from_canonical(&tampered) {
            prop_assert_eq!(page::Document::from_canonical(&document.to_canonical()), Ok(document));
        }
    }
}
