//! How much libraries may hold.

use super::form;
use super::gate::{Desk, Refusal, refused};
use crate::identity::fault::OAuthFault;
use app::admin;
use model::Owner;

/// Bounds a library of an owner, as a form says.
pub(super) async fn set(desk: &Desk, owner: Owner) -> Result<&'static str, Refusal> {
    let bytes = form::bytes("room", desk.ask.form.get("room"))?;
    let library = desk.library().ok_or(OAuthFault::Param("library"))?;
    desk.write(move |cx, by| admin::set_quota(cx, by, &owner, Some(&library), bytes)).await.map_err(refused)?;
    Ok("quota")
}
