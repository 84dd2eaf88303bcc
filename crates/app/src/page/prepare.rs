//! From HTML to a page that can be stored: parsed, normalised, and all that it refers to looked up.

use crate::access::{self, AllowedPage};
use crate::resource::Kind;
use crate::{Caller, Cx, Error, Result, link, resource};
use ::page::{Command, Complaint, Created, Document, Found, PatchError, Reference, Source, Surroundings, Version};
use model::{Grant, Need, PageId, ResourceId, Right, Timestamp};
use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use store::content::Content;
use store::resource::Resource;
use store::{Hash, search};

/// A page's HTML, parsed and ready to be stored.
#[derive(Clone, Debug, Default)]
pub struct Prepared {
    /// Its title.
    pub title: String,
    /// When it says it was created.
    pub created: Option<Timestamp>,
    /// The canonical form, to be staged as a content.
    pub canonical: Vec<u8>,
    /// The words that it is found by.
    pub words: search::Document,
    /// Its images, files and ink, each once.
    pub resources: Vec<Resource>,
    /// The bytes of those that stood in the text itself, to be staged as contents.
    pub embedded: Vec<Vec<u8>>,
    /// Addresses in the web that images lead to, because nobody fetched them.
    pub remote: Vec<String>,
    /// What was odd about it.
    pub complaints: Vec<Complaint>,
}

impl Prepared {
    /// Returns how many bytes a page is taken to have: those of its content, and of its images and files.
    pub(super) fn bytes(&self, content: &Content) -> u64 {
        content.bytes + self.resources.iter().map(|resource| resource.bytes).sum::<u64>()
    }

    /// Says whether the page has these bytes as an image or a file.
    #[must_use]
    pub fn names(&self, hash: &Hash) -> bool {
        self.resources.iter().any(|resource| resource.hash == *hash)
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

/// Something of this server that an address names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Own {
    /// A page.
    Page(PageId),
    /// An image or a file of a page.
    Resource(ResourceId),
}

/// What came with a page, and what only its surface knows.
#[derive(Clone, Copy)]
pub struct Brought<'a> {
    /// Tells what of this server an address names.
    pub own: &'a dyn Fn(&str) -> Option<Own>,
    /// Returns a part of the request by its name.
    pub part: &'a dyn Fn(&str) -> Option<Found>,
    /// Returns what was fetched from an address in the web.
    pub fetched: &'a dyn Fn(&str) -> Option<Found>,
    /// The page's ink.
    pub ink: Option<&'a Found>,
}

impl Default for Brought<'_> {
    /// Nothing came, and no address is known.
    fn default() -> Self {
        Self { own: &|_| None, part: &|_| None, fetched: &|_| None, ink: None }
    }
}

/// The most images and files of one page; ink is one more. Source: "OneNote API error and warning codes", 20015, the most parts of a request.
pub const RESOURCES_MAX: usize = 500;

/// The most addresses of images in the web that are remembered to be fetched. Source: "Add images and files to OneNote pages".
const REMOTE_MAX: usize = 150;

/// The most pages that the links of one page are looked up for: each is a handful of questions to the store, and more of them
/// than this would take about a second. What further links lead to is kept as the address that it is.
const LINKED_MAX: usize = 4_096;

/// Parses and normalises HTML.
///
/// # Errors
/// [`Error::BadPage`] for what is too large, too deep, or no text.
pub fn prepare(cx: &mut Cx<'_, '_>, caller: &Caller, html: &str, brought: &Brought<'_>) -> Result<Prepared> {
    let now = cx.now();
    let around = Around::new(cx, caller, brought);
    let parsed = ::page::parse(html, &around).map_err(Error::BadPage)?;
    let created = parsed.created.and_then(|created| moment(created, now));
    let document = match brought.ink {
        Some(ink) => parsed.document.with_ink(ink.clone()),
        None => parsed.document,
    };
    Ok(Prepared { created, ..around.finish(&document, parsed.complaints)? })
}

/// Carries commands out on a page's canonical form, which has this hash: all of them or none. The page keeps its ink.
///
/// # Errors
/// [`Error::BadPatch`] for a command that cannot be carried out, [`Error::BadPage`] for a page or commands that are too large.
pub fn patch(
    cx: &mut Cx<'_, '_>,
    caller: &Caller,
    (hash, canonical): (&Hash, &[u8]),
    commands: &[Command],
    brought: &Brought<'_>,
) -> Result<Prepared> {
    let (document, version) = (super::document(canonical)?, Version::of(&hash.0));
    let around = Around::new(cx, caller, brought);
    let patched = ::page::patch(document, version, commands, &around).map_err(|why| match why {
        PatchError::Page(why) => Error::BadPage(why),
        why => Error::BadPatch(why),
    })?;
    around.finish(&patched.document, patched.complaints)
}

/// Returns the words that a page is found by.
pub fn words(document: &Document) -> search::Document {
    search::Document::new(document.title(), &document.text())
}

/// What a page that is read may refer to, for one who may read what they name.
pub(super) struct Around<'a, 'c, 'tx, 's> {
    cx: RefCell<&'c mut Cx<'tx, 's>>,
    caller: &'a Caller,
    brought: &'a Brought<'a>,
    known: RefCell<HashMap<ResourceId, Option<Found>>>,
    linked: RefCell<HashMap<PageId, Option<Reference>>>,
    /// What the page's images and files were found to be, by hash.
    hashes: RefCell<HashSet<Hash>>,
    embedded: RefCell<HashMap<Hash, Vec<u8>>>,
    remote: RefCell<Vec<String>>,
    /// The parser knows no errors; what went wrong below it is kept aside.
    failed: Cell<Option<Error>>,
}

impl<'a, 'c, 'tx, 's> Around<'a, 'c, 'tx, 's> {
    pub(super) fn new(cx: &'c mut Cx<'tx, 's>, caller: &'a Caller, brought: &'a Brought<'a>) -> Self {
        Self {
            cx: RefCell::new(cx),
            caller,
            brought,
            known: RefCell::default(),
            linked: RefCell::default(),
            hashes: RefCell::default(),
            embedded: RefCell::default(),
            remote: RefCell::default(),
            failed: Cell::new(None),
        }
    }

    /// Makes a document that was read in these surroundings ready to be stored.
    ///
    /// # Errors
    /// What the store met while it was read.
    pub(super) fn finish(self, document: &Document, complaints: Vec<Complaint>) -> Result<Prepared> {
        self.failed()?;
        let names: HashMap<u32, &str> = document.attachments().map(|(resource, name)| (resource.number, name)).collect();
        let resources: Vec<Resource> = document
            .resources()
            .map(|found| Resource {
                number: found.number,
                hash: Hash(found.hash),
                bytes: found.bytes,
                media_type: found.media_type.clone(),
                file_name: names.get(&found.number).map(|name| (*name).to_owned()),
            })
            .collect();
        let mut embedded = self.embedded.into_inner();
        Ok(Prepared {
            title: document.title().to_owned(),
            created: None,
            canonical: document.to_canonical().into_bytes(),
            words: words(document),
            embedded: resources.iter().filter_map(|resource| embedded.remove(&resource.hash)).collect(),
            resources,
            remote: self.remote.into_inner(),
            complaints,
        })
    }

    /// Says what went wrong while something was read in these surroundings.
    ///
    /// # Errors
    /// What the store met.
    pub(super) fn failed(&self) -> Result<()> {
        self.failed.take().map_or(Ok(()), Err)
    }

    fn kept<T>(&self, outcome: Result<Option<T>>) -> Option<T> {
        outcome.unwrap_or_else(|error| {
            self.failed.set(Some(error));
            None
        })
    }

    fn own(&self, id: &ResourceId) -> Option<Found> {
        if let Some(known) = self.known.borrow().get(id) {
            return known.clone();
        }
        if self.known.borrow().len() >= RESOURCES_MAX {
            return None;
        }
        let found = self.kept(readable(&mut self.cx.borrow_mut(), self.caller, id));
        self.known.borrow_mut().insert(*id, found.clone());
        found
    }

    fn embedded(&self, bytes: &[u8]) -> Option<Found> {
        let kind = Kind::of(bytes);
        if !kind.is_image() {
            return None;
        }
        let hash = Hash::of(bytes);
        self.embedded.borrow_mut().entry(hash).or_insert_with(|| bytes.to_vec());
        Some(found(hash, bytes.len() as u64, kind))
    }

    fn url(&self, url: &str) -> Option<Found> {
        match (self.brought.own)(url) {
            Some(Own::Resource(id)) => return self.own(&id),
            Some(Own::Page(_)) => return None,
            None => {}
        }
        let fetched = (self.brought.fetched)(url);
        let mut remote = self.remote.borrow_mut();
        if fetched.is_none() && remote.len() < REMOTE_MAX && !remote.iter().any(|known| known == url) {
            remote.push(url.to_owned());
        }
        fetched
    }
}

impl Surroundings for Around<'_, '_, '_, '_> {
    fn page(&self, href: &str) -> Option<Reference> {
        let Own::Page(target) = (self.brought.own)(href)? else { return None };
        if let Some(known) = self.linked.borrow().get(&target) {
            return *known;
        }
        if self.linked.borrow().len() >= LINKED_MAX {
            return None;
        }
        let found = self.kept(link::symbol(&mut self.cx.borrow_mut(), self.caller, &target));
        self.linked.borrow_mut().insert(target, found);
        found
    }

    fn resource(&self, source: Source<'_>) -> Option<Found> {
        let found = match source {
            Source::Part(name) => (self.brought.part)(name),
            Source::Url(url) => self.url(url),
            Source::File(url) => match (self.brought.own)(url) {
                Some(Own::Resource(id)) => self.own(&id),
                _ => None,
            },
            Source::Data { bytes, .. } => self.embedded(bytes),
        }?;
        let mut hashes = self.hashes.borrow_mut();
        let fits = hashes.contains(&Hash(found.hash)) || hashes.len() < RESOURCES_MAX;
        if fits {
            hashes.insert(Hash(found.hash));
        }
        fits.then_some(found)
    }
}

/// Says what some bytes are, as the page library asks for it.
#[must_use]
pub fn found(hash: Hash, bytes: u64, kind: Kind) -> Found {
    Found { hash: hash.0, bytes, media_type: kind.media_type.to_owned(), pixels: kind.pixels }
}

/// Returns an image or a file of a page that the caller may read. Of one that they may not, they learn nothing.
fn readable(cx: &mut Cx<'_, '_>, caller: &Caller, id: &ResourceId) -> Result<Option<Found>> {
    // The route asked for the scope to create, and this is reading.
    if caller.grant(Need::ReadPages) == Grant::Nothing {
        return Ok(None);
    }
    let page: Result<AllowedPage> = access::page_anywhere(cx, caller, &id.page, Right::Read, Need::ReadPages);
    match page.and_then(|page| resource::of(cx, &page, id.number)) {
        Ok(opened) => {
            let Resource { hash, bytes, media_type, .. } = opened.resource().clone();
            Ok(Some(Found { hash: hash.0, bytes, media_type, pixels: None }))
        }
        Err(Error::NotFound | Error::NotAllowed(_)) => Ok(None),
        Err(error) => Err(error),
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
