//! What lies in a folder of a drive, or at its top.

pub(super) mod crumbs;

use super::Reading;
use super::frame::Frame;
use super::item::{Head, Pictures, Row};
use super::thing::{KINDS, drive_name};
use crate::cursor;
use crate::fault::{Fault, RequestFault};
use crate::identity::pages;
use crate::reply::Reply;
use crate::root::{PublicId, node_id};
use app::access::{self, AllowedItem};
use app::item::view::{self, Facet, ItemView};
use app::item::{self, Listing, Order, Position};
use app::{Caller, Cx, Error};
use askama::Template;
use crumbs::Crumb;
use http::StatusCode;
use model::{NodeId, NodeKind, Right};

/// The most lines of a page: as many as somebody looks through, and as have their pictures drawn at once.
const SHOWN_MAX: usize = 100;

#[derive(Template)]
#[template(path = "web/folder.html")]
struct Page<'a> {
    frame: &'a Frame,
    title: String,
    crumbs: Vec<Crumb>,
    of: String,
    is_root: bool,
    /// Whether who reads may put something here.
    may_write: bool,
    /// Whether who reads may rename, move and delete the folder itself.
    may_arrange: bool,
    heads: Vec<Head>,
    rows: Vec<Row>,
    /// Where the list goes on, and begins.
    after: Option<String>,
    first: Option<String>,
}

/// How a list is ordered.
#[derive(Clone, Copy, PartialEq, Eq)]
struct By {
    order: Order,
    is_descending: bool,
}

const ORDERS: [(Order, &str, &str, &str); 3] =
    [(Order::Name, "name", "Name", "name"), (Order::Modified, "changed", "Changed", "day"), (Order::Size, "size", "Size", "size")];

impl By {
    fn read(reading: &Reading) -> Result<Self, Fault> {
        let order = match reading.ask.query.get("by") {
            None => Order::Name,
            Some(by) => {
                let found = ORDERS.iter().find(|(_, word, ..)| *word == by).map(|(order, ..)| *order);
                found.ok_or(RequestFault::OptionValue("by", "name, changed or size"))?
            }
        };
        Ok(Self { order, is_descending: reading.ask.query.get("down").is_some() })
    }

    fn query(self) -> String {
        let word = ORDERS.iter().find(|(order, ..)| *order == self.order).map_or("name", |(_, word, ..)| word);
        format!("by={word}{}", if self.is_descending { "&down=1" } else { "" })
    }

    fn heads(self, here: &str) -> Vec<Head> {
        let head = |(order, _, name, class): &(Order, &str, &'static str, &'static str)| {
            let is_it = *order == self.order;
            // What was changed last, and what is largest, is looked for first.
            let is_descending = if is_it { !self.is_descending } else { *order != Order::Name };
            let href = format!("{here}?{}", Self { order: *order, is_descending }.query());
            let sort = match (is_it, self.is_descending) {
                (false, _) => "none",
                (true, false) => "ascending",
                (true, true) => "descending",
            };
            Head { name, class, href, sort }
        };
        ORDERS.iter().map(head).collect()
    }
}

/// What was looked up, in one snapshot.
struct Found {
    title: String,
    way: Vec<Crumb>,
    is_root: bool,
    may_write: bool,
    may_arrange: bool,
    views: Vec<ItemView>,
    after: Option<Position>,
}

/// `GET /folders/{id}`
pub(crate) async fn page(reading: &Reading) -> Result<Reply, Fault> {
    let id = node_id(&reading.named()).ok_or(Error::NotFound)?;
    let (by, caller) = (By::read(reading)?, reading.caller.clone());
    let list = format!("folder {} {}", PublicId(id), by.query());
    let after = reading.ask.query.get("after").map(|token| cursor::read::<Position>(token, caller.user(), &list)).transpose()?;
    let is_first = after.is_none();
    let looked = reading.ask.server.app.read(move |cx| look_up(cx, &caller, id, by, after.as_ref())).await?;
    let found = match looked {
        Looked::Folder(found) => found,
        Looked::Elsewhere(href) => return Ok(pages::go(&href)),
    };
    let here = format!("/folders/{}", PublicId(id));
    let next = found.after.map(|place| format!("{here}?{}&after={}", by.query(), cursor::spell(&place, reading.caller.user(), &list)));
    let (frame, pictures) = (Frame::new(reading), Pictures::of(reading).await?);
    let page = Page {
        frame: &frame,
        title: found.title,
        crumbs: found.way,
        of: PublicId(id).to_string(),
        is_root: found.is_root,
        may_write: found.may_write,
        may_arrange: found.may_arrange,
        heads: by.heads(&here),
        rows: found.views.iter().map(|view| Row::of(view, &pictures)).collect(),
        after: next,
        first: (!is_first).then(|| format!("{here}?{}", by.query())),
    };
    Ok(frame.reply(StatusCode::OK, &page))
}

enum Looked {
    Folder(Found),
    /// It is something else, which opens there.
    Elsewhere(String),
}

fn look_up(cx: &mut Cx<'_, '_>, caller: &Caller, id: NodeId, by: By, after: Option<&Position>) -> app::Result<Looked> {
    let allowed = access::node_anywhere(cx, caller, KINDS, &id, Right::Read)?;
    let kind = allowed.node().kind;
    let item = AllowedItem::Node(allowed.clone());
    match kind {
        NodeKind::Root | NodeKind::Folder => {}
        NodeKind::Shortcut => {
            let view = view::item(cx, caller, &item)?;
            let Facet::Shortcut(remote) = view.facet else { return Err(Error::Internal) };
            let seen = remote.seen.ok_or(Error::NotFound)?;
            return Ok(Looked::Elsewhere(format!("/folders/{}", PublicId(NodeId(seen.id.bytes)))));
        }
        kind => return Ok(Looked::Elsewhere(super::thing::node_href(kind, id))),
    }
    let is_root = kind == NodeKind::Root;
    let listing = Listing { order: by.order, is_descending: by.is_descending, after, limit: SHOWN_MAX + 1 };
    let mut children = item::children(cx, &item, &listing)?;
    let goes_on = children.len() > SHOWN_MAX;
    children.truncate(SHOWN_MAX);
    let (items, mut places): (Vec<_>, Vec<_>) = children.into_iter().unzip();
    let may_write = allowed.role().gives(Right::Write);
    Ok(Looked::Folder(Found {
        title: if is_root { drive_name(cx, caller, &allowed)? } else { allowed.node().name.clone() },
        way: crumbs::of(cx, caller, &item)?,
        is_root,
        may_write,
        may_arrange: !is_root && may_write && item::may_arrange(cx, caller, &item)?,
        views: view::children(cx, caller, &item, &items)?,
        after: places.pop().filter(|_| goes_on),
    }))
}
