use super::links;
use super::mixed::mixed;
use super::rendered::Template;
use crate::address::Surface;
use crate::call::Call;
use crate::fault::{Fault, RequestFault};
use crate::reply::Reply;
use app::page::{self, Body, Hash};
use app::promise::Secret;
use app::resource::grant::{self, GRANT_SECONDS};
use app::{Error, access, place, resource};
use bytes::Bytes;
use http::{HeaderValue, header};
use model::{Need, PageId, Right};
use std::sync::Arc;

/// A page is markup of somebody's making. It is printed from a closed list of elements, and should that ever leak, a
/// browser runs nothing of it and gives it no origin.
const POLICY: HeaderValue =
    HeaderValue::from_static("default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox");

/// A canonical form of more than so many bytes is rendered on a thread of its own.
pub(super) const QUICK_BYTES_MAX: usize = 64 * 1024;

/// `GET pages/{id}/content`. Source: "Get OneNote content and structure"; with ink: "OneNote Ink BETA Apis".
pub(crate) async fn handle(call: Call) -> Result<Reply, Fault> {
    let id = call.page()?;
    if call.query.pre_authenticated && call.root.surface == Surface::Graph {
        // Graph had it once, and its addresses did not work there.
        return Err(RequestFault::OptionUnknown("preAuthenticated".to_owned()).into());
    }
    let secret = if call.query.pre_authenticated { Some(call.server.secret().await?) } else { None };
    let found = match look(&call, id, secret.clone(), None).await? {
        Found::Page(found) => found,
        Found::Unrendered(hash, body) => {
            let template = render(&call, hash, body).await?;
            match look(&call, id, secret, Some((hash, template))).await? {
                Found::Page(found) => found,
                // Somebody replaced the page in between, by one that is as large. The next try finds it.
                Found::Unrendered(..) => return Err(Error::Busy.into()),
            }
        }
    };
    let reply = match found.ink {
        None => Reply::html(found.html),
        Some((ink, body)) => {
            let ink = canonical(&call, &ink, body).await?;
            mixed(&found.hash, &found.html, &ink)
        }
    };
    let mut reply = reply.with(header::ETAG, &format!("\"{}\"", found.version));
    reply.headers.push((header::CONTENT_SECURITY_POLICY, POLICY));
    Ok(reply)
}

enum Found {
    Page(Shown),
    /// The page has this content, which is not rendered yet and too large to render while the store waits.
    Unrendered(Hash, Body),
}

struct Shown {
    html: String,
    version: String,
    /// The page's content.
    hash: Hash,
    /// The page's ink and where its bytes lie, if it is wanted.
    ink: Option<(Hash, Body)>,
}

/// Looks the page up and fills its template, all in one snapshot.
async fn look(call: &Call, id: PageId, secret: Option<Secret>, rendered: Option<(Hash, Arc<Template>)>) -> Result<Found, Fault> {
    let (server, caller, root) = (call.server.clone(), call.caller.clone(), call.root.clone());
    let (with_ids, with_ink) = (call.query.include_ids, call.query.include_ink);
    call.read(move |cx| {
        let place = place::resolve(cx, &caller, root.location())?;
        let found = access::page(cx, &caller, &place, &id, Right::Read, Need::ReadPages)?;
        let hash = found.row().content;
        let known = rendered.as_ref().filter(|(of, _)| *of == hash).map(|(_, template)| template.clone());
        let template = match known.or_else(|| server.rendered.get(&(hash, with_ids))) {
            Some(template) => template,
            None => match page::body(cx, &found)? {
                Body::Inline(canonical) if canonical.len() <= QUICK_BYTES_MAX => {
                    let template = Arc::new(Template::of(&hash, &canonical, with_ids)?);
                    server.rendered.put((hash, with_ids), template.clone());
                    template
                }
                body => return Ok(Found::Unrendered(hash, body)),
            },
        };
        let urls = links::resolve(cx, &caller, &root, &found, template.references())?;
        let resources = root.urls();
        let until = cx.now().plus_seconds(GRANT_SECONDS);
        let html = template.fill(found.row().created, &urls, &|shown| match &secret {
            Some(secret) if shown.media_type.starts_with("image/") => {
                links::granted_url(&resources, found.id(), shown, |id| grant::grant(secret, &caller, id, until))
            }
            _ => links::resource_url(&resources, found.id(), shown),
        });
        let ink = match template.ink().filter(|_| with_ink) {
            Some(number) => {
                let opened = resource::of(cx, &found, number)?;
                Some((opened.resource().hash, opened.body().clone()))
            }
            None => None,
        };
        Ok(Found::Page(Shown { html, version: page::version(found.row()), hash, ink }))
    })
    .await
}

async fn render(call: &Call, hash: Hash, body: Body) -> Result<Arc<Template>, Fault> {
    let (canonical, with_ids) = (canonical(call, &hash, body).await?, call.query.include_ids);
    let template = tokio::task::spawn_blocking(move || Template::of(&hash, &canonical, with_ids)).await;
    let template = Arc::new(template.map_err(|_| Error::Internal)??);
    call.server.rendered.put((hash, with_ids), template.clone());
    Ok(template)
}

/// Fetches a canonical form, or ink, from where it lies.
pub(super) async fn canonical(call: &Call, hash: &Hash, body: Body) -> Result<Bytes, Fault> {
    match body {
        Body::Inline(canonical) => Ok(canonical.into()),
        Body::Blob(name) => Ok(call.server.blobs.get(&name, hash).await.map_err(Error::from)?),
    }
}
