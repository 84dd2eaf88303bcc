//! Forms: how a person changes something in a browser. Each is a page that works without scripts; a script may send the same form
//! and be told in JSON.

use super::{Reading, look};
use crate::fault::Fault;
use crate::identity::ask::{Ask, Browser, Fields};
use crate::identity::fault::OAuthFault;
use crate::identity::pages;
use crate::identity::sign_in;
use crate::intake::Coming;
use crate::multipart::Files;
use crate::reply::Reply;
use crate::routes::identity::Reader;
use app::{Error, caller};
use http::{HeaderValue, StatusCode, header};
use serde_json::json;
use std::sync::Arc;

/// What became of a form.
pub(crate) struct Done {
    /// The page to go on at.
    to: String,
}

impl Done {
    /// Leads on to a page of this server.
    pub(super) fn at(to: impl Into<String>) -> Self {
        Self { to: to.into() }
    }

    /// Leads on to a page, which says what was done: by one of the words that [`super::frame`] knows.
    pub(super) fn said(to: impl std::fmt::Display, word: &'static str) -> Self {
        Self { to: format!("{to}?said={word}") }
    }
}

/// Why nothing was done.
pub(crate) enum Refusal {
    /// Something in the form cannot be: it is shown again.
    Wrong(Wrong),
    /// There is no form to be shown again.
    Fault(Fault),
}

/// Something in a form that cannot be.
#[derive(Clone, Debug)]
pub(crate) struct Wrong {
    /// The field; empty for the whole.
    pub(super) field: &'static str,
    pub(super) sentence: String,
}

impl Wrong {
    pub(super) fn new(field: &'static str, sentence: impl Into<String>) -> Self {
        Self { field, sentence: sentence.into() }
    }
}

impl From<Wrong> for Refusal {
    fn from(wrong: Wrong) -> Self {
        Self::Wrong(wrong)
    }
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Fault(error.into())
    }
}

/// Takes a form, and shows it again if something in it cannot be.
pub(crate) async fn act<D, S>(ask: Ask, deed: D, show: S) -> Result<Reply, Fault>
where
    D: AsyncFnOnce(&Reading) -> Result<Done, Refusal>,
    S: AsyncFnOnce(&Reading, Option<Wrong>) -> Result<Reply, Fault>,
{
    let is_script = wants_json(&ask);
    let Some(browser) = ask.browser().await? else { return Ok(signed_out(&ask, is_script)) };
    if !ask.is_own_form(&browser) {
        return Ok(if is_script { foreign() } else { OAuthFault::Foreign.reply(Reader::Person) });
    }
    let reading = acting(ask, browser)?;
    let _turn = match reading.ask.server.limiter.begin(reading.caller.user(), reading.ask.server.app.now()) {
        Ok(turn) => turn,
        Err(fault) => return Ok(failed(fault.into(), is_script)),
    };
    Ok(match deed(&reading).await {
        Ok(done) if is_script => told_json(StatusCode::OK, &json!({ "to": done.to })),
        Ok(done) => pages::go(&done.to),
        Err(Refusal::Wrong(wrong)) if is_script => told(StatusCode::BAD_REQUEST, wrong.field, &wrong.sentence),
        Err(Refusal::Wrong(wrong)) => show(&reading, Some(wrong)).await.unwrap_or_else(look::wrong),
        Err(Refusal::Fault(fault)) => failed(fault, is_script),
    })
}

/// Takes what a script sends that is no form, such as a file. It says the form's token in a header, and is told in JSON; its body is
/// taken in by the deed, once it is known who sends it. `page` is where somebody comes who has to sign in anew.
pub(crate) async fn sent<D>(mut ask: Ask, page: fn(&Ask) -> String, deed: D) -> Result<Reply, Fault>
where
    D: AsyncFnOnce(&Reading, Coming) -> Result<Reply, Refusal>,
{
    let Some(browser) = ask.browser().await? else { return Ok(sign_in_first(&page(&ask))) };
    if !ask.is_own_script(&browser) {
        return Ok(foreign());
    }
    let coming = ask.coming.take().ok_or(Error::Internal)?;
    let reading = acting(ask, browser)?;
    let server = &reading.ask.server;
    let _turn = match server.limiter.begin(reading.caller.user(), server.app.now()) {
        Ok(turn) => turn,
        Err(fault) => return Ok(failed(fault.into(), true)),
    };
    Ok(match deed(&reading, coming).await {
        Ok(reply) => reply,
        Err(Refusal::Wrong(wrong)) => told(StatusCode::BAD_REQUEST, wrong.field, &wrong.sentence),
        Err(Refusal::Fault(fault)) => failed(fault, true),
    })
}

/// Takes a form whose fields are followed by files, as a page sends it without scripts. `deed` takes the files in, once it is known from
/// the fields who sends them.
pub(crate) async fn with_files<D>(mut ask: Ask, deed: D) -> Result<Reply, Fault>
where
    D: AsyncFnOnce(&Reading, Files) -> Result<Reply, Fault>,
{
    let Some(browser) = ask.browser().await? else { return Ok(sign_in::before(&ask.base, &ask.path)) };
    let coming = ask.coming.take().ok_or(Error::Internal)?;
    let reading = async {
        let mut files = Files::of(&ask.headers, coming, ask.server.options.body_timeout)?;
        let fields = files.fields().await?;
        Ok::<_, Fault>((files, fields))
    };
    let (files, fields) = match reading.await {
        Ok(read) => read,
        Err(fault) => return Ok(look::wrong(fault)),
    };
    ask.form = Fields::of(fields);
    if !ask.is_own_form(&browser) {
        return Ok(OAuthFault::Foreign.reply(Reader::Person));
    }
    let reading = acting(ask, browser)?;
    let server = &reading.ask.server;
    let _turn = match server.limiter.begin(reading.caller.user(), server.app.now()) {
        Ok(turn) => turn,
        Err(fault) => return Ok(look::wrong(fault.into())),
    };
    Ok(deed(&reading, files).await.unwrap_or_else(look::wrong))
}

fn acting(ask: Ask, browser: Browser) -> app::Result<Reading> {
    let Browser { session, form_token } = browser;
    let caller = Arc::new(caller::acting_in_browser(&session)?);
    Ok(Reading { ask, caller, form_token })
}

fn foreign() -> Reply {
    told(StatusCode::FORBIDDEN, "", &OAuthFault::Foreign.sentence())
}

fn wants_json(ask: &Ask) -> bool {
    ask.headers.get(header::ACCEPT).is_some_and(|accept| accept == "application/json")
}

/// Sends somebody to sign in whose session ended meanwhile, and from there to the form, with what they had typed.
fn signed_out(ask: &Ask, is_script: bool) -> Reply {
    let mut to = ask.path.clone();
    for (place, (name, value)) in ask.form.pairs().filter(|(name, _)| *name != "token").enumerate() {
        let mut pair = form_urlencoded::Serializer::new(String::new());
        to.push(if place == 0 { '?' } else { '&' });
        to.push_str(&pair.append_pair(name, value).finish());
    }
    if is_script { sign_in_first(&to) } else { sign_in::before(&ask.base, &to) }
}

fn sign_in_first(to: &str) -> Reply {
    let after: String = form_urlencoded::byte_serialize(to.as_bytes()).collect();
    told_json(StatusCode::UNAUTHORIZED, &json!({ "signIn": format!("/sign-in?to={after}") }))
}

fn failed(fault: Fault, is_script: bool) -> Reply {
    if !is_script {
        return look::wrong(fault);
    }
    let said = fault.said(false);
    told(said.status, "", &said.message)
}

fn told(status: StatusCode, field: &str, sentence: &str) -> Reply {
    told_json(status, &json!({ "wrong": sentence, "field": field }))
}

/// Tells a script something.
pub(super) fn told_json(status: StatusCode, value: &serde_json::Value) -> Reply {
    let reply = Reply { status, headers: vec![(header::CONTENT_TYPE, JSON)], body: value.to_string().into() };
    pages::not_kept(reply)
}

const JSON: HeaderValue = HeaderValue::from_static("application/json");
