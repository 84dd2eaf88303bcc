//! Drives, as they are asked for.

use super::address::Target;
use super::call::Call;
use super::place::{Drive, Whose};
use super::schema::DRIVE;
use super::wire;
use crate::fault::{Fault, RequestFault};
use crate::reply::Reply;
use app::item::{self, view};

/// `GET me/drive`, `GET drives/{id}` and their like.
pub(crate) async fn drive(call: Call) -> Result<Reply, Fault> {
    let shape = call.query.shape(&DRIVE)?;
    let Target::Drive(which) = &call.open.address.target else { return Err(RequestFault::BadId.into()) };
    let (drive, caller) = (Drive::read(which)?, call.caller.clone());
    let view = call
        .read(move |cx| {
            let which = drive.which(cx)?;
            let found = item::drive(cx, &caller, which)?;
            Ok(view::drive(cx, &caller, &found)?)
        })
        .await?;
    Ok(wire::entity(&call.open.links, &DRIVE, &view, &shape))
}

/// `GET me/drives`, `GET drives` and their like. Nobody has so many that they come in pieces.
pub(crate) async fn drives(call: Call) -> Result<Reply, Fault> {
    let shape = call.query.shape(&DRIVE)?;
    call.query.only_by_name()?;
    let Target::Drives(owner) = &call.open.address.target else { return Err(RequestFault::BadId.into()) };
    let (whose, caller) = (Whose::read(owner)?, call.caller.clone());
    let views = call
        .read(move |cx| {
            let location = whose.location(cx)?;
            let found = item::drives(cx, &caller, location)?;
            Ok(found.iter().map(|found| view::drive(cx, &caller, found)).collect::<app::Result<Vec<_>>>()?)
        })
        .await?;
    Ok(wire::list(&call.open.links, &DRIVE, &views, &shape, None))
}
