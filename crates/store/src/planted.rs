//! Bugs, pauses and crashes that a test plants, to prove that the other tests would notice and to play a race step by step.
//!
//! All of it is behind the feature `planted`, which no released program has. Without it these functions are constants,
//! and nothing of them is left in the program.
//!
//! Planted things belong to the process. Tests that plant therefore need a process each, as nextest gives them.

#[cfg(not(feature = "planted"))]
pub use off::*;
#[cfg(feature = "planted")]
pub use on::*;

/// What becomes of a commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is made and answered.
    Made,
    /// It is not made, as if the process had died before.
    Refused,
    /// It is made, and the answer is that nobody knows, as if the process had died after.
    Unanswered,
    /// Its sync fails, which must stop all writing. PostgreSQL's syncs are not ours; there it is refused.
    Unsynced,
}

#[cfg(not(feature = "planted"))]
mod off {
    use super::Fate;

    /// Tells whether the bug of this name is planted: never, in this program.
    #[inline(always)]
    #[must_use]
    pub const fn is(_bug: &str) -> bool {
        false
    }

    /// Stands still where a test has put a stop: nowhere, in this program.
    #[inline(always)]
    pub const fn pause(_point: &str) {}

    /// Notes the text of a statement: nobody asks for it, in this program.
    #[inline(always)]
    pub(crate) const fn shape(_label: &'static str, _text: &str) {}

    /// Says what becomes of the next commit: it is made.
    #[inline(always)]
    pub(crate) const fn commit() -> Fate {
        Fate::Made
    }
}

#[cfg(feature = "planted")]
mod on {
    use super::Fate;
    use crate::engine::lock;
    use std::cell::RefCell;
    use std::collections::{BTreeMap, BTreeSet};
    use std::sync::{Arc, Condvar, Mutex};
    use std::time::Duration;

    static BUGS: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    static STOPS: Mutex<Vec<Arc<Standing>>> = Mutex::new(Vec::new());
    static DOOM: Mutex<Option<(u64, Fate)>> = Mutex::new(None);
    static SHAPES: Mutex<BTreeMap<&'static str, String>> = Mutex::new(BTreeMap::new());

    thread_local! {
        static TAG: RefCell<Option<String>> = const { RefCell::new(None) };
    }

    /// Plants the bug of this name.
    pub fn plant(bug: &str) {
        lock(&BUGS).insert(bug.to_owned());
    }

    /// Takes the bug of this name away again.
    pub fn uproot(bug: &str) {
        lock(&BUGS).remove(bug);
    }

    /// Tells whether the bug of this name is planted.
    #[must_use]
    pub fn is(bug: &str) -> bool {
        lock(&BUGS).contains(bug)
    }

    /// Notes the text of a statement that runs.
    pub(crate) fn shape(label: &'static str, text: &str) {
        lock(&SHAPES).insert(label, text.to_owned());
    }

    /// Returns the text of the last statement with this label that ran, for tests that explain it.
    #[must_use]
    pub fn last_shape(label: &str) -> Option<String> {
        lock(&SHAPES).get(label).cloned()
    }

    /// Returns the labels of all statements that ran.
    #[must_use]
    pub fn labels() -> Vec<&'static str> {
        let mut labels: Vec<_> = lock(&SHAPES).keys().copied().collect();
        labels.sort_unstable();
        labels
    }

    /// Dooms the `nth` commit of a write transaction from now (the next is 1), once.
    pub fn doom(nth: u64, fate: Fate) {
        *lock(&DOOM) = Some((nth, fate));
    }

    /// Says what becomes of the next commit.
    pub(crate) fn commit() -> Fate {
        let mut doom = lock(&DOOM);
        match &mut *doom {
            Some((1, fate)) => {
                let fate = *fate;
                *doom = None;
                fate
            }
            Some((left, _)) => {
                *left -= 1;
                Fate::Made
            }
            None => Fate::Made,
        }
    }

    /// Tags this thread until the guard is dropped. Closures run on threads of the engine, so they tag themselves.
    #[must_use]
    pub fn tagged(tag: &str) -> Tagged {
        Tagged(TAG.replace(Some(tag.to_owned())))
    }

    /// Puts the thread's former tag back when dropped.
    #[derive(Debug)]
    pub struct Tagged(Option<String>);

    impl Drop for Tagged {
        fn drop(&mut self) {
            TAG.set(self.0.take());
        }
    }

    /// Makes the next thread that comes to `point` stand still there, once. With a tag: the next one that has it.
    #[must_use]
    pub fn stop_at(point: &str, tag: Option<&str>) -> Stop {
        let standing = Arc::new(Standing {
            point: point.to_owned(),
            tag: tag.map(str::to_owned),
            phase: Mutex::new(Phase::Awaited),
            changed: Condvar::new(),
        });
        lock(&STOPS).push(Arc::clone(&standing));
        Stop(standing)
    }

    /// A test's end of a stop. Dropping it lets the thread go on.
    #[derive(Debug)]
    pub struct Stop(Arc<Standing>);

    impl Stop {
        /// Waits until a thread stands at the point, and tells whether one does.
        #[must_use]
        pub fn reached(&self, timeout: Duration) -> bool {
            let phase = lock(&self.0.phase);
            let waited = self.0.changed.wait_timeout_while(phase, timeout, |phase| *phase == Phase::Awaited);
            waited.is_ok_and(|(phase, _)| *phase != Phase::Awaited)
        }

        /// Lets the thread go on; one that comes later does not stop.
        pub fn release(&self) {
            *lock(&self.0.phase) = Phase::Released;
            self.0.changed.notify_all();
        }
    }

    impl Drop for Stop {
        fn drop(&mut self) {
            self.release();
            lock(&STOPS).retain(|standing| !Arc::ptr_eq(standing, &self.0));
        }
    }

    #[derive(Debug)]
    struct Standing {
        point: String,
        tag: Option<String>,
        phase: Mutex<Phase>,
        changed: Condvar,
    }

    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    enum Phase {
        Awaited,
        Here,
        Released,
    }

    /// Stands still while a test has put a stop at `point` for this thread.
    pub fn pause(point: &str) {
        let mine = |standing: &&Arc<Standing>| {
            standing.point == point
                && (standing.tag.is_none() || TAG.with_borrow(|tag| *tag == standing.tag))
                && *lock(&standing.phase) == Phase::Awaited
        };
        let Some(standing) = lock(&STOPS).iter().find(mine).map(Arc::clone) else { return };
        let mut phase = lock(&standing.phase);
        if *phase == Phase::Awaited {
            *phase = Phase::Here;
            standing.changed.notify_all();
        }
        drop(standing.changed.wait_while(phase, |phase| *phase == Phase::Here));
    }
}
