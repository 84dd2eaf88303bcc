use super::disposition::disposition;
use super::range::{Wanted, wanted};
use crate::call::Call;
use crate::fault::Fault;
use crate::reply::{Reply, ReplyBody};
use app::page::Body;
use app::resource::{self, Opened, Resource};
use app::{Blobs, place};
use bytes::Bytes;
use http::{HeaderName, HeaderValue, StatusCode, header};
use model::Timestamp;

/// A file is of somebody's making, and may be anything. Should a browser be made to open it here after all, it runs nothing
/// of it and gives it no origin.
const POLICY: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; sandbox");

/// Whoever keeps it asks each time whether it may still be shown: the right to the page can end at any moment.
const CACHE: HeaderValue = HeaderValue::from_static("private, no-cache");

/// When the grant ends that the address holds.
const EXPIRES: HeaderName = HeaderName::from_static("x-resourceexpires");

/// What browsers show without running anything. Whether it is one of these was found out from its bytes; SVG is none,
/// because it is a document with scripts.
const SHOWN: [&str; 6] = ["image/png", "image/jpeg", "image/gif", "image/bmp", "image/tiff", "image/webp"];

/// What everything else is. Source: "Add images and files to OneNote pages".
const FILE: &str = "application/octet-stream";

/// `GET resources/{id}/content` and `…/$value`. Source: "Add images and files to OneNote pages".
pub(crate) async fn handle(call: Call) -> Result<Reply, Fault> {
    let id = call.resource()?;
    let (caller, location) = (call.caller.clone(), call.root.location());
    let opened = call
        .read(move |cx| {
            let place = place::resolve(cx, &caller, location)?;
            resource::open(cx, &caller, &place, &id)
        })
        .await?;
    Ok(answer(&call, &opened))
}

fn answer(call: &Call, opened: &Opened) -> Reply {
    let found = opened.resource();
    // Content never changes under its hash, so half of that names the version.
    let tag = format!("\"{}\"", &found.hash.to_string()[..32]);
    if call.headers.get(header::IF_NONE_MATCH).is_some_and(|given| names(given, &tag)) {
        return Reply::empty(StatusCode::NOT_MODIFIED).with(header::ETAG, &tag).with_value(header::CACHE_CONTROL, CACHE);
    }
    let asked = wanted(call.headers.get(header::RANGE), call.headers.get(header::IF_RANGE), &tag, found.bytes);
    let (status, range) = match asked {
        Wanted::All => (StatusCode::OK, 0..found.bytes),
        Wanted::Part(range) => (StatusCode::PARTIAL_CONTENT, range),
        Wanted::Nothing => {
            return Reply::empty(StatusCode::RANGE_NOT_SATISFIABLE).with(header::CONTENT_RANGE, &format!("bytes */{}", found.bytes));
        }
    };
    let is_shown = SHOWN.contains(&found.media_type.as_str());
    let mut reply = Reply { status, headers: Vec::with_capacity(8), body: ReplyBody::empty() }
        .with(header::CONTENT_TYPE, if is_shown { &found.media_type } else { FILE })
        .with(header::CONTENT_DISPOSITION, &disposition(is_shown, found.file_name.as_deref()))
        .with(header::ETAG, &tag)
        .with(header::ACCEPT_RANGES, "bytes")
        .with_value(header::CONTENT_SECURITY_POLICY, POLICY)
        .with_value(header::CACHE_CONTROL, CACHE);
    if call.query.grant.is_some() {
        reply = reply.with(EXPIRES, &american(call.caller.expires()));
    }
    if status == StatusCode::PARTIAL_CONTENT {
        reply = reply.with(header::CONTENT_RANGE, &format!("bytes {}-{}/{}", range.start, range.end.saturating_sub(1), found.bytes));
    }
    reply.body = body(&call.server.blobs, found, opened.body(), range);
    reply
}

/// Returns a moment as people in America write it, in UTC. Source: "Pre-authenticated image URLs" in the service's blog.
fn american(moment: Timestamp) -> String {
    let text = moment.iso(0);
    let number = |from: usize, to: usize| text.get(from..to).and_then(|digits| digits.parse::<u32>().ok()).unwrap_or(0);
    let hour = number(11, 13);
    let (twelfth, half) = (if hour.is_multiple_of(12) { 12 } else { hour % 12 }, if hour < 12 { "AM" } else { "PM" });
    format!("{}/{}/{} {twelfth}:{:02}:{:02} {half}", number(5, 7), number(8, 10), number(0, 4), number(14, 16), number(17, 19))
}

fn body(blobs: &Blobs, found: &Resource, body: &Body, range: std::ops::Range<u64>) -> ReplyBody {
    match body {
        Body::Inline(bytes) => {
            // Bodies in rows are small, and the range was cut to the length that the row says.
            let at = |place: u64| usize::try_from(place).unwrap_or(bytes.len()).min(bytes.len());
            Bytes::copy_from_slice(bytes.get(at(range.start)..at(range.end)).unwrap_or_default()).into()
        }
        Body::Blob(name) => ReplyBody::blob(blobs.clone(), name.clone(), found.hash, range, found.bytes),
    }
}

/// Says whether a list of entity tags has this one, or stands for any.
fn names(given: &HeaderValue, tag: &str) -> bool {
    let tags = given.to_str().unwrap_or_default().split(',').map(str::trim);
    tags.map(|given| given.strip_prefix("W/").unwrap_or(given)).any(|given| given == tag || given == "*")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_spelt_as_in_america() {
        let spelt = |text: &str| american(Timestamp::parse_iso(text).unwrap());
        assert_eq!(spelt("2026-01-31T09:01:05Z"), "1/31/2026 9:01:05 AM");
        assert_eq!(spelt("2026-11-02T00:00:00Z"), "11/2/2026 12:00:00 AM");
        assert_eq!(spelt("2026-11-02T12:30:00Z"), "11/2/2026 12:30:00 PM");
        assert_eq!(spelt("2026-11-02T23:59:59Z"), "11/2/2026 11:59:59 PM");
    }
}
