//! Copies that bring the former versions of their files along.

use super::shelf::{Named, Shelf};
use app::copy::{self, Destination, Order, Source};
use app::item;
use app::operation;
use app::{Error, Settings};
use model::ConflictBehavior::{Fail, Replace};
use model::{NameRule, OperationId, Right};
use testkit::audit;

#[derive(Clone, Copy)]
enum What {
    Whole,
    Children,
}

fn ask(shelf: &Shelf, from: &'static str, what: What, into: &'static str, name: Option<&'static str>) -> OperationId {
    let (who, id) = (shelf.who.clone(), OperationId(shelf.world.guid()));
    let started = shelf.world.write(move |cx| {
        let source = item::item(cx, &who, &Named::from(from).at(), Right::Read)?;
        let target = item::item(cx, &who, &Named::from(into).at(), Right::Write)?;
        let conflict = if source.file().is_some() { Replace } else { Fail };
        let order = Order { name, name_rule: NameRule::Item, conflict, with_versions: true, id, correlation: "test" };
        let source = match (source.file(), source.node(), what) {
            (Some(file), _, _) => Source::File(file),
            (_, Some(node), What::Whole) => Source::Node(node),
            (_, Some(node), What::Children) => Source::Children(node),
            _ => return Err(Error::Internal),
        };
        copy::start(cx, &who, source, Destination::Into(target.node().ok_or(Error::Internal)?), &order).map(drop)
    });
    started.unwrap();
    id
}

/// Returns the numbers and lengths of a file's versions, the newest first, which is what it holds.
fn versions(shelf: &Shelf, path: &'static str) -> Vec<(i64, u64)> {
    let who = shelf.who.clone();
    let found = shelf.world.read(move |cx| {
        let found = item::item(cx, &who, &Named::from(path).at(), Right::Read)?;
        item::versions(cx, &who, &found)
    });
    found.unwrap().iter().map(|version| (version.number, version.bytes)).collect()
}

/// Files with versions, one of which was removed, and one in the recycle bin.
fn some(shelf: &Shelf) {
    for text in ["1", "22", "333"] {
        shelf.file("From/a.txt", text);
        shelf.file("From/Deep/b.txt", text);
    }
    shelf.with("From/Deep/b.txt", |cx, who, found| item::remove_version(cx, who, found, 2, item::Only::Always)).unwrap();
    shelf.file("From/gone.txt", "1");
    shelf.file("From/gone.txt", "22");
    shelf.delete("From/gone.txt").unwrap();
    shelf.folder("", "To", Fail).unwrap();
}

const A: [(i64, u64); 3] = [(3, 3), (2, 2), (1, 1)];
const B: [(i64, u64); 2] = [(3, 3), (1, 1)];

/// Copies that are made while their requests wait, and others in several steps.
fn settings() -> [Settings; 2] {
    [Settings::default(), Settings { copy_batch_nodes: 1, trash_kept_seconds: 0, ..Settings::default() }]
}

both! {
    fn a_file_brings_its_versions_under_another_name(engine) {
        let shelf = Shelf::new(engine);
        some(&shelf);
        ask(&shelf, "From/Deep/b.txt", What::Whole, "To", Some("c.txt"));
        assert_eq!(versions(&shelf, "To/c.txt"), B);
        // What it takes the place of goes with its own.
        ask(&shelf, "From/a.txt", What::Whole, "To", Some("c.txt"));
        assert_eq!(versions(&shelf, "To/c.txt"), A);
        // Those of either are its own.
        shelf.file("To/c.txt", "4444");
        assert_eq!((versions(&shelf, "To/c.txt").len(), versions(&shelf, "From/a.txt").len()), (4, 3));
        shelf.is_sound();
    }

    fn a_tree_brings_those_that_were_there_when_it_was_asked_for(engine) {
        for settings in settings() {
            for what in [What::Whole, What::Children] {
                let shelf = Shelf::set(engine, settings.clone());
                some(&shelf);
                let (name, a, b) = match what {
                    What::Whole => (Some("Copy"), "To/Copy/a.txt", "To/Copy/Deep/b.txt"),
                    What::Children => (None, "To/a.txt", "To/Deep/b.txt"),
                };
                ask(&shelf, "From", what, "To", name);
                shelf.file("From/a.txt", "4444");
                shelf.with("From/Deep/b.txt", |cx, who, found| item::remove_version(cx, who, found, 1, item::Only::Always)).unwrap();
                shelf.world.sweep_all();
                // They are there before their folders are, and are nobody's waste.
                assert_eq!(shelf.world.read(|cx| Ok(store::check::structure(cx.tx)?)).unwrap(), []);
                shelf.world.work();
                assert_eq!((versions(&shelf, a), versions(&shelf, b)), (A.to_vec(), B.to_vec()));
                shelf.is_sound();
                // And they go with what they are of.
                shelf.delete("To").unwrap();
                shelf.delete("From").unwrap();
                shelf.world.clock.advance_seconds(40 * 24 * 60 * 60);
                shelf.world.sweep_all();
                assert_eq!(audit::leftovers(shelf.world.app.store()), [""; 0]);
            }
        }
    }

    fn without_being_asked_none_comes(engine) {
        let shelf = Shelf::new(engine);
        some(&shelf);
        let (from, to) = (shelf.get("From").unwrap(), shelf.get("To").unwrap());
        let id = |view: &item::view::ItemView| model::NodeId(view.id.bytes);
        shelf.world.copy(&shelf.who, id(&from), Some(id(&to)), "Copy").unwrap();
        assert_eq!(versions(&shelf, "To/Copy/a.txt"), [(1, 3)]);
    }

    fn a_copy_that_is_cancelled_leaves_none(engine) {
        for what in [What::Whole, What::Children] {
            let shelf = Shelf::set(engine, Settings { copy_batch_nodes: 1, trash_kept_seconds: 0, ..Settings::default() });
            some(&shelf);
            let id = ask(&shelf, "From", what, "To", None);
            shelf.delete("From").unwrap();
            let who = shelf.who.clone();
            shelf.world.write(move |cx| operation::cancel(cx, &who, &id)).unwrap();
            shelf.world.clock.advance_seconds(40 * 24 * 60 * 60);
            shelf.world.sweep_all();
            shelf.is_sound();
            assert_eq!(audit::leftovers(shelf.world.app.store()), [""; 0]);
        }
    }
}
