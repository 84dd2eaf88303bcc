use crate::support::parse;
use proptest::prelude::*;

fn text(html: &str) -> String {
    parse(html).document.text()
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

proptest! {
    #[test]
    fn words_taken_together_are_the_words_taken_one_by_one(text in "(a|é|\u{1}|\u{85}|\u{a0}| |  |\n|<b>|</b>|<br>|&#32;|&#1;){0,16}") {
        // A tab is a blank that is not there already, so no two words are taken together.
        let apart = parse(&format!("<p>{}", text.replace(' ', "\t"))).document;
        prop_assert_eq!(parse(&format!("<p>{text}")).document.to_canonical(), apart.to_canonical());
    }
}
