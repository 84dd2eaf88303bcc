//! `POST /{version}/$batch`: requests as JSON.

mod envelope;
mod order;

use super::{Answer, Batch, spelled};
use crate::call::Call;
use crate::fault::{Fault, RequestFault};
use crate::reply::{JSON, Reply};
use base64::display::Base64Display;
use base64::encoded_len;
use base64::engine::general_purpose::URL_SAFE;
use bytes::Bytes;
use envelope::Entry;
use http::{HeaderMap, StatusCode, header};
use std::io::Write as _;

/// Answers a batch. Source: "Combine multiple HTTP requests using JSON batching" (Graph).
///
/// The requests are made one after another, in an order in which none comes before those that it depends on. It is 400 only for
/// a batch that cannot be understood; how each of its requests went stands in the reply.
pub(crate) async fn handle(call: Call) -> Result<Reply, Fault> {
    let entries = envelope::read(&call.body)?;
    let order = order::order(&entries)?;
    let mut batch = Batch::new(&call);
    let mut answers: Vec<Option<Answer>> = entries.iter().map(|_| None).collect();
    for step in order {
        let entry = &entries[step.entry];
        let failed = step.after.iter().find(|before| answers[**before].as_ref().is_none_or(|answer| answer.status.as_u16() >= 400));
        let inner = match failed {
            Some(before) => Err(RequestFault::FailedDependency(entries[*before].id.clone())),
            None => entry.request(call.root.version, |url| call.server.hosts.own_target(url, &call.root.base), &call.body),
        };
        answers[step.entry] = Some(batch.answer(inner, cost).await);
    }
    let answers: Vec<Answer> = answers.into_iter().flatten().collect();
    Ok(Reply { status: StatusCode::OK, headers: vec![(header::CONTENT_TYPE, JSON)], body: written(&entries, answers).into() })
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json")))
}

/// Returns how many bytes an answer's body takes.
fn cost(answer: &Answer) -> usize {
    if is_json(&answer.headers) { answer.body.len() } else { encoded_len(answer.body.len(), true).unwrap_or(usize::MAX / 2) }
}

/// Writes the reply by hand: bodies that are JSON stand in it as they are. Each is let go once it stands there, so that the
/// reply is not in memory twice.
fn written(entries: &[Entry], answers: Vec<Answer>) -> Bytes {
    let bytes = answers.iter().map(|answer| cost(answer) + 512).sum();
    let mut out = Vec::with_capacity(bytes);
    out.extend_from_slice(b"{\"responses\":[");
    for (at, (entry, answer)) in entries.iter().zip(answers).enumerate() {
        out.extend_from_slice(if at > 0 { b",{\"id\":" } else { b"{\"id\":" });
        text(&mut out, &entry.id);
        out.extend_from_slice(format!(",\"status\":{},\"headers\":{{", answer.status.as_u16()).as_bytes());
        for (at, (name, value)) in spelled::headers(&answer.headers).enumerate() {
            out.extend_from_slice(if at > 0 { b"," } else { b"" });
            text(&mut out, &name);
            out.push(b':');
            text(&mut out, &String::from_utf8_lossy(value.as_bytes()));
        }
        out.push(b'}');
        if !answer.body.is_empty() {
            out.extend_from_slice(b",\"body\":");
            if is_json(&answer.headers) {
                out.extend_from_slice(&answer.body);
            } else {
                // Letters that need no escape. Writing to memory cannot fail.
                let _ = write!(out, "\"{}\"", Base64Display::new(&answer.body, &URL_SAFE));
            }
        }
        out.push(b'}');
    }
    out.extend_from_slice(b"]}");
    out.into()
}

fn text(out: &mut Vec<u8>, text: &str) {
    // Writing a text to memory cannot fail.
    let _ = serde_json::to_writer(out, text);
}
