//! Addresses as people type them: `?search="packing list"`, with characters that have to be encoded and are not.
//!
//! The HTTP library takes quotes in paths and turns them down in queries, with an empty reply that nobody can make sense of.
//! They mean nothing but themselves, so they are encoded before it sees them. A blank ends an address, and is left to it. Nothing
//! slips past anybody by this: who may do what is decided here, by what an address means, and not in front of us by its letters.

/// The longest method that the line is looked at for, in bytes.
const METHOD_BYTES_MAX: usize = 16;

/// Encodes what has to be in the request line that a piece begins with. Nothing, if that is well, does not end within the piece,
/// or is no request line.
///
/// Only a head may be given to this, or more of one: it makes a piece longer, which a body has counted.
pub(super) fn mended(piece: &[u8]) -> Option<Vec<u8>> {
    let end = piece.iter().position(|byte| *byte == b'\n')?;
    let line = piece[..end].strip_suffix(b"\r").unwrap_or(&piece[..end]);
    if !line.iter().any(is_refused) {
        return None;
    }
    let method = line.iter().take(METHOD_BYTES_MAX).take_while(|byte| byte.is_ascii_uppercase()).count();
    let (head, rest) = line.split_at(method);
    let rest = rest.strip_prefix(b" ").filter(|rest| method > 0 && rest.starts_with(b"/"))?;
    let target = rest.strip_suffix(b" HTTP/1.1").or_else(|| rest.strip_suffix(b" HTTP/1.0"))?;
    let mut whole = Vec::with_capacity(piece.len() + 64);
    whole.extend_from_slice(head);
    whole.push(b' ');
    for byte in target {
        match byte {
            b'"' => whole.extend_from_slice(b"%22"),
            b'<' => whole.extend_from_slice(b"%3C"),
            b'>' => whole.extend_from_slice(b"%3E"),
            byte => whole.push(*byte),
        }
    }
    whole.extend_from_slice(&piece[method + 1 + target.len()..]);
    Some(whole)
}

/// Says whether the library takes no such byte in a query.
const fn is_refused(byte: &u8) -> bool {
    matches!(byte, b'"' | b'<' | b'>')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(piece: &str, expected: Option<&str>) {
        assert_eq!(mended(piece.as_bytes()).map(|whole| String::from_utf8(whole).unwrap()).as_deref(), expected);
    }

    #[test]
    fn what_is_typed_is_encoded_in_the_first_line_alone() {
        check(
            "GET /pages?search=\"a+b\"&x=<y> HTTP/1.1\r\nIf-Match: \"1\"\r\n\r\n",
            Some("GET /pages?search=%22a+b%22&x=%3Cy%3E HTTP/1.1\r\nIf-Match: \"1\"\r\n\r\n"),
        );
        check("GET /a?\" HTTP/1.0\n", Some("GET /a?%22 HTTP/1.0\n"));
    }

    #[test]
    fn all_else_stays() {
        check("GET /pages HTTP/1.1\r\nIf-Match: \"1\"\r\n\r\n", None);
        check("If-Match: \"1\"\r\nX: GET /\"\" HTTP/1.1\r\n\r\n", None);
        check("{\"name\":\"x\"}\n", None);
        check("GET /pages?search=\"a", None);
        check("GET pages?\" HTTP/1.1\r\n", None);
        check("GET /pages?\" HTTP/2\r\n", None);
        check(" /pages?\" HTTP/1.1\r\n", None);
    }

    proptest! {
        #[test]
        fn nothing_is_lost(piece: Vec<u8>, target in "/[ -~]{0,20}") {
            let _ = mended(&piece);
            let line = format!("GET {target} HTTP/1.1\r\n");
            let whole = mended(&[line.as_bytes(), &piece].concat()).unwrap_or_else(|| [line.as_bytes(), &piece].concat());
            let expected = line.replace('"', "%22").replace('<', "%3C").replace('>', "%3E");
            prop_assert_eq!(whole, [expected.as_bytes(), &piece].concat());
        }
    }
}
