//! Copies of what lies in a folder, without the folder. That they survive whatever happens is in `operation`.

use super::shelf::{Named, OVER, Shelf, sha1};
use app::copy::{self, CHILDREN_MAX, Destination, Order, Source};
use app::item::{self, How};
use app::{Error, Result, Settings};
use model::ConflictBehavior::{self, Fail, Rename, Replace};
use model::{NameRule, OperationId, Right, Timestamp};

fn copied(shelf: &Shelf, what: &'static str, into: &'static str, conflict: ConflictBehavior) -> Result<Option<String>> {
    let (who, id) = (shelf.who.clone(), OperationId(shelf.world.guid()));
    let target = shelf.world.write(move |cx| {
        let source = item::item(cx, &who, &Named::from(what).at(), Right::Read)?;
        let target = item::item(cx, &who, &Named::from(into).at(), Right::Write)?;
        let order = Order { name: None, name_rule: NameRule::Item, conflict, id, with_versions: false, correlation: "test" };
        let (source, target) = (source.node().ok_or(Error::Internal)?, target.node().ok_or(Error::Internal)?);
        copy::start(cx, &who, Source::Children(source), Destination::Into(target), &order)?;
        Ok(target.node().id)
    })?;
    shelf.world.work();
    let ended = shelf.world.operation(id);
    assert_eq!(ended.outcome.map(|outcome| outcome.node), ended.error.is_none().then_some(target));
    Ok(ended.error)
}

/// A folder that holds some of everything.
fn some(shelf: &Shelf) {
    shelf.folder("", "From", Fail).unwrap();
    shelf.folder("From", "Deep", Fail).unwrap();
    shelf.file("From/Deep/b.txt", "deep");
    shelf.file("From/a.txt", "one");
    shelf.world.notebook(&shelf.who, "Course").unwrap();
    shelf.change("Notebooks/Course", Some("From"), item::Change::default()).unwrap();
    shelf.folder("", "To", Fail).unwrap();
}

both! {
    fn each_child_is_another_of_its_name(engine) {
        let shelf = Shelf::new(engine);
        some(&shelf);
        let said = Timestamp::from_micros(7);
        let file = shelf.put("From/a.txt", "two", How { fs_modified: Some(said), ..OVER }).unwrap().0;
        shelf.file("To/there.txt", "before");
        assert_eq!(copied(&shelf, "From", "To", Fail), Ok(None));
        assert_eq!(shelf.names("To"), "a.txt Course Deep there.txt");
        assert_eq!(shelf.names("To/Deep"), "b.txt");
        let copy = shelf.get("To/a.txt").unwrap();
        assert_eq!((sha1(&copy), copy.fs_modified), (sha1(&file), said));
        assert!(copy.id != file.id);
        for name in ["Deep", "Deep/b.txt", "Course"] {
            assert!(shelf.get(format!("From/{name}").as_str()).unwrap().id != shelf.get(format!("To/{name}").as_str()).unwrap().id);
        }
        shelf.file("From/Deep/b.txt", "changed");
        assert_eq!(shelf.get("To/Deep/b.txt").unwrap().size, 4);
        shelf.is_sound();
    }

    fn all_of_them_or_none(engine) {
        for (taken, name) in [("To/A.TXT", "a.txt"), ("To/deep", "Deep"), ("To/course", "Course")] {
            for settings in [Settings::default(), Settings { copies_at_once: false, copy_batch_nodes: 1, ..Settings::default() }] {
                let is_at_once = settings.copies_at_once;
                let shelf = Shelf::set(engine, settings);
                some(&shelf);
                shelf.file(taken, "in the way");
                let before = shelf.names("To");
                match copied(&shelf, "From", "To", Fail) {
                    Err(why) => assert_eq!((why, is_at_once), (Error::NameTaken(name.to_owned()), true)),
                    Ok(why) => assert_eq!((why.as_deref(), is_at_once), (Some("name-taken"), false)),
                }
                assert_eq!(shelf.names("To"), before);
                shelf.is_sound();
            }
        }
    }

    fn a_file_takes_the_place_of_a_file_and_nothing_that_of_a_folder(engine) {
        let shelf = Shelf::new(engine);
        some(&shelf);
        let old = shelf.file("To/A.txt", "old");
        assert_eq!(copied(&shelf, "From", "To", Replace), Ok(None));
        assert_eq!(shelf.names("To"), "a.txt Course Deep");
        assert_eq!(shelf.restore(&old, Some(""), None).unwrap().id, old.id);
        // Which of the two is met first is nobody's promise.
        let refused = copied(&shelf, "From", "To", Replace).unwrap_err();
        assert!(["Deep", "Course"].map(|name| Error::NameTaken(name.to_owned())).contains(&refused), "{refused}");
        shelf.is_sound();
    }

    fn each_gets_a_number_of_its_own(engine) {
        let shelf = Shelf::new(engine);
        some(&shelf);
        shelf.file("From/a 1.txt", "other");
        shelf.folder("From", "Deep 1", Fail).unwrap();
        assert_eq!(copied(&shelf, "From", "To", Rename), Ok(None));
        assert_eq!(copied(&shelf, "From", "To", Rename), Ok(None));
        let names = shelf.names("To");
        assert_eq!((names.split(' ').filter(|name| name.ends_with(".txt")).count(), names.matches("Deep").count()), (4, 4), "{names}");
        assert_eq!(shelf.names("From"), "a 1.txt a.txt Course Deep Deep 1");
        shelf.is_sound();
    }

    fn nothing_goes_into_itself_and_a_root_goes_elsewhere(engine) {
        let shelf = Shelf::new(engine);
        some(&shelf);
        for (from, to) in [("From", "From"), ("From", "From/Deep"), ("", "To"), ("", "")] {
            assert_eq!(copied(&shelf, from, to, Rename), Err(Error::CopyIntoItself), "{from} {to}");
        }
        let who = shelf.world.user("ben");
        let (ann, root) = (shelf.who.clone(), shelf.world.root(&who));
        shelf.world.write(move |cx| app::admin::share(cx, &app::admin::Admin::operator(), &root, "ann", Some(model::Role::Contributor))).unwrap();
        shelf.world.copy_children(&ann, shelf.world.root(&ann), root, Fail).unwrap();
        let theirs = Shelf { world: shelf.world, who };
        assert_eq!(theirs.names(""), "From Notebooks To");
        assert_eq!(theirs.names("From"), "a.txt Course Deep");
        theirs.is_sound();
    }

    fn there_are_only_so_many(engine) {
        let shelf = Shelf::new(engine);
        some(&shelf);
        let max = usize::try_from(CHILDREN_MAX).unwrap();
        shelf.with("From", move |cx, who, _| {
            let (content, digests) = super::shelf::bytes_of("x");
            for number in 0..max - 3 {
                let at = Named::from(format!("From/{number}").as_str()).at();
                let to = item::reach(cx, who, &at, Right::Write)?;
                item::put(cx, who, &to, item::Bytes { content: &content, digests: &digests }, &OVER)?;
            }
            Ok(())
        }).unwrap();
        assert_eq!(copied(&shelf, "From", "To", Fail), Ok(None));
        shelf.file("From/more", "x");
        assert_eq!(copied(&shelf, "From", "To", Fail), Err(Error::TooManyChildren { children_max: CHILDREN_MAX }));
    }
}
