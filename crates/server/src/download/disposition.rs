//! What a browser does with a file. Source: RFC 6266 and RFC 8187.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What need not be encoded in `filename*`, of what is neither a letter nor a digit.
const NAME: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'!').remove(b'#').remove(b'&');

/// Returns the value of `Content-Disposition`: for what is shown, or for what is only ever saved.
pub(crate) fn disposition(is_shown: bool, file_name: Option<&str>) -> String {
    let kind = if is_shown { "inline" } else { "attachment" };
    let Some(name) = file_name.map(safe).filter(|name| !name.is_empty()) else { return kind.to_owned() };
    // For readers of the old form, which has no way to quote that all of them understand.
    let plain: String = name.chars().map(|c| if c.is_ascii() && !matches!(c, '"' | '\\' | '%') { c } else { '_' }).collect();
    if plain == name {
        return format!("{kind}; filename=\"{plain}\"");
    }
    format!("{kind}; filename=\"{plain}\"; filename*=UTF-8''{}", utf8_percent_encode(&name, NAME))
}

/// Returns a name without what would make it a path, another name than it looks, or no name at all.
fn safe(name: &str) -> String {
    let is_marker = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let kept = name.chars().filter(|c| !c.is_control() && !is_marker(*c)).map(|c| if matches!(c, '/' | '\\' | ':') { '_' } else { c });
    kept.collect::<String>().trim_matches(['.', ' ']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::disposition;

    #[test]
    fn names_are_quoted_and_spelt_twice_where_they_must_be() {
        assert_eq!(disposition(true, None), "inline");
        assert_eq!(disposition(false, Some("plan.pdf")), "attachment; filename=\"plan.pdf\"");
        assert_eq!(
            disposition(false, Some("Übersicht 1.pdf")),
            "attachment; filename=\"_bersicht 1.pdf\"; filename*=UTF-8''%C3%9Cbersicht%201.pdf"
        );
        assert_eq!(disposition(false, Some("a\"b.pdf")), "attachment; filename=\"a_b.pdf\"; filename*=UTF-8''a%22b.pdf");
    }

    #[test]
    fn a_name_is_no_path_and_no_header() {
        assert_eq!(disposition(false, Some("../../etc/passwd")), "attachment; filename=\"_.._etc_passwd\"");
        assert_eq!(disposition(false, Some("a\r\nSet-Cookie: b")), "attachment; filename=\"aSet-Cookie_ b\"");
        assert_eq!(disposition(false, Some("fdp.\u{202e}exe")), "attachment; filename=\"fdp.exe\"");
        assert_eq!(disposition(false, Some(" .. ")), "attachment");
    }
}
