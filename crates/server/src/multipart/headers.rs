//! The headers of a part.

use super::FormFault;
use super::disposition::disposition;

/// What the headers of a part say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PartHeaders {
    pub(super) name: String,
    /// The media type, without parameters, in lower case.
    pub(super) media_type: String,
    pub(super) charset: Option<String>,
}

/// The longest name of a part, in bytes: room for a path of folders, which some clients use as names.
const NAME_BYTES_MAX: usize = 1_024;

impl PartHeaders {
    /// Reads the lines before the empty one. They may come in any order, with or without a blank after the colon.
    ///
    /// # Errors
    /// As the service names them.
    pub(super) fn read(block: &[u8]) -> Result<Self, FormFault> {
        let text = std::str::from_utf8(block).map_err(|_| FormFault::Malformed("the headers of a part are not UTF-8"))?;
        let (mut kind, mut disposed) = (None, None);
        for line in unfolded(text) {
            let (name, value) = line.split_once(':').ok_or(FormFault::Malformed("a line among the headers of a part has no colon"))?;
            let (name, value) = (name.trim_end(), value.trim());
            let into = if name.eq_ignore_ascii_case("content-type") {
                &mut kind
            } else if name.eq_ignore_ascii_case("content-disposition") {
                &mut disposed
            } else if name.eq_ignore_ascii_case("content-transfer-encoding") {
                plain_encoding(value)?;
                continue;
            } else {
                continue;
            };
            if into.replace(value.to_owned()).is_some() {
                return Err(FormFault::Malformed("a header of a part is there twice"));
            }
        }
        Self::of(kind.filter(|kind| !kind.is_empty()), disposed)
    }

    fn of(kind: Option<String>, disposed: Option<String>) -> Result<Self, FormFault> {
        let (kind, disposed) = match (kind, disposed) {
            (Some(kind), Some(disposed)) => (kind, disposition(&disposed)),
            (None, Some(disposed)) => return Err(FormFault::NoType(disposition(&disposed).name.unwrap_or_default())),
            (Some(kind), None) => return Err(FormFault::NoDisposition(kind)),
            (None, None) => return Err(FormFault::NoHeaders),
        };
        let name = disposed.name.filter(|name| !name.is_empty()).ok_or(FormFault::Malformed("a part has no name"))?;
        if name.len() > NAME_BYTES_MAX {
            return Err(FormFault::Malformed("the name of a part is too long"));
        }
        let mut pieces = kind.split(';').map(str::trim);
        let media_type = pieces.next().unwrap_or_default().to_ascii_lowercase();
        let charset = pieces.find_map(|piece| {
            let (name, value) = piece.split_once('=')?;
            name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches('"').to_ascii_lowercase())
        });
        Ok(Self { name, media_type, charset })
    }
}

/// What a browser says of a part of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum FieldHeaders {
    /// A field of this name.
    Field(String),
    /// A file that was called so where it came from, without the folders that it lay in; with no name if none was chosen.
    File(String),
}

impl FieldHeaders {
    /// Reads the lines before the empty one. Source: RFC 7578, section 4.2; HTML, "Multipart form data".
    ///
    /// # Errors
    /// [`FormFault::Malformed`].
    pub(super) fn read(block: &[u8]) -> Result<Self, FormFault> {
        let text = std::str::from_utf8(block).map_err(|_| FormFault::Malformed("the headers of a part are not UTF-8"))?;
        let lines = unfolded(text);
        let mut values = lines.iter().filter_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.trim_end().eq_ignore_ascii_case("content-disposition").then(|| value.trim())
        });
        let disposed = disposition(values.next().ok_or(FormFault::NoHeaders)?);
        let name = disposed.name.filter(|name| !name.is_empty()).ok_or(FormFault::Malformed("a part has no name"))?;
        let Some(file) = disposed.file_name else { return Ok(Self::Field(name)) };
        if file.len() > NAME_BYTES_MAX {
            return Err(FormFault::Malformed("the name of a file is too long"));
        }
        Ok(Self::File(file.rsplit(['/', '\\']).next().unwrap_or_default().to_owned()))
    }
}

/// Joins lines that go on in the next one.
fn unfolded(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line)).filter(|line| !line.is_empty()) {
        match lines.last_mut().filter(|_| line.starts_with([' ', '\t'])) {
            Some(last) => last.push_str(line),
            None => lines.push(line.to_owned()),
        }
    }
    lines
}

/// Source: "Add images and files to OneNote pages": parts are sent as they are, and not in base64.
fn plain_encoding(value: &str) -> Result<(), FormFault> {
    let is_plain = ["7bit", "8bit", "binary"].iter().any(|plain| value.eq_ignore_ascii_case(plain));
    if is_plain { Ok(()) } else { Err(FormFault::Malformed("a part is encoded; send its bytes as they are")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(block: &str) -> Result<(String, String), FormFault> {
        PartHeaders::read(block.as_bytes()).map(|headers| (headers.name, headers.media_type))
    }

    #[test]
    fn any_order_and_no_blank_will_do() {
        let wanted = Ok(("Presentation".to_owned(), "text/html".to_owned()));
        assert_eq!(read("Content-Disposition:form-data; name=\"Presentation\"\r\nContent-Type:text/html\r\n"), wanted);
        assert_eq!(read("content-type: Text/HTML; charset=utf-8\ncontent-disposition: form-data;\n name=Presentation\n"), wanted);
    }

    #[test]
    fn fields_and_files_of_a_form_are_told_apart() {
        let read = |text: &str| FieldHeaders::read(format!("Content-Disposition: form-data; {text}\r\n").as_bytes());
        assert_eq!(read("name=\"token\""), Ok(FieldHeaders::Field("token".to_owned())));
        for (text, name) in [
            ("name=\"file\"; filename=\"plan.pdf\"\r\nContent-Type: application/pdf", "plan.pdf"),
            ("name=\"file\"; filename=\"\"", ""),
            ("name=\"file\"; filename=\"a/b/Übersicht; 1.txt\"", "Übersicht; 1.txt"),
            ("name=\"file\"; filename=\"C:\\temp\\x.txt\"", "x.txt"),
            ("name=\"file\"; filename=\"..\"", ".."),
        ] {
            assert_eq!(read(text), Ok(FieldHeaders::File(name.to_owned())), "{text}");
        }
        assert!(read(&format!("name=file; filename={}", "x".repeat(1_025))).is_err());
        assert!(read("filename=x").is_err());
        assert_eq!(FieldHeaders::read(b"Content-Type: a/b\r\n"), Err(FormFault::NoHeaders));
    }

    #[test]
    fn what_is_missing_has_its_own_fault() {
        assert_eq!(read("Content-Disposition: form-data; name=x\r\n"), Err(FormFault::NoType("x".to_owned())));
        assert_eq!(read("Content-Type: image/png\r\n"), Err(FormFault::NoDisposition("image/png".to_owned())));
        assert_eq!(read("X-Other: 1\r\n"), Err(FormFault::NoHeaders));
        assert_eq!(read(""), Err(FormFault::NoHeaders));
        for block in [
            "Content-Type: a/b\r\nContent-Disposition: form-data\r\n",
            "Content-Type: a/b\r\nContent-Type: c/d\r\n",
            "Content-Type a/b\r\n",
            "Content-Type: a/b\r\nContent-Disposition: form-data; name=x\r\nContent-Transfer-Encoding: base64\r\n",
        ] {
            assert!(matches!(read(block), Err(FormFault::Malformed(_))), "{block}");
        }
    }
}
