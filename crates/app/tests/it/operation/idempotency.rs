//! A keyed request has one effect.

use app::idempotency::{Keyed, Made, once};
use app::{Caller, Error, Settings};
use model::NodeId;
use std::sync::Arc;
use testkit::world::{Engine, World, create_page};

fn key(text: &str, request: u8) -> Keyed {
    Keyed { key: text.to_owned(), request_hash: [request; 32] }
}

/// A section, and a request that makes a page in it.
struct Bench {
    world: World,
    who: Caller,
    section: NodeId,
}

impl Bench {
    fn new(engine: Engine) -> Self {
        let world = World::with(engine, Settings::default(), 1);
        let who = world.user("alice");
        let section = world.sketch(&who, "Atlas\n  One\n")[1];
        Self { world, who, section }
    }

    fn request(&self, who: &Caller, keyed: &Keyed, fails: bool) -> app::Result<(Made, bool)> {
        let (who, keyed, section) = (who.clone(), keyed.clone(), self.section);
        self.world.write(move |cx| {
            once(cx, &who, Some(&keyed), |cx| {
                let id = create_page(cx, &who, section, "page")?;
                if fails { Err(Error::QuotaExceeded) } else { Ok(Made::Page(id)) }
            })
        })
    }

    fn pages(&self) -> usize {
        self.world.print(self.section).matches("page").count()
    }
}

both! {
    fn the_same_request_answers_the_same_and_happens_once(engine) {
        let bench = Bench::new(engine);
        let (made, first) = bench.request(&bench.who, &key("k", 1), false).unwrap();
        assert!(first);
        for _ in 0..3 {
            assert_eq!(bench.request(&bench.who, &key("k", 1), false), Ok((made, false)));
        }
        assert_eq!(bench.pages(), 1);
    }

    fn another_request_under_the_key_is_refused(engine) {
        let bench = Bench::new(engine);
        bench.request(&bench.who, &key("k", 1), false).unwrap();
        assert_eq!(bench.request(&bench.who, &key("k", 2), false), Err(Error::KeyReused));
        assert_eq!(bench.pages(), 1);
        // Keys are a caller's own, and exact.
        let bob = bench.world.user("bob");
        let section = bench.section;
        bench.world.write(move |cx| app::admin::share(cx, &app::admin::Admin::operator(), &section, "bob", Some(model::Role::Contributor))).unwrap();
        assert!(bench.request(&bob, &key("k", 2), false).unwrap().1);
        assert!(bench.request(&bench.who, &key("K", 2), false).unwrap().1);
        assert_eq!(bench.pages(), 3);
    }

    fn a_failed_request_leaves_the_key_free(engine) {
        let bench = Bench::new(engine);
        assert_eq!(bench.request(&bench.who, &key("k", 1), true), Err(Error::QuotaExceeded));
        assert_eq!(bench.pages(), 0);
        assert!(bench.request(&bench.who, &key("k", 2), false).unwrap().1);
        assert_eq!(bench.pages(), 1);
    }

    fn of_many_at_once_one_happens(engine) {
        let bench = Arc::new(Bench::new(engine));
        let answers: Vec<_> = std::thread::scope(|scope| {
            let ask = || bench.request(&bench.who, &key("k", 1), false).unwrap();
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(ask)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert_eq!(answers.iter().filter(|(_, first)| *first).count(), 1);
        assert!(answers.iter().all(|(made, _)| *made == answers[0].0));
        assert_eq!(bench.pages(), 1);
    }

    fn keys_are_forgotten_in_time(engine) {
        let bench = Bench::new(engine);
        bench.request(&bench.who, &key("k", 1), false).unwrap();
        bench.world.clock.advance_seconds(7 * 24 * 60 * 60 - 1);
        bench.world.sweep();
        assert!(!bench.request(&bench.who, &key("k", 1), false).unwrap().1);
        bench.world.clock.advance_seconds(2);
        bench.world.sweep();
        assert!(bench.request(&bench.who, &key("k", 2), false).unwrap().1);
    }
}
