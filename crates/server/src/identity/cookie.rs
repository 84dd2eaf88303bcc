//! The cookie by which a browser is known, and how a form shows that it is one of ours.
//!
//! A cookie never stands for a token and a token never for a cookie: each is read in its own place alone.

use app::sign_in::Cookie;
use http::{HeaderMap, HeaderValue, header};

/// The cookie's name. With this prefix browsers take it over https alone, and from this host alone. Source: RFC 6265bis,
/// section 4.1.3.
const SECURE_NAME: &str = "__Host-looseleaf";

/// Its name where a browser would not take it under the other: on this machine, without https.
const PLAIN_NAME: &str = "looseleaf";

/// Of the cookie that holds a sign-in under way elsewhere.
const FLOW_SUFFIX: &str = "-elsewhere";

/// Of the cookie that holds a sign-in whose code is still to come.
const HALF_SUFFIX: &str = "-half";

fn is_secure(base: &str) -> bool {
    base.starts_with("https://")
}

fn name(base: &str) -> &'static str {
    if is_secure(base) { SECURE_NAME } else { PLAIN_NAME }
}

/// Returns the secret that a browser shows.
pub(crate) fn read<'h>(headers: &'h HeaderMap, base: &str) -> Option<&'h str> {
    named(headers, name(base))
}

/// Returns what a browser holds of a sign-in under way elsewhere.
pub(super) fn read_flow<'h>(headers: &'h HeaderMap, base: &str) -> Option<&'h str> {
    named(headers, &format!("{}{FLOW_SUFFIX}", name(base)))
}

/// Returns what a browser holds of a sign-in whose code is still to come.
pub(super) fn read_half<'h>(headers: &'h HeaderMap, base: &str) -> Option<&'h str> {
    named(headers, &format!("{}{HALF_SUFFIX}", name(base)))
}

fn named<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let pairs = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(';'));
    pairs.filter_map(|pair| pair.trim().split_once('=')).find(|(known, _)| *known == name).map(|(_, value)| value)
}

/// Returns what a browser is told to show from now on.
pub(super) fn set(cookie: &Cookie, base: &str) -> String {
    written(base, "", &cookie.secret, app::sign_in::SESSION_SECONDS)
}

/// Returns what a browser is told to hold while somebody signs in elsewhere; nothing, to forget it.
pub(super) fn set_flow(value: &str, seconds: i64, base: &str) -> String {
    written(base, FLOW_SUFFIX, value, seconds)
}

/// Returns what a browser is told to hold until somebody has typed a code.
pub(super) fn set_half(secret: &str, base: &str) -> String {
    written(base, HALF_SUFFIX, secret, app::sign_in::HALF_SECONDS)
}

/// Returns what makes a browser forget that.
pub(super) fn forget_half(base: &str) -> String {
    written(base, HALF_SUFFIX, "", 0)
}

/// Returns what makes a browser forget it.
pub(super) fn forget(base: &str) -> String {
    written(base, "", "", 0)
}

fn written(base: &str, suffix: &str, value: &str, seconds: i64) -> String {
    let secure = if is_secure(base) { "; Secure" } else { "" };
    // Lax: whom an app sends here by a link is known, and what another page posts is not.
    format!("{}{suffix}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}", name(base))
}

/// Returns what the forms that a browser is shown have to bring back. It follows from the cookie, which no other page can read.
pub(super) fn form_token(secret: &str) -> String {
    let mut text = String::new();
    model::push_hex(&mut text, &blake3::derive_key("looseleaf 2026-11 form token", secret.as_bytes()));
    text
}

/// Says whether a form was sent by a page of this server. Browsers say from where with every form.
pub(super) fn is_own_page(headers: &HeaderMap, base: &str) -> bool {
    let mut origins = headers.get_all(header::ORIGIN).iter();
    match (origins.next(), origins.next()) {
        (Some(origin), None) => origin.as_bytes() == base.as_bytes(),
        (None, _) => headers.get("sec-fetch-site").is_none_or(|site| site == const { HeaderValue::from_static("same-origin") }),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn a_cookie_of_the_other_kind_counts_for_nothing() {
        let both = headers(&[("cookie", "a=1; looseleaf=plain; __Host-looseleaf=secure")]);
        assert_eq!(read(&both, "https://notes.example"), Some("secure"));
        assert_eq!(read(&both, "http://localhost:8380"), Some("plain"));
        assert_eq!(read(&headers(&[("cookie", "looseleaf=plain")]), "https://notes.example"), None);
    }

    #[test]
    fn only_our_own_pages_send_forms() {
        let base = "https://notes.example";
        assert!(is_own_page(&headers(&[("origin", "https://notes.example")]), base));
        assert!(is_own_page(&headers(&[("sec-fetch-site", "same-origin")]), base));
        for other in
            ["null", "https://evil.example", "http://notes.example", "https://notes.example:444", "https://notes.example.evil.example"]
        {
            assert!(!is_own_page(&headers(&[("origin", other)]), base), "{other}");
        }
        for site in ["cross-site", "same-site", "none"] {
            assert!(!is_own_page(&headers(&[("sec-fetch-site", site)]), base), "{site}");
        }
    }
}
