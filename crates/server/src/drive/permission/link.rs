//! Links. Source: "Create a sharing link for a DriveItem", "driveItem: createLink".

use super::{alone, may_share, shown};
use crate::drive::body::{self, moment, switch, text};
use crate::drive::call::Call;
use crate::drive::share::PASSWORD_BYTES_MAX;
use crate::fault::{DriveFault, Fault, RequestFault};
use crate::json::{Value, shortened};
use crate::reply::Reply;
use app::Error;
use app::item::{Made, view};
use app::share::{self, Order};
use http::StatusCode;
use model::{LinkScope, Role, Timestamp};

/// What a body says of a link.
struct Wanted {
    role: Role,
    scope: LinkScope,
    password: Option<String>,
    expires: Option<Timestamp>,
}

/// `POST …/createLink`
pub(crate) async fn handle(call: Call) -> Result<Reply, Fault> {
    let wanted = read(&call)?;
    let (place, caller, secret) = (call.place()?, call.caller.clone(), call.open.server.link_secret().await?);
    let (asked, asks) = (place.clone(), caller.clone());
    call.read(move |cx| {
        let at = asked.at(cx)?;
        Ok(may_share(cx, &asks, &at).map(drop)?)
    })
    .await?;
    let password_hash = match wanted.password {
        Some(password) => Some(hashed(&call, password).await?),
        None => None,
    };
    let order = Order { role: wanted.role, scope: wanted.scope, password_hash, expires: wanted.expires };
    let (view, made) = call
        .write(move |cx| {
            let at = place.at(cx)?;
            let found = may_share(cx, &caller, &at)?;
            let (link, made) = share::create(cx, &caller, &found, &order)?;
            Ok((shown(&secret, view::within(&caller, found.drive()), share::shown(&found, link)), made))
        })
        .await?;
    Ok(alone(&call, &view, if made == Made::New { StatusCode::CREATED } else { StatusCode::OK }))
}

fn read(call: &Call) -> Result<Wanted, Fault> {
    let (mut role, mut scope, mut password, mut expires) = (None, LinkScope::Anonymous, None, None);
    for (name, value) in body::members(&call.body)? {
        match (name.as_str(), value) {
            (_, Value::Null) => {}
            ("type", value) => {
                role = match text(value, "type")?.as_deref() {
                    Some("view") => Some(Role::Reader),
                    Some("edit") => Some(Role::Contributor),
                    Some("embed") => {
                        return Err(
                            DriveFault::NotShared("Links to be embedded in other pages are not made here. Send the type view.").into()
                        );
                    }
                    None => None,
                    Some(_) => return Err(DriveFault::Member("type", "view or edit").into()),
                };
            }
            ("scope", value) => {
                scope = match text(value, "scope")?.as_deref() {
                    None | Some("anonymous") => LinkScope::Anonymous,
                    Some("organization") => LinkScope::Organization,
                    Some("users") => LinkScope::Users,
                    Some(_) => return Err(DriveFault::Member("scope", "anonymous, organization or users").into()),
                };
            }
            ("password", value) => password = self::password(value)?,
            ("expirationDateTime", value) => expires = end(call, value)?,
            ("retainInheritedPermissions", value) => {
                if !switch(&value, "retainInheritedPermissions")? {
                    return Err(DriveFault::NotShared(
                        "What is shared further up is shared here too. Leave retainInheritedPermissions out, and end that permission there.",
                    )
                    .into());
                }
            }
            (name, _) if name.starts_with('@') => {}
            (name, _) => return Err(RequestFault::UnknownMember(shortened(name)).into()),
        }
    }
    let role = role.ok_or(DriveFault::Member("type", "view or edit"))?;
    if scope == LinkScope::Users && password.is_some() {
        return Err(
            DriveFault::NotShared("A link for users opens to those who sign in, and to them without a password. Leave it out.").into()
        );
    }
    Ok(Wanted { role, scope, password, expires })
}

pub(super) fn password(value: Value) -> Result<Option<String>, Fault> {
    let password = text(value, "password")?;
    if password.as_ref().is_some_and(|password| password.len() > PASSWORD_BYTES_MAX) {
        return Err(DriveFault::Member("password", "at most 256 bytes").into());
    }
    Ok(password)
}

/// Reads when a link ends. The first moment that clients can name says that it does not.
pub(super) fn end(call: &Call, value: Value) -> Result<Option<Timestamp>, Fault> {
    if matches!(&value, Value::Text(text) if text.starts_with("0001-01-01T00:00:00")) {
        return Ok(None);
    }
    let end = moment(value, "expirationDateTime")?;
    if end.is_some_and(|end| end <= call.open.server.app.now()) {
        return Err(DriveFault::Member("expirationDateTime", "a moment to come").into());
    }
    Ok(end)
}

/// Makes the hash of a password, where it holds nobody up.
pub(super) async fn hashed(call: &Call, password: String) -> Result<String, Fault> {
    let mut salt = [0; 16];
    call.open.server.app.ids().fill(&mut salt);
    let hash = tokio::task::spawn_blocking(move || app::password::hash(&password, &salt)).await;
    Ok(hash.map_err(|_| Error::Internal)??)
}
