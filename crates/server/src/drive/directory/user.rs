//! People. Source: "Get a user", "List users".

use super::listed;
use crate::drive::call::Call;
use crate::drive::schema::{Entity, Property};
use crate::drive::wire;
use crate::fault::Fault;
use crate::reply::Reply;
use app::directory::{self, User};

/// `GET me`: who the token speaks for.
pub(crate) async fn me(call: Call) -> Result<Reply, Fault> {
    let id = call.caller.person()?.to_string();
    one(call, id).await
}

/// `GET users/{id or name}`
pub(crate) async fn get(call: Call) -> Result<Reply, Fault> {
    let named = call.open.address.members.last().map(|member| member.name.clone()).unwrap_or_default();
    one(call, named).await
}

async fn one(call: Call, named: String) -> Result<Reply, Fault> {
    let shape = call.query.shape(&USER)?;
    let found = call.read(move |cx| Ok(directory::person(cx, &named)?)).await?;
    Ok(wire::entity(&call.open.links, &USER, &found, &shape))
}

/// `GET users`
pub(crate) async fn list(call: Call) -> Result<Reply, Fault> {
    let shape = call.query.shape(&USER)?;
    listed(call, "users".to_owned(), &USER, shape, |user| &user.name, |cx, after, limit| Ok(directory::people(cx, after, limit)?)).await
}

/// A person, who has one name here and signs in by it.
pub(super) static USER: Entity<User> = Entity {
    properties: &[
        Property::new("id", |json, _, user: &User| json.plain(|out| model::push_guid(out, user.id.bytes()))),
        Property::new("displayName", |json, _, user: &User| json.text(&user.name)),
        Property::new("userPrincipalName", |json, _, user: &User| json.text(&user.name)),
        Property::new("mail", |json, _, _: &User| json.null()),
    ],
    absent: &[
        "aboutMe",
        "accountEnabled",
        "businessPhones",
        "city",
        "companyName",
        "country",
        "department",
        "givenName",
        "jobTitle",
        "mailNickname",
        "mobilePhone",
        "mySite",
        "officeLocation",
        "preferredLanguage",
        "surname",
        "userType",
    ],
    expands: &[],
    unexpanded: &["drive", "drives", "manager", "memberOf", "messages", "onenote", "photo"],
    along: None,
};
