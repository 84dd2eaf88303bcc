//! What speaks for somebody: apps that they let in, and tokens.

use super::frame::{Frame, PIECE, back, href};
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
    let found = desk.read(move |cx| {
        let user = desk::person(cx, &id)?;
        Ok((oauth::given(cx, &id)?, admin::tokens(cx, &user.name)?, user.name))
    });
    let (given, tokens, name) = found.await?;
    // The piece goes on after the token that the last one ended with.
    let after = desk.ask.query.get("after").and_then(|after| after.parse::<TokenId>().ok());
    let start = after.and_then(|after| tokens.iter().position(|token| token.id == after)).map_or(0, |at| at + 1);
    let is_more = tokens.len() > start + PIECE;
    let next = is_more.then(|| href(TOKENS, &[("id", &id.to_string()), ("after", &tokens[start + PIECE - 1].id.to_string())]));
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
        tokens: tokens.into_iter().skip(start).take(PIECE).map(row).collect(),
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
