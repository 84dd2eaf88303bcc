use super::*;
use proptest::prelude::*;

fn why(body: &str) -> String {
    match members(body.as_bytes()) {
        Ok(members) => format!("{members:?}"),
        Err(fault) => format!("{fault:?}"),
    }
}

#[test]
fn an_object_of_texts_is_read() {
    assert_eq!(why(r#"{"name":"a","id":null}"#), r#"[("name", Some("a")), ("id", None)]"#);
    assert_eq!(why("\u{feff} {} \r\n"), "[]");
}

#[test]
fn nothing_else_is() {
    assert_eq!(why("[]"), r#"JsonShape("it is not an object")"#);
    assert_eq!(why(r#"{"name":1}"#), r#"JsonShape("the member 'name' is not a text")"#);
    assert!(why(r#"{"a":"1","a":"2"}"#).contains("it has the member 'a' twice, at line 1, column 13"));
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    for (body, expected) in [
        ("", "it ends early, at line 1, column 1"),
        ("{\"a\":\"1\"} x", "there is something behind its end, at line 1, column 11"),
        ("{\"a\":\"1\"", "it ends early, at line 1, column 9"),
        ("{\"a\":\n \"1\n", "a text in it does not end, at line 2, column 2"),
        ("{\"a\" \"1\"}", "a colon behind the name of a member was expected, at line 1, column 6"),
        ("{\"a\":\"1\",}", "the name of a member was expected, at line 1, column 10"),
        ("{\"a\":\"1\";}", "a comma or } behind a member was expected, at line 1, column 9"),
        ("{a:b}", "a value was expected; texts stand in quotes, at line 1, column 4"),
        ("{'ß':[1 2]}", "a comma or ] behind a value was expected, at line 1, column 9"),
        ("{a:01}", "a number in it is none, at line 1, column 4"),
        ("{a:'\\x'}", "a text in it has a backslash before what needs none, at line 1, column 5"),
        ("{a:'\\ud800'}", "a text in it has half a character after \\u, at line 1, column 5"),
        ("{a:'\\ud800\\u0041'}", "a text in it has half a character after \\u, at line 1, column 5"),
        ("{a:'\u{1}'}", "a text in it has a control character, at line 1, column 5"),
    ] {
        assert_eq!(read(body.as_bytes()), Err(RequestFault::Json(expected.to_owned())), "{body}");
    }
    assert_eq!(read(b"{'a':'\xff'}"), Err(RequestFault::Json("it is not in UTF-8, at line 1, column 7".to_owned())));
}

#[test]
fn depth_members_and_values_are_bounded() {
    let nested = |depth: usize| format!("{{\"a\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
    assert!(why(&nested(30)).starts_with("JsonShape"));
    assert!(why(&nested(31)).starts_with("JsonShape"));
    assert!(why(&nested(32)).contains("nested more than 32 deep"));
    assert!(why(&nested(100_000)).contains("nested more than 32 deep"));
    let wide: Vec<String> = (0..65).map(|index| format!("a{index}:1")).collect();
    assert!(why(&format!("{{{}}}", wide.join(","))).contains("more than 64 members"));
    assert!(why(&format!("[1{}]", ",1".repeat(VALUES_MAX - 2))).contains("not an object"));
    assert!(why(&format!("[1{}]", ",1".repeat(VALUES_MAX - 1))).contains("more than 8000 values"));
}

// Source: "Update OneNote page content" (its examples); contract appendix A, the Postman collection.
#[test]
fn what_the_documents_write_is_read() {
    let text = |text: &str| Value::Text(text.to_owned());
    let example = "[\n  {\n    'target':'#para-id',\n    'content':'<table>\n  <tr/></table>', position : \"after\"\n  }\n]";
    let members = [("target", text("#para-id")), ("content", text("<table>\n  <tr/></table>")), ("position", text("after"))];
    let object = Value::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect());
    assert_eq!(read(example.as_bytes()), Ok(Value::Array(vec![object])));
    assert_eq!(why("{name:\"X\"}"), r#"[("name", Some("X"))]"#);
    assert_eq!(why("{@odata.type:'#x', microsoft.graph.conflictBehavior:'it\\'s \"so\"'}").matches("Some").count(), 2);
    assert_eq!(why(r#"{"name":"it's \"so\""}"#), r#"[("name", Some("it's \"so\""))]"#);
}

fn value() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<f64>().prop_map(Into::into),
        any::<String>().prop_map(Into::into),
    ];
    leaf.prop_recursive(5, 40, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Into::into),
            prop::collection::btree_map(any::<String>(), inner, 0..8)
                .prop_map(|members| serde_json::Value::Object(members.into_iter().collect())),
        ]
    })
}

/// The value that strict JSON means.
fn meant(value: &serde_json::Value) -> Value {
    match value {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(bool) => Value::Bool(*bool),
        serde_json::Value::Number(number) => Value::Number(number.to_string()),
        serde_json::Value::String(text) => Value::Text(text.clone()),
        serde_json::Value::Array(items) => Value::Array(items.iter().map(meant).collect()),
        serde_json::Value::Object(members) => Value::Object(members.iter().map(|(name, value)| (name.clone(), meant(value))).collect()),
    }
}

proptest! {
    #[test]
    fn nothing_panics(body in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = members(&body);
    }

    #[test]
    fn nothing_that_looks_like_json_panics(body in "[\\[\\]{}:,'\"\\\\ua0-9.eE+\\- \nß]{0,80}") {
        let _ = read(body.as_bytes());
        // What strict JSON is, we read; but for bounds and names that come twice.
        if serde_json::from_str::<serde_json::Value>(&body).is_ok() {
            let refused = read(body.as_bytes()).err();
            prop_assert!(refused.as_ref().is_none_or(|fault| format!("{fault:?}").contains("twice")), "{refused:?}");
        }
    }

    #[test]
    fn strict_json_means_what_it_means(value in value(), pretty in any::<bool>()) {
        let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) }.unwrap();
        prop_assert_eq!(read(text.as_bytes()), Ok(meant(&value)), "{}", text);
    }
}
