//! Where apps bring what they have for tokens. Source: RFC 6749, sections 2.3, 3.2, 4.1.3 and 6; RFC 7009.

use super::ask::{Ask, Fields};
use super::fault::OAuthFault;
use super::metadata;
use super::pages;
use crate::fault::Fault;
use crate::reply::Reply;
use crate::routes::identity::Reader;
use app::oauth::code::{self, Answer};
use app::oauth::{Client, Issued, Person, Refused, alone, device, refresh};
use app::{Cx, oauth};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use http::{HeaderMap, StatusCode, header};
use serde_json::{Map, Value, json};

/// How a device asks. Source: RFC 8628, section 3.4; the short word is what the vendor's first clients send.
const DEVICE_GRANTS: [&str; 2] = ["urn:ietf:params:oauth:grant-type:device_code", "device_code"];

/// How long an ID token is good, in seconds.
const ID_SECONDS: i64 = 60 * 60;

/// What an app says that it is.
#[derive(Clone)]
pub(super) struct Shown {
    app: String,
    secret: Option<String>,
}

/// `POST …/token`
pub(crate) async fn handle(ask: Ask) -> Result<Reply, Fault> {
    Ok(handled(&ask).await.unwrap_or_else(|fault| fault.reply(Reader::App)))
}

async fn handled(ask: &Ask) -> Result<Reply, OAuthFault> {
    let shown = shown(&ask.headers, &ask.form)?;
    let form = &ask.form;
    let param = |name: &'static str| form.owned(name).ok_or(OAuthFault::Param(name));
    let answer = match form.get("grant_type") {
        Some("authorization_code") => {
            let (code, redirect_uri, verifier) = (param("code")?, form.owned("redirect_uri"), form.owned("code_verifier"));
            as_app(ask, shown, move |cx, client| code::redeem(cx, client, &code, redirect_uri.as_deref(), verifier.as_deref())).await?
        }
        Some("refresh_token") => {
            let (token, scope) = (param("refresh_token")?, form.owned("scope"));
            as_app(ask, shown, move |cx, client| refresh::renew(cx, client, &token, scope.as_deref())).await?
        }
        Some("client_credentials") => {
            let scope = form.owned("scope").unwrap_or_default();
            as_app(ask, shown, move |cx, client| alone::issue_to(cx, client, &scope)).await?
        }
        Some(grant) if DEVICE_GRANTS.contains(&grant) => {
            let code = form.owned("device_code").or_else(|| form.owned("code")).ok_or(OAuthFault::Param("device_code"))?;
            as_app(ask, shown, move |cx, client| device::poll(cx, client, &code)).await?
        }
        Some(_) => return Err(OAuthFault::GrantType),
        None => return Err(OAuthFault::Param("grant_type")),
    };
    match answer {
        Answer::Issued(issued) => written(ask, *issued).await,
        Answer::Refused(refused) => Err(refused.into()),
    }
}

/// `POST …/revoke`
pub(crate) async fn revoke(ask: Ask) -> Result<Reply, Fault> {
    let revoked = async {
        let shown = shown(&ask.headers, &ask.form)?;
        let token = ask.form.owned("token").ok_or(OAuthFault::Param("token"))?;
        as_app(&ask, shown, move |cx, client| refresh::revoke(cx, client, &token)).await
    };
    Ok(revoked.await.map_or_else(|fault| fault.reply(Reader::App), |()| pages::not_kept(Reply::empty(StatusCode::OK))))
}

/// Runs a verb for an app that shows itself, in one transaction.
pub(super) async fn as_app<T, F>(ask: &Ask, shown: Shown, mut verb: F) -> Result<T, OAuthFault>
where
    T: Send + 'static,
    F: FnMut(&mut Cx<'_, '_>, &Client) -> oauth::Result<T> + Send + 'static,
{
    let done = ask.server.app.write_as(move |cx| {
        let client = oauth::authenticate(cx, &shown.app, shown.secret.as_deref())?;
        verb(cx, &client)
    });
    Ok(done.await?)
}

/// Returns what an app says that it is: in a header or in the form, and not in both.
pub(super) fn shown(headers: &HeaderMap, form: &Fields) -> Result<Shown, OAuthFault> {
    let basic = headers.get(header::AUTHORIZATION).map(|value| basic(value.to_str().unwrap_or_default()).ok_or(Refused::Client));
    match (basic.transpose()?, form.owned("client_id"), form.owned("client_secret")) {
        (Some(_), _, Some(_)) => Err(OAuthFault::Param("client_secret")),
        (Some((app, _)), Some(other), None) if app != other => Err(OAuthFault::Param("client_id")),
        (Some((app, secret)), _, None) => Ok(Shown { app, secret: Some(secret).filter(|secret| !secret.is_empty()) }),
        (None, Some(app), secret) => Ok(Shown { app, secret }),
        (None, None, _) => Err(OAuthFault::Param("client_id")),
    }
}

/// Reads a name and a password, each percent-encoded once more. Source: RFC 6749, section 2.3.1.
fn basic(value: &str) -> Option<(String, String)> {
    let (scheme, encoded) = value.split_once(' ')?;
    let decoded = STANDARD.decode(encoded.trim()).ok().filter(|_| scheme.eq_ignore_ascii_case("Basic"))?;
    let (name, password) = std::str::from_utf8(&decoded).ok()?.split_once(':')?;
    let plain = |text: &str| {
        let text = text.replace('+', " ");
        percent_encoding::percent_decode_str(&text).decode_utf8().ok().map(|text| text.into_owned())
    };
    Some((plain(name)?, plain(password)?))
}

async fn written(ask: &Ask, issued: Issued) -> Result<Reply, OAuthFault> {
    let Issued { access, seconds, scopes, refresh, person } = issued;
    let mut body = Map::new();
    let mut put = |name: &str, value: Value| drop(body.insert(name.to_owned(), value));
    put("token_type", "Bearer".into());
    put("scope", scopes.into());
    put("expires_in", seconds.into());
    put("ext_expires_in", seconds.into());
    put("access_token", access.into());
    if let Some(refresh) = refresh {
        put("refresh_token", refresh.into());
    }
    if let Some(person) = person {
        let organization = model::format_guid(&ask.server.organization().await?);
        if ask.form.get("client_info") == Some("1") {
            let info = json!({ "uid": person.user.to_string(), "utid": organization }).to_string();
            put("client_info", URL_SAFE_NO_PAD.encode(info).into());
        }
        // Once tokens are given, the app is who it said that it is, in whichever way.
        let app = shown(&ask.headers, &ask.form)?.app;
        put("id_token", id_token(ask, &app, &organization, person).await?.into());
    }
    Ok(pages::not_kept(Reply::ok(&Value::Object(body))))
}

async fn id_token(ask: &Ask, app: &str, organization: &str, person: Person) -> Result<String, OAuthFault> {
    let now = ask.server.app.now().micros() / 1_000_000;
    let issuer = metadata::issuer(ask).await?;
    let user = person.user.to_string();
    let mut claims = json!({
        "aud": app, "iss": issuer, "iat": now, "nbf": now, "exp": now + ID_SECONDS,
        "sub": user, "oid": user, "tid": organization, "ver": "2.0",
    });
    let mut put = |name: &str, value: Option<Value>| {
        if let (Some(value), Some(claims)) = (value, claims.as_object_mut()) {
            claims.insert(name.to_owned(), value);
        }
    };
    // Of whom an issuer vouches for, nobody may know when they proved it.
    put("auth_time", Some(person.signed_in.micros() / 1_000_000).filter(|at| *at > 0).map(Value::from));
    let methods: Vec<&str> = person.methods.split_whitespace().collect();
    put("amr", Some(methods).filter(|methods| !methods.is_empty()).map(Value::from));
    put("nonce", person.nonce.map(Value::from));
    put("preferred_username", person.name.clone().map(Value::from));
    put("name", person.name.map(Value::from));
    Ok(ask.server.keys.sign(&ask.server.app, &claims).await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn who(authorization: Option<&str>, form: &str) -> Result<(String, Option<String>), OAuthFault> {
        let mut headers = HeaderMap::new();
        if let Some(value) = authorization {
            headers.insert(header::AUTHORIZATION, HeaderValue::from_str(value).unwrap());
        }
        shown(&headers, &Fields::read(form.as_bytes()).unwrap()).map(|shown| (shown.app, shown.secret))
    }

    #[test]
    fn an_app_shows_itself_in_one_way() {
        let basic = format!("Basic {}", STANDARD.encode("app%2B:s%3Acret"));
        assert_eq!(who(Some(&basic), ""), Ok(("app+".to_owned(), Some("s:cret".to_owned()))));
        assert_eq!(who(Some(&basic), "client_id=app%2B"), Ok(("app+".to_owned(), Some("s:cret".to_owned()))));
        assert_eq!(who(Some(&basic), "client_id=other"), Err(OAuthFault::Param("client_id")));
        assert_eq!(who(Some(&basic), "client_secret=x"), Err(OAuthFault::Param("client_secret")));
        assert_eq!(who(None, "client_id=app&client_secret="), Ok(("app".to_owned(), None)));
        assert_eq!(who(Some("Bearer x"), "client_id=app"), Err(Refused::Client.into()));
        assert_eq!(who(None, ""), Err(OAuthFault::Param("client_id")));
    }
}
