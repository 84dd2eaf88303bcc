//! A file of a drive: what there is to know of it, and where it is fetched. Its bytes never come from a page's address: a browser is
//! led to where they are saved and never shown.

use super::folder::crumbs::{self, Crumb};
use super::frame::Frame;
use super::item::Pictures;
use super::thing::file;
use super::{Reading, look};
use crate::fault::Fault;
use crate::identity::pages;
use crate::reply::Reply;
use app::Error;
use app::access::AllowedItem;
use app::item::{self, view};
use askama::Template;
use http::StatusCode;
use model::{ItemId, Right};

#[derive(Template)]
#[template(path = "web/file.html")]
struct Page<'a> {
    frame: &'a Frame,
    crumbs: Vec<Crumb>,
    of: String,
    name: &'a str,
    size: String,
    changed: String,
    by: &'a str,
    description: Option<&'a str>,
    /// Where a picture of it is, if one can be drawn.
    picture: Option<String>,
    may_arrange: bool,
}

fn id(reading: &Reading) -> Result<ItemId, Error> {
    reading.named().parse().map_err(|_| Error::NotFound)
}

/// `GET /files/{id}`
pub(crate) async fn page(reading: &Reading) -> Result<Reply, Fault> {
    let (id, caller) = (id(reading)?, reading.caller.clone());
    let looked = reading.ask.server.app.read(move |cx| {
        let item = AllowedItem::File(Box::new(file(cx, &caller, id, Right::Read)?));
        let crumbs = crumbs::of(cx, &caller, &item)?;
        let may_arrange = item.role().gives(Right::Write) && item::may_arrange(cx, &caller, &item)?;
        Ok((view::item(cx, &caller, &item)?, crumbs, may_arrange))
    });
    let (view, crumbs, may_arrange) = looked.await?;
    let (frame, pictures) = (Frame::new(reading), Pictures::of(reading).await?);
    let page = Page {
        frame: &frame,
        crumbs,
        of: id.to_string(),
        name: &view.name,
        size: look::size(view.size),
        changed: look::minute(view.modified.0),
        by: &view.modified.1.name,
        description: view.description.as_deref(),
        picture: pictures.href(&view, "large"),
        may_arrange,
    };
    Ok(frame.reply(StatusCode::OK, &page))
}

/// `GET /files/{id}/content`: leads to where the bytes are for the next hour.
pub(crate) async fn content(reading: &Reading) -> Result<Reply, Fault> {
    let (id, caller) = (id(reading)?, reading.caller.clone());
    let found = reading.ask.server.app.read(move |cx| {
        let item = AllowedItem::File(Box::new(file(cx, &caller, id, Right::Read)?));
        Ok(item.id())
    });
    let found = found.await?;
    Ok(pages::go(&Pictures::of(reading).await?.content(&found)))
}
