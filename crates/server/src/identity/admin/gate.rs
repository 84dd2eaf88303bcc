//! The one way to the pages for administrators.

use super::frame::{Frame, Wrong};
use crate::fault::Fault;
use crate::identity::ask::{Ask, Browser};
use crate::identity::fault::OAuthFault;
use crate::identity::{pages, sign_in};
use crate::reply::Reply;
use crate::routes::identity::Reader;
use app::admin::{Admin, Refused};
use app::{Cx, Error};
use askama::Template;
use http::StatusCode;
use model::{GroupId, UserId};

/// How long after somebody typed their password these pages are shown, in seconds: who finds a browser that somebody left does not
/// find the server with it.
const SHOWN_SECONDS: i64 = 30 * 60;

/// How long after it forms are taken, in seconds: longer, so that one can be filled in that was shown in time.
const TAKEN_SECONDS: i64 = 60 * 60;

/// A request of an administrator. Only [`look`] and [`change`] make one.
pub(crate) struct Desk {
    pub(super) ask: Ask,
    browser: Browser,
}

/// What stands in the way of what was asked.
pub(super) enum Refusal {
    /// Something in the form.
    Wrong(Wrong),
    /// Anything else.
    Fault(OAuthFault),
}

impl From<Wrong> for Refusal {
    fn from(wrong: Wrong) -> Self {
        Self::Wrong(wrong)
    }
}

impl From<OAuthFault> for Refusal {
    fn from(fault: OAuthFault) -> Self {
        Self::Fault(fault)
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Fault(error.into())
    }
}

/// Shows a page.
pub(crate) async fn look<F>(ask: Ask, show: fn(Desk) -> F) -> Result<Reply, Fault>
where
    F: Future<Output = Result<Reply, OAuthFault>> + Send,
{
    let Some(browser) = ask.browser().await? else { return Ok(sign_in::first(&ask)) };
    if !is_administrator(&ask, &browser).await? {
        return Ok(not_theirs(&browser));
    }
    if age_seconds(&ask, &browser) > SHOWN_SECONDS {
        return Ok(sign_in::first(&ask));
    }
    Ok(show(Desk { ask, browser }).await.unwrap_or_else(|fault| said(&fault)))
}

/// Takes a form.
pub(crate) async fn change<F>(ask: Ask, act: fn(Desk) -> F) -> Result<Reply, Fault>
where
    F: Future<Output = Result<Reply, OAuthFault>> + Send,
{
    let Some(browser) = ask.browser().await? else { return Ok(OAuthFault::SignedOut("/admin").reply(Reader::Person)) };
    if !ask.is_own_form(&browser) {
        return Ok(OAuthFault::Foreign.reply(Reader::Person));
    }
    if !is_administrator(&ask, &browser).await? {
        return Ok(not_theirs(&browser));
    }
    if age_seconds(&ask, &browser) > TAKEN_SECONDS {
        return Ok(OAuthFault::SignedOut("/admin").reply(Reader::Person));
    }
    Ok(act(Desk { ask, browser }).await.unwrap_or_else(|fault| said(&fault)))
}

async fn is_administrator(ask: &Ask, browser: &Browser) -> app::Result<bool> {
    let (user, asked) = (browser.session.user, ask.asked.clone());
    match ask.server.app.read(move |cx| Admin::of(cx, &user, asked.clone())).await {
        Ok(_) => Ok(true),
        Err(Error::Administration(_)) => Ok(false),
        Err(error) => Err(error),
    }
}

fn age_seconds(ask: &Ask, browser: &Browser) -> i64 {
    if app::planted::is("administrators-for-ever") {
        return 0;
    }
    (ask.server.app.now().micros() - browser.session.signed_in.micros()) / 1_000_000
}

fn not_theirs(browser: &Browser) -> Reply {
    let sentence = format!(
        "These pages are for those who run the server, and {} is not one of them. Somebody who is can change that, here or by \
         `looseleaf user admin`.",
        browser.session.name
    );
    pages::message(StatusCode::FORBIDDEN, "Not for you", &sentence)
}

fn said(fault: &OAuthFault) -> Reply {
    match fault {
        OAuthFault::Other(Fault::Verb(Error::NotFound | Error::GroupNotFound | Error::SiteNotFound)) => pages::message(
            StatusCode::NOT_FOUND,
            "It is not there",
            "Somebody may have removed it meanwhile. Go back, and load the page anew.",
        ),
        OAuthFault::Other(Fault::Verb(Error::Administration(refused))) => {
            pages::message(StatusCode::FORBIDDEN, "That did not work", &sentence(refused))
        }
        fault => fault.reply(Reader::Person),
    }
}

/// Says on the page that a form is on why a verb refused.
pub(super) fn refused(error: Error) -> Refusal {
    match error {
        // Who is none any more has no page to be told on.
        Error::Administration(refused) if refused != Refused::NotAdministrator => Wrong::new("", sentence(&refused)).into(),
        other => other.into(),
    }
}

/// Says why a verb refused.
fn sentence(refused: &Refused) -> String {
    let words = refused.to_string();
    let mut letters = words.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}.", letters.as_str())
}

impl Desk {
    /// Reads something.
    pub(super) async fn read<T, V>(&self, verb: V) -> app::Result<T>
    where
        T: Send + 'static,
        V: FnMut(&mut Cx<'_, '_>) -> app::Result<T> + Send + 'static,
    {
        self.ask.server.app.read(verb).await
    }

    /// Changes something, if who asks is an administrator still.
    pub(super) async fn write<T, V>(&self, mut verb: V) -> app::Result<T>
    where
        T: Send + 'static,
        V: FnMut(&mut Cx<'_, '_>, &Admin) -> app::Result<T> + Send + 'static,
    {
        let (user, asked) = (self.browser.session.user, self.ask.asked.clone());
        let proved = move |cx: &mut Cx<'_, '_>| {
            let by = Admin::of(cx, &user, asked.clone())?;
            verb(cx, &by)
        };
        self.ask.server.app.write(proved).await
    }

    /// Says whether this is who asks.
    pub(super) fn is_own(&self, user: &UserId) -> bool {
        self.browser.session.user == *user
    }

    /// Returns the id of what is asked about.
    pub(super) fn id<T: std::str::FromStr>(&self) -> Result<T, OAuthFault> {
        let text = self.ask.form.get("id").or_else(|| self.ask.query.get("id"));
        text.and_then(|text| text.parse().ok()).ok_or_else(|| Error::NotFound.into())
    }

    /// Returns the id of the person that a form is about beside it.
    pub(super) fn member(&self) -> Result<UserId, OAuthFault> {
        self.ask.form.get("who").and_then(|text| text.parse().ok()).ok_or_else(|| Error::NotFound.into())
    }

    /// Returns the id of the group that a form is about beside it.
    pub(super) fn inner(&self) -> Result<GroupId, OAuthFault> {
        self.ask.form.get("inner").and_then(|text| text.parse().ok()).ok_or_else(|| Error::GroupNotFound.into())
    }

    /// Returns the library that is asked about, if it is one of several.
    pub(super) fn library(&self) -> Option<String> {
        self.ask.form.owned("library").or_else(|| self.ask.query.owned("library"))
    }

    /// Returns what surrounds a page, of which `room` is the part.
    pub(super) fn frame(&self, room: &'static str, wrong: Option<Wrong>) -> Frame {
        Frame::new(&self.ask, &self.browser, room, wrong)
    }

    /// Replies with a page.
    pub(super) fn page(&self, frame: &Frame, page: &impl Template) -> Reply {
        pages::page(if frame.wrong.is_some() { StatusCode::BAD_REQUEST } else { StatusCode::OK }, page, None)
    }
}
