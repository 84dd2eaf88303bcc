//! The headers of an answer as they stand within the reply to a batch.

use http::{HeaderMap, HeaderName, HeaderValue, header};

/// What is said of the reply as a whole, or to browsers only.
const OUTSIDE: [HeaderName; 5] = [
    header::ACCESS_CONTROL_ALLOW_ORIGIN,
    HeaderName::from_static("access-control-expose-headers"),
    header::VARY,
    header::X_CONTENT_TYPE_OPTIONS,
    header::CONTENT_LENGTH,
];

/// Returns the headers that an answer keeps within a batch, with their names as the documents spell them: within a batch they
/// are text, and there are clients that compare it as it stands.
pub(super) fn headers(headers: &HeaderMap) -> impl Iterator<Item = (String, &HeaderValue)> {
    headers.iter().filter(|(name, _)| !OUTSIDE.contains(name)).map(|(name, value)| (spelled(name), value))
}

fn spelled(name: &HeaderName) -> String {
    match name.as_str() {
        "etag" => "ETag".to_owned(),
        // Graph's own are in lower case.
        own @ ("request-id" | "client-request-id") => own.to_owned(),
        "x-correlationid" => "X-CorrelationId".to_owned(),
        "x-authenticateduserid" => "X-AuthenticatedUserId".to_owned(),
        "x-usersessionid" => "X-UserSessionId".to_owned(),
        other => {
            let pieces = other.split('-').map(|piece| match piece.split_at_checked(1) {
                Some((first, rest)) => first.to_ascii_uppercase() + rest,
                None => String::new(),
            });
            pieces.collect::<Vec<_>>().join("-")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_spelled_as_in_the_documents() {
        for name in ["Content-Type", "Operation-Location", "ETag", "request-id", "X-CorrelationId", "Retry-After", "WWW-Authenticate"] {
            let spelling = spelled(&HeaderName::from_bytes(name.as_bytes()).unwrap());
            assert!(spelling.eq_ignore_ascii_case(name) && (spelling == name || name == "WWW-Authenticate"), "{spelling}");
        }
    }
}
