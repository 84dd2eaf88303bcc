//! What speaks for somebody: apps that they let in, and tokens.

use super::frame::{Frame, PIECE, back, cut, href};
use super::gate::Desk;
use super::person::day;
use crate::identity::fault::OAuthFault;
use crate::reply::Reply;
use app::{admin, desk, oauth};
use askama::Template;
use model::{Timestamp, TokenId, UserId};

const ROOM: &str = "/admin/people";

/// Where these are.
const TOKENS: &str = "/admin/person/tokens";

#[derive(Template)]
#[template(path = "admin/tokens.html")]
struct Tokens {
    frame: Frame,
    id: String,
    name: String,
    apps: Vec<AppRow>,
    tokens: Vec<TokenRow>,
    next: Option<String>,
}

struct AppRow {
    id: String,
    name: String,
    scopes: String,
    since: String,
}

struct TokenRow {
    id: String,
    app: String,
    scopes: String,
    created: String,
    expires: String,
    is_good: bool,
    state: &'static str,
}

fn moment(moment: Timestamp) -> String {
    moment.iso(0).replace('T', " ")
}

/// `GET /admin/person/tokens`
pub(crate) async fn page(desk: Desk) -> Result<Reply, OAuthFault> {
    let id: UserId = desk.id()?;
    // The piece goes on after the token that the last one ended with.
    let after = desk.ask.query.get("after").and_then(|after| after.parse::<TokenId>().ok());
    let found = desk.read(move |cx| {
        let user = desk::person(cx, &id)?;
        Ok((oauth::given(cx, &id)?, admin::tokens_after(cx, &id, after.as_ref(), PIECE + 1)?, user.name))
    });
    let (given, mut tokens, name) = found.await?;
    let next = cut(&mut tokens, |last| href(TOKENS, &[("id", &id.to_string()), ("after", &last.id.to_string())]));
    let now = desk.ask.server.app.now();
    let row = |token: desk::Token| {
        let is_over = token.expires <= now;
        TokenRow {
            id: token.id.to_string(),
            app: token.app,
            scopes: token.scopes,
            created: moment(token.created),
            expires: moment(token.expires),
            is_good: token.revoked.is_none() && !is_over,
            state: if token.revoked.is_some() { "revoked" } else { "expired" },
        }
    };
    let apps = given.into_iter().map(|given| AppRow {
        name: given.name.unwrap_or_else(|| given.app.clone()),
        id: given.app,
        scopes: given.scopes,
        since: day(given.since),
    });
    let page = Tokens {
        frame: desk.frame(ROOM, None),
        id: id.to_string(),
        name,
        apps: apps.collect(),
        tokens: tokens.into_iter().map(row).collect(),
        next,
    };
    Ok(desk.page(&page.frame, &page))
}

/// `POST /admin/person/tokens`
pub(crate) async fn revoke(desk: Desk) -> Result<Reply, OAuthFault> {
    let (id, token): (UserId, TokenId) =
        (desk.id()?, desk.ask.form.get("revoked").and_then(|id| id.parse().ok()).ok_or(OAuthFault::Param("revoked"))?);
    match desk.write(move |cx, by| admin::revoke_token(cx, by, &token)).await {
        // Somebody was faster.
        Ok(()) | Err(app::Error::NotFound) => Ok(back(TOKENS, &id.to_string(), "revoked")),
        Err(error) => Err(error.into()),
    }
}

/// `POST /admin/person/apps`
pub(crate) async fn forget_app(desk: Desk) -> Result<Reply, OAuthFault> {
    let id: UserId = desk.id()?;
    let app = desk.ask.form.owned("app").ok_or(OAuthFault::Param("app"))?;
    desk.write(move |cx, by| oauth::forget_app_of(cx, by, &id, &app)).await?;
    Ok(back(TOKENS, &id.to_string(), "taken"))
}
