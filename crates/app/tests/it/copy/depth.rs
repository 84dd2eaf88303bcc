//! How deep a copy may come to lie.

use app::Settings;
use app::operation::worker;
use model::OperationState;
use store::node::DEPTH_MAX;
use testkit::world::World;

both! {
    fn a_target_that_moves_down_meanwhile_takes_nothing_too_deep(engine) {
        let world = World::with(engine, Settings { copies_at_once: false, copy_batch_nodes: 2, ..Settings::default() }, 1);
        let who = world.user("ann");
        let nodes = world.sketch(&who, "From\n  Tree/\n    Inner/\n      Leaf: a\nTo\n  Goal/\n");
        let (tree, to, goal) = (nodes[1], nodes[4], nodes[5]);
        let mut deep = to;
        // Above a group are the drive's root, the folder of notebooks, and the notebook; the goal still fits below.
        for level in 0..DEPTH_MAX - 5 {
            deep = world.group(&who, deep, &format!("Level {level}")).unwrap();
        }
        for goes_down in [false, true] {
            let name = format!("Copy {goes_down}");
            let operation = world.copy(&who, tree, Some(goal), &name).unwrap();
            let claim = worker::claim(&world.app).unwrap().expect("a copy waits");
            // The snapshot, and both batches.
            for _ in 0..3 {
                assert!(worker::advance(&world.app, &claim).unwrap());
            }
            if goes_down {
                world.change(&who, goal, None, Some(deep), None).unwrap();
            }
            assert!(!worker::advance(&world.app, &claim).unwrap());
            let operation = world.operation(operation.id);
            let expected = if goes_down { (OperationState::Failed, Some("too-deep")) } else { (OperationState::Completed, None) };
            assert_eq!((operation.state, operation.error.as_deref()), expected);
            assert_eq!(world.print(goal).contains(&name), !goes_down);
            if !goes_down {
                // What was copied would be too deep there itself.
                let copied = operation.outcome.expect("it completed").node;
                world.delete(&who, copied).unwrap();
            }
        }
    }
}
