use crate::call::Call;
use crate::fault::Fault;
use crate::hierarchy;
use crate::reply::Reply;
use app::{access, place, view};
use model::{Need, NodeKind, Right};

/// `GET pages/{id}/parentSection`.
pub(crate) async fn section(call: Call) -> Result<Reply, Fault> {
    answer(&call, NodeKind::Section).await
}

/// `GET pages/{id}/parentNotebook`.
pub(crate) async fn notebook(call: Call) -> Result<Reply, Fault> {
    answer(&call, NodeKind::Notebook).await
}

async fn answer(call: &Call, kind: NodeKind) -> Result<Reply, Fault> {
    let (caller, location, id) = (call.caller.clone(), call.root.location(), call.page()?);
    hierarchy::above(call, kind, move |cx| {
        let place = place::resolve(cx, &caller, location)?;
        let found = access::page(cx, &caller, &place, &id, Right::Read, Need::ReadPages)?;
        let section = view::node(cx, &caller, found.section())?;
        Ok(if kind == NodeKind::Section { Some(section.id) } else { section.notebook.map(|above| above.id) })
    })
    .await
}
