//! Leases, retries, progress.

use super::Bench;
use app::operation::worker;
use model::OperationState;
use std::sync::atomic::AtomicBool;
use store::planted::{self, Fate};
use testkit::audit;

of_each! {
    fn a_worker_that_lost_its_lease_changes_nothing(engine, what) {
        let bench = Bench::new(engine, what);
        let operation = bench.copy("Copy");
        let old = bench.claim();
        assert!(bench.advance(&old));
        // Nobody else may have it while the lease lasts.
        assert!(worker::claim(&bench.world.app).unwrap().is_none());
        bench.world.clock.advance_seconds(31);
        let new = bench.claim();
        assert_eq!(new.id, operation.id);
        let before = bench.world.operation(operation.id);
        assert!(!bench.advance(&old));
        assert_eq!(bench.world.operation(operation.id), before);
        while bench.advance(&new) {
            let before = bench.world.operation(operation.id);
            assert!(!bench.advance(&old));
            assert_eq!(bench.world.operation(operation.id), before);
        }
        let done = bench.world.operation(operation.id);
        assert_eq!(bench.world.print(done.outcome.unwrap().node), bench.copy_of("Copy"));
        assert_eq!(audit::complaints(bench.world.app.store()), [""; 0]);
    }

    fn a_worker_that_is_told_to_stop_gives_its_lease_back(engine, what) {
        let bench = Bench::new(engine, what);
        let operation = bench.copy("Copy");
        assert_eq!(worker::once(&bench.world.app, &AtomicBool::new(true)).unwrap(), worker::Worked::Some);
        let stopped = bench.world.operation(operation.id);
        assert!(!stopped.state.is_final() && stopped.is_planned, "one step was made, and no more");
        // The clock stands still: whoever comes next need not wait for the lease to run out.
        let next = bench.claim();
        assert_eq!(next.id, operation.id);
        while bench.advance(&next) {}
        assert_eq!(bench.world.print(bench.world.operation(operation.id).outcome.unwrap().node), bench.copy_of("Copy"));
    }

    fn a_step_renews_the_lease(engine, what) {
        let bench = Bench::new(engine, what);
        bench.copy("Copy");
        let held = bench.claim();
        while bench.advance(&held) {
            bench.world.clock.advance_seconds(29);
            assert!(worker::claim(&bench.world.app).unwrap().is_none());
        }
    }

    fn an_error_that_may_pass_is_tried_again_with_growing_pauses_and_not_for_ever(engine, what) {
        let bench = Bench::new(engine, what);
        let operation = bench.copy("Copy");
        for pause in [2, 4] {
            let held = bench.claim();
            planted::doom(1, Fate::Refused);
            assert!(!bench.advance(&held));
            let found = bench.world.operation(operation.id);
            assert_eq!(found.not_before, bench.world.app.now().plus_seconds(pause));
            assert!(!found.state.is_final());
            bench.world.clock.advance_seconds(pause - 1);
            assert!(worker::claim(&bench.world.app).unwrap().is_none());
            bench.world.clock.advance_seconds(1);
        }
        let held = bench.claim();
        planted::doom(1, Fate::Refused);
        assert!(!bench.advance(&held));
        let found = bench.world.operation(operation.id);
        assert_eq!((found.state, found.error.as_deref()), (OperationState::Failed, Some("unavailable")));
        assert_eq!(audit::complaints(bench.world.app.store()), [""; 0]);
    }

    fn a_committed_step_starts_the_count_anew(engine, what) {
        let bench = Bench::new(engine, what);
        let operation = bench.copy("Copy");
        for _ in 0..4 {
            for _ in 0..2 {
                let held = bench.claim();
                planted::doom(1, Fate::Refused);
                assert!(!bench.advance(&held));
                bench.world.clock.advance_seconds(60);
            }
            let held = bench.claim();
            let more = bench.advance(&held);
            assert_eq!(bench.world.operation(operation.id).attempt, if more { 0 } else { 3 });
            bench.world.clock.advance_seconds(60);
        }
        bench.world.work();
        assert_eq!(bench.world.operation(operation.id).state, OperationState::Completed);
    }

    fn what_kills_its_workers_is_given_up(engine, what) {
        let bench = Bench::new(engine, what);
        let operation = bench.copy("Copy");
        for _ in 0..3 {
            drop(bench.claim());
            bench.world.clock.advance_seconds(31);
        }
        let held = bench.claim();
        assert!(!bench.advance(&held));
        let found = bench.world.operation(operation.id);
        assert_eq!((found.state, found.error.as_deref()), (OperationState::Failed, Some("internal")));
        assert!(worker::claim(&bench.world.app).unwrap().is_none());
    }

    fn progress_rises_and_is_whole_only_at_the_end(engine, what) {
        let bench = Bench::new(engine, what);
        let operation = bench.copy("Copy");
        let held = bench.claim();
        let mut seen = vec![0];
        loop {
            let more = bench.advance(&held);
            let found = bench.world.operation(operation.id);
            let percent = found.progress.percent(found.state);
            assert!(seen.last().is_some_and(|last| *last <= percent), "{seen:?} {percent}");
            assert_eq!(percent == 100, found.state == OperationState::Completed);
            assert_eq!(found.outcome.is_some(), found.state == OperationState::Completed);
            seen.push(percent);
            if !more {
                break;
            }
        }
        assert!(seen.len() >= 5 && seen.last() == Some(&100), "{seen:?}");
    }
}
