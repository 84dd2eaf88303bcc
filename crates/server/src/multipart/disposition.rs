//! What a part is called. Source: RFC 7578; and what browsers do.

use super::boundary::value_of;

/// What `Content-Disposition` says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Disposition {
    pub(super) name: Option<String>,
    /// What the file was called where it came from; empty where a form has a field for one and none was chosen.
    pub(super) file_name: Option<String>,
}

/// Reads the value of `Content-Disposition`. The name may come without quotes.
pub(super) fn disposition(text: &str) -> Disposition {
    let mut found = Disposition::default();
    let Some((_, mut rest)) = text.split_once(';') else { return found };
    while let Some((name, value)) = rest.split_once('=') {
        let (value, after) = value_of(value.trim_start());
        if name.trim().eq_ignore_ascii_case("name") && found.name.is_none() {
            found.name = Some(value);
        } else if name.trim().eq_ignore_ascii_case("filename") && found.file_name.is_none() {
            found.file_name = Some(value);
        }
        rest = after.split_once(';').map_or("", |(_, rest)| rest);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::disposition;

    #[test]
    fn a_name_may_be_quoted_or_not_and_stand_anywhere() {
        for text in [
            "form-data; name=\"image 1\"",
            "form-data;name=\"image 1\"",
            "form-data; filename=\"a; name=b.png\"; Name=\"image 1\"",
            "form-data; name=image 1; filename*=UTF-8''x",
        ] {
            assert_eq!(disposition(text).name.as_deref(), Some("image 1"), "{text}");
        }
        for text in ["form-data", "", "form-data; name", "form-data; filename=x"] {
            assert_eq!(disposition(text).name, None, "{text}");
        }
    }
}
