//! One file at a time: add, find, replace, rename, list, delete, restore, move.

use super::{Drive, all};
use app::Error;
use model::{FileId, Timestamp};
use store::file_list::read::Order;
use store::file_list::relocate::{self, Move};
use store::file_list::write::{Change, Holder, Removal};
use store::file_list::{trash, version};
use store::{content, file_list, folder};

both! {
    fn a_file_is_found_by_id_and_by_name(engine) {
        let drive = Drive::new(engine);
        let folder = drive.folder(drive.root(), "Docs");
        let file = drive.put(folder, "Report.txt", "one");
        assert_eq!(file.id, FileId::within(&folder, file.row.key));
        assert_eq!(drive.find(file.id), Some(file.clone()));
        let id = drive.id;
        let found = drive.world.read(move |cx| Ok(file_list::read::named(cx.tx, &id, &folder, "REPORT.TXT")?)).unwrap();
        assert_eq!(found, Some(file.clone()));
        assert_eq!(drive.files(folder), std::slice::from_ref(&file));
        // A folder that never held a file has no row.
        assert_eq!(drive.files(drive.root()), []);
        let unknown = FileId::within(&drive.root(), file.row.key);
        assert_eq!(drive.find(unknown), None);
    }

    fn another_content_leaves_a_version(engine) {
        let drive = Drive::new(engine);
        let folder = drive.folder(drive.root(), "Docs");
        let file = drive.put(folder, "a", "one");
        let body = drive.content("three");
        let said = Timestamp::from_micros(7);
        let after = drive.change(&file, move |writer, found, who| Ok(writer.replace(found, &body.hash, body.bytes, &Change { fs_modified: Some(said), ..Change::default() }, who.user())?)).unwrap();
        assert_eq!((after.id, after.row.bytes, after.row.fs_modified), (file.id, 5, said));
        assert!(after.row.modified > file.row.modified && after.row.created == file.row.created);
        assert_eq!(drive.find(file.id), Some(after));
        let key = file.row.key;
        let versions = drive.world.read(move |cx| Ok(file_list::version::list(cx.tx, &folder, &key)?)).unwrap();
        assert_eq!(versions.iter().map(|version| (version.number, version.content, version.modified)).collect::<Vec<_>>(), [(1, file.row.content, file.row.modified)]);
        // The old content is named by the version only.
        sweep(&drive);
        let old = file.row.content;
        assert!(drive.world.read(move |cx| Ok(content::get(cx.tx, &old)?)).unwrap().is_some());
    }

    fn a_number_means_one_version_for_good(engine) {
        let drive = Drive::new(engine);
        let folder = drive.folder(drive.root(), "Docs");
        let file = drive.put(folder, "a", "one");
        for text in ["two", "three"] {
            let body = drive.content(text);
            drive.change(&file, move |writer, found, who| Ok(writer.replace(found, &body.hash, body.bytes, &Change::default(), who.user())?)).unwrap();
        }
        let numbers = |drive: &Drive, folder, key| {
            drive.world.read(move |cx| {
                let former: Vec<i64> = version::list(cx.tx, &folder, &key)?.iter().map(|version| version.number).collect();
                Ok((version::current(cx.tx, &folder, &key)?, former))
            }).unwrap()
        };
        let key = file.row.key;
        assert_eq!(numbers(&drive, folder, key), (3, vec![2, 1]));
        let remove = |folder, key, number| drive.world.write(move |cx| { let now = cx.now(); Ok(version::remove(cx.tx, &folder, &key, number, now)?) }).unwrap();
        assert!(remove(folder, key, 2) && remove(folder, key, 1) && !remove(folder, key, 2));
        assert_eq!(numbers(&drive, folder, key), (3, vec![]));
        // It moves, and its numbers with it.
        let other = drive.folder(drive.root(), "Other");
        let (id, by) = (drive.id, *drive.who.user());
        let moved = drive.world.write(move |cx| {
            let (ids, now) = (cx.ids(), cx.now());
            relocate::lock(cx.tx, &id, &folder, &other, &by, now)?;
            Ok(relocate::put(cx.tx, ids, &Move { drive: &id, from: &folder, key: &key, to: &other, name: "a", by: &by, now })?)
        }).unwrap().unwrap();
        let body = drive.content("four");
        let after = drive.change(&moved, move |writer, found, who| Ok(writer.replace(found, &body.hash, body.bytes, &Change::default(), who.user())?)).unwrap();
        assert_eq!(numbers(&drive, other, after.row.key), (4, vec![3]));
        // What was removed for good leaves nothing.
        drive.change(&after, |writer, found, who| Ok(writer.remove(found, Removal::ForGood, who.user())?)).unwrap();
        assert_eq!(numbers(&drive, other, after.row.key), (1, vec![]));
        assert_eq!(testkit::audit::complaints(drive.world.app.store()), [""; 0]);
    }

    fn only_the_last_versions_are_kept(engine) {
        let drive = Drive::new(engine);
        let file = drive.put(drive.root(), "a", "first");
        let (key, root) = (file.row.key, drive.root());
        drive.change(&file, move |writer, mut found, who| {
            for _ in 0..=version::VERSIONS_MAX {
                let (content, bytes) = (found.file.row.content, found.file.row.bytes);
                writer.replace(found, &content, bytes, &Change::default(), who.user())?;
                found = writer.file(&key)?.ok_or(Error::NotFound)?;
            }
            Ok(())
        }).unwrap();
        let kept = drive.world.read(move |cx| Ok(version::list(cx.tx, &root, &key)?)).unwrap();
        let (newest, oldest) = (kept.first().unwrap().number, kept.last().unwrap().number);
        assert_eq!((kept.len() as i64, newest, oldest), (version::VERSIONS_MAX, version::VERSIONS_MAX + 1, 2));
        // Made the newest again, the oldest is still there though it goes as a version.
        let after = drive.change(&file, |writer, found, who| Ok(writer.restore_version(found, 2, who.user())?)).unwrap().unwrap();
        assert_eq!(after.row.content, file.row.content);
        assert_eq!(testkit::audit::complaints(drive.world.app.store()), [""; 0]);
    }

    fn names_are_unique_among_files_and_folders(engine) {
        let drive = Drive::new(engine);
        drive.folder(drive.root(), "Docs");
        let file = drive.put(drive.root(), "a.txt", "one");
        let holders = drive.within(drive.root(), Box::new(|writer, _| {
            let of = |held: Option<Holder>| match held {
                Some(Holder::File(found)) => found.file.row.name,
                Some(Holder::Node(node)) => node.name,
                None => String::new(),
            };
            Ok([of(writer.holder_of("DOCS")?), of(writer.holder_of("A.TXT")?), of(writer.holder_of("b")?)])
        })).unwrap();
        assert_eq!(holders, ["Docs", "a.txt", ""]);
        let (id, root) = (drive.id, drive.root());
        let held = drive.world.write(move |cx| {
            let kind = model::NodeKind::Folder;
            Ok((folder::hold_name(cx.tx, &id, &root, kind, "A.txt")?, folder::hold_name(cx.tx, &id, &root, kind, "b")?))
        }).unwrap();
        assert_eq!(held, (true, false));
        // A name that was left is free.
        drive.change(&file, |writer, found, who| Ok(writer.change(found, &Change { name: Some("b"), ..Change::default() }, who.user())?)).unwrap();
        let free = drive.within(drive.root(), Box::new(|writer, _| Ok((writer.named("a.txt")?.is_none(), writer.named("b")?.is_some())))).unwrap();
        assert_eq!(free, (true, true));
    }

    fn lists_are_by_name_length_and_time(engine) {
        let drive = Drive::new(engine);
        let root = drive.root();
        for (name, text) in [("b", "xxxx"), ("A", "yy"), ("d", "zz"), ("C", ""), ("é", "xxx"), ("f", "1")] {
            drive.world.clock.advance_seconds(1);
            drive.put(root, name, text);
        }
        let id = drive.id;
        let names = |order, is_descending| {
            let found = drive.world.read(move |cx| all(cx, &id, &root, order, is_descending)).unwrap();
            found.into_iter().map(|file| file.row.name).collect::<Vec<_>>().join(" ")
        };
        for (order, wanted) in [(Order::Name, "A b C d f é"), (Order::Size, "C f A d é b"), (Order::Modified, "b A d C é f")] {
            assert_eq!(names(order, false), wanted);
            let reversed: Vec<_> = wanted.split(' ').rev().collect();
            assert_eq!(names(order, true), reversed.join(" "));
        }
    }

    fn a_deleted_file_comes_back_under_its_id(engine) {
        let drive = Drive::new(engine);
        let folder = drive.folder(drive.root(), "Docs");
        let file = drive.put(folder, "a", "one");
        drive.change(&file, |writer, found, who| Ok(writer.remove(found, Removal::ToTrash, who.user())?)).unwrap();
        assert_eq!((drive.find(file.id), drive.print(folder)), (None, String::new()));
        sweep(&drive);
        let id = file.id;
        let trashed = drive.world.write(move |cx| Ok(trash::find(cx.tx, &id)?)).unwrap().unwrap();
        assert_eq!(trashed.file, file);
        drive.put(folder, "b", "two");
        let restored = drive.within(folder, Box::new(move |writer, who| Ok(writer.restore(trashed.clone(), "c", who.user())?))).unwrap();
        assert_eq!((restored.id, restored.row.content), (file.id, file.row.content));
        assert_eq!((drive.find(file.id), drive.print(folder)), (Some(restored), "b c".to_owned()));
        assert_eq!(drive.world.write(move |cx| Ok(trash::find(cx.tx, &id)?)).unwrap(), None);
    }

    fn what_is_gone_for_good_is_only_told_of(engine) {
        let drive = Drive::new(engine);
        let root = drive.root();
        let file = drive.put(root, "a", "one");
        let before = file.row.modified;
        drive.change(&file, |writer, found, who| Ok(writer.remove(found, Removal::ForGood, who.user())?)).unwrap();
        let (id, held) = (drive.id, file.row.content);
        let gone = drive.world.read(move |cx| Ok(trash::gone_since(cx.tx, &id, before, None, 9)?)).unwrap();
        assert_eq!(gone.iter().map(|gone| (gone.id, gone.name.as_str())).collect::<Vec<_>>(), [(file.id, "a")]);
        let found = drive.world.write({ let id = file.id; move |cx| Ok(trash::find(cx.tx, &id)?) }).unwrap();
        assert_eq!(found, None);
        sweep(&drive);
        assert!(drive.world.read(move |cx| Ok(content::get(cx.tx, &held)?)).unwrap().is_none());
    }

    fn a_file_that_moves_keeps_its_id_and_versions(engine) {
        let drive = Drive::new(engine);
        let (from, to) = (drive.folder(drive.root(), "From"), drive.folder(drive.root(), "To"));
        let file = drive.put(from, "a", "one");
        let body = drive.content("two");
        drive.change(&file, move |writer, found, who| Ok(writer.replace(found, &body.hash, body.bytes, &Change::default(), who.user())?)).unwrap();
        let moved = relocated(&drive, &file, to, "b");
        assert_eq!((moved.id, moved.folder, moved.row.name.as_str()), (file.id, to, "b"));
        assert_eq!((drive.print(from), drive.print(to)), (String::new(), "b".to_owned()));
        assert_eq!((drive.find(file.id), drive.files(to)), (Some(moved.clone()), vec![moved.clone()]));
        let key = moved.row.key;
        let versions = drive.world.read(move |cx| Ok(file_list::version::list(cx.tx, &to, &key)?)).unwrap();
        assert_eq!(versions.len(), 1);
        // And back again: still the same file.
        let back = relocated(&drive, &moved, from, "a");
        assert_eq!((back.id, drive.find(file.id)), (file.id, Some(back.clone())));
        assert_eq!(drive.print(to), "");
        // The id by its place leads nowhere: it is not the file's.
        assert_eq!(drive.find(FileId::within(&from, back.row.key)), None);
    }
}

/// Moves a file to another folder.
pub(super) fn relocated(drive: &Drive, file: &store::file::File, to: model::NodeId, name: &'static str) -> store::file::File {
    let (id, who, file) = (drive.id, drive.who.clone(), file.clone());
    drive
        .world
        .write(move |cx| {
            let (ids, now) = (cx.ids(), cx.now());
            assert!(relocate::lock(cx.tx, &id, &file.folder, &to, who.user(), now)?);
            let wanted = Move { drive: &id, from: &file.folder, key: &file.row.key, to: &to, name, by: who.user(), now };
            relocate::put(cx.tx, ids, &wanted)?.ok_or(Error::NotFound)
        })
        .unwrap()
}

/// Collects what is unused, but leaves the recycle bin alone.
fn sweep(drive: &Drive) {
    for _ in 0..4 {
        drive.world.clock.advance_seconds(store::layer::collect::GRACE_SECONDS + 1);
        drive.world.sweep();
    }
    assert_eq!(testkit::audit::complaints(drive.world.app.store()), [""; 0]);
}
