use super::wire::Notebook;
use crate::call::Call;
use crate::fault::Fault;
use crate::hierarchy;
use crate::reply::Reply;
use crate::wire::Collection;
use model::NodeKind;

/// `GET notebooks/{id}`.
///
/// Source: "OneNote GET notebooks/id" prints a list of one; the later pages print the notebook itself. The root without a
/// location is the one of that page, so it answers as printed there.
pub(crate) async fn handle(call: Call) -> Result<Reply, Fault> {
    let view = hierarchy::find(&call, NodeKind::Notebook).await?;
    let urls = call.root.urls();
    if !call.root.is_2014() {
        return Ok(Reply::ok(&Notebook::alone(&urls, &view)));
    }
    let context = urls.context(format_args!("notebooks"));
    Ok(Reply::ok(&Collection { context, value: vec![Notebook::of(&urls, &view)], next_link: None }))
}
