use crate::call::Call;
use crate::fault::Fault;
use crate::hierarchy;
use crate::reply::Reply;
use model::NodeKind;

/// `GET sectionGroups/{id}/parentNotebook`.
pub(crate) async fn notebook(call: Call) -> Result<Reply, Fault> {
    hierarchy::above_node(&call, NodeKind::SectionGroup, NodeKind::Notebook).await
}

/// `GET sectionGroups/{id}/parentSectionGroup`.
pub(crate) async fn section_group(call: Call) -> Result<Reply, Fault> {
    hierarchy::above_node(&call, NodeKind::SectionGroup, NodeKind::SectionGroup).await
}
