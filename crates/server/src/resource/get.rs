use crate::call::Call;
use crate::download::Outgoing;
use crate::fault::Fault;
use crate::reply::Reply;
use app::resource::{self, Opened};
use app::{Blobs, place};
use http::{HeaderMap, HeaderName, Method};
use model::Timestamp;

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
    let reply = sent(opened, &call.server.blobs, &call.method, &call.headers);
    match call.query.grant {
        Some(_) if reply.status.is_success() => reply.with(EXPIRES, &american(call.caller.expires())),
        _ => reply,
    }
}

/// Sends an image, or a file to be saved.
pub(crate) fn sent(opened: &Opened, blobs: &Blobs, method: &Method, headers: &HeaderMap) -> Reply {
    let found = opened.resource();
    // Content never changes under its hash, so half of that names the version.
    let tag = format!("\"{}\"", &found.hash.to_string()[..32]);
    let is_shown = SHOWN.contains(&found.media_type.as_str());
    let outgoing = Outgoing {
        hash: found.hash,
        bytes: found.bytes,
        body: opened.body(),
        tags: &[&tag],
        media_type: if is_shown { &found.media_type } else { FILE },
        is_shown,
        file_name: found.file_name.as_deref(),
    };
    outgoing.answer(blobs, method, headers)
}

/// Returns a moment as people in America write it, in UTC. Source: "Pre-authenticated image URLs" in the service's blog.
fn american(moment: Timestamp) -> String {
    let text = moment.iso(0);
    let number = |from: usize, to: usize| text.get(from..to).and_then(|digits| digits.parse::<u32>().ok()).unwrap_or(0);
    let hour = number(11, 13);
    let (twelfth, half) = (if hour.is_multiple_of(12) { 12 } else { hour % 12 }, if hour < 12 { "AM" } else { "PM" });
    format!("{}/{}/{} {twelfth}:{:02}:{:02} {half}", number(5, 7), number(8, 10), number(0, 4), number(14, 16), number(17, 19))
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
