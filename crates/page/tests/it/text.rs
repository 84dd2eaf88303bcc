use crate::support::parse;

fn text(html: &str) -> String {
    parse(html).document.text()
}

fn preview(html: &str) -> String {
    parse(html).document.preview()
}

#[test]
fn lines_are_those_a_reader_sees() {
    for (html, expected) in [
        ("", ""),
        ("<title>Not this</title><p>a", "a"),
        ("<p>one <b>t</b>wo</p><p> </p><p>three<br>four</p>", "one two\nthree\nfour"),
        ("<table><tr><td>a<td><p>b<p>c<tr><td>d</table>", "a\nb\nc\nd"),
        ("<ul><li>a<ol><li>b</ol></ul>tail", "a\nb\ntail"),
        ("<pre>  a\n\n  b</pre><p>c", "a\n\n  b\nc"),
        ("<p>a<img src=https://example.com/i.png alt='a cat'>b", "a a cat b"),
        ("<p>a <img src=https://example.com/i.png alt='a cat'> <p>b", "a a cat\nb"),
        ("<img src=https://example.com/i.png alt=''><p>b", "b"),
        ("<body data-absolute-enabled=true><div style='position:absolute'>two</div>one", "one\ntwo"),
    ] {
        assert_eq!(text(html), expected, "{html}");
    }
}

#[test]
fn text_is_bounded_and_no_word_is_torn() {
    let words = text(&"<p>many words here</p>".repeat(100_000));
    assert!(words.len() <= 1024 * 1024 && words.len() > 1024 * 1024 - 16);
    assert!(words.split_whitespace().all(|word| ["many", "words", "here"].contains(&word)));
    let long = text(&"ß".repeat(1024 * 1024));
    assert_eq!(long.len(), 1024 * 1024);
}

#[test]
fn a_preview_is_whole_phrases_on_one_line() {
    assert_eq!(preview(""), "");
    assert_eq!(preview("<h1>Plan</h1><p>Pack bags.<p>Go"), "Plan Pack bags. Go");
    assert_eq!(preview("<pre>a\n   b</pre>"), "a b");
    let (three, long) = ("One. Two? Three is 3.14 long!", "word ".repeat(80));
    assert_eq!(preview(&format!("<p>{three} {long}")), three);
    assert_eq!(preview(&format!("<h1>Head</h1><p>{long}")), "Head");
    assert_eq!(preview(&format!("<p>{long}")), "word ".repeat(60).trim_end());
    assert_eq!(preview(&"字。".repeat(200)), "字。".repeat(150));
    assert_eq!(preview(&"字".repeat(400)), "字".repeat(300));
    let exactly = "x".repeat(300);
    assert_eq!(preview(&exactly), exactly);
}
