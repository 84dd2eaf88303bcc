//! Permissions that end by themselves: everywhere at their moment, and not when they are swept away.

use super::{grant, may, own_and_shared, revoke, who_may};
use app::permission::{self, Change, Terms};
use app::search::{self, Sought};
use app::{Caller, Error, item, notebook, page, place, query, share};
use model::query::{NodeField, Order, Query, Scalar};
use model::{Location, NodeId, NodeKind, Right, Role, Timestamp};
use testkit::world::{World, allowed, allowed_item};

/// In how many seconds the permissions of these tests end.
const SOON: i64 = 60;

fn until(world: &World, role: Role, seconds: i64) -> Terms {
    Terms { role, expires: Some(world.app.now().plus_seconds(seconds)) }
}

fn set(world: &World, who: &Caller, node: NodeId, number: u64, change: Change) -> app::Result<Terms> {
    let who = who.clone();
    world.write(move |cx| {
        let node = allowed(cx, &who, node, Right::Read)?;
        Ok(permission::set(cx, &node, number, change)?.terms)
    })
}

/// Returns how much somebody is shown of what belongs to another: notebooks, sections, pages of a list, of a search, and of a
/// list that is put together; and what is shared with them. None where they may not even ask.
fn shown(world: &World, who: &Caller, owner: &Caller) -> Option<[usize; 6]> {
    let (who, at) = (who.clone(), Location::User(*owner.user()));
    let found = world.read(move |cx| {
        let place = place::resolve(cx, &who, at)?;
        let by_role = Query { order: vec![Order { by: Scalar::Field(NodeField::Role), is_descending: true }], ..Query::first(9) };
        Ok([
            notebook::list(cx, &who, &place, None, 9)?.entries.len(),
            notebook::all_of(cx, &who, &place, NodeKind::Section, None, 9)?.entries.len(),
            page::list(cx, &who, &place, None, 0, 9)?.entries.len(),
            search::pages(cx, &who, &place, &Sought::new(["text"]).unwrap(), None, 0, 9)?.entries.len(),
            query::nodes_at(cx, &who, &place, NodeKind::Section, &by_role)?.entries.len(),
            share::received(cx, &who, None, 9)?.len(),
        ])
    });
    found.map_err(|error| assert_eq!(error, Error::NotFound)).ok()
}

/// Says whether the owner is shown a node as shared.
fn is_shared(world: &World, who: &Caller, node: NodeId) -> bool {
    let who = who.clone();
    let shown = world.read(move |cx| {
        let found = allowed_item(cx, &who, &node.0, Right::Read)?;
        Ok(item::view::item(cx, &who, &found)?.shared.is_some())
    });
    shown.unwrap()
}

both! {
    fn what_has_ended_is_nowhere_any_more(engine) {
        let world = World::new(engine);
        let (ann, bob) = (world.user("ann"), world.user("bob"));
        let nodes = world.sketch(&ann, "Atlas\n  One: text\nDocs/: a\n");
        let [atlas, one, docs] = [nodes[0], nodes[1], nodes[2]];
        let file = world.file(&ann, docs, "b", "text").unwrap();
        let ends = until(&world, Role::Contributor, SOON);
        let given = grant(&world, &ann, atlas, "bob", ends).unwrap();
        assert_eq!(given.terms, ends);
        let (who, on) = (ann.clone(), file);
        world.write(move |cx| {
            let file = allowed_item(cx, &who, &on.0, Right::Read)?;
            permission::grant(cx, &file, permission::Who::Named("bob"), ends).map(drop)
        }).unwrap();
        let sees_file = || {
            let who = bob.clone();
            world.read(move |cx| allowed_item(cx, &who, &file.0, Right::Write).map(drop))
        };
        world.clock.advance_seconds(SOON - 1);
        assert_eq!(shown(&world, &bob, &ann), Some([1, 1, 1, 1, 1, 2]));
        assert_eq!(own_and_shared(&world, &bob), "Atlas Contributor");
        assert_eq!((may(&world, &bob, one), sees_file(), is_shared(&world, &ann, atlas)), (Some(Role::Contributor), Ok(()), true));
        assert_eq!(who_may(&world, &ann, one).unwrap(), "ann Owner, bob Contributor");
        world.clock.advance_seconds(1);
        for is_swept in [false, true] {
            assert_eq!(shown(&world, &bob, &ann), None, "{is_swept}");
            assert_eq!(own_and_shared(&world, &bob), "");
            assert_eq!((may(&world, &bob, one), sees_file(), is_shared(&world, &ann, atlas)), (None, Err(Error::NotFound), false));
            assert_eq!(who_may(&world, &ann, one).unwrap(), "ann Owner");
            assert_eq!(revoke(&world, &ann, atlas, given.number), Err(Error::NotFound));
            world.sweep();
        }
        let left = world.read(|cx| Ok(cx.tx.row(store::sql!("test.permissions", "SELECT COUNT(*) FROM permission"), &[], |row| row.integer(0))?));
        assert_eq!(left.unwrap(), Some(0));
    }

    fn what_is_left_after_the_end_was_there_before(engine) {
        let world = World::new(engine);
        let (ann, bob) = (world.user("ann"), world.user("bob"));
        let nodes = world.sketch(&ann, "Atlas\n  One: text\n");
        let (atlas, one) = (nodes[0], nodes[1]);
        grant(&world, &ann, atlas, "bob", Role::Reader).unwrap();
        let more = until(&world, Role::Contributor, SOON);
        assert_eq!(grant(&world, &ann, atlas, "bob", more).unwrap().terms, more);
        // Less for as long, and as much for less long, change nothing.
        for less in [until(&world, Role::Reader, SOON), until(&world, Role::Contributor, SOON - 1)] {
            assert_eq!(grant(&world, &ann, atlas, "bob", less).unwrap().terms, more);
        }
        assert_eq!(who_may(&world, &ann, one).unwrap(), "ann Owner, bob Contributor");
        world.clock.advance_seconds(SOON);
        assert_eq!((may(&world, &bob, one), who_may(&world, &ann, one).unwrap().as_str()), (Some(Role::Reader), "ann Owner, bob Reader"));
        world.sweep();
        assert_eq!(may(&world, &bob, one), Some(Role::Reader));
        // Given again after its end, it counts again; later ends prevail, and none most of all.
        for seconds in [SOON, 2 * SOON] {
            let terms = until(&world, Role::Contributor, seconds);
            assert_eq!(grant(&world, &ann, atlas, "bob", terms).unwrap().terms, terms);
        }
        assert_eq!(grant(&world, &ann, atlas, "bob", Role::Contributor).unwrap().terms, Role::Contributor.into());
        revoke(&world, &ann, atlas, 2).unwrap();
        assert_eq!(may(&world, &bob, one), None);
    }

    fn an_end_is_set_moved_and_taken_away(engine) {
        let world = World::new(engine);
        let (ann, bob) = (world.user("ann"), world.user("bob"));
        let nodes = world.sketch(&ann, "Atlas\n  One: text\n");
        let (atlas, one) = (nodes[0], nodes[1]);
        let number = grant(&world, &ann, atlas, "bob", Role::Contributor).unwrap().number;
        let soon: Option<Timestamp> = until(&world, Role::Reader, SOON).expires;
        let ends = |expires| Change { role: None, expires: Some(expires) };
        assert_eq!(set(&world, &ann, atlas, number, ends(soon)).unwrap(), Terms { role: Role::Contributor, expires: soon });
        let role = Change { role: Some(Role::Reader), expires: None };
        assert_eq!(set(&world, &ann, atlas, number, role).unwrap(), Terms { role: Role::Reader, expires: soon });
        // What comes from above lasts as long as it does there.
        assert_eq!(set(&world, &ann, one, number, ends(world.app.now().plus_seconds(1).into())), Err(Error::Inherited));
        let longer = set(&world, &ann, one, number, ends(None)).unwrap();
        assert_eq!(longer, Role::Reader.into());
        world.clock.advance_seconds(SOON);
        assert_eq!((may(&world, &bob, atlas), may(&world, &bob, one)), (None, Some(Role::Reader)));
        assert_eq!(set(&world, &ann, atlas, number, ends(None)), Err(Error::NotFound));
        // Nor is there an end to owning the drive.
        assert_eq!(set(&world, &ann, atlas, 1, ends(world.app.now().plus_seconds(1).into())), Err(Error::Inherited));
    }
}
