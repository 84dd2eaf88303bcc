//! What the caller worked on lately. Source: "List recent files", "Recent files" of the first service.

use super::address::Target;
use super::call::Call;
use super::place::Drive;
use super::remote::Remote;
use super::wire;
use crate::fault::{Fault, RequestFault};
use crate::reply::Reply;
use crate::schema::Json;
use app::item;
use http::StatusCode;
use model::Owner;

/// `GET …/recent`: of the caller's own drive, wherever it lies; of another one, in that.
pub(crate) async fn handle(call: Call) -> Result<Reply, Fault> {
    call.query.as_it_comes()?;
    // There is one piece.
    if call.query.token.is_some() {
        return Err(RequestFault::BadSkipToken.into());
    }
    let shape = Remote::asked(&call.query)?;
    let Target::Drive(which) = &call.open.address.target else { return Err(RequestFault::BadId.into()) };
    let (drive, caller, limit) = (Drive::read(which)?, call.caller.clone(), call.query.limit());
    let (found, here) = call
        .read(move |cx| {
            let which = drive.which(cx)?;
            let found = item::drive(cx, &caller, which)?;
            let is_own = found.drive.owner == Owner::User(*caller.user());
            let views = item::recent(cx, &caller, (!is_own).then_some(&found), limit)?;
            Ok((views, model::DriveCid::of(&found.drive.id)))
        })
        .await?;
    let mut json = Json::new(1_400 * (found.len() + 1), false);
    json.object(|json| {
        json.key("value");
        shape.write(json, &call.open.links, found.iter().map(|view| (view, view.within.id != here)));
    });
    Ok(wire::written(StatusCode::OK, json))
}
