//! What a value of an attribute may be. Each function gives the value to keep, and gives that value again when asked again.

pub(crate) mod base64;
mod colour;
mod source;
mod style;
pub(crate) mod tag;
mod video;

pub(crate) use source::{image, link, web};
pub(crate) use style::{LETTERS, Style, style};
pub(crate) use video::{player, video};

/// Returns text on one line: no control characters, at most so many characters, no blanks around.
pub(crate) fn plain(text: &str, chars_max: usize) -> String {
    let line: String = text.chars().map(|char| if char.is_ascii_whitespace() { ' ' } else { char }).collect();
    let kept: String = line.trim_matches(' ').chars().filter(|char| !char.is_control()).take(chars_max).collect();
    kept.trim_matches(' ').to_owned()
}

/// Returns a whole number within bounds.
pub(crate) fn integer(text: &str, min: i32, max: i32) -> Option<String> {
    let number: i32 = text.trim().parse().ok()?;
    (min..=max).contains(&number).then(|| number.to_string())
}

/// Returns a size in pixels as a bare number; `px` is taken away, a fraction cut off.
pub(crate) fn pixels(text: &str) -> Option<String> {
    let text = text.trim();
    let number = text.strip_suffix("px").unwrap_or(text);
    integer(number.split('.').next()?, 1, 100_000)
}

/// Returns the name of a file, on any system: one that cannot be one is mended by [`mend_file_name`] first.
pub(crate) fn file_name(text: &str) -> Option<String> {
    let name = plain(text, FILE_NAME_CHARS_MAX);
    (!name.is_empty() && !name.contains(NOT_IN_FILE_NAMES)).then_some(name)
}

/// Returns a name that [`file_name`] lets through.
pub(crate) fn mend_file_name(text: &str) -> String {
    let name = plain(&text.replace(NOT_IN_FILE_NAMES, "_"), FILE_NAME_CHARS_MAX);
    if name.is_empty() { "attachment".to_owned() } else { name }
}

/// Source: error 20119 in "OneNote API error and warning codes".
const NOT_IN_FILE_NAMES: [char; 9] = ['\\', '/', ':', '*', '?', '<', '>', '|', '"'];

/// The longest name that common file systems take.
const FILE_NAME_CHARS_MAX: usize = 255;

/// Returns a media type without parameters, in lower case, by its looks.
pub(crate) fn media_type(text: &str) -> Option<String> {
    let text = text.split(';').next()?.trim().to_ascii_lowercase();
    let (main, sub) = text.split_once('/')?;
    // The letters and lengths of RFC 6838, section 4.2.
    let word = |word: &str| {
        let right = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&byte);
        (1..=127).contains(&word.len()) && word.bytes().all(right) && word.as_bytes()[0].is_ascii_alphanumeric()
    };
    (word(main) && word(sub)).then_some(text)
}

/// Returns a language tag, by its looks.
pub(crate) fn language(text: &str) -> Option<String> {
    let text = text.trim();
    let parts_ok = text.split('-').all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    (parts_ok && text.len() <= 35).then(|| text.to_owned())
}
