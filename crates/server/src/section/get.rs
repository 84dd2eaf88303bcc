use crate::call::Call;
use crate::fault::Fault;
use crate::hierarchy;
use crate::reply::Reply;
use http::StatusCode;
use model::NodeKind;

/// `GET sections/{id}`.
pub(crate) async fn handle(call: Call) -> Result<Reply, Fault> {
    let view = hierarchy::find(&call, NodeKind::Section).await?;
    let urls = call.root.urls();
    Ok(Reply::written(StatusCode::OK, hierarchy::alone(&urls, &view, format_args!("sections/$entity"))))
}
