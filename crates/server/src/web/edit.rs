//! Writing on a page: what surrounds the editor, and the frame in which one writes. The two know each other by a channel only, so
//! nothing that stands on a page, or is pasted onto it, comes near what may speak to the server.

mod message;
mod shown;
pub(crate) mod write;

use super::frame::{self, Frame};
use super::thing::named;
use super::{Reading, asset};
use crate::fault::Fault;
use crate::identity::pages;
use crate::page::held::{self, Look};
use crate::reply::Reply;
use crate::root::PublicId;
use ::page::blocks;
use app::page::{document, write as verbs};
use app::view::{self, PageView};
use app::{Error, page};
use askama::Template;
use http::{HeaderValue, StatusCode, header};
use model::{PageId, Right};
use shown::Desk;

#[derive(Template)]
#[template(path = "web/edit.html")]
struct Page<'a> {
    frame: &'a Frame,
    view: &'a PageView,
    title: String,
    section: String,
    notebook: Option<(String, &'a str)>,
    who: String,
}

/// `GET /pages/{id}/edit`: for who may write on it; others read it.
pub(crate) async fn page(reading: &Reading) -> Result<Reply, Fault> {
    let (id, caller) = (page_id(reading)?, reading.caller.clone());
    let looked = held::look(&reading.ask.server, true, move |cx, held| {
        let opened = verbs::open(cx, &caller, &id)?;
        if !opened.may_write {
            return Ok(Look::Found(None));
        }
        let canonical = match held.canonical(cx, &opened.page)? {
            Ok(canonical) => canonical,
            Err((hash, body)) => return Ok(Look::Long(hash, body)),
        };
        let fits = blocks::fits(&document(&canonical)?);
        Ok(Look::Found(Some((view::page(cx, &caller, &opened.page)?, fits))))
    });
    let Some((view, fits)) = looked.await? else { return Ok(pages::go(&format!("/pages/{id}"))) };
    if !fits {
        return Ok(too_long());
    }
    let frame = Frame::new(reading);
    let notebook = view.notebook.as_ref().map(|notebook| (format!("/notebooks/{}", PublicId(notebook.id)), notebook.name.as_str()));
    let section = format!("/sections/{}", PublicId(view.section.id));
    let who = reading.caller.user().to_string();
    Ok(frame.reply(StatusCode::OK, &Page { frame: &frame, title: named(&view.title), section, notebook, who, view: &view }))
}

fn too_long() -> Reply {
    let sentence = format!(
        "It has more than {} paragraphs, which is more than a browser can hold while somebody writes. It can be read, and an app can \
         still change it.",
        blocks::BLOCKS_MAX
    );
    pages::message(StatusCode::UNPROCESSABLE_ENTITY, "This page is too long to write on here", &sentence)
}

#[derive(Template)]
#[template(path = "web/edit_sheet.html")]
struct Sheet<'a> {
    assets: &'static str,
    version: &'a str,
    title: &'a str,
    letters: &'a str,
    /// Printed from a closed list of elements.
    html: &'a str,
}

/// `GET /pages/{id}/sheet`: the frame in which one writes.
pub(crate) async fn sheet(reading: &Reading) -> Result<Reply, Fault> {
    let (id, desk) = (page_id(reading)?, Desk::of(reading).await?);
    let looked = held::look(&reading.ask.server, true, move |cx, held| {
        let opened = verbs::open(cx, &desk.caller, &id)?;
        if !opened.may_write {
            return Err(Error::NotAllowed(Right::Write));
        }
        let canonical = match held.canonical(cx, &opened.page)? {
            Ok(canonical) => canonical,
            Err((hash, body)) => return Ok(Look::Long(hash, body)),
        };
        let document = document(&canonical)?;
        let sheet = desk.shown(cx, &opened.page, |addresses| blocks::sheet(&document, addresses))?;
        Ok(Look::Found(sheet.map(|sheet| (page::version(opened.page.row()), document.title().to_owned(), sheet))))
    });
    let Ok((version, title, sheet)) = looked.await? else { return Ok(too_long()) };
    let sheet = Sheet { assets: asset::start(), version: &version, title: &title, letters: &sheet.letters, html: &sheet.html };
    Ok(pages::not_kept(Reply::html(sheet.render().unwrap_or_default()))
        .with(header::CONTENT_SECURITY_POLICY, &policy(&reading.ask.base))
        .with_value(header::REFERRER_POLICY, const { HeaderValue::from_static("no-referrer") })
        .with_value(header::X_FRAME_OPTIONS, const { HeaderValue::from_static("SAMEORIGIN") }))
}

/// The editor runs there and nothing else does. It has no origin and fetches nothing; what somebody wrote may say how it looks.
fn policy(base: &str) -> String {
    let own = frame::own(base);
    format!(
        "sandbox allow-scripts; default-src 'none'; script-src {own}; style-src {own}; style-src-attr 'unsafe-inline'; \
         img-src 'self' data: blob:; connect-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    )
}

fn page_id(reading: &Reading) -> Result<PageId, Error> {
    reading.named().parse().map_err(|_| Error::NotFound)
}
