use super::addressed;
use crate::call::Call;
use crate::fault::Fault;
use crate::reply::Reply;
use app::{access, permission, place};
use http::StatusCode;
use model::{NodeKind, Right};

/// `DELETE {entity}/permissions/{id}`: on the entity and on everything below it.
pub(crate) async fn delete(call: Call, kind: NodeKind) -> Result<Reply, Fault> {
    let (node, number) = (call.node()?, addressed(&call)?);
    let (caller, location) = (call.caller.clone(), call.root.location());
    call.write(move |cx| {
        let place = place::resolve(cx, &caller, location)?;
        let allowed = access::node(cx, &caller, &place, &[kind], &node, Right::Manage)?;
        permission::revoke(cx, &allowed, number)
    })
    .await?;
    Ok(Reply::empty(StatusCode::NO_CONTENT))
}
