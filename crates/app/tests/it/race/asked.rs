//! Rights that go while a write waits for its section or its folder.

use super::{Race, reached, stop};
use app::access::AllowedItem;
use app::copy::{self, Destination, Order, Source};
use app::item::{self, Only, Removal};
use app::{Caller, Cx, Error, admin};
use model::{ConflictBehavior, FileId, NameRule, Need, NodeId, OperationId, Right, Role};
use store::{Pending, planted};
use testkit::world::{allowed, allowed_item, allowed_page, create_page, edit_page, place_page, put_file};

/// A way to write.
type Way = Box<dyn FnMut(&mut Cx<'_, '_>, &Caller) -> Result<(), Error> + Send>;

/// Bob, with whom `root` is shared, writes while somebody else's write holds the place; meanwhile the share ends. Returns what
/// his writes came to.
fn write_without_a_share(race: &Race, root: NodeId, hold: impl Fn() -> Pending<(), Error>, ways: Vec<Way>) -> Vec<Result<(), Error>> {
    let mut outcomes = Vec::new();
    let bob = race.world.user("bob");
    for mut way in ways {
        race.world.write(move |cx| admin::share(cx, &admin::Admin::operator(), &root, "bob", Some(Role::Contributor))).unwrap();
        let (stop, bob) = (stop("write.locked", "holds"), bob.clone());
        let holds = hold();
        reached(&stop);
        let waits = race.begin("waits", move |cx| way(cx, &bob));
        race.wait_until_blocked();
        race.world.write(move |cx| admin::share(cx, &admin::Admin::operator(), &root, "bob", None)).unwrap();
        stop.release();
        holds.wait().unwrap();
        outcomes.push(waits.wait());
    }
    outcomes
}

fn write_pages(race: &Race) -> Vec<Result<(), Error>> {
    let (section, page) = (race.section, race.page(0));
    let ways: Vec<Way> = vec![
        Box::new(move |cx, bob| create_page(cx, bob, section, "unasked").map(drop)),
        Box::new(move |cx, bob| edit_page(cx, bob, page, "unasked")),
        Box::new(move |cx, bob| place_page(cx, bob, page, Some(1), None, None).map(drop)),
        Box::new(move |cx, bob| {
            let found = allowed_page(cx, bob, page, Right::Write, Need::Write)?;
            app::page::history::restore(cx, bob, &found, 1, None).map(drop)
        }),
        Box::new(move |cx, bob| {
            let found = allowed_page(cx, bob, page, Right::Write, Need::Write)?;
            app::page::delete(cx, bob, &found, None)
        }),
    ];
    write_without_a_share(race, race.root, || race.begin_edit("holds", race.page(1), "edit"), ways)
}

fn copy_file(cx: &mut Cx<'_, '_>, who: &Caller, file: FileId, into: NodeId, name: &str, id: OperationId) -> Result<(), Error> {
    let AllowedItem::File(source) = allowed_item(cx, who, &file.0, Right::Read)? else { return Err(Error::Internal) };
    let target = allowed(cx, who, into, Right::Write)?;
    let (name_rule, conflict) = (NameRule::Item, ConflictBehavior::Fail);
    let order = Order { name: Some(name), name_rule, conflict, id, with_versions: false, correlation: "" };
    copy::start(cx, who, Source::File(&source), Destination::Into(&target), &order).map(drop)
}

fn write_files(race: &Race) -> Vec<Result<(), Error>> {
    let docs = race.world.sketch(&race.who, "Docs/: a, b, c\n")[0];
    let [file, gone]: [FileId; 2] = ["a", "b"].map(|name| race.world.file(&race.who, docs, name, "text").unwrap());
    race.world.file(&race.who, docs, "a", "more").unwrap();
    let operation = OperationId(race.world.guid());
    race.world.delete_file(&race.who, gone).unwrap();
    let gone = race.world.at(&race.who, gone.0);
    let ways: Vec<Way> = vec![
        Box::new(move |cx, bob| put_file(cx, bob, docs, "new", "unasked").map(drop)),
        Box::new(move |cx, bob| put_file(cx, bob, docs, "a", "unasked").map(drop)),
        Box::new(move |cx, bob| {
            let found = allowed_item(cx, bob, &file.0, Right::Write)?;
            item::change(cx, bob, &found, &item::Change { name: Some("renamed"), ..item::Change::default() }).map(drop)
        }),
        Box::new(move |cx, bob| {
            let found = item::trashed(cx, bob, &gone)?;
            item::restore(cx, bob, found, None, None).map(drop)
        }),
        Box::new(move |cx, bob| {
            let found = allowed_item(cx, bob, &file.0, Right::Write)?;
            item::restore_version(cx, bob, &found, 1, Only::Always)
        }),
        Box::new(move |cx, bob| {
            let found = allowed_item(cx, bob, &file.0, Right::Write)?;
            item::remove_version(cx, bob, &found, 1, Only::Always)
        }),
        Box::new(move |cx, bob| copy_file(cx, bob, file, docs, "copy", operation)),
        Box::new(move |cx, bob| {
            let found = allowed_item(cx, bob, &file.0, Right::Write)?;
            item::delete(cx, bob, &found, Removal::ToTrash, Only::Always)
        }),
    ];
    let who = race.who.clone();
    let hold = || {
        let who = who.clone();
        race.begin("holds", move |cx| {
            allowed(cx, &who, docs, Right::Write)?;
            put_file(cx, &who, docs, "c", "held").map(drop)
        })
    };
    write_without_a_share(race, docs, hold, ways)
}

#[test]
fn who_has_lost_a_share_writes_no_more() {
    let Some(race) = Race::new(3) else { return };
    assert_eq!(write_pages(&race), vec![Err(Error::NotFound); 5]);
}

#[test]
fn without_asking_again_they_still_write() {
    let Some(race) = Race::new(3) else { return };
    planted::plant("writes-unasked");
    assert_eq!(write_pages(&race), vec![Ok(()); 5], "the damage is not seen");
}

#[test]
fn who_has_lost_a_share_of_a_folder_writes_no_more() {
    let Some(race) = Race::new(0) else { return };
    let mut refused = vec![Err(Error::NotFound); 8];
    refused[6] = Err(Error::DestinationNotFound);
    assert_eq!(write_files(&race), refused);
}

#[test]
fn without_asking_again_they_still_write_files() {
    let Some(race) = Race::new(0) else { return };
    planted::plant("writes-unasked");
    let outcomes = write_files(&race);
    // A change asks again for other reasons too.
    assert!(outcomes.iter().filter(|outcome| outcome.is_ok()).count() >= 7, "the damage is not seen: {outcomes:?}");
}
