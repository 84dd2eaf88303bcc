//! Taking notes along: a page, a section, a group or a notebook as files, or as one page to be printed.
//!
//! Which pages these are is settled at once; each is read when it is its turn, so a page that somebody changes meanwhile comes as it was
//! or as it is by then, and one that is deleted does not come. Nothing is held but one page and one of its files.

mod archive;
mod page;
mod paths;
mod places;
mod print;

pub(crate) use places::Places;
pub(crate) use print::page as print;

use super::Reading;
use super::frame::Frame;
use super::thing::{Found, Thing, Told};
use crate::download::disposition::disposition;
use crate::fault::Fault;
use crate::identity::pages;
use crate::reply::{Reply, ReplyBody};
use app::export::{self, Export};
use app::view::{self, PageView};
use app::{Caller, Cx, Error};
use askama::Template;
use http::{HeaderValue, StatusCode, header};
use model::Right;
use page::Loader;
use std::io;
use tokio::sync::mpsc;

/// What files it is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Markdown,
    Html,
}

impl Form {
    const fn ending(self) -> &'static str {
        match self {
            Self::Markdown => "md",
            Self::Html => "html",
        }
    }
}

/// What is exported, as it was found at one instant.
enum Whole {
    Page(Box<PageView>),
    More(Box<Export>),
}

#[derive(Template)]
#[template(path = "web/export.html")]
struct Page<'a> {
    frame: &'a Frame,
    told: &'a Told,
    of: &'a str,
}

/// `GET /export?of=…`: asks as what.
pub(crate) async fn ask(reading: &Reading) -> Result<Reply, Fault> {
    let (thing, caller) = (reading.thing()?, reading.caller.clone());
    let told = reading.ask.server.app.read(move |cx| written(cx, &caller, thing)?.told(cx, &caller)).await?;
    let frame = Frame::new(reading);
    Ok(frame.reply(StatusCode::OK, &Page { frame: &frame, told: &told, of: reading.field("of") }))
}

/// `GET /export/{id}?as=…`: the files.
pub(crate) async fn file(reading: &Reading) -> Result<Reply, Fault> {
    let form = match reading.ask.query.get("as") {
        Some("markdown") => Form::Markdown,
        Some("html") => Form::Html,
        _ => return Err(Error::NotFound.into()),
    };
    let Some(place) = reading.ask.server.exports.take(reading.caller.user()) else { return Ok(busy()) };
    let Some(whole) = find(reading).await? else { return Ok(too_much()) };
    let loader = Loader::of(reading);
    let name = paths::safe(match &whole {
        Whole::Page(page) => &page.title,
        Whole::More(export) => &export.top.name,
    });
    // A page without pictures and files is one file.
    if let Whole::Page(view) = &whole {
        let (id, created) = (view.id, view.created);
        let alone = tokio::task::spawn_blocking(move || {
            let Some(loaded) = loader.load(&id)? else { return Err(Error::NotFound) };
            let files = paths::Files::alone(&loaded.document);
            let text = files.is_empty().then(|| loaded.written(form, created, &paths::Paths::default(), "", &files));
            Ok((loader, text))
        });
        let (loader, text) = alone.await.map_err(|_| Error::Internal)??;
        return Ok(match text {
            Some(text) => saved(form, &name, text.into_bytes().into()),
            None => zipped(&name, streamed(move |out| archive::write(&loader, &whole, form, out), place)),
        });
    }
    Ok(zipped(&name, streamed(move |out| archive::write(&loader, &whole, form, out), place)))
}

/// Looks up what somebody wrote. Folders and files are fetched as they are.
fn written(cx: &mut Cx<'_, '_>, caller: &Caller, thing: Thing) -> app::Result<Found> {
    let found = thing.find(cx, caller, Right::Read)?;
    if found.filed().is_some() { Err(Error::NotFound) } else { Ok(found) }
}

async fn find(reading: &Reading) -> Result<Option<Whole>, Fault> {
    let (thing, caller) = (Thing::read(&reading.named())?, reading.caller.clone());
    let found = reading.ask.server.app.read(move |cx| match written(cx, &caller, thing)? {
        Found::Page(page) => Ok(Some(Whole::Page(Box::new(view::page(cx, &caller, &page)?)))),
        Found::Node(node) => Ok(export::plan(cx, &caller, &node)?.map(|export| Whole::More(Box::new(export)))),
        Found::File(_) => Err(Error::Internal),
    });
    Ok(found.await?)
}

/// Pieces that wait for a client, each of at most [`archive::PIECE_BYTES`].
const WAITING: usize = 4;

/// Runs what makes the reply on a thread of its own, a few pieces ahead of the client.
fn streamed(make: impl FnOnce(&mut archive::Out) -> io::Result<()> + Send + 'static, place: places::Place) -> ReplyBody {
    let (sender, receiver) = mpsc::channel(WAITING);
    tokio::task::spawn_blocking(move || {
        let mut out = archive::Out::new(sender);
        let made = make(&mut out).and_then(|()| out.end());
        if let Err(error) = made {
            tracing::warn!(?error, "an export broke off");
            out.break_off(error);
        }
        drop(place);
    });
    ReplyBody::made(receiver)
}

fn zipped(name: &str, body: ReplyBody) -> Reply {
    attached("application/zip", &format!("{name}.zip"), body)
}

fn saved(form: Form, name: &str, body: ReplyBody) -> Reply {
    let kind = match form {
        Form::Markdown => "text/markdown; charset=utf-8",
        Form::Html => "text/html; charset=utf-8",
    };
    attached(kind, &format!("{name}.{}", form.ending()), body)
}

fn attached(kind: &'static str, name: &str, body: ReplyBody) -> Reply {
    let reply = Reply { status: StatusCode::OK, headers: vec![(header::CONTENT_TYPE, HeaderValue::from_static(kind))], body };
    pages::not_kept(reply)
        .with(header::CONTENT_DISPOSITION, &disposition(false, Some(name)))
        // Also where a browser opens it nevertheless.
        .with_value(
            header::CONTENT_SECURITY_POLICY,
            const { HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; sandbox") },
        )
}

fn busy() -> Reply {
    pages::message(
        StatusCode::TOO_MANY_REQUESTS,
        "Something is being exported already",
        "Wait until it is on your machine, and export this then.",
    )
}

fn too_much() -> Reply {
    let sentence = format!("It holds more than {} pages, or too many sections. Export its parts one by one.", export::PAGES_MAX);
    pages::message(StatusCode::UNPROCESSABLE_ENTITY, "That is too much for one export", &sentence)
}
