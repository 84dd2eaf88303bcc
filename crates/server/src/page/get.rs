use crate::call::Call;
use crate::fault::Fault;
use crate::reply::Reply;
use crate::schema::{Item, PAGE};
use crate::wire;
use app::{access, expand, page, place, query, view};
use http::{StatusCode, header};
use model::{Need, Right};

/// `GET pages/{id}`. The content is never in it; its address is.
pub(crate) async fn handle(call: Call) -> Result<Reply, Fault> {
    let (caller, location, id) = (call.caller.clone(), call.root.location(), call.page()?);
    let (shape, plan) = call.shape(&PAGE)?;
    let wants_place = call.query.page_level;
    let (view, branches, version) = call
        .read(move |cx| {
            let place = place::resolve(cx, &caller, location)?;
            let found = access::page(cx, &caller, &place, &id, Right::Read, Need::ReadPages)?;
            let mut view = view::page(cx, &caller, &found)?;
            if wants_place {
                query::note_places(cx, &caller, found.section(), std::slice::from_mut(&mut view))?;
            }
            let branches = expand::pages(cx, &caller, std::slice::from_ref(&view), &plan)?;
            Ok((view, branches, page::version(found.row())))
        })
        .await?;
    let urls = call.root.urls();
    let context = urls.context(format_args!("pages/$entity"));
    let json = wire::entity(&urls, &context, &PAGE, Item::new(&view, 0, &branches), &shape, &[]);
    Ok(Reply::written(StatusCode::OK, json).with(header::ETAG, &format!("\"{version}\"")))
}
