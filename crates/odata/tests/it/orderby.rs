use expect_test::{Expect, expect};
use odata::{Term, parse_orderby, parse_select};
use proptest::prelude::*;

fn check(text: &str, expected: Expect) {
    let shown = match parse_orderby(text) {
        Ok(keys) => keys.iter().map(|key| format!("{:?} {}", key.expression.term, key.is_descending)).collect::<Vec<_>>().join("; "),
        Err(error) => error.to_string(),
    };
    expected.assert_eq(&shown);
}

#[test]
fn keys_have_directions() {
    check(
        "name, parentNotebook/name desc ,id asc",
        expect![[
            r#"Path(Path { text: "name", position: 0 }) false; Path(Path { text: "parentNotebook/name", position: 6 }) true; Path(Path { text: "id", position: 32 }) false"#
        ]],
    );
    let keys = parse_orderby("tolower(name) DESC").unwrap();
    assert!(keys[0].is_descending && matches!(keys[0].expression.term, Term::Call(..)));
}

#[test]
fn errors_say_where() {
    check("", expect!["a name or a value is missing, at position 0"]);
    check("name,", expect!["a name or a value is missing, at position 5"]);
    check("name up", expect!["something follows the end, at position 5"]);
    check("name desc desc", expect!["something follows the end, at position 10"]);
    check(&["name"; 9].join(","), expect!["it has too many parts, at position 40"]);
}

#[test]
fn selections_are_paths_or_a_star() {
    let read = |text| parse_select(text).map(|items| items.iter().map(|item| (item.text, item.position)).collect::<Vec<_>>());
    assert_eq!(read(" id , links/oneNoteWebUrl,*"), Ok(vec![("id", 1), ("links/oneNoteWebUrl", 6), ("*", 26)]));
    assert_eq!(read("id name").unwrap_err().position, 3);
    assert_eq!(read("id,").unwrap_err().position, 3);
    assert_eq!(read("").unwrap_err().position, 0);
}

proptest! {
    #[test]
    fn nothing_panics(text in ".*|([a-c]|[,()*/]| |desc|asc|length\\(){0,12}") {
        for error in [parse_orderby(&text).err(), parse_select(&text).err()].into_iter().flatten() {
            prop_assert!(error.position <= text.len());
        }
    }

    #[test]
    fn names_read_back(names in prop::collection::vec("[a-zA-Z]{1,8}(/[a-z]{1,4})?", 1..10)) {
        let text = names.join(",");
        let items = parse_select(&text).unwrap();
        prop_assert_eq!(items.iter().map(|item| item.text).collect::<Vec<_>>(), names);
    }
}
