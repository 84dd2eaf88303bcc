use crate::call::Call;
use crate::fault::Fault;
use crate::hierarchy;
use crate::reply::Reply;
use model::NodeKind;

/// `GET sections/{id}/parentNotebook`.
pub(crate) async fn notebook(call: Call) -> Result<Reply, Fault> {
    hierarchy::above_node(&call, NodeKind::Section, NodeKind::Notebook).await
}

/// `GET sections/{id}/parentSectionGroup`.
pub(crate) async fn section_group(call: Call) -> Result<Reply, Fault> {
    hierarchy::above_node(&call, NodeKind::Section, NodeKind::SectionGroup).await
}
