use crate::call::Call;
use crate::fault::Fault;
use crate::hierarchy;
use crate::reply::Reply;
use model::NodeKind;

/// `DELETE notebooks/{id}`: to the recycle bin. Ours: the original sends clients through the drive.
pub(crate) async fn handle(call: Call) -> Result<Reply, Fault> {
    hierarchy::delete(&call, NodeKind::Notebook).await
}
