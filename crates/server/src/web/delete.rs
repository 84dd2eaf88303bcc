//! Deleting: pages for good, all else into the recycle bin.

use super::Reading;
use super::act::{Done, Refusal, Wrong};
use super::frame::Frame;
use super::thing::{Found, Thing, Told};
use super::words::mendable;
use crate::fault::Fault;
use crate::reply::Reply;
use app::item::{self, Only, Removal};
use app::{Error, notebook, page};
use askama::Template;
use http::StatusCode;
use model::Right;

#[derive(Template)]
#[template(path = "web/delete.html")]
struct Page<'a> {
    frame: &'a Frame,
    told: &'a Told,
    of: &'a str,
    /// Whether it goes to the recycle bin.
    is_kept: bool,
    wrong: Option<Wrong>,
}

/// `GET /delete`
pub(crate) async fn show(reading: &Reading, wrong: Option<Wrong>) -> Result<Reply, Fault> {
    let is_kept = !matches!(reading.thing()?, Thing::Page(_));
    let told = reading.told(Right::Write).await?;
    let status = if wrong.is_some() { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    let frame = Frame::new(reading);
    Ok(frame.reply(status, &Page { frame: &frame, told: &told, of: reading.field("of"), is_kept, wrong }))
}

/// `POST /delete`
pub(crate) async fn handle(reading: &Reading) -> Result<Done, Refusal> {
    let (thing, caller) = (reading.thing()?, reading.caller.clone());
    let done = reading.ask.server.app.write(move |cx| {
        let found = thing.find(cx, &caller, Right::Write)?;
        let above = found.told(cx, &caller)?.above;
        if let Some(item) = found.filed() {
            item::delete(cx, &caller, &item, Removal::ToTrash, Only::Always)?;
            return Ok(Done::said(above, "deleted"));
        }
        match &found {
            Found::File(_) => Err(Error::Internal),
            Found::Node(node) => notebook::delete(cx, &caller, node).map(|_| Done::said(above, "deleted")),
            Found::Page(page) => page::delete(cx, &caller, page, None).map(|()| Done::said(above, "page-deleted")),
        }
    });
    done.await.map_err(mendable)
}
