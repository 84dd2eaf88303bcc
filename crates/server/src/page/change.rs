use super::written;
use crate::call::Call;
use crate::fault::Fault;
use crate::placing;
use crate::reply::Reply;
use app::page::place::{self as placed, Change};
use app::{access, page, place, view};
use http::{StatusCode, header};
use model::{Need, Right};

/// `PATCH pages/{id}`: another level, another place in the section, another section. Ours; the original has no such call.
///
/// Answers with the page on both surfaces, since a page that moves has another id.
pub(crate) async fn handle(call: Call) -> Result<Reply, Fault> {
    let asked = placing::page(&call)?;
    let (caller, location, id) = (call.caller.clone(), call.root.location(), call.page()?);
    let if_match = call.if_match()?;
    let (view, version) = call
        .write(move |cx| {
            let place = place::resolve(cx, &caller, location)?;
            let found = access::page(cx, &caller, &place, &id, Right::Write, Need::Write)?;
            let section = asked.section.map(|goal| goal.find(cx, &caller)).transpose()?;
            let change = Change { level: asked.level, position: asked.order, section: section.as_ref(), if_match: if_match.as_deref() };
            let placed = placed::change(cx, &caller, &found, &change)?;
            Ok((view::page(cx, &caller, &placed)?, page::version(placed.row())))
        })
        .await?;
    let urls = call.root.urls();
    let json = written(&urls, &urls.context(format_args!("pages/$entity")), &view, &[]);
    Ok(Reply::written(StatusCode::OK, json).with(header::ETAG, &format!("\"{version}\"")))
}
