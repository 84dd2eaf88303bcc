//! Every race of the page lists' design, played step by step on PostgreSQL: with its mend removed the damage is seen,
//! with it everything holds.
//!
//! SQLite has one writer, so nothing here can happen there.
//! Planted bugs belong to the process: nextest gives each test one of its own.

mod administered;
mod asked;
mod bin;
mod collected;
mod counted;
mod folder;
mod history;
mod locked;
mod moved;
mod named;
mod quiet;
mod signed;

use app::{Caller, Cx, Result};
use model::{NodeId, PageId, PageKey, Timestamp};
use postgres::{Client, NoTls};
use std::time::{Duration, Instant};
use store::layer::{collect, flatten};
use store::planted::{self, Stop};
use store::{Pending, content};
use testkit::audit;
use testkit::world::{Engine, World};

/// How long a race waits for its other side. Only a failing test ever waits that long.
const PATIENCE: Duration = Duration::from_secs(8);

/// A section with pages, and a connection beside.
struct Race {
    world: World,
    who: Caller,
    /// The notebook.
    root: NodeId,
    section: NodeId,
    keys: Vec<PageKey>,
    client: Client,
}

impl Race {
    fn new(pages: usize) -> Option<Self> {
        if !testkit::postgres::wanted() {
            return None;
        }
        let world = World::new(Engine::Postgres);
        let who = world.user("alice");
        let nodes = world.sketch(&who, "Atlas\n  One\n");
        let keys = world.fill(&who, nodes[1], pages);
        let client = Client::connect(world.url().unwrap(), NoTls).unwrap();
        Some(Self { world, who, root: nodes[0], section: nodes[1], keys, client })
    }

    fn page(&self, at: usize) -> PageId {
        PageId { section: self.section, key: self.keys[at] }
    }

    /// Begins a transaction whose thread has a tag.
    fn begin<T: Send + 'static>(
        &self,
        tag: &'static str,
        verb: impl FnMut(&mut Cx<'_, '_>) -> Result<T> + Send + 'static,
    ) -> Pending<T, app::Error> {
        begin(&self.world, tag, verb)
    }

    fn begin_edit(&self, tag: &'static str, page: PageId, text: &'static str) -> Pending<(), app::Error> {
        let who = self.who.clone();
        self.begin(tag, move |cx| testkit::world::edit_page(cx, &who, page, text))
    }

    fn begin_copy(&self, tag: &'static str, what: NodeId, into: Option<NodeId>, name: &'static str) -> Pending<NodeId, app::Error> {
        begin_copy(&self.world, &self.who, tag, what, into, name)
    }

    fn copy(&self, name: &str) -> NodeId {
        self.world.copy(&self.who, self.section, Some(self.root), name).unwrap().outcome.unwrap().node
    }

    fn wait_until_blocked(&self) {
        wait_until_blocked(&self.world);
    }

    /// Ends a race of two; see [`end`].
    fn end<T>(&self, stop: &Stop, second: Pending<T, app::Error>, waits: bool) -> Result<T> {
        end(&self.world, stop, second, waits)
    }

    /// Purges what is trashed and collects what is unused, whatever its age: without a grace.
    fn collect_at_once(&self) {
        self.collect(Timestamp::from_micros(i64::MAX));
    }

    /// Collects with the grace that the program keeps.
    fn collect_after_grace(&self) {
        self.collect(self.world.app.now().plus_seconds(-collect::GRACE_SECONDS));
    }

    fn collect(&self, cutoff: Timestamp) {
        for _ in 0..4 {
            self.world
                .write(move |cx| {
                    let now = cx.now();
                    collect::lists(cx.tx, cutoff, now)?;
                    while collect::rows(cx.tx, now)? > 0 {}
                    content::collect(cx.tx, cutoff, now)?;
                    Ok(())
                })
                .unwrap();
        }
    }

    /// Flattens until nothing waits, but for what others hold.
    fn flatten(&self) {
        let step = || {
            self.world
                .write(|cx| {
                    let now = cx.now();
                    Ok(flatten::step(cx.tx, now)?)
                })
                .unwrap()
        };
        for _ in 0..32 {
            if step() == flatten::Flattened::Nothing {
                return;
            }
        }
    }

    /// Makes the section's head a sealed list that waits to be flattened, over the list of the first pages.
    fn queue_flatten(&self) {
        self.copy("keeps the first list");
        self.world.edit_many(&self.who, self.section, &self.keys[..260], "edited");
        assert!(self.world.app.store().statements_seen().contains_key("flatten.queue"));
    }

    fn complaints(&self) -> Vec<String> {
        audit::complaints(self.world.app.store())
    }

    /// Returns a section's titles.
    fn titles(&self, section: NodeId) -> Vec<String> {
        let line = self.world.print(section);
        let (_, pages) = line.trim_end().split_once(": ").unwrap_or(("", ""));
        pages.split(", ").map(str::to_owned).collect()
    }
}

/// Begins a transaction whose thread has a tag.
pub(crate) fn begin<T: Send + 'static>(
    world: &World,
    tag: &'static str,
    mut verb: impl FnMut(&mut Cx<'_, '_>) -> Result<T> + Send + 'static,
) -> Pending<T, app::Error> {
    world.app.write(move |cx| {
        let _tagged = planted::tagged(tag);
        verb(cx)
    })
}

/// Begins a copy that is made at once.
pub(crate) fn begin_copy(
    world: &World,
    who: &Caller,
    tag: &'static str,
    what: NodeId,
    into: Option<NodeId>,
    name: &'static str,
) -> Pending<NodeId, app::Error> {
    let (who, id) = (who.clone(), model::OperationId(world.guid()));
    begin(world, tag, move |cx| {
        let order = app::copy::Order {
            name: Some(name),
            name_rule: model::NameRule::Notebook,
            conflict: model::ConflictBehavior::Fail,
            id,
            with_versions: false,
            correlation: "",
        };
        Ok(testkit::world::copy_node(cx, &who, what, into, &order)?.outcome.ok_or(app::Error::Internal)?.node)
    })
}

/// Lets the one that stopped go on, and returns how the second fared: met waiting for the first, or done before.
pub(crate) fn end<T>(world: &World, stop: &Stop, second: Pending<T, app::Error>, waits: bool) -> Result<T> {
    if waits {
        wait_until_blocked(world);
        stop.release();
        return second.wait();
    }
    let fared = second.wait();
    stop.release();
    fared
}

/// Waits until some transaction waits for another's lock.
pub(crate) fn wait_until_blocked(world: &World) {
    // The locks that it shows are those of all databases.
    const WAITING: &str = "SELECT COUNT(*) FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
        WHERE NOT l.granted AND a.datname = current_database()";
    let mut client = Client::connect(world.url().unwrap(), NoTls).unwrap();
    let end = Instant::now() + PATIENCE;
    while Instant::now() < end {
        if client.query_one(WAITING, &[]).unwrap().get::<_, i64>(0) > 0 {
            return;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    panic!("nobody waits for a lock");
}

pub(crate) fn stop(point: &str, tag: &str) -> Stop {
    planted::stop_at(point, Some(tag))
}

pub(crate) fn reached(stop: &Stop) {
    assert!(stop.reached(PATIENCE), "nobody came to the stop");
}
