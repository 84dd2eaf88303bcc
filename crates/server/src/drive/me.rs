use super::call::Call;
use super::wire;
use crate::fault::Fault;
use crate::reply::Reply;
use crate::schema::Json;
use http::StatusCode;

/// `GET me`: who the token speaks for. A person has one name here, and signs in by it. Source: "Get a user".
pub(crate) async fn handle(call: Call) -> Result<Reply, Fault> {
    let mut json = Json::new(256, false);
    json.object(|json| {
        json.key("id");
        json.plain(|out| model::push_guid(out, call.caller.user().bytes()));
        for name in ["displayName", "userPrincipalName"] {
            json.key(name);
            json.text(call.caller.name());
        }
        json.key("mail");
        json.null();
    });
    Ok(wire::written(StatusCode::OK, json))
}
