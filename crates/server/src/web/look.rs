//! How the pages look, and what they say when something is wrong.

use crate::fault::Fault;
use crate::identity::fault::OAuthFault;
use crate::identity::pages;
use crate::reply::Reply;
use crate::routes::identity::Reader;
use app::Error;
use http::StatusCode;
use model::{NodeId, Timestamp};

/// Says what is wrong. What is not there, and what is not for who asks, nobody can tell apart.
pub(crate) fn wrong(fault: Fault) -> Reply {
    match fault {
        Fault::Verb(Error::NotFound | Error::DriveNotFound | Error::GroupNotFound | Error::SiteNotFound) => pages::message(
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
