//! Text that stays text in Markdown.

/// Characters that mean something wherever they stand. Source: CommonMark 0.31.2, section 2.4; GitHub Flavored Markdown for `|`, `~`.
const ANYWHERE: &[char] = &['\\', '!', '`', '*', '_', '[', ']', '<', '>', '&', '~', '|', '$'];

/// Writes text so that it is read as that text. `is_start` says whether it begins a line.
pub(super) fn text(text: &str, is_start: bool, out: &mut String) {
    let mut at_start = is_start;
    let mut digits = 0;
    for char in text.chars() {
        let is_of_start = at_start && matches!(char, '#' | '+' | '-' | '=');
        let is_of_number = digits > 0 && matches!(char, '.' | ')');
        if ANYWHERE.contains(&char) || is_of_start || is_of_number {
            out.push('\\');
        }
        digits = if char.is_ascii_digit() && (at_start || digits > 0) { digits + 1 } else { 0 };
        at_start &= char == ' ';
        out.push(char);
    }
}

/// Returns text that is a line of its own.
pub(super) fn line(words: &str) -> String {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut out = String::new();
    text(&words, true, &mut out);
    out
}

/// Returns a heading. Signs at its end would not be of it. Source: CommonMark 0.31.2, section 4.2.
pub(super) fn heading(level: usize, mut words: String) -> String {
    if let Some(before) = words.strip_suffix('#') {
        let backslashes = before.len() - before.trim_end_matches('\\').len();
        if backslashes % 2 == 0 {
            words.insert(before.len(), '\\');
        }
    }
    format!("{} {words}", "#".repeat(level))
}

/// Returns an address as it may stand in the brackets of a link.
pub(super) fn address(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    for char in address.chars() {
        match char {
            ' ' | '<' | '>' | '(' | ')' | '\\' | '"' | '`' | '|' => out.push_str(&format!("%{:02X}", char as u32)),
            char if char.is_control() || char.is_whitespace() => {
                let mut bytes = [0; 4];
                char.encode_utf8(&mut bytes).bytes().for_each(|byte| out.push_str(&format!("%{byte:02X}")));
            }
            char => out.push(char),
        }
    }
    out
}
