//! A page and its ink as one body of two parts. Source: "OneNote Ink BETA Apis"; RFC 2046, 5.1.3.

use crate::reply::Reply;
use ::page::INK_MEDIA_TYPE;
use app::page::Hash;
use http::{StatusCode, header};

/// Replies with a page and its ink. `hash` is that of the page's content.
///
/// The line between the parts stands in neither of them: it is made of a hash that covers both. Nothing comes before the first
/// such line, because there are clients that learn from it what it is.
pub(super) fn mixed(hash: &Hash, html: &str, ink: &[u8]) -> Reply {
    let boundary = format!("page-{hash}");
    let first = format!("--{boundary}\r\nContent-Type: text/html; charset=utf-8\r\n\r\n");
    let second = format!("\r\n--{boundary}\r\nContent-Type: {INK_MEDIA_TYPE}\r\n\r\n");
    let last = format!("\r\n--{boundary}--\r\n");
    let body = [first.as_bytes(), html.as_bytes(), second.as_bytes(), ink, last.as_bytes()].concat();
    let reply = Reply { body: body.into(), ..Reply::empty(StatusCode::OK) };
    reply.with(header::CONTENT_TYPE, &format!("multipart/mixed; boundary={boundary}"))
}
