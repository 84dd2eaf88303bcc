//! Deleting. Source: "Delete a DriveItem", "driveItem: permanentDelete".

use super::condition;
use crate::drive::call::Call;
use crate::fault::Fault;
use crate::reply::Reply;
use app::Error;
use app::item::{self, Removal};
use http::StatusCode;
use model::Right;

/// `DELETE` of an item: to the recycle bin.
pub(crate) async fn handle(call: Call) -> Result<Reply, Fault> {
    call.write_item(|cx, caller, found, only| Ok(item::delete(cx, caller, found, Removal::ToTrash, only)?)).await?;
    Ok(Reply::empty(StatusCode::NO_CONTENT))
}

/// `POST …/permanentDelete`: of an item where it lies, or in the recycle bin.
pub(crate) async fn for_good(call: Call) -> Result<Reply, Fault> {
    let (place, caller, headers) = (call.place()?, call.caller.clone(), call.open.headers.clone());
    call.write(move |cx| {
        let at = place.at(cx)?;
        match item::item(cx, &caller, &at, Right::Write) {
            Ok(found) => {
                let only = condition::only(cx, &caller, &found, &headers)?;
                item::delete(cx, &caller, &found, Removal::ForGood, only)?;
            }
            Err(Error::NotFound) => {
                let found = item::trashed(cx, &caller, &at)?;
                condition::none_in_bin(&headers)?;
                item::erase(cx, &caller, &found)?;
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    })
    .await?;
    Ok(Reply::empty(StatusCode::NO_CONTENT))
}
