use crate::call::Call;
use crate::fault::Fault;
use crate::hierarchy;
use crate::reply::Reply;
use crate::schema::{NOTEBOOK, Shape};
use crate::wire;
use http::StatusCode;
use model::NodeKind;

/// `GET notebooks/{id}`.
///
/// Source: "OneNote GET notebooks/id" prints a list of one; the later pages print the notebook itself. The root without a
/// location is the one of that page, so it answers as printed there.
pub(crate) async fn handle(call: Call) -> Result<Reply, Fault> {
    let view = hierarchy::find(&call, NodeKind::Notebook).await?;
    let urls = call.root.urls();
    if !call.root.is_2014() {
        return Ok(Reply::written(StatusCode::OK, hierarchy::alone(&urls, &view, format_args!("notebooks/$entity"))));
    }
    let context = urls.context(format_args!("notebooks"));
    let shape = Shape::whole(&NOTEBOOK, call.root.surface);
    Ok(Reply::written(StatusCode::OK, wire::list(&urls, &context, &NOTEBOOK, std::iter::once(&view), &shape, None)))
}
