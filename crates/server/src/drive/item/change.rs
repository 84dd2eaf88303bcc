//! Renaming, moving, describing. Source: "Update DriveItem properties", "Move a DriveItem to a new folder".

use super::condition;
use super::get::place;
use super::put::reply;
use crate::drive::body::{self, Described, known};
use crate::drive::call::Call;
use crate::drive::reference::Reference;
use crate::drive::schema::{ITEM, Shape};
use crate::fault::Fault;
use crate::reply::Reply;
use app::item::{self, Change, Made, view};
use model::Right;

/// `PATCH` of an item.
pub(crate) async fn handle(call: Call) -> Result<Reply, Fault> {
    let shape = Shape::asked(&ITEM, call.query.select.as_deref(), call.query.expand.as_deref())?;
    let (mut described, mut parent) = (Described::default(), None);
    for (name, value) in body::members(&call.body)? {
        match (name.as_str(), described.take(&name, value)?) {
            (_, None) => {}
            ("parentReference", Some(value)) => parent = Reference::read(value)?,
            (name, Some(_)) => known(name)?,
        }
    }
    let conflict = call.query.conflict.or(described.conflict).unwrap_or_default();
    let (place, caller, headers) = (place(&call)?, call.caller.clone(), call.open.headers.clone());
    let outcome = call
        .write(move |cx| {
            let at = place.at(cx)?;
            let found = item::item(cx, &caller, &at, Right::Write)?;
            let only = condition::only(cx, &caller, &found, &headers)?;
            let target = match parent.as_ref().map(|parent| parent.find(cx, &caller, Right::Write)).transpose()? {
                Some(Err(fault)) => return Ok(Err(fault)),
                Some(Ok(target)) => Some(target),
                None => None,
            };
            let change = Change { name: described.name.as_deref(), parent: target.as_ref(), said: described.said(), conflict, only };
            let changed = item::change(cx, &caller, &found, &change)?;
            Ok(Ok(view::item(cx, &caller, &changed)?))
        })
        .await?;
    Ok(reply(&call.open.links, &outcome?, Made::Before, &shape))
}
