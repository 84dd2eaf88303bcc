//! Renaming, moving, describing. Source: "Update DriveItem properties", "Move a DriveItem to a new folder".

use super::put::reply;
use crate::drive::body::Described;
use crate::drive::call::Call;
use crate::drive::reference::Wanted;
use crate::drive::schema::ITEM;
use crate::fault::Fault;
use crate::reply::Reply;
use app::item::{self, Change, Made, view};

/// `PATCH` of an item.
pub(crate) async fn handle(call: Call) -> Result<Reply, Fault> {
    let (shape, wanted) = (call.query.shape(&ITEM)?, Wanted::read(&call.body)?);
    let conflict = call.query.conflict.or(wanted.described.conflict).unwrap_or_default();
    let view = call
        .write_item(move |cx, caller, found, only| {
            let target = wanted.target(cx, caller)?;
            let Described { name, .. } = &wanted.described;
            let change = Change { name: name.as_deref(), parent: target.as_ref(), said: wanted.described.said(), conflict, only };
            let changed = item::change(cx, caller, found, &change)?;
            Ok(view::item(cx, caller, &changed)?)
        })
        .await?;
    Ok(reply(&call.open.links, &view, Made::Before, &shape))
}
