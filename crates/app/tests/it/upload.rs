//! Upload sessions: fragments in order, one of two at once, and nothing of it left when it ends.

mod room;

use app::upload::{self, Begun, Fragment, Order, Refused, Secret, Target, UPLOADS_MAX};
use app::{Caller, Cx, Digests, Error, Result};
use model::{ConflictBehavior, Owner, Timestamp};
use store::blob::pieces::Pieces;
use store::content::{self, Body, Content};
use testkit::world::World;

const DAY_SECONDS: i64 = 24 * 60 * 60;

fn order(world: &World, who: &Caller) -> Order {
    let user = *who.user();
    let drive = world.read(move |cx| Ok(store::drive::of_owner(cx.tx, &Owner::User(user))?)).unwrap().remove(0);
    Order {
        user,
        app: "test-app".to_owned(),
        own_folder_only: false,
        drive: drive.id,
        target: Target::Child { parent: drive.root(), path: vec!["plan.txt".to_owned()] },
        conflict: ConflictBehavior::Replace,
        description: Some("a plan".to_owned()),
        fs_created: Some(Timestamp::from_micros(1)),
        fs_modified: None,
        if_match: Some("\"x\"".to_owned()),
        is_deferred: false,
    }
}

fn open(world: &World, who: &Caller) -> Secret {
    open_for(world, who, None).unwrap()
}

/// Opens a session for a file of a length.
fn open_for(world: &World, who: &Caller, bytes: Option<u64>) -> Result<Secret> {
    let (who, order) = (who.clone(), order(world, who));
    world.write(move |cx| Ok(upload::create(cx, &who, &order, bytes)?.0))
}

fn cancel(world: &World, secret: &Secret) -> Result<()> {
    let secret = secret.clone();
    world.write(move |cx| upload::cancel(cx, &secret))
}

fn fragment(start: u64, bytes: u64, total: u64) -> Fragment {
    Fragment { start, bytes, total }
}

fn begin(world: &World, secret: &Secret, fragment: Fragment) -> Result<Begun> {
    let secret = secret.clone();
    world.write(move |cx| upload::begin(cx, &secret, &fragment))
}

fn number(begun: Result<Begun>) -> u32 {
    match begun {
        Ok(Begun::Object { number, .. }) => number,
        other => panic!("{other:?}"),
    }
}

fn accept(world: &World, secret: &Secret, number: u32, fragment: Fragment) -> Result<u64> {
    let secret = secret.clone();
    world.write(move |cx| Ok(upload::accept(cx, &secret, number, &fragment)?.received))
}

fn received(world: &World, secret: &Secret) -> Result<u64> {
    let secret = secret.clone();
    world.read(move |cx| Ok(upload::status(cx, &secret)?.received))
}

fn complete(world: &World, secret: &Secret, last: Option<(u32, Fragment)>) -> Result<Pieces> {
    let secret = secret.clone();
    world.read(move |cx| upload::complete(cx, &secret, last))
}

/// Ends a session. `put` gets what it is made of.
fn finish(
    world: &World,
    secret: &Secret,
    last: Option<(u32, Fragment)>,
    content: Content,
    put: fn(&mut Cx<'_, '_>, &Content) -> Result<()>,
) -> Result<()> {
    let (secret, digests) = (secret.clone(), Digests::of(b"").1);
    world.write(move |cx| {
        upload::finish(cx, &secret, last, &content, &digests, |cx, caller, upload, content, _| {
            assert_eq!((caller.user(), &upload.order.description), (&upload.order.user, &Some("a plan".to_owned())));
            put(cx, content)
        })
    })
}

fn keep(cx: &mut Cx<'_, '_>, content: &Content) -> Result<()> {
    let now = cx.now();
    Ok(content::put(cx.tx, content, now)?)
}

fn large(pieces: &Pieces, seed: &[u8]) -> Content {
    Content { hash: store::Hash::of(seed), bytes: pieces.bytes(), body: Body::Blob(pieces.to_string()) }
}

fn released(world: &World) -> Vec<String> {
    world.read(|cx| Ok(content::released_blobs(cx.tx)?)).unwrap()
}

fn is_known(world: &World, object: &str) -> bool {
    let object = object.to_owned();
    world.read(move |cx| Ok(content::is_blob_known(cx.tx, &object)?)).unwrap()
}

fn refused<T: std::fmt::Debug>(result: Result<T>) -> Refused {
    match result {
        Err(Error::Upload(refused)) => refused,
        other => panic!("{other:?}"),
    }
}

both! {
    fn fragments_come_in_order(engine) {
        let mut world = World::new(engine);
        let alice = world.user("alice");
        let secret = open(&world, &alice);
        let first = number(begin(&world, &secret, fragment(0, 10, 25)));
        assert_eq!(accept(&world, &secret, first, fragment(0, 10, 25)), Ok(10));
        // After a restart it goes on where it was.
        world.restart();
        assert_eq!(received(&world, &secret), Ok(10));
        assert_eq!(refused(begin(&world, &secret, fragment(0, 10, 25))), Refused::Overlap { expected: 10 });
        assert_eq!(refused(begin(&world, &secret, fragment(11, 10, 25))), Refused::OutOfOrder { expected: 10 });
        assert_eq!(refused(begin(&world, &secret, fragment(10, 10, 26))), Refused::OtherTotal);
        assert_eq!(refused(complete(&world, &secret, None)), Refused::Incomplete);
        let second = number(begin(&world, &secret, fragment(10, 10, 25)));
        assert_eq!(accept(&world, &secret, second, fragment(10, 10, 25)), Ok(20));
        let last = (number(begin(&world, &secret, fragment(20, 5, 25))), fragment(20, 5, 25));
        let pieces = complete(&world, &secret, Some(last)).unwrap();
        assert!(pieces.to_string().ends_with(":0-1*10,2*5"), "{pieces}");
        let content = large(&pieces, b"a");
        assert_eq!(finish(&world, &secret, Some(last), content.clone(), keep), Ok(()));
        assert_eq!(world.read(move |cx| Ok(content::get(cx.tx, &content.hash)?)).unwrap(), Some(Body::Blob(pieces.to_string())));
        assert_eq!(refused(received(&world, &secret)), Refused::NoSession);
        assert_eq!(released(&world), [""; 0]);
        let objects: Vec<String> = pieces.objects().collect();
        assert!(objects.iter().all(|object| is_known(&world, object)));
        assert!(!is_known(&world, &objects[0].replace(".0", ".3")));
    }

    fn of_two_at_once_one_wins(engine) {
        let world = World::new(engine);
        let alice = world.user("alice");
        let secret = open(&world, &alice);
        let one = number(begin(&world, &secret, fragment(0, 10, 25)));
        let other = number(begin(&world, &secret, fragment(0, 20, 25)));
        assert_ne!(one, other);
        assert_eq!(accept(&world, &secret, other, fragment(0, 20, 25)), Ok(20));
        assert_eq!(refused(accept(&world, &secret, one, fragment(0, 10, 25))), Refused::Overlap { expected: 20 });
        // What lost goes with the session, if its writer could not take it away.
        let last = (number(begin(&world, &secret, fragment(20, 5, 25))), fragment(20, 5, 25));
        let pieces = complete(&world, &secret, Some(last)).unwrap();
        finish(&world, &secret, Some(last), large(&pieces, b"a"), keep).unwrap();
        let left: Vec<String> = released(&world).iter().flat_map(|name| Pieces::parse(name).unwrap().objects().collect::<Vec<_>>()).collect();
        assert_eq!(left, [pieces.objects().next().unwrap().replace(".1", ".0")]);
    }

    fn what_put_refuses_stays(engine) {
        let world = World::new(engine);
        let alice = world.user("alice");
        let secret = open(&world, &alice);
        let last = (number(begin(&world, &secret, fragment(0, 10, 10))), fragment(0, 10, 10));
        let pieces = complete(&world, &secret, Some(last)).unwrap();
        let taken = finish(&world, &secret, Some(last), large(&pieces, b"a"), |cx, content| {
            keep(cx, content)?;
            Err(Error::NameTaken("plan.txt".to_owned()))
        });
        assert_eq!(taken, Err(Error::NameTaken("plan.txt".to_owned())));
        assert_eq!(received(&world, &secret), Ok(0));
        assert_eq!(accept(&world, &secret, last.0, last.1), Ok(10));
        assert_eq!(begin(&world, &secret, fragment(0, 10, 10)), Ok(Begun::Again));
        assert_eq!(complete(&world, &secret, None), Ok(pieces.clone()));
        assert_eq!(finish(&world, &secret, None, large(&pieces, b"a"), keep), Ok(()));
        assert_eq!(released(&world), [""; 0]);
    }

    fn the_same_bytes_again_keep_what_was_there(engine) {
        let world = World::new(engine);
        let alice = world.user("alice");
        for round in 0..2 {
            let secret = open(&world, &alice);
            let last = (number(begin(&world, &secret, fragment(0, 10, 10))), fragment(0, 10, 10));
            let pieces = complete(&world, &secret, Some(last)).unwrap();
            finish(&world, &secret, Some(last), large(&pieces, b"a"), keep).unwrap();
            assert_eq!(released(&world).len(), round);
        }
    }

    fn so_many_sessions_at_a_time_and_no_more(engine) {
        let world = World::new(engine);
        let (alice, bob) = (world.user("alice"), world.user("bob"));
        let (who, order) = (alice.clone(), order(&world, &alice));
        world
            .write(move |cx| (0..UPLOADS_MAX).try_for_each(|_| upload::create(cx, &who, &order, None).map(drop)))
            .unwrap();
        assert_eq!(open_for(&world, &alice, None).err(), Some(Error::Upload(Refused::TooManySessions)));
        open(&world, &bob);
        // Those that are over, though not swept yet, cannot be cancelled, and do not count.
        world.clock.advance_seconds(DAY_SECONDS);
        open(&world, &alice);
    }

    fn what_ends_leaves_nothing(engine) {
        let world = World::new(engine);
        let alice = world.user("alice");
        let (cancelled, forgotten) = (open(&world, &alice), open(&world, &alice));
        let mut stems = Vec::new();
        for secret in [&cancelled, &forgotten] {
            match begin(&world, secret, fragment(0, 10, 25)) {
                Ok(Begun::Object { number, name, .. }) => {
                    accept(&world, secret, number, fragment(0, 10, 25)).unwrap();
                    stems.push(name);
                }
                other => panic!("{other:?}"),
            }
            // A fragment that never came to its end.
            number(begin(&world, secret, fragment(10, 10, 25)));
        }
        assert!(stems.iter().all(|object| is_known(&world, object)));
        cancel(&world, &cancelled).unwrap();
        assert_eq!(refused(received(&world, &cancelled)), Refused::NoSession);
        assert_eq!(refused(begin(&world, &cancelled, fragment(10, 10, 25))), Refused::NoSession);
        assert_eq!(released(&world).len(), 1);
        // Each fragment gives a session another day.
        world.clock.advance_seconds(DAY_SECONDS - 1);
        assert_eq!(received(&world, &forgotten), Ok(10));
        world.clock.advance_seconds(1);
        assert_eq!(refused(received(&world, &forgotten)), Refused::NoSession);
        // Nobody takes away what is still being written.
        world.sweep();
        assert!(is_known(&world, &stems[1]));
        world.clock.advance_seconds(DAY_SECONDS);
        world.sweep();
        assert!(!is_known(&world, &stems[0]) && !is_known(&world, &stems[1]));
        assert_eq!(released(&world), [""; 0]);
    }
}

#[test]
fn a_secret_is_64_digits() {
    assert!(Secret::parse(&"0af9".repeat(16)).is_some());
    for text in ["", "0", &"0AF9".repeat(16), &"0af9".repeat(17), &"é".repeat(32)] {
        assert!(Secret::parse(text).is_none(), "{text}");
    }
}
