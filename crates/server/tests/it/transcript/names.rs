//! Names for ids, both ways.

use std::collections::BTreeMap;

/// What ids are called in a transcript.
pub struct Names {
    known: BTreeMap<String, String>,
    fresh: usize,
    tokens: usize,
}

impl Names {
    pub fn new(known: &BTreeMap<String, String>) -> Self {
        Self { known: known.clone(), fresh: 0, tokens: 0 }
    }

    /// Replaces names by ids.
    pub fn expand(&self, text: &str) -> String {
        self.known.iter().fold(text.to_owned(), |text, (name, id)| text.replace(&format!("{{{name}}}"), id))
    }

    /// Replaces ids by names, and gives names to those that have none.
    pub fn shorten(&mut self, text: &str) -> String {
        let mut text = self.name_tokens(text);
        for (at, length) in ids_in(&text) {
            let id = &text[at..at + length];
            if !self.known.values().any(|known| known == id) {
                self.fresh += 1;
                self.known.insert(format!("new.{}", self.fresh), id.to_owned());
            }
        }
        // The longest first: a page's id holds its section's.
        let mut pairs: Vec<(&String, &String)> = self.known.iter().filter(|(name, _)| !name.starts_with("token.")).collect();
        pairs.sort_by_key(|(name, id)| (std::cmp::Reverse(id.len()), (*name).clone()));
        for (name, id) in pairs {
            text = text.replace(id.as_str(), &format!("{{{name}}}"));
        }
        text
    }

    fn name_tokens(&mut self, text: &str) -> String {
        let is_digit = |c: char| c.is_ascii_hexdigit();
        let text = self.name_marked(text, "skiptoken=", "skip", is_digit);
        let text = self.name_marked(&text, "?token=", "delta", is_digit);
        let text = self.name_marked(&text, "@delta.token\": \"", "delta", is_digit);
        let text = self.name_marked(&text, "grant=", "grant", is_digit);
        let text = self.name_marked(&text, "v1.0/upload/", "upload", is_digit);
        let text = self.name_marked(&text, "v1.0/dl/", "dl", is_digit);
        let text = self.name_marked(&text, "v1.0/dlv/", "dlv", is_digit);
        let text = self.name_marked(&text, "v1.0/dlt/", "dlt", is_digit);
        let is_letter = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
        let text = self.name_marked(&text, "/s/v/u/", "link", is_letter);
        let text = self.name_marked(&text, "\"s!", "share", is_letter);
        self.name_marked(&text, "v1.0/monitor/", "monitor", |c| c.is_ascii_alphanumeric() || "-_".contains(c))
    }

    /// Gives names to the letters of a kind behind a mark.
    fn name_marked(&mut self, text: &str, mark: &str, called: &str, is_part: impl Fn(char) -> bool) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(mark) {
            let (before, after) = rest.split_at(at + mark.len());
            let length = after.find(|c: char| !is_part(c)).unwrap_or(after.len());
            out.push_str(before);
            if length > 0 {
                self.tokens += 1;
                let name = format!("{called}.{}", self.tokens);
                out.push_str(&format!("{{{name}}}"));
                self.known.insert(name, after[..length].to_owned());
            }
            rest = &after[length..];
        }
        out.push_str(rest);
        out
    }
}

/// Finds GUIDs, and runs of exactly 32 hexadecimal digits.
fn ids_in(text: &str) -> Vec<(usize, usize)> {
    let bytes = text.as_bytes();
    let is_part = |at: usize| bytes.get(at).is_some_and(|byte| byte.is_ascii_hexdigit() || *byte == b'-');
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let is_guid = bytes.get(at..at + 36).is_some_and(|id| std::str::from_utf8(id).is_ok_and(|id| model::parse_guid(id).is_some()));
        let digits = bytes[at..].iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
        if is_guid {
            found.push((at, 36));
            at += 36;
        } else if digits == 32 && !(at > 0 && bytes[at - 1].is_ascii_hexdigit()) {
            found.push((at, 32));
            at += 32;
        } else if digits > 0 && !is_part(at + digits) {
            at += digits;
        } else {
            at += 1;
        }
    }
    found
}
