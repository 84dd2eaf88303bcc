//! The address of an upload session. It is its own key, so credentials are not looked at: some clients send them, and some must
//! not. Source: OneDrive "Resumable file upload".
//!
//! A fragment goes to an object of its own while it comes. What it is made a file by, the caller of this brings along: the
//! same functions serve whatever puts files.

mod content_range;
mod fault;
mod running;

pub(crate) use fault::{FragmentFault, Words, sentence, words};
pub(crate) use running::Running;

use crate::drive::wire::JSON;
use crate::fault::{Fault, RequestFault};
use crate::intake::pour;
use crate::reply::Reply;
use crate::server::Server;
use crate::spooled::{Written, to_its_end};
use app::page::{Body, Content};
use app::upload::{self, Begun, Fragment, Refused, Secret, Status, Upload};
use app::{Caller, Cx, Digester, Digests, Error};
use bytes::Bytes;
use content_range::content_range;
use http::{HeaderMap, StatusCode, header};
use serde::Serialize;
use std::sync::Arc;

/// A fragment has fewer bytes than this. Source: OneDrive "Resumable file upload", best practices.
const FRAGMENT_BYTES_END: u64 = 60 * 1024 * 1024;

/// What puts a file in its place, in the transaction that ends its session: it asks for the person's right, and writes the
/// content down. It may run again.
pub(crate) trait Put<T>: FnMut(&mut Cx<'_, '_>, &Caller, &Upload, &Content, &Digests) -> app::Result<T> + Send + 'static {}

impl<T, F> Put<T> for F where F: FnMut(&mut Cx<'_, '_>, &Caller, &Upload, &Content, &Digests) -> app::Result<T> + Send + 'static {}

/// What a fragment led to.
pub(crate) enum Sent<T> {
    /// It was taken, and more is missing, or somebody has to say that it is all: 202, and [`progress`].
    Waiting(Status),
    /// It was the last, and the file is in its place.
    Done(T),
}

/// `PUT {uploadUrl}`: takes a fragment. `secret` is the last segment of the address.
///
/// # Errors
/// [`FragmentFault`], [`Refused`], what is wrong with a body, and what `put` answers. A fragment that breaks off is as if it had
/// never come. If `put` refuses, all of the file stays until the session ends, to be put elsewhere.
pub(crate) async fn put<B, T>(server: &Arc<Server>, secret: &str, headers: &HeaderMap, body: B, put: impl Put<T>) -> Result<Sent<T>, Fault>
where
    B: http_body::Body<Data = Bytes>,
    T: Send + 'static,
{
    let secret = known(secret)?;
    let range = headers.get(header::CONTENT_RANGE).and_then(|range| range.to_str().ok());
    let fragment = range.and_then(content_range).ok_or(FragmentFault::Range)?;
    if fragment.bytes >= FRAGMENT_BYTES_END {
        return Err(FragmentFault::TooLarge { bytes_end: FRAGMENT_BYTES_END }.into());
    }
    if body.size_hint().exact().is_some_and(|bytes| bytes != fragment.bytes) {
        return Err(FragmentFault::Length.into());
    }
    found(server, &secret).await?;
    let asked = secret.clone();
    let (number, name, is_all) = match server.app.write(move |cx| upload::begin(cx, &asked, &fragment)).await? {
        Begun::Object { number, name, is_all } => (number, name, is_all),
        // What the body says is known already.
        Begun::Again => return Ok(Sent::Done(finish(server, &secret, None, None, put).await?)),
    };
    let digester = server.running.at(&secret.hash(), fragment.start);
    let mut intake = server.blobs.intake_of(name.clone(), digester);
    let poured = pour(headers, body, fragment.bytes, server.options.body_timeout, &mut intake).await;
    match poured {
        Err(Fault::Request(RequestFault::BodyTooLarge { .. })) => return Err(FragmentFault::Length.into()),
        poured => poured?,
    }
    if intake.bytes() != fragment.bytes {
        return Err(FragmentFault::Length.into());
    }
    let (_, digester) = intake.finish_object().await.map_err(Error::from)?;
    let came = Came { number, fragment, written: Written::new(name, server.blobs.clone()) };
    if is_all {
        return Ok(Sent::Done(finish(server, &secret, Some(came), digester, put).await?));
    }
    let server = server.clone();
    Ok(Sent::Waiting(to_its_end(async move { accept(&server, &secret, came, digester).await }).await?))
}

/// A fragment that is written and synced. Until somebody keeps its object, the two go together.
struct Came {
    number: u32,
    fragment: Fragment,
    written: Written,
}

async fn accept(server: &Server, secret: &Secret, came: Came, digester: Option<Digester>) -> Result<Status, Fault> {
    let Came { number, fragment, written } = came;
    written.keep();
    let asked = secret.clone();
    let accepted = server.app.write(move |cx| upload::accept(cx, &asked, number, &fragment)).await;
    match &accepted {
        Ok(_) => server.running.note(secret.hash(), fragment.end(), digester),
        // Nothing names it. Of any other error nobody knows that; what is left goes with the session.
        Err(error) if is_refusal(error) => written.remove().await,
        Err(_) => {}
    }
    Ok(accepted?)
}

/// Makes a file of a session whose file has come: `POST {uploadUrl}`, or a call that names the session.
///
/// # Errors
/// [`Refused`], and what `put` answers.
pub(crate) async fn commit<T: Send + 'static>(server: &Arc<Server>, secret: &str, put: impl Put<T>) -> Result<T, Fault> {
    let secret = known(secret)?;
    finish(server, &secret, None, None, put).await
}

async fn finish<T: Send + 'static>(
    server: &Arc<Server>,
    secret: &Secret,
    came: Option<Came>,
    digester: Option<Digester>,
    mut put: impl Put<T>,
) -> Result<T, Fault> {
    let last = came.as_ref().map(|came| (came.number, came.fragment));
    let asked = secret.clone();
    let pieces = server.app.read(move |cx| upload::complete(cx, &asked, last)).await?;
    let digester = digester.or_else(|| server.running.at(&secret.hash(), pieces.bytes()));
    let (content, digests) = server.blobs.content_of(&pieces, digester.clone(), server.app.ids()).await.map_err(Error::from)?;
    // A blob of its own, which nothing but this attempt knows.
    let rewritten = match &content.body {
        Body::Blob(name) if *name != pieces.to_string() => Some(Written::new(name.clone(), server.blobs.clone())),
        _ => None,
    };
    let (server, secret) = (server.clone(), secret.clone());
    to_its_end(async move {
        // From here on a transaction may come to name them.
        rewritten.iter().chain(came.as_ref().map(|came| &came.written)).for_each(Written::keep);
        let asked = secret.clone();
        let finished = server.app.write(move |cx| upload::finish(cx, &asked, last, &content, &digests, &mut put)).await;
        match &finished {
            Ok(_) => server.running.forget(&secret.hash()),
            Err(error) if is_refusal(error) => {
                if let Some(rewritten) = rewritten {
                    rewritten.remove().await;
                }
                match (came, error) {
                    (Some(came), Error::Upload(_)) => came.written.remove().await,
                    // The file has come all the same, and may be put elsewhere.
                    (Some(came), _) => drop(accept(&server, &secret, came, digester).await?),
                    (None, _) => {}
                }
            }
            Err(_) => {}
        }
        Ok(finished?)
    })
    .await
}

/// Says whether nothing of a transaction that ended so can have happened.
fn is_refusal(error: &Error) -> bool {
    !error.retryable() && *error != Error::Internal
}

/// `GET {uploadUrl}`: says how far a session is.
///
/// # Errors
/// [`Refused::NoSession`].
pub(crate) async fn get(server: &Server, secret: &str) -> Result<Reply, Fault> {
    Ok(progress(StatusCode::OK, found(server, &known(secret)?).await?))
}

/// `DELETE {uploadUrl}`: ends a session, and with it what has come.
///
/// # Errors
/// [`Refused::NoSession`].
pub(crate) async fn delete(server: &Server, secret: &str) -> Result<Reply, Fault> {
    let secret = known(secret)?;
    found(server, &secret).await?;
    server.running.forget(&secret.hash());
    server.app.write(move |cx| upload::cancel(cx, &secret)).await?;
    Ok(Reply::empty(StatusCode::NO_CONTENT))
}

/// Says how far a session is.
pub(crate) fn progress(status: StatusCode, session: Status) -> Reply {
    Session::of(None, session).reply(status)
}

/// Says that a session was opened. `base` is what addresses in the reply begin with.
pub(crate) fn opened(base: &str, secret: &Secret, session: Status) -> Reply {
    Session::of(Some(format!("{base}/v1.0/upload/{}", secret.text())), session).reply(StatusCode::OK)
}

/// Source: OneDrive "uploadSession resource type".
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Session {
    #[serde(skip_serializing_if = "Option::is_none")]
    upload_url: Option<String>,
    expiration_date_time: String,
    /// Always one: bytes are taken in order.
    next_expected_ranges: [String; 1],
}

impl Session {
    fn of(upload_url: Option<String>, session: Status) -> Self {
        Self { upload_url, expiration_date_time: session.expires.iso(3), next_expected_ranges: [format!("{}-", session.received)] }
    }

    fn reply(&self, status: StatusCode) -> Reply {
        let body = serde_json::to_vec(self).unwrap_or_default();
        Reply { status, headers: vec![(header::CONTENT_TYPE, JSON)], body: body.into() }
    }
}

fn known(secret: &str) -> Result<Secret, Fault> {
    Ok(Secret::parse(secret).ok_or(Error::Upload(Refused::NoSession))?)
}

/// Looks a session up by a read. Anybody may send here, and who knows no session's secret is not to wait for, or keep others
/// from, a transaction that writes.
async fn found(server: &Server, secret: &Secret) -> Result<Status, Fault> {
    let asked = secret.clone();
    Ok(server.app.read(move |cx| upload::status(cx, &asked)).await?)
}

#[cfg(test)]
mod tests;
