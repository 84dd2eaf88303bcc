use super::wire::Section;
use crate::call::Call;
use crate::fault::Fault;
use crate::hierarchy;
use crate::reply::Reply;
use model::NodeKind;

/// `GET sections/{id}`.
pub(crate) async fn handle(call: Call) -> Result<Reply, Fault> {
    let view = hierarchy::find(&call, NodeKind::Section).await?;
    let urls = call.root.urls();
    let context = urls.context(format_args!("sections/$entity"));
    Ok(Reply::ok(&Section::alone(&urls, &view, context)))
}
