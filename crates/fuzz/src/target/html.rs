//! A page's HTML: what is kept of it can be printed and read again, and holds nothing that acts.

use super::Target;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Tag, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use page::{Alone, Document, RenderOptions};

pub(super) const TARGET: Target = Target {
    name: "html",
    seeds: SEEDS,
    words: &[WORDS],
    tests: 1_500,
    run: |input| {
        if let Ok(parsed) = page::parse(&String::from_utf8_lossy(input), &Alone) {
            assert_sound(&parsed.document);
        }
    },
};

pub(super) const SEEDS: &[&str] = &[
    "<html lang=de><head><title>A</title><meta name=created content='2026-01-31T09:00:00Z'></head><body data-absolute-enabled=true>\
     <div style='position:absolute;left:9px;top:7px'><p data-tag='to-do:completed' data-id=x>a <b>b</b></p></div></body></html>",
    "<table border=1><tr><td style='background-color:red'>1<td><ul><li>2<ol style='list-style-type:lower-roman'><li>3</table>",
    "<img src='https://x.example/y' alt=\"'<&>\" width=5><object data-attachment='a.pdf' data='https://x.example/z' type='application/pdf'>",
    "<h1>a</h1><blockquote><a href='https://x.example/?a=b&amp;c'>l<i>i</a>nk</i></blockquote><br/><cite>&#0;&nbsp;&lt;</cite>",
    "<svg><style><a id=\"</style><img src=1 onerror=alert(1)>\"><math><mtext><table><mglyph><!--</style>-->",
    "<iframe data-original-src='https://www.youtube.com/watch?v=x' width=9></iframe><script>1</script><p onclick=x style='color:red;x:y'>p",
];

pub(super) const WORDS: &[&str] = &[
    "<p>",
    "</p>",
    "<div>",
    "</div>",
    "<b>",
    "</b>",
    "<i>",
    "<a href=x>",
    "</a>",
    "<table>",
    "<tr>",
    "<td>",
    "</table>",
    "<ul>",
    "<li>",
    "</ul>",
    "<ol>",
    "<h1>",
    "<br>",
    "<img src=\"https://x.example/y\">",
    "<object>",
    "<span style=\"",
    "<title>",
    "<textarea>",
    "<svg>",
    "<math>",
    "<script>",
    "</script>",
    "<style>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<template>",
    "<select>",
    "<frameset>",
    "<plaintext>",
    " onerror=\"x\"",
    " style=\"position:absolute;left:1px\"",
    " data-tag=\"star\"",
    " data-id=\"x\"",
    " id=\"x\"",
    "javascript:x",
    " src=\"data:text/html,x\"",
    "&lt;",
    "&#x0;",
    "&amp",
    "\u{0}",
    "\u{feff}",
    "\u{202e}",
    "'",
    "\"",
    "=",
    "/>",
    "<",
    ">",
];

/// Checks what holds for every page that was let in.
pub(super) fn assert_sound(document: &Document) {
    let printed = page::render(document, &RenderOptions::default());
    let again = page::parse(&printed, &Alone).unwrap_or_else(|error| panic!("what was printed cannot be read: {error:?}\n{printed}"));
    assert_eq!(again.document, *document, "what was printed reads as another page:\n{printed}");
    let kept = document.to_canonical();
    let read = Document::from_canonical(&kept).unwrap_or_else(|error| panic!("what was kept cannot be read: {error:?}\n{kept}"));
    assert_eq!(read, *document, "what was kept reads as another page:\n{kept}");
    assert_inert(&printed);
}

/// Reads what was printed as browsers do, and looks for what could act.
fn assert_inert(printed: &str) {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(printed));
    let tokenizer = Tokenizer::new(Inert, TokenizerOpts::default());
    let _ = tokenizer.feed(&input);
    tokenizer.end();
}

struct Inert;

impl TokenSink for Inert {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        match token {
            Token::TagToken(tag) => assert_inert_tag(&tag),
            Token::CommentToken(comment) => panic!("a comment was printed: {comment}"),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

fn assert_inert_tag(tag: &Tag) {
    let acts =
        ["script", "style", "svg", "math", "template", "form", "button", "input", "textarea", "select", "base", "link", "embed", "frame"];
    assert!(!acts.contains(&&*tag.name), "<{}> was printed", tag.name);
    for attribute in &tag.attrs {
        let (name, value) = (&*attribute.name.local, attribute.value.trim_start().to_ascii_lowercase());
        assert!(!name.starts_with("on") && !["srcdoc", "formaction", "action", "xlink:href"].contains(&name), "{name} was printed");
        if ["href", "src", "data", "data-original-src", "data-fullres-src"].contains(&name) {
            let scheme = value.split_once(':').map(|(scheme, _)| scheme).unwrap_or_default();
            let safe = ["http", "https", "mailto", "tel", "onenote", "name", "file", "ftp"];
            let is_safe = safe.contains(&scheme) || value.starts_with("data:image/") && !value.starts_with("data:image/svg");
            assert!(is_safe, "{name}=\"{value}\" was printed");
        }
        assert!(name != "style" || !value.contains("url(") && !value.contains("expression"), "style=\"{value}\" was printed");
    }
}
