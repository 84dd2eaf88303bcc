//! A part of a batch, read as a request.

use crate::batch::request::{Inner, wrong};
use crate::fault::RequestFault;
use bytes::Bytes;
use httparse::{EMPTY_HEADER, Header, Status};

/// The most headers of a part, and of the request in it.
const HEADERS_MAX: usize = 32;

/// Reads a part: its own headers, then a request with a body. `Content-Length` counts if it is there; else everything that
/// follows is the body.
///
/// # Errors
/// [`RequestFault::BatchRequest`], [`RequestFault::PartType`].
pub(super) fn request(part: &Bytes) -> Result<Inner, RequestFault> {
    let mut space = [EMPTY_HEADER; HEADERS_MAX];
    let (own, start) = match httparse::parse_headers(part, &mut space) {
        Ok(Status::Complete((length, headers))) => (headers, length),
        Ok(Status::Partial) | Err(_) => return Err(wrong("the part does not begin with headers and an empty line")),
    };
    check_own(own)?;
    let http = part.slice(start..);
    let mut space = [EMPTY_HEADER; HEADERS_MAX];
    let mut request = httparse::Request::new(&mut space);
    let length = match request.parse(&http) {
        Ok(Status::Complete(length)) => length,
        Ok(Status::Partial) => return Err(wrong("its headers do not end; an empty line ends them")),
        Err(error) => return Err(wrong(&format!("it is no HTTP: {error}"))),
    };
    let body = body(http.slice(length..), request.headers)?;
    let headers = request.headers.iter().filter(|header| !header.name.eq_ignore_ascii_case("content-length"));
    let headers = headers.map(|header| (header.name, header.value));
    // A request that was read has both.
    Inner::new(request.method.unwrap_or_default(), request.path.unwrap_or_default(), headers, body)
}

fn check_own(own: &[Header<'_>]) -> Result<(), RequestFault> {
    let value = |name: &str| {
        let header = own.iter().find(|header| header.name.eq_ignore_ascii_case(name))?;
        std::str::from_utf8(header.value).ok()
    };
    let kind = value("content-type").ok_or(RequestFault::PartType)?;
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if kind.eq_ignore_ascii_case("multipart/mixed") {
        // All or nothing over several requests; the document's client does not ask for it.
        return Err(wrong("it is a set of changes, which is not served; make each of its requests a part of the batch"));
    }
    if !kind.eq_ignore_ascii_case("application/http") {
        return Err(RequestFault::PartType);
    }
    match value("content-transfer-encoding") {
        Some(encoding) if !["binary", "8bit", "7bit"].iter().any(|plain| encoding.eq_ignore_ascii_case(plain)) => {
            Err(wrong("its Content-Transfer-Encoding is not binary"))
        }
        _ => Ok(()),
    }
}

fn body(rest: Bytes, headers: &[Header<'_>]) -> Result<Bytes, RequestFault> {
    let mut lengths = headers.iter().filter(|header| header.name.eq_ignore_ascii_case("content-length"));
    let Some(length) = lengths.next() else {
        // The client of the documents ends each request with two line ends of its own, whether it has a body or not.
        let is_empty = rest.iter().all(|byte| matches!(byte, b'\r' | b'\n'));
        return Ok(if is_empty { Bytes::new() } else { rest });
    };
    let length: Option<usize> = std::str::from_utf8(length.value).ok().and_then(|length| length.trim().parse().ok());
    match length {
        Some(length) if length <= rest.len() && lengths.next().is_none() => Ok(rest.slice(..length)),
        _ => Err(wrong("its Content-Length is not that of the body")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HEAD: &str = "Content-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n";

    fn read(text: &str) -> Result<Inner, RequestFault> {
        request(&Bytes::from(text.to_owned()))
    }

    fn why(text: &str) -> String {
        match read(text) {
            Ok(inner) => format!("{inner:?}"),
            Err(RequestFault::BatchRequest(why)) => why,
            Err(fault) => format!("{fault:?}"),
        }
    }

    #[test]
    fn a_request_is_read() {
        let inner = read(&format!("{HEAD}POST /api/v1.0/pages HTTP/1.1\r\nContent-Type: text/html\r\n\r\n<p>a</p>\r\n\r\n")).unwrap();
        assert_eq!((inner.method.as_str(), inner.target.path(), &inner.body[..]), ("POST", "/api/v1.0/pages", &b"<p>a</p>\r\n\r\n"[..]));
        assert_eq!(inner.headers["content-type"], "text/html");
        let inner = read(&format!("{HEAD}GET /api/v1.0/pages HTTP/1.1\r\n\r\n\r\n\r\n")).unwrap();
        assert!(inner.body.is_empty() && inner.headers.is_empty());
        let inner = read(&format!("{HEAD}PUT /a HTTP/1.1\nContent-Length: 3\n\nabc\n\n").replace('\r', "")).unwrap();
        assert_eq!(inner.body, "abc");
    }

    #[test]
    fn anything_else_is_refused() {
        assert_eq!(why("GET /a HTTP/1.1\r\n\r\n"), "the part does not begin with headers and an empty line");
        assert_eq!(why("\r\nGET /a HTTP/1.1\r\n\r\n"), "PartType");
        assert_eq!(why("Content-Type: text/html\r\n\r\n<p>"), "PartType");
        assert_eq!(
            why("Content-Type: multipart/mixed; boundary=c\r\n\r\n"),
            "it is a set of changes, which is not served; make each of its requests a part of the batch"
        );
        assert!(why(&HEAD.replace("binary", "base64")).contains("Transfer-Encoding"));
        assert!(why(&format!("{HEAD}GET /a HTTP/1.1\r\nA: b")).contains("do not end"));
        assert!(why(&format!("{HEAD}nonsense\r\n\r\n")).contains("no HTTP"));
        assert!(why(&format!("{HEAD}GET /a HTTP/1.1\r\nContent-Length: 9\r\n\r\nabc")).contains("Content-Length"));
        assert!(why(&format!("{HEAD}GET /a HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nabc")).contains("Content-Length"));
        let many = "A: b\r\n".repeat(HEADERS_MAX + 1);
        assert!(why(&format!("{HEAD}GET /a HTTP/1.1\r\n{many}\r\n")).contains("no HTTP"));
        assert!(why(&format!("{many}{HEAD}GET /a HTTP/1.1\r\n\r\n")).contains("does not begin"));
    }

    proptest! {
        #[test]
        fn nothing_panics(text in "(Content-Type: application/http|GET /|HTTP/1.1|Content-Length: 1|[ -~]|\r\n|\n){0,20}") {
            let _ = read(&text);
        }
    }
}
