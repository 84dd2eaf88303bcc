//! Copies of files: under a fresh id, with the same bytes.

use super::shelf::{Named, OVER, Shelf, sha1};
use app::copy::{self, Destination, Order, Source};
use app::item::view::ItemView;
use app::item::{self, How};
use app::operation::Operation;
use app::{Error, Result, Settings};
use model::ConflictBehavior::{self, Fail, Rename, Replace};
use model::{NameRule, OperationId, OperationState, Right, Timestamp};
use testkit::world::World;

fn copied(
    shelf: &Shelf,
    what: &'static str,
    into: &'static str,
    name: Option<&'static str>,
    conflict: ConflictBehavior,
) -> Result<Operation> {
    let (who, id) = (shelf.who.clone(), OperationId(shelf.world.guid()));
    let accepted = shelf.world.write(move |cx| {
        let source = item::item(cx, &who, &Named::from(what).at(), Right::Read)?;
        let target = item::item(cx, &who, &Named::from(into).at(), Right::Write)?;
        let order = Order { name, name_rule: NameRule::Item, conflict, id, with_versions: false, correlation: "test" };
        let target = Destination::Into(target.node().ok_or(Error::DestinationUnfit)?);
        match (source.file(), source.node()) {
            (Some(file), _) => copy::start(cx, &who, Source::File(file), target, &order),
            (_, Some(node)) => copy::start(cx, &who, Source::Node(node), target, &order),
            _ => Err(Error::Internal),
        }
    })?;
    let id = accepted.operation.id;
    shelf.world.work();
    shelf.world.read(move |cx| store::operation::get(cx.tx, &id)?.ok_or(Error::Internal))
}

fn made(shelf: &Shelf, operation: &Operation) -> ItemView {
    let id = model::ItemId { bytes: operation.outcome.as_ref().unwrap().node.0, ..shelf.get("").unwrap().id };
    let (who, at) = (shelf.who.clone(), Named::Id(id).at());
    shelf
        .world
        .read(move |cx| {
            let found = item::item(cx, &who, &at, Right::Read)?;
            app::item::view::item(cx, &who, &found)
        })
        .unwrap()
}

both! {
    fn a_copy_is_another_file_of_the_same_bytes(engine) {
        let shelf = Shelf::new(engine);
        let said = Timestamp::from_micros(7);
        let file = shelf.put("Docs/a.txt", "one", How { description: Some("mine"), fs_modified: Some(said), ..OVER }).unwrap().0;
        shelf.world.clock.advance_seconds(9);
        let copy = made(&shelf, &copied(&shelf, "Docs/a.txt", "", None, Fail).unwrap());
        assert_eq!((sha1(&copy), copy.name.as_str(), copy.fs_modified), (sha1(&file), "a.txt", said));
        assert!(copy.id != file.id && copy.created.0 > file.created.0 && copy.description.is_none());
        shelf.put(&file, "changed", OVER).unwrap();
        assert_eq!(shelf.get(&copy).unwrap(), copy);
        assert_eq!(shelf.used(), 10);
        shelf.is_sound();
    }

    fn a_taken_name_is_refused_replaced_or_numbered(engine) {
        let shelf = Shelf::new(engine);
        let file = shelf.file("a.txt", "one");
        let other = shelf.file("b.txt", "two");
        shelf.folder("", "Docs", Fail).unwrap();
        let taken = |name: &str| Error::NameTaken(name.to_owned());
        assert_eq!(copied(&shelf, "a.txt", "", None, Fail).unwrap_err(), taken("a.txt"));
        // It would take its own place.
        assert_eq!(copied(&shelf, "a.txt", "", None, Replace).unwrap_err(), taken("a.txt"));
        assert_eq!(copied(&shelf, "a.txt", "", Some("docs"), Replace).unwrap_err(), taken("docs"));
        assert_eq!(made(&shelf, &copied(&shelf, "a.txt", "", None, Rename).unwrap()).name, "a 1.txt");
        let over = made(&shelf, &copied(&shelf, "a.txt", "", Some("b.txt"), Replace).unwrap());
        assert_eq!((over.name.as_str(), sha1(&over)), ("b.txt", sha1(&file)));
        assert_eq!(shelf.restore(&other, Some("Docs"), None).unwrap().id, other.id);
        assert_eq!(shelf.names(""), "a 1.txt a.txt b.txt Docs");
        shelf.is_sound();
    }

    fn a_copy_that_waits_asks_again(engine) {
        let settings = Settings { copies_at_once: false, ..Settings::default() };
        let world = World::with(engine, settings, 1);
        let who = world.user_with_quota("ann", Some(5));
        let shelf = Shelf { world, who };
        shelf.file("a", "one");
        shelf.file("b", "t");
        assert_eq!(copied(&shelf, "a", "", None, Fail).unwrap_err(), Error::NameTaken("a".to_owned()));
        let full = copied(&shelf, "a", "", Some("c"), Fail).unwrap();
        assert_eq!((full.state, full.error.as_deref()), (OperationState::Failed, Some("quota-exceeded")));
        let done = copied(&shelf, "b", "", Some("c"), Fail).unwrap();
        assert_eq!((done.state, made(&shelf, &done).size), (OperationState::Completed, 1));
        assert_eq!(shelf.names(""), "a b c");
        shelf.is_sound();
    }
}
