//! Images and files of pages: the page's right, and nothing else, opens them.

use app::resource::{self, Opened};
use app::{Caller, Error, place};
use model::{Location, PageId, ResourceId};
use store::content::Body;
use testkit::audit;
use testkit::world::World;

fn open_at(world: &World, who: &Caller, at: Location, page: PageId, number: u32) -> app::Result<Opened> {
    let who = who.clone();
    world.read(move |cx| {
        let place = place::resolve(cx, &who, at)?;
        resource::open(cx, &who, &place, &ResourceId { page, number })
    })
}

fn open(world: &World, who: &Caller, page: PageId, number: u32) -> app::Result<Opened> {
    open_at(world, who, Location::Me, page, number)
}

fn bytes(opened: &Opened) -> &[u8] {
    match opened.body() {
        Body::Inline(bytes) => bytes,
        Body::Blob(_) => &[],
    }
}

both! {
    fn a_page_opens_its_own_and_nobody_elses(engine) {
        let world = World::new(engine);
        let (alice, bob) = (world.user("alice"), world.user("bob"));
        let nodes = world.sketch(&alice, "Atlas\n  One\n");
        let page = world.page(&alice, nodes[1], "plan+dove+star").unwrap();
        let dove = open(&world, &alice, page, 2).unwrap();
        assert_eq!((bytes(&dove), dove.resource().media_type.as_str()), (b"dove".as_slice(), "image/png"));
        assert_eq!(bytes(&open(&world, &alice, page, 3).unwrap()), b"star");
        assert_eq!(open(&world, &alice, page, 4).unwrap_err(), Error::NotFound);
        assert_eq!(open(&world, &bob, page, 2).unwrap_err(), Error::NotFound);
        assert_eq!(open_at(&world, &bob, Location::User(*alice.user()), page, 2).unwrap_err(), Error::NotFound);
        let creates_only = world.token("alice", "other-app", "office.onenote_update_by_app");
        assert_eq!(open(&world, &creates_only, page, 2).unwrap_err(), Error::NotFound);
    }

    fn the_page_as_it_is_now_decides(engine) {
        let world = World::new(engine);
        let alice = world.user("alice");
        let nodes = world.sketch(&alice, "Atlas\n  One\n  Two\n");
        let page = world.page(&alice, nodes[1], "plan+dove").unwrap();
        let copied = world.copy_page(&alice, page, nodes[2]).unwrap().outcome.unwrap();
        let copy = PageId { section: nodes[2], key: copied.key.unwrap() };
        world.edit(&alice, page, "plan without").unwrap();
        assert_eq!(open(&world, &alice, page, 2).unwrap_err(), Error::NotFound);
        assert_eq!(bytes(&open(&world, &alice, copy, 2).unwrap()), b"dove");
        world.delete_page(&alice, page).unwrap();
        world.sweep_all();
        assert_eq!(bytes(&open(&world, &alice, copy, 2).unwrap()), b"dove");
        world.delete_page(&alice, copy).unwrap();
        assert_eq!(open(&world, &alice, copy, 2).unwrap_err(), Error::NotFound);
        world.sweep_all();
        assert_eq!(audit::leftovers(world.app.store()), [""; 0]);
        assert_eq!(audit::number(world.app.store(), store::sql!("test.contents", "SELECT COUNT(*) FROM content")), 0);
    }

    fn a_copied_section_has_its_own_ids_for_the_same_bytes(engine) {
        let world = World::new(engine);
        let alice = world.user("alice");
        let nodes = world.sketch(&alice, "Atlas\n  One\n");
        let page = world.page(&alice, nodes[1], "plan+dove").unwrap();
        let copy = world.copy(&alice, nodes[1], Some(nodes[0]), "Copy").unwrap().outcome.unwrap().node;
        world.delete(&alice, nodes[1]).unwrap();
        world.sweep_all();
        assert_eq!(bytes(&open(&world, &alice, PageId { section: copy, ..page }, 2).unwrap()), b"dove");
        assert_eq!(open(&world, &alice, page, 2).unwrap_err(), Error::NotFound);
        assert_eq!(audit::leftovers(world.app.store()), [""; 0]);
    }

    fn images_count_against_the_quota(engine) {
        let world = World::new(engine);
        let alice = world.user_with_quota("alice", Some(100));
        let nodes = world.sketch(&alice, "Atlas\n  One\n");
        let image = "x".repeat(40);
        let page = world.page(&alice, nodes[1], &format!("a+{image}")).unwrap();
        assert_eq!(world.page(&alice, nodes[1], &format!("b+{image}")), Err(Error::QuotaExceeded));
        world.edit(&alice, page, "a").unwrap();
        world.page(&alice, nodes[1], &format!("b+{image}")).unwrap();
        assert_eq!(audit::complaints(world.app.store()), [""; 0]);
    }

    fn the_doctor_sees_what_is_missing(engine) {
        let world = World::new(engine);
        let alice = world.user("alice");
        let nodes = world.sketch(&alice, "Atlas\n  One\n");
        let page = world.page(&alice, nodes[1], "plan+dove").unwrap();
        let check = || world.read(|cx| Ok(store::check::references(cx.tx)?)).unwrap();
        assert_eq!(check(), []);
        let found = world.read(move |cx| testkit::world::allowed_page(cx, &alice, page, model::Right::Read, model::Need::ReadPages));
        assert_eq!(found.unwrap().row().bytes, "plan+dove".len() as u64 + 4);
        world.write(|cx| {
            let lost = store::Hash::of(b"dove");
            cx.tx.run(store::sql!("test.lose", "DELETE FROM content WHERE hash = $1"), &store::params![&lost])?;
            Ok(())
        }).unwrap();
        let found: Vec<String> = check().into_iter().map(|finding| finding.what).collect();
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[1].contains("an image or a file of 1 contents"), "{found:?}");
        assert!(audit::complaints(world.app.store()).iter().any(|complaint| complaint.contains("bytes are gone")));
    }
}
