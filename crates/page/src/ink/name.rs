//! Names in XML. Source: W3C, "Extensible Markup Language (XML) 1.0 (Fifth Edition)", 2.2 and 2.3, and "Namespaces in XML 1.0",
//! 4.

/// Whether XML knows a character.
pub(super) const fn is_char(char: char) -> bool {
    matches!(char, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// Whether a character is a blank between names. No other blank is one.
pub(super) const fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

/// Whether a name may begin with a character. The colon is left out: it parts a name.
const fn begins(char: char) -> bool {
    matches!(char,
        'A'..='Z' | 'a'..='z' | '_'
        | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{2ff}' | '\u{370}'..='\u{37d}' | '\u{37f}'..='\u{1fff}'
        | '\u{200c}'..='\u{200d}' | '\u{2070}'..='\u{218f}' | '\u{2c00}'..='\u{2fef}' | '\u{3001}'..='\u{d7ff}'
        | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}' | '\u{10000}'..='\u{effff}')
}

const fn continues(char: char) -> bool {
    begins(char) || matches!(char, '-' | '.' | '0'..='9' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}')
}

/// Returns how many bytes at the front of a text are one part of a name; 0 if it begins with none.
pub(super) fn length(text: &str) -> usize {
    if !text.starts_with(begins) {
        return 0;
    }
    text.find(|char| !continues(char)).unwrap_or(text.len())
}

/// A name in two parts; the first is empty where there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Name<'a> {
    pub(super) prefix: &'a str,
    pub(super) local: &'a str,
}
