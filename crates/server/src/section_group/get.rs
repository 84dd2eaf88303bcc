use crate::call::Call;
use crate::fault::Fault;
use crate::hierarchy;
use crate::reply::Reply;
use model::NodeKind;

/// `GET sectionGroups/{id}`.
pub(crate) async fn handle(call: Call) -> Result<Reply, Fault> {
    hierarchy::get(&call, NodeKind::SectionGroup).await
}
