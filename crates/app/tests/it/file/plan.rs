//! Query plans of the statements that files are found and listed by: no table is walked, no list of names is sorted.

use super::{Drive, all};
use crate::explain::{self, Postgres, bytes};
use model::{FileId, Timestamp};
use store::file_list::read::{self, Order, Since};
use store::file_list::trash;
use store::file_list::write::Change;
use store::{file, folder};
use testkit::world::Engine;

/// Runs every statement whose plan is pinned.
fn run(drive: &Drive) {
    let root = drive.root();
    let docs = drive.folder(root, "Docs");
    drive.fill(docs, 40);
    let copy = drive.copy(docs, root, "Copy");
    drive.put(copy, "z", "z");
    let found = drive.files(copy)[1].clone();
    drive
        .change(&found, |writer, found, who| {
            writer.named("z")?;
            let body = found.file.row.content;
            Ok(writer.replace(found, &body, 17, &Change::default(), who.user())?)
        })
        .unwrap();
    let id = drive.id;
    drive
        .world
        .read(move |cx| {
            file::find(cx.tx, &found.id)?;
            read::named(cx.tx, &id, &copy, "z")?;
            for order in [Order::Name, Order::Size, Order::Modified] {
                all(cx, &id, &copy, order, false)?;
                all(cx, &id, &copy, order, true)?;
            }
            let row = folder::get(cx.tx, &id, &copy)?.unwrap();
            read::changed(cx.tx, &row, Since::Moment(Timestamp::from_micros(i64::MAX)), None, 9)?;
            read::changed(cx.tx, &row, Since::Ever, None, 9)?;
            trash::find(cx.tx, &FileId::within(&copy, found.row.key))?;
            trash::in_drive(cx.tx, &id, None, 9)?;
            trash::gone_since(cx.tx, &id, Timestamp::from_micros(0), None, 9)?;
            Ok(())
        })
        .unwrap();
    drive.world.delete(&drive.who, copy).unwrap();
    drive.world.sweep_all();
}

/// Statements, and what their plans must say.
const PLANS: &[(&str, &[&str])] = &[
    ("file.get", &["SEARCH p USING PRIMARY KEY (list=? AND key=?)"]),
    ("file.named", &["SEARCH i USING COVERING INDEX file_name (list=? AND name_key=?)", "SEARCH u USING PRIMARY KEY (list=? AND key=?)"]),
    ("file.with_name", &["USING COVERING INDEX file_name (list=? AND name_key=?)"]),
    ("file.layers", &["USING PRIMARY KEY (list=? AND key=?)"]),
    ("file.by_name", &["SEARCH p USING INDEX file_name (list=? AND name_key>?)"]),
    ("file.by_name_down", &["SEARCH p USING INDEX file_name (list=? AND name_key<?)"]),
    ("file.changed", &["SEARCH p USING INDEX file_newest (list=? AND (modified_at_us,key)>(?,?))"]),
    ("file.all", &["SEARCH p USING PRIMARY KEY (list=? AND key>?)"]),
    ("file.place", &["USING INDEX folder_space (space=?)"]),
    ("file_trash.find", &["(folder=? AND key=?)"]),
    ("file_trash.in_drive", &["USING INDEX file_trash_drive (drive=? AND "]),
    ("file_trash.gone_since", &["USING INDEX file_trash_drive (drive=? AND "]),
    ("file_version.last", &["PRIMARY KEY (folder=? AND key=?)"]),
    ("collect.delete", &["USING COVERING INDEX folder_head (head=?)"]),
    (
        "content.delete",
        &[
            "USING COVERING INDEX file_content (content=?)",
            "USING COVERING INDEX file_version_content (content=?)",
            "USING COVERING INDEX file_trash_content (content=?)",
        ],
    ),
    ("copy.capture_folder", &["SEARCH f USING PRIMARY KEY (drive=? AND id=?)"]),
    ("copy.lock_folders", &["USING PRIMARY KEY (drive=? AND id=?)"]),
    ("copy.seal_folders", &["(drive=? AND id=?)"]),
    ("copy.build_folders", &["SEARCH c USING "]),
];

#[test]
fn sqlite_finds_and_lists_files_by_their_indexes() {
    let drive = Drive::new(Engine::Sqlite);
    run(&drive);
    let mut wrong = Vec::new();
    for is_analyzed in [false, true] {
        if is_analyzed {
            explain::analyze(&drive.world);
        }
        for (label, wanted) in PLANS {
            let plan = explain::sqlite(&drive.world, label);
            for step in *wanted {
                wrong.extend((!plan.contains(step)).then(|| format!("{label}: no {step:?} in\n{plan}")));
            }
            // Common tables of a few rows are walked; real ones are not. Of flattens there are few, too.
            let others = if *label == "collect.delete" { "l" } else { "f" };
            for table in ["file", "folder", "node", "list", "content", "p", "u", "n", "l", others] {
                let is_walked =
                    plan.lines().any(|line| line == format!("SCAN {table}") || line.starts_with(&format!("SCAN {table} USING")));
                wrong.extend(is_walked.then(|| format!("{label} walks {table}:\n{plan}")));
            }
            if label.starts_with("file.by_name") {
                wrong.extend(plan.contains("TEMP B-TREE").then(|| format!("{label} sorts:\n{plan}")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn postgres_lists_files_by_their_names_index() {
    if !testkit::postgres::wanted() {
        return;
    }
    let drive = Drive::new(Engine::Postgres);
    for i in 0..10 {
        let docs = drive.folder(drive.root(), &format!("Docs {i}"));
        drive.fill(docs, 1_000);
    }
    let (id, root) = (drive.id, drive.root());
    let docs = drive.folder(root, "Docs");
    drive.fill(docs, 2);
    let file = drive.files(docs)[0].id;
    drive.world.read(move |cx| Ok((read::named(cx.tx, &id, &docs, "x")?, file::find(cx.tx, &file)?))).unwrap();
    explain::analyze(&drive.world);
    let mut postgres = Postgres::of(&drive.world);
    // Of any list and folder.
    let any = bytes(&id.0);
    let values = [vec![any.clone(), any.clone(), "''".to_owned()], vec![any.clone(); 7], vec!["20".to_owned()]].concat();
    let listed = postgres.plan("file.by_name", &values);
    assert!(listed.contains("using file_name on file p") && !listed.contains("Sort"), "{listed}");
    let named = postgres.plan("file.named", &[any.clone(), any.clone(), "'x'".to_owned()]);
    assert!(named.contains("using file_name on file i") && !named.contains("Seq Scan on file i"), "{named}");
    let got = postgres.plan("file.get", &[any.clone(), any.clone(), any]);
    assert!(got.contains("using file_pkey on file p"), "{got}");
}
