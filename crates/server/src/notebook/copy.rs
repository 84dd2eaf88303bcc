use crate::call::Call;
use crate::copy::{self, From};
use crate::fault::Fault;
use crate::reply::Reply;
use crate::root::PublicId;
use model::NodeKind;

/// `POST notebooks/{id}/copyNotebook`: into the `Notebooks` folder of the destination's default library.
pub(crate) async fn handle(call: Call) -> Result<Reply, Fault> {
    let id = call.node()?;
    copy::handle(call, From::Node(NodeKind::Notebook, id), None, format!("notebooks/{}", PublicId(id))).await
}
