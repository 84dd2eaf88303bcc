use crate::call::Call;
use crate::fault::Fault;
use crate::hierarchy;
use crate::reply::Reply;
use model::NodeKind;

/// `PATCH sections/{id}`: another name (source: "Supported REST operations"); ours are another parent and another place.
pub(crate) async fn handle(call: Call) -> Result<Reply, Fault> {
    hierarchy::change(&call, NodeKind::Section).await
}
