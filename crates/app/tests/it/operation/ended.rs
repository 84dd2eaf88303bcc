//! Copies that cannot be done, and what is remembered of those that ended.

use super::{Bench, What, settings};
use app::{Caller, Error, Settings, admin};
use model::{OperationState, Role};
use testkit::world::World;

/// Lets somebody read the tree, or no more.
fn share(bench: &Bench, with: &'static str, role: Option<Role>) {
    let root = bench.root;
    bench.world.write(move |cx| admin::share(cx, &admin::Admin::operator(), &root, with, role)).unwrap();
}

fn get(bench: &Bench, who: &Caller, id: model::OperationId) -> app::Result<OperationState> {
    let who = who.clone();
    bench.world.read(move |cx| app::operation::get(cx, &who, &id)).map(|found| found.state)
}

of_each! {
    fn a_right_that_is_taken_away_before_the_snapshot_ends_the_copy(engine, what) {
        let bench = Bench::new(engine, what);
        let bob = bench.world.user("bob");
        share(&bench, "bob", Some(Role::Reader));
        let operation = bench.ask(&bob, "Copy").unwrap();
        share(&bench, "bob", None);
        bench.world.work();
        assert_eq!(bench.failed(&operation), "source-gone");
        bench.is_tidy();
    }

    fn a_right_that_is_taken_away_after_the_snapshot_does_not_matter(engine, what) {
        let bench = Bench::new(engine, what);
        let bob = bench.world.user("bob");
        share(&bench, "bob", Some(Role::Reader));
        let operation = bench.ask(&bob, "Copy").unwrap();
        assert!(bench.advance(&bench.claim()));
        share(&bench, "bob", None);
        // Nor does what becomes of the source: the copy is what it was at one instant.
        let late = bench.leaf();
        bench.write(late, "late").unwrap();
        bench.world.delete(&bench.who, bench.root).unwrap();
        bench.world.sweep_all();
        bench.world.work();
        bench.is_copied(&operation, "Copy");
        bench.is_tidy();
    }

    fn a_right_to_the_destination_that_is_taken_away_ends_the_copy(engine, what) {
        // The plan, three batches of one, the publication.
        for steps in 0..5 {
            let bench = Bench::with(engine, what, Settings { copy_batch_nodes: 1, ..settings() });
            let bob = bench.world.user("bob");
            let theirs = bench.world.sketch(&bob, if what != What::Notebook { "Theirs/\n" } else { "Theirs\n" })[0];
            let lend = |role| bench.world.write(move |cx| admin::share(cx, &admin::Admin::operator(), &theirs, "alice", role)).unwrap();
            lend(Some(Role::Contributor));
            let operation = bench.ask_for_part("Africa", theirs);
            let held = bench.claim();
            for _ in 0..steps {
                assert!(bench.advance(&held));
            }
            lend(None);
            while bench.advance(&held) {}
            assert_eq!(bench.failed(&operation), "destination-not-found");
            bench.is_tidy();
        }
    }

    fn a_destination_that_is_deleted_meanwhile_ends_the_copy(engine, what) {
        // The plan, three batches of one, the publication.
        for steps in 0..5 {
            let bench = Bench::with(engine, what, Settings { copy_batch_nodes: 1, ..settings() });
            let other = bench.world.sketch(&bench.who, if what != What::Notebook { "Other/\n  Group/\n" } else { "Other\n  Group/\n" });
            let operation = bench.ask_for_part("Africa", other[1]);
            let held = bench.claim();
            for _ in 0..steps {
                assert!(bench.advance(&held));
            }
            bench.world.delete(&bench.who, other[0]).unwrap();
            while bench.advance(&held) {}
            assert_eq!(bench.failed(&operation), "destination-not-found");
            bench.is_tidy();
        }
    }

    fn a_name_that_is_taken_meanwhile_ends_the_copy(engine, what) {
        let bench = Bench::new(engine, what);
        let operation = bench.copy("Copy");
        let held = bench.claim();
        assert!(bench.advance(&held));
        bench.take("COPY");
        while bench.advance(&held) {}
        assert_eq!(bench.failed(&operation), "name-taken");
        assert_eq!(bench.world.operation(operation.id).error_detail.as_deref(), Some(bench.taken("Copy")));
        bench.is_tidy();
    }

    fn a_copy_is_charged_whole(engine, what) {
        let at_once = World::with(engine, Settings { trash_kept_seconds: 0, ..Settings::default() }, 1);
        let later = World::with(engine, settings(), 1);
        for world in [at_once, later] {
            // Eight bytes, and room for twenty.
            let bench = Bench::of(world, what, Some(20), what.eight_bytes());
            let first = bench.copy("First");
            bench.world.work();
            assert_eq!(bench.world.operation(first.id).state, OperationState::Completed);
            match bench.ask(&bench.who, "Second") {
                Ok(second) => {
                    bench.world.work();
                    assert_eq!(bench.failed(&second), "quota-exceeded");
                }
                Err(error) => assert_eq!(error, Error::QuotaExceeded),
            }
            // Four bytes are left, for what shares its content with others too.
            let leaf = bench.leaf();
            assert_eq!(bench.write(leaf, "12345"), Err(Error::QuotaExceeded));
            bench.write(leaf, "1234").unwrap();
            assert_eq!(bench.write(leaf, "1"), Err(Error::QuotaExceeded));
            bench.is_tidy();
        }
    }

    fn two_copies_do_not_fit_into_the_same_room(engine, what) {
        let world = World::with(engine, Settings { copy_batch_nodes: 1, ..settings() }, 1);
        let bench = Bench::of(world, what, Some(20), what.eight_bytes());
        let (one, two) = (bench.copy("One"), bench.copy("Two"));
        let (first, second) = (bench.claim(), bench.claim());
        // Neither is built yet when the second takes its snapshot.
        assert!(bench.advance(&first) && !bench.advance(&second));
        while bench.advance(&first) {}
        let mut ends: Vec<_> = [one, two].iter().map(|operation| bench.world.operation(operation.id).error).collect();
        ends.sort();
        assert_eq!(ends, [None, Some("quota-exceeded".to_owned())]);
        bench.is_tidy();
    }

    fn an_accepted_copy_shows_what_was_there_and_has_its_room(engine, what) {
        // Larger than a batch, so a worker builds it: three batches of one, and the publication.
        let settings = Settings { copies_at_once: true, copy_batch_nodes: 1, ..settings() };
        for steps in 0..4 {
            let bench = Bench::of(World::with(engine, settings.clone(), 1), what, Some(24), what.eight_bytes());
            let operation = bench.copy("Copy");
            assert!(!operation.state.is_final());
            let held = bench.claim();
            for _ in 0..steps {
                assert!(bench.advance(&held));
            }
            let leaf = bench.leaf();
            assert_eq!(bench.write(leaf, "123456789"), Err(Error::QuotaExceeded));
            bench.write(leaf, "12345678").unwrap();
            assert_eq!(bench.ask(&bench.who, "Another").unwrap_err(), Error::QuotaExceeded);
            while bench.advance(&held) {}
            let copied = bench.world.operation(operation.id).outcome.unwrap().node;
            assert_eq!(bench.world.print(copied), what.eight_bytes().replace("Atlas", "Copy"));
            bench.is_tidy();
        }
    }

    fn a_cancelled_copy_gives_its_room_back(engine, what) {
        let settings = Settings { copies_at_once: true, copy_batch_nodes: 1, ..settings() };
        let bench = Bench::of(World::with(engine, settings, 1), what, Some(16), what.eight_bytes());
        let operation = bench.copy("Copy");
        assert!(bench.advance(&bench.claim()));
        let leaf = bench.leaf();
        assert_eq!(bench.write(leaf, "1"), Err(Error::QuotaExceeded));
        bench.world.cancel(&bench.who, operation.id).unwrap();
        bench.world.sweep_all();
        bench.write(leaf, "12345678").unwrap();
        bench.is_tidy();
    }

    fn a_taken_name_is_said_at_once_of_a_large_copy_too(engine, what) {
        let settings = Settings { copies_at_once: true, copy_batch_nodes: 1, ..settings() };
        let bench = Bench::with(engine, what, settings);
        bench.take("COPY");
        assert_eq!(bench.ask(&bench.who, "Copy").unwrap_err(), Error::NameTaken(bench.taken("Copy").to_owned()));
        bench.is_sound();
    }

    fn a_person_has_so_many_copies_under_way_and_no_more(engine, what) {
        let bench = Bench::with(engine, what, Settings { copies_under_way_max: 2, ..settings() });
        let bob = bench.world.user("bob");
        share(&bench, "bob", Some(Role::Reader));
        let one = bench.copy("One");
        let two = bench.copy("Two");
        assert_eq!(bench.ask(&bench.who, "Three").unwrap_err(), Error::TooManyCopies);
        // To wait would not help here, which is seen before anything is captured unless there are many names.
        bench.take("Taken");
        let why = if what == What::Children { Error::TooManyCopies } else { Error::NameTaken("Taken".to_owned()) };
        assert_eq!(bench.ask(&bench.who, "Taken").unwrap_err(), why);
        bench.ask(&bob, "Theirs").unwrap();
        bench.world.cancel(&bench.who, two.id).unwrap();
        let three = bench.copy("Three");
        assert_eq!(bench.ask(&bench.who, "Four").unwrap_err(), Error::TooManyCopies);
        bench.world.work();
        for (operation, name) in [(&one, "One"), (&three, "Three")] {
            bench.is_copied(operation, name);
        }
        bench.copy("Four");
        bench.world.work();
        bench.is_tidy();
    }

    fn what_is_copied_while_its_request_waits_is_never_under_way(engine, what) {
        let bench = Bench::with(engine, what, Settings { copies_at_once: true, copy_batch_nodes: 100, copies_under_way_max: 1, ..settings() });
        for name in ["One", "Two", "Three"] {
            assert_eq!(bench.copy(name).state, OperationState::Completed);
        }
        bench.is_tidy();
    }

    fn what_ended_is_forgotten_in_time_and_not_before(engine, what) {
        let bench = Bench::new(engine, what);
        let (operation, waiting) = (bench.copy("Copy"), bench.copy("Other"));
        let held = bench.claim();
        while bench.advance(&held) {}
        assert!(bench.world.operation(operation.id).state.is_final() != bench.world.operation(waiting.id).state.is_final());
        let both = || [operation.id, waiting.id].map(|id| get(&bench, &bench.who, id));
        bench.world.sweep();
        let week_seconds = 7 * 24 * 60 * 60;
        bench.world.clock.advance_seconds(week_seconds - 1);
        bench.world.sweep();
        let first = both();
        assert!(first.contains(&Ok(OperationState::NotStarted)) || first.contains(&Ok(OperationState::Running)), "{first:?}");
        bench.world.work();
        bench.world.clock.advance_seconds(week_seconds + 1);
        bench.world.sweep();
        assert_eq!(both(), [Err(Error::NotFound), Err(Error::NotFound)]);
    }

    fn an_operation_is_its_callers_alone(engine, what) {
        let bench = Bench::new(engine, what);
        let bob = bench.world.user("bob");
        let id = bench.copy("Copy").id;
        assert_eq!(get(&bench, &bob, id).unwrap_err(), Error::NotFound);
        assert_eq!(bench.world.cancel(&bob, id), Err(Error::NotFound));
        bench.world.cancel(&bench.who, id).unwrap();
    }
}
