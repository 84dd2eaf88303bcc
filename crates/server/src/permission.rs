//! Permissions of notebooks, section groups and sections. Source: "Manage permissions on OneNote entities".

mod claim;
mod create;
mod delete;
mod get;
mod list;

pub(crate) use claim::spelled;
pub(crate) use create::create;
pub(crate) use delete::delete;
pub(crate) use get::get;
pub(crate) use list::list;

use crate::call::Call;
use crate::fault::{Fault, RequestFault};
use crate::root::{PublicId, collection, permission_number};
use crate::schema::{Item, Json, PERMISSION, PermissionView, Shape};
use crate::wire;

/// Returns the number in the second id of an address.
fn addressed(call: &Call) -> Result<u64, Fault> {
    call.keys.get(1).and_then(|key| permission_number(key)).ok_or(RequestFault::BadId.into())
}

/// Writes a permission that stands alone.
fn alone(call: &Call, view: &PermissionView, shape: &Shape) -> Json {
    let urls = call.root.urls();
    let context = urls.context(format_args!("{}('{}')/permissions/$entity", collection(view.kind), PublicId(view.node)));
    wire::entity(&urls, &context, &PERMISSION, Item::alone(view), shape, &[])
}
