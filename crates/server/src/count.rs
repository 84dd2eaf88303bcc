//! `$count`: how many entries a list has, as a bare number. Source: the Graph SDKs, which have a command for each collection.

use crate::asked;
use crate::call::Call;
use crate::fault::Fault;
use crate::page::list::{List, Within};
use crate::reply::Reply;
use app::{access, place, query};
use model::query::NodeField;
use model::{NodeKind, Right};

/// `GET notebooks/$count`.
pub(crate) async fn notebooks(call: Call) -> Result<Reply, Fault> {
    nodes_at(&call, NodeKind::Notebook).await
}

/// `GET sectionGroups/$count`.
pub(crate) async fn section_groups(call: Call) -> Result<Reply, Fault> {
    nodes_at(&call, NodeKind::SectionGroup).await
}

/// `GET sections/$count`.
pub(crate) async fn sections(call: Call) -> Result<Reply, Fault> {
    nodes_at(&call, NodeKind::Section).await
}

/// `GET notebooks/{id}/sections/$count`.
pub(crate) async fn sections_of_notebook(call: Call) -> Result<Reply, Fault> {
    nodes_in(&call, NodeKind::Notebook, NodeKind::Section).await
}

/// `GET notebooks/{id}/sectionGroups/$count`.
pub(crate) async fn groups_of_notebook(call: Call) -> Result<Reply, Fault> {
    nodes_in(&call, NodeKind::Notebook, NodeKind::SectionGroup).await
}

/// `GET sectionGroups/{id}/sections/$count`.
pub(crate) async fn sections_of_group(call: Call) -> Result<Reply, Fault> {
    nodes_in(&call, NodeKind::SectionGroup, NodeKind::Section).await
}

/// `GET sectionGroups/{id}/sectionGroups/$count`.
pub(crate) async fn groups_of_group(call: Call) -> Result<Reply, Fault> {
    nodes_in(&call, NodeKind::SectionGroup, NodeKind::SectionGroup).await
}

/// `GET pages/$count`.
pub(crate) async fn pages(call: Call) -> Result<Reply, Fault> {
    let list = List::of(&call, "pages")?;
    let (caller, location) = (call.caller.clone(), call.root.location());
    let count = call.read(move |cx| {
        let place = place::resolve(cx, &caller, location)?;
        list.count(cx, &caller, &Within::Place(place))
    });
    Ok(Reply::number(count.await?))
}

/// `GET sections/{id}/pages/$count`.
pub(crate) async fn pages_of_section(call: Call) -> Result<Reply, Fault> {
    let (list, id) = (List::of(&call, "pages")?, call.node()?);
    let (caller, location) = (call.caller.clone(), call.root.location());
    let count = call.read(move |cx| {
        let place = place::resolve(cx, &caller, location)?;
        let section = access::node(cx, &caller, &place, &[NodeKind::Section], &id, Right::Read)?;
        list.count(cx, &caller, &Within::Section(section))
    });
    Ok(Reply::number(count.await?))
}

async fn nodes_at(call: &Call, kind: NodeKind) -> Result<Reply, Fault> {
    let filter = call.query.asked::<NodeField>(asked::nodes(kind))?.and_then(|asked| asked.filter);
    let (caller, location) = (call.caller.clone(), call.root.location());
    let count = call.read(move |cx| {
        let place = place::resolve(cx, &caller, location)?;
        query::count_nodes_at(cx, &caller, &place, kind, filter.as_ref())
    });
    Ok(Reply::number(count.await?))
}

async fn nodes_in(call: &Call, parent: NodeKind, kind: NodeKind) -> Result<Reply, Fault> {
    let filter = call.query.asked::<NodeField>(asked::nodes(kind))?.and_then(|asked| asked.filter);
    let (caller, location, id) = (call.caller.clone(), call.root.location(), call.node()?);
    let count = call.read(move |cx| {
        let place = place::resolve(cx, &caller, location)?;
        let parent = access::node(cx, &caller, &place, &[parent], &id, Right::Read)?;
        query::count_nodes_in(cx, &caller, &parent, kind, filter.as_ref())
    });
    Ok(Reply::number(count.await?))
}
