//! A database of notebooks from before there were files, brought forward: nothing is lost, and files lie beside it.

use model::{DriveId, NodeId, NodeKind, OperationId, Timestamp, UserId};
use store::check::{self, Finding};
use store::content::{self, Body, Content};
use store::file_list::read::{Listing, Order};
use store::file_list::write::{NewFile, Writer};
use store::node::about::About;
use store::node::{listing, set};
use store::tree_copy::{self, Built, Target};
use store::{Error, Hash, Migration, Result, Sql, Tx, Value, drive, params, sql};
use testkit::ambient::SeededIds;

const NONE: &[Migration] = &[];

/// The last migration from before there were files.
const BEFORE_FILES: usize = 5;

const ANN: [u8; 16] = [1; 16];
const DRIVE: [u8; 16] = [4; 16];
const FOLDER: [u8; 16] = [5; 16];
const NOTEBOOK: [u8; 16] = [6; 16];
const OPEN: [u8; 16] = [7; 16];
const GROUP: [u8; 16] = [8; 16];
const CLOSED: [u8; 16] = [9; 16];
const DELETED: [u8; 16] = [10; 16];
/// The layer that both sections show, and the one that lies on it.
const SHARED: [u8; 16] = [11; 16];
const TOP: [u8; 16] = [12; 16];
const OPERATION: [u8; 16] = [13; 16];
const COPY: [u8; 16] = [14; 16];

fn run(tx: &mut Tx<'_>, statement: &'static Sql, values: &[Value<'_>]) -> Result<()> {
    tx.run(statement, values).map(drop)
}

fn node(tx: &mut Tx<'_>, id: &[u8; 16], parent: Option<&[u8; 16]>, kind: i64, name: &str, state: i64) -> Result<()> {
    let notebook = (kind > 1).then_some(NOTEBOOK.as_slice());
    let held_by = (state == 2).then_some(id.as_slice());
    let key = if kind == 5 { format!("{}\u{1}", name.to_lowercase()) } else { name.to_lowercase() };
    run(
        tx,
        sql!(
            "test.node",
            "INSERT INTO node (drive, id, parent, notebook, kind, name, name_key, state, held_by, created_at_us, created_by, \
             modified_at_us, modified_by, ord) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 50, $10, 50, $10, 50)"
        ),
        &params![&DRIVE, id, parent.map(<[u8; 16]>::as_slice), notebook, kind, name, &key, state, held_by, &ANN],
    )
}

fn section(tx: &mut Tx<'_>, id: &[u8; 16], head: Option<&[u8; 16]>, n: i64, bytes: i64, top_rows: i64) -> Result<()> {
    run(
        tx,
        sql!(
            "test.section",
            "INSERT INTO section (drive, id, head, is_open, n, bytes, page_bound_us, last_modified_us, last_modified_by, ord_bound, \
             top_rows, lineage, copy_group) VALUES ($1, $2, $3, $4, $5, $6, 60, 60, $7, 2, $8, $2, $2)"
        ),
        &params![&DRIVE, id, head.map(<[u8; 16]>::as_slice), i64::from(top_rows > 0), n, bytes, &ANN, top_rows],
    )?;
    run(
        tx,
        sql!("test.section_app", "INSERT INTO section_app (drive, section, app, n, page_bound_us) VALUES ($1, $2, 'app', $3, 60)"),
        &params![&DRIVE, id, n],
    )
}

fn page(tx: &mut Tx<'_>, list: &[u8; 16], key: u8, text: &str) -> Result<()> {
    let hash = Hash::of(text.as_bytes());
    let bytes = text.len();
    run(
        tx,
        sql!("test.content", "INSERT INTO content (hash, bytes, body, created_at_us) VALUES ($1, $2, $3, 50)"),
        &params![&hash, bytes, text.as_bytes()],
    )?;
    run(tx, sql!("test.pending", "INSERT INTO search_pending (content) VALUES ($1)"), &params![&hash])?;
    run(
        tx,
        sql!(
            "test.page",
            "INSERT INTO page (list, key, dead, content, title, created_at_us, modified_at_us, ord, level, app, bytes) \
             VALUES ($1, $2, 0, $3, $4, 60, 60, $5, 0, 'app', $6)"
        ),
        &params![list, &[key; 16], &hash, text, i64::from(key), bytes],
    )
}

/// Fills a database as it was then: a notebook with a copied section, a deleted one, and a copy that is under way.
fn fill(tx: &mut Tx<'_>) -> Result<()> {
    run(
        tx,
        sql!("test.user", "INSERT INTO user_account (id, name, name_key, created_at_us) VALUES ($1, 'ann', 'ann', 10)"),
        &params![&ANN],
    )?;
    run(tx, sql!("test.principal", "INSERT INTO principal (id, number, is_group) VALUES ($1, 1, 0)"), &params![&ANN])?;
    run(
        tx,
        sql!(
            "test.drive",
            "INSERT INTO drive (id, owner_kind, owner, name, name_key, is_default, created_at_us) VALUES ($1, 0, $2, 'D', 'd', 1, 10)"
        ),
        &params![&DRIVE, &ANN],
    )?;
    node(tx, &DRIVE, None, 0, "root", 0)?;
    node(tx, &FOLDER, Some(&DRIVE), 1, "Notebooks", 0)?;
    node(tx, &NOTEBOOK, Some(&FOLDER), 3, "Atlas", 0)?;
    node(tx, &OPEN, Some(&NOTEBOOK), 5, "One", 0)?;
    node(tx, &GROUP, Some(&NOTEBOOK), 4, "Group", 0)?;
    node(tx, &CLOSED, Some(&GROUP), 5, "Two", 0)?;
    node(tx, &DELETED, Some(&NOTEBOOK), 5, "Gone", 2)?;
    run(tx, sql!("test.shared", "INSERT INTO list (id, parent, rows) VALUES ($1, NULL, 1)"), &params![&SHARED])?;
    run(tx, sql!("test.top", "INSERT INTO list (id, parent, rows) VALUES ($1, $2, 0)"), &params![&TOP, &SHARED])?;
    page(tx, &SHARED, 1, "first")?;
    page(tx, &TOP, 2, "second")?;
    section(tx, &OPEN, Some(&TOP), 2, 11, 1)?;
    section(tx, &CLOSED, Some(&SHARED), 1, 5, 0)?;
    section(tx, &DELETED, None, 0, 0, 0)?;
    run(
        tx,
        sql!("test.permission", "INSERT INTO permission (drive, node, principal, role) VALUES ($1, $2, $3, 2)"),
        &params![&DRIVE, &NOTEBOOK, &ANN],
    )?;
    run(
        tx,
        sql!(
            "test.operation",
            "INSERT INTO operation (id, caller, app, own_pages_only, correlation, source_drive, source, target_drive, target, name_rule, \
             conflict, state, is_planned, done, total, attempt, not_before_us, lease_until_us, lease_epoch, created_at_us, acted_at_us) \
             VALUES ($1, $2, 'app', 0, '', $3, $4, $3, $5, 0, 0, 1, 1, 0, 1, 1, 0, 0, 1, 70, 70)"
        ),
        &params![&OPERATION, &ANN, &DRIVE, &CLOSED, &NOTEBOOK],
    )?;
    run(
        tx,
        sql!(
            "test.captured",
            "INSERT INTO captured (operation, seq, source, copy, kind, name, name_key, head, n, bytes, page_bound_us, ord_bound, lineage, \
             ord) VALUES ($1, 0, $2, $3, 5, 'Copy', $4, $5, 1, 5, 60, 1, $2, 70)"
        ),
        &params![&OPERATION, &CLOSED, &COPY, "copy\u{1}", &SHARED],
    )?;
    run(
        tx,
        sql!("test.captured_app", "INSERT INTO captured_app (operation, seq, app, n, page_bound_us) VALUES ($1, 0, 'app', 1, 60)"),
        &params![&OPERATION],
    )
}

/// Returns all that the doctor finds in rows.
fn findings(tx: &mut Tx<'_>) -> Result<Vec<Finding>> {
    let mut found = check::engine(tx)?;
    found.extend(check::structure(tx)?);
    found.extend(check::references(tx)?);
    found.extend(check::sections(tx, None)?.findings);
    found.extend(check::folders(tx, None)?.findings);
    found.extend(store::search::check::findings(tx)?);
    Ok(found)
}

/// Returns the names of the nodes in something.
fn names(tx: &mut Tx<'_>, parent: &[u8; 16]) -> Result<String> {
    let wanted = Listing { order: Order::Name, is_descending: false, after: None, limit: 9 };
    let listed = listing::children(tx, &DriveId(DRIVE), &NodeId(*parent), &wanted)?;
    Ok(listed.into_iter().map(|(node, _)| node.name).collect::<Vec<_>>().join(" "))
}

fn ends(tx: &mut Tx<'_>) -> Result<()> {
    let (operation, drive, by) = (OperationId(OPERATION), DriveId(DRIVE), UserId(ANN));
    let (parent, now) = (NodeId(NOTEBOOK), Timestamp::from_micros(100));
    let target = Target { drive: &drive, parent: &parent, notebook: Some(&parent), kind: NodeKind::Section, by: &by, now };
    tree_copy::build(tx, &operation, &target, 0, 1, Built::Live)?;
    tree_copy::publish(tx, &operation, Some(&parent), Built::Live, now)
}

fn puts_a_file(tx: &mut Tx<'_>) -> Result<()> {
    let (ids, now) = (SeededIds::new(1), Timestamp::from_micros(100));
    let text = b"a plan";
    let body = Content { hash: Hash::of(text), bytes: 6, body: Body::Inline(text.to_vec()) };
    content::put(tx, &body, now)?;
    let mut writer = Writer::lock_or_make(tx, &ids, &DriveId(DRIVE), &NodeId(FOLDER), &UserId(ANN), now)?.ok_or(Error::Busy)?;
    let new = NewFile { content: &body.hash, bytes: 6, name: "plan.txt", description: None, fs_created: None, fs_modified: None };
    writer.add(&new, &UserId(ANN))?;
    writer.finish(&UserId(ANN)).map(drop)
}

conformance! {
    on NONE;

    fn notebooks_survive_and_files_come_beside_them(bench) {
        let old = bench.open_with(&store::MIGRATIONS[..BEFORE_FILES]).unwrap();
        old.migrate(0).unwrap();
        old.write(fill).wait().unwrap();
        let new = bench.open_with(store::MIGRATIONS).unwrap();
        let report = new.migrate(0).unwrap();
        assert_eq!((report.before as usize, report.applied.len()), (BEFORE_FILES, store::MIGRATIONS.len() - BEFORE_FILES));
        let seen: Result<_> = new.read(|tx| {
            let listed = [names(tx, &DRIVE)?, names(tx, &FOLDER)?, names(tx, &NOTEBOOK)?, names(tx, &GROUP)?];
            let below = set::below_all(tx, &DriveId(DRIVE), &[NodeId(DRIVE)])?[0];
            let about = set::about_all(tx, &DriveId(DRIVE), &[NodeId(NOTEBOOK)])?.remove(0).1;
            let by_cid = drive::by_cid(tx, &[4; 8])?.map(|drive| drive.id);
            Ok((findings(tx)?, listed, (below.children, below.bytes), about, by_cid))
        }).wait();
        let (found, listed, below, about, by_cid) = seen.unwrap();
        assert_eq!(found, []);
        assert_eq!(listed, ["Notebooks", "Atlas", "Group One", "Two"]);
        assert_eq!((below, about, by_cid), ((1, 16), About::default(), Some(DriveId(DRIVE))));
        // What was under way comes to its end, and files lie beside the notebook.
        new.write(ends).wait().unwrap();
        new.write(puts_a_file).wait().unwrap();
        let seen: Result<_> = new.read(|tx| {
            let below = set::below_all(tx, &DriveId(DRIVE), &[NodeId(DRIVE), NodeId(FOLDER)])?;
            Ok((findings(tx)?, names(tx, &NOTEBOOK)?, below.iter().map(|below| (below.children, below.bytes)).max()))
        }).wait();
        let (found, listed, below) = seen.unwrap();
        assert_eq!(found, []);
        assert_eq!((listed.as_str(), below), ("Copy Group One", Some((2, 27))));
    }
}
