//! Failures that only a test can bring about, and the tools that other tests bring them about with.

use super::{FIXTURE, add, count};
use crate::conformance::Bench;
use std::time::Duration;
use store::planted::{self, Fate};
use store::{Error, Store};

conformance! {
    on FIXTURE;

    fn a_refused_commit_leaves_nothing(store) {
        planted::doom(2, Fate::Refused);
        store.write(|tx| add(tx, 1, "a")).wait().unwrap();
        let refused = store.write(|tx| add(tx, 2, "b")).wait();
        assert!(matches!(refused, Err(Error::Unavailable(_))), "{refused:?}");
        store.write(|tx| add(tx, 3, "c")).wait().unwrap();
        assert_eq!(store.read(count).wait().unwrap(), 2);
    }

    fn an_unanswered_commit_happened(store) {
        planted::doom(1, Fate::Unanswered);
        let unknown = store.write(|tx| add(tx, 1, "a")).wait();
        assert!(matches!(unknown, Err(Error::Unavailable(_))), "{unknown:?}");
        assert_eq!(store.read(count).wait().unwrap(), 1);
    }

    fn a_stop_holds_who_has_its_tag(store) {
        let stop = planted::stop_at("here", Some("b"));
        let pass = |tag: &'static str, id| {
            let store = Store::clone(store);
            std::thread::spawn(move || store.write(move |tx| {
                let _tagged = planted::tagged(tag);
                add(tx, id, &id.to_string())?;
                planted::pause("here");
                planted::pause("elsewhere");
                Ok::<_, Error>(())
            }).wait())
        };
        pass("a", 1).join().unwrap().unwrap();
        let stopped = pass("b", 2);
        assert!(stop.reached(Duration::from_secs(10)));
        assert_eq!(store.read(count).wait().unwrap(), 1);
        stop.release();
        stopped.join().unwrap().unwrap();
        assert_eq!(store.read(count).wait().unwrap(), 2);
        pass("b", 3).join().unwrap().unwrap();
    }
}

#[test]
fn a_failed_sync_stops_all_writing_and_no_reading() {
    let bench = Bench::sqlite(FIXTURE);
    bench.write(|tx| add(tx, 1, "a")).wait().unwrap();
    planted::doom(1, Fate::Unsynced);
    let failed = bench.write(|tx| add(tx, 2, "b")).wait();
    assert!(matches!(failed, Err(Error::Failed)), "{failed:?}");
    assert!(bench.failed());
    assert!(matches!(bench.write(|tx| add(tx, 3, "c")).wait(), Err(Error::Failed)));
    assert_eq!(bench.read(count).wait().unwrap(), 1);
}

#[test]
fn a_bug_is_there_until_it_is_uprooted() {
    assert!(!planted::is("bug"));
    planted::plant("bug");
    assert!(planted::is("bug") && !planted::is("other"));
    planted::uproot("bug");
    assert!(!planted::is("bug"));
}
