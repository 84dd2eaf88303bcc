//! Changing permissions. Source: "Update sharing permission".

use super::link::{end, hashed, password};
use super::{addressed, alone, matches, may_share, roles, shown};
use crate::drive::body;
use crate::drive::call::Call;
use crate::drive::item::condition;
use crate::fault::{DriveFault, Fault, RequestFault};
use crate::json::{Value, shortened};
use crate::reply::Reply;
use app::item::view;
use app::permission::{self, Change};
use app::share::{self, Key};
use http::StatusCode;

/// `PATCH …/permissions/{permission}`: what somebody may do, and until when; of a link, when it ends, and its password.
pub(crate) async fn handle(call: Call) -> Result<Reply, Fault> {
    let key = addressed(&call)?;
    let (mut role, mut expires, mut password) = (None, None, None);
    for (name, value) in body::members(&call.body)? {
        match (name.as_str(), value) {
            ("roles", value) => role = Some(roles(value)?),
            ("expirationDateTime", Value::Null) => expires = Some(None),
            ("expirationDateTime", value) => expires = Some(end(&call, value)?),
            ("password", Value::Null) => password = Some(None),
            ("password", value) => password = Some(self::password(value)?),
            (name, _) if name.starts_with('@') => {}
            (name, _) => return Err(RequestFault::UnknownMember(shortened(name)).into()),
        }
    }
    let (place, caller, secret) = (call.place()?, call.caller.clone(), call.open.server.link_secret().await?);
    let headers = call.open.headers.clone();
    match key {
        Key::Link(_) if role.is_some() => {
            return Err(DriveFault::NotShared("What a link lets people do stays. Create another link, and delete this one.").into());
        }
        Key::Number(_) if password.is_some() => {
            return Err(
                DriveFault::NotShared("Only links have a password here. Send roles and expirationDateTime, or create a link.").into()
            );
        }
        Key::Number(_) if role.is_none() && expires.is_none() => {
            return Err(DriveFault::Member("roles", "one of read, write and owner").into());
        }
        Key::Link(_) if expires.is_none() && password.is_none() => {
            return Err(DriveFault::Member("expirationDateTime", "a moment to come").into());
        }
        Key::Number(_) | Key::Link(_) => {}
    }
    let (asked, asks) = (place.clone(), caller.clone());
    call.read(move |cx| {
        let at = asked.at(cx)?;
        Ok(may_share(cx, &asks, &at).map(drop)?)
    })
    .await?;
    let password_hash = match password {
        Some(Some(password)) => Some(Some(hashed(&call, password).await?)),
        Some(None) => Some(None),
        None => None,
    };
    let view = call
        .write(move |cx| {
            let at = place.at(cx)?;
            let found = may_share(cx, &caller, &at)?;
            matches(condition::only(cx, &caller, &found, &headers)?)?;
            let one = match key {
                Key::Number(number) => {
                    permission::set(cx, &found, number, Change { role, expires })?;
                    share::permission(cx, &caller, &found, key)?
                }
                Key::Link(id) => {
                    let hash = password_hash.as_ref().map(Option::as_deref);
                    share::shown(&found, share::change(cx, &found, &id, expires, hash)?)
                }
            };
            Ok(shown(&secret, view::within(&caller, found.drive()), one))
        })
        .await?;
    Ok(alone(&call, &view, StatusCode::OK))
}
