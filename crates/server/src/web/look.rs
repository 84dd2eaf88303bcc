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

/// Returns a number of bytes as people say it.
pub(super) fn size(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["KB", "MB", "GB", "TB", "PB"];
    if bytes < 1_000 {
        return if bytes == 1 { "1 byte".to_owned() } else { format!("{bytes} bytes") };
    }
    // Of a thousand and of its powers, as disks are sold; so that none is rounded up to a thousand.
    let (mut unit, mut rest) = (0, bytes);
    while rest >= 999_500 && unit + 1 < UNITS.len() {
        rest /= 1_000;
        unit += 1;
    }
    let (whole, tenth) = ((rest + 50) / 1_000, (rest + 50) % 1_000 / 100);
    if whole < 10 && tenth > 0 { format!("{whole}.{tenth} {}", UNITS[unit]) } else { format!("{} {}", (rest + 500) / 1_000, UNITS[unit]) }
}

/// Returns the number of the colour that a notebook or a section has, of eight: always the same one.
pub(super) fn colour(id: &NodeId) -> u8 {
    id.0[15] % 8
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_have_two_digits_or_a_unit_more() {
        for (bytes, said) in [
            (0, "0 bytes"),
            (1, "1 byte"),
            (999, "999 bytes"),
            (1_000, "1 KB"),
            (1_250, "1.3 KB"),
            (9_940, "9.9 KB"),
            (999_400, "999 KB"),
            (999_999, "1 MB"),
            (1_500_000, "1.5 MB"),
            (12_345_678, "12 MB"),
            (u64::MAX, "18447 PB"),
        ] {
            assert_eq!(size(bytes), said, "{bytes}");
        }
    }
}
