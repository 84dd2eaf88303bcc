use crate::call::Call;
use crate::fault::Fault;
use crate::hierarchy;
use crate::reply::Reply;
use model::NodeKind;

/// `PATCH notebooks/{id}`: another name, another place among the notebooks beside it. Ours.
pub(crate) async fn handle(call: Call) -> Result<Reply, Fault> {
    hierarchy::change(&call, NodeKind::Notebook).await
}
