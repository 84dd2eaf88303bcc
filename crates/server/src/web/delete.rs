//! Deleting: pages for good, all else into the recycle bin.

use super::Reading;
use super::act::{Done, Refusal, Wrong};
use super::frame::Frame;
use super::pick;
use super::thing::{Found, Thing, Told};
use super::words::mendable;
use crate::fault::Fault;
use crate::reply::Reply;
use app::item::{self, Only, Removal};
use app::{Caller, Cx, Error, notebook, page};
use askama::Template;
use http::StatusCode;
use model::Right;

#[derive(Template)]
#[template(path = "web/delete.html")]
struct Page<'a> {
    frame: &'a Frame,
    told: &'a [Told],
    back: &'a str,
    of: &'a str,
    /// Whether it goes to the recycle bin.
    is_kept: bool,
    wrong: Option<Wrong>,
}

/// `GET /delete`
pub(crate) async fn show(reading: &Reading, wrong: Option<Wrong>) -> Result<Reply, Fault> {
    let (of, caller) = (pick::named(reading), reading.caller.clone());
    let things = pick::things(&of)?;
    let is_kept = !things.iter().any(|thing| matches!(thing, Thing::Page(_)));
    let looked = reading.ask.server.app.read(move |cx| {
        let told = things.iter().map(|thing| thing.find(cx, &caller, Right::Write)?.told(cx, &caller));
        told.collect::<app::Result<Vec<_>>>()
    });
    let told = looked.await?;
    let status = if wrong.is_some() { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    let frame = Frame::new(reading);
    Ok(frame.reply(status, &Page { frame: &frame, told: &told, back: pick::back(&told), of: &of, is_kept, wrong }))
}

/// `POST /delete`: all of the things or none.
pub(crate) async fn handle(reading: &Reading) -> Result<Done, Refusal> {
    let (things, caller) = (pick::things(&pick::named(reading))?, reading.caller.clone());
    let done = reading.ask.server.app.write(move |cx| {
        let mut done = None;
        for thing in &things {
            let found = thing.find(cx, &caller, Right::Write)?;
            let above = found.told(cx, &caller)?.above;
            let word = delete(cx, &caller, &found)?;
            // Somebody goes on where the first of them lay.
            done.get_or_insert_with(|| Done::said(above, word));
        }
        done.ok_or(Error::NotFound)
    });
    done.await.map_err(mendable)
}

/// Deletes one thing. Returns the word for what became of it.
fn delete(cx: &mut Cx<'_, '_>, caller: &Caller, found: &Found) -> app::Result<&'static str> {
    if let Some(item) = found.filed() {
        item::delete(cx, caller, &item, Removal::ToTrash, Only::Always)?;
        return Ok("deleted");
    }
    match found {
        Found::File(_) => Err(Error::Internal),
        Found::Node(node) => notebook::delete(cx, caller, node).map(|_| "deleted"),
        Found::Page(page) => page::delete(cx, caller, page, None).map(|()| "page-deleted"),
    }
}
