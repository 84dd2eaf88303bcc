//! Calls from web pages of other origins.

use crate::options::Origins;
use crate::reply::Reply;
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};

/// What a page may read of a reply: what Graph was recorded to expose, and the rest of ours. Graph leaves `Operation-Location`
/// out, so pages there cannot follow a copy.
const EXPOSED: HeaderValue = HeaderValue::from_static(
    "ETag, Location, Preference-Applied, Content-Range, request-id, client-request-id, ReadWriteConsistencyToken, Retry-After, \
     SdkVersion, WWW-Authenticate, x-ms-client-gcc-tenant, Operation-Location, X-CorrelationId, X-UserSessionId, \
     X-AuthenticatedUserId, X-ResourceExpires, Date",
);
const METHODS: HeaderValue = HeaderValue::from_static("GET, POST, PUT, PATCH, DELETE, OPTIONS");
const ANY: HeaderValue = HeaderValue::from_static("*");
/// How long a browser may remember a preflight, in seconds.
const MAX_AGE: HeaderValue = HeaderValue::from_static("600");

/// Returns the origin that may read the reply, if the request comes from one that is allowed.
fn allowed(origins: &Origins, head: &Parts) -> Option<HeaderValue> {
    let origin = head.headers.get(header::ORIGIN)?;
    match origins {
        // Never together with credentials: what a cookie opens no other page reads, and it has no token unless it was given one.
        Origins::Any => Some(ANY),
        Origins::Only(list) => list.iter().any(|allowed| allowed.as_bytes() == origin.as_bytes()).then(|| origin.clone()),
    }
}

/// Answers `OPTIONS`: whether a page may make a call. Needs no token, since browsers send none with it.
pub(crate) fn preflight(origins: &Origins, head: &Parts) -> Reply {
    let mut reply = Reply::empty(StatusCode::NO_CONTENT);
    reply.headers.push((header::ALLOW, METHODS));
    if allowed(origins, head).is_some() {
        reply.headers.push((header::ACCESS_CONTROL_ALLOW_METHODS, METHODS));
        reply.headers.push((header::ACCESS_CONTROL_MAX_AGE, MAX_AGE));
        if let Some(wanted) = head.headers.get(header::ACCESS_CONTROL_REQUEST_HEADERS) {
            reply.headers.push((header::ACCESS_CONTROL_ALLOW_HEADERS, wanted.clone()));
        }
    }
    reply
}

/// Lets the page read the reply.
pub(crate) fn expose(origins: &Origins, head: &Parts, headers: &mut HeaderMap) {
    if matches!(origins, Origins::Only(_)) {
        headers.append(header::VARY, const { HeaderValue::from_static("Origin") });
    }
    if let Some(origin) = allowed(origins, head) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(const { HeaderName::from_static("access-control-expose-headers") }, EXPOSED);
    }
}
