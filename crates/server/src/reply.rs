//! What goes back, before it is written down as HTTP.

mod body;

pub use body::ReplyBody;

use crate::schema::Json;
use bytes::Bytes;
use http::{HeaderName, HeaderValue, StatusCode, header};
use serde::Serialize;

/// A reply. All but large images and files, and what is exported, are whole, have a length, and leave in one write.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    pub(crate) body: ReplyBody,
}

/// Source: "OneNote development", the reply to creating a page.
pub(crate) const JSON: HeaderValue = HeaderValue::from_static("application/json; odata.metadata=minimal; odata.streaming=true");
const BARE_JSON: HeaderValue = HeaderValue::from_static("application/json; odata.metadata=none; odata.streaming=true");
const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");
const TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");

impl Reply {
    pub(crate) fn empty(status: StatusCode) -> Self {
        Self { status, headers: Vec::new(), body: ReplyBody::empty() }
    }

    pub(crate) fn json(status: StatusCode, value: &impl Serialize) -> Self {
        // Our own shapes have text keys and no maps that could fail; an empty body would be a bug that every test sees.
        let body = serde_json::to_vec(value).unwrap_or_default();
        Self { status, headers: vec![(header::CONTENT_TYPE, JSON)], body: body.into() }
    }

    /// Replies with JSON that is written already.
    pub(crate) fn written(status: StatusCode, json: Json) -> Self {
        Self::kept(status, json.is_bare(), json.into_text().into())
    }

    /// Replies with JSON that is kept.
    pub(crate) fn kept(status: StatusCode, is_bare: bool, json: Bytes) -> Self {
        let kind = if is_bare { BARE_JSON } else { JSON };
        Self { status, headers: vec![(header::CONTENT_TYPE, kind)], body: json.into() }
    }

    pub(crate) fn ok(value: &impl Serialize) -> Self {
        Self::json(StatusCode::OK, value)
    }

    pub(crate) fn html(body: String) -> Self {
        Self { status: StatusCode::OK, headers: vec![(header::CONTENT_TYPE, HTML)], body: body.into() }
    }

    pub(crate) fn text(status: StatusCode, body: &'static str) -> Self {
        Self { status, headers: vec![(header::CONTENT_TYPE, TEXT)], body: Bytes::from_static(body.as_bytes()).into() }
    }

    /// Replies with a bare number.
    pub(crate) fn number(number: u64) -> Self {
        Self { status: StatusCode::OK, headers: vec![(header::CONTENT_TYPE, TEXT)], body: number.to_string().into() }
    }

    /// Adds a header. A value that cannot stand in one is left out; ours are addresses and ids, which can.
    #[must_use]
    pub(crate) fn with(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.push((name, value));
        }
        self
    }

    /// Adds a header whose value is known beforehand.
    #[must_use]
    pub(crate) fn with_value(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }
}

/// Returns where a code is explained: on this server's own page of errors. `base` is what addresses in the reply begin with.
pub(crate) fn help_url(base: &str, code: &str) -> String {
    format!("{base}/errors#C{code}")
}
