//! Who is here, and adding somebody.

use super::form::{self, name_refused};
use super::frame::{Frame, PIECE, Wrong, back, cut, href};
use super::gate::{Desk, Refusal};
use super::person::{self, state};
use super::secret::Secret;
use crate::identity::fault::OAuthFault;
use crate::reply::Reply;
use app::directory::After;
use app::{admin, desk};
use askama::Template;

const ROOM: &str = "/admin/people";

#[derive(Template)]
#[template(path = "admin/people.html")]
struct People {
    frame: Frame,
    part: String,
    people: Vec<Row>,
    next: Option<String>,
}

struct Row {
    id: String,
    name: String,
    since: String,
    state: String,
}

/// `GET /admin/people`
pub(crate) async fn list(desk: Desk) -> Result<Reply, OAuthFault> {
    shown(&desk, None).await
}

async fn shown(desk: &Desk, wrong: Option<Wrong>) -> Result<Reply, OAuthFault> {
    let part = desk.ask.query.owned("part").unwrap_or_default();
    let (wanted, after) = (part.clone(), desk.ask.query.get("after").map(After::named).unwrap_or_default());
    let mut people = desk.read(move |cx| desk::people(cx, &wanted, &after, PIECE + 1)).await?;
    let next = cut(&mut people, |last| href(ROOM, &[("part", &part), ("after", &last.name)]));
    let row = |user: app::directory::User| Row {
        id: user.id.to_string(),
        since: person::day(user.created),
        state: state(&user),
        name: user.name,
    };
    let page = People { frame: desk.frame(ROOM, wrong), part, people: people.into_iter().map(row).collect(), next };
    Ok(desk.page(&page.frame, &page))
}

/// `POST /admin/people`
pub(crate) async fn add(desk: Desk) -> Result<Reply, OAuthFault> {
    match added(&desk).await {
        Ok(reply) => Ok(reply),
        Err(Refusal::Wrong(wrong)) => shown(&desk, Some(wrong)).await,
        Err(Refusal::Fault(fault)) => Err(fault),
    }
}

async fn added(desk: &Desk) -> Result<Reply, Refusal> {
    let name = desk.ask.form.owned("name").unwrap_or_default();
    let quota = form::bytes("quota", desk.ask.form.get("quota"))?;
    let password = form::new_password(desk).await?;
    let hash = password.hash;
    let added = desk.write(move |cx, by| admin::add_user(cx, by, &name, hash.as_deref(), quota));
    let user = added.await.map_err(name_refused("name"))?;
    let id = user.id.to_string();
    Ok(match password.fresh {
        None => back("/admin/person", &id, "added"),
        Some(fresh) => Secret {
            frame: desk.frame(ROOM, None),
            title: format!("{} is added", user.name),
            sentence: "Give them this password, and ask them to choose another at /account.",
            shown: vec![("Name", user.name), ("Password", fresh)],
            on: href("/admin/person", &[("id", &id)]),
        }
        .page(desk),
    })
}
