//! A site, its libraries, and who belongs to it.

use super::form;
use super::frame::{Frame, PIECE, Wrong, back, cut, href};
use super::gate::{Desk, Refusal};
use super::group::{MemberRow, member_row, nobody};
use super::person::{HoldingRow, holding};
use super::sites::ROOM;
use crate::identity::fault::OAuthFault;
use crate::reply::Reply;
use app::directory::After;
use app::{Error, admin, desk};
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
    holdings: Vec<HoldingRow>,
    members: Vec<MemberRow>,
    next: Option<String>,
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
        holdings: holdings.into_iter().map(holding).collect(),
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
        let site = desk::site(cx, &id)?;
        by.note(cx, "site member add", &format!("{} {name}", site.url))?;
        admin::set_site_member(cx, &id, &name, Some(role))
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
    let changed = desk.write(move |cx, by| {
        let (site, user) = (desk::site(cx, &id)?, desk::person(cx, &user)?);
        by.note(cx, "site member remove", &format!("{} {}", site.url, user.name))?;
        admin::set_site_member(cx, &id, &user.name, None)
    });
    match changed.await {
        // Somebody was faster.
        Ok(()) | Err(Error::NotFound) => Ok("no-member"),
        Err(error) => Err(error.into()),
    }
}
