use page::Image;

use crate::support::parse;

fn preview(html: &str) -> String {
    parse(html).document.preview()
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

#[test]
fn the_first_image_is_one_that_has_an_address() {
    let first = |html: &str| match parse(html).document.first_image() {
        Some(Image::Address(address)) => address.to_owned(),
        other => format!("{other:?}"),
    };
    assert_eq!(first("<p>x"), "None");
    assert_eq!(first("<p><img src=https://example.com/a.png><img src=https://example.com/b.png>"), "https://example.com/a.png");
    assert_eq!(first("<p><img src='data:image/png;base64,AAAA'><img src=https://example.com/b.png>"), "https://example.com/b.png");
}
