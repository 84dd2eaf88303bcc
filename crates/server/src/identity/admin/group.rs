//! A group, and who belongs to it.

use super::form::{self, role_name};
use super::frame::{Frame, PIECE, Wrong, back, cut, href};
use super::gate::{Desk, Refusal, refused};
use super::groups::ROOM;
use super::person::{HoldingRow, holding};
use super::quota;
use crate::identity::fault::OAuthFault;
use crate::reply::Reply;
use app::admin::{self, Refused};
use app::directory::After;
use app::{Error, desk};
use askama::Template;
use model::{GroupId, Owner};

/// Where a group is.
const GROUP: &str = "/admin/group";

#[derive(Template)]
#[template(path = "admin/group.html")]
struct Group {
    frame: Frame,
    id: String,
    name: String,
    holdings: Vec<HoldingRow>,
    members: Vec<MemberRow>,
    next: Option<String>,
    /// Groups that belong to it.
    inner: Vec<MemberRow>,
}

/// Somebody who belongs to it, or a group.
pub(super) struct MemberRow {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) role: &'static str,
}

pub(super) fn member_row((user, role): (app::directory::User, model::Role)) -> MemberRow {
    MemberRow { id: user.id.to_string(), name: user.name, role: role_name(role) }
}

/// `GET /admin/group`
pub(crate) async fn page(desk: Desk) -> Result<Reply, OAuthFault> {
    shown(&desk, None).await
}

async fn shown(desk: &Desk, wrong: Option<Wrong>) -> Result<Reply, OAuthFault> {
    let id: GroupId = desk.id()?;
    let after = desk.ask.query.get("after").map(After::named).unwrap_or_default();
    let found = desk.read(move |cx| {
        let group = desk::group(cx, &id)?;
        let members = desk::group_members(cx, &id, &after, PIECE + 1)?;
        Ok((group, desk::holdings(cx, &Owner::Group(id))?, members, admin::inner_groups(cx, &id)?))
    });
    let (group, holdings, mut members, inner) = found.await?;
    let inner_row = |(inner, role): (app::directory::Group, model::Role)| MemberRow {
        id: inner.id.to_string(),
        name: inner.name,
        role: role_name(role),
    };
    let next = cut(&mut members, |(last, _)| href(GROUP, &[("id", &id.to_string()), ("after", &last.name)]));
    let page = Group {
        frame: desk.frame(ROOM, wrong),
        id: id.to_string(),
        name: group.name,
        holdings: holdings.into_iter().map(holding).collect(),
        members: members.into_iter().map(member_row).collect(),
        next,
        inner: inner.into_iter().map(inner_row).collect(),
    };
    Ok(desk.page(&page.frame, &page))
}

async fn done(desk: &Desk, outcome: Result<&'static str, Refusal>) -> Result<Reply, OAuthFault> {
    match outcome {
        Ok(said) => Ok(back(GROUP, &desk.id::<GroupId>()?.to_string(), said)),
        Err(Refusal::Wrong(wrong)) => shown(desk, Some(wrong)).await,
        Err(Refusal::Fault(fault)) => Err(fault),
    }
}

/// `POST /admin/group/quota`
pub(crate) async fn quota(desk: Desk) -> Result<Reply, OAuthFault> {
    let outcome = quota::set(&desk, Owner::Group(desk.id()?)).await;
    done(&desk, outcome).await
}

/// `POST /admin/group/name`
pub(crate) async fn rename(desk: Desk) -> Result<Reply, OAuthFault> {
    let (id, name): (GroupId, _) = (desk.id()?, desk.ask.form.owned("name").unwrap_or_default());
    let renamed = desk.write(move |cx, by| admin::rename_group(cx, by, &id, &name));
    let outcome = renamed.await.map(|_| "renamed").map_err(form::name_refused("name"));
    done(&desk, outcome).await
}

/// `POST /admin/group/members`: lets somebody belong to it, or changes their role.
pub(crate) async fn member(desk: Desk) -> Result<Reply, OAuthFault> {
    let outcome = put(&desk).await;
    done(&desk, outcome).await
}

async fn put(desk: &Desk) -> Result<&'static str, Refusal> {
    let id: GroupId = desk.id()?;
    let name = desk.ask.form.owned("member").ok_or_else(|| Wrong::new("member", "Name somebody."))?;
    let role = form::role(desk.ask.form.get("role"))?;
    let changed = desk.write(move |cx, by| {
        let user = admin::user_by_name(cx, &name)?;
        admin::set_group_member(cx, by, &id, &user.id, Some(role))
    });
    changed.await.map_err(nobody)?;
    Ok("member")
}

/// Says that there is nobody of a name.
pub(super) fn nobody(error: Error) -> Refusal {
    match error {
        Error::NotFound => Wrong::new("member", "There is nobody of this name.").into(),
        other => other.into(),
    }
}

/// `POST /admin/group/members/remove`
pub(crate) async fn end(desk: Desk) -> Result<Reply, OAuthFault> {
    let outcome = ended(&desk).await;
    done(&desk, outcome).await
}

async fn ended(desk: &Desk) -> Result<&'static str, Refusal> {
    let (id, user) = (desk.id::<GroupId>()?, desk.member()?);
    match desk.write(move |cx, by| admin::set_group_member(cx, by, &id, &user, None)).await {
        // Somebody was faster.
        Ok(()) | Err(Error::NotFound) => Ok("no-member"),
        Err(error) => Err(error.into()),
    }
}

/// `POST /admin/group/groups`: lets a group belong to it, or changes its role.
pub(crate) async fn inner(desk: Desk) -> Result<Reply, OAuthFault> {
    let outcome = inner_put(&desk).await;
    done(&desk, outcome).await
}

async fn inner_put(desk: &Desk) -> Result<&'static str, Refusal> {
    let id: GroupId = desk.id()?;
    let name = desk.ask.form.owned("inner").ok_or_else(|| Wrong::new("inner", "Name a group."))?;
    let role = form::role(desk.ask.form.get("as"))?;
    let changed = desk.write(move |cx, by| {
        let inner = admin::inner_by_name(cx, &name)?;
        admin::set_inner_group(cx, by, &id, &inner.id, Some(role))
    });
    changed.await.map_err(|error| match error {
        Error::Administration(Refused::NoGroup(_)) => Wrong::new("inner", "There is no group of this name.").into(),
        other => refused(other),
    })?;
    Ok("inner")
}

/// `POST /admin/group/groups/remove`
pub(crate) async fn inner_end(desk: Desk) -> Result<Reply, OAuthFault> {
    let (id, inner) = (desk.id::<GroupId>()?, desk.inner()?);
    let outcome = match desk.write(move |cx, by| admin::set_inner_group(cx, by, &id, &inner, None)).await {
        // Somebody was faster.
        Ok(()) | Err(Error::Administration(Refused::NoGroup(_))) => Ok("no-inner"),
        Err(error) => Err(error.into()),
    };
    done(&desk, outcome).await
}
