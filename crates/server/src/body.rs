//! The body of a request: how much of it is read, and what it must be.

use crate::batch;
use crate::fault::{Fault, RequestFault};
use crate::multipart::{self, FORM_BYTES_MAX, Form, FormFault, Lead};
use app::Blobs;
use bytes::Bytes;
use http::{HeaderMap, header};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use model::Ids;
use std::time::Duration;

/// What a call takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Takes {
    /// Nothing; what comes is not read.
    Nothing,
    /// A JSON object.
    Json,
    /// A JSON object, or nothing: "It's okay to send an empty body if no parameters are needed."
    JsonOrNothing,
    /// A JSON object, or one with bytes behind it as a body of two parts, which is not read before.
    JsonOrRelated,
    /// A page as HTML, alone or with its images and files.
    Html,
    /// Changes to a page as JSON, alone or with its images and files.
    Commands,
    /// What an editor changed, as JSON, alone or with images and files.
    Edit,
    /// Bytes of any kind and number. They are not read before: the handler takes them in as they come.
    Bytes,
    /// Requests in JSON.
    Batch,
    /// Requests in parts.
    BatchParts,
}

/// What came.
pub(crate) struct Sent {
    /// The body, or the part of it that leads.
    pub(crate) bytes: Bytes,
    /// The body, if it has several parts.
    pub(crate) form: Option<Form>,
}

impl Sent {
    pub(crate) const fn nothing() -> Self {
        Self { bytes: Bytes::new(), form: None }
    }
}

/// JSON bodies of this API have a handful of short texts.
const JSON_BYTES_MAX: usize = 1024 * 1024;

impl Takes {
    const fn bytes_max(self) -> usize {
        match self {
            Self::Nothing | Self::Bytes => 0,
            Self::Json | Self::JsonOrNothing | Self::JsonOrRelated => JSON_BYTES_MAX,
            // What commands bring ends up in a page, so there may be as much of it.
            Self::Html | Self::Commands | Self::Edit => page::INPUT_BYTES_MAX,
            Self::Batch | Self::BatchParts => batch::BYTES_MAX,
        }
    }

    /// Returns what leads a body of several parts, where the call takes such.
    pub(crate) const fn lead(self) -> Option<Lead> {
        match self {
            Self::Nothing | Self::Bytes | Self::Json | Self::JsonOrNothing | Self::JsonOrRelated | Self::Batch | Self::BatchParts => None,
            Self::Html => Some(Lead::Presentation),
            Self::Commands => Some(Lead::Commands),
            Self::Edit => Some(Lead::Edit),
        }
    }

    pub(crate) const fn spelled(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Bytes => crate::intake::BYTES,
            Self::Json | Self::JsonOrNothing | Self::Batch => "application/json",
            Self::JsonOrRelated => "application/json or multipart/related",
            Self::Html => "text/html, application/xhtml+xml or multipart/form-data",
            Self::Commands | Self::Edit => "application/json or multipart/form-data",
            Self::BatchParts => "multipart/mixed",
        }
    }

    /// Says whether a body can be so large that only some of them are held at a time.
    pub(crate) const fn may_be_large(self) -> bool {
        matches!(self, Self::Html | Self::Commands | Self::Edit | Self::Batch | Self::BatchParts)
    }
}

/// Reads a body and checks that it is of the type that the call takes.
///
/// # Errors
/// [`RequestFault::ContentType`], [`RequestFault::NoBody`], [`RequestFault::BodyTooLarge`], [`RequestFault::BodyCut`],
/// [`RequestFault::Form`]; what the blob store can meet.
pub(crate) async fn read<B>(
    takes: Takes,
    headers: &HeaderMap,
    body: B,
    patience: Duration,
    blobs: &Blobs,
    ids: &dyn Ids,
) -> Result<Sent, Fault>
where
    B: http_body::Body<Data = Bytes>,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let is_form = media_type(headers).is_some_and(|(kind, _)| kind.eq_ignore_ascii_case("multipart/form-data"));
    match takes.lead().filter(|_| is_form) {
        Some(lead) => {
            let form = read_form(lead, takes, headers, body, patience, blobs, ids).await?;
            Ok(Sent { bytes: form.lead.clone(), form: Some(form) })
        }
        None => Ok(Sent { bytes: read_whole(takes, headers, body, patience).await?, form: None }),
    }
}

async fn read_form<B>(
    lead: Lead,
    takes: Takes,
    headers: &HeaderMap,
    body: B,
    patience: Duration,
    blobs: &Blobs,
    ids: &dyn Ids,
) -> Result<Form, Fault>
where
    B: http_body::Body<Data = Bytes>,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    if !is_plain(headers) {
        return Err(RequestFault::ContentType(takes.spelled()).into());
    }
    match body.size_hint().exact() {
        Some(0) => return Err(RequestFault::NoBody(takes.spelled()).into()),
        Some(bytes) if bytes > FORM_BYTES_MAX => return Err(FormFault::TooLarge.into()),
        _ => {}
    }
    let boundary = multipart::boundary(headers).ok_or(FormFault::Malformed("Content-Type names no boundary"))?;
    multipart::read(lead, &boundary, body, patience, blobs, ids).await
}

async fn read_whole<B>(takes: Takes, headers: &HeaderMap, body: B, patience: Duration) -> Result<Bytes, RequestFault>
where
    B: http_body::Body<Data = Bytes>,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let bytes_max = takes.bytes_max();
    // Said before a byte is read, if the client said how many there will be.
    let is_too_large = body.size_hint().exact().is_some_and(|length| length > bytes_max as u64);
    if is_too_large {
        return Err(RequestFault::BodyTooLarge { bytes_max });
    }
    let collected = tokio::time::timeout(patience, Limited::new(body, bytes_max).collect());
    let bytes = match collected.await {
        Ok(Ok(collected)) => collected.to_bytes(),
        Ok(Err(error)) if error.is::<LengthLimitError>() => return Err(RequestFault::BodyTooLarge { bytes_max }),
        Ok(Err(_)) | Err(_) => return Err(RequestFault::BodyCut),
    };
    if bytes.is_empty() && takes == Takes::JsonOrNothing {
        return Ok(bytes);
    }
    check_type(takes, headers)?;
    if bytes.is_empty() { Err(RequestFault::NoBody(takes.spelled())) } else { Ok(bytes) }
}

/// A compressed body could be a thousand times what it seems.
pub(crate) fn is_plain(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_ENCODING).is_none_or(|encoding| encoding.as_bytes().eq_ignore_ascii_case(b"identity"))
}

fn check_type(takes: Takes, headers: &HeaderMap) -> Result<(), RequestFault> {
    let refused = RequestFault::ContentType(takes.spelled());
    if !is_plain(headers) {
        return Err(refused);
    }
    if !headers.contains_key(header::CONTENT_TYPE) {
        return Err(RequestFault::NoBody(takes.spelled()));
    }
    let Some((kind, charset)) = media_type(headers) else { return Err(refused) };
    let fits = match takes {
        Takes::Nothing | Takes::Bytes => true,
        Takes::Json | Takes::JsonOrNothing | Takes::JsonOrRelated | Takes::Batch | Takes::Edit => {
            kind.eq_ignore_ascii_case("application/json")
        }
        // Graph's clients know the content as a stream of bytes, and may send the commands as one.
        Takes::Commands => kind.eq_ignore_ascii_case("application/json") || kind.eq_ignore_ascii_case("application/octet-stream"),
        Takes::Html => kind.eq_ignore_ascii_case("text/html") || kind.eq_ignore_ascii_case("application/xhtml+xml"),
        Takes::BatchParts => kind.eq_ignore_ascii_case("multipart/mixed"),
    };
    let is_text = charset.is_none_or(|charset| charset.eq_ignore_ascii_case("utf-8") || charset.eq_ignore_ascii_case("utf8"));
    if fits && is_text { Ok(()) } else { Err(refused) }
}

/// Says whether a body has several parts that belong to each other. Source: RFC 2387.
pub(crate) fn is_related(headers: &HeaderMap) -> bool {
    media_type(headers).is_some_and(|(kind, _)| kind.eq_ignore_ascii_case("multipart/related"))
}

/// Returns the media type and its charset.
fn media_type(headers: &HeaderMap) -> Option<(&str, Option<&str>)> {
    let text = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    let mut pieces = text.split(';').map(str::trim);
    let kind = pieces.next()?;
    let charset = pieces.find_map(|piece| {
        let (name, value) = piece.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches('"'))
    });
    Some((kind, charset))
}
