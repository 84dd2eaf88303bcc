//! A content on its way out: of a page's image or file, and of a file of a drive.
//!
//! What is large is read while it is sent, a piece at a time, and only as fast as the client takes it.

pub(crate) mod disposition;
pub(crate) mod media_type;
mod range;

use crate::etag;
use crate::reply::{Reply, ReplyBody};
use app::Blobs;
use app::page::{Body, Hash};
use bytes::Bytes;
use disposition::disposition;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use range::{Wanted, wanted};
use std::ops::Range;

/// A file is of somebody's making, and may be anything. Should a browser be made to open it here after all, it runs nothing
/// of it and gives it no origin.
const POLICY: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; sandbox");

/// Whoever keeps it asks each time whether it may still be shown: the right to it can end at any moment.
const CACHE: HeaderValue = HeaderValue::from_static("private, no-cache");

/// What is sent.
pub(crate) struct Outgoing<'a> {
    /// Names the bytes.
    pub(crate) hash: Hash,
    /// How many there are.
    pub(crate) bytes: u64,
    /// Where they lie.
    pub(crate) body: &'a Body,
    /// The entity tags that name this version, in quotes. The first is told.
    pub(crate) tags: &'a [&'a str],
    /// What a client is told that it is. Must be nothing that a browser runs.
    pub(crate) media_type: &'a str,
    /// Whether a browser may show it, instead of saving it.
    pub(crate) is_shown: bool,
    /// The name that it is saved under.
    pub(crate) file_name: Option<&'a str>,
}

impl Outgoing<'_> {
    /// Answers a request for it: all of it, the range that was asked for (206, 416), or that the client has it already (304).
    ///
    /// Source: RFC 9110, sections 13 and 14. `HEAD` is answered as `GET` is, but for its range, which means nothing there.
    pub(crate) fn answer(&self, blobs: &Blobs, method: &Method, asked: &HeaderMap) -> Reply {
        let tag = self.tags.first().copied().unwrap_or_default();
        if etag::header_names(asked, &header::IF_NONE_MATCH, self.tags) == Some(true) {
            return Reply::empty(StatusCode::NOT_MODIFIED).with(header::ETAG, tag).with_value(header::CACHE_CONTROL, CACHE);
        }
        let range = asked.get(header::RANGE).filter(|_| method != Method::HEAD);
        let (status, range) = match wanted(range, asked.get(header::IF_RANGE), tag, self.bytes) {
            Wanted::All => (StatusCode::OK, 0..self.bytes),
            Wanted::Part(range) => (StatusCode::PARTIAL_CONTENT, range),
            Wanted::Nothing => {
                let all = format!("bytes */{}", self.bytes);
                return Reply::empty(StatusCode::RANGE_NOT_SATISFIABLE).with(header::CONTENT_RANGE, &all);
            }
        };
        let mut reply = Reply { status, headers: Vec::with_capacity(8), body: ReplyBody::empty() }
            .with(header::CONTENT_TYPE, self.media_type)
            .with(header::CONTENT_DISPOSITION, &disposition(self.is_shown, self.file_name))
            .with(header::ETAG, tag)
            .with(header::ACCEPT_RANGES, "bytes")
            .with_value(header::CONTENT_SECURITY_POLICY, POLICY)
            .with_value(header::CACHE_CONTROL, CACHE);
        if status == StatusCode::PARTIAL_CONTENT {
            let part = format!("bytes {}-{}/{}", range.start, range.end.saturating_sub(1), self.bytes);
            reply = reply.with(header::CONTENT_RANGE, &part);
        }
        reply.body = self.body(blobs, range);
        reply
    }

    fn body(&self, blobs: &Blobs, range: Range<u64>) -> ReplyBody {
        match self.body {
            Body::Inline(bytes) => {
                // Bodies in rows are small, and the range was cut to the length that the row says.
                let at = |place: u64| usize::try_from(place).unwrap_or(bytes.len()).min(bytes.len());
                Bytes::copy_from_slice(bytes.get(at(range.start)..at(range.end)).unwrap_or_default()).into()
            }
            Body::Blob(name) => ReplyBody::blob(blobs.clone(), name.clone(), self.hash, range, self.bytes),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http_body_util::BodyExt as _;
    use testkit::folder::Folder;

    #[test]
    fn a_file_in_several_objects_is_sent_as_one() {
        let folder = Folder::new();
        std::fs::create_dir(folder.path().join("aa")).unwrap();
        std::fs::write(folder.path().join("aa/b.0"), b"01234").unwrap();
        std::fs::write(folder.path().join("aa/b.1"), b"56789").unwrap();
        let blobs = Blobs::open_folder(folder.path()).unwrap();
        let body = Body::Blob("aa/b:0-1*5".to_owned());
        let outgoing = |hash| Outgoing {
            hash,
            bytes: 10,
            body: &body,
            tags: &["\"{A},1\"", "\"c:{A},1\""],
            media_type: media_type::sent("plan.html"),
            is_shown: false,
            file_name: Some("plan.html"),
        };
        let answer = |method: Method, headers: &[(http::HeaderName, &str)], hash| {
            let headers = headers.iter().map(|(name, value)| (name.clone(), HeaderValue::from_str(value).unwrap())).collect();
            let reply = outgoing(hash).answer(&blobs, &method, &headers);
            let length = http_body::Body::size_hint(&reply.body).exact();
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            let sent = runtime.block_on(reply.body.collect()).ok().map(|sent| String::from_utf8(sent.to_bytes().to_vec()).unwrap());
            (reply.status.as_u16(), length, sent)
        };
        let (hash, text) = (Hash::of(b"0123456789"), |text: &str| Some(text.to_owned()));
        assert_eq!(answer(Method::GET, &[], hash), (200, Some(10), text("0123456789")));
        assert_eq!(answer(Method::GET, &[(header::RANGE, "bytes=3-6")], hash), (206, Some(4), text("3456")));
        assert_eq!(answer(Method::GET, &[(header::RANGE, "bytes=10-")], hash), (416, Some(0), text("")));
        assert_eq!(answer(Method::HEAD, &[(header::RANGE, "bytes=3-6")], hash).1, Some(10));
        let stale = [(header::RANGE, "bytes=3-6"), (header::IF_RANGE, "\"{A},0\"")];
        assert_eq!(answer(Method::GET, &stale, hash), (200, Some(10), text("0123456789")));
        assert_eq!(answer(Method::GET, &[(header::IF_NONE_MATCH, "\"c:{A},1\"")], hash), (304, Some(0), text("")));
        // What is damaged breaks off.
        assert_eq!(answer(Method::GET, &[], Hash::of(b"other")), (200, Some(10), None));
    }
}
