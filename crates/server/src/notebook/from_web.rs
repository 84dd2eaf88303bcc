use crate::address::Surface;
use crate::call::Call;
use crate::fault::{Fault, RequestFault};
use crate::json::Value;
use crate::placing;
use crate::reply::Reply;
use crate::root::Root;
use crate::schema::{COPY_NOTEBOOK_MODEL, Item, Json, NOTEBOOK, Shape};
use crate::wire;
use app::place::Place;
use app::view::{self, NodeView, WebPath};
use app::{Caller, Cx, Error, place, web};
use http::StatusCode;
use std::sync::Arc;

/// The most addresses that are looked up at once.
const URLS_MAX: usize = 100;

/// `POST notebooks/GetNotebookFromWebUrl`: the notebook that opens there. An address that is none of ours is one where nothing
/// is. Source: "OneNoteApi library"; "Notebook: getNotebookFromWebUrl" (Graph reference).
pub(crate) async fn one(call: Call) -> Result<Reply, Fault> {
    let ([url], _) = call.members(["webUrl"])?;
    let url = url.filter(|url| !url.trim().is_empty()).ok_or(RequestFault::MemberMissing("webUrl"))?;
    let (view, root) = find(&call, vec![url]).await?.pop().flatten().ok_or(Error::NotFound)?;
    let urls = root.urls();
    let (entity, context) = match root.surface {
        Surface::Legacy => (&NOTEBOOK, urls.context(format_args!("notebooks/$entity"))),
        Surface::Graph => (&COPY_NOTEBOOK_MODEL, urls.type_context("Notebook", "CopyNotebookModel")),
    };
    let shape = Shape::whole(entity, root.surface);
    Ok(Reply::written(StatusCode::OK, wire::entity(&urls, &context, entity, Item::alone(&view), &shape, &[])))
}

/// `POST notebooks/GetNotebooksFromWebUrls`: those that are found, in the order of the addresses. Source: "OneNoteApi
/// library".
pub(crate) async fn many(call: Call) -> Result<Reply, Fault> {
    let ([given], _) = call.values(["webUrls"])?;
    let Value::Array(given) = given.ok_or(RequestFault::MemberMissing("webUrls"))? else {
        return Err(RequestFault::JsonShape("the member 'webUrls' is not an array".to_owned()).into());
    };
    if given.len() > URLS_MAX {
        return Err(RequestFault::JsonShape(format!("the member 'webUrls' has more than {URLS_MAX} addresses")).into());
    }
    let given = given.into_iter().map(|url| placing::text("webUrls", url)).collect::<Result<Vec<_>, _>>()?;
    let found = find(&call, given).await?;
    let urls = call.root.urls();
    let mut json = Json::default();
    json.object(|json| {
        json.key("@odata.context");
        json.text(&urls.context(format_args!("notebooks")));
        json.key("value");
        json.array(|json| {
            for (view, root) in found.into_iter().flatten() {
                let shape = Shape::whole(&NOTEBOOK, root.surface);
                json.object(|json| NOTEBOOK.members(json, &root.urls(), Item::alone(&view), &shape));
            }
        });
    });
    Ok(Reply::written(StatusCode::OK, json))
}

/// Looks addresses up. A notebook comes with the root under which the caller finds it.
async fn find(call: &Call, given: Vec<String>) -> Result<Vec<Option<(NodeView, Root)>>, Fault> {
    let paths: Vec<Option<WebPath>> = given.iter().map(|url| path(call, url)).collect();
    let (caller, root) = (call.caller.clone(), call.root.clone());
    call.read(move |cx| {
        let place = place::resolve(cx, &caller, root.location())?;
        paths.iter().map(|path| path.as_ref().map_or(Ok(None), |path| found(cx, &caller, &root, &place, path))).collect()
    })
    .await
}

fn found(cx: &mut Cx<'_, '_>, caller: &Arc<Caller>, root: &Root, place: &Place, path: &WebPath) -> app::Result<Option<(NodeView, Root)>> {
    let mut allowed = web::notebook(cx, caller, place, path);
    // A section opens as a file; no notebook's own name is taken for one.
    if let (Err(Error::NotFound), Some(section)) = (&allowed, path.names.last().and_then(|name| name.strip_suffix(".one"))) {
        let mut path = path.clone();
        path.names.pop();
        path.names.push(section.to_owned());
        allowed = web::notebook(cx, caller, place, &path);
    }
    match allowed {
        Ok(allowed) => {
            let home = place::home_of(cx, &allowed.drive().owner)?;
            Ok(Some((view::node(cx, caller, &allowed)?, root.at(&home, caller.user()))))
        }
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Takes an address apart that this server gave out as `links`: `…/users/{id}/{library}/{folder}/{notebook}…`.
fn path(call: &Call, url: &str) -> Option<WebPath> {
    const CLIENT: &str = "onenote:";
    let url = url.trim();
    let web = url.split_at_checked(CLIENT.len()).filter(|(scheme, _)| scheme.eq_ignore_ascii_case(CLIENT)).map_or(url, |(_, web)| web);
    let path = call.server.hosts.own_path(web, &call.root.base)?;
    crate::web::address::path(path)
}
