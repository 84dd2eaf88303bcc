use crate::call::Call;
use crate::copy::{self, From};
use crate::fault::Fault;
use crate::reply::Reply;
use model::NodeKind;

/// `POST pages/{id}/copyToSection`: to the end of the section.
pub(crate) async fn handle(call: Call) -> Result<Reply, Fault> {
    let id = call.page()?;
    copy::handle(call, From::Page(id), Some(NodeKind::Section), format!("pages/{id}")).await
}
