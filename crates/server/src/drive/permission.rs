//! Who may do what with an item. Source: "List who has access to a file", "Create a sharing link", "Add permissions".

pub(crate) mod change;
pub(crate) mod invite;
pub(crate) mod link;

use super::call::Call;
use super::item::condition;
use super::schema::{PERMISSION, PermissionView, Shape};
use super::share::key;
use super::wire;
use crate::cursor;
use crate::fault::{DriveFault, Fault, RequestFault};
use crate::reply::Reply;
use app::access::AllowedItem;
use app::item::view::Within;
use app::item::{self, Only, view};
use app::promise::Secret;
use app::share::{self, Given, Key, Permission, Token};
use app::{Cx, Error};
use http::StatusCode;
use model::Right;
use model::query::{Query, Seek};

/// `GET …/permissions`
pub(crate) async fn list(call: Call) -> Result<Reply, Fault> {
    call.query.only_by_name()?;
    let shape = call.query.shape(&PERMISSION)?;
    let (place, caller, secret) = (call.place()?, call.caller.clone(), call.open.server.link_secret().await?);
    let (token, limit) = (call.query.token.clone(), call.query.limit());
    let (id, views, next) = call
        .read(move |cx| {
            let found = place.find(cx, &caller, Right::Read)?;
            let list = format!("permissions of {}", found.id());
            let after: Option<Seek> = token.as_deref().map(|token| cursor::read(token, caller.user(), &list)).transpose()?;
            if after.as_ref().is_some_and(|after| after.keys.len() != 1) {
                return Err(RequestFault::BadSkipToken.into());
            }
            let (permissions, next) = share::permissions(cx, &caller, &found, &Query { after, ..Query::first(limit) })?;
            let within = view::within(&caller, found.drive());
            let views: Vec<PermissionView> = permissions.into_iter().map(|one| shown(&secret, within, one)).collect();
            Ok((found.id(), views, next.map(|next| cursor::spell(&next, caller.user(), &list))))
        })
        .await?;
    let next = next.map(|token| format!("{}/permissions?{}", call.open.links.item(&id), call.query.carried(&token)));
    Ok(wire::list(&call.open.links, &PERMISSION, &views, &shape, next.as_deref()))
}

/// `GET …/permissions/{permission}`
pub(crate) async fn get(call: Call) -> Result<Reply, Fault> {
    let shape = call.query.shape(&PERMISSION)?;
    let (place, caller, secret) = (call.place()?, call.caller.clone(), call.open.server.link_secret().await?);
    let key = addressed(&call)?;
    let view = call
        .read(move |cx| {
            let found = place.find(cx, &caller, Right::Read)?;
            let one = share::permission(cx, &caller, &found, key)?;
            Ok(shown(&secret, view::within(&caller, found.drive()), one))
        })
        .await?;
    Ok(wire::entity(&call.open.links, &PERMISSION, &view, &shape))
}

/// `DELETE …/permissions/{permission}`: by its owners; one's own by anybody, who thereby leaves what was shared with them.
pub(crate) async fn delete(call: Call) -> Result<Reply, Fault> {
    let (place, caller, headers) = (call.place()?, call.caller.clone(), call.open.headers.clone());
    let key = addressed(&call)?;
    call.write(move |cx| {
        let found = place.find(cx, &caller, Right::Read)?;
        matches(condition::only(cx, &caller, &found, &headers)?)?;
        match key {
            Key::Number(number) => Ok(app::permission::leave(cx, &caller, &found, number)?),
            Key::Link(id) => Ok(share::remove(cx, &found, &id)?),
        }
    })
    .await?;
    Ok(Reply::empty(StatusCode::NO_CONTENT))
}

/// The item was looked up in the same transaction, so what its tag says holds.
const fn matches(only: Only) -> Result<(), Error> {
    match only {
        Only::Always | Only::IfUnchanged => Ok(()),
        Only::IfNew => Err(Error::Changed),
    }
}

/// Returns which permission an address names. What is none of ours is not there.
fn addressed(call: &Call) -> Result<Key, Fault> {
    let name = call.open.address.members.get(1).map_or("", |member| &member.name);
    Ok(key(name).ok_or(Error::NotFound)?)
}

fn shown(secret: &Secret, within: Within, permission: Permission) -> PermissionView {
    let token = match &permission.given {
        Given::ByLink(link) => Some(Token::of(secret, &link.id)),
        Given::To(_) => None,
    };
    PermissionView { permission, within, token }
}

/// Replies with a permission that stands alone.
fn alone(call: &Call, view: &PermissionView, status: StatusCode) -> Reply {
    let mut reply = wire::entity(&call.open.links, &PERMISSION, view, &Shape::whole());
    reply.status = status;
    reply
}

/// Reads a role by its name. What the service calls full control, and what it says of members, is for others.
fn role(text: &str) -> Result<model::Role, Fault> {
    match text {
        "read" => Ok(model::Role::Reader),
        "write" => Ok(model::Role::Contributor),
        "owner" => Ok(model::Role::Owner),
        _ => Err(DriveFault::Member("roles", "one of read, write and owner").into()),
    }
}

/// Reads the one role that a list has.
fn roles(value: crate::json::Value) -> Result<model::Role, Fault> {
    use crate::json::Value;
    match value {
        Value::Array(values) => match values.as_slice() {
            [Value::Text(one)] => role(one),
            _ => Err(DriveFault::Member("roles", "one of read, write and owner").into()),
        },
        _ => Err(DriveFault::Member("roles", "one of read, write and owner").into()),
    }
}

/// Asks whether the caller may share an item, before what takes longer.
fn may_share(cx: &mut Cx<'_, '_>, caller: &app::Caller, at: &item::At) -> Result<AllowedItem, Error> {
    item::item(cx, caller, at, Right::Manage)
}
