//! The room that sessions hold in a drive: from when they are accepted until they end, and never twice.

use super::{accept, begin, cancel, complete, fragment, number, open, open_for, received, refused, released};
use app::item::{self, At, Bytes, How, Ordered};
use app::operation::worker;
use app::upload::{self, Fragment, Refused, Secret, Target};
use app::{Caller, Digests, Error, Result};
use model::{OperationState, Right, Role};
use store::Hash;
use store::content::{Body, Content};
use testkit::world::World;

/// Sends all of a file but its end, and then makes it as it was ordered.
fn send(world: &World, secret: &Secret, bytes: u64) -> Result<String> {
    let last = fragment(0, bytes, bytes);
    let last = (number(begin(world, secret, last)), last);
    let body = vec![b'x'; usize::try_from(complete(world, secret, Some(last))?.bytes()).unwrap()];
    let content = Content { hash: Hash::of(&body), bytes, body: Body::Inline(body) };
    let (secret, digests) = (secret.clone(), Digests::of(b"").1);
    world.write(move |cx| {
        upload::finish(cx, &secret, Some(last), &content, &digests, |cx, caller, upload, content, digests| {
            let to = item::reach(cx, caller, &item::place_of(&upload.order), Right::Write)?;
            let (file, _) = item::put(cx, caller, &to, Bytes { content, digests }, &How::default())?;
            Ok(file.file().row.name.clone())
        })
    })
}

fn put(world: &World, who: &Caller, name: &str, bytes: usize) -> Result<()> {
    world.file(who, world.root(who), name, &"x".repeat(bytes)).map(drop)
}

fn carl(world: &World) -> Caller {
    world.user_with_quota("carl", Some(100))
}

/// Opens a session for a file at the end of a path.
fn open_at(world: &World, who: &Caller, path: &[&str]) -> Result<(Secret, Target)> {
    let path = path.iter().map(|name| (*name).to_owned()).collect();
    let (at, who) = (At { path, ..world.at(who, world.root(who).0) }, who.clone());
    world.write(move |cx| {
        let to = item::reach(cx, &who, &at, Right::Write)?;
        let order = item::ordered(cx, &who, &to, &Ordered::default())?;
        Ok((upload::create(cx, &who, &order, None)?.0, order.target))
    })
}

both! {
    fn what_is_on_its_way_counts_for_the_quota(engine) {
        let world = World::new(engine);
        let carl = carl(&world);
        let (one, other) = (open(&world, &carl), open(&world, &carl));
        let first = number(begin(&world, &one, fragment(0, 60, 80)));
        accept(&world, &one, first, fragment(0, 60, 80)).unwrap();
        assert_eq!(begin(&world, &other, fragment(0, 60, 60)), Err(Error::QuotaExceeded));
        // What is still to come counts too.
        assert_eq!(begin(&world, &other, fragment(0, 1, 60)), Err(Error::QuotaExceeded));
        assert_eq!(open_for(&world, &carl, Some(21)).err(), Some(Error::QuotaExceeded));
        assert_eq!(put(&world, &carl, "a", 21), Err(Error::QuotaExceeded));
        cancel(&world, &one).unwrap();
        number(begin(&world, &other, fragment(0, 60, 60)));
    }

    fn an_accepted_session_has_its_room(engine) {
        let world = World::new(engine);
        let carl = carl(&world);
        let first = open_for(&world, &carl, Some(80)).unwrap();
        assert_eq!(open_for(&world, &carl, Some(80)).err(), Some(Error::QuotaExceeded));
        assert_eq!(put(&world, &carl, "a", 21), Err(Error::QuotaExceeded));
        put(&world, &carl, "a", 20).unwrap();
        assert_eq!(put(&world, &carl, "b", 1), Err(Error::QuotaExceeded));
        // The file takes the place of its session: they do not count beside each other.
        assert_eq!(send(&world, &first, 80).as_deref(), Ok("plan.txt"));
        assert_eq!(put(&world, &carl, "b", 1), Err(Error::QuotaExceeded));
        assert_eq!(world.print(world.root(&carl)).matches("plan.txt").count(), 1);
    }

    fn whose_right_has_ended_holds_no_room(engine) {
        let world = World::new(engine);
        let (carl, zoe) = (carl(&world), world.user("zoe"));
        let docs = world.folder(&carl, world.root(&carl), "Docs").unwrap();
        let shared = |role: Option<Role>| {
            world.write(move |cx| app::admin::share(cx, &app::admin::Admin::operator(), &docs, "zoe", role)).unwrap();
        };
        let open = |bytes| {
            let (at, who) = (At { path: vec!["huge".to_owned()], ..world.at(&carl, docs.0) }, zoe.clone());
            world.write(move |cx| {
                let to = item::reach(cx, &who, &at, Right::Write)?;
                let order = item::ordered(cx, &who, &to, &Ordered::default())?;
                Ok(upload::create(cx, &who, &order, Some(bytes))?.0)
            })
        };
        shared(Some(Role::Contributor));
        let session = open(100).unwrap();
        number(begin(&world, &session, fragment(0, 10, 100)));
        assert_eq!(put(&world, &carl, "a", 1), Err(Error::QuotaExceeded));
        // Ended through the API, it gives its room back at once.
        let (owner, id, guest) = (carl.clone(), docs, *zoe.user());
        world
            .write(move |cx| {
                let what = testkit::world::allowed_item(cx, &owner, &id.0, Right::Read)?;
                let principal = store::principal::Principal::User(guest);
                let number = store::principal::number(cx.tx, &principal)?.ok_or(Error::NotFound)?;
                app::permission::revoke(cx, &what, number)
            })
            .unwrap();
        put(&world, &carl, "a", 1).unwrap();
        assert_eq!(begin(&world, &session, fragment(0, 10, 100)), Err(Refused::NoSession.into()));
        // However it ended, no further fragment is taken.
        shared(Some(Role::Contributor));
        let session = open(10).unwrap();
        shared(None);
        assert_eq!(begin(&world, &session, fragment(0, 10, 10)), Err(Refused::NoSession.into()));
        shared(Some(Role::Contributor));
        number(begin(&world, &session, fragment(0, 10, 10)));
        world.write(|cx| testkit::by_name::suspend(cx, "zoe", true)).unwrap();
        assert_eq!(begin(&world, &session, fragment(0, 10, 10)), Err(Refused::NoSession.into()));
    }

    fn of_two_that_did_not_say_how_long_they_are_one_is_taken(engine) {
        let world = World::new(engine);
        let carl = carl(&world);
        let (one, other) = (open(&world, &carl), open(&world, &carl));
        let [first, second] = [&one, &other].map(|secret| number(begin(&world, secret, fragment(0, 60, 80))));
        assert_eq!(accept(&world, &one, first, fragment(0, 60, 80)), Ok(60));
        assert_eq!(accept(&world, &other, second, fragment(0, 60, 80)), Err(Error::QuotaExceeded));
        assert_eq!(received(&world, &other), Ok(0));
        // What comes whole at once is asked for no less.
        assert_eq!(send(&world, &other, 20).as_deref(), Ok("plan.txt"));
    }

    fn a_length_that_was_promised_is_kept(engine) {
        let world = World::new(engine);
        let carl = carl(&world);
        let secret = open_for(&world, &carl, Some(10)).unwrap();
        for total in [9, 11] {
            assert_eq!(refused(begin(&world, &secret, fragment(0, 5, total))), Refused::OtherTotal);
            // Nor does it slip in where it was begun as another.
            assert_eq!(refused(accept(&world, &secret, 0, fragment(0, 5, total))), Refused::OtherTotal);
        }
        assert_eq!(refused(complete(&world, &secret, None)), Refused::Incomplete);
        let whole: Fragment = fragment(0, 10, 10);
        assert_eq!(accept(&world, &secret, number(begin(&world, &secret, whole)), whole), Ok(10));
        cancel(&world, &secret).unwrap();
        assert_eq!(released(&world).len(), 1);
        // What is said to be empty is complete before anything comes.
        let nothing = open_for(&world, &carl, Some(0)).unwrap();
        assert_eq!(complete(&world, &nothing, None).map(|pieces| pieces.bytes()), Ok(0));
    }

    fn a_session_that_is_over_holds_nothing(engine) {
        let world = World::new(engine);
        let carl = carl(&world);
        let secret = open_for(&world, &carl, Some(100)).unwrap();
        assert_eq!(put(&world, &carl, "a", 1), Err(Error::QuotaExceeded));
        world.clock.advance_seconds(super::DAY_SECONDS);
        put(&world, &carl, "a", 100).unwrap();
        assert_eq!(refused(begin(&world, &secret, fragment(0, 100, 100))), Refused::NoSession);
    }

    fn copies_and_sessions_share_the_room(engine) {
        let world = World::with(engine, app::Settings { copies_at_once: false, copy_batch_nodes: 1, ..app::Settings::default() }, 1);
        let carl = carl(&world);
        let docs = world.sketch(&carl, "Docs/: a\n  Inner/\n")[0];
        // With the `a` of one byte, a copy needs thirty.
        world.file(&carl, docs, "b", &"x".repeat(29)).unwrap();
        let copy = || world.copy(&carl, docs, Some(world.root(&carl)), "Copy").unwrap();
        let first = open_for(&world, &carl, Some(50)).unwrap();
        let refused = copy();
        world.work();
        assert_eq!(world.operation(refused.id).error.as_deref(), Some("quota-exceeded"));
        cancel(&world, &first).unwrap();
        let under_way = copy();
        // Taken, and not built yet.
        let held = worker::claim(&world.app).unwrap().unwrap();
        assert!(worker::advance(&world.app, &held).unwrap());
        assert_eq!(open_for(&world, &carl, Some(41)).err(), Some(Error::QuotaExceeded));
        let beside = open_for(&world, &carl, Some(40)).unwrap();
        while worker::advance(&world.app, &held).unwrap() {}
        assert_eq!(world.operation(under_way.id).state, OperationState::Completed);
        assert_eq!(send(&world, &beside, 40).as_deref(), Ok("plan.txt"));
        assert_eq!(put(&world, &carl, "more", 1), Err(Error::QuotaExceeded));
    }

    fn folders_are_made_with_the_file(engine) {
        let world = World::new(engine);
        let alice = world.user("alice");
        let before = world.print(world.root(&alice));
        let (kept, target) = open_at(&world, &alice, &["Far", "Away", "plan.txt"]).unwrap();
        let path = ["Far", "Away", "plan.txt"].map(str::to_owned).to_vec();
        assert_eq!(target, Target::Child { parent: world.root(&alice), path });
        let (given_up, _) = open_at(&world, &alice, &["Nowhere", "plan.txt"]).unwrap();
        cancel(&world, &given_up).unwrap();
        assert_eq!(world.print(world.root(&alice)), before);
        assert_eq!(send(&world, &kept, 3).as_deref(), Ok("plan.txt"));
        assert!(world.print(world.root(&alice)).contains("Far/\n    Away/: plan.txt"), "{}", world.print(world.root(&alice)));
    }

    fn what_can_never_be_made_is_refused_at_once(engine) {
        let world = World::new(engine);
        let alice = world.user("alice");
        let deep = vec!["x"; store::node::DEPTH_MAX + 1];
        assert_eq!(open_at(&world, &alice, &deep).err(), Some(Error::TooDeep));
        open_at(&world, &alice, &deep[1..]).unwrap();
        assert!(matches!(open_at(&world, &alice, &["a?", "b"]), Err(Error::BadName(..))));
        // A file has come where a folder was to be.
        let (secret, _) = open_at(&world, &alice, &["Taken", "plan.txt"]).unwrap();
        put(&world, &alice, "Taken", 1).unwrap();
        assert_eq!(send(&world, &secret, 3), Err(Error::NotAFolder));
        assert_eq!(received(&world, &secret), Ok(0));
    }
}
