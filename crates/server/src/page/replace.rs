use super::prepare::{Written, prepare, write};
use super::written;
use crate::call::Call;
use crate::fault::Fault;
use crate::reply::Reply;
use app::{access, page, place, view};
use http::{StatusCode, header};
use model::{Need, Right};

/// `PUT pages/{id}/content`: another page in the place of this one, under its id. Ours; the original only patches.
pub(crate) async fn handle(call: Call) -> Result<Reply, Fault> {
    let (id, if_match) = (call.page()?, call.if_match()?);
    let (caller, location) = (call.caller.clone(), call.root.location());
    let asks = caller.clone();
    let ready = prepare(&call, move |cx| {
        let place = place::resolve(cx, &asks, location)?;
        access::page(cx, &asks, &place, &id, Right::Write, Need::Write).map(drop)
    });
    let ready = ready.await?;
    let written_down = write(call, ready, move |cx, prepared, staged| {
        let place = place::resolve(cx, &caller, location)?;
        let found = access::page(cx, &caller, &place, &id, Right::Write, Need::Write)?;
        let changed = page::replace(cx, &caller, &found, prepared, staged, if_match.as_deref())?;
        Ok((view::page(cx, &caller, &changed)?, page::version(changed.row())))
    });
    let Written { done: (view, version), call, page } = written_down.await?;
    let urls = call.root.urls();
    let context = urls.context(format_args!("pages/$entity"));
    let body = written(&urls, &context, &view, &page.0.complaints);
    Ok(Reply::written(StatusCode::OK, body).with(header::ETAG, &format!("\"{version}\"")))
}
