use super::call::Call;
use super::schema::{Entity, Property};
use super::wire;
use crate::fault::Fault;
use crate::reply::Reply;
use app::Caller;

/// `GET me`: who the token speaks for. Source: "Get a user".
pub(crate) async fn handle(call: Call) -> Result<Reply, Fault> {
    let shape = call.query.shape(&ME)?;
    Ok(wire::entity(&call.open.links, &ME, &*call.caller, &shape))
}

/// A person, who has one name here and signs in by it.
static ME: Entity<Caller> = Entity {
    properties: &[
        Property::new("id", |json, _, caller: &Caller| json.plain(|out| model::push_guid(out, caller.user().bytes()))),
        Property::new("displayName", |json, _, caller: &Caller| json.text(caller.name())),
        Property::new("userPrincipalName", |json, _, caller: &Caller| json.text(caller.name())),
        Property::new("mail", |json, _, _: &Caller| json.null()),
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
