//! How the pages look, and what they say when something is wrong.

use crate::fault::Fault;
use crate::identity::fault::OAuthFault;
use crate::identity::pages;
use crate::reply::Reply;
use crate::routes::identity::Reader;
use app::Error;
use askama::Template;
use http::{HeaderValue, StatusCode, header};
use model::{NodeId, Timestamp};
use std::sync::LazyLock;

/// Part of each page: it is small, and nothing more is needed to show one.
pub(super) const STYLE: &str = concat!(include_str!("../../templates/palette.css"), include_str!("../../templates/web/style.css"));

/// Nothing runs, nothing is loaded, and what stands in a frame comes from here.
static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
    let policy = format!(
        "default-src 'none'; style-src '{}'; frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
        pages::hash_source(STYLE)
    );
    HeaderValue::try_from(policy).unwrap_or(const { HeaderValue::from_static("default-src 'none'") })
});

/// Replies with a page.
pub(super) fn page(page: &impl Template) -> Reply {
    // A template is checked when the program is built; only writing to memory could fail.
    pages::not_kept(Reply::html(page.render().unwrap_or_default()))
        .with_value(header::CONTENT_SECURITY_POLICY, POLICY.clone())
        .with_value(header::REFERRER_POLICY, const { HeaderValue::from_static("same-origin") })
        .with_value(header::X_FRAME_OPTIONS, const { HeaderValue::from_static("DENY") })
}

/// Says what is wrong. What is not there, and what is not for who asks, nobody can tell apart.
pub(crate) fn wrong(fault: Fault) -> Reply {
    match fault {
        Fault::Verb(Error::NotFound) => pages::message(
            StatusCode::NOT_FOUND,
            "Nothing here for you",
            "It may have been moved or deleted, or it is not shared with you. Ask whoever sent you the address, or look among your \
             notebooks at `/notebooks`.",
        ),
        fault => OAuthFault::Other(fault).reply(Reader::Person),
    }
}

/// Returns the day of a moment.
pub(super) fn day(moment: Timestamp) -> String {
    moment.iso(0).chars().take(10).collect()
}

/// Returns the day and the minute of a moment.
pub(super) fn minute(moment: Timestamp) -> String {
    let text = moment.iso(0).replace('T', " ");
    format!("{} UTC", text.get(..16).unwrap_or(&text))
}

/// Returns the number of the colour that a notebook or a section has, of eight: always the same one.
pub(super) fn colour(id: &NodeId) -> u8 {
    id.0[15] % 8
}
