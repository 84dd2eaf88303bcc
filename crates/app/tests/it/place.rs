//! Pages that move, and what they take along.

use app::page::place::{FOLLOWERS_MAX, LEVEL_MAX};
use app::{Caller, Error, Settings, admin};
use model::{NodeId, PageId, Role};
use testkit::audit;
use testkit::world::World;

/// Returns a section's pages in order, each with as many dashes as it is deep.
fn shape(world: &World, section: NodeId) -> String {
    let pages = world.read(move |cx| {
        let node = store::node::find(cx.tx, &section)?.ok_or(Error::NotFound)?;
        let row = store::section::get(cx.tx, &node.drive, &node.id)?.ok_or(Error::NotFound)?;
        Ok(store::page_list::read::newest_in(cx.tx, &row, None, 1_000, None)?)
    });
    let mut pages = pages.unwrap();
    pages.sort_by_key(|listed| listed.row.ord);
    let one = |level: i64, title: &str| format!("{}{title}", "-".repeat(usize::try_from(level).unwrap()));
    pages.iter().map(|listed| one(listed.row.level, &listed.row.title)).collect::<Vec<_>>().join(" ")
}

/// Makes pages with these titles in a section; a dash before a title is a level.
fn pages(world: &World, who: &Caller, section: NodeId, shape: &str) -> Vec<PageId> {
    let make = |word: &str| {
        let title = word.trim_start_matches('-');
        let level = u32::try_from(word.len() - title.len()).unwrap();
        let id = world.page(who, section, title).unwrap();
        world.place(who, id, Some(level), None, None).unwrap()
    };
    shape.split(' ').map(make).collect()
}

both! {
    fn a_page_takes_its_subpages_along(engine) {
        let world = World::new(engine);
        let who = world.user("alice");
        let section = world.sketch(&who, "Atlas\n  One\n")[1];
        let made = pages(&world, &who, section, "a -b --c -d e f");
        assert_eq!(shape(&world, section), "a -b --c -d e f");
        world.place(&who, made[0], None, Some(1), None).unwrap();
        assert_eq!(shape(&world, section), "e a -b --c -d f");
        world.place(&who, made[1], Some(0), Some(0), None).unwrap();
        assert_eq!(shape(&world, section), "b --c e a -d f");
        world.place(&who, made[5], Some(2), Some(99), None).unwrap();
        world.place(&who, made[5], None, Some(2), None).unwrap();
        assert_eq!(shape(&world, section), "b --c --f e a -d");
        let refused = Err(Error::LevelTooDeep { level_max: LEVEL_MAX });
        assert_eq!(world.place(&who, made[0], Some(LEVEL_MAX + 1), None, None), refused);
        assert_eq!(audit::complaints(world.app.store()), [""; 0]);
    }

    fn a_copy_keeps_its_order_when_its_source_is_ordered_anew(engine) {
        let world = World::new(engine);
        let who = world.user("alice");
        let nodes = world.sketch(&who, "Atlas\n  One\n");
        let made = pages(&world, &who, nodes[1], "a -b c");
        let copy = world.copy(&who, nodes[1], Some(nodes[0]), "Two").unwrap().outcome.unwrap().node;
        world.place(&who, made[2], Some(1), Some(0), None).unwrap();
        assert_eq!((shape(&world, copy).as_str(), shape(&world, nodes[1]).as_str()), ("a -b c", "-c a -b"));
        // Levels and places alone do not make a page newer.
        let newest = world.read(move |cx| {
                let node = store::node::find(cx.tx, &copy)?.ok_or(Error::NotFound)?;
                let row = store::section::get(cx.tx, &node.drive, &node.id)?.ok_or(Error::NotFound)?;
                let of_copy = store::page_list::read::newest_in(cx.tx, &row, None, 9, None)?;
                let row = store::section::get(cx.tx, &node.drive, &nodes[1])?.ok_or(Error::NotFound)?;
                let of_source = store::page_list::read::newest_in(cx.tx, &row, None, 9, None)?;
                Ok((of_copy, of_source))
        });
        let (of_copy, of_source) = newest.unwrap();
        let times = |pages: &[store::page_list::read::Listed]| pages.iter().map(|page| page.row.modified).collect::<Vec<_>>();
        assert_eq!(times(&of_copy), times(&of_source));
    }

    fn a_page_moves_alone_and_gets_another_id(engine) {
        let world = World::new(engine);
        let who = world.user("alice");
        let nodes = world.sketch(&who, "Atlas\n  One\n  Two\nOther\n  Three: x, y\n");
        let [one, two, three] = [nodes[1], nodes[2], nodes[4]];
        let made = pages(&world, &who, one, "a -b c");
        // The source is closed and shared: it gets a tombstone.
        let copy = world.copy(&who, one, Some(nodes[0]), "Copy").unwrap().outcome.unwrap().node;
        let moved = world.place(&who, made[0], None, None, Some(two)).unwrap();
        assert_ne!((moved.key, moved.section), (made[0].key, one));
        assert_eq!([one, two, copy].map(|section| shape(&world, section)), ["-b c", "a", "a -b c"]);
        assert_eq!(world.place(&who, made[0], None, None, Some(two)), Err(Error::NotFound));
        // Into another notebook, to a place; into a section that has the key already.
        let moved = world.place(&who, made[1], Some(2), Some(1), Some(three)).unwrap();
        assert_eq!(shape(&world, three), "x --b y");
        world.place(&who, made[2], None, Some(0), Some(copy)).unwrap();
        assert_eq!([one, copy].map(|section| shape(&world, section)), ["", "c a -b c"]);
        // To where it is already is no move.
        assert_eq!(world.place(&who, moved, Some(0), None, Some(three)).unwrap(), moved);
        assert_eq!(world.place(&who, moved, None, None, Some(nodes[3])), Err(Error::DestinationUnfit));
        assert_eq!(audit::complaints(world.app.store()), [""; 0]);
        world.sweep_all();
        assert_eq!(audit::leftovers(world.app.store()), [""; 0]);
    }

    fn a_page_moves_to_somebody_elses_and_counts_there(engine) {
        let world = World::new(engine);
        let (ann, bob) = (world.user("ann"), world.user_with_quota("bob", Some(10)));
        let section = world.sketch(&ann, "Mine\n  One: twelve bytes, ten\n")[1];
        let theirs = world.sketch(&bob, "Theirs\n  Two\n");
        let ids = world
            .read(move |cx| {
                let node = store::node::find(cx.tx, &section)?.ok_or(Error::NotFound)?;
                let row = store::section::get(cx.tx, &node.drive, &node.id)?.ok_or(Error::NotFound)?;
                Ok(store::page_list::read::newest_in(cx.tx, &row, None, 9, None)?)
            })
            .unwrap();
        let [short, long] = [0, 1].map(|i| PageId { section, key: ids[i].row.key });
        assert_eq!(world.place(&ann, short, None, None, Some(theirs[1])), Err(Error::NotFound));
        let notebook = theirs[0];
        world.write(move |cx| admin::share(cx, &admin::Admin::operator(), &notebook, "ann", Some(Role::Contributor))).unwrap();
        assert_eq!(world.place(&ann, long, None, None, Some(theirs[1])), Err(Error::QuotaExceeded));
        world.place(&ann, short, None, None, Some(theirs[1])).unwrap();
        assert_eq!([section, theirs[1]].map(|section| shape(&world, section)), ["twelve bytes", "ten"]);
    }

    fn an_app_moves_only_its_own_pages(engine) {
        let world = World::new(engine);
        let who = world.user("alice");
        let shy = world.token("alice", "shy", "Notes.ReadWrite.CreatedByApp");
        let nodes = world.sketch(&who, "Atlas\n  One\n  Two\n");
        let theirs = world.page(&who, nodes[1], "theirs").unwrap();
        let own = world.page(&shy, nodes[1], "own").unwrap();
        let below = world.page(&who, nodes[1], "below").unwrap();
        world.place(&who, below, Some(1), None, None).unwrap();
        assert_eq!(world.place(&shy, theirs, Some(1), None, None), Err(Error::NotFound));
        assert_eq!(world.place(&shy, own, None, Some(0), None), Err(Error::ForeignPages));
        world.place(&shy, own, None, None, Some(nodes[2])).unwrap();
        assert_eq!(shape(&world, nodes[2]), "own");
    }

    fn too_much_is_refused(engine) {
        let world = World::with(engine, Settings { section_pages_max: 300, ..Settings::default() }, 1);
        let who = world.user("alice");
        let nodes = world.sketch(&who, "Atlas\n  Full\n  One: a\n");
        let keys = world.fill(&who, nodes[1], 300);
        let page = PageId { section: nodes[1], key: keys[0] };
        for key in &keys[1..=FOLLOWERS_MAX + 1] {
            world.place(&who, PageId { section: nodes[1], key: *key }, Some(1), None, None).unwrap();
        }
        assert_eq!(world.place(&who, page, None, Some(9), None), Err(Error::TooManyToOrder));
        let moved = world.place(&who, page, None, None, Some(nodes[2])).unwrap();
        world.page(&who, nodes[1], "the last that fits").unwrap();
        assert_eq!(world.place(&who, moved, None, None, Some(nodes[1])), Err(Error::SectionFull));
        assert_eq!(shape(&world, nodes[2]), "a page 0");
    }
}
