//! Letting devices in: what they ask, and the page on which somebody types their code. Source: RFC 8628.

use super::ask::Ask;
use super::authorize::deeds;
use super::fault::OAuthFault;
use super::pages::{self, Consent, Device};
use super::{sign_in, token};
use crate::fault::Fault;
use crate::reply::Reply;
use crate::routes::identity::Reader;
use app::oauth::device::{self, DEVICE_SECONDS, INTERVAL_SECONDS, Shown};
use app::oauth::{Error, Refused};
use http::StatusCode;
use serde_json::json;

/// `POST …/devicecode`
pub(crate) async fn begin(ask: Ask) -> Result<Reply, Fault> {
    Ok(begun(&ask).await.unwrap_or_else(|fault| fault.reply(Reader::App)))
}

async fn begun(ask: &Ask) -> Result<Reply, OAuthFault> {
    let shown = token::shown(&ask.headers, &ask.form)?;
    let scope = ask.form.owned("scope").unwrap_or_default();
    let begun = token::as_app(ask, shown, move |cx, client| device::begin(cx, client, &scope)).await?;
    let at = format!("{}/device", ask.base);
    let message = format!("To let this device in, open {at} in a browser and type the code {}.", begun.user_code);
    Ok(pages::not_kept(Reply::ok(&json!({
        "device_code": begun.device_code,
        "user_code": begun.user_code,
        "verification_uri": at,
        "verification_uri_complete": format!("{at}?user_code={}", begun.user_code),
        "expires_in": DEVICE_SECONDS,
        "interval": INTERVAL_SECONDS,
        "message": message,
    }))))
}

/// `GET /device`
pub(crate) async fn page(ask: Ask) -> Result<Reply, Fault> {
    Ok(shown(&ask).await.unwrap_or_else(|fault| fault.reply(Reader::Person)))
}

async fn shown(ask: &Ask) -> Result<Reply, OAuthFault> {
    let Some(browser) = ask.browser().await? else { return Ok(sign_in::first(ask)) };
    // Apps lead here too, and some call it otherwise.
    let Some(code) = ask.query.owned("user_code").or_else(|| ask.query.owned("otc")) else { return Ok(form(StatusCode::OK, "", None)) };
    // Whoever guesses codes is somebody who is signed in.
    ask.server.passwords_of_people.count(&browser.session.user.to_string(), ask.server.app.now())?;
    let typed = code.clone();
    match ask.server.app.read_as(move |cx| device::look(cx, &typed)).await {
        Ok(Shown { app, asked }) => {
            let typed: String = form_urlencoded::byte_serialize(code.as_bytes()).collect();
            let page = Consent {
                style: pages::style(),
                app: &app.name,
                name: &browser.session.name,
                deeds: &deeds(&asked.scopes()),
                host: "",
                action: "/device",
                token: &browser.form_token,
                code: Some(&code),
                again: &format!("/device?user_code={typed}"),
            };
            Ok(pages::page(StatusCode::OK, &page, None))
        }
        Err(Error::Refused(Refused::Grant)) => {
            Ok(form(StatusCode::NOT_FOUND, &code, Some("No device waits under this code. It may be too old: look at the device again.")))
        }
        Err(error) => Err(error.into()),
    }
}

fn form(status: StatusCode, code: &str, wrong: Option<&str>) -> Reply {
    pages::page(status, &Device { style: pages::style(), code, wrong }, None)
}

/// `POST /device`, with what somebody decided.
pub(crate) async fn decide(ask: Ask) -> Result<Reply, Fault> {
    Ok(decided(&ask).await.unwrap_or_else(|fault| fault.reply(Reader::Person)))
}

async fn decided(ask: &Ask) -> Result<Reply, OAuthFault> {
    let Some(browser) = ask.browser().await? else { return Ok(sign_in::first(ask)) };
    if !ask.is_own_form(&browser) {
        return Err(OAuthFault::Foreign);
    }
    let (code, is_let_in) = (ask.form.owned("code").ok_or(OAuthFault::Param("code"))?, ask.form.get("answer") == Some("yes"));
    let shown = match ask.server.app.write_as(move |cx| device::decide(cx, &browser.session, &code, is_let_in)).await {
        Err(Error::Refused(Refused::SignedOut)) => return Ok(sign_in::first(ask)),
        decided => decided?,
    };
    let (title, sentence) = if is_let_in {
        ("The device is let in", format!("{} goes on by itself. You may close this page.", shown.app.name))
    } else {
        ("The device stays out", format!("{} is told that you said no.", shown.app.name))
    };
    Ok(pages::message(StatusCode::OK, title, &sentence))
}
