//! Other names, other places, other times.

use super::shelf::{OVER, Shelf};
use app::Error;
use app::item::{Change, Only, Said};
use model::ConflictBehavior::{Fail, Rename, Replace};
use model::{NameError, NameRule, Timestamp};

fn name(name: &'static str) -> Change<'static> {
    Change { name: Some(name), ..Change::default() }
}

both! {
    fn a_file_takes_another_name(engine) {
        let shelf = Shelf::new(engine);
        let file = shelf.file("a.txt", "one");
        shelf.file("b.txt", "two");
        shelf.folder("", "Docs", Fail).unwrap();
        let renamed = shelf.rename("a.txt", "A.TXT").unwrap();
        assert_eq!((renamed.id, renamed.name.as_str(), renamed.content_version), (file.id, "A.TXT", file.content_version));
        assert!(renamed.version > file.version);
        let taken = |name: &str| Error::NameTaken(name.to_owned());
        assert_eq!(shelf.rename(&file, "B.txt").unwrap_err(), taken("B.txt"));
        assert_eq!(shelf.change(&file, None, Change { conflict: Replace, ..name("docs") }).unwrap_err(), taken("docs"));
        assert_eq!(shelf.change(&file, None, Change { conflict: Rename, ..name("b.txt") }).unwrap().name, "b 1.txt");
        let replacing = shelf.change(&file, None, Change { conflict: Replace, ..name("b.txt") }).unwrap();
        assert_eq!((replacing.id, shelf.names("").as_str()), (file.id, "b.txt Docs"));
        let bad = Error::BadName(NameError::Character(':'), NameRule::Item);
        assert_eq!(shelf.rename(&file, "a:b").unwrap_err(), bad);
        shelf.is_sound();
    }

    fn a_file_that_moves_keeps_its_id(engine) {
        let shelf = Shelf::new(engine);
        let file = shelf.file("From/a", "one");
        shelf.file("To/a", "two");
        assert_eq!(shelf.change(&file, Some("To"), Change::default()).unwrap_err(), Error::NameTaken("a".to_owned()));
        assert_eq!(shelf.change(&file, Some("To/a"), Change::default()).unwrap_err(), Error::DestinationUnfit);
        let said = Timestamp::from_micros(9);
        let all = Change { said: Said { fs_modified: Some(said), description: Some(Some("moved")), ..Said::default() }, ..name("b") };
        let moved = shelf.change(&file, Some("To"), all).unwrap();
        assert_eq!((moved.id, moved.fs_modified, moved.description.as_deref()), (file.id, said, Some("moved")));
        assert_eq!((shelf.names("From").as_str(), shelf.names("To").as_str()), ("", "a b"));
        assert_eq!(shelf.get(&file).unwrap(), moved);
        // To where it is, is no move.
        assert_eq!(shelf.change(&file, Some("To"), name("c")).unwrap().name, "c");
        let over = shelf.change(&file, Some(""), Change { conflict: Replace, ..name("From 2") }).unwrap();
        assert_eq!((over.id, over.path.names.len()), (file.id, 1));
        shelf.is_sound();
    }

    fn a_folder_moves_with_all_it_holds(engine) {
        let shelf = Shelf::new(engine);
        let file = shelf.file("A/B/a", "one");
        let folder = shelf.get("A/B").unwrap();
        let (left, root) = (shelf.get("A").unwrap(), shelf.get("").unwrap());
        shelf.folder("", "C", Fail).unwrap();
        assert_eq!(shelf.change("A", Some("A/B"), Change::default()).unwrap_err(), Error::MoveIntoItself);
        assert_eq!(shelf.change("A", Some("A"), Change::default()).unwrap_err(), Error::MoveIntoItself);
        let moved = shelf.change("A/B", Some("C"), name("D")).unwrap();
        assert_eq!((moved.id, moved.path.names.join("/")), (folder.id, "C/D".to_owned()));
        assert_eq!(shelf.get(&file).unwrap().path.names.join("/"), "C/D/a");
        // What lies above shows that something changed.
        assert!(shelf.get("A").unwrap().content_version > left.content_version);
        assert!(shelf.get("").unwrap().content_version > root.content_version);
        // Nothing takes the place of a folder.
        shelf.folder("", "D", Fail).unwrap();
        assert_eq!(shelf.change("C/D", Some(""), Change { conflict: Replace, ..Change::default() }).unwrap_err(), Error::NameTaken("D".to_owned()));
        assert_eq!(shelf.change("C/D", Some(""), Change { conflict: Rename, ..Change::default() }).unwrap().name, "D 1");
        assert_eq!(shelf.rename("", "x").unwrap_err(), Error::DriveRoot);
        shelf.is_sound();
    }

    fn what_a_client_says_is_kept(engine) {
        let shelf = Shelf::new(engine);
        let file = shelf.file("Docs/a", "one");
        let [created, modified] = [3, 4].map(Timestamp::from_micros);
        let said = Said { fs_created: Some(created), fs_modified: Some(modified), description: Some(Some("kept")) };
        for what in ["Docs", "Docs/a", ""] {
            let before = shelf.get(what).unwrap();
            let after = shelf.change(what, None, Change { said, ..Change::default() }).unwrap();
            assert_eq!((after.fs_created, after.fs_modified, after.description.as_deref()), (created, modified, Some("kept")));
            assert!(after.version > before.version, "{what}");
            let forgot = Said { description: Some(None), ..Said::default() };
            let forgot = shelf.change(what, None, Change { said: forgot, ..Change::default() }).unwrap();
            assert_eq!((forgot.fs_created, forgot.description), (created, None));
        }
        assert_eq!(shelf.get(&file).unwrap().content_version, file.content_version);
        // A condition that was true when it was looked at.
        assert!(shelf.change("Docs", None, Change { only: Only::IfUnchanged, ..name("Docs 2") }).is_ok());
        assert!(shelf.change(&file, None, Change { only: Only::IfUnchanged, ..name("b") }).is_ok());
        // Files keep it in a new content, folders do not know what that is.
        assert_eq!(shelf.put("Docs 2/b", "two", OVER).unwrap().0.fs_created, created);
    }
}
