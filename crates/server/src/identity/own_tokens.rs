//! The tokens that somebody makes for their own scripts.

use super::account::sender;
use super::ask::{Ask, Browser};
use super::fault::OAuthFault;
use super::{pages, sign_in};
use crate::fault::Fault;
use crate::reply::Reply;
use crate::routes::identity::Reader;
use app::own_token::{self, DAYS, Deeds, Issued};
use askama::Template;
use http::StatusCode;
use model::{AppId, TokenId};

#[derive(Template)]
#[template(path = "own_tokens.html")]
struct Page<'a> {
    style: &'a str,
    token: &'a str,
    rows: Vec<Row>,
    days: &'a [i64],
    /// What was typed, if the form is shown again.
    name: &'a str,
    /// The secret of one that was just made.
    made: Option<&'a str>,
    wrong: Option<&'a str>,
}

struct Row {
    id: String,
    name: String,
    /// What it may, in words.
    may: &'static str,
    since: String,
    until: String,
}

/// `GET /account/tokens`
pub(crate) async fn page(ask: Ask) -> Result<Reply, Fault> {
    match ask.browser().await? {
        Some(browser) => Ok(shown(&ask, &browser, StatusCode::OK, None, None).await?),
        None => Ok(sign_in::first(&ask)),
    }
}

async fn shown(ask: &Ask, browser: &Browser, status: StatusCode, made: Option<&str>, wrong: Option<&str>) -> app::Result<Reply> {
    let user = browser.session.user;
    let day = |moment: model::Timestamp| moment.iso(0).chars().take(10).collect::<String>();
    let tokens = ask.server.app.read(move |cx| own_token::all(cx, &user)).await?;
    let rows = tokens.into_iter().map(|it| Row {
        id: it.id.to_string(),
        name: it.app,
        may: if it.scopes.contains("Write") { "read and change" } else { "read" },
        since: day(it.created),
        until: day(it.expires),
    });
    let name = if made.is_some() { "" } else { ask.form.get("name").unwrap_or_default() };
    let page = Page { style: pages::style(), token: &browser.form_token, rows: rows.collect(), days: &DAYS, name, made, wrong };
    Ok(pages::page(status, &page, None))
}

/// `POST /account/tokens`
pub(crate) async fn issue(ask: Ask) -> Result<Reply, Fault> {
    Ok(issued(&ask).await.unwrap_or_else(|fault| fault.reply(Reader::Person)))
}

async fn issued(ask: &Ask) -> Result<Reply, OAuthFault> {
    let browser = sender(ask).await?;
    let days =
        ask.form.get("days").and_then(|text| text.parse().ok()).filter(|days| DAYS.contains(days)).ok_or(OAuthFault::Param("days"))?;
    let deeds = match ask.form.get("may") {
        Some("read") => Deeds::Read,
        Some("change") => Deeds::Change,
        _ => return Err(OAuthFault::Param("may")),
    };
    // What the pages that it makes are known by has no white space.
    let name = ask.form.get("name").unwrap_or_default().split_whitespace().collect::<Vec<_>>().join("-");
    let Ok(app) = AppId::new(&name) else {
        return Ok(shown(ask, &browser, StatusCode::BAD_REQUEST, None, Some("It needs a name of at most 128 letters.")).await?);
    };
    let (server, password) = (&ask.server, ask.form.owned("password").unwrap_or_default());
    let issued = server.passwords_of_people.issue(&server.app, &browser.session.name, password, (app, deeds, days)).await;
    Ok(match issued.map_err(OAuthFault::Other)? {
        Issued::Made(made) => shown(ask, &browser, StatusCode::OK, Some(&made.secret), None).await?,
        Issued::Wrong => shown(ask, &browser, StatusCode::FORBIDDEN, None, Some("That is not your present password.")).await?,
        Issued::TooMany => {
            let sentence = format!("You have {} tokens. Revoke one that nothing uses any more.", own_token::TOKENS_MAX);
            shown(ask, &browser, StatusCode::CONFLICT, None, Some(&sentence)).await?
        }
    })
}

/// `POST /account/tokens/revoke`
pub(crate) async fn revoke(ask: Ask) -> Result<Reply, Fault> {
    Ok(revoked(&ask).await.unwrap_or_else(|fault| fault.reply(Reader::Person)))
}

async fn revoked(ask: &Ask) -> Result<Reply, OAuthFault> {
    let browser = sender(ask).await?;
    let id: TokenId = ask.form.get("id").and_then(|text| text.parse().ok()).ok_or(OAuthFault::Param("id"))?;
    let user = browser.session.user;
    match ask.server.app.write(move |cx| own_token::revoke(cx, &user, &id)).await {
        // Whoever sends the form twice wanted it gone.
        Ok(()) | Err(app::Error::NotFound) => Ok(pages::go("/account/tokens")),
        Err(error) => Err(error.into()),
    }
}
