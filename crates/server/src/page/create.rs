use super::prepare::{Written, prepare, write};
use super::written;
use crate::call::Call;
use crate::fault::{Fault, RequestFault};
use crate::hierarchy::created;
use crate::reply::Reply;
use crate::root::PublicId;
use app::access::{self, AllowedPage};
use app::idempotency::{self, Made};
use app::{Caller, Cx, Error, page, place, section, view};
use http::header;
use model::{Need, NodeId, NodeKind, Right};

/// `POST sections/{id}/pages`: at the end of the section. Source: "Create OneNote pages".
pub(crate) async fn in_section(call: Call) -> Result<Reply, Fault> {
    let id = call.node()?;
    create(call, Some(id)).await
}

/// `POST pages`: in the default section of the default notebook, both created if they are missing.
pub(crate) async fn at_root(call: Call) -> Result<Reply, Fault> {
    if !call.root.takes_loose_pages() {
        return Err(RequestFault::PagesNeedSection.into());
    }
    create(call, None).await
}

async fn create(call: Call, section: Option<NodeId>) -> Result<Reply, Fault> {
    let keyed = call.keyed()?;
    let (caller, location, name) = (call.caller.clone(), call.root.location(), call.query.section_name.clone());
    let asks = caller.clone();
    let ready = prepare(&call, move |cx| {
        let place = place::resolve(cx, &asks, location)?;
        match section {
            Some(id) => access::node(cx, &asks, &place, &[NodeKind::Section], &id, Right::Write).map(drop),
            None => access::notebooks_home(cx, &place).map(drop),
        }
    });
    let ready = ready.await?;
    let written_down = write(call, ready, move |cx, prepared, staged| {
        let place = place::resolve(cx, &caller, location)?;
        // Asked before the key, so that a repetition learns nothing that the first request would not.
        let given = match section {
            Some(id) => Some(access::node(cx, &caller, &place, &[NodeKind::Section], &id, Right::Write)?),
            None => None,
        };
        let mut made_now = None;
        let (made, _) = idempotency::once::<Error>(cx, &caller, keyed.as_ref(), |cx| {
            let section = match (&given, &name) {
                (Some(section), _) => section.clone(),
                (None, Some(name)) => section::named(cx, &caller, &place, name)?,
                (None, None) => section::default(cx, &caller, &place)?,
            };
            let page = page::create(cx, &caller, &section, prepared, staged)?;
            let id = page.id();
            made_now = Some(page);
            Ok(Made::Page(id))
        })?;
        let found = match made_now {
            Some(page) => page,
            None => again(cx, &caller, made)?,
        };
        Ok((view::page(cx, &caller, &found)?, page::version(found.row())))
    });
    let Written { done: (view, version), call, page } = written_down.await?;
    let urls = call.root.urls();
    let context = match section {
        Some(id) => urls.context(format_args!("sections('{}')/pages/$entity", PublicId(id))),
        None => urls.context(format_args!("pages/$entity")),
    };
    let body = written(&urls, &context, &view, &page.0.complaints);
    Ok(created(body, &urls.url(format_args!("pages/{}", view.id))).with(header::ETAG, &format!("\"{version}\"")))
}

fn again(cx: &mut Cx<'_, '_>, caller: &Caller, made: Made) -> app::Result<AllowedPage> {
    let Made::Page(id) = made else { return Err(Error::Internal) };
    // The token may be one that creates and does not read; what it made itself, it was shown before.
    access::page_anywhere(cx, caller, &id, Right::Read, Need::Create).map_err(|error| match error {
        Error::NotFound => Error::KeyOutcomeGone,
        other => other,
    })
}
