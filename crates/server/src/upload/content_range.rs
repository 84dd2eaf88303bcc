//! Which bytes of a file a fragment brings. Source: RFC 9110, section 14.4; OneDrive "Resumable file upload".

use app::upload::Fragment;

/// Reads `bytes {first}-{last}/{total}`. `None` for anything else: a fragment has at least one byte, and the length of the file is
/// always said.
pub(super) fn content_range(text: &str) -> Option<Fragment> {
    let (unit, rest) = text.trim().split_once([' ', '\t', '='])?;
    if !unit.eq_ignore_ascii_case("bytes") {
        return None;
    }
    let (range, total) = rest.split_once('/')?;
    let (first, last) = range.split_once('-')?;
    let (first, last, total) = (number(first)?, number(last)?, number(total)?);
    let bytes = last.checked_sub(first)?.checked_add(1)?;
    (last < total).then_some(Fragment { start: first, bytes, total })
}

/// Reads digits, with blanks around them.
fn number(text: &str) -> Option<u64> {
    let text = text.trim();
    if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_range_names_its_bytes_and_the_whole() {
        let of = |start, bytes, total| Some(Fragment { start, bytes, total });
        assert_eq!(content_range("bytes 0-25/128"), of(0, 26, 128));
        assert_eq!(content_range("Bytes 26-127/128"), of(26, 102, 128));
        assert_eq!(content_range(" bytes  0 - 0 / 1 "), of(0, 1, 1));
        assert_eq!(content_range("bytes=0-0/1"), of(0, 1, 1));
        for bad in [
            "",
            "bytes",
            "bytes 0-1",
            "bytes 0-1/*",
            "bytes */10",
            "bytes 1-0/2",
            "bytes 0-2/2",
            "bytes -1/2",
            "bytes 0-/2",
            "bytes 0--1/0",
            "items 0-1/2",
            "bytes +0-1/2",
            "bytes 0-18446744073709551615/18446744073709551615",
            "bytes 0-1/99999999999999999999",
            "bytes 0-1/2/3",
        ] {
            assert_eq!(content_range(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn what_is_read_lies_within_the_file(text in "[Bb]ytes[ =][0-9]{0,20}-[0-9]{0,20}/[0-9*]{0,20}") {
            if let Some(fragment) = content_range(&text) {
                prop_assert!(fragment.bytes > 0 && fragment.end() <= fragment.total);
            }
        }

        #[test]
        fn nothing_panics(text in "\\PC{0,60}") {
            let _ = content_range(&text);
        }
    }
}
