//! Where the parts of a multipart body begin and end. Nothing is copied.

use crate::fault::RequestFault;
use bytes::Bytes;
use memchr::memmem;

/// The most requests of a batch: more than the one client that is known to send such batches puts into one, and few enough
/// that a batch ends before its client gives up.
const PARTS_MAX: usize = 100;

/// Splits a body at its boundary. Lines may end without a carriage return. Source: RFC 2046, section 5.1.
///
/// # Errors
/// [`RequestFault::Parts`], [`RequestFault::TooManyParts`].
pub(super) fn split(body: &Bytes, boundary: &str) -> Result<Vec<Bytes>, RequestFault> {
    let delimiter = format!("--{boundary}");
    let mut parts = Vec::new();
    let mut start = None;
    for at in memmem::find_iter(body, &delimiter) {
        let is_line = at == 0 || body[at - 1] == b'\n';
        let Some(after) = Line::of(&body[at + delimiter.len()..]).filter(|_| is_line) else { continue };
        if let Some(start) = start {
            parts.push(body.slice(start..line_end(body, start, at)));
        }
        match after {
            Line::Last if parts.is_empty() => return Err(RequestFault::Parts("it has none".to_owned())),
            Line::Last => return Ok(parts),
            Line::Next(length) if parts.len() < PARTS_MAX => start = Some(at + delimiter.len() + length),
            Line::Next(_) => return Err(RequestFault::TooManyParts { parts_max: PARTS_MAX }),
        }
    }
    let why = if start.is_some() { "the boundary at the end is missing" } else { "there is no boundary in it" };
    Err(RequestFault::Parts(why.to_owned()))
}

/// What stands behind a boundary on its line.
enum Line {
    /// Nothing; the part begins so many bytes further on.
    Next(usize),
    /// The sign that there are no more parts.
    Last,
}

impl Line {
    fn of(rest: &[u8]) -> Option<Self> {
        if rest.starts_with(b"--") {
            return Some(Self::Last);
        }
        let blanks = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        match &rest[blanks..] {
            [b'\r', b'\n', ..] => Some(Self::Next(blanks + 2)),
            [b'\n', ..] => Some(Self::Next(blanks + 1)),
            _ => None,
        }
    }
}

/// Returns where a part ends that is followed by a boundary at `at`: the line end before the boundary belongs to that.
fn line_end(body: &[u8], start: usize, at: usize) -> usize {
    let end = if body[..at].ends_with(b"\r\n") { at - 2 } else { at.saturating_sub(1) };
    end.max(start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parts(body: &str) -> Result<Vec<String>, RequestFault> {
        let parts = split(&Bytes::from(body.to_owned()), "b_1")?;
        Ok(parts.iter().map(|part| String::from_utf8_lossy(part).into_owned()).collect())
    }

    #[test]
    fn a_body_is_split_at_its_boundary() {
        let body = "nobody reads this\r\n--b_1\r\none\r\n\r\n--b_1 \t\r\ntwo\n--b_1\n\n--b_1\n--b_1--\r\nnor this";
        assert_eq!(parts(body).unwrap(), ["one\r\n", "two", "", ""]);
        assert_eq!(parts("--b_1\r\n-- b_1 --b_1 x\r\n--b_12\r\n x--b_1\r\n--b_1--").unwrap(), ["-- b_1 --b_1 x\r\n--b_12\r\n x--b_1"]);
    }

    #[test]
    fn what_has_no_parts_is_refused() {
        for body in ["", "--b_2\r\nx\r\n--b_2--", "--b_1--", "--b_1\r\nx", "--b_1\r\nx\r\n--b_1\r\n", "--b_1\r\nx --b_1--"] {
            assert!(matches!(parts(body), Err(RequestFault::Parts(_))), "{body}");
        }
        let many = |count: usize| "--b_1\n\n".repeat(count) + "--b_1--";
        assert_eq!(parts(&many(PARTS_MAX)).unwrap().len(), PARTS_MAX);
        assert_eq!(parts(&many(PARTS_MAX + 1)), Err(RequestFault::TooManyParts { parts_max: PARTS_MAX }));
    }

    proptest! {
        #[test]
        fn what_is_joined_is_split_again(given in proptest::collection::vec("[a-z\r\n-]{0,20}", 1..6)) {
            let given: Vec<String> = given.iter().map(|part| part.replace("--b", "")).collect();
            let body = given.iter().map(|part| format!("--b_1\r\n{part}\r\n")).collect::<String>() + "--b_1--\r\n";
            prop_assert_eq!(parts(&body).unwrap(), given);
        }

        #[test]
        fn nothing_panics(body in "(--b_1|--|\r|\n|\r\n|b|_1| ){0,30}") {
            let _ = parts(&body);
        }
    }
}
