//! From the body of a request to a page that is ready to be stored: parsed, normalised, large ones staged.

use super::links;
use crate::call::Call;
use crate::fault::{Fault, RequestFault};
use app::Error;
use app::page::{self, Body, Content, Prepared, Staged};
use std::sync::Arc;

/// A page of more than so many bytes is parsed on a thread of its own: it would hold up others that share this one.
pub(super) const QUICK_BYTES_MAX: usize = 64 * 1024;

/// Parses the call's body, and stages what came of it.
pub(super) async fn prepare(call: &Call) -> Result<Arc<(Prepared, Staged)>, Fault> {
    if std::str::from_utf8(&call.body).is_err() {
        return Err(RequestFault::ContentType("HTML").into());
    }
    let (server, caller, body, base) = (call.server.clone(), call.caller.clone(), call.body.clone(), call.root.base.clone());
    let parse = move || {
        let hosts = server.hosts.clone();
        server.app.read(move |cx| {
            // Checked above; nothing is lost by taking a text that is none for an empty one.
            let html = std::str::from_utf8(&body).unwrap_or_default();
            page::prepare(cx, &caller, html, &|href| links::own(&hosts, &base, href))
        })
    };
    let prepared = if call.body.len() <= QUICK_BYTES_MAX {
        parse().await?
    } else {
        let parsed = tokio::task::spawn_blocking(move || parse().wait()).await;
        parsed.map_err(|_| Error::Internal)??
    };
    stage(call, prepared).await
}

/// Writes down what is large of a page, before any row names it.
pub(super) async fn stage(call: &Call, mut prepared: Prepared) -> Result<Arc<(Prepared, Staged)>, Fault> {
    let canonical = std::mem::take(&mut prepared.canonical);
    let content = call.server.blobs.stage(canonical, call.server.app.ids()).await.map_err(Error::from)?;
    Ok(Arc::new((prepared, content.into())))
}

/// Removes the blobs that were staged for a write, if the write came to nothing or found the same contents stored already.
/// Else whoever may not write here, or has used up their quota, could still fill the disk.
///
/// Not where nobody knows whether the write happened, or still will. What stays behind then, as after a crash, the doctor
/// reports.
pub(super) async fn tidy<T: Sync>(call: &Call, staged: &Staged, outcome: &Result<T, Fault>) {
    if matches!(outcome, Err(Fault::Verb(Error::Unavailable | Error::Internal))) {
        return;
    }
    for content in std::iter::once(&staged.content).chain(&staged.resources) {
        remove_unnamed(call, content).await;
    }
}

/// Removes a content's blob if no row names it.
async fn remove_unnamed(call: &Call, content: &Content) {
    let Body::Blob(name) = &content.body else { return };
    let asked = name.clone();
    let removed = match call.read(move |cx| page::is_blob_named(cx, &asked)).await {
        Ok(false) => call.server.blobs.remove(name).await.map_err(|error| Error::from(error).into()),
        named => named.map(|_| ()),
    };
    if let Err(fault) = removed {
        tracing::warn!(correlation = call.correlation.text(), ?fault, "a blob that no row names stays");
    }
}
