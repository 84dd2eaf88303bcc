use crate::call::Call;
use crate::fault::Fault;
use crate::query::{PAGES, Window};
use crate::reply::Reply;
use crate::root::{PublicId, Urls};
use crate::schema::{PAGE, Shape};
use crate::wire;
use app::page::{Listing, Position};
use app::{access, page, place};
use http::StatusCode;
use model::{NodeKind, Right};

/// `GET pages`: of all sections of the location, the newest first.
pub(crate) async fn at_root(call: Call) -> Result<Reply, Fault> {
    let window = call.query.window(PAGES)?;
    let after: Option<Position> = call.cursor("pages")?;
    let (caller, location) = (call.caller.clone(), call.root.location());
    let listing = call
        .read(move |cx| {
            let place = place::resolve(cx, &caller, location)?;
            page::list(cx, &caller, &place, after.as_ref(), window.skip, window.limit)
        })
        .await?;
    let urls = call.root.urls();
    let context = urls.context(format_args!("pages"));
    Ok(listed(&call, &urls, "pages", &context, &listing, window))
}

/// `GET sections/{id}/pages`: the newest first.
pub(crate) async fn in_section(call: Call) -> Result<Reply, Fault> {
    let window = call.query.window(PAGES)?;
    let id = call.node()?;
    let tail = format!("sections/{}/pages", PublicId(id));
    let after: Option<Position> = call.cursor(&tail)?;
    let (caller, location) = (call.caller.clone(), call.root.location());
    let listing = call
        .read(move |cx| {
            let place = place::resolve(cx, &caller, location)?;
            let section = access::node(cx, &caller, &place, &[NodeKind::Section], &id, Right::Read)?;
            page::list_in(cx, &caller, &section, after.as_ref(), window.skip, window.limit)
        })
        .await?;
    let urls = call.root.urls();
    let context = urls.context(format_args!("sections('{}')/pages", PublicId(id)));
    Ok(listed(&call, &urls, &tail, &context, &listing, window))
}

fn listed(call: &Call, urls: &Urls, tail: &str, context: &str, listing: &Listing, window: Window) -> Reply {
    let next_link = listing.next.as_ref().map(|next| call.next_link(urls, tail, window, next));
    let shape = Shape::whole(&PAGE, urls.root.surface);
    Reply::written(StatusCode::OK, wire::list(urls, context, &PAGE, listing.entries.iter(), &shape, next_link.as_deref()))
}
