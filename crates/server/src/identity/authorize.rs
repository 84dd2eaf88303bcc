//! Where apps send people to be let in. Source: RFC 6749, section 4.1.1; "OpenID Connect Core 1.0", section 3.1.2; RFC 9207.
//!
//! What is wrong with the app or its address is said here, and nobody is sent anywhere; everything else is said to the app.

use super::ask::{Ask, Browser, Fields};
use super::fault::OAuthFault;
use super::pages::{self, Consent, FormPost};
use super::{metadata, sign_in};
use crate::fault::Fault;
use crate::reply::Reply;
use crate::routes::identity::Reader;
use crate::server::Server;
use app::oauth::code::{self, Params, Request};
use app::oauth::registration::{self, Returning};
use app::oauth::{Asked, Error, Refused};
use http::StatusCode;
use model::{Need, Scopes};
use std::sync::Arc;

/// The longest state that is given back, in bytes.
const STATE_BYTES_MAX: usize = 4_096;

/// How an app is told. Source: "OAuth 2.0 Multiple Response Type Encoding Practices"; "OAuth 2.0 Form Post Response Mode".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Query,
    Fragment,
    FormPost,
}

/// An app that may be told something.
struct Back {
    returning: Returning,
    mode: Mode,
    state: Option<String>,
    issuer: String,
}

/// `GET …/authorize`
pub(crate) async fn ask(ask: Ask) -> Result<Reply, Fault> {
    Ok(asked(&ask).await.unwrap_or_else(|fault| fault.reply(Reader::Person)))
}

/// `POST …/authorize`, with what somebody decided.
pub(crate) async fn decide(ask: Ask) -> Result<Reply, Fault> {
    Ok(decided(&ask).await.unwrap_or_else(|fault| fault.reply(Reader::Person)))
}

/// `GET …/nativeclient`: where programs without an address of their own let people arrive. They take the code from the address.
pub(crate) async fn arrived(_: Ask) -> Result<Reply, Fault> {
    Ok(pages::message(
        StatusCode::OK,
        "Go back to your app",
        "If it asks for the address of this page, copy it from the browser, and give it to nobody else.",
    ))
}

/// Returns the app that sends somebody, and where they go back.
pub(super) async fn returning(server: &Arc<Server>, fields: &Fields) -> Result<Returning, OAuthFault> {
    let app = fields.owned("client_id").ok_or(OAuthFault::Param("client_id"))?;
    let redirect_uri = fields.owned("redirect_uri");
    Ok(server.app.read_as(move |cx| registration::returning(cx, &app, redirect_uri.as_deref())).await?)
}

async fn back(ask: &Ask) -> Result<Back, OAuthFault> {
    let returning = returning(&ask.server, &ask.query).await?;
    let mode = match ask.query.get("response_mode") {
        None | Some("query") => Mode::Query,
        Some("fragment") => Mode::Fragment,
        Some("form_post") => Mode::FormPost,
        Some(_) => return Err(OAuthFault::Param("response_mode")),
    };
    let state = ask.query.owned("state");
    if state.as_ref().is_some_and(|state| state.len() > STATE_BYTES_MAX) {
        return Err(OAuthFault::Param("state"));
    }
    let issuer = metadata::issuer(ask).await?;
    Ok(Back { returning, mode, state, issuer })
}

async fn asked(ask: &Ask) -> Result<Reply, OAuthFault> {
    let back = back(ask).await?;
    match answer(ask, &back).await {
        Ok(reply) => Ok(reply),
        Err(fault) => Ok(back.refused(&fault)),
    }
}

async fn answer(ask: &Ask, back: &Back) -> Result<Reply, OAuthFault> {
    let request = request(ask, back)?;
    let prompt: Vec<&str> = ask.query.get("prompt").unwrap_or_default().split(' ').filter(|word| !word.is_empty()).collect();
    let says = |word: &str| prompt.contains(&word);
    if says("none") && prompt.len() > 1 {
        return Err(OAuthFault::Param("prompt"));
    }
    let browser = ask.browser().await?.filter(|browser| !is_too_old(ask, browser));
    let Some(browser) = browser else {
        return if says("none") { Err(OAuthFault::MustAsk("login_required")) } else { Ok(sign_in::first(ask)) };
    };
    // Whoever signed in a moment ago has done so for this request. Longer ago, they do it again, where the app asks for that.
    let age_us = ask.server.app.now().micros() - browser.session.signed_in.micros();
    if (says("login") || says("select_account")) && age_us > FRESH_US {
        return Ok(sign_in::first(ask));
    }
    let (user, app, scopes) = (browser.session.user, back.returning.app.app.clone(), request.asked().clone());
    let is_consented = ask.server.app.read(move |cx| app::oauth::consented(cx, &user, &app, &scopes)).await?;
    // Who owns a scheme of its own, or a port of this machine, nobody can tell: any program may say that it is this app. So people
    // are asked each time. Source: RFC 8252, section 8.6; RFC 6749, section 10.2.
    let is_known = back.returning.redirect_uri.starts_with("https://") || back.returning.app.is_confidential;
    if is_consented && is_known && !says("consent") {
        return let_in(ask, back, &browser, request).await;
    }
    if says("none") {
        return Err(OAuthFault::MustAsk("consent_required"));
    }
    Ok(consent(ask, back, &browser, request.asked()))
}

/// How long somebody counts as having just signed in, in microseconds.
const FRESH_US: i64 = 2 * 60 * 1_000_000;

/// Says whether somebody signed in too long ago for what the app wants. Source: "OpenID Connect Core 1.0", `max_age`.
fn is_too_old(ask: &Ask, browser: &Browser) -> bool {
    let Some(max_age) = ask.query.get("max_age").and_then(|seconds| seconds.parse::<u32>().ok()) else { return false };
    let age_us = ask.server.app.now().micros() - browser.session.signed_in.micros();
    age_us > i64::from(max_age).saturating_mul(1_000_000).max(FRESH_US)
}

fn request(ask: &Ask, back: &Back) -> Result<Request, OAuthFault> {
    let query = &ask.query;
    match query.get("response_type") {
        Some("code") => {}
        None => return Err(OAuthFault::Param("response_type")),
        Some(_) => return Err(OAuthFault::ResponseType),
    }
    for unserved in ["request", "request_uri", "registration"] {
        if query.get(unserved).is_some() {
            return Err(OAuthFault::Param(unserved));
        }
    }
    let params = Params {
        scope: query.owned("scope").unwrap_or_default(),
        challenge: query.owned("code_challenge"),
        challenge_method: query.owned("code_challenge_method"),
        nonce: query.owned("nonce"),
    };
    Ok(code::request(back.returning.clone(), &params)?)
}

async fn decided(ask: &Ask) -> Result<Reply, OAuthFault> {
    let back = back(ask).await?;
    let Some(browser) = ask.browser().await? else { return Ok(sign_in::first(ask)) };
    if !ask.is_own_form(&browser) {
        return Err(OAuthFault::Foreign);
    }
    let outcome = match (request(ask, &back), ask.form.get("answer")) {
        (Err(fault), _) => Err(fault),
        (Ok(request), Some("yes")) => let_in(ask, &back, &browser, request).await,
        (Ok(_), _) => Ok(back.tell(&[("error", "access_denied".to_owned())])),
    };
    Ok(outcome.unwrap_or_else(|fault| back.refused(&fault)))
}

async fn let_in(ask: &Ask, back: &Back, browser: &Browser, request: Request) -> Result<Reply, OAuthFault> {
    let session = browser.session.clone();
    match ask.server.app.write_as(move |cx| code::grant(cx, &session, &request)).await {
        Ok(code) => Ok(back.tell(&[("code", code)])),
        // In the very moment. Of who forbids to ask, the app is told.
        Err(Error::Refused(Refused::SignedOut)) if ask.query.get("prompt") != Some("none") => Ok(sign_in::first(ask)),
        Err(error) => Err(error.into()),
    }
}

fn consent(ask: &Ask, back: &Back, browser: &Browser, asked: &Asked) -> Reply {
    let action = format!("{}?{}", ask.path, ask.raw_query);
    let uri = &back.returning.redirect_uri;
    let page = Consent {
        style: pages::style(),
        app: &back.returning.app.name,
        name: &browser.session.name,
        deeds: &deeds(&asked.scopes()),
        host: pages::host(uri),
        action: &action,
        token: &browser.form_token,
        code: None,
        again: &action,
    };
    pages::page(StatusCode::OK, &page, Some(uri))
}

/// Returns what scopes let an app do, in words for people.
pub(super) fn deeds(scopes: &Scopes) -> Vec<&'static str> {
    const WORDS: [(Need, &str); 9] = [
        (Need::Write, "change and delete notes"),
        (Need::Create, "create and copy notes"),
        (Need::ReadPages, "read notes"),
        (Need::WriteItems, "change, copy and delete files"),
        (Need::ReadItems, "read files"),
        (Need::ReadSharedItems, "see what others share with you"),
        (Need::ReadPeople, "see who is on this server"),
        (Need::ReadGroups, "see groups and their members"),
        (Need::StaySignedIn, "do this also while you are away, until you take it back"),
    ];
    let mut deeds: Vec<&str> = Vec::new();
    for (need, words) in WORDS {
        match scopes.grant(need) {
            model::Grant::Nothing => {}
            model::Grant::OwnPages if need == Need::ReadPages => deeds.push("read notes that it made itself"),
            model::Grant::OwnPages => deeds.push("change and delete notes that it made itself"),
            model::Grant::OwnFolder if need == Need::ReadItems => deeds.push("keep files in a folder of its own"),
            model::Grant::OwnFolder => {}
            model::Grant::Everything => deeds.push(words),
        }
    }
    let knows = [Need::SignIn, Need::ReadProfile, Need::ReadMe].iter().any(|need| scopes.grant(*need) != model::Grant::Nothing);
    if knows || deeds.is_empty() {
        deeds.insert(0, "know who you are");
    }
    deeds
}

impl Back {
    /// Tells the app something.
    fn tell(&self, fields: &[(&'static str, String)]) -> Reply {
        let mut all = fields.to_vec();
        all.extend(self.state.clone().map(|state| ("state", state)));
        // Who answers, so that an app that knows several servers takes no code to the wrong one.
        all.push(("iss", self.issuer.clone()));
        let uri = &self.returning.redirect_uri;
        if self.mode == Mode::FormPost {
            let page = FormPost { style: pages::style(), app: &self.returning.app.name, to: uri, host: pages::host(uri), fields: &all };
            return pages::page(StatusCode::OK, &page, Some(uri));
        }
        let pairs: String = form_urlencoded::Serializer::new(String::new()).extend_pairs(&all).finish();
        let mark = match self.mode {
            Mode::Fragment => '#',
            _ if uri.contains('?') => '&',
            _ => '?',
        };
        pages::go(&format!("{uri}{mark}{pairs}"))
    }

    fn refused(&self, fault: &OAuthFault) -> Reply {
        let said = fault.said();
        let word = match fault {
            // To people's browsers the app is known by now; what it may not is the matter.
            OAuthFault::Refused(Refused::Client) => "unauthorized_client",
            OAuthFault::Other(_) if said.status.is_server_error() => "server_error",
            _ => said.word,
        };
        self.tell(&[("error", word.to_owned()), ("error_description", said.sentence)])
    }
}
