//! Entity tags in the headers of requests. Source: RFC 9110, section 8.8.3; and what clients of drives send.

use http::{HeaderMap, HeaderName};

/// Says whether a header names one of `tags`, or any. `None` if the header is not there.
pub(crate) fn header_names(headers: &HeaderMap, header: &HeaderName, tags: &[impl AsRef<str>]) -> Option<bool> {
    headers.get(header).map(|given| given.to_str().is_ok_and(|given| names(given, tags)))
}

/// Says whether a list of entity tags has one of `tags`, which are in quotes, or stands for any.
///
/// Tags of drives have a comma within their quotes, and clients put them into another pair of quotes, as JSON writes them, or
/// into none: such a bare tag goes on to the end.
pub(crate) fn names(given: &str, tags: &[impl AsRef<str>]) -> bool {
    let mut rest = given;
    loop {
        rest = rest.trim_start_matches([' ', '\t', ',']);
        rest = rest.strip_prefix("W/").unwrap_or(rest);
        let (tag, after) = next(rest);
        if tag.is_empty() && after.is_empty() {
            return false;
        }
        if tag == "*" || tags.iter().any(|known| bare(known.as_ref()) == tag) {
            return true;
        }
        rest = after;
    }
}

/// Takes a tag from the front, without its quotes.
fn next(text: &str) -> (&str, &str) {
    let inner = text.trim_start_matches(QUOTES);
    if inner.len() == text.len() {
        return (text.trim_end(), "");
    }
    match inner.split_once('"') {
        Some((tag, after)) => (tag.trim_end_matches(QUOTES), after.trim_start_matches(QUOTES)),
        None => (inner, ""),
    }
}

const QUOTES: [char; 2] = ['"', '\\'];

fn bare(tag: &str) -> &str {
    tag.trim_matches('"')
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn tags_are_found_however_they_are_quoted() {
        let known = ["\"{A},2\"", "\"c:{A},1\""];
        for given in [
            "\"{A},2\"",
            "\"\"{A},2\"\"",
            "\"\\\"{A},2\\\"\"",
            "{A},2",
            "W/\"{A},2\"",
            "*",
            "\"x\", \"c:{A},1\"",
            "\"x\",W/\"{A},2\" ",
            " \"{A},2\",\"x\"",
        ] {
            assert!(names(given, &known), "{given}");
        }
        for given in ["\"{A},3\"", "\"{a},2\"", "", "\"\"", ",", "\"{A}\",\"2\"", "\"{A},2", "W/", "{A},2,\"{A},2\""] {
            let is_cut = given == "\"{A},2";
            assert_eq!(names(given, &known), is_cut, "{given}");
        }
    }
}
