//! Groups, and adding one.

use super::form::{self, name_refused};
use super::frame::{Frame, PIECE, Wrong, back, cut, href};
use super::gate::{Desk, Refusal};
use crate::identity::fault::OAuthFault;
use crate::reply::Reply;
use app::directory::After;
use app::{Error, admin, desk};
use askama::Template;

pub(super) const ROOM: &str = "/admin/groups";

#[derive(Template)]
#[template(path = "admin/groups.html")]
struct Groups {
    frame: Frame,
    groups: Vec<Row>,
    next: Option<String>,
}

struct Row {
    id: String,
    name: String,
    size: i64,
}

/// `GET /admin/groups`
pub(crate) async fn list(desk: Desk) -> Result<Reply, OAuthFault> {
    shown(&desk, None).await
}

async fn shown(desk: &Desk, wrong: Option<Wrong>) -> Result<Reply, OAuthFault> {
    let after = desk.ask.query.get("after").map(After::named).unwrap_or_default();
    let mut groups = desk.read(move |cx| desk::groups(cx, &after, PIECE + 1)).await?;
    let next = cut(&mut groups, |(last, _)| href(ROOM, &[("after", &last.name)]));
    let rows = groups.into_iter().map(|(group, size)| Row { id: group.id.to_string(), name: group.name, size });
    let page = Groups { frame: desk.frame(ROOM, wrong), groups: rows.collect(), next };
    Ok(desk.page(&page.frame, &page))
}

/// `POST /admin/groups`
pub(crate) async fn add(desk: Desk) -> Result<Reply, OAuthFault> {
    match added(&desk).await {
        Ok(reply) => Ok(reply),
        Err(Refusal::Wrong(wrong)) => shown(&desk, Some(wrong)).await,
        Err(Refusal::Fault(fault)) => Err(fault),
    }
}

async fn added(desk: &Desk) -> Result<Reply, Refusal> {
    let form = &desk.ask.form;
    let (name, members) = (form.owned("name").unwrap_or_default(), form::lines("members", form.get("members"))?);
    let quota = form::bytes("quota", form.get("quota"))?;
    let added = desk.write(move |cx, by| admin::add_group(cx, by, &name, &members, quota));
    let group = added.await.map_err(|error| match error {
        Error::NotFound => Wrong::new("members", "One of these is nobody. The group was not added.").into(),
        other => name_refused("name")(other),
    })?;
    Ok(back("/admin/group", &group.id.to_string(), "added"))
}
