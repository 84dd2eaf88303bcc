//! Notebooks as items: whichever way they are changed, the other shows it.

use super::shelf::{OVER, Shelf};
use app::item::Change;
use app::item::view::Facet;
use app::{Error, notebook};
use model::ConflictBehavior::Fail;
use model::{NameError, NameRule, NodeId, NodeKind, Right};
use testkit::world::{allowed, me};

/// Returns the names of the notebooks, as their own surface lists them.
fn notebooks(shelf: &Shelf) -> String {
    let who = shelf.who.clone();
    let names = shelf.world.read(move |cx| {
        let place = me(cx, &who)?;
        let listing = notebook::list(cx, &who, &place, None, 99)?;
        Ok(listing.entries.into_iter().map(|view| view.name).collect::<Vec<_>>())
    });
    names.unwrap().join(" ")
}

both! {
    fn a_notebook_is_an_item_of_its_folder(engine) {
        let shelf = Shelf::new(engine);
        let nodes = shelf.world.sketch(&shelf.who, "Physics\n  Lab/\n    Week 1: text\n  Intro\n");
        assert_eq!((shelf.names("Notebooks").as_str(), shelf.names("Notebooks/Physics").as_str()), ("Physics", "Intro.one Lab"));
        let item = shelf.get("Notebooks/Physics").unwrap();
        assert_eq!((&item.facet, item.id.bytes), (&Facet::Notebook { child_count: 2 }, nodes[0].0));
        let renamed = shelf.rename("Notebooks/Physics", "Physics 2").unwrap();
        assert_eq!((renamed.id, notebooks(&shelf).as_str()), (item.id, "Physics 2"));
        shelf.rename("Notebooks/Physics 2/Intro.one", "Start.one").unwrap();
        assert_eq!(shelf.world.print(nodes[0]), "Physics 2\n  Lab/\n    Week 1: text\n  Start\n");
        shelf.change("Notebooks/Physics 2/Start.one", Some("Notebooks/Physics 2/Lab"), Change::default()).unwrap();
        assert_eq!(shelf.names("Notebooks/Physics 2/Lab"), "Start.one Week 1.one");
        // It may lie anywhere in the drive.
        shelf.folder("", "School", Fail).unwrap();
        shelf.change(&item, Some("School"), Change::default()).unwrap();
        assert_eq!((notebooks(&shelf).as_str(), shelf.names("School").as_str(), shelf.names("Notebooks").as_str()), ("Physics 2", "Physics 2", ""));
        // There it is a notebook as before: what lies in it is copied within it.
        let copied = shelf.world.copy(&shelf.who, nodes[1], Some(nodes[0]), "Lab again").unwrap().outcome.unwrap().node;
        shelf.is_sound();
        shelf.world.delete(&shelf.who, copied).unwrap();
        shelf.delete("School/Physics 2/Lab/Week 1.one").unwrap();
        shelf.delete(&item).unwrap();
        assert_eq!((notebooks(&shelf).as_str(), shelf.names("School").as_str()), ("", ""));
        assert_eq!(shelf.restore(&item, Some("Notebooks"), None).unwrap().id, item.id);
        assert_eq!(shelf.world.print(nodes[0]), "Physics 2\n  Lab/\n    Start\n");
        shelf.is_sound();
    }

    fn what_their_own_surface_does_is_seen_in_the_drive(engine) {
        let shelf = Shelf::new(engine);
        let nodes = shelf.world.sketch(&shelf.who, "Physics\n  Lab/\n  Intro\n");
        let (before, who) = (shelf.get("Notebooks/Physics").unwrap(), shelf.who.clone());
        shelf.world.change(&shelf.who, nodes[0], Some("Chemistry"), None, None).unwrap();
        shelf.world.change(&shelf.who, nodes[2], Some("First"), None, None).unwrap();
        assert_eq!(shelf.names("Notebooks/Chemistry"), "First.one Lab");
        let after = shelf.get("Notebooks/Chemistry").unwrap();
        assert!(after.id == before.id && after.version > before.version);
        let notebook: NodeId = nodes[0];
        shelf.world.write(move |cx| {
            let found = allowed(cx, &who, notebook, Right::Write)?;
            notebook::delete(cx, &who, &found).map(drop)
        }).unwrap();
        assert_eq!(shelf.names("Notebooks"), "");
        assert_eq!(shelf.restore(&before, None, Some("Again")).unwrap().id, before.id);
        assert_eq!(notebooks(&shelf), "Again");
        // A file keeps a notebook from its name.
        shelf.file("Notebooks/Taken", "one");
        assert_eq!(shelf.world.notebook(&shelf.who, "taken"), Err(Error::NameTaken("taken".to_owned())));
        assert_eq!(shelf.world.change(&shelf.who, nodes[0], Some("TAKEN"), None, None), Err(Error::NameTaken("TAKEN".to_owned())));
    }

    fn a_notebook_holds_nothing_foreign(engine) {
        let shelf = Shelf::new(engine);
        let nodes = shelf.world.sketch(&shelf.who, "Physics\n  Lab/\n    Deep\n  Intro\n");
        let file = shelf.file("Docs/a.one", "one");
        let into = Some("Notebooks/Physics");
        let refused = |result: app::Result<_>| assert_eq!(result.map(|_: app::item::view::ItemView| ()).unwrap_err(), Error::NotebookOnly);
        refused(shelf.change(&file, into, Change::default()));
        refused(shelf.change("Docs", into, Change::default()));
        refused(shelf.change("Docs", Some("Notebooks/Physics/Lab"), Change::default()));
        refused(shelf.change("Notebooks/Physics/Intro.one", Some("Docs"), Change::default()));
        refused(shelf.change("Notebooks/Physics/Lab", Some(""), Change::default()));
        refused(shelf.rename("Notebooks/Physics/Intro.one", "Intro.txt"));
        refused(shelf.folder("Notebooks/Physics", "New", Fail).map(|made| made.0));
        refused(shelf.put("Notebooks/Physics/new.one", "one", OVER).map(|made| made.0));
        refused(shelf.put("Notebooks/Physics/Intro.one", "one", OVER).map(|made| made.0));
        assert_eq!(shelf.put("Notebooks/Physics", "one", OVER).unwrap_err(), Error::NameTaken("Physics".to_owned()));
        assert_eq!(shelf.put("Notebooks/Physics/Intro.one/x", "one", OVER).unwrap_err(), Error::DestinationUnfit);
        // The rules for its own name hold too.
        let bad = Error::BadName(NameError::Character('%'), NameRule::Section);
        assert_eq!(shelf.rename("Notebooks/Physics/Lab", "50%").unwrap_err(), bad);
        let section = shelf.get("Notebooks/Physics/Lab/Deep.one").unwrap();
        shelf.delete(&section).unwrap();
        assert_eq!(shelf.restore(&section, Some("Docs"), None).unwrap_err(), Error::NotebookOnly);
        assert_eq!(shelf.restore(&section, into, Some("Up.one")).unwrap().name, "Up.one");
        let kind = shelf.world.read(move |cx| Ok(store::node::find(cx.tx, &NodeId(section.id.bytes))?.map(|node| (node.kind, node.notebook))));
        assert_eq!(kind.unwrap(), Some((NodeKind::Section, Some(nodes[0]))));
        shelf.is_sound();
    }
}
