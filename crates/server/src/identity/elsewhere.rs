//! Signing in through an issuer elsewhere: somebody is sent there, comes back with a code, and is signed in here as whom the issuer
//! vouches for. Source: "OpenID Connect Core 1.0", section 3.1; RFC 7636; RFC 9207; RFC 9700.

mod flow;

use super::ask::{Ask, Fields};
use super::cookie;
use super::fault::{OAuthFault, Trouble};
use super::{pages, sign_in};
use crate::fault::Fault;
use crate::outside::{Learned, Shown, Untrue, id_token};
use crate::reply::Reply;
use crate::routes::identity::Reader;
use app::issuer::{self, Issuer};
use app::outside::{Entered, Said, enter};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flow::Flow;
use http::{HeaderValue, StatusCode, header};
use serde::Deserialize;
use std::sync::Arc;

/// What is asked of an issuer: who somebody is, and what they are called.
const SCOPE: &str = "openid profile email";

/// The longest word by which an issuer says what went wrong, in bytes.
const WORD_BYTES_MAX: usize = 64;

/// What an issuer gives for a code. Its secrets are in no log: no `Debug`.
#[derive(Deserialize)]
struct Given {
    id_token: String,
    access_token: Option<String>,
}

#[derive(Deserialize)]
struct NotGiven {
    error: String,
}

/// Who signed in there so long before they were to be asked anew counts as asked: some take a sign-in of a moment ago for it, and clocks
/// differ.
const JUST_NOW_SECONDS: i64 = 3 * 60;

/// `GET /sign-in/{id}`
pub(crate) async fn begin(ask: Ask) -> Result<Reply, Fault> {
    Ok(sent(&ask).await.unwrap_or_else(|fault| fault.reply(Reader::Person)))
}

/// `GET /signed-in/{id}`
pub(crate) async fn back(ask: Ask) -> Result<Reply, Fault> {
    Ok(came(&ask).await.unwrap_or_else(|fault| fault.reply(Reader::Person)))
}

/// Returns the issuer in the address, if people sign in through it.
async fn door(ask: &Ask) -> Result<(Issuer, String), OAuthFault> {
    let name = ask.id.clone();
    let found = ask.server.app.read(move |cx| issuer::named(cx, &name)).await;
    let found = found.map_err(|error| if error == app::Error::NotFound { Trouble::NoDoor.into() } else { OAuthFault::from(error) })?;
    let client = found.client.clone().ok_or(Trouble::NoDoor)?;
    Ok((found, client))
}

fn returns_to(ask: &Ask, issuer: &Issuer) -> String {
    format!("{}/signed-in/{}", ask.base, issuer.name)
}

async fn sent(ask: &Ask) -> Result<Reply, OAuthFault> {
    let to = sign_in::to(ask.query.get("to"));
    // Who is sent here by another page is asked first, as always.
    if ask.headers.get("sec-fetch-site").is_some_and(|site| site != "same-origin" && site != "none") {
        return Ok(sign_in::before(&ask.base, &to));
    }
    let (issuer, client) = door(ask).await?;
    let learned = learned(ask, &issuer).await?;
    let flow = Flow::begin(&ask.server.app, to).ok_or(OAuthFault::Param("to"))?;
    let mut asked = vec![
        ("response_type", "code".to_owned()),
        ("client_id", client),
        ("redirect_uri", returns_to(ask, &issuer)),
        ("scope", SCOPE.to_owned()),
        ("state", flow.state(&issuer.id)),
        ("nonce", flow.nonce(&issuer.id)),
        ("code_challenge", flow.challenge(&issuer.id)),
        ("code_challenge_method", "S256".to_owned()),
    ];
    // With this an issuer says when they signed in there. Source: "OpenID Connect Core 1.0", section 2, `auth_time`.
    let max_age = if is_to_be_asked_again(&flow.to) {
        asked.push(("prompt", "login".to_owned()));
        0
    } else {
        app::sign_in::SESSION_SECONDS
    };
    asked.push(("max_age", max_age.to_string()));
    let at = &learned.metadata.authorization;
    let pairs = form_urlencoded::Serializer::new(String::new()).extend_pairs(asked).finish();
    let mark = if at.contains('?') { '&' } else { '?' };
    Ok(pages::go(&format!("{at}{mark}{pairs}")).with(header::SET_COOKIE, &cookie::set_flow(&flow.text(), flow::SECONDS, &ask.base)))
}

/// Says whether the app that sent somebody wants them to sign in anew, or where they go on does: then the issuer is not to remember
/// them either.
fn is_to_be_asked_again(to: &str) -> bool {
    let (path, query) = to.split_once('?').unwrap_or((to, ""));
    if path == "/admin" || path.starts_with("/admin/") {
        return true;
    }
    let fields = Fields::read(query.as_bytes()).unwrap_or_default();
    let prompt = fields.get("prompt").unwrap_or_default();
    fields.get("max_age").is_some() || prompt.split(' ').any(|word| matches!(word, "login" | "select_account"))
}

async fn learned(ask: &Ask, issuer: &Issuer) -> Result<Arc<Learned>, OAuthFault> {
    let away = |_| Trouble::Away(issuer.name.clone()).into();
    ask.server.outside.learned(&ask.server.app, issuer).await.map_err(away)
}

async fn came(ask: &Ask) -> Result<Reply, OAuthFault> {
    let (issuer, client) = door(ask).await?;
    let now = ask.server.app.now();
    let flow = cookie::read_flow(&ask.headers, &ask.base).and_then(|text| Flow::read(text, now));
    // The state is of this browser and this issuer. Whoever comes with another was led here, and what is under way goes on.
    let flow = flow.filter(|flow| ask.query.get("state") == Some(&flow.state(&issuer.id))).ok_or(Trouble::NotBegun)?;
    let reply = answered(ask, &issuer, &client, &flow).await.unwrap_or_else(|fault| fault.reply(Reader::Person));
    Ok(reply.with(header::SET_COOKIE, &cookie::set_flow("", 0, &ask.base)))
}

async fn answered(ask: &Ask, issuer: &Issuer, client: &str, flow: &Flow) -> Result<Reply, OAuthFault> {
    let learned = learned(ask, issuer).await?;
    let said_by = ask.query.get("iss");
    if said_by.is_some_and(|by| by != issuer.url) || (said_by.is_none() && learned.metadata.says_who) {
        return Err(Trouble::Mixed.into());
    }
    match ask.query.get("error") {
        None => {}
        Some("access_denied") => return Err(Trouble::Declined(issuer.name.clone()).into()),
        Some(word) => return Err(Trouble::Said(issuer.name.clone(), fit(word)).into()),
    }
    let code = ask.query.get("code").ok_or(OAuthFault::Param("code"))?;
    let outside = &ask.server.outside;
    outside.exchanges.begin(&flow.counted(), ask.server.app.now()).map_err(OAuthFault::from)?;
    let _place = outside.places.acquire().await;
    let given = brought(ask, issuer, client, &learned, flow, code).await?;
    let said = believed(ask, issuer, client, flow, &given).await?;
    let said = completed(issuer, &learned, said, given.access_token.as_deref()).await;
    let (id, who, before, asked) = (issuer.id, said.clone(), cookie::read(&ask.headers, &ask.base).map(str::to_owned), ask.asked.clone());
    match ask.server.app.write(move |cx| enter(cx, &id, &who, before.as_deref(), &asked)).await? {
        Entered::In(admitted) => Ok(sign_in::on(ask, &admitted, &flow.to)),
        Entered::Refused(refused) => {
            tracing::info!(issuer = issuer.name, why = ?refused, "somebody stays outside");
            Err(Trouble::Outside { issuer: issuer.name.clone(), subject: said.subject, refused }.into())
        }
    }
}

/// Brings an issuer a code.
async fn brought(ask: &Ask, issuer: &Issuer, client: &str, learned: &Learned, flow: &Flow, code: &str) -> Result<Given, OAuthFault> {
    let mut form = vec![
        ("grant_type", "authorization_code".to_owned()),
        ("code", code.to_owned()),
        ("redirect_uri", returns_to(ask, issuer)),
        ("code_verifier", flow.verifier(&issuer.id)),
    ];
    let authorization = match (app::issuer::secret(&ask.server.app, issuer)?, learned.metadata.shown) {
        (Some(secret), Shown::Basic) => Some(basic(client, &secret)),
        (secret, _) => {
            form.push(("client_id", client.to_owned()));
            form.extend(secret.map(|secret| ("client_secret", secret)));
            None
        }
    };
    let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    let answered = learned.asker.post(&learned.metadata.token, form, authorization.flatten()).await.map_err(|why| {
        tracing::warn!(issuer = issuer.name, why, "an issuer did not take its code back");
        Trouble::Away(issuer.name.clone())
    })?;
    let given = (answered.status == StatusCode::OK).then(|| serde_json::from_slice(&answered.body).ok()).flatten();
    given.ok_or_else(|| {
        let word = serde_json::from_slice(&answered.body).map(|not: NotGiven| fit(&not.error)).unwrap_or_default();
        tracing::warn!(issuer = issuer.name, status = answered.status.as_u16(), word, "an issuer gave no ID token for its code");
        Trouble::Said(issuer.name.clone(), word).into()
    })
}

/// Spells a client's name and secret. Source: RFC 6749, section 2.3.1.
fn basic(client: &str, secret: &str) -> Option<HeaderValue> {
    let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let mut value = HeaderValue::try_from(format!("Basic {}", STANDARD.encode(format!("{}:{}", encoded(client), encoded(secret))))).ok()?;
    value.set_sensitive(true);
    Some(value)
}

async fn believed(ask: &Ask, issuer: &Issuer, client: &str, flow: &Flow, given: &Given) -> Result<Said, OAuthFault> {
    let nonce = flow.nonce(&issuer.id);
    let signed_in_since = is_to_be_asked_again(&flow.to).then(|| flow.begun_seconds - JUST_NOW_SECONDS);
    let expected = id_token::Expected { client, nonce: &nonce, access: given.access_token.as_deref(), signed_in_since };
    let server = &ask.server;
    id_token::heard(&server.outside, &server.app, issuer, &given.id_token, &expected).await.map_err(|untrue| {
        if let Untrue::No(why) = untrue {
            tracing::warn!(issuer = issuer.name, why, "an ID token is not believed");
            return Trouble::Untrue(issuer.name.clone()).into();
        }
        Trouble::Away(issuer.name.clone()).into()
    })
}

/// Asks an issuer what somebody is called whom it has vouched for, if it did not say so.
async fn completed(issuer: &Issuer, learned: &Learned, said: Said, access: Option<&str>) -> Said {
    let (None, Some(at), Some(access)) = (&said.name, &learned.metadata.user_info, access) else { return said };
    let Ok(mut bearer) = HeaderValue::try_from(format!("Bearer {access}")) else { return said };
    bearer.set_sensitive(true);
    match learned.asker.get(at, Some(bearer)).await {
        Ok(answered) if answered.status == StatusCode::OK => id_token::completed(issuer, said, &answered.body),
        Ok(answered) => {
            tracing::warn!(issuer = issuer.name, status = answered.status.as_u16(), "an issuer does not say what somebody is called");
            said
        }
        Err(why) => {
            tracing::warn!(issuer = issuer.name, why, "an issuer does not say what somebody is called");
            said
        }
    }
}

/// Returns a word by which an issuer says what went wrong, if it is one.
fn fit(word: &str) -> String {
    let is_word = word.len() <= WORD_BYTES_MAX && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte));
    if is_word { word.to_owned() } else { String::new() }
}
