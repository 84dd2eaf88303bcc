//! What browsers are told of everything that people are shown, beside what a page says itself: put on in one place, so that no page
//! can leave it out.

use crate::reply::Reply;
use crate::routes::identity::{Reader, Route};
use http::{HeaderName, HeaderValue, header};

/// What stands on all. Answers without a page, such as those that lead on, have a policy too: nothing.
const ALL: [(HeaderName, HeaderValue); 4] = [
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"),
    ),
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("permissions-policy"), PERMISSIONS),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
];

/// No page of ours asks for any of these, nor may what stands on it.
const PERMISSIONS: HeaderValue = HeaderValue::from_static(
    "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), \
     midi=(), payment=(), publickey-credentials-get=(), screen-wake-lock=(), serial=(), usb=()",
);

/// Keeps whoever opened a page from holding on to its window.
const OPENER: (HeaderName, HeaderValue) = (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin"));

/// Adds what is missing to what a person is shown.
pub(super) fn put(route: &Route, mut reply: Reply) -> Reply {
    if route.reader != Reader::Person {
        return reply;
    }
    // Apps sign people in and out in windows that they open, and wait there for these pages to lead back.
    let is_opened_by_apps = ["oauth.", "sign_in.", "sign_out."].iter().any(|part| route.name.starts_with(part));
    // Browsers show nothing that has both this and a sandbox.
    let is_boxed = reply.headers.iter().any(|(name, value)| name == header::CONTENT_SECURITY_POLICY && holds(value, b"sandbox"));
    for (name, value) in ALL.into_iter().chain((!is_opened_by_apps && !is_boxed).then_some(OPENER)) {
        if !reply.headers.iter().any(|(there, _)| *there == name) {
            reply.headers.push((name, value));
        }
    }
    reply
}

fn holds(value: &HeaderValue, word: &[u8]) -> bool {
    value.as_bytes().windows(word.len()).any(|window| window == word)
}
