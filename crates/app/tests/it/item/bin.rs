//! The recycle bin of a drive.

use super::shelf::{Named, OVER, Shelf};
use app::item::{self, Only, Removal};
use app::{Error, Settings};
use model::ConflictBehavior::Fail;

both! {
    fn what_was_deleted_comes_back_as_it_was(engine) {
        let shelf = Shelf::new(engine);
        let file = shelf.file("Docs/Deep/a", "one");
        let folder = shelf.get("Docs").unwrap();
        shelf.delete(&file).unwrap();
        assert_eq!(shelf.get(&file).unwrap_err(), Error::NotFound);
        assert_eq!(shelf.delete(&file).unwrap_err(), Error::NotFound);
        assert_eq!(shelf.restore(&file, None, None).unwrap().path.names.join("/"), "Docs/Deep/a");
        assert_eq!(shelf.restore(&file, None, None).unwrap_err(), Error::NotFound);
        let root = shelf.get("").unwrap();
        shelf.delete("Docs").unwrap();
        assert!(shelf.get("").unwrap().content_version > root.content_version);
        assert_eq!((shelf.names(""), shelf.get(&file).unwrap_err()), (String::new(), Error::NotFound));
        // What went along with something comes back with that alone.
        assert_eq!(shelf.restore(&file, None, None).unwrap_err(), Error::NotFound);
        assert_eq!(shelf.used(), 3);
        let back = shelf.restore(&folder, None, Some("Back")).unwrap();
        assert_eq!((back.id, back.name.as_str()), (folder.id, "Back"));
        assert_eq!(shelf.get(&file).unwrap().path.names.join("/"), "Back/Deep/a");
        assert_eq!(shelf.delete("").unwrap_err(), Error::DriveRoot);
        shelf.is_sound();
    }

    fn it_may_come_back_elsewhere_and_must_where_its_place_is_gone(engine) {
        let shelf = Shelf::new(engine);
        let file = shelf.file("Docs/a", "one");
        shelf.file("Docs/Sub/b", "two");
        let sub = shelf.get("Docs/Sub").unwrap();
        shelf.delete(&file).unwrap();
        shelf.delete("Docs/Sub").unwrap();
        // Its name may be taken by then.
        shelf.file("Docs/A", "new");
        assert_eq!(shelf.restore(&file, None, None).unwrap_err(), Error::NameTaken("a".to_owned()));
        shelf.folder("Docs", "sub", Fail).unwrap();
        assert_eq!(shelf.restore(&sub, None, None).unwrap_err(), Error::NameTaken("Sub".to_owned()));
        shelf.delete("Docs").unwrap();
        assert_eq!(shelf.restore(&file, None, None).unwrap_err(), Error::ParentGone);
        assert_eq!(shelf.restore(&sub, None, None).unwrap_err(), Error::ParentGone);
        let back = shelf.restore(&file, Some(""), None).unwrap();
        assert_eq!((back.id, back.path.names.join("/")), (file.id, "a".to_owned()));
        let back = shelf.restore(&sub, Some(""), Some("New")).unwrap();
        assert_eq!((back.id, shelf.names("New").as_str()), (sub.id, "b"));
        shelf.is_sound();
    }

    fn for_good_is_for_good(engine) {
        let shelf = Shelf::new(engine);
        let (file, other) = (shelf.file("Docs/a", "one"), shelf.file("Docs/b", "two"));
        let folder = shelf.get("Docs").unwrap();
        shelf.delete(&other).unwrap();
        erase(&shelf, Named::from(&other)).unwrap();
        assert_eq!(shelf.restore(&other, None, None).unwrap_err(), Error::NotFound);
        shelf.with(&file, |cx, who, found| item::delete(cx, who, found, Removal::ForGood, Only::Always)).unwrap();
        assert_eq!(shelf.restore(&file, None, None).unwrap_err(), Error::NotFound);
        shelf.file("Docs/c", "three");
        shelf.with("Docs", |cx, who, found| item::delete(cx, who, found, Removal::ForGood, Only::IfUnchanged)).unwrap();
        assert_eq!(shelf.restore(&folder, None, None).unwrap_err(), Error::NotFound);
        shelf.world.sweep();
        assert_eq!(shelf.used(), 0);
        shelf.is_sound();
    }

    fn a_notebook_too_goes_for_good(engine) {
        let shelf = Shelf::new(engine);
        shelf.world.sketch(&shelf.who, "Course\n  Week 1: text\n");
        let notebook = shelf.get("Notebooks/Course").unwrap();
        shelf.with(&notebook, |cx, who, found| item::delete(cx, who, found, Removal::ForGood, Only::Always)).unwrap();
        shelf.world.sweep();
        assert_eq!(shelf.restore(&notebook, None, None).unwrap_err(), Error::NotFound);
        assert_eq!(shelf.world.read(|cx| Ok(store::check::structure(cx.tx)?)).unwrap(), []);
        shelf.is_sound();
    }

    fn the_bin_is_emptied_by_and_by(engine) {
        let shelf = Shelf::new(engine);
        let (file, folder) = (shelf.file("a", "one"), shelf.file("Docs/b", "two").parent.unwrap());
        shelf.delete("a").unwrap();
        shelf.delete("Docs").unwrap();
        shelf.world.sweep();
        assert_eq!(shelf.used(), 6);
        shelf.world.clock.advance_seconds(Settings::default().trash_kept_seconds + 1);
        for _ in 0..4 {
            shelf.world.clock.advance_seconds(store::layer::collect::GRACE_SECONDS + 1);
            shelf.world.sweep();
        }
        assert_eq!(shelf.used(), 0);
        assert_eq!(shelf.restore(&file, Some(""), None).unwrap_err(), Error::NotFound);
        assert_eq!(erase(&shelf, Named::Id(folder.id)).unwrap_err(), Error::NotFound);
        assert!(shelf.put("a", "one", OVER).is_ok());
        shelf.is_sound();
    }
}

/// Removes something from the recycle bin for good.
fn erase(shelf: &Shelf, what: Named) -> app::Result<()> {
    let (who, at) = (shelf.who.clone(), what.at());
    shelf.world.write(move |cx| {
        let found = item::trashed(cx, &who, &at)?;
        item::erase(cx, &who, &found)
    })
}
