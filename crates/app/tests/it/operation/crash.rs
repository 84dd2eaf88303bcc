//! Goal: a crash anywhere in a copy leaves nothing visible, or all of it.
//! Method: count the commits of an undisturbed copy, then copy once per commit and disturb that one: it is not made, it is
//! made and nobody hears of it, or the worker is gone right after it. A new worker finishes. Prints are equal, ids aside.

use super::Bench;
use app::operation::worker;
use app::{Error, Settings};
use model::{NodeKind, OperationState};
use std::sync::atomic::AtomicBool;
use store::operation::Operation;
use store::planted::{self, Fate};
use store::tree_copy::top::top;
use store::tree_copy::{self, Target};
use testkit::audit;
use testkit::world::World;

/// Copies once undisturbed and returns how many commits the worker made.
fn commits(bench: &Bench) -> u64 {
    let operation = bench.copy("Undisturbed");
    let before = bench.world.app.store().stats().commits;
    assert_eq!(worker::once(&bench.world.app, &AtomicBool::new(false)), Ok(worker::Worked::Some));
    assert_eq!(bench.world.operation(operation.id).state, OperationState::Completed);
    bench.world.app.store().stats().commits - before
}

/// Lets the next worker finish an operation, after whatever befell the one before, and looks at the copy.
fn finish(bench: &Bench, operation: &Operation, name: &str) {
    bench.world.clock.advance_seconds(120);
    bench.world.work();
    bench.is_copied(operation, name);
}

of_each! {
    fn a_commit_that_is_not_made_is_made_later(engine, what) {
        disturb(Bench::new(engine, what), Fate::Refused);
    }

    fn a_commit_that_nobody_heard_of_is_not_repeated(engine, what) {
        disturb(Bench::new(engine, what), Fate::Unanswered);
    }

    fn a_worker_that_is_gone_is_followed_by_another(engine, what) {
        let mut bench = Bench::new(engine, what);
        // One claim, one plan, batches, one publication.
        let steps = commits(&bench) - 1;
        assert!(steps >= 4, "{steps}");
        for made in 0..steps {
            let name = format!("Copy {made}");
            let operation = bench.copy(&name);
            let held = bench.claim();
            for _ in 0..made {
                assert!(bench.advance(&held));
            }
            assert!(bench.find(&name).is_none(), "a copy is seen before it is whole");
            bench.world.restart();
            finish(&bench, &operation, &name);
        }
        bench.is_tidy();
    }

    fn a_copy_at_once_is_made_whole_or_not_at_all(engine, what) {
        let bench = Bench::with(engine, what, Settings::default());
        bench.make_room("Copy");
        let before = count(&bench.world);
        planted::doom(1, Fate::Refused);
        assert_eq!(bench.ask(&bench.who, "Copy").unwrap_err(), Error::Unavailable);
        assert_eq!((count(&bench.world), bench.find("Copy")), (before, None));
        planted::doom(1, Fate::Unanswered);
        assert_eq!(bench.ask(&bench.who, "Copy").unwrap_err(), Error::Unavailable);
        assert_eq!(bench.world.print(bench.find("Copy").unwrap()), bench.copy_of("Copy"));
        bench.is_sound();
    }

    fn a_repeated_step_changes_nothing(engine, what) {
        let bench = Bench::new(engine, what);
        let operation = bench.copy("Copy");
        let held = bench.claim();
        let mut made = 0;
        while bench.advance(&held) {
            made += 1;
            let (id, by, kind) = (operation.id, *bench.who.user(), what.kind());
            // All batches so far once more, as by a worker that did not hear of its commits.
            let again = bench.world.write(move |cx| {
                let found = store::operation::get(cx.tx, &id)?.unwrap();
                let notebook = top(cx.tx, &id)?.map(|top| top.copy).filter(|_| kind == NodeKind::Notebook);
                let (drive, parent) = (&found.request.target_drive, &found.request.target);
                let target = Target { drive, parent, notebook: notebook.as_ref(), kind, by: &by, now: cx.now() };
                Ok(tree_copy::build(cx.tx, &id, &target, 0, found.progress.done, tree_copy::Built::Staged)?)
            });
            again.unwrap();
        }
        assert!(made >= 3, "{made}");
        bench.is_copied(&operation, "Copy");
        let done = bench.world.operation(operation.id);
        // After the end another step finds nothing to do.
        assert!(!bench.advance(&held));
        assert_eq!(bench.world.operation(operation.id), done);
        bench.is_sound();
    }

    fn a_cancelled_copy_leaves_nothing(engine, what) {
        let bench = Bench::new(engine, what);
        let steps = commits(&bench) - 1;
        bench.make_room("Never");
        let before = [bench.world.print(bench.root), count(&bench.world)];
        for made in 0..steps {
            let operation = bench.copy("Never");
            let held = bench.claim();
            for _ in 0..made {
                assert!(bench.advance(&held));
            }
            bench.world.cancel(&bench.who, operation.id).unwrap();
            assert_eq!(bench.world.cancel(&bench.who, operation.id), Err(Error::AlreadyEnded));
            assert_eq!(bench.failed(&operation), "cancelled");
            let ended = bench.world.operation(operation.id);
            // The worker does not know yet.
            assert!(!bench.advance(&held));
            assert_eq!(bench.world.operation(operation.id), ended);
            assert_eq!([bench.world.print(bench.root), count(&bench.world)], before);
        }
        bench.is_tidy();
    }
}

fn disturb(mut bench: Bench, fate: Fate) {
    let commits = commits(&bench);
    assert!(commits >= 5, "{commits}");
    for nth in 1..=commits {
        let name = format!("Copy {nth}");
        let operation = bench.copy(&name);
        planted::doom(nth, fate);
        // Fails if it is the claim that was disturbed.
        let _ = worker::once(&bench.world.app, &AtomicBool::new(false));
        let found = bench.world.operation(operation.id);
        assert_eq!(bench.find(&name).is_some(), found.state == OperationState::Completed);
        bench.world.restart();
        finish(&bench, &operation, &name);
    }
    bench.is_tidy();
}

/// Returns rows and bytes that a quota would count.
fn count(world: &World) -> String {
    use store::sql;
    let store = world.app.store();
    let nodes = audit::number(store, sql!("test.nodes", "SELECT COUNT(*) FROM node"));
    let holders = audit::number(store, sql!("test.holders", "SELECT (SELECT COUNT(*) FROM section) + (SELECT COUNT(*) FROM folder)"));
    let bytes = audit::number(
        store,
        sql!(
            "test.bytes",
            "SELECT CAST((SELECT COALESCE(SUM(bytes), 0) FROM section) + (SELECT COALESCE(SUM(bytes), 0) FROM folder) AS BIGINT)"
        ),
    );
    format!("{nodes} {holders} {bytes}")
}
