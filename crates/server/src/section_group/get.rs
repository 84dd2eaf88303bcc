use super::wire::SectionGroup;
use crate::call::Call;
use crate::fault::Fault;
use crate::hierarchy;
use crate::reply::Reply;
use model::NodeKind;

/// `GET sectionGroups/{id}`.
pub(crate) async fn handle(call: Call) -> Result<Reply, Fault> {
    let view = hierarchy::find(&call, NodeKind::SectionGroup).await?;
    let urls = call.root.urls();
    let context = urls.context(format_args!("sectionGroups/$entity"));
    Ok(Reply::ok(&SectionGroup::alone(&urls, &view, context)))
}
