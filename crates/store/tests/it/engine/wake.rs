//! Waking those who wait for work.

use super::FIXTURE;
use crate::conformance::Bench;
use std::thread;
use std::time::{Duration, Instant};
use store::Store;

const SOON: Duration = Duration::from_secs(20);
const NOW: Duration = Duration::from_millis(1);

/// Hears what is left of the past.
fn drain(store: &Store) {
    while store.wait_for_wake(NOW) {}
}

conformance! {
    on super::FIXTURE;

    fn every_sleeper_wakes_once(store) {
        let (one, two) = (Store::clone(store), Store::clone(store));
        drain(&one);
        drain(&two);
        thread::scope(|scope| {
            let sleepers = [&one, &two].map(|sleeper| scope.spawn(|| sleeper.wait_for_wake(SOON)));
            store.wake();
            assert!(sleepers.into_iter().all(|sleeper| sleeper.join().unwrap()));
        });
    }

    fn a_wake_before_the_sleep_is_not_lost(store) {
        store.wake();
        assert!(store.wait_for_wake(NOW));
    }

    fn the_wait_ends_by_itself(store) {
        drain(store);
        let began = Instant::now();
        while store.wait_for_wake(Duration::from_millis(30)) {}
        assert!(began.elapsed() >= Duration::from_millis(30));
    }
}

#[test]
fn processes_wake_each_other_on_postgres() {
    if !testkit::postgres::wanted() {
        return;
    }
    let here = Bench::postgres(FIXTURE);
    let there = here.open();
    // The first wake tells that the listener listens.
    assert!(here.wait_for_wake(SOON));
    drain(&here);
    // One connection does the telling, and it has to be there first.
    there.write(super::count).wait().unwrap();
    there.wake();
    assert!(here.wait_for_wake(SOON));
}
