use crate::call::Call;
use crate::fault::Fault;
use crate::hierarchy;
use crate::reply::Reply;
use model::NodeKind;

/// `GET sections/{id}`.
pub(crate) async fn handle(call: Call) -> Result<Reply, Fault> {
    hierarchy::get(&call, NodeKind::Section).await
}
