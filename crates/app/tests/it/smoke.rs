//! The least that must work before anything else is worth asking.

use testkit::audit;
use testkit::world::World;

const SKETCH: &str = "Atlas
  Group/
    Inner: c
  Plain: a, b
";

both! {
    fn a_notebook_is_copied_and_then_goes_its_own_way(engine) {
        let world = World::new(engine);
        let who = world.user("alice");
        let nodes = world.sketch(&who, SKETCH);
        assert_eq!(world.print(nodes[0]), SKETCH);
        let copied = world.copy(&who, nodes[0], None, "Copy").unwrap();
        let root = copied.outcome.unwrap().node;
        assert_eq!(world.print(root), SKETCH.replace("Atlas", "Copy"));
        world.page(&who, nodes[3], "d").unwrap();
        assert_eq!(world.print(root), SKETCH.replace("Atlas", "Copy"));
        assert_eq!(world.print(nodes[0]), SKETCH.replace("a, b", "a, b, d"));
        world.sweep();
        assert_eq!(audit::complaints(world.app.store()), [""; 0]);
        world.delete(&who, nodes[0]).unwrap();
        world.sweep_all();
        assert_eq!(audit::leftovers(world.app.store()), [""; 0]);
        assert_eq!(world.print(root), SKETCH.replace("Atlas", "Copy"));
    }

    fn a_large_tree_is_purged_in_pieces_that_look_sound(engine) {
        let world = World::new(engine);
        let who = world.user("alice");
        let root = world.notebook(&who, "Atlas").unwrap();
        for number in 0..80 {
            world.section(&who, root, &format!("Section {number}")).unwrap();
        }
        world.delete(&who, root).unwrap();
        let findings = || world.read(|cx| Ok(store::check::structure(cx.tx)?)).unwrap();
        let purge = || world.write(|cx| {
            let now = cx.now();
            Ok(store::node::purge(cx.tx, now.plus_seconds(1), now)?)
        });
        assert_eq!(purge(), Ok(64));
        assert_eq!(findings(), []);
        assert_eq!(purge(), Ok(17));
        assert_eq!(findings(), []);
    }
}
