use crate::call::Call;
use crate::fault::Fault;
use crate::reply::Reply;
use app::{access, page, place};
use http::StatusCode;
use model::{Need, Right};

/// `DELETE pages/{id}`: for good, as the original does. Source: "Supported REST operations".
pub(crate) async fn handle(call: Call) -> Result<Reply, Fault> {
    let (caller, location, id) = (call.caller.clone(), call.root.location(), call.page()?);
    let if_match = call.if_match()?;
    call.write(move |cx| {
        let place = place::resolve(cx, &caller, location)?;
        let found = access::page(cx, &caller, &place, &id, Right::Write, Need::Write)?;
        page::delete(cx, &caller, &found, if_match.as_deref())
    })
    .await?;
    Ok(Reply::empty(StatusCode::NO_CONTENT))
}
