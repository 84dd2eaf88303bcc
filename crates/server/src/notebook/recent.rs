use crate::call::Call;
use crate::fault::{Fault, RequestFault};
use crate::reply::Reply;
use crate::schema::{RECENT_NOTEBOOK, Shape};
use crate::wire;
use app::{place, recent};
use http::StatusCode;

/// `GET notebooks/GetRecentNotebooks(includePersonalNotebooks=…)`: what the caller opened lately, the newest first.
///
/// Source: "OneNoteApi library"; the argument has no default.
pub(crate) async fn handle(call: Call) -> Result<Reply, Fault> {
    let mut given = call.arguments.iter();
    let with_own = match (given.next(), given.next()) {
        (Some((name, value)), None) if name.eq_ignore_ascii_case("includePersonalNotebooks") => match value.to_ascii_lowercase().as_str() {
            "true" => true,
            "false" => false,
            _ => return Err(RequestFault::BadPersonalNotebooks.into()),
        },
        _ => return Err(RequestFault::BadPersonalNotebooks.into()),
    };
    let (caller, location) = (call.caller.clone(), call.root.location());
    let found = call
        .read(move |cx| {
            let place = place::resolve(cx, &caller, location)?;
            recent::list(cx, &caller, &place, with_own)
        })
        .await?;
    let urls = call.root.urls();
    let context = urls.types_context("RecentNotebook", "recentNotebook");
    let shape = Shape::whole(&RECENT_NOTEBOOK, call.root.surface);
    Ok(Reply::written(StatusCode::OK, wire::list(&urls, &context, &RECENT_NOTEBOOK, (&found, &[]), &shape, (None, None))))
}
