//! Addresses: what may be linked, shown or embedded. Nothing here is ever fetched.

use crate::limits::LINK_CHARS_MAX;

/// Returns a link that is safe to follow from a page of ours.
///
/// Only addresses that stand for themselves are: a relative one would lead into our own server, with the reader's cookies.
/// Our own scheme for references is not among them, so nobody can write one.
pub(crate) fn link(text: &str) -> Option<String> {
    let (scheme, rest) = address(text)?;
    match scheme.as_str() {
        "http" | "https" => has_host(&rest),
        "mailto" | "tel" | "onenote" => !rest.is_empty(),
        _ => false,
    }
    .then(|| format!("{scheme}:{rest}"))
}

/// Returns an image's source: an address in the web, kept as it is, or a picture in the text itself.
pub(crate) fn image(text: &str) -> Option<String> {
    let start = text.trim_start_matches(|char: char| char.is_ascii_whitespace());
    if start.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("data:")) {
        return inline_image(start.get(5..)?);
    }
    web(text)
}

/// Returns an address in the web.
pub(crate) fn web(text: &str) -> Option<String> {
    let (scheme, rest) = address(text)?;
    ((scheme == "http" || scheme == "https") && has_host(&rest)).then(|| format!("{scheme}:{rest}"))
}

/// Splits an address into its scheme, in lower case, and the rest.
///
/// Browsers drop control characters inside an address before they look at its scheme, and so do we.
fn address(text: &str) -> Option<(String, String)> {
    if text.len() > 4 * LINK_CHARS_MAX {
        return None;
    }
    let clean: String = text.chars().filter(|char| !char.is_control()).collect();
    let clean = clean.trim();
    let (scheme, rest) = clean.split_once(':')?;
    let word = scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    let starts_right = scheme.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic());
    (word && starts_right && clean.chars().count() <= LINK_CHARS_MAX).then(|| (scheme.to_ascii_lowercase(), rest.to_owned()))
}

/// `http:x` and `http:/x` are relative addresses in disguise.
fn has_host(rest: &str) -> bool {
    rest.strip_prefix("//").is_some_and(|host| !host.is_empty() && !host.starts_with(['/', '\\', '?', '#', ' ']))
}

/// Checks the letters of a picture, not the picture. SVG is left out, since it is a document with scripts.
fn inline_image(text: &str) -> Option<String> {
    let (head, data) = text.split_once(',')?;
    let head = head.to_ascii_lowercase().replace(' ', "");
    let kind = head.strip_prefix("image/")?.strip_suffix(";base64")?;
    let kind = if kind == "jpg" { "jpeg" } else { kind };
    if !matches!(kind, "png" | "jpeg" | "gif" | "bmp" | "webp" | "tiff") {
        return None;
    }
    let data: String = data.chars().filter(|char| !char.is_ascii_whitespace()).collect();
    let letters = data.trim_end_matches('=');
    let base64 = letters.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/');
    let whole = data.len().is_multiple_of(4) && data.len() - letters.len() <= 2;
    (base64 && whole && !letters.is_empty()).then(|| format!("data:image/{kind};base64,{data}"))
}
