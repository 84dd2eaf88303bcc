//! Every attribute that the documents name for input, one row each: what is sent, and what of it is given out. Source: Graph
//! concepts, `onenote-input-output-html`, `onenote-create-page`, contract section 6.5.

use crate::support::{Neighbours, assert_fixed_point, rendering};

/// What is sent in the body, and what the output has.
const ROWS: &[(&str, &str)] = &[
    // body
    (
        "<body style='font-family:Arial;background-color:red'><p>x",
        "<body data-absolute-enabled=\"true\" style=\"font-family:Arial;font-size:11pt\">",
    ),
    // div
    ("<div data-id=a><p>x</div>", "<div data-id=\"a\">"),
    ("<div style='position:absolute;left:9px;top:8px;width:100px'><p>x</div>", "style=\"position:absolute;left:9px;top:8px;width:100px\""),
    ("<div data-id=a style='color:red;text-align:center'><p>x</div>", "<div data-id=\"a\" style=\"color:red;text-align:center\">"),
    (
        "<div data-render-src=https://x.example/a data-render-method=extract data-render-fallback=render></div>",
        "<a href=\"https://x.example/a\">",
    ),
    ("<div data-render-src=https://x.example/a data-render-method=extract.recipe data-render-fallback=none></div><p>x", "<p>x</p>"),
    // img
    ("<img src=https://x.example/a.png>", "<img src=\"https://x.example/a.png\" />"),
    ("<img src=name:part1>", "data-fullres-src-type=\"image/png\""),
    ("<img src='data:image/png;base64,R0lGODlh'>", "data-src-type=\"image/gif\""),
    ("<img data-render-src=https://x.example/a>", "<a href=\"https://x.example/a\">"),
    ("<img data-render-src=name:part1 alt=a>", "data-src-type=\"image/png\""),
    ("<img src=name:part1 alt='a b'>", " alt=\"a b\""),
    ("<img src=name:part1 width=40>", " width=\"40\""),
    ("<img src=name:part1 height=30>", " height=\"30\""),
    ("<img src=name:part1 style='width:40px;height:30px'>", "width:40px;height:30px"),
    ("<img src=name:part1 style='max-width:40px'>", "max-width:40px"),
    ("<img src=name:part1 style='max-height:40px'>", "max-height:40px"),
    ("<img src=name:part1 style='position:absolute;left:9px;top:8px'>", "position:absolute;left:9px;top:8px"),
    ("<img src=name:part1 data-id=a>", " data-id=\"a\""),
    ("<img src=name:part1 data-tag=important>", " data-tag=\"important\""),
    // object
    ("<object data=name:part1 data-attachment=a.pdf type=application/pdf></object>", " data-attachment=\"a.pdf\" type=\"application/pdf\""),
    ("<object data=name:part1 data-attachment=a.pdf type=a/b data-id=a></object>", " data-id=\"a\""),
    ("<object data=name:part1 data-attachment=a.pdf type=a/b style='position:absolute;left:9px;top:8px'></object>", "left:9px;top:8px"),
    // iframe
    (
        "<iframe data-original-src='https://www.youtube.com/watch?v=3Ztr44aKmQ8'></iframe>",
        " width=\"480\" height=\"360\" data-original-src=\"https://www.youtube.com/watch?v=3Ztr44aKmQ8\"",
    ),
    ("<iframe width=340 height=280 data-original-src=https://vimeo.com/1></iframe>", " width=\"340\" height=\"280\""),
    // p, h1 to h6
    ("<p data-id=a>x", "<p data-id=\"a\">"),
    ("<p data-tag=to-do:completed>x", "<p data-tag=\"to-do:completed\">"),
    ("<p style='text-align:right'>x", "<p style=\"text-align:right\">"),
    ("<h3 data-id=a data-tag=idea style='color:red'>x</h3>", "<h3 data-id=\"a\" data-tag=\"idea\""),
    // ul, ol, li
    ("<ul data-id=a><li>x</ul>", "<ul data-id=\"a\">"),
    ("<ol data-id=a><li data-id=b>x</ol>", "<ol data-id=\"a\"><li data-id=\"b\">"),
    ("<ul data-tag=to-do><li>x</ul>", "<li><span data-tag=\"to-do\">x</span></li>"),
    ("<li data-tag=to-do>x", "<ul><li><span data-tag=\"to-do\">x</span></li></ul>"),
    ("<ol style='list-style-type:upper-roman'><li>x</ol>", "list-style-type:upper-roman"),
    ("<ul><li style='list-style-type:square'>x</ul>", "list-style-type:square"),
    // table
    ("<table data-id=a><tr><td>x</table>", "<table data-id=\"a\""),
    ("<table border=1><tr><td>x</table>", "border:1px"),
    ("<table style='border:1px'><tr><td>x</table>", "border:1px"),
    ("<table width=500><tr><td>x<td>y<td>z</table>", "width:166px"),
    ("<table bgcolor=red><tr><td>x</table>", "background-color:red"),
    ("<table><tr><td width=100>x</table>", "width:100px"),
    ("<table width=400><tr><td width='25%'>x<td>y</table>", "<td style=\"width:25%;"),
    ("<table><tr><td style='background-color:#00ff00'>x</table>", "background-color:lime"),
    // title
    ("<title data-tag=to-do>T</title><p>x", "<title>T</title>"),
    // styles
    ("<p><span style='background-color:yellow'>x", "background-color:yellow"),
    ("<p><span style='color:#ff0000'>x", "color:red"),
    ("<p><span style='color:rgb(1,2,3)'>x", "color:#010203"),
    ("<p><span style='font-family:Courier New'>x", "font-family:Courier New"),
    ("<p><span style='font-size:16px'>x", "font-size:12pt"),
    ("<p><span style='font-size:13.3pt'>x", "font-size:13.5pt"),
    ("<p><span style='font-style:italic'>x", "font-style:italic"),
    ("<p><span style='font-weight:bold'>x", "font-weight:bold"),
    ("<p><span style='text-decoration:underline'>x", "text-decoration:underline"),
    ("<p><span style='text-decoration:line-through'>x", "text-decoration:line-through"),
    // inline
    ("<p><b>x", "font-weight:bold"),
    ("<p><strong>x", "font-weight:bold"),
    ("<p><i>x", "font-style:italic"),
    ("<p><em>x", "font-style:italic"),
    ("<p><u>x", "text-decoration:underline"),
    ("<p><strike>x", "text-decoration:line-through"),
    ("<p><del>x", "text-decoration:line-through"),
    ("<p>x<sup>2", "<sup>2</sup>"),
    ("<p>x<sub>2", "<sub>2</sub>"),
    ("<p><cite>x", "<cite style=\""),
    ("<p><a href=https://x.example/>x", "<a href=\"https://x.example/\">x</a>"),
    ("<pre>x\n y</pre>", "<pre>x\n y</pre>"),
];

/// List types that are not printed because they go without saying.
const DEFAULT_TYPES: [&str; 2] = ["<ol style='list-style-type:decimal'><li>x</ol>", "<ul style='list-style-type:disc'><li>x</ul>"];

fn rendered(html: &str) -> String {
    let start = if html.starts_with("<body") { "" } else { "<body data-absolute-enabled=true>" };
    let page = match html.strip_prefix("<title") {
        Some(_) => html.to_owned(),
        None => format!("{start}{html}"),
    };
    let document = page::parse(&page, &Neighbours).unwrap().document;
    assert_fixed_point(&document);
    page::render(&document, &rendering())
}

#[test]
fn every_documented_attribute_is_kept() {
    let lost: Vec<String> = ROWS
        .iter()
        .map(|(html, expected)| (html, expected, rendered(html)))
        .filter(|(_, expected, output)| !output.contains(*expected))
        .map(|(html, expected, output)| format!("{html}\n  should have {expected}\n  in {output}"))
        .collect();
    assert!(lost.is_empty(), "{}", lost.join("\n"));
}

#[test]
fn every_documented_type_of_list_is_kept() {
    for kind in ["lower-alpha", "lower-roman", "upper-alpha", "upper-roman", "none"] {
        assert!(rendered(&format!("<ol style='list-style-type:{kind}'><li>x</ol>")).contains(kind), "{kind}");
    }
    for kind in ["circle", "square", "none"] {
        assert!(rendered(&format!("<ul style='list-style-type:{kind}'><li>x</ul>")).contains(kind), "{kind}");
    }
    for html in DEFAULT_TYPES {
        assert!(!rendered(html).contains("list-style-type"), "{html}");
    }
}

#[test]
fn every_documented_site_of_videos_is_taken() {
    for address in [
        "https://www.dailymotion.com/video/x2",
        "https://mix.office.com/watch/x2",
        "https://sway.com/x2",
        "https://sketchfab.com/models/x2",
        "https://www.ted.com/talks/x2",
        "https://www.youtube.com/watch?v=x2",
        "https://vimeo.com/2",
        "https://vine.co/v/x2",
    ] {
        let expected = format!("data-original-src=\"{address}\" src=\"https://");
        let output = rendered(&format!("<iframe data-original-src='{address}'></iframe>"));
        assert!(output.contains(&expected), "{address}: {output}");
    }
}
