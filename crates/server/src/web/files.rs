//! Where somebody's files are: their own drive, those of their groups and sites, and what others share with them.

use super::frame::Frame;
use super::item::{Head, Pictures, Row};
use super::thing::node_href;
use super::{Reading, look};
use crate::cursor;
use crate::fault::Fault;
use crate::reply::Reply;
use app::item::Drives;
use app::item::view::{self, Facet, ItemView};
use app::share::{self, Received};
use app::shelf::{self, Keeper};
use app::{Caller, Cx, Error, access};
use askama::Template;
use http::StatusCode;
use model::{NodeId, NodeKind, Right};

/// The most shared things that one page shows.
const SHOWN_MAX: usize = 100;

/// What tokens of the list are for.
const LIST: &str = "shared files";

#[derive(Template)]
#[template(path = "web/files.html")]
struct Page<'a> {
    frame: &'a Frame,
    /// Not where a list goes on.
    drives: Vec<Drive>,
    heads: [Head; 0],
    rows: Vec<Row>,
    /// What is shared is changed where it lies.
    may_write: bool,
    after: Option<String>,
    is_first: bool,
}

struct Drive {
    href: String,
    name: String,
    note: String,
    colour: u8,
}

/// `GET /files`
pub(crate) async fn page(reading: &Reading) -> Result<Reply, Fault> {
    let caller = reading.caller.clone();
    let after = reading.ask.query.get("after").map(|token| cursor::read::<Received>(token, caller.user(), LIST)).transpose()?;
    let is_first = after.is_none();
    let looked = reading.ask.server.app.read(move |cx| {
        let drives = if after.is_none() { drives(cx, &caller)? } else { Vec::new() };
        let (views, next) = received(cx, &caller, after)?;
        Ok((drives, views, next))
    });
    let (drives, views, next) = looked.await?;
    let after = next.map(|place| format!("/files?after={}", cursor::spell(&place, reading.caller.user(), LIST)));
    let (frame, pictures) = (Frame::new(reading), Pictures::of(reading).await?);
    let rows = views.iter().map(|view| Row::of(view, &pictures)).collect();
    Ok(frame.reply(StatusCode::OK, &Page { frame: &frame, drives, heads: [], rows, may_write: false, after, is_first }))
}

fn drives(cx: &mut Cx<'_, '_>, caller: &Caller) -> app::Result<Vec<Drive>> {
    let mut drives = Vec::new();
    for (keeper, place) in shelf::places(cx, caller)? {
        let is_one = place.drives.len() == 1;
        for drive in &place.drives {
            let found = view::drive(cx, caller, &Drives { drive: drive.clone(), role: place.role })?;
            let used = found.quota.map(|quota| quota.used).unwrap_or_default();
            let name = match &keeper {
                Keeper::Own | Keeper::Others => "Your files".to_owned(),
                Keeper::Group(name) | Keeper::Site(name) if is_one => name.clone(),
                Keeper::Group(name) | Keeper::Site(name) => format!("{name}: {}", found.name),
            };
            let root = drive.root();
            let note = if used == 0 { "empty".to_owned() } else { look::size(used) };
            drives.push(Drive { href: node_href(NodeKind::Root, root), name, note, colour: look::colour(&root) });
        }
    }
    Ok(drives)
}

/// Returns what is shared with somebody, as far as it stands in no notebook, and where the list goes on.
fn received(cx: &mut Cx<'_, '_>, caller: &Caller, after: Option<Received>) -> app::Result<(Vec<ItemView>, Option<Received>)> {
    let mut found = share::received(cx, caller, after.as_ref(), SHOWN_MAX + 1)?;
    let goes_on = found.len() > SHOWN_MAX;
    found.truncate(SHOWN_MAX);
    let next = found.last().filter(|_| goes_on).map(|(_, place)| *place);
    let mut views = Vec::with_capacity(found.len());
    for (view, _) in found {
        let stands = match view.facet {
            Facet::File(_) | Facet::Notebook { .. } => true,
            // What looks so may be a section group.
            Facet::Folder { .. } | Facet::Root { .. } => is_folder(cx, caller, &view)?,
            Facet::Section | Facet::Shortcut(_) => false,
        };
        if stands {
            views.push(view);
        }
    }
    Ok((views, next))
}

fn is_folder(cx: &mut Cx<'_, '_>, caller: &Caller, view: &ItemView) -> app::Result<bool> {
    match access::node_anywhere(cx, caller, &[NodeKind::Folder, NodeKind::Root], &NodeId(view.id.bytes), Right::Read) {
        Ok(_) => Ok(true),
        Err(Error::NotFound) => Ok(false),
        Err(error) => Err(error),
    }
}
