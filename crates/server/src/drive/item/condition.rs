//! `If-None-Match` and `If-Match`. Source: "Working with ETags"; what clients send.

use crate::drive::schema::tags;
use app::access::AllowedItem;
use app::item::{Only, view};
use app::{Caller, Cx, Error};
use http::{HeaderMap, HeaderName, header};

/// Returns what has to hold for a change, of an item that `If-Match` names as it is now.
///
/// # Errors
/// [`Error::Changed`] if it names another.
pub(super) fn only(cx: &mut Cx<'_, '_>, caller: &Caller, found: &AllowedItem, headers: &HeaderMap) -> app::Result<Only> {
    if !headers.contains_key(header::IF_MATCH) {
        return Ok(Only::Always);
    }
    let now = tags(&view::item(cx, caller, found)?);
    if names(headers, &header::IF_MATCH, &now) == Some(true) { Ok(Only::IfUnchanged) } else { Err(Error::Changed) }
}

/// Says whether a header names one of the tags, or any. A tag may come with an extra pair of quotes, since its own belong to
/// it, and without any; several are separated by commas. `None` if the header is not there.
pub(crate) fn names(headers: &HeaderMap, header: &HeaderName, tags: &[String]) -> Option<bool> {
    let mut values = headers.get_all(header).iter().peekable();
    values.peek()?;
    let mut given = values.filter_map(|value| value.to_str().ok());
    Some(given.any(|value| is_one_of(value, tags)))
}

/// Says whether the value of such a header names one of the tags, or any.
pub(crate) fn is_one_of(value: &str, tags: &[String]) -> bool {
    let is = |one: &str| one == "*" || tags.iter().any(|tag| bare(tag) == bare(one));
    // Whole first: without quotes, nothing tells a tag's own comma from one between tags.
    is(value) || split(value).any(is)
}

/// Splits at the commas that follow a tag: a tag has a comma of its own.
fn split(value: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0_usize;
    value
        .split(move |c: char| {
            depth += usize::from(c == '"');
            c == ',' && depth.is_multiple_of(2)
        })
        .map(str::trim)
}

fn bare(tag: &str) -> &str {
    let tag = tag.strip_prefix("W/").unwrap_or(tag);
    tag.trim_matches(|c| c == '"' || c == '\\')
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::header::IF_NONE_MATCH;

    #[test]
    fn tags_are_taken_with_and_without_quotes() {
        let tags = ["\"{C0FFEE},4\"".to_owned(), "\"c:{C0FFEE},9\"".to_owned()];
        let is = |value: &str| {
            let headers = HeaderMap::from_iter([(IF_NONE_MATCH, value.parse().unwrap())]);
            names(&headers, &IF_NONE_MATCH, &tags).unwrap()
        };
        for same in
            ["\"{C0FFEE},4\"", "{C0FFEE},4", "\"\"{C0FFEE},4\"\"", "\"c:{C0FFEE},9\"", "*", "\"x\", \"{C0FFEE},4\"", "W/\"{C0FFEE},4\""]
        {
            assert!(is(same), "{same}");
        }
        for other in ["\"{C0FFEE},5\"", "\"{c0ffee},4\"", "", "\"x\",\"y\""] {
            assert!(!is(other), "{other}");
        }
        assert_eq!(names(&HeaderMap::new(), &IF_NONE_MATCH, &tags), None);
    }
}
