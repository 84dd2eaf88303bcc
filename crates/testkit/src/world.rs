//! A whole program below its surfaces, on a throwaway engine: a clock that stands still, ids from a seed, people with
//! tokens, and trees from a sketch.

use crate::ambient::{ManualClock, SeededIds};
use crate::engine::{self, Throwaway};
use app::access::{self, Allowed, AllowedPage};
use app::copy::{Destination, Order, Source};
use app::operation::worker::{self, Worked};
use app::page::{Prepared, Resource, Staged};
use app::place::{self, Place};
use app::{
    App, Caller, Cx, Error, Result, Settings, admin, arrange, caller, copy, notebook, operation, page, section, section_group, sweep,
};
use model::{
    AppId, ConflictBehavior, Ids, Location, NameRule, Need, NodeId, NodeKind, OperationId, PageId, PageKey, ResourceId, Right, Timestamp,
};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use store::content::{Body, Content};
use store::operation::Operation;
use store::page_list::write::{NewPage, Writer};
use store::{Hash, PostgresOptions, SqliteOptions};

/// The kinds of nodes that are copied and deleted here.
const ANY: &[NodeKind] = &[NodeKind::Root, NodeKind::Folder, NodeKind::Notebook, NodeKind::SectionGroup, NodeKind::Section];

/// The engines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// SQLite on a file.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

/// An App on a throwaway engine.
pub struct World {
    /// The program. Replaced by [`World::restart`].
    pub app: App,
    /// Its clock.
    pub clock: ManualClock,
    ids: SharedIds,
    settings: Settings,
    throwaway: Throwaway,
}

/// Ids that a test and the program draw from the same sequence.
#[derive(Clone)]
struct SharedIds(Arc<SeededIds>);

impl Ids for SharedIds {
    fn fill(&self, bytes: &mut [u8]) {
        self.0.fill(bytes);
    }
}

impl World {
    /// Makes one with default settings.
    #[must_use]
    pub fn new(engine: Engine) -> Self {
        Self::with(engine, Settings::default(), 1)
    }

    /// Makes one.
    ///
    /// # Panics
    /// If the engine does not start or the settings are refused.
    #[must_use]
    pub fn with(engine: Engine, settings: Settings, seed: u64) -> Self {
        // What lies behind an internal error is only in the log. A second world in the process finds it set up.
        let _ = tracing_subscriber::fmt().with_test_writer().with_max_level(tracing_subscriber::filter::LevelFilter::WARN).try_init();
        let throwaway = match engine {
            Engine::Sqlite => engine::sqlite_with(SqliteOptions { trace: true, ..SqliteOptions::default() }),
            Engine::Postgres => engine::postgres_with(PostgresOptions { trace: true, ..PostgresOptions::default() }),
        };
        let (clock, ids) = (ManualClock::default(), SharedIds(Arc::new(SeededIds::new(seed))));
        let app = start(&throwaway, &clock, &ids, &settings);
        Self { app, clock, ids, settings, throwaway }
    }

    /// Ends the program and starts it again on the same data.
    pub fn restart(&mut self) {
        self.throwaway.reopen();
        self.app = start(&self.throwaway, &self.clock, &self.ids, &self.settings);
    }

    /// Starts a second program on the same data, with settings of its own.
    #[must_use]
    pub fn another(&self, settings: Settings) -> App {
        let store = self.throwaway.open();
        App::new(store, Box::new(self.clock.clone()), Box::new(self.ids.clone()), settings)
    }

    /// Returns the address of the PostgreSQL database; none on SQLite.
    #[must_use]
    pub fn url(&self) -> Option<&str> {
        self.throwaway.url()
    }

    /// Returns fresh bytes for an id.
    #[must_use]
    pub fn guid(&self) -> [u8; 16] {
        self.ids.guid(self.app.now())
    }

    /// Runs a verb that changes something.
    ///
    /// # Errors
    /// The verb's.
    pub fn write<T: Send + 'static>(&self, verb: impl FnMut(&mut Cx<'_, '_>) -> Result<T> + Send + 'static) -> Result<T> {
        self.app.write(verb).wait()
    }

    /// Runs a verb that reads.
    ///
    /// # Errors
    /// The verb's.
    pub fn read<T: Send + 'static>(&self, verb: impl FnMut(&mut Cx<'_, '_>) -> Result<T> + Send + 'static) -> Result<T> {
        self.app.read(verb).wait()
    }

    /// Adds a person and returns them as a caller with every scope.
    #[must_use]
    pub fn user(&self, name: &str) -> Caller {
        self.user_with_quota(name, None)
    }

    /// Adds a person whose drive has a quota.
    ///
    /// # Panics
    /// If the name is taken.
    #[must_use]
    pub fn user_with_quota(&self, name: &str, quota_bytes: Option<u64>) -> Caller {
        let owned = name.to_owned();
        self.write(move |cx| admin::add_user(cx, &owned, None, quota_bytes)).expect("the name is free");
        self.token(name, "test-app", "Notes.ReadWrite")
    }

    /// Returns a person as the caller of an app with some scopes.
    ///
    /// # Panics
    /// If there is no such person or scope.
    #[must_use]
    pub fn token(&self, name: &str, app: &str, scopes: &str) -> Caller {
        const YEAR_SECONDS: i64 = 365 * 24 * 60 * 60;
        let (name, app, scopes) = (name.to_owned(), AppId::new(app).expect("an app's id"), scopes.to_owned());
        let token = self.write(move |cx| Ok(admin::issue_token(cx, &name, &app, &scopes, YEAR_SECONDS)?.secret)).expect("a token");
        self.read(move |cx| caller::authenticate(cx, &token)).expect("the token is good")
    }

    /// Makes a notebook of the caller's own.
    ///
    /// # Errors
    /// The verb's.
    pub fn notebook(&self, who: &Caller, name: &str) -> Result<NodeId> {
        let (who, name) = (who.clone(), name.to_owned());
        self.write(move |cx| {
            let place = me(cx, &who)?;
            Ok(notebook::create(cx, &who, &place, &name, NameRule::Notebook, ConflictBehavior::Fail)?.node().id)
        })
    }

    /// Makes a section group.
    ///
    /// # Errors
    /// The verb's.
    pub fn group(&self, who: &Caller, parent: NodeId, name: &str) -> Result<NodeId> {
        let (who, name) = (who.clone(), name.to_owned());
        self.write(move |cx| {
            let parent = allowed(cx, &who, parent, Right::Write)?;
            Ok(section_group::create(cx, &who, &parent, &name, ConflictBehavior::Fail)?.node().id)
        })
    }

    /// Makes a section.
    ///
    /// # Errors
    /// The verb's.
    pub fn section(&self, who: &Caller, parent: NodeId, name: &str) -> Result<NodeId> {
        let (who, name) = (who.clone(), name.to_owned());
        self.write(move |cx| {
            let parent = allowed(cx, &who, parent, Right::Write)?;
            Ok(section::create(cx, &who, &parent, &name, ConflictBehavior::Fail)?.node().id)
        })
    }

    /// Adds many pages to a section in one transaction, a microsecond apart from each other, and returns their keys.
    ///
    /// # Panics
    /// If there is no such section.
    pub fn fill(&self, who: &Caller, section: NodeId, pages: usize) -> Vec<PageKey> {
        let by = *who.user();
        self.write(move |cx| {
            let node = store::node::find(cx.tx, &section)?.ok_or(Error::NotFound)?;
            let app = AppId::new("test-app").expect("an app's id");
            let (ids, now) = (cx.ids(), cx.now());
            let texts: Vec<_> = (0..pages).map(|i| format!("page {i}")).collect();
            for text in &texts {
                store::content::put(cx.tx, &inline(text), now)?;
            }
            let mut writer = Writer::lock(cx.tx, ids, &node.drive, &section, now)?.ok_or(Error::NotFound)?;
            let from = writer.now();
            let mut keys = Vec::new();
            for (i, text) in texts.iter().enumerate() {
                let (key, body) = (PageKey(ids.guid(now)), inline(text));
                let modified = Some(from.plus_micros(i as i64));
                let new = NewPage { key, content: &body.hash, bytes: body.bytes, title: text, created: now, modified, level: 0, app: &app };
                writer.append(&new)?;
                keys.push(key);
            }
            writer.finish(&by)?;
            Ok(keys)
        })
        .expect("the section takes pages")
    }

    /// Edits some pages of a section in one transaction.
    ///
    /// # Panics
    /// If one of them is not there.
    pub fn edit_many(&self, who: &Caller, section: NodeId, keys: &[PageKey], text: &str) {
        let (by, keys, body) = (*who.user(), keys.to_vec(), inline(text));
        let text = text.to_owned();
        self.write(move |cx| {
            let node = store::node::find(cx.tx, &section)?.ok_or(Error::NotFound)?;
            let (ids, now) = (cx.ids(), cx.now());
            store::content::put(cx.tx, &body, now)?;
            let mut writer = Writer::lock(cx.tx, ids, &node.drive, &section, now)?.ok_or(Error::NotFound)?;
            for key in &keys {
                let found = writer.page(key)?.ok_or(Error::NotFound)?;
                writer.replace(found, &body.hash, body.bytes, &text)?;
            }
            writer.finish(&by)?;
            Ok(())
        })
        .expect("the pages are there");
    }

    /// Returns how often each statement ran while `f` did.
    pub fn statements(&self, f: impl FnOnce()) -> BTreeMap<&'static str, u64> {
        let before = self.app.store().statements_seen();
        f();
        let mut after = self.app.store().statements_seen();
        for (label, times) in &mut after {
            *times -= before.get(label).copied().unwrap_or(0);
        }
        after.retain(|_, times| *times > 0);
        after
    }

    /// Makes a page whose title and content are `text`; see [`staged`] for its images.
    ///
    /// # Errors
    /// The verb's.
    pub fn page(&self, who: &Caller, section: NodeId, text: &str) -> Result<PageId> {
        let (who, text) = (who.clone(), text.to_owned());
        self.write(move |cx| create_page(cx, &who, section, &text))
    }

    /// Gives a page another title and content.
    ///
    /// # Errors
    /// The verb's.
    pub fn edit(&self, who: &Caller, id: PageId, text: &str) -> Result<()> {
        let (who, text) = (who.clone(), text.to_owned());
        self.write(move |cx| edit_page(cx, &who, id, &text))
    }

    /// Deletes a page.
    ///
    /// # Errors
    /// The verb's.
    pub fn delete_page(&self, who: &Caller, id: PageId) -> Result<()> {
        let who = who.clone();
        self.write(move |cx| {
            let found = allowed_page(cx, &who, id, Right::Write, Need::Write)?;
            page::delete(cx, &who, &found, None)
        })
    }

    /// Deletes a node with all it holds.
    ///
    /// # Errors
    /// The verb's.
    pub fn delete(&self, who: &Caller, id: NodeId) -> Result<()> {
        let who = who.clone();
        self.write(move |cx| {
            let found = allowed(cx, &who, id, Right::Write)?;
            notebook::delete(cx, &who, &found)
        })
    }

    /// Asks for a copy of a node under a new name: into `into`, or (a notebook) among the caller's own.
    ///
    /// # Errors
    /// The verb's.
    pub fn copy(&self, who: &Caller, what: NodeId, into: Option<NodeId>, name: &str) -> Result<Operation> {
        let (who, name, id) = (who.clone(), name.to_owned(), OperationId(self.guid()));
        self.write(move |cx| {
            let order = Order { name: Some(&name), ..order(id) };
            copy_node(cx, &who, what, into, &order)
        })
    }

    /// Asks for a copy of a page.
    ///
    /// # Errors
    /// The verb's.
    pub fn copy_page(&self, who: &Caller, id: PageId, into: NodeId) -> Result<Operation> {
        let (who, operation) = (who.clone(), OperationId(self.guid()));
        self.write(move |cx| {
            let source = access::page_anywhere(cx, &who, &id, Right::Read, Need::ReadPages)?;
            let target = allowed(cx, &who, into, Right::Write)?;
            Ok(copy::start(cx, &who, Source::Page(&source), Destination::Into(&target), &order(operation))?.operation)
        })
    }

    /// Renames, moves or reorders a node.
    ///
    /// # Errors
    /// The verb's.
    pub fn change(&self, who: &Caller, what: NodeId, name: Option<&str>, into: Option<NodeId>, position: Option<usize>) -> Result<()> {
        let (who, name) = (who.clone(), name.map(str::to_owned));
        self.write(move |cx| change_node(cx, &who, what, name.as_deref(), into, position))
    }

    /// Gives a page another level, place or section, and returns its id then.
    ///
    /// # Errors
    /// The verb's.
    pub fn place(&self, who: &Caller, id: PageId, level: Option<u32>, position: Option<usize>, section: Option<NodeId>) -> Result<PageId> {
        let who = who.clone();
        self.write(move |cx| place_page(cx, &who, id, level, position, section))
    }

    /// Returns an operation.
    ///
    /// # Panics
    /// If there is none.
    #[must_use]
    pub fn operation(&self, id: OperationId) -> Operation {
        self.read(move |cx| store::operation::get(cx.tx, &id)?.ok_or(Error::NotFound)).expect("the operation is there")
    }

    /// Cancels an operation.
    ///
    /// # Errors
    /// The verb's.
    pub fn cancel(&self, who: &Caller, id: OperationId) -> Result<()> {
        let who = who.clone();
        self.write(move |cx| operation::cancel(cx, &who, &id))
    }

    /// Lets a worker work until nothing waits.
    ///
    /// # Panics
    /// If it cannot look for work.
    pub fn work(&self) {
        while worker::once(&self.app, &AtomicBool::new(false)).expect("the worker can look for work") == Worked::Some {}
    }

    /// Sweeps until there is nothing to do, without moving the clock.
    ///
    /// # Panics
    /// If a round fails.
    pub fn sweep(&self) {
        while sweep::round(&self.app, &NoBlobs).expect("a round succeeds").steps > 0 {}
    }

    /// Moves the clock past every delay and sweeps, until nothing is left to remove.
    pub fn sweep_all(&self) {
        // A list that goes makes a suspect of the one below it, whose delay begins then; a chain has at most eight.
        for _ in 0..10 {
            self.clock.advance_seconds(self.settings.trash_kept_seconds.max(self.settings.grace_seconds) + 1);
            self.sweep();
        }
    }

    /// Makes what a sketch shows among the caller's notebooks, and returns the nodes of its lines in order.
    ///
    /// A line at the margin is a notebook, a line that ends in `/` a section group, any other a section, and what follows a
    /// colon are pages. Two spaces are a level.
    ///
    /// # Panics
    /// If the sketch is askew, or a name is taken.
    pub fn sketch(&self, who: &Caller, sketch: &str) -> Vec<NodeId> {
        let mut made = Vec::new();
        let mut above: Vec<NodeId> = Vec::new();
        for line in sketch.lines().filter(|line| !line.trim().is_empty()) {
            let depth = (line.len() - line.trim_start().len()) / 2;
            above.truncate(depth);
            let (name, pages) = line.trim().split_once(':').unwrap_or((line.trim(), ""));
            let node = match (above.last(), name.strip_suffix('/')) {
                (None, _) => self.notebook(who, name),
                (Some(parent), Some(group)) => self.group(who, *parent, group),
                (Some(parent), None) => self.section(who, *parent, name),
            };
            let node = node.unwrap_or_else(|error| panic!("{line:?}: {error}"));
            for text in pages.split(',').map(str::trim).filter(|text| !text.is_empty()) {
                self.clock.advance_seconds(1);
                self.page(who, node, text).unwrap_or_else(|error| panic!("{line:?}: {error}"));
            }
            above.push(node);
            made.push(node);
        }
        made
    }

    /// Prints a tree as [`World::sketch`] takes it, the pages by rising order and with their contents where those differ
    /// from the titles. Equal prints mean equal trees, ids and times aside.
    ///
    /// # Panics
    /// If there is no such tree.
    #[must_use]
    pub fn print(&self, root: NodeId) -> String {
        self.read(move |cx| print(cx, &root, 0)).expect("the tree is there")
    }
}

fn start(throwaway: &Throwaway, clock: &ManualClock, ids: &SharedIds, settings: &Settings) -> App {
    let store = throwaway.store.clone();
    App::new(store, Box::new(clock.clone()), Box::new(ids.clone()), settings.clone())
}

fn order(id: OperationId) -> Order<'static> {
    Order { name: None, name_rule: NameRule::Notebook, conflict: ConflictBehavior::Fail, id, correlation: "test" }
}

/// Asks for a copy of a node: into `into`, or (a notebook) among the caller's own.
///
/// # Errors
/// The verb's.
pub fn copy_node(cx: &mut Cx<'_, '_>, who: &Caller, what: NodeId, into: Option<NodeId>, order: &Order<'_>) -> Result<Operation> {
    let source = allowed(cx, who, what, Right::Read)?;
    let accepted = match into {
        Some(into) => {
            let target = allowed(cx, who, into, Right::Write)?;
            copy::start(cx, who, Source::Node(&source), Destination::Into(&target), order)
        }
        None => {
            let place = me(cx, who)?;
            let root = access::notebooks_home(cx, &place)?;
            copy::start(cx, who, Source::Node(&source), Destination::Notebooks(&root), order)
        }
    };
    Ok(accepted?.operation)
}

/// Resolves the caller's own content.
///
/// # Errors
/// What the store can meet.
pub fn me(cx: &mut Cx<'_, '_>, who: &Caller) -> Result<Place> {
    place::resolve(cx, who, Location::Me)
}

/// Looks a node up, wherever it lies.
///
/// # Errors
/// As `access`.
pub fn allowed(cx: &mut Cx<'_, '_>, who: &Caller, id: NodeId, right: Right) -> Result<Allowed> {
    access::node_anywhere(cx, who, ANY, &id, right)
}

/// Looks a page up, wherever it lies.
///
/// # Errors
/// As `access`.
pub fn allowed_page(cx: &mut Cx<'_, '_>, who: &Caller, id: PageId, right: Right, need: Need) -> Result<AllowedPage> {
    access::page_anywhere(cx, who, &id, right, need)
}

/// Makes a page whose title and content are `text`.
///
/// # Errors
/// The verb's.
pub fn create_page(cx: &mut Cx<'_, '_>, who: &Caller, section: NodeId, text: &str) -> Result<PageId> {
    let found = allowed(cx, who, section, Right::Write)?;
    let (prepared, staged) = staged(text);
    Ok(page::create(cx, who, &found, &prepared, &staged)?.id())
}

/// Gives a page another title and content.
///
/// # Errors
/// The verb's.
pub fn edit_page(cx: &mut Cx<'_, '_>, who: &Caller, id: PageId, text: &str) -> Result<()> {
    let found = allowed_page(cx, who, id, Right::Write, Need::Write)?;
    let (prepared, staged) = staged(text);
    page::replace(cx, who, &found, &prepared, &staged, None).map(|_| ())
}

/// Renames, moves or reorders a node.
///
/// # Errors
/// The verb's.
pub fn change_node(
    cx: &mut Cx<'_, '_>,
    who: &Caller,
    what: NodeId,
    name: Option<&str>,
    into: Option<NodeId>,
    position: Option<usize>,
) -> Result<()> {
    let found = allowed(cx, who, what, Right::Write)?;
    let parent = into.map(|into| allowed(cx, who, into, Right::Write)).transpose()?;
    let name_rule = if found.node().kind == NodeKind::Notebook { NameRule::Notebook } else { NameRule::Section };
    let change = arrange::Change { name, name_rule, parent: parent.as_ref(), position, conflict: ConflictBehavior::Fail };
    arrange::change(cx, who, &found, &change).map(|_| ())
}

/// Gives a page another level, place or section, and returns its id then.
///
/// # Errors
/// The verb's.
pub fn place_page(
    cx: &mut Cx<'_, '_>,
    who: &Caller,
    id: PageId,
    level: Option<u32>,
    position: Option<usize>,
    section: Option<NodeId>,
) -> Result<PageId> {
    let found = allowed_page(cx, who, id, Right::Write, Need::Write)?;
    let section = section.map(|section| allowed(cx, who, section, Right::Write)).transpose()?;
    let change = page::place::Change { level, position, section: section.as_ref(), if_match: None };
    Ok(page::place::change(cx, who, &found, &change)?.id())
}

/// Returns a page's HTML as if it had been parsed: the page library has tests of its own.
#[must_use]
pub fn prepared(text: &str, created: Option<Timestamp>) -> Prepared {
    let words = store::search::Document::new(text, "");
    Prepared { title: text.to_owned(), created, canonical: text.as_bytes().to_vec(), words, ..Prepared::default() }
}

/// A blob store for worlds whose contents all lie in their rows.
#[derive(Clone, Copy, Debug)]
pub struct NoBlobs;

impl sweep::Blobs for NoBlobs {
    fn read(&self, _: &str, _: &Hash) -> Result<Vec<u8>> {
        Err(Error::Internal)
    }

    fn remove(&self, _: &str) -> Result<()> {
        Ok(())
    }
}

/// Returns a content that lies in its row.
#[must_use]
pub fn inline(text: &str) -> Content {
    let bytes = text.as_bytes();
    Content { hash: Hash::of(bytes), bytes: bytes.len() as u64, body: Body::Inline(bytes.to_vec()) }
}

/// Returns a page as if it had been parsed and staged. What follows each `+` in the text are the bytes of an image.
#[must_use]
pub fn staged(text: &str) -> (Prepared, Staged) {
    let resources: Vec<Content> = text.split('+').skip(1).map(inline).collect();
    let named = resources.iter().zip(ResourceId::NUMBER_MIN..).map(|(content, number)| Resource {
        number,
        hash: content.hash,
        bytes: content.bytes,
        media_type: "image/png".to_owned(),
        file_name: None,
    });
    (Prepared { resources: named.collect(), ..prepared(text, None) }, Staged { content: inline(text), resources })
}

fn print(cx: &mut Cx<'_, '_>, id: &NodeId, depth: usize) -> Result<String> {
    let node = store::node::find(cx.tx, id)?.ok_or(Error::NotFound)?;
    let mut out = format!("{}{}", "  ".repeat(depth), node.name);
    match node.kind {
        NodeKind::Section => {
            let row = store::section::get(cx.tx, &node.drive, id)?.ok_or(Error::Internal)?;
            let mut pages = store::page_list::read::newest_in(cx.tx, &row, None, 1_000_000, None)?;
            pages.sort_by_key(|listed| (listed.row.ord, listed.row.key));
            for (i, listed) in pages.iter().enumerate() {
                let body = store::content::get(cx.tx, &listed.row.content)?;
                let Some(Body::Inline(body)) = body else { return Err(Error::Internal) };
                let body = String::from_utf8_lossy(&body).into_owned();
                out += if i == 0 { ": " } else { ", " };
                out += &listed.row.title;
                if body != listed.row.title {
                    out += &format!("({body})");
                }
            }
        }
        NodeKind::SectionGroup => out += "/",
        _ => {}
    }
    out += "\n";
    for kind in [NodeKind::Folder, NodeKind::Notebook, NodeKind::SectionGroup, NodeKind::Section] {
        for child in store::node::children(cx.tx, &node.drive, id, kind, None, 1_000_000)? {
            out += &print(cx, &child.id, depth + 1)?;
        }
    }
    Ok(out)
}
