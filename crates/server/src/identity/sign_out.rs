//! Signing out, in a browser. Source: "OpenID Connect RP-Initiated Logout 1.0".

use super::ask::Ask;
use super::cookie;
use super::fault::OAuthFault;
use super::pages::{self, SignOut};
use crate::fault::Fault;
use crate::reply::Reply;
use crate::routes::identity::Reader;
use app::oauth::{Error as OAuthError, registration};
use app::sign_in;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{StatusCode, header};

/// `GET /sign-out`, and where apps send people to sign out. It is always asked first: any page may lead here.
pub(crate) async fn ask(ask: Ask) -> Result<Reply, Fault> {
    let returning = returning(&ask).await?;
    let Some(browser) = ask.browser().await? else { return Ok(done(returning.as_deref())) };
    let action = if ask.raw_query.is_empty() { "/sign-out".to_owned() } else { format!("/sign-out?{}", ask.raw_query) };
    let page = SignOut { style: pages::style(), name: &browser.session.name, token: &browser.form_token, action: &action };
    Ok(pages::page(StatusCode::OK, &page, returning.as_deref()))
}

/// `POST /sign-out`
pub(crate) async fn handle(ask: Ask) -> Result<Reply, Fault> {
    let returning = returning(&ask).await?;
    let Some(browser) = ask.browser().await? else { return Ok(done(returning.as_deref())) };
    if !ask.is_own_form(&browser) {
        return Ok(OAuthFault::Foreign.reply(Reader::Person));
    }
    let secret = cookie::read(&ask.headers, &ask.base).unwrap_or_default().to_owned();
    ask.server.app.write(move |cx| sign_in::end(cx, &secret)).await?;
    let reply = match ask.form.get("to") {
        // Somebody else is to sign in, for what this one was asked.
        Some(to) => super::sign_in::before(&ask.base, to),
        None => done(returning.as_deref()),
    };
    Ok(reply.with(header::SET_COOKIE, &cookie::forget(&ask.base)))
}

fn done(returning: Option<&str>) -> Reply {
    match returning {
        Some(to) => pages::go(to),
        None => pages::message(StatusCode::OK, "You are signed out", "Nobody is signed in in this browser any more."),
    }
}

/// Returns where an app wants people to go afterwards, if it says which it is, and this is one of its addresses.
async fn returning(ask: &Ask) -> Result<Option<String>, Fault> {
    let app = ask.query.owned("client_id").or_else(|| audience(ask.query.get("id_token_hint")?));
    let (Some(app), Some(to)) = (app, ask.query.owned("post_logout_redirect_uri")) else { return Ok(None) };
    match ask.server.app.read_as(move |cx| registration::returning(cx, &app, Some(&to))).await {
        Ok(found) => Ok(Some(found.redirect_uri)),
        Err(OAuthError::Refused(_)) => Ok(None),
        Err(OAuthError::Verb(error)) => Err(error.into()),
    }
}

/// Returns for whom an ID token is. Whether it is genuine is not asked: an app's name, which anybody may say, counts as much here.
fn audience(token: &str) -> Option<String> {
    let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    let claims: serde_json::Value = serde_json::from_slice(&claims).ok()?;
    claims["aud"].as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_token_says_for_whom_it_is() {
        let token = |claims: &str| format!("x.{}.y", URL_SAFE_NO_PAD.encode(claims));
        assert_eq!(audience(&token(r#"{"aud":"app"}"#)), Some("app".to_owned()));
        for bad in ["", "x", "x.!.y", &token("[]"), &token(r#"{"aud":["app"]}"#)] {
            assert_eq!(audience(bad), None, "{bad}");
        }
    }
}
