use crate::call::Call;
use crate::fault::Fault;
use crate::hierarchy;
use crate::reply::Reply;
use crate::root::{PublicId, collection};
use crate::wire::self_url;
use model::NodeKind;

/// `POST notebooks/{id}/sections`.
pub(crate) async fn in_notebook(call: Call) -> Result<Reply, Fault> {
    in_parent(call, NodeKind::Notebook).await
}

/// `POST sectionGroups/{id}/sections`.
pub(crate) async fn in_group(call: Call) -> Result<Reply, Fault> {
    in_parent(call, NodeKind::SectionGroup).await
}

async fn in_parent(call: Call, parent: NodeKind) -> Result<Reply, Fault> {
    let view = hierarchy::create_in(&call, parent, NodeKind::Section).await?;
    let urls = call.root.urls();
    let body = hierarchy::alone(&urls, &view, format_args!("{}('{}')/sections/$entity", collection(parent), PublicId(call.node()?)));
    let location = self_url(&urls, NodeKind::Section, view.id);
    Ok(hierarchy::created(body, &location))
}
