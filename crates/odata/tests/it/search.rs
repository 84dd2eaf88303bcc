use expect_test::{Expect, expect};
use odata::parse_search;
use proptest::prelude::*;

fn check(text: &str, expected: Expect) {
    let shown = match parse_search(text) {
        Ok(terms) => terms.iter().map(|term| format!("{term:?}")).collect::<Vec<_>>().join(" "),
        Err(error) => error.to_string(),
    };
    expected.assert_eq(&shown);
}

#[test]
fn words_and_phrases_are_told_apart() {
    check(" trip  to  Rome ", expect![[r#"Word("trip") Word("to") Word("Rome")"#]]);
    check("\"day one\"trip\"\"", expect![[r#"Phrase("day one") Word("trip") Phrase("")"#]]);
    check("\"say \"\"hi\"\"\"", expect![[r#"Phrase("say \"hi\"")"#]]);
    check("a AND NOT b", expect![[r#"Word("a") Word("AND") Word("NOT") Word("b")"#]]);
}

#[test]
fn errors_say_where() {
    check(" ", expect!["a name or a value is missing, at position 1"]);
    check("a \"b", expect!["a quoted text does not end, at position 2"]);
    check(&["x"; 33].join(" "), expect!["it has too many parts, at position 64"]);
}

proptest! {
    #[test]
    fn nothing_panics(text in ".*") {
        if let Err(error) = parse_search(&text) {
            prop_assert!(error.position <= text.len());
        }
    }
}
