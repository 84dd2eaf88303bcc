//! Races of files on PostgreSQL, played step by step: against copies, and for names.

use super::{Drive, insert_folder, new};
use crate::race::{self, reached, stop};
use app::Error;
use model::{NodeId, NodeKind};
use store::file_list::write::Writer;
use store::planted;
use store::{Pending, folder};
use testkit::audit;
use testkit::world::Engine;

fn drive() -> Option<Drive> {
    testkit::postgres::wanted().then(|| Drive::new(Engine::Postgres))
}

impl Drive {
    fn begin_copy(&self, what: NodeId, name: &'static str) -> Pending<NodeId, Error> {
        race::begin_copy(&self.world, &self.who, "copy", what, Some(self.root()), name)
    }

    /// Adds a file unless its name is taken.
    fn begin_put(&self, parent: NodeId, name: &'static str) -> Pending<(), Error> {
        let (drive, who, body) = (self.id, self.who.clone(), self.content(name));
        race::begin(&self.world, "put", move |cx| {
            let (ids, now) = (cx.ids(), cx.now());
            let mut writer = Writer::lock_or_make(cx.tx, ids, &drive, &parent, who.user(), now)?.ok_or(Error::NotFound)?;
            if writer.holder_of(name)?.is_some() {
                return Err(Error::NameTaken(name.to_owned()));
            }
            planted::pause("test.named");
            writer.add(&new(name, &body), who.user())?;
            writer.finish(who.user())?;
            Ok(())
        })
    }

    /// Adds a folder unless its name is taken.
    fn begin_folder(&self, parent: NodeId, name: &'static str) -> Pending<(), Error> {
        let (drive, by) = (self.id, *self.who.user());
        race::begin(&self.world, "folder", move |cx| {
            if folder::hold_name(cx.tx, &drive, &parent, NodeKind::Folder, name)? {
                return Err(Error::NameTaken(name.to_owned()));
            }
            planted::pause("test.named");
            insert_folder(cx, &drive, &parent, name, &by)?.map(drop).ok_or_else(|| Error::NameTaken(name.to_owned()))
        })
    }

    fn wait_until_blocked(&self) {
        race::wait_until_blocked(&self.world);
    }

    fn complaints(&self) -> Vec<String> {
        audit::complaints(self.world.app.store())
    }
}

/// A copy has read its source; a file is added there; the copy goes on.
fn put_against_copy(drive: &Drive, is_locked: bool) -> (usize, Vec<String>) {
    let docs = drive.folder(drive.root(), "Docs");
    drive.put(docs, "a", "one");
    let stop = stop("copy.captured", "copy");
    let copy = drive.begin_copy(docs, "Copy");
    reached(&stop);
    let put = drive.begin_put(docs, "b");
    race::end(&drive.world, &stop, put, is_locked).unwrap();
    let copied = copy.wait().unwrap();
    assert_eq!(drive.print(docs), "a b");
    (drive.print(copied).split(' ').count(), drive.complaints())
}

#[test]
fn a_file_that_is_added_during_a_copy_is_not_in_it() {
    let Some(drive) = drive() else { return };
    assert_eq!(put_against_copy(&drive, true), (1, vec![]));
}

/// A writer has read the head; a copy closes it and commits; the writer goes on.
#[test]
fn a_writer_waits_for_a_copy_or_is_in_it() {
    let Some(drive) = drive() else { return };
    let docs = drive.folder(drive.root(), "Docs");
    drive.put(docs, "a", "one");
    let stop = stop("write.chain", "put");
    let put = drive.begin_put(docs, "b");
    reached(&stop);
    let copy = drive.begin_copy(docs, "Copy");
    drive.wait_until_blocked();
    stop.release();
    put.wait().unwrap();
    assert_eq!((drive.print(copy.wait().unwrap()), drive.complaints()), ("a b".to_owned(), vec![]));
}

#[test]
fn without_its_lock_a_writer_changes_a_finished_copy() {
    let Some(drive) = drive() else { return };
    planted::plant("no-section-lock");
    let docs = drive.folder(drive.root(), "Docs");
    drive.put(docs, "a", "one");
    let stop = stop("write.chain", "put");
    let put = drive.begin_put(docs, "b");
    reached(&stop);
    let copied = drive.begin_copy(docs, "Copy").wait().unwrap();
    stop.release();
    put.wait().unwrap();
    assert!(!drive.complaints().is_empty(), "the damage is not seen: {}", drive.print(copied));
}

/// A folder is made in one that is being copied: in the copy whole, or not at all.
#[test]
fn a_folder_that_is_made_during_a_copy_is_not_in_it() {
    let Some(drive) = drive() else { return };
    let docs = drive.folder(drive.root(), "Docs");
    let stop = stop("copy.locked", "copy");
    let copy = drive.begin_copy(docs, "Copy");
    reached(&stop);
    let made = drive.begin_folder(docs, "new");
    drive.wait_until_blocked();
    stop.release();
    let copied = copy.wait().unwrap();
    made.wait().unwrap();
    let id = drive.id;
    let inside = drive.world.read(move |cx| Ok(store::node::child(cx.tx, &id, &copied, NodeKind::Folder, "new")?)).unwrap();
    assert_eq!((inside, drive.complaints()), (None, vec![]));
}

/// A file and a folder want the same name in the same moment, in a folder that held files before or not.
fn name_is_taken_once(has_files: bool, file_first: bool) {
    let Some(drive) = drive() else { return };
    let docs = drive.folder(drive.root(), "Docs");
    if has_files {
        drive.put(docs, "other", "one");
    }
    let stop = stop("test.named", if file_first { "put" } else { "folder" });
    let (first, second) = if file_first {
        let first = drive.begin_put(docs, "x");
        reached(&stop);
        (first, drive.begin_folder(docs, "X"))
    } else {
        let first = drive.begin_folder(docs, "X");
        reached(&stop);
        (first, drive.begin_put(docs, "x"))
    };
    drive.wait_until_blocked();
    stop.release();
    first.wait().unwrap();
    assert!(matches!(second.wait(), Err(Error::NameTaken(_))));
    assert_eq!(drive.complaints(), [""; 0]);
}

#[test]
fn a_files_name_is_not_taken_by_a_folder_in_the_same_moment() {
    name_is_taken_once(true, true);
}

#[test]
fn a_folders_name_is_not_taken_by_a_file_in_the_same_moment() {
    name_is_taken_once(true, false);
}

#[test]
fn a_first_files_name_is_not_taken_by_a_folder_in_the_same_moment() {
    name_is_taken_once(false, true);
}

#[test]
fn a_folders_name_is_not_taken_by_the_first_file_in_the_same_moment() {
    name_is_taken_once(false, false);
}
