//! Addresses and query options: whatever is wrong with one, it is said where.

use super::Target;
use odata::{Expand, Segment, SyntaxError};

pub(super) const TARGET: Target = Target {
    name: "odata",
    seeds: &[
        "contains(tolower(title),'a''b') and (createdTime ge 2026-01-31T09:00:00Z or not startswith(parentNotebook/name,'x')) eq false",
        "title asc,parentSection/name desc, lastModifiedTime",
        "sections($expand=pages($select=id,title;$top=5);$filter=isDefault eq true),sectionGroups($levels=max)",
        "sections($filter=contains(name,';)') or not (name eq 'a''b');$orderby=name desc,createdTime;skip=1;$count=true)",
        "userRole ne Microsoft.OneNote.Api.UserRole'Reader' and indexof(name,'x') gt -1",
        "\"some phrase\" AND word OR -not",
        "&$filter=a%20eq%20%27b%27&top=5&$skip=&search=x",
        "/api/v1.0//me/notes/notebooks('1-a%21b')/sections(x='1',y=2)/$value/",
    ],
    words: &[&[
        "(",
        ")",
        "'",
        "''",
        ",",
        ";",
        "/",
        "=",
        "&",
        "$",
        "%27",
        "%2f",
        "%00",
        "%",
        " and ",
        " or ",
        "not ",
        " eq ",
        " ne ",
        " gt ",
        " in ",
        "contains(",
        "startswith(",
        "endswith(",
        "tolower(",
        "toupper(",
        "indexof(",
        "null",
        "true",
        "-1",
        "9999999999999999999",
        "1e9",
        "2026-01-31T09:00:00Z",
        "0000-00-00",
        "$expand=",
        "$levels=max",
        "$select=",
        "$filter=",
        "$orderby=",
        " desc",
        "\"",
        "AND",
        "-",
        "Microsoft.OneNote.Api.",
        "a/b/c",
        "any(x:x eq 1)",
        "\u{e9}",
        "\u{1f600}",
    ]],
    tests: 6_000,
    run,
};

fn run(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    check(&text, odata::parse_filter(&text));
    check(&text, odata::parse_orderby(&text));
    check(&text, odata::parse_select(&text));
    match odata::parse_expand(&text) {
        Ok(items) => items.iter().for_each(|item| nested(&text, item)),
        Err(error) => check::<()>(&text, Err(error)),
    }
    check(&text, odata::parse_search(&text));
    check(&text, Segment::parse(&text));
    for segment in odata::segments(&text) {
        if let Some(Ok(decoded)) = Some(odata::decode(segment)) {
            check(&decoded, Segment::parse(&decoded));
        }
    }
    for option in odata::options(&text) {
        let _ = option.map(|option| option.is("$filter"));
    }
}

fn check<T>(text: &str, parsed: Result<T, SyntaxError>) {
    if let Err(error) = parsed {
        assert!(error.position <= text.len(), "{error:?} in {} bytes", text.len());
        assert!(!error.to_string().is_empty());
    }
}

/// Options within an expansion are pieces of the text, where they are said to be.
fn nested(text: &str, item: &Expand<'_>) {
    for option in &item.others {
        assert!(text[option.position..].trim_start_matches('$').starts_with(option.name), "{option:?}");
        assert!(text[option.value_position..].starts_with(option.value), "{option:?}");
        check(option.value, odata::parse_filter(option.value));
        check(option.value, odata::parse_orderby(option.value));
    }
    item.expand.iter().for_each(|item| nested(text, item));
}
