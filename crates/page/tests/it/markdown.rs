//! Pages as Markdown, read again by a reader of Markdown that is not ours.

use page::{Alone, Document, MarkdownOptions, markdown, parse};
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag};

fn document(html: &str) -> Document {
    parse(html, &Alone).unwrap().document
}

fn written(html: &str) -> String {
    let options = MarkdownOptions { page: &|_| "page.md".to_owned(), resource: &|_| "file".to_owned() };
    markdown(&document(html), &options)
}

/// Returns what a reader of Markdown sees, without white space.
fn seen(text: &str) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let mut out = String::new();
    for event in Parser::new_ext(text, options) {
        match event {
            Event::Text(text) | Event::Code(text) => out.push_str(&text),
            Event::InlineHtml(tag) | Event::Html(tag) => assert!(TAGS.contains(&&*tag), "{tag} in {text}"),
            _ => {}
        }
    }
    out.split_whitespace().collect()
}

/// The only HTML that is written.
const TAGS: [&str; 13] = ["<b>", "</b>", "<i>", "</i>", "<s>", "</s>", "<sup>", "</sup>", "<sub>", "</sub>", "<br>", "<br/>", "<br />"];

#[test]
fn what_people_write_reads_as_markdown_does() {
    for (html, expected) in [
        ("<h1>A</h1><p>b<br>c", "## A\n\nb\\\nc\n"),
        ("<p>a <b>b</b>, <i>c</i> <b><i>d</i></b> <s>e</s> <code>f`g</code>", "a **b**, *c* ***d*** ~~e~~ ``f`g``\n"),
        ("<p>x<b>(y)</b>z<sup>2</sup>", "x<b>(y)</b>z<sup>2</sup>\n"),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n  - b\n- c\n"),
        ("<ol start=3><li>a</li><li><p>b</p><p>c</p></li></ol>", "3. a\n\n4. b\n\n   c\n"),
        ("<ul><li><ul><li><ul><li></li></ul></li></ul></li></ul>", "- - - &nbsp;\n"),
        ("<ul><li>a</li></ul><ul><li>b</li></ul>", "- a\n\n* b\n"),
        ("<p data-tag=to-do>a</p><p data-tag=to-do:completed>b</p><p data-tag=important>c</p>", "- [ ] a\n- [x] b\n\n\u{2B50} c\n"),
        (
            "<table><tr><td>a|b</td><td><p>c</p><p>d</p></td></tr><tr><td colspan=2>e</td></tr></table>",
            "| a\\|b | c<br>d |\n| --- | --- |\n| e |  |\n",
        ),
        ("<blockquote><p>a</p><p>b</p></blockquote><hr><pre>x\n  y</pre>", "> a\n>\n> b\n\n---\n\n```\nx\n  y\n```\n"),
        ("<p><a href='https://a.example/b c'>d [e]</a>", "[d \\[e\\]](https://a.example/b%20c)\n"),
        ("<p># a</p><p>1. b</p><p>- c</p><p>+d = e</p>", "\\# a\n\n1\\. b\n\n\\- c\n\n\\+d = e\n"),
        ("<title>T</title><div style='position:absolute;left:1px;top:2px'><p>a</div>", "# T\n\na\n"),
    ] {
        assert_eq!(written(html), expected, "{html}");
    }
}

#[test]
fn links_and_boxes_are_what_they_were() {
    let text = written("<ul><li><p data-tag=to-do>a</p></li></ul><p><a href='https://a.example/(x)'>b</a></p>");
    let events: Vec<_> = Parser::new_ext(&text, Options::ENABLE_TASKLISTS).collect();
    assert!(events.contains(&Event::TaskListMarker(false)), "{text}");
    let link = events.iter().find_map(|event| if let Event::Start(Tag::Link { dest_url, .. }) = event { Some(&**dest_url) } else { None });
    assert_eq!(link, Some("https://a.example/%28x%29"));
}

/// Words with what Markdown, HTML and people put among them.
fn words() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-z]{1,3}",
        2 => r"[\\`*_{}\[\]()#+.!|~$&=:/<>\x22'-]{1,3}".prop_map(|text| text.replace('&', "&amp;").replace('<', "&lt;")),
        2 => Just(" ".to_owned()),
        1 => Just("12. ".to_owned()),
        1 => Just("&amp;amp;".to_owned()),
        1 => "[\u{e4}\u{6f22}\u{5d0}\u{1f600}\u{2014}]",
    ];
    proptest::collection::vec(piece, 1..8).prop_map(|pieces| pieces.concat())
}

fn inline() -> impl Strategy<Value = String> {
    let looks = proptest::sample::select(vec!["b", "i", "s", "code", "sup", "u", "span", "a href='https://a.example/'"]);
    let marked = (looks, words()).prop_map(|(tag, words)| format!("<{tag}>{words}</{}>", tag.split(' ').next().unwrap()));
    let piece = prop_oneof![3 => words(), 3 => marked, 1 => Just("<br>".to_owned())];
    proptest::collection::vec(piece, 1..6).prop_map(|pieces| pieces.concat())
}

fn block() -> impl Strategy<Value = String> {
    let leaf = (proptest::sample::select(vec!["p", "h2", "p data-tag=to-do", "pre"]), inline())
        .prop_map(|(tag, inline)| format!("<{tag}>{inline}</{}>", tag.split(' ').next().unwrap()));
    leaf.prop_recursive(3, 24, 4, |inner| {
        let inner = proptest::collection::vec(inner, 1..4);
        (proptest::sample::select(vec!["ul", "ol", "blockquote", "table", "div"]), inner).prop_map(|(tag, inner)| {
            let inner: String = match tag {
                "ul" | "ol" => inner.iter().map(|one| format!("<li>{one}</li>")).collect(),
                "table" => format!("<tr>{}</tr><tr><td>x</td></tr>", inner.iter().map(|one| format!("<td>{one}</td>")).collect::<String>()),
                _ => inner.concat(),
            };
            format!("<{tag}>{inner}</{tag}>")
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn all_text_is_read_again_as_text(blocks in proptest::collection::vec(block(), 1..4)) {
        let document = document(&blocks.concat());
        let options = MarkdownOptions { page: &|_| String::new(), resource: &|_| String::new() };
        let text = markdown(&document, &options);
        let expected: String = document.text().split_whitespace().collect();
        prop_assert_eq!(seen(&text), expected, "{}", text);
    }
}
