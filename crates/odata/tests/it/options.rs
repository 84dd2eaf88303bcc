use expect_test::{Expect, expect};
use odata::options;
use proptest::prelude::*;

fn check(query: &str, expected: Expect) {
    let shown: Vec<String> = options(query)
        .map(|option| match option {
            Ok(option) => format!("{}={:?}", option.name, option.value),
            Err(error) => error.to_string(),
        })
        .collect();
    expected.assert_eq(&shown.join("; "));
}

#[test]
fn options_are_split_and_decoded() {
    check("$top=20&skip=5", expect![[r#"$top="20"; skip="5""#]]);
    check("%24top=20", expect![[r#"$top="20""#]]);
    check("&$expand=sections&&", expect![[r#"$expand="sections""#]]);
    check("filter=isDefault%20eq%20true%20", expect![[r#"filter="isDefault eq true""#]]);
    check("filter=name+eq+'a=b'", expect![[r#"filter="name eq 'a=b'""#]]);
    check("count", expect![[r#"count="""#]]);
    check("", expect![""]);
}

#[test]
fn errors_say_where() {
    check("a=1&b=%ff", expect![[r#"a="1"; the decoded bytes are not UTF-8, at position 4"#]]);
}

proptest! {
    #[test]
    fn nothing_panics(query in ".*") {
        prop_assert!(options(&query).count() <= query.len());
    }
}
