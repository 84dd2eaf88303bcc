//! Shares, and what is shared with somebody. Source: "Accessing shared DriveItems", "List items shared with the signed-in user".

use super::address::{Owner, Target, Which};
use super::call::Call;
use super::place::Drive;
use super::remote::Remote;
use super::schema::ITEM;
use super::share::item_of;
use super::wire;
use crate::cursor::{self, Cursor};
use crate::fault::{Fault, RequestFault};
use crate::reply::Reply;
use crate::schema::Json;
use app::item::{self, Anchor, At, view, view::ItemView};
use app::share::Received;
use app::{Error, share};
use http::StatusCode;
use model::Right;
use std::sync::Arc;

/// `GET shares/{share}`: what it is a share of, by name.
pub(crate) async fn itself(call: Call) -> Result<Reply, Fault> {
    let view = shared(&call).await?;
    let share = call.open.links.share.clone().unwrap_or_else(|| Arc::from(""));
    let mut json = Json::new(512, false);
    json.object(|json| {
        json.key("id");
        json.text(&share);
        json.key("name");
        json.text(&view.name);
        if let Some(shared) = &view.shared {
            json.key("owner");
            super::schema::owner(json, &view.within.owner, &shared.owner);
        }
    });
    Ok(wire::written(StatusCode::OK, json))
}

/// `GET shares/{share}/items`: the item that is shared, as a list.
pub(crate) async fn items(call: Call) -> Result<Reply, Fault> {
    let shape = call.query.shape_in_list()?;
    let view = shared(&call).await?;
    Ok(wire::list(&call.open.links, &ITEM, std::slice::from_ref(&view), &shape, None))
}

async fn shared(call: &Call) -> Result<ItemView, Fault> {
    let (id, caller) = (item_of(&call.open)?, call.caller.clone());
    call.read(move |cx| {
        let at = At { drive: item::Which::Id(id.drive), anchor: Anchor::Id(id), path: Vec::new() };
        let found = item::item(cx, &caller, &at, Right::Read)?;
        Ok(view::item(cx, &caller, &found)?)
    })
    .await
}

/// `GET …/sharedWithMe`: of the caller's own drive, which is as if it held these.
pub(crate) async fn with_me(call: Call) -> Result<Reply, Fault> {
    call.query.as_it_comes()?;
    let shape = Remote::asked(&call.query)?;
    let which = match &call.open.address.target {
        Target::Drive(which) => Drive::read(which)?,
        _ => return Err(RequestFault::BadId.into()),
    };
    let is_default = matches!(&call.open.address.target, Target::Drive(Which::Default(Owner::Caller)));
    let (caller, limit, token) = (call.caller.clone(), call.query.limit(), call.query.token.clone());
    let (found, next) = call
        .read(move |cx| {
            if !is_default {
                let which = which.which(cx)?;
                // What is shared with somebody, nobody else is told.
                let drive = item::drive(cx, &caller, which)?.drive;
                if drive.owner != model::Owner::User(*caller.user()) {
                    return Err(Error::NotAllowed(Right::Manage).into());
                }
            }
            let after = token.as_deref().map(|token| cursor::read::<Received>(token, caller.user(), LIST)).transpose()?;
            let mut found = share::received(cx, &caller, after.as_ref(), limit + 1)?;
            let goes_on = found.len() > limit;
            found.truncate(limit);
            let next = found.last().filter(|_| goes_on).map(|(_, place)| cursor::spell(place, caller.user(), LIST));
            Ok((found, next))
        })
        .await?;
    let links = &call.open.links;
    let mut json = Json::new(2_000 * (found.len() + 1), false);
    json.object(|json| {
        json.key("value");
        shape.write(json, links, found.iter().map(|(view, _)| (view, true)));
        if let Some(token) = &next {
            let mut link = String::new();
            links.push_service(&mut link);
            link.push_str("/me/drive/sharedWithMe?");
            link.push_str(&call.query.carried(token));
            json.key("@odata.nextLink");
            json.text(&link);
        }
    });
    Ok(wire::written(StatusCode::OK, json))
}

/// What tokens of the list are for.
const LIST: &str = "shared with me";

impl Cursor for Received {
    const KIND: u8 = b'r';

    fn encode(&self) -> Vec<u8> {
        let mut out = self.drive.bytes().to_vec();
        out.push(u8::from(self.on.is_file()));
        out.extend(self.on.bytes());
        out
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let (drive, rest) = bytes.split_first_chunk::<16>()?;
        let (is_file, item) = rest.split_first()?;
        Some(Self::at(model::DriveId(*drive), *is_file == 1, item.try_into().ok()?))
    }
}
