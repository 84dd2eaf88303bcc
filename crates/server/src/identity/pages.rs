//! The pages that people are shown while they sign in and let apps in. Nothing runs on them, and they work without scripts.

use crate::reply::Reply;
use askama::Template;
use http::{HeaderValue, StatusCode, header};

/// How the pages look. It is part of each: a page is small, and needs nothing more to be shown.
const STYLE: &str = concat!(include_str!("../../templates/palette.css"), include_str!("../../templates/style.css"));

/// Signing in.
#[derive(Template)]
#[template(path = "sign_in.html")]
pub(super) struct SignIn<'a> {
    pub(super) style: &'a str,
    /// What the app is called that sent them, if one did.
    pub(super) app: Option<&'a str>,
    /// Where to go afterwards.
    pub(super) to: &'a str,
    pub(super) name: &'a str,
    /// What went wrong, if something did.
    pub(super) wrong: Option<&'a str>,
    /// Where else one may sign in.
    pub(super) doors: &'a [Door],
}

/// Typing a code after the password.
#[derive(Template)]
#[template(path = "second_step.html")]
pub(super) struct SecondStep<'a> {
    pub(super) style: &'a str,
    /// Where to go afterwards.
    pub(super) to: &'a str,
    pub(super) wrong: Option<&'a str>,
}

/// Getting a second factor.
#[derive(Template)]
#[template(path = "factor.html")]
pub(super) struct Factor<'a> {
    pub(super) style: &'a str,
    pub(super) token: &'a str,
    /// What the phone needs, while it is shown: the first time.
    pub(super) shown: Option<FactorShown>,
    pub(super) wrong: Option<&'a str>,
}

/// What a phone needs to reckon codes.
pub(super) struct FactorShown {
    /// The address of it, as a picture.
    pub(super) svg: String,
    /// The same address, for who is on that phone.
    pub(super) address: String,
    /// What is typed where no picture can be taken, in groups.
    pub(super) secret: String,
}

/// Codes to be kept on paper.
#[derive(Template)]
#[template(path = "recovery.html")]
pub(super) struct Recovery<'a> {
    pub(super) style: &'a str,
    pub(super) name: &'a str,
    pub(super) base: &'a str,
    pub(super) codes: &'a [String],
}

/// An issuer through which people sign in.
pub(super) struct Door {
    pub(super) name: String,
    /// Where one begins.
    pub(super) to: String,
}

/// Letting an app in.
#[derive(Template)]
#[template(path = "consent.html")]
pub(super) struct Consent<'a> {
    pub(super) style: &'a str,
    pub(super) app: &'a str,
    pub(super) name: &'a str,
    /// What it may do then, in words.
    pub(super) deeds: &'a [&'static str],
    /// Where it is, for people to judge by.
    pub(super) host: &'a str,
    /// Where the form goes.
    pub(super) action: &'a str,
    pub(super) token: &'a str,
    /// What a device shows, if one asks.
    pub(super) code: Option<&'a str>,
    /// Where this page is, for somebody else.
    pub(super) again: &'a str,
}

/// What somebody sees of their account.
#[derive(Template)]
#[template(path = "account.html")]
pub(super) struct Account<'a> {
    pub(super) style: &'a str,
    pub(super) name: &'a str,
    pub(super) token: &'a str,
    pub(super) apps: &'a [AppRow],
    /// In how many browsers they are signed in, in words.
    pub(super) browsers: &'a str,
    /// The shortest password, in characters.
    pub(super) password_min: usize,
    /// Whether they run the server.
    pub(super) is_admin: bool,
    /// How many codes on paper they have; `None` without a second factor.
    pub(super) recovery_left: Option<u64>,
    pub(super) said: Option<&'a str>,
    pub(super) wrong: Option<&'a str>,
}

/// An app that somebody lets in.
pub(super) struct AppRow {
    pub(super) id: String,
    pub(super) name: String,
    /// What it may do, in words.
    pub(super) deeds: String,
    /// The day on which it was let in.
    pub(super) since: String,
}

/// Typing a device's code.
#[derive(Template)]
#[template(path = "device.html")]
pub(super) struct Device<'a> {
    pub(super) style: &'a str,
    pub(super) code: &'a str,
    pub(super) wrong: Option<&'a str>,
}

/// Signing out.
#[derive(Template)]
#[template(path = "sign_out.html")]
pub(super) struct SignOut<'a> {
    pub(super) style: &'a str,
    pub(super) name: &'a str,
    pub(super) token: &'a str,
    /// Where the form goes.
    pub(super) action: &'a str,
}

/// Sending an app what it asked for in the body of a form. Source: "OAuth 2.0 Form Post Response Mode".
#[derive(Template)]
#[template(path = "form_post.html")]
pub(super) struct FormPost<'a> {
    pub(super) style: &'a str,
    pub(super) app: &'a str,
    pub(super) to: &'a str,
    /// Where it is, for people to judge by.
    pub(super) host: &'a str,
    pub(super) fields: &'a [(&'static str, String)],
}

/// What lies in a folder that is shared by a link.
#[derive(Template)]
#[template(path = "folder.html")]
pub(crate) struct Folder<'a> {
    pub(crate) style: &'a str,
    pub(crate) name: &'a str,
    pub(crate) entries: &'a [Entry],
    /// How many are shown, where there may be more.
    pub(crate) first: Option<usize>,
}

/// Something in such a folder.
pub(crate) struct Entry {
    pub(crate) name: String,
    /// Where it opens, if it does in a browser.
    pub(crate) href: Option<String>,
}

/// A link that has a password.
#[derive(Template)]
#[template(path = "locked.html")]
pub(crate) struct Locked<'a> {
    pub(crate) style: &'a str,
    /// Whether one was tried, in vain.
    pub(crate) is_tried: bool,
}

/// One sentence, in which a program's words stand between backticks.
#[derive(Template)]
#[template(path = "message.html")]
struct Message<'a> {
    style: &'a str,
    title: &'a str,
    sentence: &'a str,
}

#[derive(Template)]
#[template(path = "home.html")]
struct Home<'a> {
    style: &'a str,
    base: &'a str,
}

/// Replies with what this is, to whoever comes with a browser. `base` is where the server is, if that is known.
pub(crate) fn home(base: &str) -> Reply {
    page(StatusCode::OK, &Home { style: STYLE, base }, None)
}

/// Returns how the pages look, for their templates.
pub(crate) const fn style() -> &'static str {
    STYLE
}

/// Replies with a page, whose forms may lead to this server and, where an app is sent something, to `target`.
pub(super) fn page(status: StatusCode, page: &impl Template, target: Option<&str>) -> Reply {
    // With `no-referrer`, browsers would not say either that a form came from here.
    framed(status, page, target).with_value(header::REFERRER_POLICY, const { HeaderValue::from_static("same-origin") })
}

/// Replies with a page whose address is a secret: no other page is told of it.
pub(crate) fn unreferred(status: StatusCode, page: &impl Template) -> Reply {
    framed(status, page, None).with_value(header::REFERRER_POLICY, const { HeaderValue::from_static("no-referrer") })
}

fn framed(status: StatusCode, page: &impl Template, target: Option<&str>) -> Reply {
    // A template is checked when the program is built; only writing to memory could fail.
    let mut reply = Reply::html(page.render().unwrap_or_default());
    reply.status = status;
    let target = target.map(source_of).unwrap_or_default();
    // Browsers hold this against the addresses that a form's answer leads on to as well.
    let policy =
        format!("default-src 'none'; style-src '{}'; form-action 'self'{target}; frame-ancestors 'none'; base-uri 'none'", style_source());
    not_kept(reply.with(header::CONTENT_SECURITY_POLICY, &policy))
        .with_value(header::X_FRAME_OPTIONS, const { HeaderValue::from_static("DENY") })
}

/// Replies with a page that says one thing.
pub(crate) fn message(status: StatusCode, title: &str, sentence: &str) -> Reply {
    page(status, &Message { style: STYLE, title, sentence }, None)
}

/// What is said here is for whoever asked, and for now.
pub(crate) fn not_kept(reply: Reply) -> Reply {
    if reply.headers.iter().any(|(name, _)| name == header::CACHE_CONTROL) {
        return reply;
    }
    reply
        .with_value(header::CACHE_CONTROL, const { HeaderValue::from_static("no-store") })
        .with_value(header::PRAGMA, const { HeaderValue::from_static("no-cache") })
}

/// Sends a browser on, by `GET`.
pub(crate) fn go(to: &str) -> Reply {
    not_kept(Reply::empty(StatusCode::SEE_OTHER).with(header::LOCATION, to))
        .with_value(header::REFERRER_POLICY, const { HeaderValue::from_static("no-referrer") })
}

/// Returns the host of an address, with its port. Empty for a scheme of an app's own without one.
pub(super) fn host(uri: &str) -> &str {
    uri.split_once("://").map_or("", |(_, rest)| rest.split(['/', '?']).next().unwrap_or(rest))
}

/// Returns how the policy names where an address is: by scheme and host, or by a scheme of its own.
fn source_of(uri: &str) -> String {
    let authority_end = uri.find("://").map(|at| uri[at + 3..].find(['/', '?', '#']).map_or(uri.len(), |end| at + 3 + end));
    match (authority_end, uri.split_once(':')) {
        (Some(end), Some(("http" | "https", _))) => format!(" {}", &uri[..end]),
        (_, Some((scheme, _))) => format!(" {scheme}:"),
        _ => String::new(),
    }
}

fn style_source() -> &'static str {
    static SOURCE: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| hash_source(STYLE));
    &SOURCE
}

/// Returns how a policy names a style that stands in a page.
pub(crate) fn hash_source(style: &str) -> String {
    use base64::Engine as _;
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, style.as_bytes());
    format!("sha256-{}", base64::engine::general_purpose::STANDARD.encode(digest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_names_where_an_app_is() {
        assert_eq!(source_of("https://app.example/cb?x=1"), " https://app.example");
        assert_eq!(source_of("http://localhost:53682/"), " http://localhost:53682");
        assert_eq!(source_of("http://localhost:53682"), " http://localhost:53682");
        assert_eq!(source_of("com.example.app:/cb"), " com.example.app:");
        assert_eq!(source_of("msal0://auth"), " msal0:");
    }

    #[test]
    fn words_of_programs_are_told_apart() {
        let message = Message { style: STYLE, title: "No", sentence: "See `a <b>` & `c`." };
        assert!(message.render().unwrap().contains("<p>See <code>a &#60;b&#62;</code> &#38; <code>c</code>.</p>"));
    }

    /// Returns how far two colours are apart. Source: "Web Content Accessibility Guidelines 2.2", contrast ratio.
    fn contrast(one: &str, other: &str) -> f64 {
        let luminance = |colour: &str| {
            let hex: String = colour.chars().flat_map(|digit| std::iter::repeat_n(digit, if colour.len() == 3 { 2 } else { 1 })).collect();
            let part = |at: usize| {
                let share = f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0;
                if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
            };
            0.2126 * part(0) + 0.7152 * part(2) + 0.0722 * part(4) + 0.05
        };
        let (one, other) = (luminance(one), luminance(other));
        one.max(other) / one.min(other)
    }

    #[test]
    fn everything_written_can_be_read_by_day_and_by_night() {
        let palettes: Vec<&str> = STYLE.lines().filter(|line| line.contains("--paper:")).collect();
        assert_eq!(palettes.len(), 2);
        for palette in palettes {
            let colour = |name: &str| palette.split(&format!("--{name}: #")).nth(1).unwrap().split(';').next().unwrap();
            for (text, ground) in
                [("ink", "sheet"), ("soft", "sheet"), ("accent", "sheet"), ("wrong", "sheet"), ("on-accent", "accent"), ("ink", "paper")]
            {
                let apart = contrast(colour(text), colour(ground));
                assert!(apart >= 4.5, "{text} on {ground}: {apart:.2} in {palette}");
            }
        }
    }

    #[test]
    fn what_people_wrote_runs_nothing() {
        let consent = Consent {
            style: STYLE,
            app: "<script>alert(1)</script>",
            name: "Ann & Bob",
            deeds: &["Read"],
            host: "app.example",
            action: "/x?a=\"><script>",
            token: "t",
            code: None,
            again: "/",
        };
        let html = consent.render().unwrap();
        assert!(!html.contains("<script>"), "{html}");
        assert!(html.contains("Ann &#38; Bob"), "{html}");
    }
}
