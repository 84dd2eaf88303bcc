//! Copies that cannot be done, and what is remembered of those that ended.

use super::{advance, claim, copy_of, settings, world};
use app::{Error, Settings, admin};
use model::{OperationState, Role};
use testkit::audit;
use testkit::world::World;

both! {
    fn a_right_that_is_taken_away_before_the_snapshot_ends_the_copy(engine) {
        let (world, _, root) = world(engine);
        let bob = world.user("bob");
        let share = |role| world.write(move |cx| admin::share(cx, &root, "bob", role)).unwrap();
        share(Some(Role::Reader));
        let operation = world.copy(&bob, root, None, "Copy").unwrap();
        share(None);
        world.work();
        let found = world.operation(operation.id);
        assert_eq!((found.state, found.error.as_deref()), (OperationState::Failed, Some("source-gone")));
        world.sweep_all();
        assert_eq!(audit::leftovers(world.app.store()), [""; 0]);
    }

    fn a_right_that_is_taken_away_after_the_snapshot_does_not_matter(engine) {
        let (world, alice, root) = world(engine);
        let bob = world.user("bob");
        let share = |role| world.write(move |cx| admin::share(cx, &root, "bob", role)).unwrap();
        share(Some(Role::Reader));
        let operation = world.copy(&bob, root, None, "Copy").unwrap();
        assert!(advance(&world, &claim(&world)));
        share(None);
        // Nor does what becomes of the source: the copy is what it was at one instant.
        world.delete(&alice, root).unwrap();
        world.sweep_all();
        world.work();
        let found = world.operation(operation.id);
        assert_eq!(world.print(found.outcome.unwrap().node), copy_of("Copy"));
        world.sweep_all();
        assert_eq!(audit::leftovers(world.app.store()), [""; 0]);
    }

    fn a_destination_that_is_deleted_meanwhile_ends_the_copy(engine) {
        // The plan, three batches of one, the publication.
        for steps in 0..5 {
            let world = World::with(engine, Settings { copy_batch_nodes: 1, ..settings() }, 1);
            let who = world.user("alice");
            let root = world.sketch(&who, super::SKETCH)[0];
            let other = world.sketch(&who, "Other\n  Group/\n");
            let group = store_group(&world, root);
            let operation = world.copy(&who, group, Some(other[1]), "Copy").unwrap();
            let held = claim(&world);
            for _ in 0..steps {
                assert!(advance(&world, &held));
            }
            world.delete(&who, other[0]).unwrap();
            while advance(&world, &held) {}
            let found = world.operation(operation.id);
            assert_eq!((found.state, found.error.as_deref()), (OperationState::Failed, Some("destination-not-found")));
            assert_eq!(audit::complaints(world.app.store()), [""; 0]);
            world.sweep_all();
            assert_eq!(audit::leftovers(world.app.store()), [""; 0]);
        }
    }

    fn a_name_that_is_taken_meanwhile_ends_the_copy(engine) {
        let (world, who, root) = world(engine);
        let operation = world.copy(&who, root, None, "Copy").unwrap();
        let held = claim(&world);
        assert!(advance(&world, &held));
        world.notebook(&who, "COPY").unwrap();
        while advance(&world, &held) {}
        let found = world.operation(operation.id);
        assert_eq!((found.error.as_deref(), found.error_detail.as_deref()), (Some("name-taken"), Some("Copy")));
        world.sweep_all();
        assert_eq!(audit::leftovers(world.app.store()), [""; 0]);
    }

    fn a_copy_is_charged_whole(engine) {
        let at_once = World::with(engine, Settings { trash_kept_seconds: 0, ..Settings::default() }, 1);
        let later = World::with(engine, settings(), 1);
        for world in [at_once, later] {
            // Eight bytes of pages, room for twenty.
            let who = world.user_with_quota("alice", Some(20));
            let root = world.sketch(&who, "Atlas\n  One: 1234\n  Two: 5678\n")[0];
            let first = world.copy(&who, root, None, "First").unwrap();
            world.work();
            assert_eq!(world.operation(first.id).state, OperationState::Completed);
            match world.copy(&who, root, None, "Second") {
                Ok(second) => {
                    world.work();
                    assert_eq!(world.operation(second.id).error.as_deref(), Some("quota-exceeded"));
                }
                Err(error) => assert_eq!(error, Error::QuotaExceeded),
            }
            // Four bytes are left, for a page that shares its content with others too.
            let section = world.section(&who, root, "Three").unwrap();
            assert_eq!(world.page(&who, section, "12345"), Err(Error::QuotaExceeded));
            world.page(&who, section, "1234").unwrap();
            assert_eq!(world.page(&who, section, "1"), Err(Error::QuotaExceeded));
            world.sweep_all();
            assert_eq!(audit::leftovers(world.app.store()), [""; 0]);
        }
    }

    fn two_copies_do_not_fit_into_the_same_room(engine) {
        let world = World::with(engine, Settings { copy_batch_nodes: 1, ..settings() }, 1);
        let who = world.user_with_quota("alice", Some(20));
        let root = world.sketch(&who, "Atlas\n  One: 1234\n  Two: 5678\n")[0];
        let (one, two) = (world.copy(&who, root, None, "One").unwrap(), world.copy(&who, root, None, "Two").unwrap());
        let (first, second) = (claim(&world), claim(&world));
        // Both take their snapshots before either is built.
        assert!(advance(&world, &first) && advance(&world, &second));
        while advance(&world, &first) {}
        while advance(&world, &second) {}
        let mut ends: Vec<_> = [one, two].iter().map(|operation| world.operation(operation.id).error).collect();
        ends.sort();
        assert_eq!(ends, [None, Some("quota-exceeded".to_owned())]);
        world.sweep_all();
        assert_eq!(audit::leftovers(world.app.store()), [""; 0]);
    }

    fn what_ended_is_forgotten_in_time_and_not_before(engine) {
        let (world, who, root) = world(engine);
        let operation = world.copy(&who, root, None, "Copy").unwrap();
        let waiting = world.copy(&who, root, None, "Other").unwrap();
        let held = claim(&world);
        while advance(&world, &held) {}
        assert!(world.operation(operation.id).state.is_final() != world.operation(waiting.id).state.is_final());
        let get = |id| {
            let who = who.clone();
            world.read(move |cx| app::operation::get(cx, &who, &id)).map(|found| found.state)
        };
        world.sweep();
        let week_seconds = 7 * 24 * 60 * 60;
        world.clock.advance_seconds(week_seconds - 1);
        world.sweep();
        let first = [get(operation.id), get(waiting.id)];
        assert!(first.contains(&Ok(OperationState::NotStarted)) || first.contains(&Ok(OperationState::Running)), "{first:?}");
        world.work();
        world.clock.advance_seconds(week_seconds + 1);
        world.sweep();
        assert_eq!([get(operation.id), get(waiting.id)], [Err(Error::NotFound), Err(Error::NotFound)]);
    }

    fn an_operation_is_its_callers_alone(engine) {
        let (world, alice, root) = world(engine);
        let bob = world.user("bob");
        let id = world.copy(&alice, root, None, "Copy").unwrap().id;
        let asked = bob.clone();
        assert_eq!(world.read(move |cx| app::operation::get(cx, &asked, &id)).unwrap_err(), Error::NotFound);
        assert_eq!(world.cancel(&bob, id), Err(Error::NotFound));
        world.cancel(&alice, id).unwrap();
    }
}

/// The group `Africa` of the sketch.
fn store_group(world: &World, root: model::NodeId) -> model::NodeId {
    let found = world.read(move |cx| {
        let node = store::node::find(cx.tx, &root)?.unwrap();
        Ok(store::node::child(cx.tx, &node.drive, &root, model::NodeKind::SectionGroup, "africa")?.unwrap().id)
    });
    found.unwrap()
}
