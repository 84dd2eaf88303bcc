use crate::call::Call;
use crate::copy;
use crate::fault::Fault;
use crate::reply::Reply;
use model::NodeKind;

/// `POST sections/{id}/copyToNotebook`: to the top level of the notebook.
pub(crate) async fn to_notebook(call: Call) -> Result<Reply, Fault> {
    copy::into(call, NodeKind::Section, NodeKind::Notebook).await
}

/// `POST sections/{id}/copyToSectionGroup`.
pub(crate) async fn to_group(call: Call) -> Result<Reply, Fault> {
    copy::into(call, NodeKind::Section, NodeKind::SectionGroup).await
}
