use crate::call::Call;
use crate::fault::Fault;
use crate::reply::Reply;
use app::{operation, place};
use http::StatusCode;

/// `DELETE operations/{id}`: cancels it. It ends as failed and leaves nothing. Ours.
pub(crate) async fn handle(call: Call) -> Result<Reply, Fault> {
    let (caller, location, id) = (call.caller.clone(), call.root.location(), call.operation()?);
    call.write(move |cx| {
        place::resolve(cx, &caller, location)?;
        operation::cancel(cx, &caller, &id)
    })
    .await?;
    Ok(Reply::empty(StatusCode::NO_CONTENT))
}
