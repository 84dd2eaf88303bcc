//! Apps that act without a person: they show their secret, and get what whoever runs the server gave them. Source: RFC 6749,
//! section 4.4.

use super::code::Answer;
use super::issue::{ACCESS_SECONDS, issue};
use super::{Client, Refused, Result, scope};
use crate::Cx;
use model::{AuthorizationId, UserId};
use store::authorization::{self, Authorization};
use store::directory::account;

/// Gives an app a token for its own scopes: all of them, as the endpoint's clients ask for them.
///
/// # Errors
/// [`Refused::NotForApp`] for an app that can keep no secret or has no scopes of its own; [`Refused::Scope`] for another word than
/// `.default`, [`Refused::NoScope`].
pub fn issue_to(cx: &mut Cx<'_, '_>, client: &Client, text: &str) -> Result<Answer> {
    let app = client.registration();
    if !app.is_confidential || app.own_scopes.is_empty() {
        return Err(Refused::NotForApp.into());
    }
    let asked = scope::own(app, text)?;
    let (now, fresh) = (cx.now(), UserId(cx.guid()));
    let user = account::of_app(cx.tx, &app.app, &app.name, &fresh, now)?;
    // What hangs on it ends when the app is forgotten, as what people gave it does.
    let it = Authorization {
        id: AuthorizationId(cx.guid()),
        user,
        app: app.app.clone(),
        scopes: asked.text(),
        signed_in: now,
        created: now,
        expires: now.plus_seconds(ACCESS_SECONDS),
        ended: None,
        issuer: None,
        methods: String::new(),
    };
    authorization::insert(cx.tx, &it)?;
    Ok(Answer::Issued(Box::new(issue(cx, &it, &asked, None)?)))
}
