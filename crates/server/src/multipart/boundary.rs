//! The line between the parts, as the header names it.

/// The longest boundary, in bytes. RFC 2046 allows 70; clients that make theirs of two GUIDs and a word stay below this.
const BOUNDARY_BYTES_MAX: usize = 200;

use http::{HeaderMap, header};

/// Returns the boundary that `Content-Type` names, in quotes or bare.
///
/// `None` if there is none, or none that could stand in a line.
pub(crate) fn boundary(headers: &HeaderMap) -> Option<String> {
    of_type(headers.get(header::CONTENT_TYPE)?.to_str().ok()?)
}

fn of_type(content_type: &str) -> Option<String> {
    let (_, mut rest) = content_type.split_once(';')?;
    loop {
        let (name, value) = rest.split_once('=')?;
        let (value, after) = value_of(value.trim_start());
        if name.trim().eq_ignore_ascii_case("boundary") {
            let is_line = value.bytes().all(|byte| (b' '..=b'~').contains(&byte)) && !value.ends_with(' ');
            return Some(value).filter(|value| is_line && (1..=BOUNDARY_BYTES_MAX).contains(&value.len()));
        }
        rest = after.split_once(';')?.1;
    }
}

/// Takes a parameter's value from the front of `text`, and returns it with what follows. Quotes and what they protect are
/// undone.
pub(super) fn value_of(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find(';').unwrap_or(text.len());
        return (text[..end].trim().to_owned(), &text[end..]);
    };
    let mut value = String::new();
    let mut chars = quoted.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return (value, &quoted[at + 1..]),
            // Browsers of old send paths with plain backslashes, so only what needs it is taken for protected.
            '\\' => match quoted[at + 1..].chars().next() {
                Some(next @ ('"' | '\\')) => {
                    value.push(next);
                    chars.next();
                }
                _ => value.push('\\'),
            },
            c => value.push(c),
        }
    }
    (value, "")
}

#[cfg(test)]
mod tests {
    use super::of_type as boundary;

    #[test]
    fn it_may_be_bare_or_quoted_and_stand_anywhere() {
        for (text, wanted) in [
            ("multipart/form-data; boundary=OneNoteTypedDataBoundary123", "OneNoteTypedDataBoundary123"),
            ("multipart/form-data;boundary=\"a b;c\" ; charset=utf-8", "a b;c"),
            ("multipart/form-data; charset=utf-8; BOUNDARY = x=y ", "x=y"),
            ("multipart/form-data; x=\"boundary=no\"; boundary=----WebKit:'(7)", "----WebKit:'(7)"),
            ("multipart/form-data; boundary=\"a\\\"b\"", "a\"b"),
        ] {
            assert_eq!(boundary(text).as_deref(), Some(wanted), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_a_line_is_none() {
        let long = format!("multipart/form-data; boundary={}", "x".repeat(201));
        for text in ["multipart/form-data", "multipart/form-data;", "a; boundary=", "a; boundary=\"\"", "a; boundary=\"x \"", "a; b", &long]
        {
            assert_eq!(boundary(text), None, "{text}");
        }
        assert_eq!(boundary("a; boundary=é"), None);
    }
}
