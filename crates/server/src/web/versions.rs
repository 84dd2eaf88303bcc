//! What a page held before: a list of it, each state of it in a frame, what differs between two, and the way back.

mod shown;

use super::act::{Done, Refusal, Wrong};
use super::frame::Frame;
use super::thing::named;
use super::words::mendable;
use super::{Reading, look};
use crate::fault::{Fault, RequestFault};
use crate::identity::ask::Ask;
use crate::reply::Reply;
use crate::resource::get::sent;
use crate::root::PublicId;
use app::page::history::{self, State};
use app::resource::grant;
use app::view::{self, PageView};
use app::{Error, access, page};
use askama::Template;
use http::{HeaderName, HeaderValue, Method, StatusCode};
use model::{Need, PageId, ResourceId, Right};

pub(crate) use shown::content;

#[derive(Template)]
#[template(path = "web/versions.html")]
struct Page<'a> {
    frame: &'a Frame,
    view: &'a PageView,
    title: String,
    section: String,
    notebook: Option<(String, &'a str)>,
    /// How deep they are: at the `list`, or at `one`.
    at: &'static str,
    rows: Vec<Row>,
    chosen: Chosen,
    /// What names what the page holds now.
    version: String,
    wrong: Option<Wrong>,
}

struct Row {
    href: String,
    when: String,
    who: String,
    is_now: bool,
    is_current: bool,
}

/// The state that is looked at.
struct Chosen {
    number: i64,
    title: String,
    when: String,
    who: String,
    is_now: bool,
    src: String,
    ways: Vec<Way>,
}

/// A way to look at it.
struct Way {
    href: String,
    words: &'static str,
    is_current: bool,
}

/// How a state is looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    /// What its change did to the state before.
    Change,
    /// What was done to it since.
    Since,
    /// As it was.
    Whole,
}

impl How {
    /// All of them, with what stands for each in an address, and what it is called.
    const ALL: [(Self, &'static str, &'static str); 3] = [
        (Self::Change, "change", "What was changed then"),
        (Self::Since, "since", "What was changed since"),
        (Self::Whole, "whole", "The page as it was"),
    ];
}

/// `GET /pages/{id}/versions`: for who may write on it.
pub(crate) async fn show(reading: &Reading, wrong: Option<Wrong>) -> Result<Reply, Fault> {
    let (id, caller) = (page_id(reading)?, reading.caller.clone());
    let found = reading.ask.server.app.read(move |cx| {
        let page = access::page_anywhere(cx, &caller, &id, Right::Write, Need::ReadPages)?;
        let states = history::list(cx, &caller, &page)?;
        Ok((view::page(cx, &caller, &page)?, page::version(page.row()), states))
    });
    let (view, version, states) = found.await?;
    let asked = match reading.field("see") {
        "" => None,
        text => Some(number("see", text)?),
    };
    let place = match asked {
        None => 0,
        Some(asked) => states.iter().position(|state| state.number == asked).ok_or(Error::NotFound)?,
    };
    let how = How::ALL.iter().find(|(_, word, _)| *word == reading.field("how")).map(|(how, ..)| *how);
    let rows = states.iter().enumerate().map(|(at, state)| Row {
        href: format!("/pages/{id}/versions?see={}", state.number),
        when: look::minute(state.modified),
        who: who(state),
        is_now: at == 0,
        is_current: at == place,
    });
    let status = if wrong.is_some() { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    let frame = Frame::new(reading);
    let shown = Page {
        frame: &frame,
        title: named(&view.title),
        section: format!("/sections/{}", PublicId(view.section.id)),
        notebook: view.notebook.as_ref().map(|notebook| (format!("/notebooks/{}", PublicId(notebook.id)), notebook.name.as_str())),
        at: if asked.is_some() || wrong.is_some() { "one" } else { "list" },
        rows: rows.collect(),
        chosen: chosen(&id, &states, place, how),
        view: &view,
        version,
        wrong,
    };
    Ok(frame.reply(status, &shown))
}

fn chosen(id: &PageId, states: &[State], place: usize, how: Option<How>) -> Chosen {
    let (state, now, before) = (&states[place], &states[0], states.get(place + 1));
    let fits = |how: &How| match how {
        How::Change => before.is_some(),
        How::Since => place > 0,
        How::Whole => true,
    };
    let fitting = || How::ALL.iter().filter(|(how, ..)| fits(how));
    let how = how.filter(fits).or_else(|| fitting().next().map(|(how, ..)| *how)).unwrap_or(How::Whole);
    let src = match (how, before) {
        (How::Change, Some(before)) => format!("see={}&than={}", state.number, before.number),
        (How::Since, _) => format!("see={}&than={}", now.number, state.number),
        (How::Change | How::Whole, _) => format!("see={}", state.number),
    };
    let ways = fitting().map(|(way, word, words)| Way {
        href: format!("/pages/{id}/versions?see={}&how={word}", state.number),
        words,
        is_current: *way == how,
    });
    Chosen {
        number: state.number,
        title: named(&state.title),
        when: look::minute(state.modified),
        who: who(state),
        is_now: place == 0,
        src: format!("/pages/{id}/versions/content?{src}"),
        ways: ways.collect(),
    }
}

/// Returns who gave a page what it held, as far as that is known.
fn who(state: &State) -> String {
    match &state.modified_by {
        None => String::new(),
        Some(person) if person.name.is_empty() => "somebody who is gone".to_owned(),
        Some(person) => person.name.clone(),
    }
}

/// `POST /pages/{id}/versions`: brings a state back.
pub(crate) async fn handle(reading: &Reading) -> Result<Done, Refusal> {
    let (id, caller, seen) = (page_id(reading)?, reading.caller.clone(), reading.field("seen").to_owned());
    let number = number("see", reading.field("see"))?;
    let restored = reading.ask.server.app.write(move |cx| {
        let page = access::page_anywhere(cx, &caller, &id, Right::Write, Need::Write)?;
        history::restore(cx, &caller, &page, number, Some(&seen)).map(drop)
    });
    restored.await.map_err(|error| match error {
        Error::Changed => Wrong::new("", "Somebody has changed the page meanwhile. Look at what it is now, and send this again.").into(),
        error => mendable(error),
    })?;
    Ok(Done::said(format!("/pages/{id}"), "brought-back"))
}

const SHARED: (HeaderName, HeaderValue) =
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("cross-origin"));

/// `GET /pages/{id}/versions/file`: an image or a file of a state, for whoever was promised it. The frame that shows it has no cookie.
pub(crate) async fn file(ask: Ask) -> Result<Reply, Fault> {
    Ok(promised(&ask).await.unwrap_or_else(look::wrong))
}

async fn promised(ask: &Ask) -> Result<Reply, Fault> {
    let page: PageId = decoded(&ask.id).parse().map_err(|_| Error::NotFound)?;
    let (state, of_it) = (number("see", ask.query.get("see").unwrap_or_default())?, ask.query.get("number").unwrap_or_default());
    let id = ResourceId { page, number: of_it.parse().map_err(|_| Error::NotFound)? };
    let (secret, promise) = (ask.server.secret().await?, ask.query.get("grant").unwrap_or_default().to_owned());
    let caller = ask.server.app.read(move |cx| grant::former_caller(cx, &secret, &id, state, &promise)).await?;
    let _turn = ask.server.limiter.begin(caller.user(), ask.server.app.now())?;
    let opened = ask.server.app.read(move |cx| {
        let page = access::page_anywhere(cx, &caller, &id.page, Right::Write, Need::ReadPages)?;
        history::resource(cx, &caller, &page, state, id.number)
    });
    let reply = sent(&opened.await?, &ask.server.blobs, &Method::GET, &ask.headers);
    // The frame has no origin, so to a browser it is another one that asks.
    Ok(reply.with_value(SHARED.0, SHARED.1))
}

fn page_id(reading: &Reading) -> Result<PageId, Error> {
    reading.named().parse().map_err(|_| Error::NotFound)
}

fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned()
}

fn number(name: &'static str, text: &str) -> Result<i64, Fault> {
    Ok(text.parse().map_err(|_| RequestFault::OptionValue(name, "a number as links to versions have it"))?)
}
