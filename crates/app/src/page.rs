//! Pages: create, list, read, replace, delete. A page's HTML is parsed and normalised by the `page` library; what is stored
//! is its canonical form, named by its hash.

pub mod place;

use crate::access::{Allowed, AllowedPage};
use crate::place::Place;
use crate::view::{self, PageView};
use crate::{Caller, Cx, Error, Result, link, quota};
use ::page::{Command, Complaint, Created, Document, Found, PatchError, Reference, Source, Surroundings, Version};
use model::{Need, NodeKind, PageId, PageKey, Timestamp};
use std::cell::{Cell, RefCell};
use store::content;
use store::node;
use store::page_list::PageRow;
use store::page_list::read;
use store::page_list::write::{NewPage, Writer};
use store::{resource, search, section};

pub use store::Hash;
pub use store::content::{Body, Content};
pub use store::page_list::read::Position;
pub use store::resource::Resource;

/// A page's HTML, parsed and ready to be stored.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// Its title.
    pub title: String,
    /// When it says it was created.
    pub created: Option<Timestamp>,
    /// The canonical form, to be staged as a content.
    pub canonical: Vec<u8>,
    /// The words that it is found by.
    pub words: search::Document,
    /// Its images and files, each once.
    pub resources: Vec<Resource>,
    /// What was odd about it.
    pub complaints: Vec<Complaint>,
}

impl Prepared {
    /// Returns how many bytes a page is taken to have: those of its content, and of its images and files.
    fn bytes(&self, content: &Content) -> u64 {
        content.bytes + self.resources.iter().map(|resource| resource.bytes).sum::<u64>()
    }
}

/// A page's content and those of its images and files that came with it, written down where they are large, and synced.
#[derive(Clone, Debug)]
pub struct Staged {
    /// The canonical form.
    pub content: Content,
    /// Images and files. What a page names and is not here is stored already.
    pub resources: Vec<Content>,
}

impl From<Content> for Staged {
    /// A page that brings nothing along.
    fn from(content: Content) -> Self {
        Self { content, resources: Vec::new() }
    }
}

/// Writes down what a page names, before the page does.
fn put(cx: &mut Cx<'_, '_>, prepared: &Prepared, staged: &Staged) -> Result<()> {
    let now = cx.now();
    if !resource::put(cx.tx, &staged.content, &prepared.resources, &staged.resources, now)? {
        return Err(Error::ResourceGone);
    }
    Ok(search::index(cx.tx, &staged.content.hash, &prepared.words)?)
}

/// Parses and normalises HTML. `own` tells which addresses are pages of this server.
///
/// # Errors
/// [`Error::BadPage`] for what is too large, too deep, or no text.
pub fn prepare(cx: &mut Cx<'_, '_>, caller: &Caller, html: &str, own: &dyn Fn(&str) -> Option<PageId>) -> Result<Prepared> {
    let now = cx.now();
    let parsed = read_with(cx, caller, own, |around| ::page::parse(html, around).map_err(Error::BadPage))?;
    let created = parsed.created.and_then(|created| moment(created, now));
    Ok(ready(&parsed.document, created, parsed.complaints))
}

/// Carries commands out on a page's canonical form, which has this hash: all of them or none. `own` tells which addresses are
/// pages of this server.
///
/// # Errors
/// [`Error::BadPatch`] for a command that cannot be carried out, [`Error::BadPage`] for a page or commands that are too large.
pub fn patch(
    cx: &mut Cx<'_, '_>,
    caller: &Caller,
    (hash, canonical): (&Hash, &[u8]),
    commands: &[Command],
    own: &dyn Fn(&str) -> Option<PageId>,
) -> Result<Prepared> {
    let (document, version) = (document(canonical)?, Version::of(&hash.0));
    let patched = read_with(cx, caller, own, |around| {
        ::page::patch(document, version, commands, around).map_err(|why| match why {
            PatchError::Page(why) => Error::BadPage(why),
            why => Error::BadPatch(why),
        })
    })?;
    Ok(ready(&patched.document, None, patched.complaints))
}

fn ready(document: &Document, created: Option<Timestamp>, complaints: Vec<Complaint>) -> Prepared {
    Prepared {
        title: document.title().to_owned(),
        created,
        canonical: document.to_canonical().into_bytes(),
        words: words(document),
        resources: Vec::new(),
        complaints,
    }
}

/// Has the library read something that may refer to what we hold.
fn read_with<T>(
    cx: &mut Cx<'_, '_>,
    caller: &Caller,
    own: &dyn Fn(&str) -> Option<PageId>,
    read: impl FnOnce(&dyn Surroundings) -> Result<T>,
) -> Result<T> {
    let around = Around { cx: RefCell::new(cx), caller, own, failed: Cell::new(None) };
    let outcome = read(&around);
    around.failed.take().map_or(outcome, Err)
}

/// Returns the words that a page is found by.
pub fn words(document: &Document) -> search::Document {
    search::Document::new(document.title(), &document.text())
}

/// What a page that is read may refer to.
struct Around<'a, 'c, 'tx, 's> {
    cx: RefCell<&'c mut Cx<'tx, 's>>,
    caller: &'a Caller,
    own: &'a dyn Fn(&str) -> Option<PageId>,
    /// The parser knows no errors; what went wrong below it is kept aside.
    failed: Cell<Option<Error>>,
}

impl Surroundings for Around<'_, '_, '_, '_> {
    fn page(&self, href: &str) -> Option<Reference> {
        let target = (self.own)(href)?;
        link::symbol(&mut self.cx.borrow_mut(), self.caller, &target).unwrap_or_else(|error| {
            self.failed.set(Some(error));
            None
        })
    }

    fn resource(&self, _: Source<'_>) -> Option<Found> {
        None
    }
}

/// Returns the moment that a page's own word for its creation means. Without a zone it is taken as UTC; a zone alone says
/// nothing about the moment.
fn moment(created: Created, now: Timestamp) -> Option<Timestamp> {
    match created {
        Created::Offset { .. } => Some(now),
        Created::At { civil, offset_minutes } => {
            let date = (civil.year, civil.month, civil.day);
            let time = (civil.hour, civil.minute, civil.second, civil.nanosecond);
            Timestamp::from_civil(date, time, offset_minutes.unwrap_or(0).into())
        }
    }
}

/// Adds a page at the end of a section.
///
/// # Errors
/// [`Error::SectionFull`], [`Error::QuotaExceeded`], [`Error::ResourceGone`], [`Error::NotFound`] if the section went meanwhile.
pub fn create(cx: &mut Cx<'_, '_>, caller: &Caller, section: &Allowed, prepared: &Prepared, staged: &Staged) -> Result<AllowedPage> {
    let now = cx.now();
    let (drive, id) = (section.node().drive, section.node().id);
    put(cx, prepared, staged)?;
    let key = PageKey(cx.guid());
    let (ids, pages_max) = (cx.ids(), cx.settings().section_pages_max);
    let mut writer = Writer::lock(cx.tx, ids, &drive, &id, now)?.ok_or(Error::NotFound)?;
    if writer.section().n >= pages_max {
        return Err(Error::SectionFull);
    }
    let row = writer.append(&NewPage {
        key,
        content: &staged.content.hash,
        bytes: prepared.bytes(&staged.content),
        title: &prepared.title,
        created: prepared.created.unwrap_or(now),
        modified: None,
        level: 0,
        app: caller.app(),
    })?;
    writer.finish(caller.user())?;
    // Summed after the write, so the page counts itself.
    quota::reserve(cx, section.drive(), 0)?;
    Ok(AllowedPage { section: section.clone(), row })
}

/// Gives a page another content, if it is still the version that `if_match` names.
///
/// # Errors
/// [`Error::Changed`], [`Error::QuotaExceeded`], [`Error::ResourceGone`], [`Error::NotFound`] if the page went meanwhile.
pub fn replace(
    cx: &mut Cx<'_, '_>,
    caller: &Caller,
    page: &AllowedPage,
    prepared: &Prepared,
    staged: &Staged,
    if_match: Option<&str>,
) -> Result<AllowedPage> {
    let now = cx.now();
    put(cx, prepared, staged)?;
    let found = page.section.node();
    let ids = cx.ids();
    let mut writer = Writer::lock(cx.tx, ids, &found.drive, &found.id, now)?.ok_or(Error::NotFound)?;
    let current = writer.page(&page.row.key)?.ok_or(Error::NotFound)?;
    if if_match.is_some_and(|wanted| wanted != version(&current.row)) {
        return Err(Error::Changed);
    }
    let row = writer.replace(current, &staged.content.hash, prepared.bytes(&staged.content), &prepared.title)?;
    writer.finish(caller.user())?;
    quota::reserve(cx, page.section.drive(), 0)?;
    Ok(AllowedPage { section: page.section.clone(), row })
}

/// Deletes a page for good, if it is still the version that `if_match` names.
///
/// # Errors
/// [`Error::Changed`], [`Error::NotFound`] if the page went meanwhile.
pub fn delete(cx: &mut Cx<'_, '_>, caller: &Caller, page: &AllowedPage, if_match: Option<&str>) -> Result<()> {
    let now = cx.now();
    let found = page.section.node();
    let ids = cx.ids();
    let mut writer = Writer::lock(cx.tx, ids, &found.drive, &found.id, now)?.ok_or(Error::NotFound)?;
    let current = writer.page(&page.row.key)?.ok_or(Error::NotFound)?;
    if if_match.is_some_and(|wanted| wanted != version(&current.row)) {
        return Err(Error::Changed);
    }
    writer.remove(current)?;
    writer.finish(caller.user())?;
    Ok(())
}

/// Returns what names this version of a page, for `ETag` and `If-Match`: when it changed and to what.
pub fn version(row: &PageRow) -> String {
    let digits = row.content.to_string();
    format!("{:x}-{}", row.modified.micros(), &digits[..16])
}

/// Returns where a page's canonical form lies.
///
/// # Errors
/// What the store can meet.
pub fn body(cx: &mut Cx<'_, '_>, page: &AllowedPage) -> Result<Body> {
    // A page without its content is damage, not an answer.
    content::get(cx.tx, &page.row.content)?.ok_or(Error::Internal)
}

/// Says whether any content's body is the blob of this name.
///
/// # Errors
/// What the store can meet.
pub fn is_blob_named(cx: &mut Cx<'_, '_>, blob: &str) -> Result<bool> {
    Ok(content::is_blob_known(cx.tx, blob)?)
}

/// Reads a canonical form.
///
/// # Errors
/// [`Error::Internal`] if it is none: damage.
pub fn document(canonical: &[u8]) -> Result<Document> {
    let text = std::str::from_utf8(canonical).map_err(|_| Error::Internal)?;
    Document::from_canonical(text).map_err(|error| {
        tracing::error!(?error, "a stored page is not in canonical form");
        Error::Internal
    })
}

/// Some pages, the newest first, and where the next ones begin if there are more.
#[derive(Clone, Debug)]
pub struct Listing {
    /// The pages.
    pub entries: Vec<PageView>,
    /// Where the list goes on.
    pub next: Option<Position>,
}

/// Returns a section's pages, the newest first, without the first `skip`.
///
/// # Errors
/// What the store can meet.
pub fn list_in(
    cx: &mut Cx<'_, '_>,
    caller: &Caller,
    section: &Allowed,
    after: Option<&Position>,
    skip: usize,
    limit: usize,
) -> Result<Listing> {
    let found = section.node();
    let row = section::get(cx.tx, &found.drive, &found.id)?.ok_or(Error::NotFound)?;
    let pages = read::newest_in(cx.tx, &row, after, skip + limit + 1, caller.page_app(Need::ReadPages))?;
    finish(cx, caller, std::slice::from_ref(section.drive()), pages, skip, limit)
}

/// Returns the pages of all sections at a place, the newest first, without the first `skip`.
///
/// # Errors
/// What the store can meet.
pub fn list(cx: &mut Cx<'_, '_>, caller: &Caller, place: &Place, after: Option<&Position>, skip: usize, limit: usize) -> Result<Listing> {
    let app = caller.page_app(Need::ReadPages);
    let wanted = skip + limit + 1;
    let pages = match place.role {
        Some(_) => {
            let drives: Vec<_> = place.drives.iter().map(|drive| drive.id).collect();
            read::newest(cx.tx, &drives, after, wanted, app)?
        }
        None => {
            let sections = sections_shared_with(cx, caller, place)?;
            read::newest_of(cx.tx, &sections, after, wanted, app)?
        }
    };
    finish(cx, caller, &place.drives, pages, skip, limit)
}

/// Returns the sections at a place of which somebody sees only parts.
pub(crate) fn sections_shared_with(cx: &mut Cx<'_, '_>, caller: &Caller, place: &Place) -> Result<Vec<section::Section>> {
    let mut sections = Vec::new();
    for drive in &place.drives {
        for node in node::shared_of_kind(cx.tx, &drive.id, caller.user(), NodeKind::Section, None, SHARED_SECTIONS_MAX)? {
            sections.extend(section::get(cx.tx, &node.drive, &node.id)?);
        }
    }
    Ok(sections)
}

/// The most sections of one drive whose pages are listed together for somebody whom only parts are shared with.
const SHARED_SECTIONS_MAX: usize = 10_000;

fn finish(
    cx: &mut Cx<'_, '_>,
    caller: &Caller,
    drives: &[store::drive::Drive],
    mut pages: Vec<read::Listed>,
    skip: usize,
    limit: usize,
) -> Result<Listing> {
    pages.drain(..skip.min(pages.len()));
    let has_more = pages.len() > limit;
    pages.truncate(limit);
    let next = pages.last().filter(|_| has_more).map(read::Listed::position);
    Ok(Listing { entries: view::listed(cx, caller, drives, &pages)?, next })
}
