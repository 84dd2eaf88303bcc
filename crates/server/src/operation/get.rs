use super::wire::Resource;
use crate::call::Call;
use crate::fault::Fault;
use crate::reply::Reply;
use crate::root::{PublicId, Root, collection};
use crate::schema::{OPERATION, OperationView};
use crate::wire;
use app::operation::{self, Operation};
use app::{Caller, Cx, Error, place};
use http::{StatusCode, header};
use model::PageId;

/// `GET operations/{id}`, under any location that the caller may use: clients build the address under the source's.
///
/// `resourceLocation` is under the copy's own location. The original leaves `resourceId` null; its schema allows the id.
pub(crate) async fn handle(call: Call) -> Result<Reply, Fault> {
    let (caller, root, id) = (call.caller.clone(), call.root.clone(), call.operation()?);
    let (found, resource) = call
        .read(move |cx| {
            place::resolve(cx, &caller, root.location())?;
            let found = operation::get(cx, &caller, &id)?;
            let resource = resource(cx, &caller, &root, &found)?;
            Ok((found, resource))
        })
        .await?;
    let urls = call.root.urls();
    let is_final = found.state.is_final();
    let view = OperationView::new(found, resource);
    let json = wire::operation(&urls, &urls.context(format_args!("operations/$entity")), &OPERATION, &view);
    let reply = Reply::written(StatusCode::OK, json);
    Ok(if is_final { reply } else { reply.with(header::RETRY_AFTER, "1") })
}

/// Returns what an operation made, as `caller` finds it, if it has ended well.
///
/// # Errors
/// What the store can meet.
pub(crate) fn resource(cx: &mut Cx<'_, '_>, caller: &Caller, root: &Root, found: &Operation) -> app::Result<Option<Resource>> {
    let Some(outcome) = &found.outcome else { return Ok(None) };
    let home = match operation::target_owner(cx, &found.request.target_drive).and_then(|owner| place::home_of(cx, &owner)) {
        Ok(home) => home,
        // The place is gone, and the copy with it.
        Err(Error::NotFound) => return Ok(None),
        Err(error) => return Err(error),
    };
    let (kind, id) = match outcome.key {
        Some(key) => ("pages", PageId { section: outcome.node, key }.to_string()),
        None => match operation::result_kind(cx, found)? {
            Some(kind) => (collection(kind), PublicId(outcome.node).to_string()),
            // It has no address here.
            None => return Ok(None),
        },
    };
    let urls = root.at(&home, caller.user()).urls();
    Ok(Some(Resource { url: urls.url(format_args!("{kind}/{id}")), id }))
}
