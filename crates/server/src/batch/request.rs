//! A request in a batch, before it is made.

use crate::fault::RequestFault;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Uri, header};

/// A request in a batch.
#[derive(Debug)]
pub(crate) struct Inner {
    pub(super) method: Method,
    pub(super) target: Uri,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

/// What a request in a batch can be: all that the API has.
const METHODS: [Method; 5] = [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];

/// What belongs to the batch as a whole, or to the connection.
const OF_THE_BATCH: [HeaderName; 4] =
    [header::AUTHORIZATION, header::CONTENT_ENCODING, header::TRANSFER_ENCODING, HeaderName::from_static("x-http-method-override")];

/// The longest address that is looked at, in bytes. What is longer than a request may be, the door says; this is where the
/// library of addresses ends.
const TARGET_BYTES_MAX: usize = 60_000;

impl Inner {
    /// Puts a request together. `target` begins with a slash.
    ///
    /// # Errors
    /// [`RequestFault::BatchRequest`], [`RequestFault::UriTooLong`].
    pub(super) fn new<'h>(
        method: &str,
        target: &str,
        headers: impl Iterator<Item = (&'h str, &'h [u8])>,
        body: Bytes,
    ) -> Result<Self, RequestFault> {
        let is_method = |known: &&Method| known.as_str().eq_ignore_ascii_case(method);
        let method = METHODS.iter().find(is_method).ok_or_else(|| wrong("its method is none of GET, POST, PUT, PATCH and DELETE"))?;
        let mut kept = HeaderMap::new();
        for (name, value) in headers {
            let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| wrong("the name of a header is none"))?;
            if OF_THE_BATCH.contains(&name) {
                return Err(wrong(&format!("the header {name} belongs to the batch and not to a request in it")));
            }
            let value = HeaderValue::from_bytes(value).map_err(|_| wrong("the value of a header is none"))?;
            kept.append(name, value);
        }
        Ok(Self { method: method.clone(), target: address(target)?, headers: kept, body })
    }
}

pub(super) fn wrong(why: &str) -> RequestFault {
    RequestFault::BatchRequest(why.to_owned())
}

/// Reads an address. What cannot stand in one, such as a space, is encoded: in JSON nobody notices that it should be.
fn address(target: &str) -> Result<Uri, RequestFault> {
    if !target.starts_with('/') {
        return Err(wrong("its address is not relative; begin it with a slash"));
    }
    // Before it is made clean, which can make it three times as long.
    if target.len() > TARGET_BYTES_MAX {
        return Err(RequestFault::UriTooLong);
    }
    let mut clean = String::with_capacity(target.len());
    for byte in target.bytes() {
        match byte {
            b'!' | b'$'..=b';' | b'=' | b'?'..=b'Z' | b'_' | b'a'..=b'z' | b'~' => clean.push(char::from(byte)),
            _ => clean.push_str(percent_encoding::percent_encode_byte(byte)),
        }
    }
    if clean.len() > TARGET_BYTES_MAX {
        return Err(RequestFault::UriTooLong);
    }
    clean.parse().map_err(|_| wrong("its address cannot be read"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new(method: &str, target: &str, headers: &[(&str, &str)]) -> Result<Inner, RequestFault> {
        Inner::new(method, target, headers.iter().map(|(name, value)| (*name, value.as_bytes())), Bytes::new())
    }

    #[test]
    fn addresses_are_made_clean() {
        let target = |text: &str| new("get", text, &[]).map(|inner| inner.target.to_string());
        let path = "/me/onenote/pages('1-a!1-b')?$filter=title%20eq%20'x'&$top=1";
        assert_eq!(target(path).as_deref(), Ok(path));
        assert_eq!(target("/a b?c=\"é\"#[x]").as_deref(), Ok("/a%20b?c=%22%C3%A9%22%23%5Bx%5D"));
        for spaces in [TARGET_BYTES_MAX / 2, TARGET_BYTES_MAX] {
            assert_eq!(target(&format!("/{}", " ".repeat(spaces))), Err(RequestFault::UriTooLong));
        }
        for wrong in ["https://notes.example/api", "api/v1.0", ""] {
            assert!(matches!(target(wrong), Err(RequestFault::BatchRequest(why)) if why.contains("slash")), "{wrong}");
        }
    }

    #[test]
    fn what_belongs_to_the_batch_is_refused() {
        for (name, value) in [("Authorization", "Bearer x"), ("transfer-encoding", "chunked"), ("a b", "c"), ("a", "b\r\nc: d")] {
            assert!(matches!(new("GET", "/", &[(name, value)]), Err(RequestFault::BatchRequest(_))), "{name}");
        }
        assert!(matches!(new("OPTIONS", "/", &[]), Err(RequestFault::BatchRequest(_))));
        let inner = new("Patch", "/", &[("If-Match", "*"), ("Host", "x")]).unwrap();
        assert_eq!((inner.method, inner.headers.len()), (Method::PATCH, 2));
    }
}
