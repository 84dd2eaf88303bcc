//! Groups. Source: "Get group", "List groups", "List group members", "List a user's direct memberships".

use super::listed;
use super::user::USER;
use crate::drive::call::Call;
use crate::drive::schema::{Entity, Property};
use crate::drive::wire;
use crate::fault::{Fault, RequestFault};
use crate::reply::Reply;
use app::directory::{self, Group};
use model::{GroupId, Role};

/// `GET groups`: those that the caller is a member of.
pub(crate) async fn list(call: Call) -> Result<Reply, Fault> {
    mine(call, "groups").await
}

/// `GET me/memberOf`
pub(crate) async fn of_me(call: Call) -> Result<Reply, Fault> {
    call.caller.person()?;
    mine(call, "me/memberOf").await
}

async fn mine(call: Call, at: &str) -> Result<Reply, Fault> {
    let (shape, caller) = (call.query.shape(&GROUP)?, call.caller.clone());
    let find = move |cx: &mut app::Cx<'_, '_>, after: &directory::After, limit| Ok(directory::groups(cx, &caller, after, limit)?);
    listed(call, at.to_owned(), &GROUP, shape, |group| &group.name, find).await
}

/// `GET groups/{id}`
pub(crate) async fn get(call: Call) -> Result<Reply, Fault> {
    let (shape, id, caller) = (call.query.shape(&GROUP)?, id(&call)?, call.caller.clone());
    let found = call.read(move |cx| Ok(directory::group(cx, &caller, &id)?)).await?;
    Ok(wire::entity(&call.open.links, &GROUP, &found, &shape))
}

/// `GET groups/{id}/members`
pub(crate) async fn members(call: Call) -> Result<Reply, Fault> {
    belonging(call, "members", Role::Reader).await
}

/// `GET groups/{id}/owners`
pub(crate) async fn owners(call: Call) -> Result<Reply, Fault> {
    belonging(call, "owners", Role::Owner).await
}

async fn belonging(call: Call, word: &str, role: Role) -> Result<Reply, Fault> {
    let (shape, id, caller) = (call.query.shape(&USER)?, id(&call)?, call.caller.clone());
    let find =
        move |cx: &mut app::Cx<'_, '_>, after: &directory::After, limit| Ok(directory::members(cx, &caller, &id, role, after, limit)?);
    listed(call, format!("groups/{id}/{word}"), &USER, shape, |user| &user.name, find).await
}

fn id(call: &Call) -> Result<GroupId, Fault> {
    let named = call.open.address.members.get(1).map(|member| member.name.as_str()).unwrap_or_default();
    Ok(named.parse().map_err(|_| RequestFault::BadGroup)?)
}

/// A group.
static GROUP: Entity<Group> = Entity {
    properties: &[
        Property::new("@odata.type", |json, _, _: &Group| json.text("#microsoft.graph.group")),
        Property::new("id", |json, _, group: &Group| json.plain(|out| model::push_guid(out, group.id.bytes()))),
        Property::new("displayName", |json, _, group: &Group| json.text(&group.name)),
    ],
    absent: &[
        "classification",
        "createdDateTime",
        "description",
        "groupTypes",
        "mail",
        "mailEnabled",
        "mailNickname",
        "securityEnabled",
        "visibility",
    ],
    expands: &[],
    unexpanded: &["drive", "drives", "memberOf", "members", "onenote", "owners", "photo", "sites"],
    along: None,
};
