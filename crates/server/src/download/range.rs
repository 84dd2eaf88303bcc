//! Which bytes a request asks for. Source: RFC 9110, section 14.

use http::HeaderValue;
use std::ops::Range;

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// All of it: nothing else was asked for, or nothing that has to be understood.
    All,
    /// These bytes, at least one.
    Part(Range<u64>),
    /// Bytes that are not there.
    Nothing,
}

/// Reads `Range` and `If-Range` for something of so many bytes with this entity tag, quotes included.
///
/// Several ranges at once are answered with everything, as the RFC allows: nobody who reads notes sends them, and their
/// answers can be made many times as large as what they are about.
pub(super) fn wanted(range: Option<&HeaderValue>, if_range: Option<&HeaderValue>, tag: &str, bytes: u64) -> Wanted {
    let is_current = if_range.is_none_or(|given| given.as_bytes() == tag.as_bytes());
    let Some(text) = range.and_then(|value| value.to_str().ok()).filter(|_| is_current) else { return Wanted::All };
    let Some((unit, set)) = text.split_once('=') else { return Wanted::All };
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return Wanted::All;
    }
    let Some((first, last)) = set.trim().split_once('-') else { return Wanted::All };
    match (number(first), number(last)) {
        (Some(first), Some(last)) if first > last => Wanted::All,
        (Some(first), _) if first >= bytes && (last.is_empty() || number(last).is_some()) => Wanted::Nothing,
        (Some(first), Some(last)) => Wanted::Part(first..last.saturating_add(1).min(bytes)),
        (Some(first), None) if last.is_empty() => Wanted::Part(first..bytes),
        (None, Some(0)) if first.is_empty() => Wanted::Nothing,
        (None, Some(_)) if first.is_empty() && bytes == 0 => Wanted::Nothing,
        (None, Some(last)) if first.is_empty() => Wanted::Part(bytes.saturating_sub(last)..bytes),
        _ => Wanted::All,
    }
}

/// Reads digits and nothing else. A number that is too large stands for any that is.
fn number(text: &str) -> Option<u64> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(range: &str) -> Wanted {
        wanted(Some(&HeaderValue::from_str(range).unwrap()), None, "\"a\"", 10)
    }

    #[test]
    fn one_range_is_understood() {
        assert_eq!(of("bytes=0-4"), Wanted::Part(0..5));
        assert_eq!(of("Bytes=3-"), Wanted::Part(3..10));
        assert_eq!(of("bytes=-3"), Wanted::Part(7..10));
        assert_eq!(of("bytes=-30"), Wanted::Part(0..10));
        assert_eq!(of("bytes=9-99999999999999999999"), Wanted::Part(9..10));
        assert_eq!(wanted(None, None, "\"a\"", 10), Wanted::All);
    }

    #[test]
    fn what_is_not_there_is_nothing_and_what_is_odd_is_all() {
        for range in ["bytes=10-", "bytes=10-12", "bytes=-0", "bytes=99999999999999999999-"] {
            assert_eq!(of(range), Wanted::Nothing, "{range}");
        }
        for range in ["bytes=5-4", "bytes=0-1,3-4", "lines=0-4", "bytes", "bytes=", "bytes=-", "bytes=+1-2", "bytes=a-b", "bytes=12-b"] {
            assert_eq!(of(range), Wanted::All, "{range}");
        }
    }

    #[test]
    fn a_range_of_another_version_is_all() {
        let range = HeaderValue::from_static("bytes=0-4");
        let of = |tag| wanted(Some(&range), Some(&HeaderValue::from_static(tag)), "\"a\"", 10);
        assert_eq!(of("\"a\""), Wanted::Part(0..5));
        for tag in ["\"b\"", "W/\"a\"", "Sat, 31 Jan 2026 09:00:00 GMT"] {
            assert_eq!(of(tag), Wanted::All, "{tag}");
        }
    }

    proptest! {
        #[test]
        fn a_part_lies_within(text in "bytes=[0-9]{0,3}-[0-9]{0,3}", bytes in 0u64..200) {
            if let Wanted::Part(part) = wanted(Some(&HeaderValue::from_str(&text).unwrap()), None, "", bytes) {
                prop_assert!(part.start < part.end && part.end <= bytes);
            }
        }
    }
}
