//! `POST /api/{version}/$batch`: requests as `multipart/mixed`.

mod parts;
mod read;

use super::{Answer, Batch, spelled};
use crate::call::Call;
use crate::fault::{Fault, RequestFault};
use crate::multipart;
use crate::reply::Reply;
use bytes::Bytes;
use http::{HeaderValue, StatusCode, header};

/// Answers a batch. Source: "OneNoteApi library", its batch request; OData 4, section 11.7.
///
/// The requests are made one after another, and answered in that order; how one goes makes no difference to the others.
pub(crate) async fn handle(call: Call) -> Result<Reply, Fault> {
    let boundary =
        multipart::boundary(&call.headers).ok_or_else(|| RequestFault::Parts("its Content-Type names no boundary".to_owned()))?;
    let parts = parts::split(&call.body, &boundary)?;
    let mut batch = Batch::new(&call);
    let mut answers = Vec::with_capacity(parts.len());
    for part in parts {
        answers.push(batch.answer(read::request(&part), |answer| answer.body.len()).await);
    }
    // Nobody can have written it into a page before.
    let boundary = format!("batchresponse_{}", model::format_guid(&call.server.app.ids().guid(call.server.app.now())));
    let kind = HeaderValue::try_from(format!("multipart/mixed; boundary={boundary}")).map_err(|_| RequestFault::BatchFull)?;
    Ok(Reply { status: StatusCode::OK, headers: vec![(header::CONTENT_TYPE, kind)], body: written(&boundary, answers).into() })
}

/// Writes the reply, letting each body go once it stands there.
fn written(boundary: &str, answers: Vec<Answer>) -> Bytes {
    let mut out = Vec::with_capacity(answers.iter().map(|answer| answer.body.len() + 512).sum());
    for answer in answers {
        let (number, reason) = (answer.status.as_str(), answer.status.canonical_reason().unwrap_or_default());
        let head = format!(
            "--{boundary}\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\nHTTP/1.1 {number} {reason}\r\n"
        );
        out.extend_from_slice(head.as_bytes());
        for (name, value) in spelled::headers(&answer.headers) {
            out.extend_from_slice(name.as_bytes());
            out.extend_from_slice(b": ");
            out.extend_from_slice(value.as_bytes());
            out.extend_from_slice(b"\r\n");
        }
        out.extend_from_slice(format!("Content-Length: {}\r\n\r\n", answer.body.len()).as_bytes());
        out.extend_from_slice(&answer.body);
        out.extend_from_slice(b"\r\n");
    }
    out.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    out.into()
}
