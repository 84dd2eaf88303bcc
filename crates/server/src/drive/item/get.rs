use super::children::{Page, next_link};
use crate::drive::call::Call;
use crate::drive::schema::{ITEM, etag, tags};
use crate::drive::wire;
use crate::etag;
use crate::fault::Fault;
use crate::reply::Reply;
use crate::schema::Json;
use app::item::{self, view};
use http::{StatusCode, header};

/// How what lies in something is shown along with it.
const BY_NAME: (item::Order, bool) = (item::Order::Name, false);

/// `GET` of an item, by id or by path; with `$expand=children` what lies in it, as much of it as a list gives.
pub(crate) async fn handle(call: Call) -> Result<Reply, Fault> {
    let shape = call.query.shape(&ITEM)?;
    let limit = shape.children.as_ref().map(|_| call.query.limit());
    let (view, page) = call
        .read_item(move |cx, caller, found| {
            let view = view::item(cx, caller, found)?;
            let page = limit.map(|limit| Page::of(cx, caller, found, BY_NAME, None, limit, None)).transpose()?;
            Ok((view, page))
        })
        .await?;
    let (tag, tags) = (etag(&view), tags(&view));
    // What lies in it changes without the first of its tags.
    let known = if page.is_some() { &tags[1..] } else { &tags[..] };
    if etag::header_names(&call.open.headers, &header::IF_NONE_MATCH, known) == Some(true) {
        return Ok(Reply::empty(StatusCode::NOT_MODIFIED).with(header::ETAG, &tag));
    }
    let links = &call.open.links;
    let mut json = Json::new(2_048, false);
    json.object(|json| {
        ITEM.members(json, links, &view, &shape);
        if let (Some(page), Some(children)) = (&page, &shape.children) {
            let next = next_link(&call, &call.query.of_children(), &view.id, BY_NAME, page);
            let next = next.as_deref().map(|link| ("children@odata.nextLink", link));
            wire::members(json, links, &ITEM, ("children", &page.views), children, next);
        }
    });
    Ok(wire::written(StatusCode::OK, json).with(header::ETAG, &tag))
}
