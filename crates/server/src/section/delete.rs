use crate::call::Call;
use crate::fault::Fault;
use crate::hierarchy;
use crate::reply::Reply;
use model::NodeKind;

/// `DELETE sections/{id}`: to the recycle bin, with all it holds. Ours.
pub(crate) async fn handle(call: Call) -> Result<Reply, Fault> {
    hierarchy::delete(&call, NodeKind::Section).await
}
