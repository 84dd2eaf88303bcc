use super::condition;
use super::put::reply;
use crate::drive::call::Call;
use crate::drive::reference::Wanted;
use crate::drive::schema::ITEM;
use crate::fault::Fault;
use crate::reply::Reply;
use app::item::{self, Made, view};

/// `POST …/restore`: from the recycle bin, to where it was or elsewhere. Source: "driveItem: restore".
pub(crate) async fn handle(call: Call) -> Result<Reply, Fault> {
    let (shape, wanted) = (call.query.shape(&ITEM)?, Wanted::read(&call.body)?);
    let (place, caller, headers) = (call.place()?, call.caller.clone(), call.open.headers.clone());
    let view = call
        .write(move |cx| {
            let at = place.at(cx)?;
            let found = item::trashed(cx, &caller, &at)?;
            condition::none_in_bin(&headers)?;
            let target = wanted.target(cx, &caller)?;
            let restored = item::restore(cx, &caller, found, target.as_ref(), wanted.described.name.as_deref())?;
            Ok(view::item(cx, &caller, &restored)?)
        })
        .await?;
    Ok(reply(&call.open.links, &view, Made::Before, &shape))
}
