//! What a batch in JSON holds.

use crate::address::Version;
use crate::batch::request::{Inner, wrong};
use crate::fault::RequestFault;
use crate::json::shortened;
use base64::Engine as _;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use bytes::Bytes;
use serde::Deserialize;
use serde::de::{Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;
use std::marker::PhantomData;

/// The most requests of a batch. Source: "Combine multiple HTTP requests using JSON batching" (Graph).
const REQUESTS_MAX: usize = 20;

/// The most headers of a request in a batch.
const HEADERS_MAX: usize = 32;

/// The longest id, in bytes. Clients send small numbers or GUIDs.
const ID_BYTES_MAX: usize = 128;

/// A request of a batch.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) id: String,
    method: String,
    url: String,
    headers: Vec<(String, String)>,
    /// Where in the batch its body stands, as JSON.
    body: Option<std::ops::Range<usize>>,
    after: Vec<String>,
}

/// Reads a batch.
///
/// # Errors
/// [`RequestFault::Batch`]
pub(super) fn read(body: &Bytes) -> Result<Vec<Entry>, RequestFault> {
    let text = std::str::from_utf8(body).map_err(|_| RequestFault::Batch("it is not in UTF-8".to_owned()))?;
    let json = text.strip_prefix('\u{feff}').unwrap_or(text);
    let wire: WireBatch<'_> = serde_json::from_str(json).map_err(|error| RequestFault::Batch(told(&error)))?;
    if wire.requests.0.is_empty() {
        return Err(RequestFault::Batch("it holds no request".to_owned()));
    }
    wire.requests.0.into_iter().map(|entry| Entry::of(entry, text)).collect()
}

/// Returns what the reader of JSON says. It repeats names and texts whole, and one alone may be as long as the batch.
fn told(error: &serde_json::Error) -> String {
    const BYTES_MAX: usize = 256;
    let why = error.to_string();
    if why.len() <= BYTES_MAX { why } else { format!("{}, at line {}, column {}", shortened(&why), error.line(), error.column()) }
}

impl Entry {
    fn of(wire: WireEntry<'_>, text: &str) -> Result<Self, RequestFault> {
        if wire.id.is_empty() || wire.id.len() > ID_BYTES_MAX {
            return Err(RequestFault::Batch(format!("the id of a request has 1 to {ID_BYTES_MAX} bytes")));
        }
        let body = wire.body.map(RawValue::get).filter(|body| *body != "null").map(|body| {
            // The text of the value is a piece of the batch's own.
            let start = body.as_ptr() as usize - text.as_ptr() as usize;
            start..start + body.len()
        });
        let (headers, after) = (wire.headers.unwrap_or_default().0, wire.depends_on.unwrap_or_default().0);
        Ok(Self { id: wire.id, method: wire.method, url: wire.url, headers, body, after })
    }

    /// Returns the ids of the requests that this one depends on.
    pub(super) fn after(&self) -> &[String] {
        &self.after
    }

    /// Puts the request together. `batch` is the body that it was read from; `own` cuts the host off a whole address of this
    /// server's, which the vendor's SDK for Python writes where the document wants a relative one.
    pub(super) fn request<'s>(
        &'s self,
        version: Version,
        own: impl FnOnce(&'s str) -> Option<&'s str>,
        batch: &Bytes,
    ) -> Result<Inner, RequestFault> {
        let target = if self.url.contains("://") && !self.url.starts_with('/') {
            let of_graph = |target: &&str| ["/v1.0/", "/beta/"].iter().any(|version| target.starts_with(version));
            let refused = || wrong("its address is not one of this server's; begin it after the version, as in /me/onenote/pages");
            own(&self.url).filter(of_graph).ok_or_else(refused)?.to_owned()
        } else {
            format!("/{}/{}", version.as_str(), self.url.trim_start_matches('/'))
        };
        let headers = self.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
        Inner::new(&self.method, &target, headers, self.bytes(batch)?)
    }

    /// Returns the body: JSON as it stands, anything else from base64.
    fn bytes(&self, batch: &Bytes) -> Result<Bytes, RequestFault> {
        let Some(place) = self.body.clone() else { return Ok(Bytes::new()) };
        let json = batch.slice(place);
        let kind = self.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type")).map(|(_, kind)| kind.as_str());
        let is_json =
            kind.is_none_or(|kind| kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json")));
        if is_json {
            return Ok(json);
        }
        let not_base64 = || wrong("its body is not JSON, so it has to be a text in base64url");
        let text: String = serde_json::from_slice(&json).map_err(|_| not_base64())?;
        decoded(&text).map(Bytes::from).ok_or_else(not_base64)
    }
}

/// Reads base64 in either alphabet, padded or not: the documents name one, and clients send the other.
fn decoded(text: &str) -> Option<Vec<u8>> {
    const READER: GeneralPurpose =
        GeneralPurpose::new(&URL_SAFE, GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent));
    let text = if text.contains(['+', '/']) { text.replace('+', "-").replace('/', "_") } else { text.to_owned() };
    READER.decode(text).ok()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireBatch<'a> {
    #[serde(borrow)]
    requests: AtMost<WireEntry<'a>, REQUESTS_MAX>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct WireEntry<'a> {
    id: String,
    method: String,
    url: String,
    headers: Option<WireHeaders>,
    #[serde(borrow)]
    body: Option<&'a RawValue>,
    // The vendor's SDK for Python spells it the other way.
    #[serde(alias = "depends_on")]
    depends_on: Option<AtMost<String, REQUESTS_MAX>>,
}

/// A list that is refused as soon as it is too long.
struct AtMost<T, const MAX: usize>(Vec<T>);

impl<T, const MAX: usize> Default for AtMost<T, MAX> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>, const MAX: usize> Deserialize<'de> for AtMost<T, MAX> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Items<T, const MAX: usize>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>, const MAX: usize> Visitor<'de> for Items<T, MAX> {
            type Value = Vec<T>;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(out, "a list of at most {MAX}")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Vec<T>, A::Error> {
                let mut all = Vec::new();
                while let Some(item) = items.next_element()? {
                    if all.len() == MAX {
                        return Err(A::Error::custom(format_args!("a list has more than {MAX} entries")));
                    }
                    all.push(item);
                }
                Ok(all)
            }
        }
        from.deserialize_seq(Items::<T, MAX>(PhantomData)).map(Self)
    }
}

/// Headers, none of them twice.
#[derive(Default)]
struct WireHeaders(Vec<(String, String)>);

impl<'de> Deserialize<'de> for WireHeaders {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Vec<(String, String)>;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("headers")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
                let mut all: Vec<(String, String)> = Vec::new();
                while let Some((name, value)) = members.next_entry::<String, String>()? {
                    if all.len() == HEADERS_MAX {
                        return Err(A::Error::custom(format_args!("a request has more than {HEADERS_MAX} headers")));
                    }
                    if all.iter().any(|(known, _)| known.eq_ignore_ascii_case(&name)) {
                        return Err(A::Error::custom("a request has a header twice"));
                    }
                    all.push((name, value));
                }
                Ok(all)
            }
        }
        from.deserialize_map(Members).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn why(body: &str) -> String {
        format!("{:?}", read(&body.to_owned().into()).map(|entries| entries.len()))
    }

    fn body_of(request: &str) -> Result<Bytes, RequestFault> {
        let batch = Bytes::from(format!("\u{feff}{{\"requests\":[{{\"id\":\"1\",\"method\":\"POST\",\"url\":\"/me\",{request}}}]}}"));
        read(&batch)?[0].request(Version::V1, |_| None, &batch).map(|inner| inner.body)
    }

    #[test]
    fn an_envelope_is_read_or_refused_as_a_whole() {
        let one = r#"{"id":"1","method":"GET","url":"/me"}"#;
        assert_eq!(why(&format!(r#"{{"requests":[{one}]}}"#)), "Ok(1)");
        assert_eq!(why(&format!(r#"{{"requests":[{}]}}"#, [one; 20].join(","))), "Ok(20)");
        assert!(why(&format!(r#"{{"requests":[{}]}}"#, [one; 21].join(","))).contains("more than 20"));
        for (body, complaint) in [
            ("", "EOF"),
            ("[]", "expected struct"),
            ("{}", "missing field"),
            (r#"{"requests":[]}"#, "no request"),
            (r#"{"requests":[],"more":1}"#, "unknown field"),
            (r#"{"requests":[{"id":1,"method":"GET","url":"/"}]}"#, "invalid type"),
            (r#"{"requests":[{"id":"","method":"GET","url":"/"}]}"#, "1 to 128"),
            (r#"{"requests":[{"id":"1","url":"/"}]}"#, "missing field `method`"),
            (r#"{"requests":[{"id":"1","method":"GET","url":"/","dependsOn":[],"depends_on":[]}]}"#, "duplicate field"),
            (r#"{"requests":[{"id":"1","id":"2","method":"GET","url":"/"}]}"#, "duplicate field"),
            (r#"{"requests":[{"id":"1","method":"GET","url":"/","atomicityGroup":"g"}]}"#, "atomicityGroup"),
            (r#"{"requests":[{"id":"1","method":"GET","url":"/","headers":{"A":"1","a":"2"}}]}"#, "header twice"),
        ] {
            assert!(why(body).contains("Batch") && why(body).contains(complaint), "{body}: {}", why(body));
        }
        let said = why(&format!("{{\"requests\":[],\"{}\":1}}", "x".repeat(1_000_000)));
        assert!(said.len() < 200 && said.contains("unknown field") && said.contains("line 1"), "{said}");
    }

    #[test]
    fn bodies_are_json_or_base64() {
        let html = r#""headers":{"content-type":"text/html; charset=utf-8"}"#;
        assert_eq!(body_of(r#""headers":null"#).unwrap(), "");
        assert_eq!(body_of(r#""body":null"#).unwrap(), "");
        assert_eq!(body_of(r#""headers":{"Content-Type":"application/json"},"body": {"a": [1, "é"]} "#).unwrap(), r#"{"a": [1, "é"]}"#);
        for base64 in ["PGI-Pz8_PC9iPg==", "PGI+Pz8/PC9iPg==", "PGI-Pz8_PC9iPg"] {
            assert_eq!(body_of(&format!(r#"{html},"body":"{base64}""#)).unwrap(), "<b>???</b>");
        }
        for wrong in [r#""<b>""#, "{}", r#""a""#, "7"] {
            assert!(
                matches!(body_of(&format!(r#"{html},"body":{wrong}"#)), Err(RequestFault::BatchRequest(why)) if why.contains("base64"))
            );
        }
    }

    #[test]
    fn addresses_begin_after_the_version() {
        let target = |url: &str| {
            let batch = Bytes::from(serde_json::json!({"requests": [{"id": "1", "method": "GET", "url": url}]}).to_string());
            read(&batch).unwrap()[0]
                .request(Version::Beta, |url| url.strip_prefix("https://notes.example"), &batch)
                .map(|inner| inner.target.to_string())
        };
        assert_eq!(
            target("/me/onenote/notebooks?$filter=displayName eq 'x'").unwrap(),
            "/beta/me/onenote/notebooks?$filter=displayName%20eq%20'x'"
        );
        assert_eq!(target("me/onenote/pages").unwrap(), "/beta/me/onenote/pages");
        assert_eq!(target("/f(url='https://x')").unwrap(), "/beta/f(url='https://x')");
        assert_eq!(target("https://notes.example/v1.0/me/onenote/pages?$top=1").unwrap(), "/v1.0/me/onenote/pages?$top=1");
        for elsewhere in ["https://graph.microsoft.com/v1.0/me", "https://notes.example/api/v1.0/me/notes/pages"] {
            assert!(matches!(target(elsewhere), Err(RequestFault::BatchRequest(why)) if why.contains("not one of this server's")));
        }
    }
}
