use super::claim::CLAIMS;
use crate::asked::PERMISSIONS;
use crate::call::Call;
use crate::fault::Fault;
use crate::query::HIERARCHY;
use crate::reply::Reply;
use crate::root::{PublicId, collection};
use crate::schema::{PERMISSION, PermissionView};
use crate::wire;
use app::{access, permission, place};
use http::StatusCode;
use model::query::{PermissionField, Query};
use model::{NodeKind, Right};

/// `GET {entity}/permissions`: who may do something with it, each once with the most that they may.
pub(crate) async fn list(call: Call, kind: NodeKind) -> Result<Reply, Fault> {
    let window = call.query.window(HIERARCHY)?;
    let (shape, _) = call.shape(&PERMISSION)?;
    let node = call.node()?;
    let tail = format!("{}/{}/permissions", collection(kind), PublicId(node));
    let asked = call.query.asked::<PermissionField>(&PERMISSIONS)?;
    let (predicate, order) = asked.map_or((None, Vec::new()), |asked| (asked.filter, asked.order));
    let after = call.seek(&tail, order.len())?;
    let query = Query { predicate, order, after, skip: window.skip, limit: window.limit, wants_count: call.query.count };
    let (caller, location) = (call.caller.clone(), call.root.location());
    let found = call
        .read(move |cx| {
            let place = place::resolve(cx, &caller, location)?;
            let allowed = access::node(cx, &caller, &place, &[kind], &node, Right::Manage)?;
            permission::list(cx, &allowed, &query, CLAIMS)
        })
        .await?;
    let urls = call.root.urls();
    let next_link = found.next.map(|next| call.next_link(&urls, &tail, window, &next));
    let views: Vec<PermissionView> = found.entries.into_iter().map(|entry| PermissionView { entry, kind, node }).collect();
    let context = urls.context(format_args!("{}('{}')/permissions", collection(kind), PublicId(node)));
    let around = (found.count, next_link.as_deref());
    Ok(Reply::written(StatusCode::OK, wire::list(&urls, &context, &PERMISSION, (&views, &[]), &shape, around)))
}
