//! From the body of a request to a page that is ready to be stored: parsed, normalised, large ones staged.

use super::held::QUICK_BYTES_MAX;
use super::supply::Supply;
use crate::call::Call;
use crate::correlation::Correlation;
use crate::fault::{Fault, RequestFault};
use crate::fetch::Fetched;
use crate::multipart::Form;
use crate::server::Server;
use crate::spooled::to_its_end;
use ::page::Complaint;
use app::page::{self, Content, Prepared, Staged};
use app::{Cx, Error};
use std::sync::Arc;

/// What came with a request for a page, and has to be tidied up after it.
#[derive(Clone, Copy)]
pub(crate) struct Brings<'a> {
    pub(crate) server: &'a Arc<Server>,
    /// Its parts, if it has several.
    pub(crate) form: Option<&'a Form>,
    pub(crate) correlation: Correlation,
}

impl Call {
    /// Returns what came with it.
    pub(super) fn brings(&self) -> Brings<'_> {
        Brings { server: &self.server, form: self.form.as_ref(), correlation: self.correlation }
    }
}

/// A page that can be staged, and the images of the web that it shows.
pub(super) struct Ready {
    prepared: Prepared,
    fetched: Vec<Fetched>,
}

/// A page that was written: what the write returned, its call, and what was complained of.
pub(super) struct Written<T> {
    pub(super) done: T,
    pub(super) call: Call,
    pub(super) page: Arc<(Prepared, Staged)>,
}

/// Parses the call's body. Images that it names by their address in the web are fetched, if an operator wants that, and if `may`
/// says that the caller may write where the page is to be: nobody else sends us anywhere.
pub(super) async fn prepare<M>(call: &Call, may: M) -> Result<Ready, Fault>
where
    M: FnMut(&mut Cx<'_, '_>) -> app::Result<()> + Send + 'static,
{
    let prepared = prepare_with(call, may).await;
    if prepared.is_err() {
        tidy_parts(call.brings(), &prepared).await;
    }
    prepared
}

async fn prepare_with<M>(call: &Call, may: M) -> Result<Ready, Fault>
where
    M: FnMut(&mut Cx<'_, '_>) -> app::Result<()> + Send + 'static,
{
    let supply = Supply::of(call.brings(), &call.root.base);
    let prepared = parse(call, supply.clone()).await?;
    let Some(fetcher) = call.server.options.fetcher.as_ref().filter(|_| !prepared.remote.is_empty()) else {
        return Ok(Ready { prepared, fetched: Vec::new() });
    };
    call.read(may).await?;
    // No transaction is open meanwhile. The page is read again with what came, because what an image is says how it is kept.
    let fetched = fetcher.images(&prepared.remote, &call.server.blobs, call.server.app.ids()).await;
    let prepared = if fetched.is_empty() { prepared } else { parse(call, supply.with(&fetched)).await? };
    Ok(Ready { prepared, fetched })
}

/// Stages a page, writes it, and removes what is of no use, also if the client goes away meanwhile: only who knows how the write
/// ended can tell what is.
pub(super) async fn write<T, W>(call: Call, ready: Ready, mut verb: W) -> Result<Written<T>, Fault>
where
    T: Send + Sync + 'static,
    W: FnMut(&mut Cx<'_, '_>, &Prepared, &Staged) -> app::Result<T> + Send + 'static,
{
    to_its_end(async move {
        let staged = stage(call.brings(), ready.prepared, &ready.fetched).await;
        if staged.is_err() {
            tidy_parts(call.brings(), &staged).await;
        }
        let page = staged?;
        let kept = page.clone();
        let outcome = call.write(move |cx| verb(cx, &kept.0, &kept.1)).await;
        tidy_staged(call.brings(), &page.1, &outcome).await;
        tidy_parts(call.brings(), &outcome).await;
        Ok(Written { done: outcome?, call, page })
    })
    .await
}

async fn parse(call: &Call, supply: Supply) -> Result<Prepared, Fault> {
    if std::str::from_utf8(&call.body).is_err() {
        return Err(RequestFault::ContentType("HTML").into());
    }
    let (server, caller, body) = (call.server.clone(), call.caller.clone(), call.body.clone());
    let parse = move || {
        server.app.read(move |cx| {
            // Checked above; nothing is lost by taking a text that is none for an empty one.
            let html = std::str::from_utf8(&body).unwrap_or_default();
            supply.show(|brought| page::prepare(cx, &caller, html, brought))
        })
    };
    if call.body.len() <= QUICK_BYTES_MAX {
        return Ok(parse().await?);
    }
    let parsed = tokio::task::spawn_blocking(move || parse().wait()).await;
    Ok(parsed.map_err(|_| Error::Internal)??)
}

/// Writes down what is large of a page, before any row names it. Parts of the request are written down already; those that the
/// page does not show are complained of.
pub(crate) async fn stage(brings: Brings<'_>, mut prepared: Prepared, fetched: &[Fetched]) -> Result<Arc<(Prepared, Staged)>, Fault> {
    let (blobs, ids) = (&brings.server.blobs, brings.server.app.ids());
    let canonical = std::mem::take(&mut prepared.canonical);
    let content = blobs.stage(canonical, ids).await.map_err(Error::from)?;
    let mut staged = Staged { content, resources: Vec::new() };
    for bytes in std::mem::take(&mut prepared.embedded) {
        match blobs.stage(bytes, ids).await {
            Ok(content) => staged.resources.push(content),
            Err(error) => {
                remove(brings, &staged).await;
                return Err(Error::from(error).into());
            }
        }
    }
    // From here on rows may come to name what was written down, whatever becomes of this request.
    for part in brings.form.iter().flat_map(|form| &form.parts) {
        part.bytes.keep();
        if !prepared.names(&part.bytes.content().hash) {
            prepared.complaints.push(Complaint::PartUnused { name: part.name.clone() });
        } else {
            add(&mut staged, part.bytes.content());
        }
    }
    for image in fetched {
        // Two addresses may have led to the same bytes, and only one of the blobs is of use.
        if prepared.names(&image.bytes.content().hash) && add(&mut staged, image.bytes.content()) {
            image.bytes.keep();
        } else {
            image.bytes.remove().await;
        }
    }
    Ok(Arc::new((prepared, staged)))
}

/// Adds a resource unless it is there already, and says whether it did.
fn add(staged: &mut Staged, content: &Content) -> bool {
    let is_new = !staged.resources.iter().any(|known| known.hash == content.hash);
    if is_new {
        staged.resources.push(content.clone());
    }
    is_new
}

/// Removes the blobs that were staged for a write, if the write came to nothing or found the same contents stored already.
/// Else whoever may not write here, or has used up their quota, could still fill the disk. The parts of the request stay for
/// another try.
///
/// Not where nobody knows whether the write happened, or still will. What stays behind then, as after a crash, the doctor
/// reports.
pub(crate) async fn tidy_staged<T: Sync>(brings: Brings<'_>, staged: &Staged, outcome: &Result<T, Fault>) {
    if is_known(outcome) {
        remove(brings, staged).await;
    }
}

/// Removes the blobs of a request's parts that no row came to name, once the request's outcome is known.
pub(crate) async fn tidy_parts<T: Sync>(brings: Brings<'_>, outcome: &Result<T, Fault>) {
    let Some(form) = brings.form else { return };
    if is_known(outcome) {
        form.keep();
        for part in &form.parts {
            brings.server.remove_unnamed(part.bytes.content(), brings.correlation).await;
        }
    }
}

fn is_known<T>(outcome: &Result<T, Fault>) -> bool {
    !matches!(outcome, Err(Fault::Verb(Error::Unavailable | Error::Internal)))
}

async fn remove(brings: Brings<'_>, staged: &Staged) {
    let is_part = |content: &Content| brings.form.is_some_and(|form| form.parts.iter().any(|part| part.bytes.content() == content));
    for content in std::iter::once(&staged.content).chain(staged.resources.iter().filter(|content| !is_part(content))) {
        brings.server.remove_unnamed(content, brings.correlation).await;
    }
}
