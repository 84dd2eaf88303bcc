//! A fault as it is written down, on either surface.

use super::Said;
use crate::address::Surface;
use crate::correlation::Correlation;
use crate::reply::{JSON, Reply, help_url};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use model::Timestamp;
use serde::Serialize;

/// On Graph, answers to what failed have no parameters in their type. Source: headers recorded in a public thread.
const PLAIN_JSON: HeaderValue = HeaderValue::from_static("application/json");

/// What a fault is told with: whose manners, and the names of the request.
pub(crate) struct Voice<'a> {
    pub(crate) surface: Surface,
    /// What addresses in the reply begin with; nothing if the request came in under a name that is not ours.
    pub(crate) base: &'a str,
    pub(crate) correlation: Correlation,
    /// The headers of the request.
    pub(crate) asked: &'a HeaderMap,
    pub(crate) now: Timestamp,
}

impl Voice<'_> {
    /// Says a fault.
    pub(crate) fn fault(&self, said: &Said) -> Reply {
        let (kind, body) = match self.surface {
            Surface::Legacy if said.is_word() => (JSON, serde_json::to_vec(&NoRoute { message: &said.message })),
            Surface::Legacy => (JSON, serde_json::to_vec(&Envelope { error: LegacyBody::of(said, self.base) })),
            Surface::Graph => (PLAIN_JSON, serde_json::to_vec(&Envelope { error: self.graph_body(said) })),
        };
        // These shapes have text keys and no maps that could fail; an empty body would be a bug that every test sees.
        let body = body.unwrap_or_default();
        let reply = Reply { status: said.status, headers: vec![(header::CONTENT_TYPE, kind)], body: body.into() };
        match said.status {
            StatusCode::UNAUTHORIZED => reply.with(header::WWW_AUTHENTICATE, "Bearer"),
            _ => Self::with_hints(reply, said),
        }
    }

    /// Says in headers what else may be tried: other methods, or the same a little later.
    fn with_hints(reply: Reply, said: &Said) -> Reply {
        let reply = match &said.allow {
            Some(allowed) => reply.with(header::ALLOW, allowed),
            None => reply,
        };
        let reply = match &said.location {
            Some(location) => reply.with(header::LOCATION, location),
            None => reply,
        };
        let reply = match &said.content_range {
            Some(range) => reply.with(header::CONTENT_RANGE, range),
            None => reply,
        };
        match said.status {
            StatusCode::TOO_MANY_REQUESTS => retry_after(reply, said, 1),
            StatusCode::SERVICE_UNAVAILABLE => retry_after(reply, said, 5),
            _ => reply,
        }
    }

    /// Says a fault on the drive's surface. Some clients read one spelling of what is within and some the other, and both mind
    /// the letter case.
    pub(crate) fn drive_fault(&self, said: &Said) -> Reply {
        let inner = self.inner(said);
        let error = DriveBody { code: said.code, message: &said.message, older: &inner, inner: &inner };
        let body = serde_json::to_vec(&Envelope { error }).unwrap_or_default();
        let reply = Reply { status: said.status, headers: vec![(header::CONTENT_TYPE, PLAIN_JSON)], body: body.into() };
        let realm = |base: &str| format!("Bearer realm=\"{base}\", error=\"invalid_token\"");
        match said.status {
            StatusCode::UNAUTHORIZED => reply.with(header::WWW_AUTHENTICATE, &realm(self.base)),
            _ => Self::with_hints(reply, said),
        }
    }

    fn graph_body<'s>(&self, said: &'s Said) -> GraphBody<'s> {
        GraphBody { code: said.code, message: &said.message, inner: self.inner(said) }
    }

    fn inner(&self, said: &Said) -> Inner {
        let date = self.now.iso(0);
        Inner {
            code: said.inner,
            // Recorded answers have no zone here; it is UTC.
            date: date.trim_end_matches('Z').to_owned(),
            request_id: self.correlation.text(),
            client_request_id: self.correlation.client_text(self.asked),
        }
    }
}

/// Says when to send the request again: what is known of it, else a guess.
fn retry_after(reply: Reply, said: &Said, guess_seconds: u32) -> Reply {
    reply.with(header::RETRY_AFTER, &said.retry_after_seconds.unwrap_or(guess_seconds).to_string())
}

#[derive(Serialize)]
struct Envelope<T> {
    error: T,
}

/// Source: "OneNote API error and warning codes".
#[derive(Serialize)]
struct LegacyBody<'a> {
    code: &'a str,
    message: &'a str,
    #[serde(rename = "@api.url")]
    url: String,
}

impl<'a> LegacyBody<'a> {
    fn of(said: &'a Said, base: &str) -> Self {
        Self { code: said.code, message: &said.message, url: help_url(base, said.code) }
    }
}

/// There is nothing at an address, or nothing that takes the method: one key, as the service's web framework has it, and no
/// `error`.
#[derive(Serialize)]
struct NoRoute<'a> {
    #[serde(rename = "Message")]
    message: &'a str,
}

/// Source: answers of Graph in public threads.
#[derive(Serialize)]
struct GraphBody<'a> {
    code: &'a str,
    message: &'a str,
    #[serde(rename = "innerError")]
    inner: Inner,
}

/// Source: "Error codes and messages" of OneDrive, and answers of Graph.
#[derive(Serialize)]
struct DriveBody<'a> {
    code: &'a str,
    message: &'a str,
    #[serde(rename = "innererror")]
    older: &'a Inner,
    #[serde(rename = "innerError")]
    inner: &'a Inner,
}

#[derive(Serialize)]
struct Inner {
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
    date: String,
    #[serde(rename = "request-id")]
    request_id: String,
    #[serde(rename = "client-request-id")]
    client_request_id: String,
}
