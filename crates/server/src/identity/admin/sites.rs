//! Sites, and adding one.

use super::form;
use super::frame::{Frame, PIECE, Wrong, back, cut, href};
use super::gate::{Desk, Refusal};
use crate::identity::fault::OAuthFault;
use crate::reply::Reply;
use app::admin::{self, NewSite};
use app::{Error, desk};
use askama::Template;
use model::Role;

pub(super) const ROOM: &str = "/admin/sites";

/// What is said of an address that none is.
pub(super) const NO_ADDRESS: &str = "Write an address whole, as https://school.example/sites/physics.";

#[derive(Template)]
#[template(path = "admin/sites.html")]
struct Sites {
    frame: Frame,
    sites: Vec<Row>,
    next: Option<String>,
}

struct Row {
    id: String,
    url: String,
    size: i64,
}

/// `GET /admin/sites`
pub(crate) async fn list(desk: Desk) -> Result<Reply, OAuthFault> {
    shown(&desk, None).await
}

async fn shown(desk: &Desk, wrong: Option<Wrong>) -> Result<Reply, OAuthFault> {
    let after = desk.ask.query.owned("after").unwrap_or_default();
    let mut sites = desk.read(move |cx| desk::sites(cx, &after, PIECE + 1)).await?;
    let next = cut(&mut sites, |(_, _, place)| href(ROOM, &[("after", place)]));
    let rows = sites.into_iter().map(|(site, size, _)| Row { id: site.id.to_string(), url: site.url, size });
    let page = Sites { frame: desk.frame(ROOM, wrong), sites: rows.collect(), next };
    Ok(desk.page(&page.frame, &page))
}

/// `POST /admin/sites`
pub(crate) async fn add(desk: Desk) -> Result<Reply, OAuthFault> {
    match added(&desk).await {
        Ok(reply) => Ok(reply),
        Err(Refusal::Wrong(wrong)) => shown(&desk, Some(wrong)).await,
        Err(Refusal::Fault(fault)) => Err(fault),
    }
}

async fn added(desk: &Desk) -> Result<Reply, Refusal> {
    let form = &desk.ask.form;
    let members = form::lines("members", form.get("members"))?;
    let role_of = |place: usize| if place == 0 { Role::Owner } else { Role::Contributor };
    let new = NewSite {
        url: form.owned("url").unwrap_or_default(),
        has_default_library: form.get("no-default").is_none(),
        libraries: form::lines("libraries", form.get("libraries"))?,
        members: members.into_iter().enumerate().map(|(place, name)| (name, role_of(place))).collect(),
        quota_bytes: form::bytes("quota", form.get("quota"))?,
    };
    let (url, libraries) = (new.url.trim().trim_end_matches('/').to_owned(), new.libraries.clone());
    let added = desk.write(move |cx, by| admin::add_site(cx, by, &new));
    let site = added.await.map_err(|error| match error {
        Error::SiteNotFound => Wrong::new("url", NO_ADDRESS).into(),
        Error::NotFound => Wrong::new("members", "One of these is nobody. The site was not added.").into(),
        Error::NameTaken(name) if name == url && !libraries.contains(&name) => {
            Wrong::new("url", "There is a site with this address.").into()
        }
        other => form::name_refused("libraries")(other),
    })?;
    Ok(back("/admin/site", &site.id.to_string(), "added"))
}
