use super::links;
use super::mixed::mixed;
use super::rendered::{self, Form, Look, Made};
use crate::address::Surface;
use crate::call::Call;
use crate::fault::{Fault, RequestFault};
use crate::reply::Reply;
use app::page::{self, Body, Hash};
use app::promise::Secret;
use app::resource::grant::{self, GRANT_SECONDS};
use app::{access, place, resource};
use http::{HeaderValue, header};
use model::{Need, PageId, Right};

/// A page is markup of somebody's making. It is printed from a closed list of elements, and should that ever leak, a
/// browser runs nothing of it and gives it no origin.
const POLICY: HeaderValue =
    HeaderValue::from_static("default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox");

/// `GET pages/{id}/content`. Source: "Get OneNote content and structure"; with ink: "OneNote Ink BETA Apis".
pub(crate) async fn handle(call: Call) -> Result<Reply, Fault> {
    let id = call.page()?;
    if call.query.pre_authenticated && call.root.surface == Surface::Graph {
        // Graph had it once, and its addresses did not work there.
        return Err(RequestFault::OptionUnknown("preAuthenticated".to_owned()).into());
    }
    let secret = if call.query.pre_authenticated { Some(call.server.secret().await?) } else { None };
    let form = Form::Program { with_ids: call.query.include_ids };
    let found = rendered::looked(&call.server, form, |made| look(&call, id, form, secret.clone(), made)).await?;
    let reply = match found.ink {
        None => Reply::html(found.html),
        Some((ink, body)) => {
            let ink = rendered::canonical(&call.server, &ink, body).await?;
            mixed(&found.hash, &found.html, &ink)
        }
    };
    let mut reply = reply.with(header::ETAG, &format!("\"{}\"", found.version));
    reply.headers.push((header::CONTENT_SECURITY_POLICY, POLICY));
    Ok(reply)
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
async fn look(call: &Call, id: PageId, form: Form, secret: Option<Secret>, made: Option<Made>) -> Result<Look<Shown>, Fault> {
    let (server, caller, root, with_ink) = (call.server.clone(), call.caller.clone(), call.root.clone(), call.query.include_ink);
    call.read(move |cx| {
        let place = place::resolve(cx, &caller, root.location())?;
        let found = access::page(cx, &caller, &place, &id, Right::Read, Need::ReadPages)?;
        let template = match rendered::at_hand(cx, &server, &found, form, made.as_ref())? {
            Look::Page(template) => template,
            Look::Unrendered(hash, body) => return Ok(Look::Unrendered(hash, body)),
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
        Ok(Look::Page(Shown { html, version: page::version(found.row()), hash: found.row().content, ink }))
    })
    .await
}
