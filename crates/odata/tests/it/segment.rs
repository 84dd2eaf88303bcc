use expect_test::{Expect, expect};
use odata::{Parentheses, Segment};
use proptest::prelude::*;

fn check(text: &str, expected: Expect) {
    let shown = match Segment::parse(text) {
        Ok(segment) => format!("{segment:?}"),
        Err(error) => format!("{error}"),
    };
    expected.assert_eq(&shown);
}

#[test]
fn names_are_any_text() {
    check("notebooks", expect![[r#"Segment { name: "notebooks", parentheses: Absent }"#]]);
    check("1-af31!253-1C1!757", expect![[r#"Segment { name: "1-af31!253-1C1!757", parentheses: Absent }"#]]);
    check("", expect![[r#"Segment { name: "", parentheses: Absent }"#]]);
}

#[test]
fn keys_come_quoted_or_not() {
    check("notebooks('1-a')", expect![[r#"Segment { name: "notebooks", parentheses: Key(Text("1-a")) }"#]]);
    check("notebooks(1-a)", expect![[r#"Segment { name: "notebooks", parentheses: Key(Word("1-a")) }"#]]);
    check("notebooks( 'a''b' )", expect![[r#"Segment { name: "notebooks", parentheses: Key(Text("a'b")) }"#]]);
    check("notebooks('''')", expect![[r#"Segment { name: "notebooks", parentheses: Key(Text("'")) }"#]]);
    check("notebooks('')", expect![[r#"Segment { name: "notebooks", parentheses: Key(Text("")) }"#]]);
}

#[test]
fn calls_have_named_arguments() {
    check("GetNotebookFromWebUrl()", expect![[r#"Segment { name: "GetNotebookFromWebUrl", parentheses: Empty }"#]]);
    check(
        "Microsoft.OneNote.Api.GetRecentNotebooks(includePersonalNotebooks=true)",
        expect![[
            r#"Segment { name: "Microsoft.OneNote.Api.GetRecentNotebooks", parentheses: Arguments([("includePersonalNotebooks", Word("true"))]) }"#
        ]],
    );
    check(
        "f(a='x, y',b=1 , c='(')",
        expect![[r#"Segment { name: "f", parentheses: Arguments([("a", Text("x, y")), ("b", Word("1")), ("c", Text("("))]) }"#]],
    );
}

#[test]
fn errors_say_where() {
    check("f(", expect!["a parenthesis does not end, at position 1"]);
    check("f(a", expect!["a parenthesis does not end, at position 1"]);
    check("f('a", expect!["a quoted text does not end, at position 2"]);
    check("f('a'", expect!["a parenthesis does not end, at position 1"]);
    check("f(a=", expect!["a parenthesis does not end, at position 1"]);
    check("f(a=1,)", expect!["a name or a value is missing, at position 6"]);
    check("f(a=1,b)", expect!["a name or a value is missing, at position 7"]);
    check("f(a=1,A=2)", expect!["an argument is given twice, at position 6"]);
    check("f('a'=1)", expect!["a name or a value is missing, at position 2"]);
    check("f(a)b", expect!["something follows the end, at position 4"]);
    check("f('a'b)", expect!["something follows the end, at position 5"]);
    check("(a)", expect!["a name or a value is missing, at position 0"]);
}

#[test]
fn literals_match_in_any_case_and_with_a_namespace() {
    let named = |text: &'static str, name| Segment::parse(text).unwrap().is_named(name);
    assert!(named("copytosectiongroup", "copyToSectionGroup"));
    assert!(named("microsoft.graph.preview()", "preview"));
    assert!(!named("copyToSection", "copyToSectionGroup"));
}

proptest! {
    #[test]
    fn nothing_panics(text in ".*") {
        if let Err(error) = Segment::parse(&text) {
            prop_assert!(error.position <= text.len());
        }
    }

    #[test]
    fn a_quoted_key_reads_back(key in ".*") {
        let text = format!("f('{}')", key.replace('\'', "''"));
        let segment = Segment::parse(&text).unwrap();
        prop_assert_eq!(segment.key(), Some(key.as_str()));
    }

    #[test]
    fn near_misses_do_not_panic(text in "[a(')=, ]{0,12}") {
        if let Ok(segment) = Segment::parse(&text) {
            let is_name = segment.parentheses == Parentheses::Absent;
            prop_assert_eq!(is_name, !text.contains('('));
        }
    }
}
