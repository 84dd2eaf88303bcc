//! Looking for words on all pages that somebody may see; without words, the pages that changed last.

mod snippet;

use super::Reading;
use super::frame::Frame;
use super::look;
use super::thing::{KINDS, named};
use crate::fault::{Fault, RequestFault};
use crate::page::rendered;
use crate::reply::Reply;
use crate::root::{PublicId, node_id};
use app::access;
use app::page::{self, Body, Hash};
use app::search::Sought;
use app::view::PageView;
use app::{Caller, Cx, Error, everywhere};
use askama::Template;
use http::StatusCode;
use model::{Need, NodeId, Right, Timestamp};
use snippet::Snippet;

/// The most pages that are shown. Who looks for another one types one more word.
const SHOWN_MAX: usize = 50;

/// The most pages that are looked at to find those which also have a picture, or are as new as is asked.
const LOOKED_AT_MAX: usize = 200;

/// A page whose text is longer than so many bytes is shown without a piece of it.
const TEXT_BYTES_MAX: u64 = 1024 * 1024;

#[derive(Template)]
#[template(path = "web/search.html")]
struct Page<'a> {
    frame: &'a Frame,
    q: &'a str,
    since: &'a str,
    wants_image: bool,
    /// What is looked through, if not all: its id and name.
    within: Option<(String, String)>,
    rows: Vec<Row>,
    has_more: bool,
}

struct Row {
    href: String,
    title: String,
    /// What it lies in.
    around: String,
    day: String,
    snippet: Option<Snippet>,
}

/// What is asked for.
struct Asked {
    terms: Vec<String>,
    sought: Option<Sought>,
    since: Option<Timestamp>,
    wants_image: bool,
    within: Option<NodeId>,
}

impl Asked {
    fn of(reading: &Reading) -> Result<Self, Fault> {
        let terms: Vec<String> = reading.field("q").split_whitespace().map(str::to_owned).collect();
        // What is typed may go on, as words do that are still being typed.
        let begun: Vec<String> = terms.iter().map(|term| format!("{}*", term.trim_end_matches('*'))).collect();
        let sought = Sought::new(begun.iter().map(String::as_str)).map_err(|_| RequestFault::OptionValue("q", "fewer words"))?;
        let since = match reading.field("since") {
            "" => None,
            day => {
                Some(Timestamp::parse_iso(&format!("{day}T00:00:00Z")).ok_or(RequestFault::OptionValue("since", "a day, as 2026-01-31"))?)
            }
        };
        let within = match reading.field("in") {
            "" => None,
            id => Some(node_id(id).ok_or(Error::NotFound)?),
        };
        let sought = (!sought.is_empty()).then_some(sought);
        Ok(Self { terms, sought, since, wants_image: reading.field("image") == "on", within })
    }
}

/// A page that was found, and where its text lies.
type Hit = (PageView, Hash, Option<Body>);

/// `GET /search`
pub(crate) async fn page(reading: &Reading) -> Result<Reply, Fault> {
    let asked = Asked::of(reading)?;
    let (caller, sought, id, since) = (reading.caller.clone(), asked.sought.clone(), asked.within, asked.since);
    let limit = if asked.since.is_some() || asked.wants_image { LOOKED_AT_MAX } else { SHOWN_MAX + 1 };
    let (hits, within) = reading
        .ask
        .server
        .app
        .read(move |cx| {
            let mut views = everywhere::pages(cx, &caller, sought.as_ref(), id.as_ref(), limit)?;
            views.retain(|view| since.is_none_or(|since| view.modified >= since));
            let mut hits: Vec<Hit> = Vec::with_capacity(views.len());
            for view in views {
                hits.extend(hit(cx, &caller, view)?);
            }
            let within = match id {
                Some(id) => Some(access::node_anywhere(cx, &caller, KINDS, &id, Right::Read)?.node().name.clone()),
                None => None,
            };
            Ok((hits, within))
        })
        .await?;
    let mut rows = Vec::new();
    let mut has_more = false;
    for (view, hash, body) in hits {
        if rows.len() == SHOWN_MAX {
            has_more = true;
            break;
        }
        rows.extend(row(reading, &asked, &view, hash, body).await?);
    }
    let frame = Frame::new(reading);
    let within = asked.within.map(|id| PublicId(id).to_string()).zip(within);
    let (q, since) = (reading.field("q"), reading.field("since"));
    Ok(frame.reply(StatusCode::OK, &Page { frame: &frame, q, since, wants_image: asked.wants_image, within, rows, has_more }))
}

fn hit(cx: &mut Cx<'_, '_>, caller: &Caller, view: PageView) -> app::Result<Option<Hit>> {
    match access::page_anywhere(cx, caller, &view.id, Right::Read, Need::ReadPages) {
        Ok(found) => {
            let is_short = found.row().bytes <= TEXT_BYTES_MAX;
            let body = if is_short { Some(page::body(cx, &found)?) } else { None };
            Ok(Some((view, found.row().content, body)))
        }
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

async fn row(reading: &Reading, asked: &Asked, view: &PageView, hash: Hash, body: Option<Body>) -> Result<Option<Row>, Fault> {
    let document = match body {
        Some(body) => {
            let canonical = rendered::canonical(&reading.ask.server, &hash, body).await?;
            let read = tokio::task::spawn_blocking(move || page::document(&canonical));
            Some(read.await.map_err(|_| Error::Internal)??)
        }
        None => None,
    };
    if asked.wants_image && document.as_ref().is_some_and(|document| document.first_image().is_none()) {
        return Ok(None);
    }
    let around = [view.notebook.as_ref(), Some(&view.section)].into_iter().flatten().map(|above| above.name.as_str());
    Ok(Some(Row {
        href: format!("/pages/{}", view.id),
        title: named(&view.title),
        around: around.collect::<Vec<_>>().join(" › "),
        day: look::day(view.modified),
        snippet: document.map(|document| Snippet::of(&document.text(), &asked.terms)),
    }))
}
