use expect_test::{Expect, expect};
use odata::{decode, segments};
use proptest::prelude::*;

fn check(path: &str, expected: Expect) {
    expected.assert_eq(&segments(path).collect::<Vec<_>>().join(" | "));
}

#[test]
fn paths_split_at_slashes() {
    check("/api/v1.0/me/notes/notebooks", expect!["api | v1.0 | me | notes | notebooks"]);
    check("//api//v1.0/", expect!["api | v1.0"]);
    check("", expect![""]);
    check("///", expect![""]);
    check("/a%2Fb/c", expect!["a%2Fb | c"]);
}

#[test]
fn a_quoted_slash_does_not_split() {
    check("/x/FromUrl(url='https://a/b')/y", expect!["x | FromUrl(url='https://a/b') | y"]);
    check("/x/FromUrl(url=%27https://a/b%27)", expect!["x | FromUrl(url=%27https://a/b%27)"]);
    check("/x('it''s')/y('z')", expect!["x('it''s') | y('z')"]);
    check("/o'clock/a'b", expect!["o'clock | a'b"]);
    check("/f('a/b", expect!["f('a | b"]);
}

#[test]
fn decoding_happens_once() {
    assert_eq!(decode("a%2521").unwrap(), "a%21");
    assert_eq!(decode("%C3%A9").unwrap(), "é");
}

proptest! {
    #[test]
    fn nothing_is_lost(path in "[a/('%27é)]{0,20}") {
        let joined: String = segments(&path).collect();
        prop_assert_eq!(joined.replace('/', ""), path.replace('/', ""));
        prop_assert!(segments(&path).all(|segment| !segment.is_empty()));
    }

    #[test]
    fn nothing_panics(path in ".*") {
        for segment in segments(&path) {
            let _ = decode(segment);
        }
    }
}
