//! Folders with a meaning beside their name, and apps that may touch nothing but their own.

use super::shelf::{Named, Shelf};
use app::item::view::ItemView;
use app::item::{self, Anchor, At, Change, Which, special, view};
use app::permission::{self, Who};
use app::{Caller, Error, Result};
use model::ConflictBehavior::Fail;
use model::{ItemId, Location, Right, Role, SpecialFolder};

fn make(shelf: &Shelf, who: &Caller, folder: SpecialFolder) -> Result<()> {
    let who = who.clone();
    shelf.world.write(move |cx| special::make(cx, &who, Which::Default(Location::Me), folder))
}

fn at(folder: SpecialFolder, path: &str) -> Named {
    let path = path.split('/').filter(|name| !name.is_empty()).map(str::to_owned).collect();
    Named::At(At { drive: Which::Default(Location::Me), anchor: Anchor::Special(folder), path })
}

/// Looks something up with a right, as somebody.
fn see(shelf: &Shelf, who: &Caller, what: impl Into<Named>, right: Right) -> Result<ItemView> {
    let (who, at) = (who.clone(), what.into().at());
    shelf.world.read(move |cx| {
        let found = item::item(cx, &who, &at, right)?;
        view::item(cx, &who, &found)
    })
}

fn path(view: &ItemView) -> String {
    view.path.names.join("/")
}

both! {
    fn a_meaning_follows_its_folder_and_finds_another_when_that_is_gone(engine) {
        let shelf = Shelf::new(engine);
        let photos = SpecialFolder::Photos;
        assert_eq!(shelf.get(at(photos, "")).unwrap_err(), Error::NotFound);
        make(&shelf, &shelf.who, SpecialFolder::CameraRoll).unwrap();
        let made = shelf.get(at(photos, "Camera Roll")).unwrap();
        assert_eq!((path(&made).as_str(), made.special), ("Pictures/Camera Roll", Some(SpecialFolder::CameraRoll)));
        let first = shelf.get(at(photos, "")).unwrap();
        make(&shelf, &shelf.who, photos).unwrap();
        assert_eq!(shelf.get(at(photos, "")).unwrap(), first);
        shelf.folder("", "Old", Fail).unwrap();
        let named = Change { name: Some("Shots"), ..Change::default() };
        shelf.change(&first, Some("Old"), named).unwrap();
        let moved = shelf.get(at(photos, "")).unwrap();
        assert_eq!((moved.id, path(&moved).as_str(), moved.special), (first.id, "Old/Shots", Some(photos)));
        shelf.delete(&first).unwrap();
        assert_eq!(shelf.get(at(photos, "")).unwrap_err(), Error::NotFound);
        make(&shelf, &shelf.who, photos).unwrap();
        let again = shelf.get(at(photos, "")).unwrap();
        assert_eq!((again.id == first.id, path(&again).as_str()), (false, "Pictures"));
        let back = shelf.restore(&first, None, None).unwrap();
        assert_eq!((path(&back).as_str(), back.special), ("Old/Shots", None));
        // What has the name already becomes it.
        let (music, _) = shelf.folder("", "music", Fail).unwrap();
        make(&shelf, &shelf.who, SpecialFolder::Music).unwrap();
        assert_eq!(shelf.get(at(SpecialFolder::Music, "")).unwrap().id, music.id);
        shelf.file("Desktop", "a file");
        assert_eq!(make(&shelf, &shelf.who, SpecialFolder::Desktop).unwrap_err(), Error::NameTaken("Desktop".to_owned()));
        shelf.is_sound();
    }

    fn an_app_with_its_own_folder_sees_nothing_else(engine) {
        let shelf = Shelf::new(engine);
        let app = shelf.world.token("ann", "paint:box", "Files.ReadWrite.AppFolder");
        let twin = shelf.world.token("ann", "paint?box", "onedrive.appfolder");
        let mixed = shelf.world.token("ann", "paint:box", "Files.Read Files.ReadWrite.AppFolder");
        let root = SpecialFolder::AppRoot;
        shelf.folder("", "Apps", Fail).unwrap();
        shelf.folder("Apps", "paint_box", Fail).unwrap();
        for who in [&app, &twin] {
            assert_eq!(see(&shelf, who, at(root, ""), Right::Read).unwrap_err(), Error::NotFound);
            assert_eq!(make(&shelf, who, SpecialFolder::Photos).unwrap_err(), Error::NotFound);
            make(&shelf, who, root).unwrap();
            make(&shelf, who, root).unwrap();
        }
        let own = see(&shelf, &app, at(root, ""), Right::Write).unwrap();
        let others = see(&shelf, &twin, at(root, ""), Right::Write).unwrap();
        assert_eq!((path(&own).as_str(), own.special), ("Apps/paint_box 1", Some(root)));
        assert_eq!(path(&others), "Apps/paint_box 2");
        assert_eq!(shelf.get(&own).unwrap().special, None);
        let inside = shelf.file("Apps/paint_box 1/Deep/a", "a");
        let outside = shelf.file("Docs/b", "b");
        for right in [Right::Read, Right::Write] {
            for near in [Named::from(&own), Named::from(&inside), Named::from("apps/paint_box 1/deep/A"), at(root, "deep/a")] {
                see(&shelf, &app, near.clone(), right).unwrap();
                if !matches!(near, Named::At(_)) {
                    assert_eq!(see(&shelf, &twin, near, right).unwrap_err(), Error::NotFound);
                }
            }
            for far in [Named::from(&outside), Named::from(""), Named::from("Docs"), Named::from("Docs/b"), Named::from("Apps"), Named::from(&others)] {
                assert_eq!(see(&shelf, &app, far, right).unwrap_err(), Error::NotFound, "{right:?}");
            }
        }
        // One that may also read reads everything, and writes in its folder.
        see(&shelf, &mixed, &outside, Right::Read).unwrap();
        see(&shelf, &mixed, &inside, Right::Write).unwrap();
        assert_eq!(see(&shelf, &mixed, &outside, Right::Write).unwrap_err(), Error::NotFound);
        // Of what others let its person only see it is not told more than of the rest.
        let _ = shelf.world.user("bob");
        let bob = shelf.world.token("bob", "paint:box", "Files.ReadWrite.AppFolder");
        shelf.with(&outside, |cx, _, what| permission::grant(cx, what, Who::Named("bob"), Role::Reader).map(drop)).unwrap();
        shelf.with("Docs", |cx, _, what| permission::grant(cx, what, Who::Named("bob"), Role::Reader).map(drop)).unwrap();
        let within = |path: &[&str], id: ItemId| {
            let path = path.iter().map(|name| (*name).to_owned()).collect();
            Named::At(At { drive: Which::Id(id.drive), anchor: Anchor::Id(id), path })
        };
        let docs = shelf.get("Docs").unwrap();
        for far in [within(&[], outside.id), within(&[], docs.id), within(&["b"], docs.id), within(&["new"], docs.id), within(&[], inside.id)] {
            for right in [Right::Read, Right::Write, Right::Manage] {
                assert_eq!(see(&shelf, &bob, far.clone(), right).unwrap_err(), Error::NotFound, "{far:?} {right:?}");
            }
        }
        // What was deleted elsewhere is not for it to bring back.
        for (file, is_own) in [(&inside, true), (&outside, false)] {
            shelf.delete(file).unwrap();
            let (who, named) = (app.clone(), Named::from(file).at());
            let found = shelf.world.write(move |cx| item::trashed(cx, &who, &named).map(drop));
            assert_eq!(found.is_ok(), is_own);
        }
    }
}
