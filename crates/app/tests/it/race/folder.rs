//! Races of folders: moved, deleted and copied while something lands in them.

use super::{Race, reached, stop};
use app::access::AllowedItem;
use app::{Error, admin};
use model::{NodeId, Right, Role};
use store::{Pending, planted};
use testkit::world::{allowed, allowed_item, delete_node, put_file, put_file_there};

impl Race {
    /// A person's drive, as a sketch shows it.
    pub(super) fn on_drive(sketch: &str) -> Option<(Self, Vec<NodeId>)> {
        let race = Self::new(0)?;
        let nodes = race.world.sketch(&race.who, sketch);
        Some((race, nodes))
    }

    /// Begins to move a folder; it pauses before its commit.
    fn begin_move(&self, tag: &'static str, what: NodeId, into: NodeId) -> Pending<(), Error> {
        let who = self.who.clone();
        self.begin(tag, move |cx| {
            let found = allowed_item(cx, &who, &what.0, Right::Write)?;
            let into = AllowedItem::Node(allowed(cx, &who, into, Right::Write)?);
            app::item::change(cx, &who, &found, &app::item::Change { parent: Some(&into), ..app::item::Change::default() })?;
            planted::pause("test.moved");
            Ok(())
        })
    }

    /// Begins to delete a folder; it pauses before its commit.
    fn begin_delete(&self, what: NodeId) -> Pending<(), Error> {
        let who = self.who.clone();
        self.begin("delete", move |cx| {
            delete_node(cx, &who, what)?;
            planted::pause("test.deleted");
            Ok(())
        })
    }

    fn begin_put(&self, folder: NodeId, name: &'static str) -> Pending<(), Error> {
        let who = self.who.clone();
        self.begin("put", move |cx| put_file(cx, &who, folder, name, name).map(drop))
    }

    fn begin_folder(&self, parent: NodeId, name: &'static str) -> Pending<(), Error> {
        let who = self.who.clone();
        self.begin("folder", move |cx| {
            let parent = allowed_item(cx, &who, &parent.0, Right::Write)?;
            app::item::create_folder(cx, &who, &parent, name, model::ConflictBehavior::Fail).map(drop)
        })
    }

    pub(super) fn drive(&self) -> String {
        self.world.print(self.world.root(&self.who))
    }
}

/// Two folders of different parents move into each other. Returns how the second fared, and whether both are still there.
fn opposite_ways(race: &Race, [a, b]: [NodeId; 2], is_mended: bool) -> (Result<(), Error>, bool) {
    let moved = stop("test.moved", "one");
    let first = race.begin_move("one", a, b);
    reached(&moved);
    let second = race.end(&moved, race.begin_move("two", b, a), is_mended);
    first.wait().unwrap();
    let shown = race.drive();
    (second, shown.contains("A/") && shown.contains("B/"))
}

const OPPOSITE: &str = "Left/\n  A/\nRight/\n  B/\n";

#[test]
fn two_folders_that_move_into_each_other_make_no_circle() {
    let Some((race, nodes)) = Race::on_drive(OPPOSITE) else { return };
    assert_eq!(opposite_ways(&race, [nodes[1], nodes[3]], true), (Err(Error::MoveIntoItself), true));
    assert_eq!(race.complaints(), [""; 0]);
}

#[test]
fn without_the_root_lock_they_are_in_no_drive_any_more() {
    let Some((race, nodes)) = Race::on_drive(OPPOSITE) else { return };
    planted::plant("no-root-lock");
    assert_eq!(opposite_ways(&race, [nodes[1], nodes[3]], false), (Ok(()), false), "the damage is not seen");
}

/// What is put into a folder while it is being deleted goes along with it, or is not put there.
#[test]
fn what_is_put_into_a_folder_that_is_deleted_goes_with_it_or_nowhere() {
    let Some((race, nodes)) = Race::on_drive("Docs/\n  Full/: a\n  Empty/\n") else { return };
    let [docs, full, empty] = nodes.try_into().unwrap();
    let deleted = stop("test.deleted", "delete");
    let delete = race.begin_delete(docs);
    reached(&deleted);
    // Whoever holds files is locked as a holder of files, which says nothing of its node.
    race.begin_put(full, "b").wait().unwrap();
    let refused = [race.begin_put(empty, "c"), race.begin_folder(full, "New")];
    race.wait_until_blocked();
    deleted.release();
    delete.wait().unwrap();
    assert_eq!(refused.map(Pending::wait), [Err(Error::NotFound), Err(Error::NotFound)]);
    assert_eq!(race.complaints(), [""; 0]);
    race.world.restore(&race.who, docs.0, None).unwrap();
    assert_eq!(race.world.print(docs), "Docs/\n  Empty/\n  Full/: a, b\n");
}

#[test]
fn what_is_put_into_a_folder_that_went_meanwhile_is_not_found() {
    let Some((race, nodes)) = Race::on_drive("Docs/: a\n") else { return };
    let (who, docs) = (race.who.clone(), nodes[0]);
    let locked = stop("write.locked", "put");
    let put = race.begin("put", move |cx| {
        let placed = put_file_there(cx, &who, docs, "b", "b")?;
        app::item::view::item(cx, &who, &AllowedItem::File(Box::new(placed))).map(drop)
    });
    reached(&locked);
    race.begin_delete(docs).wait().unwrap();
    locked.release();
    assert_eq!(put.wait(), Err(Error::NotFound));
    assert_eq!(race.complaints(), [""; 0]);
    race.world.restore(&race.who, docs.0, None).unwrap();
    assert_eq!(race.world.print(docs), "Docs/: a\n");
}

#[test]
fn without_the_root_lock_a_folder_outlives_what_it_lies_in() {
    let Some((race, nodes)) = Race::on_drive("Docs/\n  Full/: a\n") else { return };
    planted::plant("no-root-lock");
    let deleted = stop("test.deleted", "delete");
    let delete = race.begin_delete(nodes[0]);
    reached(&deleted);
    race.begin_folder(nodes[1], "New").wait().unwrap();
    deleted.release();
    delete.wait().unwrap();
    let complaints = race.complaints();
    assert!(complaints.iter().any(|complaint| complaint.contains("parent is not live")), "the damage is not seen: {complaints:?}");
}

#[test]
fn a_folder_that_is_deleted_before_its_copy_took_it_is_gone() {
    let Some((race, nodes)) = Race::on_drive("Docs/: a\n  Inner/: b\n") else { return };
    let deleted = stop("test.deleted", "delete");
    let delete = race.begin_delete(nodes[0]);
    reached(&deleted);
    let copy = race.begin_copy("copy", nodes[0], Some(race.world.root(&race.who)), "Copy");
    race.wait_until_blocked();
    deleted.release();
    delete.wait().unwrap();
    assert_eq!(copy.wait(), Err(Error::SourceGone));
    assert_eq!(race.complaints(), [""; 0]);
}

#[test]
fn a_folder_that_is_deleted_after_its_copy_took_it_is_whole_in_the_copy() {
    let Some((race, nodes)) = Race::on_drive("Docs/: a\n  Inner/: b\n") else { return };
    let captured = stop("copy.captured", "copy");
    let copy = race.begin_copy("copy", nodes[0], Some(race.world.root(&race.who)), "Copy");
    reached(&captured);
    let delete = race.begin_delete(nodes[0]);
    race.wait_until_blocked();
    captured.release();
    let copied = copy.wait().unwrap();
    delete.wait().unwrap();
    race.world.sweep_all();
    assert_eq!(race.world.print(copied), "Copy/: a\n  Inner/: b\n");
    assert_eq!(testkit::audit::leftovers(race.world.app.store()), [""; 0]);
}

/// A copy has closed the folders of its tree; another one that is open moves in; the copy goes on.
fn move_against_copy(race: &Race, [docs, open]: [NodeId; 2], is_mended: bool) -> Vec<String> {
    let sealed = stop("copy.sealed", "copy");
    let copy = race.begin_copy("copy", docs, Some(race.world.root(&race.who)), "Copy");
    reached(&sealed);
    let moving = race.begin_move("move", open, docs);
    race.end(&sealed, moving, is_mended).unwrap();
    let copied = race.world.print(copy.wait().unwrap());
    assert_eq!(copied.contains("Open"), !is_mended);
    assert!(race.world.print(docs).contains("Open/: late"));
    race.complaints()
}

// With files in it, it would have a row of its own, whose lock keeps it too.
const MOVES_IN: &str = "Docs/\nOther/\n  Open/: late\n";

#[test]
fn a_folder_that_moves_in_during_a_copy_is_not_in_it() {
    let Some((race, nodes)) = Race::on_drive(MOVES_IN) else { return };
    assert_eq!(move_against_copy(&race, [nodes[0], nodes[2]], true), [""; 0]);
}

#[test]
fn without_the_locks_a_copy_shares_a_folder_that_moves_in() {
    let Some((race, nodes)) = Race::on_drive(MOVES_IN) else { return };
    planted::plant("no-root-lock");
    let complaints = move_against_copy(&race, [nodes[0], nodes[2]], false);
    assert!(complaints.iter().any(|complaint| complaint.contains("open heads")), "the damage is not seen: {complaints:?}");
}

/// A folder leaves what is shared with somebody, who copies it in the same moment. Returns how the copy fared.
fn copy_without_a_share() -> Option<Result<NodeId, Error>> {
    let (race, nodes) = Race::on_drive("Shared/\n  Docs/: a\nOwn/\n")?;
    let (bob, shared) = (race.world.user("bob"), nodes[0]);
    race.world.write(move |cx| admin::share(cx, &admin::Admin::operator(), &shared, "bob", Some(Role::Reader))).unwrap();
    let moved = stop("test.moved", "move");
    let moving = race.begin_move("move", nodes[1], nodes[2]);
    reached(&moved);
    let copy = super::begin_copy(&race.world, &bob, "copy", nodes[1], Some(race.world.root(&bob)), "Copy");
    race.wait_until_blocked();
    moved.release();
    moving.wait().unwrap();
    Some(copy.wait())
}

#[test]
fn who_waits_to_copy_a_folder_may_not_any_more() {
    let Some(fared) = copy_without_a_share() else { return };
    assert_eq!(fared, Err(Error::SourceGone));
}

#[test]
fn without_asking_again_they_still_copy() {
    planted::plant("copies-unasked");
    let Some(fared) = copy_without_a_share() else { return };
    assert!(fared.is_ok(), "the damage is not seen");
}

/// What a copy goes to moves into what it copies, with all around it. Returns how the copy fared, and what is there then.
fn copy_to_what_moves_in() -> Option<(Option<Error>, String)> {
    let (race, nodes) = Race::on_drive("Docs/: a\nAround/\n  Goal/\n")?;
    let moved = stop("test.moved", "move");
    let moving = race.begin_move("move", nodes[1], nodes[0]);
    reached(&moved);
    let copy = race.begin_copy("copy", nodes[0], Some(nodes[2]), "Copy");
    race.wait_until_blocked();
    moved.release();
    moving.wait().unwrap();
    let fared = copy.wait().err();
    assert_eq!(race.complaints(), [""; 0]);
    Some((fared, race.world.print(nodes[0])))
}

#[test]
fn a_destination_that_moves_into_what_is_copied_takes_no_copy() {
    let Some((fared, shown)) = copy_to_what_moves_in() else { return };
    assert_eq!((fared, shown.as_str()), (Some(Error::CopyIntoItself), "Docs/: a\n  Around/\n    Goal/\n"));
}

#[test]
fn without_asking_again_a_copy_lies_in_its_own_source() {
    planted::plant("copies-unasked");
    let Some((fared, shown)) = copy_to_what_moves_in() else { return };
    assert!(fared.is_none() && shown.contains("Copy/"), "the damage is not seen: {shown}");
}
