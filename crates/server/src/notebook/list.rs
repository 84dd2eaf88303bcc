use crate::call::Call;
use crate::fault::Fault;
use crate::hierarchy;
use crate::reply::Reply;
use model::NodeKind;

/// `GET notebooks`: those of the location, by name.
pub(crate) async fn handle(call: Call) -> Result<Reply, Fault> {
    hierarchy::list_all(&call, NodeKind::Notebook).await
}
