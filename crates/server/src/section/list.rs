use crate::call::Call;
use crate::fault::Fault;
use crate::hierarchy;
use crate::reply::Reply;
use model::NodeKind::{Notebook, Section, SectionGroup};

/// `GET sections`: all of the location, nested ones too, by name.
pub(crate) async fn at_root(call: Call) -> Result<Reply, Fault> {
    hierarchy::list_all(&call, Section).await
}

/// `GET notebooks/{id}/sections`: those that lie directly in the notebook.
pub(crate) async fn in_notebook(call: Call) -> Result<Reply, Fault> {
    hierarchy::list_in(&call, Notebook, Section).await
}

/// `GET sectionGroups/{id}/sections`: those that lie directly in the group.
pub(crate) async fn in_group(call: Call) -> Result<Reply, Fault> {
    hierarchy::list_in(&call, SectionGroup, Section).await
}
