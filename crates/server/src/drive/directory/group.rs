//! Groups. Source: "Get group", "List groups", "List group members", "List a user's direct memberships".

use super::listed;
use super::user::USER;
use crate::drive::call::Call;
use crate::drive::schema::{Entity, Property};
use crate::drive::wire;
use crate::fault::{Fault, RequestFault};
use crate::reply::Reply;
use app::directory::{self, Belonging, Group, Member};
use model::{GroupId, Role};

/// `GET groups`: those that the caller belongs to, by themselves or by other groups.
pub(crate) async fn list(call: Call) -> Result<Reply, Fault> {
    let (shape, caller) = (call.query.shape(&GROUP)?, call.caller.clone());
    let find = move |cx: &mut app::Cx<'_, '_>, after: &directory::After, limit| Ok(directory::groups(cx, &caller, after, limit)?);
    listed(call, "groups".to_owned(), &GROUP, shape, |group| &group.name, find).await
}

/// `GET me/memberOf`: those that the caller is a member of by themselves.
pub(crate) async fn of_me(call: Call) -> Result<Reply, Fault> {
    let (shape, caller) = (call.query.shape(&GROUP)?, call.caller.clone());
    let find = move |cx: &mut app::Cx<'_, '_>, after: &directory::After, limit| Ok(directory::direct_groups(cx, &caller, after, limit)?);
    listed(call, "me/memberOf".to_owned(), &GROUP, shape, |group| &group.name, find).await
}

/// `GET groups/{id}`
pub(crate) async fn get(call: Call) -> Result<Reply, Fault> {
    let (shape, id, caller) = (call.query.shape(&GROUP)?, id(&call)?, call.caller.clone());
    let found = call.read(move |cx| Ok(directory::group(cx, &caller, &id)?)).await?;
    Ok(wire::entity(&call.open.links, &GROUP, &found, &shape))
}

/// `GET groups/{id}/members`: people and groups.
pub(crate) async fn members(call: Call) -> Result<Reply, Fault> {
    let (shape, id, caller) = (call.query.shape(&MEMBER)?, id(&call)?, call.caller.clone());
    let find = move |cx: &mut app::Cx<'_, '_>, after: &directory::After, limit| Ok(directory::belonging(cx, &caller, &id, after, limit)?);
    listed(call, format!("groups/{id}/members"), &MEMBER, shape, |it| &it.place, find).await
}

/// `GET groups/{id}/owners`: people.
pub(crate) async fn owners(call: Call) -> Result<Reply, Fault> {
    let (shape, id, caller) = (call.query.shape(&USER)?, id(&call)?, call.caller.clone());
    let find = move |cx: &mut app::Cx<'_, '_>, after: &directory::After, limit| {
        Ok(directory::members(cx, &caller, &id, Role::Owner, after, limit)?)
    };
    listed(call, format!("groups/{id}/owners"), &USER, shape, |user| &user.name, find).await
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

/// A person or a group, as one that belongs to a group.
static MEMBER: Entity<Belonging> = Entity {
    properties: &[
        Property::new("@odata.type", |json, _, it: &Belonging| {
            json.text(if is_person(it) { "#microsoft.graph.user" } else { "#microsoft.graph.group" })
        }),
        Property::new("id", |json, _, it: &Belonging| {
            json.plain(|out| match &it.who {
                Member::Person(user) => model::push_guid(out, user.id.bytes()),
                Member::Group(group) => model::push_guid(out, group.id.bytes()),
            })
        }),
        Property::new("displayName", |json, _, it: &Belonging| json.text(name(it))),
        Property::new("userPrincipalName", |json, _, it: &Belonging| json.text(name(it))).if_has(is_person),
        Property::new("mail", |json, _, _: &Belonging| json.null()).if_has(is_person),
    ],
    absent: USER.absent,
    expands: &[],
    unexpanded: USER.unexpanded,
    along: None,
};

fn is_person(it: &Belonging) -> bool {
    matches!(it.who, Member::Person(_))
}

fn name(it: &Belonging) -> &str {
    match &it.who {
        Member::Person(user) => &user.name,
        Member::Group(group) => &group.name,
    }
}
