use super::get::place;
use super::put::reply;
use crate::drive::body::{self, Described, known};
use crate::drive::call::Call;
use crate::drive::reference::Reference;
use crate::drive::schema::{ITEM, Shape};
use crate::fault::Fault;
use crate::reply::Reply;
use app::item::{self, Made, view};
use model::Right;

/// `POST …/restore`: from the recycle bin, to where it was or elsewhere. Source: "driveItem: restore".
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
    let (place, caller) = (place(&call)?, call.caller.clone());
    let outcome = call
        .write(move |cx| {
            let at = place.at(cx)?;
            let found = item::trashed(cx, &caller, &at)?;
            let target = match parent.as_ref().map(|parent| parent.find(cx, &caller, Right::Write)).transpose()? {
                Some(Err(fault)) => return Ok(Err(fault)),
                Some(Ok(target)) => Some(target),
                None => None,
            };
            let restored = item::restore(cx, &caller, found, target.as_ref(), described.name.as_deref())?;
            Ok(Ok(view::item(cx, &caller, &restored)?))
        })
        .await?;
    Ok(reply(&call.open.links, &outcome?, Made::Before, &shape))
}
