use crate::call::Call;
use crate::copy::{self, From};
use crate::fault::Fault;
use crate::reply::Reply;
use crate::root::PublicId;
use model::NodeKind;

/// `POST sections/{id}/copyToNotebook`: to the top level of the notebook.
pub(crate) async fn to_notebook(call: Call) -> Result<Reply, Fault> {
    to(call, NodeKind::Notebook).await
}

/// `POST sections/{id}/copyToSectionGroup`.
pub(crate) async fn to_group(call: Call) -> Result<Reply, Fault> {
    to(call, NodeKind::SectionGroup).await
}

async fn to(call: Call, into: NodeKind) -> Result<Reply, Fault> {
    let id = call.node()?;
    copy::handle(call, From::Node(NodeKind::Section, id), Some(into), format!("sections/{}", PublicId(id))).await
}
