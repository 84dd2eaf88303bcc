//! Sharing with people and groups. Source: "Send a sharing invitation", "driveItem: invite".

use super::link::end;
use super::{may_share, roles, shown};
use crate::drive::body::{self, object, switch, text};
use crate::drive::call::Call;
use crate::drive::schema::{PERMISSION, Shape};
use crate::drive::wire;
use crate::fault::{DriveFault, Fault, RequestFault};
use crate::json::{Value, shortened};
use crate::reply::Reply;
use app::item::view;
use app::permission::{self, Terms, Who};
use app::share::{self, Key};
use app::{Cx, Error};
use model::{GroupId, UserId};

/// The most people that one request shares with.
const RECIPIENTS_MAX: usize = 200;

/// Whom an invitation is for.
enum Recipient {
    /// A person, by the name that they sign in by.
    Named(String),
    /// A person or a group, by the bytes of their id.
    Id([u8; 16]),
}

/// `POST …/invite`
pub(crate) async fn handle(call: Call) -> Result<Reply, Fault> {
    let (recipients, terms) = read(&call)?;
    let (place, caller, secret) = (call.place()?, call.caller.clone(), call.open.server.link_secret().await?);
    let views = call
        .write(move |cx| {
            let at = place.at(cx)?;
            let found = may_share(cx, &caller, &at)?;
            let within = view::within(&caller, found.drive());
            let mut views = Vec::with_capacity(recipients.len());
            for recipient in &recipients {
                let entry = given(cx, &found, recipient, terms)?;
                let permission = share::permission(cx, &caller, &found, Key::Number(entry.number))?;
                views.push(shown(&secret, within, permission));
            }
            Ok(views)
        })
        .await?;
    Ok(wire::list(&call.open.links, &PERMISSION, &views, &Shape::whole(), None))
}

fn given(cx: &mut Cx<'_, '_>, what: &app::access::AllowedItem, to: &Recipient, terms: Terms) -> Result<permission::Entry, Error> {
    match to {
        Recipient::Named(name) => permission::grant(cx, what, Who::Named(name), terms),
        Recipient::Id(id) => match permission::grant(cx, what, Who::Person(UserId(*id)), terms) {
            Err(Error::PrincipalNotFound) => permission::grant(cx, what, Who::Group(GroupId(*id)), terms),
            given => given,
        },
    }
}

fn read(call: &Call) -> Result<(Vec<Recipient>, Terms), Fault> {
    let (mut recipients, mut role, mut expires) = (Vec::new(), None, None);
    for (name, value) in body::members(&call.body)? {
        match (name.as_str(), value) {
            (_, Value::Null) => {}
            ("recipients", Value::Array(values)) if values.len() <= RECIPIENTS_MAX => {
                recipients = values.into_iter().map(recipient).collect::<Result<_, _>>()?;
            }
            ("recipients", _) => return Err(DriveFault::Member("recipients", "a list of at most 200 people").into()),
            ("roles", value) => role = Some(roles(value)?),
            ("requireSignIn", value) => {
                if !switch(&value, "requireSignIn")? {
                    return Err(
                        DriveFault::NotShared("Whoever is invited signs in here. Leave requireSignIn out, or create a link.").into()
                    );
                }
            }
            ("sendInvitation", value) => {
                if switch(&value, "sendInvitation")? {
                    return Err(NO_MAIL.into());
                }
            }
            ("message", value) => {
                if text(value, "message")?.is_some() {
                    return Err(NO_MAIL.into());
                }
            }
            ("expirationDateTime", value) => expires = end(call, value)?,
            // It would be of the address that is sent, for who opens that without signing in.
            ("password", value) => {
                if text(value, "password")?.is_some() {
                    return Err(DriveFault::NotShared(
                        "Whoever is invited signs in here, and is not asked for another password. Create a link, or leave it out.",
                    )
                    .into());
                }
            }
            (name, _) if name.starts_with('@') => {}
            (name, _) => return Err(RequestFault::UnknownMember(shortened(name)).into()),
        }
    }
    if recipients.is_empty() {
        return Err(DriveFault::Member("recipients", "somebody").into());
    }
    let role = role.ok_or(DriveFault::Member("roles", "one of read, write and owner"))?;
    Ok((recipients, Terms { role, expires }))
}

const NO_MAIL: DriveFault =
    DriveFault::NotShared("This server sends no mail. Send sendInvitation as false and no message, and tell people yourself.");

fn recipient(value: Value) -> Result<Recipient, Fault> {
    const TAKES: DriveFault = DriveFault::Member("recipients", "people, each by one of email, alias and objectId");
    let mut found = None;
    for (name, value) in object(value, "recipients", "a list of objects")? {
        let one = match name.as_str() {
            "email" | "alias" => text(value, "email")?.map(Recipient::Named),
            "objectId" => match text(value, "objectId")? {
                Some(id) => Some(Recipient::Id(model::parse_guid(&id).ok_or(Error::PrincipalNotFound)?)),
                None => None,
            },
            name if name.starts_with('@') => None,
            name => return Err(RequestFault::UnknownMember(shortened(&format!("recipients.{name}"))).into()),
        };
        if let Some(one) = one
            && found.replace(one).is_some()
        {
            // Two names may be two people's.
            return Err(TAKES.into());
        }
    }
    Ok(found.ok_or(TAKES)?)
}
