use crate::call::Call;
use crate::fault::Fault;
use crate::hierarchy;
use crate::reply::Reply;
use crate::schema::NOTEBOOK;
use crate::wire;
use http::StatusCode;
use model::NodeKind;

/// `GET notebooks/{id}`.
///
/// Source: "OneNote GET notebooks/id" prints a list of one; the later pages print the notebook itself. The root without a
/// location is the one of that page, so it answers as printed there.
pub(crate) async fn handle(call: Call) -> Result<Reply, Fault> {
    if !call.root.is_2014() {
        return hierarchy::get(&call, NodeKind::Notebook).await;
    }
    let (shape, plan) = call.shape(&NOTEBOOK)?;
    let (view, branches) = hierarchy::find(&call, NodeKind::Notebook, plan).await?;
    let urls = call.root.urls();
    let context = urls.context(format_args!("notebooks"));
    let one = (std::slice::from_ref(&view), branches.as_slice());
    Ok(Reply::written(StatusCode::OK, wire::list(&urls, &context, &NOTEBOOK, one, &shape, (None, None))))
}
