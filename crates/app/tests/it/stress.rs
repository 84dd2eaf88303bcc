//! Many clients at once, for a few seconds.
//!
//! Goal: whatever meets whatever, a copy is one instant of its source and stays what it was.
//! Method: two pages of a section or files of a folder, the twins, carry one counter that is raised in both by one transaction.
//! Whoever reads their place finds them equal; a copy that nobody edits shows its first counter for ever. The clock runs three
//! hundred times as fast as the wall's, so that lists are really collected meanwhile.

mod twins;

use app::{Error, Settings};
use model::NodeId;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::thread;
use std::time::{Duration, Instant};
use store::Store;
use testkit::ambient::SeededIds;
use testkit::audit;
use testkit::world::{Engine, World};
use twins::{Born, Twins};

const CLIENTS: u64 = 8;
const LASTS: Duration = Duration::from_secs(6);
/// How much longer it may last.
const PATIENCE: Duration = Duration::from_secs(40);
const PLACES_MAX: usize = 40;

struct Stress {
    world: World,
    who: app::Caller,
    twins: Twins,
    /// What copies go into.
    root: NodeId,
    /// Places that may be edited and deleted.
    loose: Mutex<Vec<NodeId>>,
    /// Copies that nobody edits, and the counter that they showed first.
    frozen: Mutex<BTreeMap<NodeId, String>>,
    done: [AtomicU64; 6],
    number: AtomicU64,
}

impl Stress {
    fn new(engine: Engine, twins: fn(&World, &app::Caller) -> Born) -> Self {
        let settings = Settings { trash_kept_seconds: 0, ..Settings::default() };
        let world = World::with(engine, settings, 1);
        let who = world.user("alice");
        let (twins, root, place) = twins(&world, &who);
        let loose = Mutex::new(vec![place]);
        Self { root, who, world, twins, loose, frozen: Mutex::default(), done: Default::default(), number: AtomicU64::new(0) }
    }

    fn some(&self, random: &SeededIds) -> Option<NodeId> {
        let loose = self.loose.lock().unwrap();
        if loose.is_empty() { None } else { Some(loose[random.below(loose.len())]) }
    }

    fn raise(&self, place: NodeId) -> app::Result<()> {
        let (who, twins) = (self.who.clone(), self.twins.clone());
        self.world.write(move |cx| twins.raise(cx, &who, place))
    }

    fn churn(&self, place: NodeId, random: &SeededIds) -> app::Result<()> {
        let (who, twins, text) = (self.who.clone(), self.twins.clone(), random.below(1_000).to_string());
        self.world.write(move |cx| twins.churn(cx, &who, place, &text))
    }

    fn look(&self, place: NodeId) -> app::Result<String> {
        let twins = self.twins.clone();
        self.world.read(move |cx| twins.look(cx, &place))
    }

    fn copy(&self, what: NodeId, random: &SeededIds) -> app::Result<()> {
        let name = format!("copy {}", self.number.fetch_add(1, SeqCst));
        let copied = self.world.copy(&self.who, what, Some(self.root), &name)?;
        let node = copied.outcome.unwrap().node;
        let counter = self.look(node)?;
        if random.below(3) == 0 && self.frozen.lock().unwrap().len() < PLACES_MAX {
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
            let Some(place) = self.some(&random) else { continue };
            let full = self.loose.lock().unwrap().len() > PLACES_MAX;
            let (what, outcome) = match random.below(20) {
                0..7 => (0, self.raise(place)),
                7..9 => (1, self.churn(place, &random)),
                9..14 if !full => (2, self.copy(place, &random)),
                9..15 => (3, self.delete(&random)),
                15..18 => (4, self.look(place).map(|_| ())),
                _ => (5, self.look_at_frozen(&random)),
            };
            match outcome {
                Ok(()) => drop(self.done[what].fetch_add(1, SeqCst)),
                // Somebody deleted the place, or everybody wants it.
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

fn stress(engine: Engine, twins: fn(&World, &app::Caller) -> Born) {
    let stress = Stress::new(engine, twins);
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
        let is_over = || Instant::now() > end && (ran(&stress) || Instant::now() > end + PATIENCE);
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
    assert!(ran(&stress), "not all of {:?} did run", stress.twins.paths());
    assert!(stress.done.iter().all(|done| done.load(SeqCst) > 0));
}

fn ran(stress: &Stress) -> bool {
    let seen = stress.world.app.store().statements_seen();
    stress.twins.paths().iter().all(|label| seen.contains_key(label))
}

both! {
    fn twins_stay_equal(engine) {
        stress(engine, Twins::pages);
    }

    fn twins_that_are_files_stay_equal(engine) {
        stress(engine, Twins::files);
    }
}
