//! What somebody worked on lately: theirs wherever it lies, as long as they may see it.

use app::item::{self, Which};
use app::{Caller, access, admin, place};
use model::{Location, NodeId, NodeKind, Right, Role};
use testkit::world::{World, put_file};

/// Returns the names of what somebody worked on lately, the newest first; in a drive, if one is named.
fn recent(world: &World, who: &Caller, within: Option<Which>, limit: usize) -> String {
    let who = who.clone();
    let found = world.read(move |cx| {
        let within = within.map(|which| item::drive(cx, &who, which)).transpose()?;
        item::recent(cx, &who, within.as_ref(), limit)
    });
    found.unwrap().into_iter().map(|view| view.name).collect::<Vec<_>>().join(" ")
}

fn put(world: &World, who: &Caller, folder: NodeId, name: &str) {
    world.clock.advance_seconds(1);
    let (who, name) = (who.clone(), name.to_owned());
    world.write(move |cx| put_file(cx, &who, folder, &name, &format!("by {}", who.user()))).unwrap();
}

fn share(world: &World, node: NodeId, with: &'static str, role: Option<Role>) {
    world.write(move |cx| admin::share(cx, &admin::Admin::operator(), &node, with, role)).unwrap();
}

both! {
    fn what_somebody_changed_last_comes_first(engine) {
        let world = World::new(engine);
        let ann = world.user("ann");
        let root = world.root(&ann);
        let (plans, old) = (world.folder(&ann, root, "Plans").unwrap(), world.folder(&ann, root, "Old").unwrap());
        for (folder, name) in [(plans, "a"), (old, "b"), (plans, "c"), (root, "d"), (plans, "a")] {
            put(&world, &ann, folder, name);
        }
        assert_eq!(recent(&world, &ann, None, 100), "a d c b");
        assert_eq!(recent(&world, &ann, None, 2), "a d");
        // Nobody put these there by themselves.
        world.copy(&ann, plans, Some(root), "Copy").unwrap();
        world.work();
        assert_eq!(recent(&world, &ann, None, 100), "a d c b");
        let notebook = world.notebook(&ann, "Course").unwrap();
        world.clock.advance_seconds(1);
        let who = ann.clone();
        let opened = world.read(move |cx| {
            let place = place::resolve(cx, &who, Location::Me)?;
            access::node(cx, &who, &place, &[NodeKind::Notebook], &notebook, Right::Read).map(drop)
        });
        opened.unwrap();
        put(&world, &ann, old, "e");
        assert_eq!(recent(&world, &ann, None, 100), "e Course a d c b");
        world.delete(&ann, plans).unwrap();
        world.delete(&ann, notebook).unwrap();
        assert_eq!(recent(&world, &ann, None, 100), "e d b");
    }

    fn what_others_did_or_ended_is_not_told(engine) {
        let world = World::new(engine);
        let (ann, bob) = (world.user("ann"), world.user("bob"));
        let (root, own) = (world.root(&ann), world.root(&bob));
        let (shared, private) = (world.folder(&ann, root, "Shared").unwrap(), world.folder(&ann, root, "Private").unwrap());
        share(&world, shared, "bob", Some(Role::Contributor));
        put(&world, &ann, private, "hidden");
        put(&world, &ann, shared, "hers");
        put(&world, &bob, shared, "his");
        put(&world, &bob, own, "own");
        assert_eq!(recent(&world, &bob, None, 100), "own his");
        assert_eq!(recent(&world, &ann, None, 100), "hers hidden");
        put(&world, &bob, shared, "hers");
        assert_eq!(recent(&world, &ann, None, 100), "hidden");
        assert_eq!(recent(&world, &bob, None, 100), "hers own his");
        let drive = world.read(move |cx| Ok(item::drive(cx, &ann, Which::Default(Location::Me))?.drive.id)).unwrap();
        let hers = Which::Id(model::DriveCid::of(&drive));
        assert_eq!(recent(&world, &bob, Some(hers), 100), "hers his");
        share(&world, shared, "bob", None);
        assert_eq!(recent(&world, &bob, None, 100), "own");
    }
}
