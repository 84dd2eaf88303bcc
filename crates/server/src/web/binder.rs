//! A notebook in three panes: its sections, the pages of one, and one page.

use super::frame::Frame;
use super::{Reading, look};
use crate::fault::{Fault, RequestFault};
use crate::reply::Reply;
use crate::root::{PublicId, node_id};
use app::access::{self, Allowed, AllowedPage};
use app::expand::{self, Branch, DEPTH_MAX};
use app::page::order::{self, At, Spot, Stretch};
use app::view::{self, NodeView, PageView};
use app::{Caller, Cx, Error};
use askama::Template;
use http::StatusCode;
use model::{Need, NodeId, NodeKind, PageId, Right};

/// The most pages of a section that are shown at once.
const PAGES_MAX: usize = 200;

/// The deepest step to the right in the tree. What lies deeper stands below it.
const STEPS_MAX: usize = 4;

#[derive(Template)]
#[template(path = "web/binder.html")]
struct Binder<'a> {
    frame: &'a Frame,
    title: &'a str,
    /// How deep they are: `notebook`, `section` or `page`.
    at: &'static str,
    crumbs: Vec<Crumb>,
    /// What the tree is of.
    top: &'a NodeView,
    of_top: String,
    /// Whether who reads may change it.
    may_write: bool,
    tree: Vec<Row>,
    leaves: Option<Leaves>,
    /// Whether who reads may change the section, and so the page.
    may_write_here: bool,
    sheet: Option<Sheet>,
    /// What stands where there is no page.
    hint: &'static str,
}

struct Crumb {
    href: String,
    name: String,
}

/// A section group, without an address, or a section.
struct Row {
    of: String,
    /// What it lies in.
    above: String,
    depth: usize,
    href: Option<String>,
    name: String,
    colour: u8,
    is_current: bool,
}

/// Some pages of a section.
struct Leaves {
    section: String,
    of: String,
    /// Whether who reads may change it.
    may_write: bool,
    rows: Vec<Leaf>,
    before: Option<String>,
    after: Option<String>,
}

struct Leaf {
    of: String,
    href: String,
    title: String,
    day: String,
    level: i64,
    is_current: bool,
}

/// The page that is read.
struct Sheet {
    of: String,
    title: String,
    changed: String,
    src: String,
}

/// What was looked up, in one snapshot.
struct Found {
    /// The notebook, or what of it is shared.
    top: NodeView,
    branches: Vec<Branch>,
    section: Option<(NodeView, Stretch)>,
    page: Option<PageView>,
}

/// `GET /notebooks/{id}`, also of a section group that is shared by itself.
pub(crate) async fn notebook(reading: &Reading) -> Result<Reply, Fault> {
    let id = node_id(&reading.named()).ok_or(app::Error::NotFound)?;
    shown(reading, What::Notebook(id)).await
}

/// `GET /sections/{id}`
pub(crate) async fn section(reading: &Reading) -> Result<Reply, Fault> {
    let id = node_id(&reading.named()).ok_or(app::Error::NotFound)?;
    shown(reading, What::Section(id)).await
}

/// `GET /pages/{id}`
pub(crate) async fn page(reading: &Reading) -> Result<Reply, Fault> {
    let id = reading.named().parse().map_err(|_| app::Error::NotFound)?;
    shown(reading, What::Page(id)).await
}

/// What is opened.
#[derive(Clone, Copy)]
enum What {
    Notebook(NodeId),
    Section(NodeId),
    Page(PageId),
}

async fn shown(reading: &Reading, what: What) -> Result<Reply, Fault> {
    let named = |name| match reading.ask.query.get(name) {
        Some(text) => spot(text).ok_or(RequestFault::OptionValue(name, "a place as links to lists of pages have it")).map(Some),
        None => Ok(None),
    };
    let at = match (named("from")?, named("until")?) {
        (Some(from), _) => At::From(from),
        (None, Some(until)) => At::Until(until),
        (None, None) => At::Begin,
    };
    let who = reading.caller.clone();
    let found = reading.ask.server.app.read(move |cx| look_up(cx, &who, what, at)).await?;
    let frame = Frame::new(reading);
    Ok(frame.reply(StatusCode::OK, &found.binder(&frame)))
}

fn look_up(cx: &mut Cx<'_, '_>, caller: &Caller, what: What, at: At) -> app::Result<Found> {
    let (section, page) = match what {
        What::Notebook(id) => {
            let top = access::node_anywhere(cx, caller, &[NodeKind::Notebook, NodeKind::SectionGroup], &id, Right::Read)?;
            let top = view::node(cx, caller, &top)?;
            let branches = tree(cx, caller, &top)?;
            return Ok(Found { top, branches, section: None, page: None });
        }
        What::Section(id) => (access::node_anywhere(cx, caller, &[NodeKind::Section], &id, Right::Read)?, None),
        What::Page(id) => {
            let page = access::page_anywhere(cx, caller, &id, Right::Read, Need::ReadPages)?;
            (page.section().clone(), Some(page))
        }
    };
    in_section(cx, caller, &section, page.as_ref(), at)
}

fn in_section(cx: &mut Cx<'_, '_>, caller: &Caller, section: &Allowed, page: Option<&AllowedPage>, at: At) -> app::Result<Found> {
    let view = view::node(cx, caller, section)?;
    let stretch = order::stretch(cx, caller, section, at, page, PAGES_MAX)?;
    let page = page.map(|page| view::page(cx, caller, page)).transpose()?;
    // Where only the section is shared, or the group that it lies in, there is no more of the notebook to show.
    let above = view.notebook.as_ref().or(view.group.as_ref()).map(|above| above.id);
    let top = match above {
        Some(id) => {
            let top = access::node_anywhere(cx, caller, &[NodeKind::Notebook, NodeKind::SectionGroup], &id, Right::Read)?;
            view::node(cx, caller, &top)?
        }
        None => view.clone(),
    };
    let branches = if above.is_some() { tree(cx, caller, &top)? } else { Vec::new() };
    Ok(Found { top, branches, section: Some((view, stretch)), page })
}

/// Returns all groups and sections below a notebook or a group; of one with more than a page can show, those directly in it; and none
/// if these are too many.
fn tree(cx: &mut Cx<'_, '_>, caller: &Caller, top: &NodeView) -> app::Result<Vec<Branch>> {
    for depth in [DEPTH_MAX, 1] {
        match expand::structure(cx, caller, top, depth) {
            Err(Error::TooMuchToExpand) => {}
            grown => return grown,
        }
    }
    Ok(Vec::new())
}

impl Found {
    fn binder<'a>(&'a self, frame: &'a Frame) -> Binder<'a> {
        let current = self.section.as_ref().map(|(section, _)| section.id);
        let mut tree = Vec::new();
        grow(&self.branches, 0, 0, current, &mut tree);
        if let (Some((section, ..)), false) = (&self.section, tree.iter().any(|row| row.is_current)) {
            tree.push(row(section, 0, current));
        }
        let mut crumbs = Vec::new();
        if self.top.kind != NodeKind::Section {
            crumbs.push(Crumb { href: format!("/notebooks/{}", PublicId(self.top.id)), name: self.top.name.clone() });
        }
        if let Some((section, ..)) = &self.section {
            crumbs.push(Crumb { href: format!("/sections/{}", PublicId(section.id)), name: section.name.clone() });
        }
        let (title, at) = match (&self.page, &self.section) {
            (Some(page), _) => (titled(page), "page"),
            (None, Some((section, ..))) => (section.name.as_str(), "section"),
            (None, None) => (self.top.name.as_str(), "notebook"),
        };
        Binder {
            frame,
            title,
            at,
            crumbs,
            top: &self.top,
            of_top: PublicId(self.top.id).to_string(),
            may_write: self.top.role.gives(Right::Write),
            tree,
            leaves: self.leaves(),
            may_write_here: self.section.as_ref().is_some_and(|(section, _)| section.role.gives(Right::Write)),
            sheet: self.page.as_ref().map(|page| Sheet {
                of: page.id.to_string(),
                title: titled(page).to_owned(),
                changed: look::minute(page.modified),
                src: format!("/pages/{}/content", page.id),
            }),
            hint: if at == "notebook" { "Choose a section." } else { "Choose a page." },
        }
    }

    fn leaves(&self) -> Option<Leaves> {
        let (section, stretch) = self.section.as_ref()?;
        let current = self.page.as_ref().map(|page| page.id);
        // So that the list stays where it is when one of its pages is opened.
        let is_whole = !stretch.has_before && stretch.after.is_none();
        let further = if is_whole { String::new() } else { format!("?from={}", place(&stretch.from)) };
        let rows = stretch.entries.iter().map(|page| Leaf {
            of: page.id.to_string(),
            href: format!("/pages/{}{further}", page.id),
            title: titled(page).to_owned(),
            day: look::day(page.modified),
            level: page.level,
            is_current: Some(page.id) == current,
        });
        let at = |side: &str, spot: &Spot| format!("/sections/{}?{side}={}", PublicId(section.id), place(spot));
        Some(Leaves {
            section: section.name.clone(),
            of: PublicId(section.id).to_string(),
            may_write: section.role.gives(Right::Write),
            rows: rows.collect(),
            before: stretch.has_before.then(|| at("until", &stretch.from)),
            after: stretch.after.as_ref().map(|after| at("from", after)),
        })
    }
}

/// Writes a place in a section as links have it.
fn place(spot: &Spot) -> String {
    format!("{}.{}", spot.ord, spot.key)
}

/// Reads it.
fn spot(text: &str) -> Option<Spot> {
    let (ord, key) = text.split_once('.')?;
    Some(Spot { ord: ord.parse().ok()?, key: key.parse().ok()? })
}

fn titled(page: &PageView) -> &str {
    if page.title.is_empty() { "Untitled page" } else { &page.title }
}

fn row(view: &NodeView, depth: usize, current: Option<NodeId>) -> Row {
    let above = view.group.as_ref().or(view.notebook.as_ref()).map(|above| PublicId(above.id).to_string()).unwrap_or_default();
    let href = (view.kind == NodeKind::Section).then(|| format!("/sections/{}", PublicId(view.id)));
    let is_current = Some(view.id) == current;
    Row {
        of: PublicId(view.id).to_string(),
        above,
        depth: depth.min(STEPS_MAX),
        href,
        name: view.name.clone(),
        colour: look::colour(&view.id),
        is_current,
    }
}

/// Adds what the branches of one thing lead to, each group before what lies in it.
fn grow(branches: &[Branch], thing: usize, depth: usize, current: Option<NodeId>, rows: &mut Vec<Row>) {
    for branch in branches {
        for i in branch.ranges.get(thing).cloned().unwrap_or_default() {
            let Some(view) = branch.nodes.get(i) else { continue };
            rows.push(row(view, depth, current));
            if view.kind == NodeKind::SectionGroup {
                grow(&branch.branches, i, depth + 1, current, rows);
            }
        }
    }
}
