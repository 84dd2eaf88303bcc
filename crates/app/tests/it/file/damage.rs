//! What the doctor sees of files: nothing where nothing is wrong, and each thing that is.

use super::Drive;
use store::check::{self, Finding};
use store::file_list::write::Removal;
use store::{Sql, sql};

/// Returns all that the doctor finds.
fn findings(drive: &Drive) -> Vec<Finding> {
    let looked = drive.world.read(|cx| {
        let mut found = check::structure(cx.tx)?;
        found.extend(check::references(cx.tx)?);
        found.extend(check::folders(cx.tx, None)?.findings);
        Ok(found)
    });
    looked.unwrap()
}

static PLANTED: &[(&Sql, &str)] = &[
    (sql!("test.n", "UPDATE folder SET n = n + 1 WHERE n = 3"), "says 4 visible files, and there are 3"),
    (sql!("test.bytes", "UPDATE folder SET bytes = 1 WHERE n = 3"), "says 1 bytes of files"),
    (sql!("test.top", "UPDATE folder SET top_rows = 9 WHERE is_open = 1"), "rows in its open layer"),
    (sql!("test.bound", "UPDATE folder SET file_bound_us = 0 WHERE n = 3"), "newer than its bound"),
    (sql!("test.name", "UPDATE file SET name_key = 'c' WHERE name_key = 'a'"), "two things of one name"),
    (sql!("test.node_name", "UPDATE file SET name_key = 'inner' WHERE name_key = 'a'"), "two things of one name"),
    (sql!("test.kind", "UPDATE list SET kind = 0"), "of another kind"),
    (sql!("test.row_bytes", "UPDATE file SET bytes = 77 WHERE name_key = 'a'"), "not as long as its content"),
    (sql!("test.content", "DELETE FROM content"), "files hold it"),
    (sql!("test.node", "DELETE FROM node WHERE name = 'Docs'"), "the folder is gone"),
    (sql!("test.alias", "INSERT INTO file_alias SELECT list, list, list, key FROM file WHERE name_key = 'a'"), "that moved to a folder"),
    (sql!("test.trash", "UPDATE file_trash SET folder = drive"), "deleted files of a folder"),
    (
        sql!("test.version", "INSERT INTO file_version SELECT list, key, 1, content, 0, 0, created_by FROM file WHERE name_key = 'a'"),
        "versions of files",
    ),
];

both! {
    fn what_is_wrong_is_found_and_nothing_else(engine) {
        let drive = Drive::new(engine);
        let docs = drive.folder(drive.root(), "Docs");
        drive.folder(docs, "inner");
        for name in ["a", "b", "c"] {
            drive.put(docs, name, name);
        }
        let gone = drive.put(docs, "gone", "gone");
        drive.change(&gone, |writer, found, who| Ok(writer.remove(found, Removal::ToTrash, who.user())?)).unwrap();
        assert_eq!(findings(&drive), []);
        for (statement, what) in PLANTED {
            // Undone again: each is looked for alone.
            let seen: Result<(), store::Error> = drive.world.app.store().write(move |tx| {
                assert!(tx.run(statement, &[])? > 0, "{what:?} could not be planted");
                let mut found = check::structure(tx)?;
                found.extend(check::references(tx)?);
                found.extend(check::folders(tx, None)?.findings);
                assert!(found.iter().any(|finding| finding.what.contains(what)), "no {what:?} in {found:?}");
                Err(store::Error::Busy)
            }).wait();
            assert!(matches!(seen, Err(store::Error::Busy)), "{what}: {seen:?}");
        }
        assert_eq!(findings(&drive), []);
    }
}
