//! Addresses and query options: whatever is wrong with one, it is said where.

use super::Target;
use odata::{Segment, SyntaxError};

pub(super) const TARGET: Target = Target {
    name: "odata",
    seeds: &[
        "contains(tolower(title),'a''b') and (createdTime ge 2026-01-31T09:00:00Z or not startswith(parentNotebook/name,'x')) eq false",
        "title asc,parentSection/name desc, lastModifiedTime",
        "sections($expand=pages($select=id,title;$top=5);$filter=isDefault eq true),sectionGroups($levels=max)",
        "userRole ne Microsoft.OneNote.Api.UserRole'Reader' and indexof(name,'x') gt -1",
        "\"some phrase\" AND word OR -not",
        "&$filter=a%20eq%20%27b%27&top=5&$skip=&search=x",
        "/api/v1.0//me/notes/notebooks('1-a%21b')/sections(x='1',y=2)/$value/",
    ],
    words: &[
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
    ],
    tests: 6_000,
    run,
};

fn run(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    check(&text, odata::parse_filter(&text));
    check(&text, odata::parse_orderby(&text));
    check(&text, odata::parse_select(&text));
    check(&text, odata::parse_expand(&text));
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
