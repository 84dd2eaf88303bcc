//! One name in a folder, wanted twice in the same moment: by files, which are rows of one table, and by nodes, of another.

use super::{Race, reached, stop};
use app::access::AllowedItem;
use app::copy::{Destination, Order, Source};
use app::item::{self, Bytes, Change, How, Reached};
use app::{Caller, Cx, Digests, Error, Result, copy};
use model::{ConflictBehavior, NameRule, NodeId, OperationId, Right};
use store::planted;
use testkit::world::{allowed, allowed_item, copy_node, inline};

/// The name, as files want it; nodes want it in another letter case.
const FILE: &str = "x.y";
const NODE: &str = "X.Y";

/// Takes the name in a folder.
type Take = Box<dyn FnMut(&mut Cx<'_, '_>, &Caller) -> Result<()> + Send>;

/// Makes what is about to take the name in a folder, somewhere else; the number is nobody else's.
type Prepare = fn(&Race, NodeId, usize) -> Take;

/// Everybody who takes names in folders.
const TAKERS: &[(&str, Prepare)] = &[
    ("a file that is put", |_, into, _| {
        Box::new(move |cx, who| {
            let to = Reached { item: allowed_item(cx, who, &into.0, Right::Write)?, missing: vec![FILE.to_owned()] };
            let bytes = Bytes { content: &inline(FILE), digests: &Digests::of(FILE.as_bytes()).1 };
            item::put(cx, who, &to, bytes, &How::default()).map(drop)
        })
    }),
    ("a file that is renamed", |race, into, _| {
        let file = race.world.file(&race.who, into, "other file", "text").unwrap();
        change(file.0, FILE, None)
    }),
    ("a file that moves in", |race, into, number| {
        let from = nursery(race, number);
        let file = race.world.file(&race.who, from, "file", "text").unwrap();
        change(file.0, FILE, Some(into))
    }),
    ("a file that comes back", |race, into, _| {
        let file = race.world.file(&race.who, into, FILE, "text").unwrap();
        race.world.delete_file(&race.who, file).unwrap();
        restore(race, file.0)
    }),
    ("a copy of a file", |race, into, number| {
        let from = nursery(race, number);
        let file = race.world.file(&race.who, from, FILE, "text").unwrap();
        let id = OperationId(race.world.guid());
        Box::new(move |cx, who| {
            let AllowedItem::File(source) = allowed_item(cx, who, &file.0, Right::Read)? else { return Err(Error::Internal) };
            let target = allowed(cx, who, into, Right::Write)?;
            copy::start(cx, who, Source::File(&source), Destination::Into(&target), &order(id, FILE)).map(drop)
        })
    }),
    ("a folder that is made", |_, into, _| {
        Box::new(move |cx, who| {
            let parent = allowed_item(cx, who, &into.0, Right::Write)?;
            item::create_folder(cx, who, &parent, NODE, ConflictBehavior::Fail).map(drop)
        })
    }),
    ("a folder that is renamed", |race, into, _| {
        let folder = race.world.folder(&race.who, into, "other folder").unwrap();
        change(folder.0, NODE, None)
    }),
    ("a folder that moves in", |race, into, number| change(nursery(race, number).0, NODE, Some(into))),
    ("a folder that comes back", |race, into, _| {
        let folder = race.world.folder(&race.who, into, NODE).unwrap();
        race.world.delete(&race.who, folder).unwrap();
        restore(race, folder.0)
    }),
    ("a copy of a folder", |race, into, number| {
        let (from, id) = (nursery(race, number), OperationId(race.world.guid()));
        Box::new(move |cx, who| copy_node(cx, who, from, Some(into), &order(id, NODE)).map(drop))
    }),
    ("a notebook that moves in", |race, into, number| {
        let notebook = race.world.notebook(&race.who, &format!("Notebook {number}")).unwrap();
        change(notebook.0, NODE, Some(into))
    }),
];

/// How many of them are files.
const FILES: usize = 5;

fn nursery(race: &Race, number: usize) -> NodeId {
    race.world.folder(&race.who, race.world.root(&race.who), &format!("Nursery {number}")).unwrap()
}

fn change(what: [u8; 16], name: &'static str, into: Option<NodeId>) -> Take {
    Box::new(move |cx, who| {
        let found = allowed_item(cx, who, &what, Right::Write)?;
        let parent = into.map(|into| allowed(cx, who, into, Right::Write)).transpose()?.map(AllowedItem::Node);
        item::change(cx, who, &found, &Change { name: Some(name), parent: parent.as_ref(), ..Change::default() }).map(drop)
    })
}

fn restore(race: &Race, what: [u8; 16]) -> Take {
    let at = race.world.at(&race.who, what);
    Box::new(move |cx, who| {
        let found = item::trashed(cx, who, &at)?;
        item::restore(cx, who, found, None, None).map(drop)
    })
}

fn order(id: OperationId, name: &'static str) -> Order<'static> {
    Order { name: Some(name), name_rule: NameRule::Item, conflict: ConflictBehavior::Fail, id, with_versions: false, correlation: "" }
}

/// Lets one take the name, and the other before that is committed. Returns how the other fared.
fn take_twice(race: &Race, first: usize, second: usize, number: usize, is_mended: bool) -> Result<()> {
    let into = race.world.folder(&race.who, race.world.root(&race.who), &format!("Folder {number}")).unwrap();
    if number.is_multiple_of(2) {
        // One that never held a file is locked in another way.
        race.world.file(&race.who, into, "before", "text").unwrap();
    }
    let [mut one, mut two] = [first, second].map(|taker| TAKERS[taker].1(race, into, number * TAKERS.len() + taker));
    let taken = stop("test.taken", "first");
    let [who, other] = [race.who.clone(), race.who.clone()];
    let first = race.begin("first", move |cx| {
        one(cx, &who)?;
        planted::pause("test.taken");
        Ok(())
    });
    reached(&taken);
    let second = race.begin("second", move |cx| two(cx, &other));
    let fared = race.end(&taken, second, is_mended);
    first.wait().unwrap();
    fared
}

#[test]
fn of_a_file_and_a_node_one_gets_the_name() {
    let Some(race) = Race::new(0) else { return };
    let mut number = 0;
    for file in 0..FILES {
        for node in FILES..TAKERS.len() {
            for [first, second] in [[file, node], [node, file]] {
                number += 1;
                let fared = take_twice(&race, first, second, number, true);
                assert!(matches!(fared, Err(Error::NameTaken(_))), "{}, then {}: {fared:?}", TAKERS[first].0, TAKERS[second].0);
            }
        }
    }
    assert_eq!(race.complaints(), [""; 0]);
}

#[test]
fn of_two_of_a_kind_one_gets_the_name() {
    let Some(race) = Race::new(0) else { return };
    let pairs = |kind: std::ops::Range<usize>| kind.clone().flat_map(move |one| kind.clone().map(move |other| [one, other]));
    let pairs = pairs(0..FILES).chain(pairs(FILES..TAKERS.len())).filter(|[one, other]| one != other);
    for (number, [first, second]) in pairs.enumerate() {
        let fared = take_twice(&race, first, second, number, true);
        assert!(matches!(fared, Err(Error::NameTaken(_))), "{}, then {}: {fared:?}", TAKERS[first].0, TAKERS[second].0);
    }
    assert_eq!(race.complaints(), [""; 0]);
}

#[test]
fn without_the_folders_lock_a_file_and_a_folder_have_one_name() {
    let Some(race) = Race::new(0) else { return };
    planted::plant("no-section-lock");
    assert_eq!(take_twice(&race, 0, FILES, 0, false), Ok(()), "the damage is not seen");
    let complaints = race.complaints();
    assert!(complaints.iter().any(|complaint| complaint.contains("a node's name")), "the damage is not seen: {complaints:?}");
}
