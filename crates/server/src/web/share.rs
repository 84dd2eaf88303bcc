//! Who has access to something, why, and until when; giving it, and ending it.

use super::Reading;
use super::act::{Done, Refusal, Wrong};
use super::frame::Frame;
use super::look;
use super::thing::{Found, KINDS, Thing, Told, drive_name};
use super::words::mendable;
use crate::drive::share as address;
use crate::fault::Fault;
use crate::reply::Reply;
use app::access::{self, AllowedItem};
use app::permission::{self, Principal, Terms, Who};
use app::promise::Secret;
use app::share::{self, Given, Order, Permission, Token};
use app::{Caller, Cx, Error, directory};
use askama::Template;
use http::StatusCode;
use model::query::Query;
use model::{GroupId, LinkScope, NodeId, NodeKind, Right, Role, ShareId, Timestamp};

/// The most people and groups that are shown. Whoever shares with more makes a group of them.
const SHOWN_MAX: usize = 500;

/// The most groups whose names are looked through.
const GROUPS_MAX: usize = 1_000;

#[derive(Template)]
#[template(path = "web/share.html")]
struct Page<'a> {
    frame: &'a Frame,
    told: &'a Told,
    of: &'a str,
    /// Whether who reads decides who else may.
    is_theirs: bool,
    people: Vec<Person>,
    links: Vec<LinkRow>,
    /// The people who can be named: none are listed that one does not know; groups of theirs are.
    groups: Vec<String>,
    who: &'a str,
    wrong: Option<Wrong>,
}

struct Person {
    number: u64,
    name: String,
    is_group: bool,
    role: &'static str,
    until: Option<String>,
    /// What it comes from, if that lies above, or is not a share at all.
    why: Option<String>,
    /// Whether it can be ended here.
    can_end: bool,
}

struct LinkRow {
    id: String,
    url: String,
    role: &'static str,
    scope: &'static str,
    until: Option<String>,
    has_password: bool,
    why: Option<String>,
}

/// What is to be done, and to whom.
enum Deed {
    Give { who: String, terms: Terms },
    Link(Order),
    End(u64),
    EndLink(ShareId),
}

const fn role_name(role: Role) -> &'static str {
    match role {
        Role::Reader => "may read",
        Role::Contributor => "may change",
        Role::Owner => "owns it",
    }
}

/// Looks up what the form is about. A page is shared with its section.
fn looked_up(cx: &mut Cx<'_, '_>, caller: &Caller, thing: Thing) -> app::Result<AllowedItem> {
    thing.find(cx, caller, Right::Read)?.item().ok_or(Error::NotFound)
}

/// `GET /share`
pub(crate) async fn show(reading: &Reading, wrong: Option<Wrong>) -> Result<Reply, Fault> {
    let (thing, caller) = (reading.thing()?, reading.caller.clone());
    let (secret, base) = (reading.ask.server.link_secret().await?, reading.ask.base.clone());
    let looked = reading.ask.server.app.read(move |cx| {
        let item = looked_up(cx, &caller, thing)?;
        let is_theirs = item.role().gives(Right::Manage);
        let (given, _) = share::permissions(cx, &caller, &item, &Query::first(SHOWN_MAX))?;
        let told = Found::of(item).told(cx, &caller)?;
        let (mut people, mut links) = (Vec::new(), Vec::new());
        for permission in given {
            match row(cx, &caller, permission, (&secret, &base))? {
                Row::Person(row) => people.push(row),
                Row::Link(row) => links.push(row),
            }
        }
        let groups = if is_theirs { groups(cx, &caller)? } else { Vec::new() };
        Ok((told, is_theirs, people, links, groups))
    });
    let (told, is_theirs, people, links, groups) = looked.await?;
    let status = if wrong.is_some() { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    let groups = groups.into_iter().map(|(_, name)| name).collect();
    let (frame, of, who) = (Frame::new(reading), reading.field("of"), reading.field("who"));
    Ok(frame.reply(status, &Page { frame: &frame, told: &told, of, is_theirs, people, links, groups, who, wrong }))
}

enum Row {
    Person(Person),
    Link(LinkRow),
}

fn row(cx: &mut Cx<'_, '_>, caller: &Caller, permission: Permission, (secret, base): (&Secret, &str)) -> app::Result<Row> {
    let from = match permission.inherited_from {
        Some(item) => Some(match access::node_anywhere(cx, caller, KINDS, &NodeId(item.bytes), Right::Read) {
            Ok(above) if above.node().kind == NodeKind::Root => format!("by {}", drive_name(cx, caller, &above)?),
            Ok(above) => format!("by {}", above.node().name),
            Err(Error::NotFound) => "by what it lies in".to_owned(),
            Err(error) => return Err(error),
        }),
        None => None,
    };
    Ok(match permission.given {
        Given::To(entry) => {
            let is_owner = entry.terms.role == Role::Owner;
            let why = from.or_else(|| is_owner.then(|| "it is theirs".to_owned()));
            Row::Person(Person {
                number: entry.number,
                is_group: matches!(entry.principal, Principal::Group(_)),
                name: entry.name,
                role: role_name(entry.terms.role),
                until: entry.terms.expires.map(look::day),
                can_end: why.is_none(),
                why,
            })
        }
        Given::ByLink(link) => {
            let mut url = String::new();
            address::push_url(&mut url, base, &Token::of(secret, &link.id));
            Row::Link(LinkRow {
                id: link.id.to_string(),
                url,
                role: role_name(link.role),
                scope: match link.scope {
                    LinkScope::Anonymous => "Whoever has it",
                    LinkScope::Organization => "Whoever has it and an account here",
                    LinkScope::Users => "Who may see it anyway",
                },
                until: link.expires.map(look::day),
                has_password: link.password_hash.is_some(),
                why: from,
            })
        }
    })
}

fn groups(cx: &mut Cx<'_, '_>, caller: &Caller) -> app::Result<Vec<(GroupId, String)>> {
    let groups = directory::groups(cx, caller, &directory::After::default(), GROUPS_MAX)?;
    Ok(groups.into_iter().map(|group| (group.id, group.name)).collect())
}

/// `POST /share`
pub(crate) async fn handle(reading: &Reading) -> Result<Done, Refusal> {
    let (thing, deed, caller) = (reading.thing()?, deed(reading)?, reading.caller.clone());
    let said = match deed {
        Deed::Give { .. } | Deed::Link(_) => "shared",
        Deed::End(_) | Deed::EndLink(_) => "unshared",
    };
    let stays = reading.ask.server.app.write(move |cx| {
        let item = looked_up(cx, &caller, thing)?;
        match &deed {
            Deed::Give { who, terms } => give(cx, &caller, &item, who, *terms)?,
            Deed::Link(order) => share::create(cx, &caller, &item, order).map(drop)?,
            Deed::End(number) => permission::leave(cx, &caller, &item, *number)?,
            Deed::EndLink(link) => share::remove(cx, &item, link)?,
        }
        // Who leaves sees it no more.
        match looked_up(cx, &caller, thing) {
            Ok(_) => Ok(true),
            Err(Error::NotFound) => Ok(false),
            Err(error) => Err(error),
        }
    });
    let stays = stays.await.map_err(|error| match error {
        Error::PrincipalNotFound => {
            Wrong::new("who", "There is nobody here of this name, and no group of yours. Names are those that people sign in by.").into()
        }
        other => mendable(other),
    })?;
    if !stays {
        return Ok(Done::said("/notebooks", said));
    }
    Ok(Done::at(format!("/share?of={}&said={said}", reading.field("of"))))
}

fn deed(reading: &Reading) -> Result<Deed, Refusal> {
    let form = &reading.ask.form;
    let role = match reading.field("role") {
        "change" => Role::Contributor,
        "own" => Role::Owner,
        _ => Role::Reader,
    };
    let expires = match reading.field("until") {
        "" => None,
        day => Some(end_of(day, reading.ask.server.app.now())?),
    };
    Ok(match form.get("deed") {
        Some("give") => Deed::Give { who: reading.field("who").trim().to_owned(), terms: Terms { role, expires } },
        Some("link") => {
            let scope = if reading.field("scope") == "anyone" { LinkScope::Anonymous } else { LinkScope::Organization };
            Deed::Link(Order { role: role.min(Role::Contributor), scope, password_hash: None, expires })
        }
        Some("end") => Deed::End(reading.field("number").parse().map_err(|_| Error::NotFound)?),
        Some("end-link") => Deed::EndLink(reading.field("link").parse().map_err(|_| Error::NotFound)?),
        _ => return Err(Wrong::new("", "Choose what is to be done.").into()),
    })
}

/// Returns the end of a day that is still to come.
fn end_of(day: &str, now: Timestamp) -> Result<Timestamp, Wrong> {
    let end = Timestamp::parse_iso(&format!("{day}T23:59:59Z")).filter(|end| *end > now);
    end.ok_or_else(|| Wrong::new("until", "Choose today, or a day that is still to come."))
}

/// Gives it to somebody, or to a group of theirs, by name: people first.
fn give(cx: &mut Cx<'_, '_>, caller: &Caller, item: &AllowedItem, who: &str, terms: Terms) -> app::Result<()> {
    match permission::grant(cx, item, Who::Named(who), terms) {
        Err(Error::PrincipalNotFound) => {
            let wanted = model::fold(who);
            let group = groups(cx, caller)?.into_iter().find(|(_, name)| model::fold(name) == wanted);
            let (group, _) = group.ok_or(Error::PrincipalNotFound)?;
            permission::grant(cx, item, Who::Group(group), terms).map(drop)
        }
        given => given.map(drop),
    }
}
