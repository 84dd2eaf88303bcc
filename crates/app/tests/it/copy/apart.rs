//! What becomes of a copy and its original once they go their own ways.

use model::NodeId;
use testkit::audit;
use testkit::world::{Engine, World};

const NOTEBOOK: &str = "Atlas\n  Group/\n    One: a, b, c\n  Two: d, e\n";
const FOLDER: &str = "Atlas/: a, b, c\n  Group/: d, e\n  Book\n    One: f, g\n";

/// Edits a tree: something in it anew, something else, and something less.
fn edit(world: &World, who: &app::Caller, root: NodeId, word: &str) {
    let found = world.read(move |cx| Ok(store::node::find(cx.tx, &root)?.unwrap())).unwrap();
    let child = |parent: NodeId, kind, name: &'static str| {
        world.read(move |cx| Ok(store::node::child(cx.tx, &found.drive, &parent, kind, name)?)).unwrap().unwrap().id
    };
    let group = child(root, model::NodeKind::SectionGroup, "Group");
    if found.kind == model::NodeKind::Folder {
        world.file(who, root, "a", word).unwrap();
        let gone = world.file(who, root, "b", "b").unwrap();
        world.delete_file(who, gone).unwrap();
        let moved = world.file(who, group, "e", "e").unwrap();
        world.change_item(who, moved.0, Some(&format!("{word} e")), Some(root)).unwrap();
        let book = child(root, model::NodeKind::Notebook, "Book");
        world.page(who, child(book, model::NodeKind::Section, "One"), word).unwrap();
    } else {
        let one = child(group, model::NodeKind::Section, "One");
        let section = world.section(who, group, word).unwrap();
        world.page(who, section, word).unwrap();
        world.page(who, one, word).unwrap();
        world.delete(who, child(root, model::NodeKind::Section, "Two")).unwrap();
    }
}

/// Copies a tree, edits both sides, removes one for good and looks at the other.
fn purge_one(engine: Engine, sketch: &str, is_copy_purged: bool) {
    let world = World::new(engine);
    let who = world.user("alice");
    let original = world.sketch(&who, sketch)[0];
    let into = sketch.starts_with("Atlas/").then(|| world.root(&who));
    let copy_of = |what, name| world.copy(&who, what, into, name).unwrap().outcome.unwrap().node;
    let copy = copy_of(original, "Copy");
    assert_eq!(world.print(copy), sketch.replace("Atlas", "Copy"));
    edit(&world, &who, original, "mine");
    edit(&world, &who, copy, "theirs");
    let (purged, kept) = if is_copy_purged { (copy, original) } else { (original, copy) };
    let before = world.print(kept);
    world.delete(&who, purged).unwrap();
    world.erase(&who, purged.0).unwrap();
    world.sweep_all();
    assert_eq!(world.print(kept), before);
    assert_eq!(audit::leftovers(world.app.store()), [""; 0]);
    // It goes on as if the other had never been: also as the source of another copy.
    let again = copy_of(kept, "Again");
    let name = if is_copy_purged { "Atlas" } else { "Copy" };
    assert_eq!(world.print(again), before.replacen(name, "Again", 1));
    assert_eq!(audit::complaints(world.app.store()), [""; 0]);
}

both! {
    fn a_notebook_whose_copy_is_purged_is_intact(engine) {
        purge_one(engine, NOTEBOOK, true);
    }

    fn a_copied_notebook_whose_original_is_purged_is_intact(engine) {
        purge_one(engine, NOTEBOOK, false);
    }

    fn a_folder_whose_copy_is_purged_is_intact(engine) {
        purge_one(engine, FOLDER, true);
    }

    fn a_copied_folder_whose_original_is_purged_is_intact(engine) {
        purge_one(engine, FOLDER, false);
    }
}
