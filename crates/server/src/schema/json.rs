//! JSON, written straight into one text: lists have hundreds of entries with a dozen members each.

use model::{PageId, Timestamp};
use std::fmt::Write as _;

/// A JSON text under way. Commas are put where they belong.
#[derive(Debug, Default)]
pub(crate) struct Json {
    out: String,
    is_bare: bool,
}

impl Json {
    /// Begins a text of about so many bytes. `is_bare` is whether control information is left out of it.
    pub(crate) fn new(bytes: usize, is_bare: bool) -> Self {
        Self { out: String::with_capacity(bytes), is_bare }
    }

    /// Says whether control information is left out.
    pub(crate) fn is_bare(&self) -> bool {
        self.is_bare
    }

    /// Returns what was written.
    pub(crate) fn into_text(self) -> String {
        self.out
    }

    /// Writes an object.
    pub(crate) fn object(&mut self, members: impl FnOnce(&mut Self)) {
        self.comma();
        self.out.push('{');
        members(self);
        self.out.push('}');
    }

    /// Writes an array.
    pub(crate) fn array(&mut self, entries: impl FnOnce(&mut Self)) {
        self.comma();
        self.out.push('[');
        entries(self);
        self.out.push(']');
    }

    /// Begins a member. The name is one of ours, which need no escaping.
    pub(crate) fn key(&mut self, name: &str) {
        self.key_of(&[name]);
    }

    /// Begins a member whose name is put together.
    pub(crate) fn key_of(&mut self, pieces: &[&str]) {
        self.comma();
        self.out.push('"');
        pieces.iter().for_each(|piece| self.out.push_str(piece));
        self.out.push_str("\":");
    }

    pub(crate) fn null(&mut self) {
        self.literal("null");
    }

    pub(crate) fn boolean(&mut self, value: bool) {
        self.literal(if value { "true" } else { "false" });
    }

    pub(crate) fn number(&mut self, value: i64) {
        self.comma();
        // Writing to a String cannot fail.
        let _ = write!(self.out, "{value}");
    }

    /// Writes any text.
    pub(crate) fn text(&mut self, text: &str) {
        self.comma();
        self.out.push('"');
        escape(text, &mut self.out);
        self.out.push('"');
    }

    /// Writes a text or null.
    pub(crate) fn text_or_null(&mut self, text: Option<&str>) {
        match text {
            Some(text) => self.text(text),
            None => self.null(),
        }
    }

    /// Writes a moment with at most `digits` fractional digits.
    pub(crate) fn moment(&mut self, moment: Timestamp, digits: u32) {
        self.plain(|out| moment.push_iso(digits, out));
    }

    /// Writes a page's id.
    pub(crate) fn page_id(&mut self, id: &PageId) {
        self.plain(|out| id.push(out));
    }

    /// Writes a text that is put together of what needs no escaping: ids, and addresses, whose pieces are percent-encoded.
    pub(crate) fn plain(&mut self, write: impl FnOnce(&mut String)) {
        self.comma();
        self.out.push('"');
        write(&mut self.out);
        self.out.push('"');
    }

    fn literal(&mut self, literal: &str) {
        self.comma();
        self.out.push_str(literal);
    }

    /// Every value and every member's name ends in some other byte than these.
    fn comma(&mut self) {
        if !matches!(self.out.as_bytes().last(), None | Some(b'{' | b'[' | b':')) {
            self.out.push(',');
        }
    }
}

/// Appends a text as it stands between quotes.
pub(super) fn escape(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c < ' ' || c == '"' || c == '\\') {
        out.push_str(&rest[..at]);
        // What was found is one byte long.
        let byte = rest.as_bytes()[at];
        match byte {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            control => {
                let _ = write!(out, "\\u{control:04x}");
            }
        }
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn commas_are_where_they_belong() {
        let mut json = Json::default();
        json.object(|json| {
            json.key("a");
            json.array(|json| {
                json.null();
                json.object(|_| ());
                json.text(":");
                json.array(|_| ());
                json.number(-7);
            });
            json.key_of(&["b", "@c"]);
            json.boolean(true);
            json.key("d");
            json.text_or_null(None);
        });
        assert_eq!(json.into_text(), r#"{"a":[null,{},":",[],-7],"b@c":true,"d":null}"#);
    }

    proptest! {
        #[test]
        fn texts_read_back(text in ".*", control in "[\u{0}-\u{1f}\"\\\\]{0,9}") {
            let text = format!("{text}{control}{text}");
            let mut json = Json::default();
            json.text(&text);
            prop_assert_eq!(serde_json::from_str::<String>(&json.into_text()).unwrap(), text);
        }
    }
}
