//! Something new: a notebook, a section group, a section, a page or a folder.

mod place;

pub(super) use place::Spot;

use super::Reading;
use super::act::{Done, Refusal, Wrong};
use super::frame::Frame;
use super::rename::rule;
use super::thing::{node_href, noun};
use super::words::mendable;
use crate::fault::Fault;
use crate::reply::Reply;
use app::access::AllowedItem;
use app::idempotency::{self, Keyed, Made};
use app::page::{self, Brought, Staged};
use app::{Caller, Cx, Error, item, notebook, section, section_group};
use askama::Template;
use http::StatusCode;
use model::{ConflictBehavior, NodeKind};

#[derive(Template)]
#[template(path = "web/new.html")]
struct Page<'a> {
    frame: &'a Frame,
    /// What it will be, in words.
    noun: &'a str,
    kind: &'a str,
    spot: &'a str,
    /// What it will lie in.
    inside: &'a str,
    back: &'a str,
    name: &'a str,
    once: String,
    wrong: Option<Wrong>,
}

/// What can be made.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Node(NodeKind),
    Page,
}

impl Kind {
    fn read(text: &str) -> Result<Self, Error> {
        Ok(match text {
            "notebook" => Self::Node(NodeKind::Notebook),
            "group" => Self::Node(NodeKind::SectionGroup),
            "section" => Self::Node(NodeKind::Section),
            "folder" => Self::Node(NodeKind::Folder),
            "page" => Self::Page,
            _ => return Err(Error::NotFound),
        })
    }

    const fn noun(self) -> &'static str {
        match self {
            Self::Node(kind) => noun(kind),
            Self::Page => "page",
        }
    }
}

/// `GET /new`
pub(crate) async fn show(reading: &Reading, wrong: Option<Wrong>) -> Result<Reply, Fault> {
    let (kind, spot, caller) = (Kind::read(reading.field("kind"))?, Spot::read(reading.field("in"))?, reading.caller.clone());
    let asked = spot.clone();
    let (inside, back) = reading.ask.server.app.read(move |cx| asked.told(cx, &caller)).await?;
    let status = if wrong.is_some() { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    let (frame, once) = (Frame::new(reading), reading.once());
    let (kind_word, spot, name) = (reading.field("kind"), reading.field("in"), reading.field("name"));
    let page = Page { frame: &frame, noun: kind.noun(), kind: kind_word, spot, inside: &inside, back: &back, name, once, wrong };
    Ok(frame.reply(status, &page))
}

/// `POST /new`: once for each form that was shown, however often it is sent.
pub(crate) async fn handle(reading: &Reading) -> Result<Done, Refusal> {
    let (kind, spot, keyed) = (Kind::read(reading.field("kind"))?, Spot::read(reading.field("in"))?, reading.keyed("new")?);
    let (caller, name) = (reading.caller.clone(), reading.field("name").to_owned());
    match kind {
        Kind::Node(kind) => {
            let made = reading.ask.server.app.write(move |cx| {
                let (made, _) = idempotency::once::<Error>(cx, &caller, keyed.as_ref(), |cx| {
                    node(cx, &caller, kind, &spot, &name).map(|node| Made::Node(node.node().id))
                })?;
                let Made::Node(id) = made else { return Err(Error::Internal) };
                Ok(node_href(kind, id))
            });
            Ok(Done::said(made.await.map_err(mendable)?, "made"))
        }
        Kind::Page => leaf(reading, spot, name, keyed).await,
    }
}

fn node(cx: &mut Cx<'_, '_>, caller: &Caller, kind: NodeKind, spot: &Spot, name: &str) -> app::Result<app::access::Allowed> {
    let name = name.trim();
    if kind == NodeKind::Notebook {
        let place = spot.place(cx, caller)?;
        return notebook::create(cx, caller, &place, name, rule(kind), ConflictBehavior::Fail);
    }
    if kind == NodeKind::Folder {
        let parent = AllowedItem::Node(spot.node(cx, caller, &[NodeKind::Root, NodeKind::Folder])?);
        let (made, _) = item::create_folder(cx, caller, &parent, name, ConflictBehavior::Fail)?;
        return made.node().cloned().ok_or(Error::Internal);
    }
    let parent = spot.node(cx, caller, &[NodeKind::Notebook, NodeKind::SectionGroup])?;
    match kind {
        NodeKind::SectionGroup => section_group::create(cx, caller, &parent, name, ConflictBehavior::Fail),
        _ => section::create(cx, caller, &parent, name, ConflictBehavior::Fail),
    }
}

/// Makes a page at the end of a section.
async fn leaf(reading: &Reading, spot: Spot, title: String, keyed: Option<Keyed>) -> Result<Done, Refusal> {
    let server = &reading.ask.server;
    let (caller, asked) = (reading.caller.clone(), spot.clone());
    // The title stands in it as text, so nothing that it says is taken for HTML.
    let html = format!("<title>{}</title>", askama::filters::escape(title.trim(), askama::filters::Html).map_err(|_| Error::Internal)?);
    let prepared = server.app.read(move |cx| {
        asked.node(cx, &caller, &[NodeKind::Section])?;
        page::prepare(cx, &caller, &html, &Brought::default())
    });
    let mut prepared = prepared.await?;
    let canonical = std::mem::take(&mut prepared.canonical);
    // So short that it lies in the database: there is no blob to be taken away again.
    let staged = Staged::from(server.blobs.stage(canonical, server.app.ids()).await.map_err(Error::from)?);
    let caller = reading.caller.clone();
    let made = server.app.write(move |cx| {
        let section = spot.node(cx, &caller, &[NodeKind::Section])?;
        let (made, _) = idempotency::once::<Error>(cx, &caller, keyed.as_ref(), |cx| {
            page::create(cx, &caller, &section, &prepared, &staged).map(|page| Made::Page(page.id()))
        })?;
        let Made::Page(id) = made else { return Err(Error::Internal) };
        Ok(format!("/pages/{id}/edit"))
    });
    Ok(Done::at(made.await.map_err(mendable)?))
}

impl Reading {
    /// Returns what a form brings back by which it counts once: of one that is shown again, the same.
    pub(super) fn once(&self) -> String {
        match self.ask.form.get("once") {
            Some(once) => once.to_owned(),
            None => {
                let app = &self.ask.server.app;
                let mut text = String::new();
                model::push_hex(&mut text, &app.ids().guid(app.now()));
                text
            }
        }
    }

    /// Returns what makes a form that is sent twice count once. `what` is the form's name.
    pub(super) fn keyed(&self, what: &str) -> Result<Option<Keyed>, Error> {
        let once = self.field("once");
        if once.is_empty() || once.len() > 64 {
            return Ok(None);
        }
        let mut hasher = blake3::Hasher::new();
        for (name, value) in self.ask.form.pairs().filter(|(name, _)| *name != "token") {
            for part in [name, value] {
                hasher.update(&(part.len() as u64).to_be_bytes());
                hasher.update(part.as_bytes());
            }
        }
        Ok(Some(Keyed { key: format!("web {what} {once}"), request_hash: *hasher.finalize().as_bytes() }))
    }
}
