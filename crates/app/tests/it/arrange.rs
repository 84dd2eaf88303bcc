//! Renaming, moving and putting in order.

use app::{Error, admin};
use model::query::{NodeField, Order, Query, Scalar};
use model::{NameError, NameRule, NodeId, NodeKind, Right, Role};
use testkit::audit;
use testkit::world::{World, allowed};

/// Returns the names of a node's children of a kind, as they stand.
fn standing(world: &World, parent: NodeId, kind: NodeKind) -> Vec<String> {
    let names = world.read(move |cx| {
        let parent = store::node::find(cx.tx, &parent)?.ok_or(Error::NotFound)?;
        let standing = store::node::place::standing(cx.tx, &parent.drive, &parent.id, kind)?;
        standing.iter().map(|(id, _)| Ok(store::node::find(cx.tx, id)?.ok_or(Error::NotFound)?.name)).collect()
    });
    names.unwrap()
}

both! {
    fn a_node_takes_another_name(engine) {
        let world = World::new(engine);
        let who = world.user("alice");
        let nodes = world.sketch(&who, "Atlas\n  Group/\n  One: a\n  Two\nOther\n");
        world.clock.advance_seconds(5);
        for (node, name) in [(nodes[0], "Renamed"), (nodes[1], "Folder"), (nodes[2], "Three")] {
            world.change(&who, node, Some(name), None, None).unwrap();
        }
        assert_eq!(world.print(nodes[0]), "Renamed\n  Folder/\n  Three: a\n  Two\n");
        // Its own name in other letters is free, and so is a group's for a section.
        world.change(&who, nodes[2], Some("THREE"), None, None).unwrap();
        world.change(&who, nodes[2], Some("Folder"), None, None).unwrap();
        assert_eq!(world.change(&who, nodes[2], Some("two "), None, None), Err(Error::NameTaken("two".into())));
        assert_eq!(world.change(&who, nodes[0], Some("OTHER"), None, None), Err(Error::NameTaken("OTHER".into())));
        let bad = Error::BadName(NameError::Character('%'), NameRule::Section);
        assert_eq!(world.change(&who, nodes[2], Some("50%"), None, None), Err(bad));
        assert_eq!(audit::complaints(world.app.store()), [""; 0]);
    }

    fn a_taken_name_is_replaced_or_numbered(engine) {
        use model::ConflictBehavior::{Rename, Replace};
        let world = World::new(engine);
        let who = world.user("alice");
        let nodes = world.sketch(&who, "Atlas\n  One: a\n  Two: b\n  Three: c\n");
        for (node, conflict) in [(nodes[2], Rename), (nodes[3], Replace)] {
            let who = who.clone();
            let changed = world.write(move |cx| {
                let found = testkit::world::allowed(cx, &who, node, Right::Write)?;
                let change =
                    app::arrange::Change { name: Some("One"), name_rule: NameRule::Section, parent: None, position: None, conflict };
                app::arrange::change(cx, &who, &found, &change).map(|_| ())
            });
            changed.unwrap();
        }
        assert_eq!(world.print(nodes[0]), "Atlas\n  One: c\n  One 1: b\n");
    }

    fn what_a_node_lies_in_is_not_replaced_by_it(engine) {
        let world = World::new(engine);
        let who = world.user("alice");
        let nodes = world.sketch(&who, "Atlas\n  Group/\n    Group/\n      One: a\n");
        let [atlas, _, inner, _] = nodes[..] else { panic!("a line is a node") };
        let moved = world.write(move |cx| {
            let (found, parent) = (allowed(cx, &who, inner, Right::Write)?, allowed(cx, &who, atlas, Right::Write)?);
            let change = app::arrange::Change {
                name: None,
                name_rule: NameRule::Section,
                parent: Some(&parent),
                position: None,
                conflict: model::ConflictBehavior::Replace,
            };
            app::arrange::change(cx, &who, &found, &change).map(|_| ())
        });
        assert_eq!(moved, Err(Error::NameTaken("Group".into())));
        assert_eq!(world.print(atlas), "Atlas\n  Group/\n    Group/\n      One: a\n");
    }

    fn whoever_changed_a_section_last_is_the_same_in_a_list(engine) {
        let world = World::new(engine);
        let (alice, bob) = (world.user("alice"), world.user("bob"));
        let nodes = world.sketch(&alice, "Atlas\n  One: a\n  Two: b\n");
        let [atlas, one, two] = nodes[..] else { panic!("a line is a node") };
        world.write(move |cx| admin::share(cx, &admin::Admin::operator(), &atlas, "bob", Some(Role::Contributor))).unwrap();
        world.clock.advance_seconds(1);
        world.change(&bob, one, Some("Three"), None, None).unwrap();
        world.page(&bob, two, "c").unwrap();
        world.read(move |cx| {
            let parent = allowed(cx, &alice, atlas, Right::Read)?;
            let by = Scalar::Field(NodeField::ModifiedBy);
            let asked = Query { order: vec![Order { by, is_descending: false }], ..Query::first(10) };
            let listed = app::section_group::children(cx, &alice, &parent, NodeKind::Section, None, 10)?.entries;
            assert!(listed.iter().all(|view| view.modified.1.name == "bob"));
            for view in &listed {
                let alone = allowed(cx, &alice, view.id, Right::Read)?;
                assert_eq!(app::view::node(cx, &alice, &alone)?, *view);
            }
            let found = app::query::nodes_in(cx, &alice, &parent, NodeKind::Section, &asked)?;
            assert_eq!(found.entries.len(), 2);
            Ok(())
        }).unwrap();
    }

    fn a_tree_moves_with_all_it_holds(engine) {
        let world = World::new(engine);
        let who = world.user("alice");
        let nodes = world.sketch(&who, "Atlas\n  Group/\n    Inner/\n      Deep: a\n  One: b\nOther\n  One: c\n");
        let [atlas, group, inner, deep, one, other, _] = nodes[..] else { panic!("a line is a node") };
        world.change(&who, group, None, Some(other), None).unwrap();
        world.change(&who, deep, Some("Shallow"), Some(other), None).unwrap();
        assert_eq!(world.print(atlas), "Atlas\n  One: b\n");
        assert_eq!(world.print(other), "Other\n  Group/\n    Inner/\n  One: c\n  Shallow: a\n");
        assert_eq!(world.change(&who, one, None, Some(other), None), Err(Error::NameTaken("One".into())));
        assert_eq!(world.change(&who, group, None, Some(inner), None), Err(Error::MoveIntoItself));
        assert_eq!(world.change(&who, group, None, Some(group), None), Err(Error::MoveIntoItself));
        assert_eq!(world.change(&who, group, None, Some(deep), None), Err(Error::DestinationUnfit));
        assert_eq!(world.change(&who, atlas, None, Some(other), None), Err(Error::DestinationUnfit));
        let bob = world.user("bob");
        let shared = world.notebook(&bob, "Shared").unwrap();
        world.write(move |cx| admin::share(cx, &admin::Admin::operator(), &shared, "alice", Some(Role::Contributor))).unwrap();
        assert_eq!(world.change(&who, one, None, Some(shared), None), Err(Error::OtherDrive));
        assert_eq!(audit::complaints(world.app.store()), [""; 0]);
    }

    fn what_nests_too_deep_does_not_move(engine) {
        let world = World::new(engine);
        let who = world.user("alice");
        let tower = world.sketch(&who, "Tower\n")[0];
        let mut top = tower;
        for _ in 0..40 {
            top = world.group(&who, top, "Up").unwrap();
        }
        let other = world.sketch(&who, "Other\n")[0];
        let first = world.group(&who, other, "First").unwrap();
        let mut below = first;
        for _ in 0..30 {
            below = world.group(&who, below, "Up").unwrap();
        }
        assert_eq!(world.change(&who, first, None, Some(top), None), Err(Error::TooDeep));
        world.change(&who, first, None, Some(tower), None).unwrap();
    }

    fn siblings_stand_as_they_are_put(engine) {
        let world = World::new(engine);
        let who = world.user("alice");
        let nodes = world.sketch(&who, "Atlas\n  B\n  A\n  C\n  Group/\n");
        let names = || standing(&world, nodes[0], NodeKind::Section).concat();
        // All made in one moment, so by name.
        assert_eq!(names(), "ABC");
        world.change(&who, nodes[3], None, None, Some(0)).unwrap();
        assert_eq!(names(), "CAB");
        world.change(&who, nodes[3], None, None, Some(1)).unwrap();
        assert_eq!(names(), "ACB");
        world.clock.advance_seconds(1);
        world.section(&who, nodes[0], "0").unwrap();
        assert_eq!(names(), "ACB0");
        world.change(&who, nodes[2], None, None, Some(99)).unwrap();
        assert_eq!(names(), "CB0A");
        // A copy keeps it, and stands last itself. So does what moves.
        world.clock.advance_seconds(10);
        let copy = world.copy(&who, nodes[0], None, "Copy").unwrap().outcome.unwrap().node;
        assert_eq!(standing(&world, copy, NodeKind::Section).concat(), "CB0A");
        world.copy(&who, nodes[1], Some(copy), "_").unwrap();
        assert_eq!(standing(&world, copy, NodeKind::Section).concat(), "CB0A_");
        world.change(&who, nodes[3], Some("~".replace('~', "=").as_str()), Some(copy), None).unwrap();
        assert_eq!(standing(&world, copy, NodeKind::Section).concat(), "CB0A_=");
        assert_eq!(names(), "B0A");
    }

    fn who_may_not_change_the_parent_renames_nothing(engine) {
        let world = World::new(engine);
        let (ann, bob) = (world.user("ann"), world.user("bob"));
        let nodes = world.sketch(&ann, "Private\n  Hidden\n  Shared/\n    One\n    Two\n");
        let [private, _, shared, one, _] = nodes[..] else { panic!("a line is a node") };
        world.write(move |cx| admin::share(cx, &admin::Admin::operator(), &shared, "bob", Some(Role::Contributor))).unwrap();
        let refused = Err(Error::NotAllowed(Right::Write));
        // A free name and a hidden one are refused alike.
        assert_eq!(world.change(&bob, shared, Some("Hidden"), None, None), refused);
        assert_eq!(world.change(&bob, shared, Some("Free"), None, None), refused);
        assert_eq!(world.change(&bob, shared, None, None, Some(0)), refused);
        assert_eq!(world.change(&bob, one, None, Some(private), None), Err(Error::NotFound));
        world.change(&bob, one, Some("Three"), None, Some(1)).unwrap();
        assert_eq!(standing(&world, shared, NodeKind::Section), ["Two", "Three"]);
        let app = world.token("ann", "shy", "Notes.ReadWrite.CreatedByApp");
        world.change(&app, one, Some("Four"), None, None).unwrap();
        assert_eq!(world.change(&app, one, None, Some(private), None), Err(Error::ForeignPages));
        // Its own pages are no hindrance, and others are, also further down.
        world.page(&app, one, "its own").unwrap();
        world.change(&app, one, Some("Five"), None, Some(0)).unwrap();
        world.page(&ann, one, "hers").unwrap();
        for what in [one, shared] {
            assert_eq!(world.change(&app, what, Some("Six"), None, None), Err(Error::ForeignPages));
            assert_eq!(world.change(&app, what, None, None, Some(0)), Err(Error::ForeignPages));
        }
    }
}
