use expect_test::{Expect, expect};
use odata::{Expand, Levels, limits, parse_expand};
use proptest::prelude::*;

/// Prints expansions with a `$` before every option.
fn printed(items: &[Expand<'_>]) -> String {
    let items: Vec<_> = items
        .iter()
        .map(|item| {
            let mut options = Vec::new();
            if let Some(select) = &item.select {
                options.push(format!("$select={}", select.iter().map(|path| path.text).collect::<Vec<_>>().join(",")));
            }
            if !item.expand.is_empty() {
                options.push(format!("$expand={}", printed(&item.expand)));
            }
            match item.levels {
                Some(Levels::Max) => options.push("$levels=max".to_owned()),
                Some(Levels::Times(times)) => options.push(format!("$levels={times}")),
                None => {}
            }
            options.extend(item.others.iter().map(|other| format!("${}={}", other.name, other.value)));
            if options.is_empty() { item.path.text.to_owned() } else { format!("{}({})", item.path.text, options.join(";")) }
        })
        .collect();
    items.join(",")
}

fn check(text: &str, expected: Expect) {
    let shown = match parse_expand(text) {
        Ok(items) => printed(&items),
        Err(error) => error.to_string(),
    };
    expected.assert_eq(&shown);
}

#[test]
fn what_clients_send_is_read() {
    let clipper = "sections,sectionGroups($expand=sections,sectionGroups($expand=sections,sectionGroups($expand=sections,sectionGroups)))";
    assert_eq!(printed(&parse_expand(clipper).unwrap()), clipper);
    check("sections(select=name,pagesUrl)", expect!["sections($select=name,pagesUrl)"]);
    check("sections(select=name,)", expect!["sections($select=name)"]);
    check(
        "sectionGroups(expand=sections,sectionGroups(levels=max;expand=sections))",
        expect!["sectionGroups($expand=sections,sectionGroups($expand=sections;$levels=max))"],
    );
    check(" sections ( $Select = id ; Levels = 3 ) , parentNotebook()", expect!["sections($select=id;$levels=3),parentNotebook"]);
    check("*", expect!["*"]);
}

#[test]
fn other_options_are_kept_as_they_are() {
    check("sections($filter=contains(name,';)') and a eq 1 ;$top=5)", expect!["sections($filter=contains(name,';)') and a eq 1;$top=5)"]);
    let items = parse_expand("pages(top=5)").unwrap();
    assert_eq!((items[0].others[0].name, items[0].others[0].position), ("top", 6));
    // Where a value begins, so that what is wrong within it has a place in the whole.
    let items = parse_expand("sections(select=id; $filter=  a eq ';)' ;$top=5)").unwrap();
    let values: Vec<_> = items[0].others.iter().map(|other| (other.value, other.value_position)).collect();
    assert_eq!(values, [("a eq ';)'", 30), ("5", 46)]);
}

#[test]
fn errors_say_where() {
    check("", expect!["a name or a value is missing, at position 0"]);
    check("sections,", expect!["a name or a value is missing, at position 9"]);
    check("sections(", expect!["a name or a value is missing, at position 9"]);
    check("sections(select=id", expect!["a parenthesis does not end, at position 8"]);
    check("sections(top=5", expect!["a parenthesis does not end, at position 8"]);
    check("sections(select=id,expand=pages)", expect!["something follows the end, at position 25"]);
    check("sections(select=id;$select=name)", expect!["an argument is given twice, at position 19"]);
    check("sections(levels=0)", expect!["the levels are neither max nor a number from 1, at position 16"]);
    check("sections(levels=00)", expect!["the levels are neither max nor a number from 1, at position 16"]);
    check("sections(levels=+1)", expect!["the levels are neither max nor a number from 1, at position 16"]);
    check("sections)", expect!["something follows the end, at position 8"]);
}

#[test]
fn what_is_too_much_is_refused_before_it_hurts() {
    let deep = |n: usize| format!("{}x{}", "g(expand=".repeat(n), ")".repeat(n));
    assert!(parse_expand(&deep(limits::EXPAND_DEPTH_MAX - 1)).is_ok());
    check(&deep(limits::EXPAND_DEPTH_MAX), expect!["it nests too deep, at position 288"]);
    check(&["x"; 200].join(","), expect!["it has too many parts, at position 256"]);
}

fn tree() -> impl Strategy<Value = String> {
    let name = "[a-z][A-Za-z]{0,6}";
    name.prop_recursive(4, 20, 3, move |inner| {
        let options = (
            prop::option::of(prop::collection::vec(name, 1..3).prop_map(|names| format!("$select={}", names.join(",")))),
            prop::option::of(prop::collection::vec(inner, 1..3).prop_map(|items| format!("$expand={}", items.join(",")))),
            prop::option::of("\\$levels=(max|[1-9])"),
        );
        (name, options).prop_map(|(name, (select, expand, levels))| {
            let options: Vec<_> = [select, expand, levels].into_iter().flatten().collect();
            if options.is_empty() { name } else { format!("{name}({})", options.join(";")) }
        })
    })
}

proptest! {
    #[test]
    fn every_tree_reads_back(text in tree()) {
        prop_assert_eq!(printed(&parse_expand(&text).unwrap()), text);
    }

    #[test]
    fn nothing_panics(text in ".*|([a-c]|[(),;=$'*]| |expand=|\\$levels=|max|select=){0,16}") {
        if let Err(error) = parse_expand(&text) {
            prop_assert!(error.position <= text.len());
        }
    }
}
