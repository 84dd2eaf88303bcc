use expect_test::{Expect, expect};
use odata::{Constant, Expression, Function, Term, limits, parse_filter};
use proptest::prelude::*;

/// Prints a tree with all its parentheses, in the protocol's own spelling.
fn printed(expression: &Expression<'_>) -> String {
    match &expression.term {
        Term::Constant(constant) => constant_printed(constant),
        Term::Path(path) => path.text.to_owned(),
        Term::Call(function, arguments) => {
            let arguments: Vec<_> = arguments.iter().map(printed).collect();
            format!("{}({})", format!("{function:?}").to_lowercase(), arguments.join(","))
        }
        Term::Compare(comparison, sides) => {
            use odata::Comparison as C;
            let word = match comparison {
                C::Equal => "eq",
                C::NotEqual => "ne",
                C::Greater => "gt",
                C::GreaterOrEqual => "ge",
                C::Less => "lt",
                C::LessOrEqual => "le",
            };
            format!("({} {word} {})", printed(&sides[0]), printed(&sides[1]))
        }
        Term::Not(inside) => format!("not ({})", printed(inside)),
        Term::All(parts) => format!("({})", parts.iter().map(printed).collect::<Vec<_>>().join(" and ")),
        Term::Any(parts) => format!("({})", parts.iter().map(printed).collect::<Vec<_>>().join(" or ")),
    }
}

fn constant_printed(constant: &Constant<'_>) -> String {
    match constant {
        Constant::Null => "null".to_owned(),
        Constant::Boolean(value) => value.to_string(),
        Constant::Integer(value) => value.to_string(),
        Constant::Text(text) => format!("'{}'", text.replace('\'', "''")),
        Constant::Moment(moment) => {
            let ((year, month, day), (hour, minute, second, nanos)) = (moment.date, moment.time);
            let (sign, offset) = (if moment.offset_minutes < 0 { '-' } else { '+' }, moment.offset_minutes.abs());
            let (east_hours, east_minutes) = (offset / 60, offset % 60);
            format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{nanos:09}{sign}{east_hours:02}:{east_minutes:02}")
        }
        Constant::Member { type_name, member } => format!("{type_name}'{}'", member.replace('\'', "''")),
    }
}

fn check(text: &str, expected: Expect) {
    let shown = match parse_filter(text) {
        Ok(expression) => printed(&expression),
        Err(error) => error.to_string(),
    };
    expected.assert_eq(&shown);
}

#[test]
fn what_clients_send_is_read() {
    check("userRole ne Microsoft.OneNote.Api.UserRole'Reader'", expect!["(userRole ne Microsoft.OneNote.Api.UserRole'Reader')"]);
    check("isDefault eq true ", expect!["(isDefault eq true)"]);
    check("name eq 'X'", expect!["(name eq 'X')"]);
    check("parentNotebook/id eq '1-a!b'", expect!["(parentNotebook/id eq '1-a!b')"]);
    check("contains(tolower(name), 'o''clock')", expect!["contains(tolower(name),'o''clock')"]);
    check("createdTime ge 2014-10-01", expect!["(createdTime ge 2014-10-01T00:00:00.000000000+00:00)"]);
    check("level eq -1", expect!["(level eq -1)"]);
}

#[test]
fn operators_bind_as_the_protocol_says() {
    check("a eq 1 or b eq 2 and c eq 3", expect!["((a eq 1) or ((b eq 2) and (c eq 3)))"]);
    check("(a eq 1 or b eq 2) and c eq 3", expect!["(((a eq 1) or (b eq 2)) and (c eq 3))"]);
    check("not a eq 1 and b", expect!["(not ((a eq 1)) and b)"]);
    check("not(a) or not not b", expect!["(not (a) or not (not (b)))"]);
    check("A EQ NULL AND Contains(b,'x')", expect!["((A eq null) and contains(b,'x'))"]);
    check("notes eq 1 and ornate eq 2", expect!["((notes eq 1) and (ornate eq 2))"]);
    check("length(name) gt indexof(name,'a')", expect!["(length(name) gt indexof(name,'a'))"]);
}

#[test]
fn moments_come_in_many_spellings() {
    check("t gt 2014-05-05T07:00:00Z", expect!["(t gt 2014-05-05T07:00:00.000000000+00:00)"]);
    check("t gt 2014-05-05t07:00z", expect!["(t gt 2014-05-05T07:00:00.000000000+00:00)"]);
    check("t gt 2014-05-05T07:00:00.25-07:30", expect!["(t gt 2014-05-05T07:00:00.250000000-07:30)"]);
    // A `+` of an address is a blank after decoding.
    check("t gt 2014-05-05T07:00:00 02:00 and b", expect!["((t gt 2014-05-05T07:00:00.000000000+02:00) and b)"]);
    check("t gt 2014-05-05T07:00:00", expect!["(t gt 2014-05-05T07:00:00.000000000+00:00)"]);
    check("t gt 2012-02-29", expect!["(t gt 2012-02-29T00:00:00.000000000+00:00)"]);
    for bad in
        ["2014-02-29", "2014-13-01", "2014-1-01", "2014-05-05T24:00:00Z", "2014-05-05T07Z", "2014-05-05T07:00:00+15:00", "0000-01-01"]
    {
        check(&format!("t gt {bad}"), expect!["a number or a time is malformed or out of range, at position 5"]);
    }
}

#[test]
fn errors_say_where() {
    check("", expect!["a name or a value is missing, at position 0"]);
    check("name eq", expect!["a name or a value is missing, at position 7"]);
    check("name eq 'x", expect!["a quoted text does not end, at position 8"]);
    check("(name eq 'x'", expect!["a parenthesis does not end, at position 0"]);
    check("name eq 'x')", expect!["something follows the end, at position 11"]);
    check("name = 'x'", expect!["something follows the end, at position 5"]);
    check("name eq 'x' 'y'", expect!["something follows the end, at position 12"]);
    check("name like 'x'", expect!["an operator or a function is not supported, at position 5"]);
    check("a eq 1 and b add 1 eq 2", expect!["an operator or a function is not supported, at position 13"]);
    check("year(t) eq 2014", expect!["an operator or a function is not supported, at position 0"]);
    check("sections/any(s:s/name eq 'x')", expect!["an operator or a function is not supported, at position 0"]);
    check("a eq 1 and contains(name)", expect!["a function has too many or too few arguments, at position 11"]);
    check("contains(name,'x'", expect!["a parenthesis does not end, at position 8"]);
    check("a/ b eq 1", expect!["a name or a value is missing, at position 2"]);
    check("a eq 1.5", expect!["a number or a time is malformed or out of range, at position 5"]);
    check("a eq 99999999999999999999", expect!["a number or a time is malformed or out of range, at position 5"]);
}

#[test]
fn what_is_too_much_is_refused_before_it_hurts() {
    let deep = |n: usize| format!("{}a{}", "(".repeat(n), ")".repeat(n));
    assert!(parse_filter(&deep(limits::FILTER_DEPTH_MAX - 1)).is_ok());
    check(&deep(limits::FILTER_DEPTH_MAX), expect!["it nests too deep, at position 32"]);
    let long = |concats: usize| format!("{}name{} eq 'x'", "concat(".repeat(concats), ",name)".repeat(concats));
    assert!(parse_filter(&long(limits::FILTER_CONCATS_MAX)).is_ok());
    assert_eq!(parse_filter(&long(limits::FILTER_CONCATS_MAX + 1)).unwrap_err().kind, odata::SyntaxErrorKind::TooLarge);
    check(&"(".repeat(limits::TEXT_BYTES_MAX), expect!["it nests too deep, at position 32"]);
    check(&"not ".repeat(4_000), expect!["it nests too deep, at position 128"]);
    let wide = |n: usize| vec!["id eq 'x'"; n].join(" or ");
    assert!(parse_filter(&wide(100)).is_ok());
    check(&wide(1_000), expect!["it has too many parts, at position 2213"]);
    check(&" ".repeat(limits::TEXT_BYTES_MAX + 1), expect!["it has too many parts, at position 16384"]);
}

/// Any tree, printed with all its parentheses.
fn tree() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        "[a-m][a-z]{0,5}(/[a-m][a-z]{0,3})?"
            .prop_filter("words of the language", |name| !["and", "eq", "ge", "gt", "le", "lt", "ne", "false"].contains(&name.as_str())),
        "'([a-zé ]|''){0,8}'",
        any::<i64>().prop_map(|value| value.to_string()),
        Just("null".to_owned()),
        any::<bool>().prop_map(|value| value.to_string()),
        "Ns\\.Role'[A-Z][a-z]{0,5}'",
    ];
    let value = leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            ("tolower|toupper|trim|length", inner.clone()).prop_map(|(name, a)| format!("{name}({a})")),
            ("contains|startswith|endswith|indexof|concat|substring", inner.clone(), inner)
                .prop_map(|(name, a, b)| format!("{name}({a},{b})")),
        ]
    });
    let comparison = (value.clone(), "eq|ne|gt|ge|lt|le", value).prop_map(|(a, word, b)| format!("({a} {word} {b})"));
    comparison.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            inner.clone().prop_map(|a| format!("not ({a})")),
            (prop::collection::vec(inner, 2..4), "and|or").prop_map(|(parts, word)| format!("({})", parts.join(&format!(" {word} ")))),
        ]
    })
}

proptest! {
    #[test]
    fn every_tree_reads_back(text in tree()) {
        prop_assume!(text.matches("concat(").count() <= limits::FILTER_CONCATS_MAX);
        let found = parse_filter(&text).unwrap();
        prop_assert_eq!(printed(&found), text);
    }

    #[test]
    fn nothing_panics(text in ".*") {
        if let Err(error) = parse_filter(&text) {
            prop_assert!(error.position <= text.len());
        }
    }

    #[test]
    fn near_misses_do_not_panic(text in "([a-c]|[(),'/]| |eq|not|and|or|length\\(|contains\\(|2014-|-|1|T0|:00|Z|é){0,16}") {
        if let Err(error) = parse_filter(&text) {
            prop_assert!(error.position <= text.len());
        }
    }

    #[test]
    fn any_text_can_be_a_literal(inside in ".*") {
        let text = format!("contains(a,'{}')", inside.replace('\'', "''"));
        let found = parse_filter(&text).unwrap();
        let Term::Call(Function::Contains, arguments) = found.term else { panic!("a call") };
        prop_assert_eq!(&arguments[1].term, &Term::Constant(Constant::Text(inside.into())));
    }
}
