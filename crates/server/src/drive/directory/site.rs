//! Sites, to those who look for their drives. Source: "Get a site", "Get SharePoint site by path", "Search for sites".

use crate::address::{Spelling, hosted_site};
use crate::cursor::{self, Cursor};
use crate::drive::call::Call;
use crate::drive::place::site_url;
use crate::drive::schema::{Entity, Property};
use crate::drive::wire;
use crate::fault::{Fault, RequestFault};
use crate::reply::Reply;
use crate::root::encoded;
use app::item::SEARCH_WORDS_MAX;
use app::site::{self, After, Site};
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

/// `GET sites?search=…`: those that the caller is a member of.
pub(crate) async fn search(call: Call) -> Result<Reply, Fault> {
    let shape = call.query.shape(&SITE)?;
    call.query.only_by_name()?;
    let refused = || RequestFault::OptionValue("search", "some words, 16 at most, or *");
    let text = call.query.search.as_deref().map(str::trim).filter(|text| !text.is_empty()).ok_or_else(refused)?.to_owned();
    // A word may go on anywhere: with a star at its end it says so, and alone that finds all.
    let words: Vec<String> = text.split_whitespace().map(|word| word.trim_end_matches('*').to_owned()).collect();
    if words.len() > SEARCH_WORDS_MAX {
        return Err(refused().into());
    }
    let (caller, limit, token, list) = (call.caller.clone(), call.query.limit(), call.query.token.clone(), format!("sites with {text}"));
    let (found, next) = call
        .read(move |cx| {
            let after = token.as_deref().map(|token| cursor::read::<After>(token, caller.user(), &list)).transpose()?;
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let mut found = site::search(cx, &caller, &words, after.as_ref(), limit + 1)?;
            let goes_on = found.len() > limit;
            found.truncate(limit);
            let next = found.last().filter(|_| goes_on).map(|(_, place)| cursor::spell(place, caller.user(), &list));
            Ok((found.into_iter().map(|(site, _)| site).collect::<Vec<_>>(), next))
        })
        .await?;
    let links = &call.open.links;
    let next = next.map(|token| {
        let mut link = String::new();
        links.push_service(&mut link);
        // Writing to a String cannot fail.
        let _ = write!(link, "/sites?search={}&{}", encoded(&text), call.query.carried(&token));
        link
    });
    Ok(wire::list(links, &SITE, &found, &shape, next.as_deref()))
}

impl Cursor for After {
    const KIND: u8 = b'w';

    fn encode(&self) -> Vec<u8> {
        self.0.as_bytes().to_vec()
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        String::from_utf8(bytes.to_vec()).ok().map(Self)
    }
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
