//! Query plans of the statements that drives are shown, searched and followed by: none looks through a drive for each step.

use super::chosen::chosen;
use super::shelf::{Named, Shelf};
use crate::explain::{self, Postgres, bytes};
use app::item::delta::{Asked, delta};
use app::item::{self, Change, Order};
use model::query::{Comparison, ItemField, Literal, Predicate, Scalar};
use model::{ConflictBehavior, NodeId, Right, Timestamp};
use store::node::{place, set};
use store::planted;
use testkit::world::Engine;

/// Does what people do with notebooks, and forgets what they deleted.
fn run_notebooks(shelf: &Shelf) {
    let (world, who) = (&shelf.world, &shelf.who);
    let nodes = world.sketch(who, "Atlas\n  One: a\n  Group/\n    Two: b\nOther\n  Three: c\n");
    world.copy(who, nodes[0], None, "Copied").unwrap();
    world.delete(who, nodes[0]).unwrap();
    world.clock.advance_seconds(40 * 24 * 60 * 60);
    world.sweep_all();
}

/// Runs every statement whose plan is pinned.
fn run(shelf: &Shelf) {
    for name in ["A", "B"] {
        shelf.folder("", name, ConflictBehavior::Fail).unwrap();
    }
    shelf.folder("A", "Inner", ConflictBehavior::Fail).unwrap();
    for path in ["A/one.txt", "A/Inner/two.txt", "B/three.txt"] {
        shelf.file(path, "1");
    }
    shelf.world.notebook(&shelf.who, "Course").unwrap();
    let moved = shelf.change("A/one.txt", Some("B"), Change::default()).unwrap();
    shelf.get(&moved).unwrap();
    shelf.change("A/Inner", Some("B"), Change::default()).unwrap();
    let gone = shelf.get("B/Inner").unwrap();
    shelf.delete("B/Inner").unwrap();
    shelf.restore(&gone, None, None).unwrap();
    for order in [Order::Name, Order::Size, Order::Modified] {
        shelf.list("", order, false);
        shelf.list("", order, true);
        for is_descending in [false, true] {
            for filter in [Predicate::True(ItemField::Folder), larger()] {
                chosen(shelf, "B", (order, is_descending), &filter, 2);
            }
        }
    }
    chosen(shelf, "B", (Order::Name, false), &named("three.txt"), 2);
    let (who, at) = (shelf.who.clone(), Named::from("").at());
    shelf
        .world
        .read(move |cx| {
            let top = item::item(cx, &who, &at, Right::Read)?;
            item::recent(cx, &who, None, 9)?;
            item::search(cx, &top, "two", None, 9)?.items.first().unwrap();
            place::standing(cx.tx, &top.drive().id, &top.drive().root(), model::NodeKind::Folder)?;
            let inner = item::item(cx, &who, &Named::from("B").at(), Right::Read)?;
            delta(cx, &who, &inner, &Asked::Latest, 9)?;
            let latest = delta(cx, &who, &top, &Asked::Latest, 9)?.next;
            delta(cx, &who, &top, &Asked::After(latest), 9)
        })
        .unwrap();
}

fn larger() -> Predicate<ItemField> {
    let zero = Scalar::Literal(Literal::Integer(0));
    Predicate::compare(Comparison::Greater, Scalar::Field(ItemField::Size), zero).unwrap()
}

fn named(name: &str) -> Predicate<ItemField> {
    let name = Scalar::Literal(Literal::Text(name.to_owned()));
    Predicate::compare(Comparison::Equal, Scalar::Field(ItemField::Name), name).unwrap()
}

const STEP: &str = "COVERING INDEX node_child (drive=? AND parent=?";
const HELD: &[&str] = &["SEARCH s USING PRIMARY KEY (drive=? AND id=?)", "SEARCH f USING PRIMARY KEY (drive=? AND id=?)"];

/// What no plan says: that a statement looks at all nodes of a drive, or all there are of something.
const WALKED: &[&str] = &[
    "SEARCH node USING PRIMARY KEY (drive=?)",
    "SEARCH n USING PRIMARY KEY (drive=?)",
    "SCAN node",
    "SCAN section",
    "SCAN folder",
    "SCAN file",
];

/// What does look at all nodes of a drive, as they lie: what changed in all of it.
const OF_ALL: &str = "delta.drive";

/// Says whether there is a plan to a statement.
fn reads(label: &str) -> bool {
    let text = planted::last_shape(label).unwrap();
    ["SELECT", "WITH", "UPDATE", "DELETE"].iter().any(|word| text.starts_with(word))
}

/// Statements, and what their plans must say.
const PLANS: &[(&str, &[&str])] = &[
    ("node.by_name", &["USING INDEX node_name (drive=? AND parent=? AND name_key>?)"]),
    ("node.by_name_down", &["USING INDEX node_name (drive=? AND parent=? AND name_key<?)"]),
    ("node.by_modified", &[STEP, HELD[0]]),
    ("node.by_size", &[STEP, HELD[0], HELD[1]]),
    // What was asked last: a name.
    ("query.items", &["SEARCH node USING INDEX node_name (drive=? AND parent=? AND name_key=?)"]),
    ("query.files", &["SEARCH i USING COVERING INDEX file_name (list=? AND name_key=?)", "SEARCH p USING PRIMARY KEY (list=? AND key=?)"]),
    ("node.last_name", &["USING COVERING INDEX node_name (drive=? AND parent=? AND name_key>?)"]),
    ("node.last_name_down", &["USING COVERING INDEX node_name (drive=? AND parent=? AND name_key<?)"]),
    ("file.last_name", &["USING COVERING INDEX file_name (list=? AND name_key>?)"]),
    ("file.last_name_down", &["USING COVERING INDEX file_name (list=? AND name_key<?)"]),
    ("folder.newest", &["SEARCH f USING PRIMARY KEY (drive=?)", "USING INDEX node_id (id=? AND drive=?)"]),
    (
        "file.newest_by",
        &["SEARCH n USING COVERING INDEX file_newest (list=? AND modified_at_us>?)", "USING PRIMARY KEY (list=? AND key=?)"],
    ),
    ("drive.of_member", &["SEARCH d USING INDEX drive_name (owner=?)", "SEARCH m USING "]),
    ("node.below_all", &[STEP, HELD[0], HELD[1]]),
    ("delta.walk", &[STEP, HELD[0], HELD[1]]),
    (OF_ALL, &["SEARCH n USING PRIMARY KEY (drive=?)", HELD[0], HELD[1]]),
    ("copy.height", &[STEP]),
    ("node.trash", &[STEP]),
    ("node.standing", &[STEP]),
    ("node.trashed_height", &[STEP]),
    ("relocation.nodes_since", &["SEARCH r USING PRIMARY KEY (drive=? AND at_us>?)", "SEARCH n USING PRIMARY KEY (drive=? AND id=?)"]),
    ("file_left.after", &["SEARCH l USING PRIMARY KEY (drive=? AND ", "SEARCH a USING PRIMARY KEY (id=?)"]),
    (
        "delta.last_gone",
        &["COVERING INDEX file_trash_drive (drive=?)", "SEARCH r USING PRIMARY KEY (drive=?)", "SEARCH l USING PRIMARY KEY (drive=?)"],
    ),
    ("file_trash.gone_since", &["file_trash_drive (drive=? AND "]),
    ("file.with_word", &["SEARCH p USING PRIMARY KEY (list=? AND key>? AND key<?)"]),
    ("file.place", &["SEARCH file_alias USING PRIMARY KEY (id=?)", "USING INDEX folder_space (space=?)"]),
];

#[test]
fn sqlite_goes_down_drives_by_the_index_of_parents() {
    let shelf = Shelf::new(Engine::Sqlite);
    run(&shelf);
    run_notebooks(&shelf);
    let mut wrong = Vec::new();
    for is_analyzed in [false, true] {
        if is_analyzed {
            explain::analyze(&shelf.world);
        }
        for (label, wanted) in PLANS {
            let plan = explain::sqlite(&shelf.world, label);
            for step in *wanted {
                wrong.extend((!plan.contains(step)).then(|| format!("{label}: no {step:?} in\n{plan}")));
            }
        }
        // All that ran on the way, copies, deletions and purges too.
        for label in planted::labels().into_iter().filter(|label| !label.starts_with("audit.") && *label != OF_ALL && reads(label)) {
            let plan = explain::sqlite(&shelf.world, label);
            let is_walk = |line: &str| WALKED.iter().any(|walked| line == *walked || line.starts_with(&format!("{walked} USING")));
            wrong.extend(plan.lines().any(is_walk).then(|| format!("{label}:\n{plan}")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// What goes down a tree whenever drives are shown or followed, and last what is seldom asked for: to sort by size.
const WALKS: &[&str] = &["node.below_all", "delta.walk", "node.by_size"];

#[test]
fn postgres_meets_each_node_of_a_tree_a_few_times() {
    const TOPS: usize = 32;
    const EACH: usize = 20;
    if !testkit::postgres::wanted() {
        return;
    }
    let shelf = Shelf::new(Engine::Postgres);
    run(&shelf);
    let (who, root) = (*shelf.who.user(), shelf.get("").unwrap().id);
    let at = Named::Id(root).at();
    let (caller, root) = (shelf.who.clone(), NodeId(root.bytes));
    let (drive, tops) = shelf
        .world
        .write(move |cx| {
            let drive = item::item(cx, &caller, &at, Right::Write)?.drive().id;
            let mut tops = Vec::new();
            for top in 0..TOPS {
                tops.push(crate::file::insert_folder(cx, &drive, &root, &format!("Top {top}"), &who)?.unwrap());
                for inner in 0..EACH {
                    crate::file::insert_folder(cx, &drive, &tops[top], &format!("Inner {inner}"), &who)?.unwrap();
                }
            }
            Ok((drive, tops))
        })
        .unwrap();
    let seen = tops.clone();
    shelf.world.read(move |cx| Ok(set::below_all(cx.tx, &drive, &seen)?)).unwrap();
    let (drive, root) = (bytes(&drive.0), bytes(&root.0));
    let mut of_all: Vec<String> = tops.iter().map(|top| bytes(&top.0)).collect();
    of_all.push(drive.clone());
    let walk = vec![drive.clone(), root.clone(), Timestamp::from_micros(0).micros().to_string()];
    let by_size = vec![drive, root, "''".to_owned(), "99".to_owned(), "0".to_owned()];
    let nodes = (TOPS * EACH) as u64;
    let mut postgres = Postgres::of(&shelf.world);
    for (is_analyzed, labels) in [(false, &WALKS[..2]), (true, WALKS)] {
        if is_analyzed {
            explain::analyze(&shelf.world);
        }
        for (label, values) in labels.iter().zip([&of_all, &walk, &by_size]) {
            let (met, steps) = postgres.work(label, values);
            assert!(met < 40 * nodes, "{label} met {met} rows, with figures: {is_analyzed}\n{steps}");
        }
    }
}
