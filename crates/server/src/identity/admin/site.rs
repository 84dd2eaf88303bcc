//! A site, its libraries, and who belongs to it.

use super::form;
use super::frame::{Frame, PIECE, Wrong, back, cut, href};
use super::gate::{Desk, Refusal, refused};
use super::group::{MemberRow, member_row, nobody};
use super::person::{HoldingRow, holding};
use super::quota;
use super::sites::{NO_ADDRESS, ROOM};
use crate::identity::fault::OAuthFault;
use crate::reply::Reply;
use app::Error;
use app::admin::{self, Refused};
use app::desk::{self, Holding};
use app::directory::After;
use askama::Template;
use model::{Owner, SiteId};

/// Where a site is.
const SITE: &str = "/admin/site";

#[derive(Template)]
#[template(path = "admin/site.html")]
struct Site {
    frame: Frame,
    id: String,
    url: String,
    collection: String,
    holdings: Vec<LibraryRow>,
    members: Vec<MemberRow>,
    next: Option<String>,
}

/// One of its libraries.
struct LibraryRow {
    name: String,
    bytes: String,
    room: String,
    removal: String,
}

fn library(site: &SiteId, it: Holding) -> LibraryRow {
    let removal = href("/admin/site/libraries/remove", &[("id", &site.to_string()), ("library", &it.name)]);
    let HoldingRow { name, bytes, room, .. } = holding(it);
    LibraryRow { name, bytes, room, removal }
}

/// `GET /admin/site`
pub(crate) async fn page(desk: Desk) -> Result<Reply, OAuthFault> {
    shown(&desk, None).await
}

async fn shown(desk: &Desk, wrong: Option<Wrong>) -> Result<Reply, OAuthFault> {
    let id: SiteId = desk.id()?;
    let after = desk.ask.query.get("after").map(After::named).unwrap_or_default();
    let found = desk.read(move |cx| {
        let site = desk::site(cx, &id)?;
        Ok((site, desk::holdings(cx, &Owner::Site(id))?, desk::site_members(cx, &id, &after, PIECE + 1)?))
    });
    let (site, holdings, mut members) = found.await?;
    let next = cut(&mut members, |(last, _)| href(SITE, &[("id", &id.to_string()), ("after", &last.name)]));
    let page = Site {
        frame: desk.frame(ROOM, wrong),
        id: id.to_string(),
        url: site.url,
        collection: site.collection.to_string(),
        holdings: holdings.into_iter().map(|it| library(&id, it)).collect(),
        members: members.into_iter().map(member_row).collect(),
        next,
    };
    Ok(desk.page(&page.frame, &page))
}

async fn done(desk: &Desk, outcome: Result<&'static str, Refusal>) -> Result<Reply, OAuthFault> {
    match outcome {
        Ok(said) => Ok(back(SITE, &desk.id::<SiteId>()?.to_string(), said)),
        Err(Refusal::Wrong(wrong)) => shown(desk, Some(wrong)).await,
        Err(Refusal::Fault(fault)) => Err(fault),
    }
}

/// `POST /admin/site/quota`: of one of its libraries.
pub(crate) async fn quota(desk: Desk) -> Result<Reply, OAuthFault> {
    let outcome = quota::set(&desk, Owner::Site(desk.id()?)).await;
    done(&desk, outcome).await
}

/// `POST /admin/site/address`
pub(crate) async fn readdress(desk: Desk) -> Result<Reply, OAuthFault> {
    let (id, url): (SiteId, _) = (desk.id()?, desk.ask.form.owned("url").unwrap_or_default());
    let moved = desk.write(move |cx, by| admin::readdress_site(cx, by, &id, &url));
    let outcome = moved.await.map(|_| "renamed").map_err(|error| match error {
        Error::NameTaken(_) => Wrong::new("url", "There is a site with this address.").into(),
        Error::Administration(Refused::NoAddress(_)) => Wrong::new("url", NO_ADDRESS).into(),
        other => refused(other),
    });
    done(&desk, outcome).await
}

/// `POST /admin/site/libraries`
pub(crate) async fn add_library(desk: Desk) -> Result<Reply, OAuthFault> {
    let outcome = library_added(&desk).await;
    done(&desk, outcome).await
}

async fn library_added(desk: &Desk) -> Result<&'static str, Refusal> {
    let id: SiteId = desk.id()?;
    let form = &desk.ask.form;
    let (name, is_default) = (form.owned("name").unwrap_or_default(), form.get("default").is_some());
    let quota = form::bytes("quota", form.get("quota"))?;
    let added = desk.write(move |cx, by| admin::add_site_library(cx, by, &id, &name, is_default, quota));
    added.await.map_err(|error| match error {
        Error::Administration(_) => refused(error),
        other => form::name_refused("name")(other),
    })?;
    Ok("library")
}

/// `POST /admin/site/members`: lets somebody belong to it, or changes their role.
pub(crate) async fn member(desk: Desk) -> Result<Reply, OAuthFault> {
    let outcome = put(&desk).await;
    done(&desk, outcome).await
}

async fn put(desk: &Desk) -> Result<&'static str, Refusal> {
    let id: SiteId = desk.id()?;
    let name = desk.ask.form.owned("member").ok_or_else(|| Wrong::new("member", "Name somebody."))?;
    let role = form::role(desk.ask.form.get("role"))?;
    let changed = desk.write(move |cx, by| {
        let user = admin::user_by_name(cx, &name)?;
        admin::set_site_member(cx, by, &id, &user.id, Some(role))
    });
    changed.await.map_err(nobody)?;
    Ok("member")
}

/// `POST /admin/site/members/remove`
pub(crate) async fn end(desk: Desk) -> Result<Reply, OAuthFault> {
    let outcome = ended(&desk).await;
    done(&desk, outcome).await
}

async fn ended(desk: &Desk) -> Result<&'static str, Refusal> {
    let (id, user) = (desk.id::<SiteId>()?, desk.member()?);
    match desk.write(move |cx, by| admin::set_site_member(cx, by, &id, &user, None)).await {
        // Somebody was faster.
        Ok(()) | Err(Error::NotFound) => Ok("no-member"),
        Err(error) => Err(error.into()),
    }
}
