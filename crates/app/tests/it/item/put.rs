//! Folders are made, and files put: new ones, and other contents for those that are there.

use super::shelf::{OVER, Shelf, bytes_of, sha1};
use app::Error;
use app::item::view::Facet;
use app::item::{How, Made, Only, Order};
use model::ConflictBehavior::{Fail, Rename, Replace};
use model::{NameError, NameRule, Timestamp};

both! {
    fn a_file_is_put_where_its_path_says(engine) {
        let shelf = Shelf::new(engine);
        let (file, made) = shelf.put("Docs/2026/plan.txt", "one", OVER).unwrap();
        assert_eq!((made, file.name.as_str(), file.size), (Made::New, "plan.txt", 3));
        assert_eq!(sha1(&file), bytes_of("one").1.sha1);
        assert_eq!(file.path.names, ["Docs", "2026", "plan.txt"]);
        assert_eq!(file.parent.as_ref().map(|parent| parent.name.as_str()), Some("2026"));
        assert_eq!(shelf.get("docs/2026/PLAN.txt").unwrap(), file);
        assert_eq!(shelf.get(&file).unwrap(), file);
        let docs = shelf.get("Docs").unwrap();
        assert_eq!((&docs.facet, docs.size), (&Facet::Folder { child_count: 1 }, 3));
        // An empty one is a file like any other, and one in the root too.
        assert_eq!(shelf.file("empty", "").size, 0);
        assert_eq!(shelf.names(""), "Docs empty");
        assert_eq!(shelf.get("Docs/2026/plan.txt/x").unwrap_err(), Error::NotFound);
        assert_eq!(shelf.put("empty/x", "one", OVER).unwrap_err(), Error::NotAFolder);
        assert_eq!(shelf.used(), 3);
        shelf.is_sound();
    }

    fn another_content_is_another_version_of_the_same_file(engine) {
        let shelf = Shelf::new(engine);
        let said = Timestamp::from_micros(5);
        let before = shelf.put("a.txt", "one", How { fs_created: Some(said), fs_modified: Some(said), description: Some("mine"), ..OVER }).unwrap().0;
        assert_eq!((before.fs_created, before.fs_modified, before.description.as_deref()), (said, said, Some("mine")));
        let (after, made) = shelf.put("A.TXT", "three", OVER).unwrap();
        assert_eq!((made, after.id, after.name.as_str(), after.size), (Made::Before, before.id, "a.txt", 5));
        assert!(after.version > before.version && after.content_version != before.content_version);
        assert_eq!((after.fs_created, after.description.as_deref()), (said, Some("mine")));
        assert!(after.fs_modified > said);
        let (again, _) = shelf.put(&after, "one", OVER).unwrap();
        assert_eq!((again.id, again.content_version), (before.id, before.content_version));
        assert_eq!(shelf.used(), 3);
        shelf.is_sound();
    }

    fn a_taken_name_is_refused_replaced_or_numbered(engine) {
        let shelf = Shelf::new(engine);
        let taken = |name: &str| Error::NameTaken(name.to_owned());
        let first = shelf.folder("", "Docs", Fail).unwrap();
        assert_eq!(first.1, Made::New);
        assert_eq!(shelf.folder("", "DOCS", Fail).unwrap_err(), taken("DOCS"));
        assert_eq!(shelf.folder("", "DOCS", Replace).unwrap(), (first.0, Made::Before));
        assert_eq!(shelf.folder("", "Docs", Rename).unwrap().0.name, "Docs 1");
        shelf.file("a.txt", "one");
        let how = |conflict| How { conflict, ..OVER };
        assert_eq!(shelf.put("A.txt", "two", how(Fail)).unwrap_err(), taken("a.txt"));
        assert_eq!(shelf.put("a.txt", "two", how(Rename)).unwrap().0.name, "a 1.txt");
        assert_eq!(shelf.put("a.txt", "two", how(Rename)).unwrap().0.name, "a 2.txt");
        // Neither takes the place of the other.
        for conflict in [Fail, Replace] {
            assert_eq!(shelf.put("Docs", "two", how(conflict)).unwrap_err(), taken("Docs"));
            assert_eq!(shelf.folder("", "A.TXT", conflict).unwrap_err(), taken("A.TXT"));
        }
        assert_eq!(shelf.folder("", "a.txt", Rename).unwrap().0.name, "a.txt 1");
        assert_eq!(shelf.names(""), "a 1.txt a 2.txt a.txt a.txt 1 Docs Docs 1");
        shelf.is_sound();
    }

    fn names_and_conditions_are_asked_for_first(engine) {
        let shelf = Shelf::new(engine);
        let file = shelf.file("a", "one");
        let bad = |c| Error::BadName(NameError::Character(c), NameRule::Item);
        assert_eq!(shelf.put("x/a?", "one", OVER).unwrap_err(), bad('?'));
        assert_eq!(shelf.folder("", "x ", Fail).unwrap_err(), bad(' '));
        assert_eq!(shelf.names(""), "a");
        let only = |only| How { only, ..OVER };
        assert_eq!(shelf.put("a", "two", only(Only::IfNew)).unwrap_err(), Error::Changed);
        assert_eq!(shelf.put("b", "two", only(Only::IfUnchanged)).unwrap_err(), Error::Changed);
        assert_eq!(shelf.put("b", "two", only(Only::IfNew)).unwrap().1, Made::New);
        assert_eq!(shelf.put(&file, "two", only(Only::IfUnchanged)).unwrap().1, Made::Before);
        assert_eq!(shelf.folder(&file, "x", Fail).unwrap_err(), Error::DestinationUnfit);
    }

    fn a_full_drive_takes_nothing_more(engine) {
        let shelf = Shelf::with_quota(engine, Some(10));
        let file = shelf.file("a", "12345678");
        assert_eq!(shelf.put("b", "123", OVER).unwrap_err(), Error::QuotaExceeded);
        assert_eq!(shelf.names(""), "a");
        // What a file held before does not count.
        shelf.put(&file, "1234567890", OVER).unwrap();
        assert_eq!(shelf.used(), 10);
        assert_eq!(shelf.put(&file, "12345678901", OVER).unwrap_err(), Error::QuotaExceeded);
        shelf.is_sound();
    }

    fn folders_and_files_come_in_one_list(engine) {
        let shelf = Shelf::new(engine);
        for (path, text) in [("b", "4444"), ("D/x", "22"), ("a", "22"), ("C", ""), ("é/deep/x", "333")] {
            shelf.world.clock.advance_seconds(1);
            shelf.file(path, text);
        }
        shelf.folder("", "Empty", Fail).unwrap();
        for (order, wanted) in [(Order::Name, "a b C D Empty é"), (Order::Size, "C Empty a D é b"), (Order::Modified, "b D a C Empty é")] {
            assert_eq!(shelf.list("", order, false), wanted);
            let reversed: Vec<_> = wanted.split(' ').rev().collect();
            assert_eq!(shelf.list("", order, true), reversed.join(" "));
        }
    }
}
