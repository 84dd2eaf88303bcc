//! Leases, retries, progress.

use super::{advance, claim, copy_of, world};
use app::operation::worker;
use model::OperationState;
use std::sync::atomic::AtomicBool;
use store::planted::{self, Fate};
use testkit::audit;

both! {
    fn a_worker_that_lost_its_lease_changes_nothing(engine) {
        let (world, who, root) = world(engine);
        let operation = world.copy(&who, root, None, "Copy").unwrap();
        let old = claim(&world);
        assert!(advance(&world, &old));
        // Nobody else may have it while the lease lasts.
        assert!(worker::claim(&world.app).unwrap().is_none());
        world.clock.advance_seconds(31);
        let new = claim(&world);
        assert_eq!(new.id, operation.id);
        let before = world.operation(operation.id);
        assert!(!advance(&world, &old));
        assert_eq!(world.operation(operation.id), before);
        while advance(&world, &new) {
            let before = world.operation(operation.id);
            assert!(!advance(&world, &old));
            assert_eq!(world.operation(operation.id), before);
        }
        let done = world.operation(operation.id);
        assert_eq!(world.print(done.outcome.unwrap().node), copy_of("Copy"));
        assert_eq!(audit::complaints(world.app.store()), [""; 0]);
    }

    fn a_worker_that_is_told_to_stop_gives_its_lease_back(engine) {
        let (world, who, root) = world(engine);
        let operation = world.copy(&who, root, None, "Copy").unwrap();
        assert_eq!(worker::once(&world.app, &AtomicBool::new(true)).unwrap(), worker::Worked::Some);
        let stopped = world.operation(operation.id);
        assert!(!stopped.state.is_final() && stopped.is_planned, "one step was made, and no more");
        // The clock stands still: whoever comes next need not wait for the lease to run out.
        let next = claim(&world);
        assert_eq!(next.id, operation.id);
        while advance(&world, &next) {}
        assert_eq!(world.print(world.operation(operation.id).outcome.unwrap().node), copy_of("Copy"));
    }

    fn a_step_renews_the_lease(engine) {
        let (world, who, root) = world(engine);
        world.copy(&who, root, None, "Copy").unwrap();
        let held = claim(&world);
        while advance(&world, &held) {
            world.clock.advance_seconds(29);
            assert!(worker::claim(&world.app).unwrap().is_none());
        }
    }

    fn an_error_that_may_pass_is_tried_again_with_growing_pauses_and_not_for_ever(engine) {
        let (world, who, root) = world(engine);
        let operation = world.copy(&who, root, None, "Copy").unwrap();
        for pause in [2, 4] {
            let held = claim(&world);
            planted::doom(1, Fate::Refused);
            assert!(!advance(&world, &held));
            let found = world.operation(operation.id);
            assert_eq!(found.not_before, world.app.now().plus_seconds(pause));
            assert!(!found.state.is_final());
            world.clock.advance_seconds(pause - 1);
            assert!(worker::claim(&world.app).unwrap().is_none());
            world.clock.advance_seconds(1);
        }
        let held = claim(&world);
        planted::doom(1, Fate::Refused);
        assert!(!advance(&world, &held));
        let found = world.operation(operation.id);
        assert_eq!((found.state, found.error.as_deref()), (OperationState::Failed, Some("unavailable")));
        assert_eq!(audit::complaints(world.app.store()), [""; 0]);
    }

    fn a_committed_step_starts_the_count_anew(engine) {
        let (world, who, root) = world(engine);
        let operation = world.copy(&who, root, None, "Copy").unwrap();
        for _ in 0..4 {
            for _ in 0..2 {
                let held = claim(&world);
                planted::doom(1, Fate::Refused);
                assert!(!advance(&world, &held));
                world.clock.advance_seconds(60);
            }
            let held = claim(&world);
            let more = advance(&world, &held);
            assert_eq!(world.operation(operation.id).attempt, if more { 0 } else { 3 });
            world.clock.advance_seconds(60);
        }
        world.work();
        assert_eq!(world.operation(operation.id).state, OperationState::Completed);
    }

    fn what_kills_its_workers_is_given_up(engine) {
        let (world, who, root) = world(engine);
        let operation = world.copy(&who, root, None, "Copy").unwrap();
        for _ in 0..3 {
            drop(claim(&world));
            world.clock.advance_seconds(31);
        }
        let held = claim(&world);
        assert!(!advance(&world, &held));
        let found = world.operation(operation.id);
        assert_eq!((found.state, found.error.as_deref()), (OperationState::Failed, Some("internal")));
        assert!(worker::claim(&world.app).unwrap().is_none());
    }

    fn progress_rises_and_is_whole_only_at_the_end(engine) {
        let (world, who, root) = world(engine);
        let operation = world.copy(&who, root, None, "Copy").unwrap();
        let held = claim(&world);
        let mut seen = vec![0];
        loop {
            let more = advance(&world, &held);
            let found = world.operation(operation.id);
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
