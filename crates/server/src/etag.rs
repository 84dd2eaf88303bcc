//! Entity tags in the headers of requests. Source: RFC 9110, section 8.8.3; and what clients of drives send.

use http::HeaderValue;

/// Says whether a list of entity tags has one of `tags`, which are in quotes, or stands for any.
///
/// Tags of drives have a comma within their quotes, and clients put them into another pair of quotes, or into none: such a
/// bare tag goes on to the end.
pub(crate) fn names(given: &HeaderValue, tags: &[&str]) -> bool {
    let Ok(mut rest) = given.to_str() else { return false };
    loop {
        rest = rest.trim_start_matches([' ', '\t', ',']);
        rest = rest.strip_prefix("W/").unwrap_or(rest);
        let (tag, after) = next(rest);
        if tag.is_empty() && after.is_empty() {
            return false;
        }
        if tag == "*" || tags.iter().any(|known| bare(known) == tag) {
            return true;
        }
        rest = after;
    }
}

/// Takes a tag from the front, without its quotes.
fn next(text: &str) -> (&str, &str) {
    let inner = text.trim_start_matches('"');
    if inner.len() == text.len() {
        return (text.trim_end(), "");
    }
    match inner.split_once('"') {
        Some((tag, after)) => (tag, after.trim_start_matches('"')),
        None => (inner, ""),
    }
}

fn bare(tag: &str) -> &str {
    tag.trim_matches('"')
}

#[cfg(test)]
mod tests {
    use super::names;
    use http::HeaderValue;

    #[test]
    fn tags_are_found_however_they_are_quoted() {
        let known = ["\"{A},2\"", "\"c:{A},1\""];
        for given in
            ["\"{A},2\"", "\"\"{A},2\"\"", "{A},2", "W/\"{A},2\"", "*", "\"x\", \"c:{A},1\"", "\"x\",W/\"{A},2\" ", " \"{A},2\",\"x\""]
        {
            assert!(names(&HeaderValue::from_str(given).unwrap(), &known), "{given}");
        }
        for given in ["\"{A},3\"", "\"{a},2\"", "", "\"\"", ",", "\"{A}\",\"2\"", "\"{A},2", "W/", "{A},2,\"{A},2\""] {
            let is_cut = given == "\"{A},2";
            assert_eq!(names(&HeaderValue::from_str(given).unwrap(), &known), is_cut, "{given}");
        }
    }
}
