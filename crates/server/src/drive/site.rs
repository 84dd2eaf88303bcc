//! Sites, to those who look for their drives. Source: "Get a site", "Get SharePoint site by path".

use super::call::Call;
use super::place::site_url;
use super::schema::{Entity, Property};
use super::wire;
use crate::address::{Spelling, hosted_site};
use crate::fault::{Fault, RequestFault};
use crate::reply::Reply;
use app::site::{self, Site};
use std::fmt::Write as _;

/// `GET sites/{id}`, `GET sites/{host}:/{path}`
pub(crate) async fn get(call: Call) -> Result<Reply, Fault> {
    let shape = call.query.shape(&SITE)?;
    let named = call.open.address.members.last().map(|member| member.name.clone()).unwrap_or_default();
    let id = match hosted_site(&named) {
        _ if named.contains(':') => None,
        Some(Spelling::HostedSite(_, collection, site)) => Some((collection, site)),
        _ => return Err(RequestFault::BadSite.into()),
    };
    let caller = call.caller.clone();
    let found = call.read(move |cx| {
        Ok(match &id {
            Some((collection, id)) => site::by_id(cx, &caller, collection, id)?,
            None => site::from_url(cx, &caller, &site_url(&named))?,
        })
    });
    let found = found.await?;
    Ok(wire::entity(&call.open.links, &SITE, &found, &shape))
}

/// A site. Its name is the end of its address: it has no other here.
static SITE: Entity<Site> = Entity {
    properties: &[
        Property::new("id", |json, _, site: &Site| {
            json.plain(|out| {
                // Writing to a String cannot fail.
                let _ = write!(out, "{},{},{}", host(site), site.collection, site.id);
            });
        }),
        Property::new("name", |json, _, site: &Site| json.text(name(site))),
        Property::new("displayName", |json, _, site: &Site| json.text(name(site))),
        Property::new("webUrl", |json, _, site: &Site| json.text(&site.url)),
    ],
    absent: &[
        "createdDateTime",
        "description",
        "eTag",
        "isPersonalSite",
        "lastModifiedDateTime",
        "parentReference",
        "root",
        "sharepointIds",
        "siteCollection",
    ],
    expands: &[],
    unexpanded: &["drive", "drives", "items", "lists", "onenote", "permissions", "sites"],
    along: None,
};

fn rest(site: &Site) -> &str {
    let rest = site.url.split_once("://").map_or(site.url.as_str(), |(_, rest)| rest);
    rest.trim_end_matches('/')
}

fn host(site: &Site) -> &str {
    rest(site).split('/').next().unwrap_or_default()
}

fn name(site: &Site) -> &str {
    rest(site).rsplit('/').next().unwrap_or_default()
}
