//! The organization, of which there is one. Source: "List organization".

use crate::drive::call::Call;
use crate::drive::schema::{Entity, Property};
use crate::drive::wire;
use crate::fault::Fault;
use crate::reply::Reply;

/// `GET organization`
pub(crate) async fn list(call: Call) -> Result<Reply, Fault> {
    let shape = call.query.shape(&ORGANIZATION)?;
    call.query.only_by_name()?;
    let host = call.open.links.base.split_once("://").map_or("", |(_, host)| host).to_owned();
    let it = Organization { id: call.open.server.organization().await?, host };
    Ok(wire::list(&call.open.links, &ORGANIZATION, &[it], &shape, None))
}

struct Organization {
    id: [u8; 16],
    host: String,
}

/// It is called as its server is.
static ORGANIZATION: Entity<Organization> = Entity {
    properties: &[
        Property::new("id", |json, _, it: &Organization| json.plain(|out| model::push_guid(out, &it.id))),
        Property::new("displayName", |json, _, it: &Organization| json.text(&it.host)),
    ],
    absent: &["city", "country", "createdDateTime", "street", "tenantType", "verifiedDomains"],
    expands: &[],
    unexpanded: &["branding", "extensions"],
    along: None,
};
