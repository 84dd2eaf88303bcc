use crate::call::Call;
use crate::copy;
use crate::fault::Fault;
use crate::reply::Reply;
use model::NodeKind;

/// `POST sectionGroups/{id}/copyToNotebook`: to the top level of the notebook. Ours, as is the next.
pub(crate) async fn to_notebook(call: Call) -> Result<Reply, Fault> {
    copy::into(call, NodeKind::SectionGroup, NodeKind::Notebook).await
}

/// `POST sectionGroups/{id}/copyToSectionGroup`.
pub(crate) async fn to_group(call: Call) -> Result<Reply, Fault> {
    copy::into(call, NodeKind::SectionGroup, NodeKind::SectionGroup).await
}
