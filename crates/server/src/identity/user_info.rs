//! Who a token speaks for. Source: "OpenID Connect Core 1.0", section 5.3.

use super::ask::Ask;
use super::pages;
use crate::fault::Fault;
use crate::reply::Reply;
use app::Error;
use http::header;
use model::{Grant, Need};
use serde_json::json;

/// `GET /oidc/userinfo`
pub(crate) async fn handle(ask: Ask) -> Result<Reply, Fault> {
    let caller = ask.caller.ok_or(Error::Unauthenticated)?;
    let mut body = json!({ "sub": caller.user().to_string() });
    if caller.grant(Need::ReadProfile) != Grant::Nothing {
        body["name"] = caller.name().into();
        body["preferred_username"] = caller.name().into();
    }
    Ok(pages::not_kept(Reply::ok(&body)).with(header::VARY, "Authorization"))
}
