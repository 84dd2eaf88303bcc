use crate::call::Call;
use crate::fault::Fault;
use crate::query::PAGES;
use crate::reply::Reply;
use crate::root::{PublicId, Urls};
use crate::schema::{PAGE, Shape};
use crate::wire;
use app::expand::{self, Branch};
use app::page::{Listing, Position};
use app::{access, page, place};
use http::StatusCode;
use model::{NodeKind, Right};

/// `GET pages`: of all sections of the location, the newest first.
pub(crate) async fn at_root(call: Call) -> Result<Reply, Fault> {
    let window = call.query.window(PAGES)?;
    let (shape, plan) = call.shape(&PAGE)?;
    let after: Option<Position> = call.cursor("pages")?;
    let (caller, location) = (call.caller.clone(), call.root.location());
    let (listing, branches) = call
        .read(move |cx| {
            let place = place::resolve(cx, &caller, location)?;
            let listing = page::list(cx, &caller, &place, after.as_ref(), window.skip, window.limit)?;
            let branches = expand::pages(cx, &caller, &listing.entries, &plan)?;
            Ok((listing, branches))
        })
        .await?;
    let urls = call.root.urls();
    let context = urls.context(format_args!("pages"));
    let next_link = listing.next.as_ref().map(|next| call.next_link(&urls, "pages", window, next));
    Ok(listed(&urls, &context, &listing, &branches, &shape, next_link.as_deref()))
}

/// `GET sections/{id}/pages`: the newest first.
pub(crate) async fn in_section(call: Call) -> Result<Reply, Fault> {
    let window = call.query.window(PAGES)?;
    let (shape, plan) = call.shape(&PAGE)?;
    let id = call.node()?;
    let tail = format!("sections/{}/pages", PublicId(id));
    let after: Option<Position> = call.cursor(&tail)?;
    let (caller, location) = (call.caller.clone(), call.root.location());
    let (listing, branches) = call
        .read(move |cx| {
            let place = place::resolve(cx, &caller, location)?;
            let section = access::node(cx, &caller, &place, &[NodeKind::Section], &id, Right::Read)?;
            let listing = page::list_in(cx, &caller, &section, after.as_ref(), window.skip, window.limit)?;
            let branches = expand::pages(cx, &caller, &listing.entries, &plan)?;
            Ok((listing, branches))
        })
        .await?;
    let urls = call.root.urls();
    let context = urls.context(format_args!("sections('{}')/pages", PublicId(id)));
    let next_link = listing.next.as_ref().map(|next| call.next_link(&urls, &tail, window, next));
    Ok(listed(&urls, &context, &listing, &branches, &shape, next_link.as_deref()))
}

fn listed(urls: &Urls, context: &str, listing: &Listing, branches: &[Branch], shape: &Shape, next_link: Option<&str>) -> Reply {
    Reply::written(StatusCode::OK, wire::list(urls, context, &PAGE, (listing.entries.as_slice(), branches), shape, next_link))
}
