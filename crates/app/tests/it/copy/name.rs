//! Names of copies.

use app::{Caller, Error, Settings};
use model::{ConflictBehavior, NameRule, NodeId, OperationId};
use std::sync::Arc;
use testkit::world::{World, copy_node};

fn copy(world: &World, who: &Caller, what: NodeId, into: Option<NodeId>, conflict: ConflictBehavior) -> app::Result<NodeId> {
    let (who, id) = (who.clone(), OperationId(world.guid()));
    let accepted = world.write(move |cx| {
        let order = app::copy::Order { name: None, name_rule: NameRule::Notebook, conflict, id, with_versions: false, correlation: "" };
        copy_node(cx, &who, what, into, &order)
    })?;
    world.work();
    let ended = world.operation(accepted.id);
    match (ended.outcome, ended.error) {
        (Some(outcome), _) => Ok(outcome.node),
        (None, Some(error)) => Err(Error::from_stored(&error, ended.error_detail.as_deref())),
        // Another worker has it.
        (None, None) => Err(Error::Busy),
    }
}

fn name(world: &World, id: NodeId) -> String {
    world.read(move |cx| Ok(store::node::find(cx.tx, &id)?.unwrap().name)).unwrap()
}

both! {
    fn a_taken_name_is_refused_numbered_or_replaced(engine) {
        for copies_at_once in [true, false] {
            let world = World::with(engine, Settings { copies_at_once, ..Settings::default() }, 1);
            let who = world.user("alice");
            let root = world.sketch(&who, "Atlas\n  One: a\n")[0];
            assert_eq!(copy(&world, &who, root, None, ConflictBehavior::Fail), Err(Error::NameTaken("Atlas".into())));
            let first = copy(&world, &who, root, None, ConflictBehavior::Rename).unwrap();
            let second = copy(&world, &who, root, None, ConflictBehavior::Rename).unwrap();
            assert_eq!([name(&world, first), name(&world, second)], ["Atlas 1", "Atlas 2"]);
            let third = copy(&world, &who, first, None, ConflictBehavior::Replace).unwrap();
            assert_eq!(world.print(third), "Atlas 1\n  One: a\n");
            assert!(world.read(move |cx| Ok(store::node::find(cx.tx, &first)?)).unwrap().is_none());
        }
    }

    fn a_tree_is_not_copied_into_itself(engine) {
        for copies_at_once in [true, false] {
            let world = World::with(engine, Settings { copies_at_once, ..Settings::default() }, 1);
            let who = world.user("alice");
            let nodes = world.sketch(&who, "Atlas\n  Outer/\n    Inner/\n");
            for into in [nodes[1], nodes[2]] {
                assert_eq!(world.copy(&who, nodes[1], Some(into), "x").unwrap_err(), Error::CopyIntoItself);
            }
            assert!(copy(&world, &who, nodes[2], Some(nodes[0]), ConflictBehavior::Fail).is_ok());
        }
    }

    fn a_copy_does_not_nest_deeper_than_anything_may(engine) {
        for copies_at_once in [true, false] {
            let world = World::with(engine, Settings { copies_at_once, ..Settings::default() }, 1);
            let who = world.user("alice");
            let nodes = world.sketch(&who, "Atlas\n  Source/\n    Inner/\n      Section\n  Top/\n");
            let mut deepest = nodes[4];
            // Root, folder, notebook and the group at the top are four.
            for depth in 5..=store::node::DEPTH_MAX {
                if depth == store::node::DEPTH_MAX - 2 {
                    copy(&world, &who, nodes[1], Some(deepest), ConflictBehavior::Fail).unwrap();
                }
                deepest = world.group(&who, deepest, "Group").unwrap();
                if depth == store::node::DEPTH_MAX - 2 {
                    assert_eq!(copy(&world, &who, nodes[1], Some(deepest), ConflictBehavior::Fail), Err(Error::TooDeep));
                }
            }
            assert_eq!(world.group(&who, deepest, "Group"), Err(Error::TooDeep));
            assert_eq!(copy(&world, &who, nodes[3], Some(deepest), ConflictBehavior::Fail), Err(Error::TooDeep));
        }
    }

    /// Goal: who asks for a free name gets one, however many ask at once.
    fn copies_that_meet_take_different_names(engine) {
        for copies_at_once in [true, false] {
            let world = Arc::new(World::with(engine, Settings { copies_at_once, ..Settings::default() }, 1));
            let who = world.user("alice");
            let root = world.sketch(&who, "Atlas\n  One: a\n")[0];
            let made = std::thread::scope(|scope| {
                let threads: Vec<_> = (0..8).map(|_| scope.spawn(|| copy(&world, &who, root, None, ConflictBehavior::Rename))).collect();
                threads.into_iter().map(|thread| thread.join().unwrap()).collect::<Vec<_>>()
            });
            // A worker may find another one's operation; all are done at the end.
            world.clock.advance_seconds(120);
            world.work();
            let copies = world.read(|cx| {
                let drive = store::drive::all(cx.tx)?[0];
                Ok(store::node::of_kind(cx.tx, &drive, model::NodeKind::Notebook, None, 100)?.into_iter().map(|node| node.name).collect::<Vec<_>>())
            });
            let mut wanted = vec!["Atlas".to_owned()];
            wanted.extend((1..=8).map(|number| format!("Atlas {number}")));
            assert_eq!(copies.unwrap(), wanted, "{made:?}");
        }
    }

    fn sections_that_are_made_at_once_take_different_names(engine) {
        let world = Arc::new(World::new(engine));
        let who = world.user("alice");
        let root = world.sketch(&who, "Atlas\n")[0];
        let make = || {
            let who = who.clone();
            world.write(move |cx| {
                let parent = testkit::world::allowed(cx, &who, root, model::Right::Write)?;
                app::section::create(cx, &who, &parent, "New", ConflictBehavior::Rename).map(|made| made.node().name.clone())
            })
        };
        let mut names = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(make)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap().unwrap()).collect::<Vec<_>>()
        });
        names.sort();
        assert_eq!(names, ["New", "New 1", "New 2", "New 3", "New 4", "New 5", "New 6", "New 7"]);
    }
}
