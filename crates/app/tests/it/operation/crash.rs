//! Goal: a crash anywhere in a copy leaves no visible notebook, or all of it.
//! Method: count the commits of an undisturbed copy, then copy once per commit and disturb that one: it is not made, it is
//! made and nobody hears of it, or the worker is gone right after it. A new worker finishes. Prints are equal, ids aside.

use super::{advance, claim, copy_of, world};
use app::operation::worker;
use model::{NodeId, OperationState};
use std::sync::atomic::AtomicBool;
use store::planted::{self, Fate};
use store::tree_copy::{self, Target};
use testkit::audit;
use testkit::world::World;

/// Copies once undisturbed and returns how many commits the worker made.
fn commits(world: &World, who: &app::Caller, root: NodeId) -> u64 {
    let operation = world.copy(who, root, None, "Undisturbed").unwrap();
    let before = world.app.store().stats().commits;
    assert_eq!(worker::once(&world.app, &AtomicBool::new(false)), Ok(worker::Worked::Some));
    assert_eq!(world.operation(operation.id).state, OperationState::Completed);
    world.app.store().stats().commits - before
}

/// Lets the next worker finish an operation, after whatever befell the one before, and looks at the copy.
fn finish(world: &World, id: model::OperationId, name: &str) {
    world.clock.advance_seconds(120);
    world.work();
    let operation = world.operation(id);
    assert_eq!((operation.state, operation.error), (OperationState::Completed, None), "{name}");
    assert_eq!(world.print(operation.outcome.unwrap().node), copy_of(name));
    assert_eq!(audit::complaints(world.app.store()), [""; 0], "{name}");
}

both! {
    fn a_commit_that_is_not_made_is_made_later(engine) {
        disturb(engine, Fate::Refused);
    }

    fn a_commit_that_nobody_heard_of_is_not_repeated(engine) {
        disturb(engine, Fate::Unanswered);
    }

    fn a_worker_that_is_gone_is_followed_by_another(engine) {
        let (mut world, who, root) = world(engine);
        // One claim, one plan, batches, one publication.
        let steps = commits(&world, &who, root) - 1;
        assert!(steps >= 4, "{steps}");
        for made in 0..steps {
            let name = format!("Copy {made}");
            let operation = world.copy(&who, root, None, &name).unwrap();
            let held = claim(&world);
            for _ in 0..made {
                assert!(advance(&world, &held));
            }
            assert!(find(&world, &name).is_none(), "a copy is seen before it is whole");
            world.restart();
            finish(&world, operation.id, &name);
        }
        world.sweep_all();
        assert_eq!(audit::leftovers(world.app.store()), [""; 0]);
    }

    fn a_copy_at_once_is_made_whole_or_not_at_all(engine) {
        let world = World::new(engine);
        let who = world.user("alice");
        let root = world.sketch(&who, super::SKETCH)[0];
        let before = count(&world);
        planted::doom(1, Fate::Refused);
        assert_eq!(world.copy(&who, root, None, "Copy").unwrap_err(), app::Error::Unavailable);
        assert_eq!((count(&world), find(&world, "Copy")), (before, None));
        planted::doom(1, Fate::Unanswered);
        assert_eq!(world.copy(&who, root, None, "Copy").unwrap_err(), app::Error::Unavailable);
        assert_eq!(world.print(find(&world, "Copy").unwrap()), copy_of("Copy"));
        assert_eq!(audit::complaints(world.app.store()), [""; 0]);
    }

    fn a_repeated_step_changes_nothing(engine) {
        let (world, who, root) = world(engine);
        let operation = world.copy(&who, root, None, "Copy").unwrap();
        let held = claim(&world);
        let mut made = 0;
        while advance(&world, &held) {
            made += 1;
            let (id, by) = (operation.id, *who.user());
            // All batches so far once more, as by a worker that did not hear of its commits.
            let again = world.write(move |cx| {
                let found = store::operation::get(cx.tx, &id)?.unwrap();
                let notebook = tree_copy::root(cx.tx, &id)?.unwrap();
                let target = Target { drive: &found.request.target_drive, parent: &found.request.target, notebook: Some(&notebook), kind: model::NodeKind::Notebook, by: &by, now: cx.now() };
                Ok(tree_copy::build(cx.tx, &id, &target, 0, found.progress.done, tree_copy::Built::Staged)?)
            });
            again.unwrap();
        }
        assert!(made >= 3, "{made}");
        let done = world.operation(operation.id);
        assert_eq!(world.print(done.outcome.clone().unwrap().node), copy_of("Copy"));
        // After the end another step finds nothing to do.
        assert!(!advance(&world, &held));
        assert_eq!(world.operation(operation.id), done);
        assert_eq!(audit::complaints(world.app.store()), [""; 0]);
    }

    fn a_cancelled_copy_leaves_nothing(engine) {
        let (world, who, root) = world(engine);
        let steps = commits(&world, &who, root) - 1;
        let before = [world.print(root), count(&world)];
        for made in 0..steps {
            let operation = world.copy(&who, root, None, "Never").unwrap();
            let held = claim(&world);
            for _ in 0..made {
                assert!(advance(&world, &held));
            }
            world.cancel(&who, operation.id).unwrap();
            assert_eq!(world.cancel(&who, operation.id), Err(app::Error::AlreadyEnded));
            let ended = world.operation(operation.id);
            assert_eq!((ended.state, ended.error.as_deref()), (OperationState::Failed, Some("cancelled")));
            // The worker does not know yet.
            assert!(!advance(&world, &held));
            assert_eq!(world.operation(operation.id), ended);
            assert_eq!(audit::complaints(world.app.store()), [""; 0]);
            assert_eq!([world.print(root), count(&world)], before);
        }
        world.sweep_all();
        assert_eq!(audit::leftovers(world.app.store()), [""; 0]);
    }
}

fn disturb(engine: testkit::world::Engine, fate: Fate) {
    let (mut world, who, root) = world(engine);
    let commits = commits(&world, &who, root);
    assert!(commits >= 5, "{commits}");
    for nth in 1..=commits {
        let name = format!("Copy {nth}");
        let operation = world.copy(&who, root, None, &name).unwrap();
        planted::doom(nth, fate);
        // Fails if it is the claim that was disturbed.
        let _ = worker::once(&world.app, &AtomicBool::new(false));
        let found = world.operation(operation.id);
        assert_eq!(find(&world, &name).is_some(), found.state == OperationState::Completed);
        world.restart();
        finish(&world, operation.id, &name);
    }
    world.sweep_all();
    assert_eq!(audit::leftovers(world.app.store()), [""; 0]);
}

/// Returns the live notebook of this name.
fn find(world: &World, name: &str) -> Option<NodeId> {
    let name = name.to_owned();
    world
        .read(move |cx| {
            let mut all = Vec::new();
            for drive in store::drive::all(cx.tx)? {
                all.extend(store::node::of_kind(cx.tx, &drive, model::NodeKind::Notebook, None, 1_000)?);
            }
            Ok(all.into_iter().find(|node| node.name == name).map(|node| node.id))
        })
        .unwrap()
}

/// Returns rows and bytes that a quota would count.
fn count(world: &World) -> String {
    use store::sql;
    let store = world.app.store();
    let nodes = audit::number(store, sql!("test.nodes", "SELECT COUNT(*) FROM node"));
    let sections = audit::number(store, sql!("test.sections", "SELECT COUNT(*) FROM section"));
    let bytes = audit::number(store, sql!("test.bytes", "SELECT CAST(SUM(bytes) AS BIGINT) FROM section"));
    format!("{nodes} {sections} {bytes}")
}
