use expect_test::{Expect, expect};
use page::RenderOptions;

use crate::support::{Neighbours, parse, render, rendering};

fn check(html: &str, expect: Expect) {
    let rendered = render(&parse(html).document);
    assert_eq!(render(&parse(&rendered).document), rendered);
    expect.assert_eq(&rendered);
}

// Source: Graph concepts, `onenote-input-output-html`.
#[test]
fn what_has_no_position_stands_in_the_default_outline() {
    check(
        "<html><head><title>Pack &amp; go</title></head><body><p data-tag='to-do'><b>Pack</b> bags</p><img src=https://example.com/a.png alt='\"A\"'></body></html>",
        expect![[r#"
            <html lang="en-US"><head><title>Pack &amp; go</title>
            <meta http-equiv="Content-Type" content="text/html; charset=utf-8" />
            </head>
            <body data-absolute-enabled="true" style="font-family:Calibri;font-size:11pt">
            <div data-id="_default" style="position:absolute;left:48px;top:120px;width:624px">
            <p data-tag="to-do"><span style="font-weight:bold">Pack</span> bags</p>
            <p><img src="https://example.com/a.png" alt="&quot;A&quot;" /></p>
            </div>
            </body></html>
        "#]],
    );
}

// Source: Graph concepts, `onenote-abs-pos`.
#[test]
fn what_has_a_position_keeps_it() {
    check(
        "<body data-absolute-enabled=true><div style='position:absolute;top:30px'>one<p>two</div>three<img src=https://example.com/a.png style='position:absolute;left:1px;top:2px;width:3px;height:4px'>",
        expect![[r#"
            <html lang="en-US"><head><title></title>
            <meta http-equiv="Content-Type" content="text/html; charset=utf-8" />
            </head>
            <body data-absolute-enabled="true" style="font-family:Calibri;font-size:11pt">
            <div data-id="_default" style="position:absolute;left:48px;top:120px;width:624px">
            <p>three</p>
            </div>
            <div style="position:absolute;left:48px;top:30px;width:624px"><p>one</p><p>two</p></div>
            <img src="https://example.com/a.png" style="position:absolute;left:1px;top:2px;width:3px;height:4px" />
            </body></html>
        "#]],
    );
}

#[test]
fn an_empty_page_has_no_outline() {
    check(
        "",
        expect![[r#"
            <html lang="en-US"><head><title></title>
            <meta http-equiv="Content-Type" content="text/html; charset=utf-8" />
            </head>
            <body data-absolute-enabled="true" style="font-family:Calibri;font-size:11pt">
            </body></html>
        "#]],
    );
}

#[test]
fn the_time_of_creation_comes_from_the_caller() {
    let options = RenderOptions { created: Some("2026-01-31T09:00:00.0000000"), ..RenderOptions::default() };
    let html = page::render(&parse("<p>x").document, &options);
    assert!(html.contains("<meta name=\"created\" content=\"2026-01-31T09:00:00.0000000\" />"), "{html}");
    assert!(parse(&html).created.is_some());
}

// Source: Graph concepts, `onenote-update-page`.
#[test]
fn ids_are_printed_on_request_and_say_nothing_to_a_reader() {
    let document =
        parse("<div data-id=box><p>a<ul><li>b</ul></div><table><tr><td>c<hr></table><img src=https://example.com/a.png>").document;
    let options = RenderOptions { ids: Some(page::Version::of(&[0xab; 32])), ..RenderOptions::default() };
    let html = page::render(&document, &options);
    let guid = "{abababab-abab-abab-abab-abababababab}";
    for (element, number) in [("div", 1), ("div", 2), ("p", 3), ("ul", 4), ("li", 5), ("table", 6), ("hr", 9), ("p", 10), ("img", 11)] {
        assert!(html.contains(&format!("<{element} id=\"{element}:{guid}{{{number}}}\"")), "{element} {number} in {html}");
    }
    assert_eq!(html.matches(" id=").count(), 9, "{html}");
    assert_eq!(parse(&html).document, document);
}

#[test]
fn people_get_links_where_programs_get_what_loads_by_itself() {
    let html = "<p><a href='https://example.org/'>out</a> <a href='onenote:#T&page-id={01}&section-id={02}'>in</a></p>\
                <object data-attachment='plan.pdf' data='name:partplan.pdf' type='application/pdf'></object>\
                <iframe data-original-src='https://www.youtube.com/watch?v=abc' width='340' height='280'></iframe>\
                <img src='name:part1' alt='a'>\
                <p><a href='https://example.org/'>see <object data-attachment='plan.pdf' data='name:partplan.pdf' type='application/pdf'></object> there</a></p>";
    let document = page::parse(html, &Neighbours).unwrap().document;
    let shown = |audience| page::render(&document, &RenderOptions { audience, ..rendering() });
    let (program, person) = (shown(page::Audience::Program), shown(page::Audience::Person));
    assert!(program.contains("<object ") && program.contains("<iframe ") && program.contains("data-fullres-src"), "{program}");
    assert!(!person.contains("<object") && !person.contains("<iframe") && !person.contains("data-fullres-src"), "{person}");
    expect![[r#"
        <html lang="en-US"><head><title></title>
        <meta http-equiv="Content-Type" content="text/html; charset=utf-8" />
        </head>
        <body data-absolute-enabled="true" style="font-family:Calibri;font-size:11pt">
        <div data-id="_default" style="position:absolute;left:48px;top:120px;width:624px">
        <p><a href="https://example.org/" target="_blank" rel="noopener noreferrer">out</a> <a href="onenote:#T &amp; &quot;q&quot;&amp;page-id={01}&amp;section-id={02}" target="_top">in</a></p>
        <p><a class="file" href="https://ours.example/resources/partplan.pdf" download="plan.pdf">plan.pdf</a><a class="video" href="https://www.youtube.com/watch?v=abc" target="_blank" rel="noopener noreferrer">https://www.youtube.com/watch?v=abc</a><img src="https://ours.example/resources/part1" alt="a" /></p>
        <p><a href="https://example.org/" target="_blank" rel="noopener noreferrer">see <span class="file">plan.pdf</span> there</a></p>
        </div>
        </body></html>
    "#]].assert_eq(&person);
}
