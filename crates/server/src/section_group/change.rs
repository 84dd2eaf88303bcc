use crate::call::Call;
use crate::fault::Fault;
use crate::hierarchy;
use crate::reply::Reply;
use model::NodeKind;

/// `PATCH sectionGroups/{id}`: another name, another parent, another place among the groups beside it. Ours.
pub(crate) async fn handle(call: Call) -> Result<Reply, Fault> {
    hierarchy::change(&call, NodeKind::SectionGroup).await
}
