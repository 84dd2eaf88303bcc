//! Styles and scripts of the pages: built into the program, and fetched once.
//!
//! One hash of them all stands in their addresses, so a browser may keep each for good, and scripts find each other by their names
//! alone.

use super::look;
use crate::fault::Fault;
use crate::identity::ask::Ask;
use crate::reply::Reply;
use app::Error;
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use std::io::Write as _;
use std::sync::LazyLock;

/// One of them, as it lies in `crates/server/assets`.
struct File {
    name: &'static str,
    kind: HeaderValue,
    bytes: &'static [u8],
}

const CSS: HeaderValue = HeaderValue::from_static("text/css; charset=utf-8");
const JS: HeaderValue = HeaderValue::from_static("text/javascript; charset=utf-8");

macro_rules! files {
    ($($name:literal $kind:ident;)*) => {
        [$(File { name: $name, kind: $kind, bytes: include_bytes!(concat!("../../assets/", $name)) }),*]
    };
}

static FILES: LazyLock<Vec<File>> = LazyLock::new(|| {
    files! {
        "web.css" CSS;
        "app.js" JS;
        "dialog.js" JS;
        "asks.js" JS;
        "drag.js" JS;
        "drop.js" JS;
        "said.js" JS;
        "find.js" JS;
        "progress.js" JS;
        "write.css" CSS;
        "sheet.css" CSS;
        "write.js" JS;
        "write/ask.js" JS;
        "write/bar.js" JS;
        "write/draft.js" JS;
        "write/element.js" JS;
        "write/icons.js" JS;
        "write/saving.js" JS;
        "write/tabs.js" JS;
        "sheet.js" JS;
        "sheet/area.js" JS;
        "sheet/chip.js" JS;
        "sheet/clean.js" JS;
        "sheet/commands.js" JS;
        "sheet/events.js" JS;
        "sheet/kept.js" JS;
        "sheet/keys.js" JS;
        "sheet/letters.js" JS;
        "sheet/merge.js" JS;
        "sheet/paste.js" JS;
        "sheet/print.js" JS;
        "sheet/table.js" JS;
        "sheet/tags.js" JS;
        "vendor/purify.min.js" JS;
        "vendor/squire.mjs" JS;
    }
    .into()
});

/// What all of their addresses begin with.
static START: LazyLock<String> = LazyLock::new(|| {
    let mut hasher = blake3::Hasher::new();
    for file in FILES.iter() {
        for part in [file.name.as_bytes(), file.bytes] {
            hasher.update(&(part.len() as u64).to_be_bytes());
            hasher.update(part);
        }
    }
    format!("/assets/{}/", &hasher.finalize().to_hex()[..16])
});

/// The same, packed, in their order. Once: packing them takes longer than sending them.
static PACKED: LazyLock<Vec<Bytes>> = LazyLock::new(|| FILES.iter().map(|file| packed(file.bytes)).collect());

fn packed(bytes: &[u8]) -> Bytes {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    // Memory does not fail to be written to.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default().into()
}

/// Returns what their addresses begin with: a path that ends in a slash.
pub(super) fn start() -> &'static str {
    &START
}

/// `GET /assets/{path}`: for whoever asks, since they are the same for all.
pub(crate) async fn get(ask: Ask) -> Result<Reply, Fault> {
    let name = ask.path.strip_prefix(start());
    let found = name.and_then(|name| FILES.iter().enumerate().find(|(_, file)| file.name == name));
    let Some((index, file)) = found else { return Ok(look::wrong(Error::NotFound.into())) };
    let body = if takes_packed(&ask.headers) { Some(PACKED[index].clone()) } else { None };
    let is_packed = body.is_some();
    let body = body.unwrap_or(Bytes::from_static(file.bytes));
    let reply = Reply { status: StatusCode::OK, headers: vec![(header::CONTENT_TYPE, file.kind.clone())], body: body.into() }
        .with_value(header::CACHE_CONTROL, const { HeaderValue::from_static("public, max-age=31536000, immutable") })
        .with_value(header::VARY, const { HeaderValue::from_static("accept-encoding") })
        // A frame without an origin runs some of them too.
        .with_value(header::ACCESS_CONTROL_ALLOW_ORIGIN, const { HeaderValue::from_static("*") })
        .with_value(const { HeaderName::from_static("cross-origin-resource-policy") }, const { HeaderValue::from_static("cross-origin") });
    Ok(if is_packed { reply.with_value(header::CONTENT_ENCODING, const { HeaderValue::from_static("gzip") }) } else { reply })
}

/// `GET /favicon.ico`: browsers ask for it by this name of themselves. It may change with the program, so it is kept for a day.
pub(crate) async fn icon(_: Ask) -> Result<Reply, Fault> {
    let body = Bytes::from_static(include_bytes!("../../assets/icon.svg"));
    let headers = vec![(header::CONTENT_TYPE, const { HeaderValue::from_static("image/svg+xml") })];
    Ok(Reply { status: StatusCode::OK, headers, body: body.into() }
        .with_value(header::CACHE_CONTROL, const { HeaderValue::from_static("public, max-age=86400") }))
}

/// Says whether a browser unpacks what it gets. Source: RFC 9110, section 12.5.3.
fn takes_packed(headers: &HeaderMap) -> bool {
    let given = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    given.flat_map(|value| value.split(',')).any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        name.trim().eq_ignore_ascii_case("gzip") && !["q=0", "q=0.0", "q=0.00", "q=0.000"].contains(&weight.trim())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_lc_rs::digest;

    #[test]
    fn what_others_made_is_as_it_came() {
        let table = include_str!("../../assets/vendor/README.md");
        let rows = table.lines().filter(|line| line.starts_with("| `")).map(|line| line.split('|').map(str::trim).collect::<Vec<_>>());
        let mut told: Vec<_> =
            rows.map(|row| (format!("vendor/{}", row[1].trim_matches('`')), row[5].trim_matches('`').to_owned())).collect();
        told.sort();
        let vendor = FILES.iter().filter(|file| file.name.starts_with("vendor/"));
        let hash = |bytes| digest::digest(&digest::SHA256, bytes).as_ref().iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        let mut there: Vec<_> = vendor.map(|file| (file.name.to_owned(), hash(file.bytes))).collect();
        there.sort();
        assert_eq!(there, told);
    }

    #[test]
    fn browsers_say_what_they_unpack() {
        for (given, is_taken) in [("gzip, deflate, br", true), ("GZIP;q=0.5", true), ("gzip;q=0", false), ("br", false), ("", false)] {
            let headers = HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(given))]);
            assert_eq!(takes_packed(&headers), is_taken, "{given}");
        }
    }
}
