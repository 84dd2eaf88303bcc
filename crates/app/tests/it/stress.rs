//! Many clients at once, for a few seconds.
//!
//! Goal: whatever meets whatever, a copy is one instant of its source and stays what it was.
//! Method: two pages of a section, the twins, carry one counter that is raised in both by one transaction. Whoever reads a
//! section finds them equal; a copy that nobody edits shows its first counter for ever. The clock runs three hundred times
//! as fast as the wall's, so that lists are really collected meanwhile.

use app::{Error, Settings};
use model::{NodeId, PageId, PageKey};
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::thread;
use std::time::{Duration, Instant};
use store::page_list::read;
use store::{Store, section};
use testkit::ambient::SeededIds;
use testkit::audit;
use testkit::world::{Engine, World, allowed_page, edit_page};

const CLIENTS: u64 = 8;
const LASTS: Duration = Duration::from_secs(6);
/// How much longer it may last.
const PATIENCE: Duration = Duration::from_secs(40);
/// What must have happened.
const PATHS: &[&str] = &["page.fold", "flatten.done", "collect.release", "section.remove"];
const FILLERS: usize = 150;
const SECTIONS_MAX: usize = 40;

struct Stress {
    world: World,
    who: app::Caller,
    root: NodeId,
    twins: [PageKey; 2],
    fillers: Vec<PageKey>,
    /// Sections that may be edited and deleted.
    loose: Mutex<Vec<NodeId>>,
    /// Copies that nobody edits, and the counter that they showed first.
    frozen: Mutex<BTreeMap<NodeId, String>>,
    done: [AtomicU64; 6],
    number: AtomicU64,
}

impl Stress {
    fn new(engine: Engine) -> Self {
        let settings = Settings { trash_kept_seconds: 0, ..Settings::default() };
        let world = World::with(engine, settings, 1);
        let who = world.user("alice");
        let nodes = world.sketch(&who, "Atlas\n  One: 0, 0\n  Two: 0, 0\n");
        let keys = |section: NodeId| {
            world.read(move |cx| {
                let drive = store::node::find(cx.tx, &section)?.unwrap().drive;
                let row = section::get(cx.tx, &drive, &section)?.unwrap();
                Ok(read::newest_in(cx.tx, &row, None, 2, None)?.iter().map(|listed| listed.row.key).collect::<Vec<_>>())
            })
        };
        let twins = keys(nodes[1]).unwrap().try_into().unwrap();
        let fillers = world.fill(&who, nodes[1], FILLERS);
        world.delete(&who, nodes[2]).unwrap();
        let loose = Mutex::new(vec![nodes[1]]);
        Self {
            root: nodes[0],
            who,
            world,
            twins,
            fillers,
            loose,
            frozen: Mutex::default(),
            done: Default::default(),
            number: AtomicU64::new(0),
        }
    }

    fn some(&self, random: &SeededIds) -> Option<NodeId> {
        let loose = self.loose.lock().unwrap();
        if loose.is_empty() { None } else { Some(loose[random.below(loose.len())]) }
    }

    /// Raises the counter of a section's twins.
    fn raise(&self, section: NodeId) -> app::Result<()> {
        let (who, twins) = (self.who.clone(), self.twins);
        self.world.write(move |cx| {
            // The section is locked by the first edit, so the counter is read after it.
            let first = PageId { section, key: twins[0] };
            edit_page(cx, &who, first, "locked")?;
            let second = PageId { section, key: twins[1] };
            let title = allowed_page(cx, &who, second, model::Right::Read, model::Need::ReadPages)?.row().title.clone();
            let next = (title.parse::<u64>().unwrap() + 1).to_string();
            edit_page(cx, &who, first, &next)?;
            edit_page(cx, &who, second, &next)
        })
    }

    /// Edits many pages that nobody looks at, so that layers hide rows.
    fn churn(&self, section: NodeId, random: &SeededIds) -> app::Result<()> {
        let (by, keys) = (*self.who.user(), self.fillers.clone());
        let text = random.below(1_000).to_string();
        self.world.write(move |cx| {
            let node = store::node::find(cx.tx, &section)?.ok_or(Error::NotFound)?;
            let (ids, now, body) = (cx.ids(), cx.now(), testkit::world::inline(&text));
            store::content::put(cx.tx, &body, now)?;
            let writer = store::page_list::write::Writer::lock(cx.tx, ids, &node.drive, &section, now)?;
            let mut writer = writer.ok_or(Error::NotFound)?;
            for key in &keys {
                let found = writer.page(key)?.ok_or(Error::Internal)?;
                writer.replace(found, &body.hash, body.bytes, &text)?;
            }
            writer.finish(&by)?;
            Ok(())
        })
    }

    /// Reads a section whole, checks it against itself and returns the counter.
    fn look(&self, section: NodeId) -> app::Result<String> {
        let twins = self.twins;
        let (n, pages) = self.world.read(move |cx| {
            let node = store::node::find(cx.tx, &section)?.ok_or(Error::NotFound)?;
            let row = section::get(cx.tx, &node.drive, &section)?.ok_or(Error::NotFound)?;
            Ok((row.held.n, read::newest_in(cx.tx, &row, None, 10 + FILLERS, None)?))
        })?;
        assert_eq!((n, pages.len()), (pages.len() as u64, 2 + FILLERS));
        let title = |key: &PageKey| pages.iter().find(|listed| listed.row.key == *key).expect("a twin is there").row.title.clone();
        let [one, other] = [title(&twins[0]), title(&twins[1])];
        assert_eq!(one, other, "the twins differ");
        Ok(one)
    }

    fn copy(&self, what: NodeId, random: &SeededIds) -> app::Result<()> {
        let name = format!("copy {}", self.number.fetch_add(1, SeqCst));
        let copied = self.world.copy(&self.who, what, Some(self.root), &name)?;
        let node = copied.outcome.unwrap().node;
        let counter = self.look(node)?;
        if random.below(3) == 0 && self.frozen.lock().unwrap().len() < SECTIONS_MAX {
            self.frozen.lock().unwrap().insert(node, counter);
        } else {
            self.loose.lock().unwrap().push(node);
        }
        Ok(())
    }

    fn delete(&self, random: &SeededIds) -> app::Result<()> {
        let taken = {
            let mut loose = self.loose.lock().unwrap();
            if loose.len() < 4 {
                return Ok(());
            }
            let at = random.below(loose.len());
            loose.swap_remove(at)
        };
        self.world.delete(&self.who, taken)
    }

    fn client(&self, number: u64, stop: &AtomicBool) {
        let random = SeededIds::new(number);
        while !stop.load(SeqCst) {
            let Some(section) = self.some(&random) else { continue };
            let full = self.loose.lock().unwrap().len() > SECTIONS_MAX;
            let (what, outcome) = match random.below(20) {
                0..7 => (0, self.raise(section)),
                7..9 => (1, self.churn(section, &random)),
                9..14 if !full => (2, self.copy(section, &random)),
                9..15 => (3, self.delete(&random)),
                15..18 => (4, self.look(section).map(|_| ())),
                _ => (5, self.look_at_frozen(&random)),
            };
            match outcome {
                Ok(()) => drop(self.done[what].fetch_add(1, SeqCst)),
                // Somebody deleted the section, or everybody wants it.
                Err(Error::NotFound | Error::SourceGone | Error::Busy) => {}
                Err(other) => panic!("{other:?}"),
            }
        }
    }

    fn look_at_frozen(&self, random: &SeededIds) -> app::Result<()> {
        let (node, counter) = {
            let frozen = self.frozen.lock().unwrap();
            if frozen.is_empty() {
                return Ok(());
            }
            let (node, counter) = frozen.iter().nth(random.below(frozen.len())).unwrap();
            (*node, counter.clone())
        };
        assert_eq!(self.look(node)?, counter, "a copy changed");
        Ok(())
    }
}

fn stress(engine: Engine) {
    let stress = Stress::new(engine);
    let (stop, end) = (AtomicBool::new(false), Instant::now() + LASTS);
    thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|number| {
                scope.spawn({
                    let (stress, stop) = (&stress, &stop);
                    move || stress.client(number, stop)
                })
            })
            .collect();
        scope.spawn(|| {
            while !stop.load(SeqCst) {
                thread::sleep(Duration::from_millis(10));
                // Two transactions may meet in a deadlock and one be tried again too often; the next round does it.
                match app::sweep::round(&stress.world.app, &testkit::world::NoBlobs) {
                    Ok(_) | Err(Error::Busy) => {}
                    Err(other) => panic!("{other:?}"),
                }
            }
        });
        // On a machine that is busy with other things it lasts until it was worth it, within bounds.
        let is_over = || Instant::now() > end && (ran(&stress, PATHS) || Instant::now() > end + PATIENCE);
        while !is_over() && !clients.iter().any(thread::ScopedJoinHandle::is_finished) {
            thread::sleep(Duration::from_millis(20));
            stress.world.clock.advance_seconds(6);
        }
        stop.store(true, SeqCst);
        clients.into_iter().for_each(|client| client.join().unwrap());
    });
    let store: &Store = stress.world.app.store();
    println!("raised, churned, copied, deleted, looked, looked at frozen: {:?}", stress.done);
    println!("{:?}", store.stats());
    assert_eq!(audit::complaints(store), [""; 0]);
    for (node, counter) in stress.frozen.lock().unwrap().iter() {
        assert_eq!(stress.look(*node).unwrap(), *counter, "a copy changed");
    }
    stress.world.sweep_all();
    assert_eq!(audit::leftovers(store), [""; 0]);
    assert!(ran(&stress, PATHS), "not all of {PATHS:?} did run");
    assert!(stress.done.iter().all(|done| done.load(SeqCst) > 0));
}

fn ran(stress: &Stress, labels: &[&str]) -> bool {
    let seen = stress.world.app.store().statements_seen();
    labels.iter().all(|label| seen.contains_key(label))
}

both! {
    fn twins_stay_equal(engine) {
        stress(engine);
    }
}
