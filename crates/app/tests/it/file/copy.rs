//! Copies of folders: instant, whole, separate.

use super::Drive;
use app::Settings;
use model::{FileId, NodeId};
use store::file_list::write::{Change, NewFile, Removal};
use store::node::about::About;
use store::{folder, sql};
use testkit::audit;
use testkit::world::World;

impl Drive {
    /// Copies a folder.
    pub(super) fn copy(&self, what: NodeId, into: NodeId, name: &str) -> NodeId {
        let operation = self.world.copy(&self.who, what, Some(into), name).unwrap();
        self.world.work();
        let id = operation.id;
        let ended = self.world.read(move |cx| Ok(store::operation::get(cx.tx, &id)?)).unwrap().unwrap();
        ended.outcome.as_ref().unwrap_or_else(|| panic!("{ended:?}")).node
    }

    fn is_sound(&self) {
        assert_eq!(audit::complaints(self.world.app.store()), [""; 0]);
    }

    /// Returns the child of this name.
    fn child(&self, parent: NodeId, kind: model::NodeKind, name: &'static str) -> NodeId {
        let drive = self.id;
        self.world.read(move |cx| Ok(store::node::child(cx.tx, &drive, &parent, kind, name)?)).unwrap().unwrap().id
    }
}

both! {
    fn a_copied_tree_shows_the_same_files_under_ids_of_their_own(engine) {
        let drive = Drive::new(engine);
        let docs = drive.folder(drive.root(), "Docs");
        let deep = drive.folder(docs, "Deep");
        drive.folder(docs, "Empty");
        let file = drive.put(docs, "a", "one");
        drive.put(deep, "b", "two");
        drive.world.clock.advance_seconds(60);
        let copy = drive.copy(docs, drive.root(), "Copy");
        let deep_copy = drive.child(copy, model::NodeKind::Folder, "Deep");
        assert_eq!((drive.print(copy), drive.print(deep_copy)), ("a".to_owned(), "b".to_owned()));
        let [copied] = drive.files(copy).try_into().unwrap();
        assert_eq!((copied.id, drive.find(copied.id)), (FileId::within(&copy, file.row.key), Some(copied.clone())));
        // Whoever copied it made it, a minute later; what its client said of it stays.
        let now = drive.world.app.now();
        assert_eq!((copied.row.created, copied.row.modified, copied.row.modified_by), (now, now, *drive.who.user()));
        assert_eq!((copied.row.fs_created, copied.row.content), (file.row.fs_created, file.row.content));
        drive.is_sound();
    }

    fn whoever_writes_first_is_alone_from_then_on(engine) {
        let drive = Drive::new(engine);
        let docs = drive.folder(drive.root(), "Docs");
        let (kept, edited, deleted) = (drive.put(docs, "kept", "k"), drive.put(docs, "edited", "e"), drive.put(docs, "deleted", "d"));
        let copy = drive.copy(docs, drive.root(), "Copy");
        let body = drive.content("EDIT");
        drive.change(&edited, move |writer, found, who| Ok(writer.replace(found, &body.hash, body.bytes, &Change::default(), who.user())?)).unwrap();
        drive.change(&deleted, |writer, found, who| Ok(writer.remove(found, Removal::ToTrash, who.user())?)).unwrap();
        drive.change(&kept, |writer, found, who| Ok(writer.change(found, &Change { name: Some("renamed"), ..Change::default() }, who.user())?)).unwrap();
        drive.put(copy, "new", "n");
        assert_eq!((drive.print(docs), drive.print(copy)), ("edited renamed".to_owned(), "deleted edited kept new".to_owned()));
        let copied = drive.files(copy);
        assert_eq!(copied.iter().map(|file| file.row.bytes).collect::<Vec<_>>(), [1, 1, 1, 1]);
        // Changed, a file of a copy still was created by the copy.
        let before = copied[1].clone();
        let after = drive.change(&before, |writer, found, who| Ok(writer.change(found, &Change { name: Some("x"), ..Change::default() }, who.user())?)).unwrap();
        assert_eq!((after.id, after.row.created), (before.id, before.row.created));
        assert!(after.row.modified > before.row.modified);
        drive.is_sound();
    }

    fn a_copy_begins_without_versions_trash_and_moved_ids(engine) {
        let drive = Drive::new(engine);
        let (docs, other) = (drive.folder(drive.root(), "Docs"), drive.folder(drive.root(), "Other"));
        let (file, gone) = (drive.put(docs, "a", "one"), drive.put(docs, "gone", "two"));
        let body = drive.content("three");
        drive.change(&file, move |writer, found, who| Ok(writer.replace(found, &body.hash, body.bytes, &Change::default(), who.user())?)).unwrap();
        drive.change(&gone, |writer, found, who| Ok(writer.remove(found, Removal::ToTrash, who.user())?)).unwrap();
        let moved = super::basic::relocated(&drive, &drive.put(other, "m", "four"), docs, "m");
        let copy = drive.copy(docs, drive.root(), "Copy");
        let copied = drive.files(copy);
        assert_eq!(copied.iter().map(|file| (file.row.name.as_str(), file.id)).collect::<Vec<_>>(), [
            ("a", FileId::within(&copy, file.row.key)),
            ("m", FileId::within(&copy, moved.row.key)),
        ]);
        let (key, id) = (file.row.key, FileId::within(&copy, gone.row.key));
        let (versions, trashed) = drive.world.write(move |cx| {
            Ok((store::file_list::version::list(cx.tx, &copy, &key)?, store::file_list::trash::find(cx.tx, &id)?))
        }).unwrap();
        assert_eq!((versions, trashed), (vec![], None));
        // A deleted copy takes its files along, and nothing of the source's.
        drive.world.delete(&drive.who, copy).unwrap();
        drive.world.sweep_all();
        assert_eq!((drive.find(copied[0].id), drive.print(docs)), (None, "a m".to_owned()));
        assert_eq!(audit::leftovers(drive.world.app.store()), [""; 0]);
    }

    fn notebooks_in_a_folder_come_along_as_their_own(engine) {
        let drive = Drive::new(engine);
        let atlas = drive.world.sketch(&drive.who, "Atlas\n  Group/\n    One: a, b\n")[0];
        let id = drive.id;
        let home = drive.world.read(move |cx| Ok(store::node::get(cx.tx, &id, &atlas)?)).unwrap().unwrap().parent.unwrap();
        drive.put(home, "x", "file");
        let copy = drive.copy(home, drive.root(), "Copy");
        let book = drive.child(copy, model::NodeKind::Notebook, "Atlas");
        let group = drive.child(book, model::NodeKind::SectionGroup, "Group");
        let around = drive.world.read(move |cx| Ok(store::node::get(cx.tx, &id, &group)?)).unwrap().unwrap().notebook;
        assert_eq!((around, drive.print(copy)), (Some(book), "x".to_owned()));
        assert_eq!(drive.world.print(drive.child(group, model::NodeKind::Section, "One")), "One: a, b\n");
        drive.is_sound();
    }

    fn what_is_said_of_a_folder_comes_along(engine) {
        let drive = Drive::new(engine);
        let docs = drive.folder(drive.root(), "Docs");
        let made = drive.world.app.now();
        let said = About { fs_created: Some(model::Timestamp::from_micros(5)), fs_modified: None, description: Some("Mine".to_owned()) };
        let (id, wanted) = (drive.id, said.clone());
        assert!(drive.world.write(move |cx| Ok(store::node::about::put(cx.tx, &id, &docs, &said)?)).unwrap());
        drive.world.clock.advance_seconds(9);
        let copy = drive.copy(docs, drive.root(), "Copy");
        let about = drive.world.read(move |cx| Ok(store::node::set::about_all(cx.tx, &id, &[copy, docs])?)).unwrap();
        // When the source was changed was nobody's to say, but what it showed stays.
        let of = |node| about.iter().find(|(id, _)| *id == node).map(|(_, about)| about.clone());
        assert_eq!(of(docs), Some(wanted.clone()));
        assert_eq!(of(copy), Some(About { fs_modified: Some(made), ..wanted }));
    }

    fn a_copy_in_batches_is_the_same(engine) {
        let settings = Settings { copy_batch_nodes: 2, ..Settings::default() };
        let drive = Drive::of(World::with(engine, settings, 1));
        let docs = drive.folder(drive.root(), "Docs");
        for name in ["a", "b", "c", "d", "e"] {
            let inner = drive.folder(docs, name);
            drive.put(inner, name, name);
        }
        let copy = drive.copy(docs, drive.root(), "Copy");
        let inner = drive.child(copy, model::NodeKind::Folder, "d");
        assert_eq!(drive.print(inner), "d");
        drive.is_sound();
        // Given up half-way, nothing of it is left.
        let id = drive.world.copy(&drive.who, docs, Some(drive.root()), "Never").unwrap().id;
        drive.world.write(move |cx| {
            let now = cx.now();
            Ok(store::tree_copy::abandon(cx.tx, &id, now)?)
        }).unwrap();
        drive.is_sound();
    }

    fn a_copy_writes_no_row_a_file(engine) {
        let drive = Drive::new(engine);
        let (few, many) = (drive.folder(drive.root(), "Few"), drive.folder(drive.root(), "Many"));
        drive.fill(few, 3);
        drive.fill(many, 2_000);
        let rows = || {
            let store = drive.world.app.store();
            [
                audit::number(store, sql!("test.file_rows", "SELECT COUNT(*) FROM file")),
                audit::number(store, sql!("test.list_rows", "SELECT COUNT(*) FROM list")),
                audit::number(store, sql!("test.content_rows", "SELECT COUNT(*) FROM content")),
            ]
        };
        let before = rows();
        let root = drive.root();
        let copy = |what, name| drive.world.statements(|| { drive.copy(what, root, name); });
        let statements = copy(few, "a");
        assert_eq!(statements, copy(many, "b"));
        assert!(statements.values().sum::<u64>() < 70, "{statements:?}");
        assert_eq!(copy(few, "c"), copy(many, "d"));
        assert_eq!(rows(), before);
    }

    fn a_file_is_shown_once_more_by_one_row(engine) {
        let drive = Drive::new(engine);
        let (docs, other) = (drive.folder(drive.root(), "Docs"), drive.folder(drive.root(), "Other"));
        let file = drive.put(docs, "a", "one");
        let row = file.row.clone();
        let again = drive.within(other, Box::new(move |writer, who| Ok(writer.add(&NewFile::again(&row, "b"), who.user())?))).unwrap();
        assert_eq!((again.row.content, again.row.fs_modified, again.folder), (file.row.content, file.row.fs_modified, other));
        let id = drive.id;
        let bytes = drive.world.read(move |cx| {
            let now = cx.now();
            Ok((store::drive::bytes_in(cx.tx, &id, now)?, folder::get(cx.tx, &id, &other)?.unwrap().held.bytes))
        });
        let bytes = bytes.unwrap();
        assert_eq!(bytes, (6, 3));
    }
}
