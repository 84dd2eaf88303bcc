use super::{addressed, alone};
use crate::call::Call;
use crate::fault::Fault;
use crate::reply::Reply;
use crate::schema::{PERMISSION, PermissionView};
use app::{access, permission, place};
use http::StatusCode;
use model::{NodeKind, Right};

/// `GET {entity}/permissions/{id}`.
pub(crate) async fn get(call: Call, kind: NodeKind) -> Result<Reply, Fault> {
    let (shape, _) = call.shape(&PERMISSION)?;
    let (node, number) = (call.node()?, addressed(&call)?);
    let (caller, location) = (call.caller.clone(), call.root.location());
    let entry = call
        .read(move |cx| {
            let place = place::resolve(cx, &caller, location)?;
            let allowed = access::node(cx, &caller, &place, &[kind], &node, Right::Manage)?;
            permission::get(cx, &allowed, number)
        })
        .await?;
    Ok(Reply::written(StatusCode::OK, alone(&call, &PermissionView { entry, kind, node }, &shape)))
}
