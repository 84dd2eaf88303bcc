//! Races of moves and renames.

use super::{Race, reached, stop};
use app::Error;
use model::{NodeId, PageId};
use store::planted;
use testkit::world::{allowed, change_node, place_page};

impl Race {
    fn begin_place(&self, tag: &'static str, page: PageId, into: NodeId) -> store::Pending<PageId, Error> {
        let who = self.who.clone();
        self.begin(tag, move |cx| place_page(cx, &who, page, None, None, Some(into)))
    }

    fn begin_change(&self, tag: &'static str, what: NodeId, name: Option<&'static str>, into: Option<NodeId>) -> store::Pending<(), Error> {
        let who = self.who.clone();
        self.begin(tag, move |cx| change_node(cx, &who, what, name, into, None))
    }
}

/// Two pages go opposite ways. Returns how often a transaction was run again.
fn opposite_ways(race: &mut Race, is_mended: bool) -> u64 {
    let other = race.world.section(&race.who, race.root, "Other").unwrap();
    let there = race.world.page(&race.who, other, "back").unwrap();
    let before = race.world.app.store().stats().retries;
    let (one, two) = (stop("move.locked", "one"), stop("move.locked", "two"));
    let first = race.begin_place("one", race.page(0), other);
    reached(&one);
    let second = race.begin_place("two", there, race.section);
    if is_mended {
        race.wait_until_blocked();
    } else {
        reached(&two);
    }
    one.release();
    two.release();
    first.wait().unwrap();
    second.wait().unwrap();
    assert_eq!((race.titles(other).len(), race.titles(race.section).len()), (1, 3));
    assert_eq!(race.complaints(), [""; 0]);
    race.world.app.store().stats().retries - before
}

#[test]
fn pages_that_go_opposite_ways_queue_up() {
    let Some(mut race) = Race::new(3) else { return };
    assert_eq!(opposite_ways(&mut race, true), 0);
}

#[test]
fn without_the_order_of_ids_they_meet_in_a_deadlock() {
    let Some(mut race) = Race::new(3) else { return };
    planted::plant("moves-as-they-come");
    assert!(opposite_ways(&mut race, false) > 0, "the damage is not seen");
}

/// A page moves into a new section; before that is committed, a copy of the notebook begins.
#[test]
fn a_page_that_moves_is_in_a_copy_once() {
    let Some(race) = Race::new(3) else { return };
    let moved = stop("test.moved", "move");
    let (who, root, page) = (race.who.clone(), race.root, race.page(0));
    let moving = race.begin("move", move |cx| {
        let parent = allowed(cx, &who, root, model::Right::Write)?;
        let new = app::section::create(cx, &who, &parent, "New", model::ConflictBehavior::Fail)?.node().id;
        let id = place_page(cx, &who, page, None, None, Some(new))?;
        planted::pause("test.moved");
        Ok(id)
    });
    reached(&moved);
    let copy = race.begin_copy("copy", race.root, None, "Copy");
    race.wait_until_blocked();
    moved.release();
    moving.wait().unwrap();
    let copied = copy.wait().unwrap();
    assert_eq!(race.complaints(), [""; 0]);
    assert_eq!(race.world.print(copied).matches("page ").count(), 3);
}

/// A copy of a notebook has closed its sections; another one moves in; the copy goes on.
fn section_against_copy(race: &mut Race, is_mended: bool) -> Vec<String> {
    let other = race.world.sketch(&race.who, "Other\n  Open: late\n");
    let stop = stop("copy.sealed", "copy");
    let copy = race.begin_copy("copy", race.root, None, "Copy");
    reached(&stop);
    let moving = race.begin_change("move", other[1], None, Some(race.root));
    race.end(&stop, moving, is_mended).unwrap();
    let copied = copy.wait().unwrap();
    if is_mended {
        assert!(!race.world.print(copied).contains("Open"));
    }
    assert!(race.world.print(race.root).contains("Open: late"));
    race.complaints()
}

#[test]
fn a_section_that_moves_in_during_a_copy_is_not_in_it() {
    let Some(mut race) = Race::new(3) else { return };
    assert_eq!(section_against_copy(&mut race, true), [""; 0]);
}

#[test]
fn without_the_root_lock_a_copy_shares_what_moves_in() {
    let Some(mut race) = Race::new(3) else { return };
    planted::plant("no-root-lock");
    let complaints = section_against_copy(&mut race, false);
    assert!(complaints.iter().any(|complaint| complaint.contains("open heads")), "the damage is not seen: {complaints:?}");
}

#[test]
fn a_name_that_is_being_taken_is_taken() {
    let Some(race) = Race::new(1) else { return };
    let renamed = stop("test.renamed", "rename");
    let (who, section) = (race.who.clone(), race.section);
    let rename = race.begin("rename", move |cx| {
        change_node(cx, &who, section, Some("Two"), None, None)?;
        planted::pause("test.renamed");
        Ok(())
    });
    reached(&renamed);
    let (who, root) = (race.who.clone(), race.root);
    let create = race.begin("create", move |cx| {
        let parent = allowed(cx, &who, root, model::Right::Write)?;
        app::section::create(cx, &who, &parent, "TWO", model::ConflictBehavior::Fail).map(|made| made.node().id)
    });
    race.wait_until_blocked();
    renamed.release();
    rename.wait().unwrap();
    assert!(matches!(create.wait(), Err(Error::NameTaken(_))));
    // And the other way round: who renames finds that the name was taken a moment ago.
    let made = stop("test.made", "create");
    let (who, root) = (race.who.clone(), race.root);
    let create = race.begin("create", move |cx| {
        let parent = allowed(cx, &who, root, model::Right::Write)?;
        let made = app::section::create(cx, &who, &parent, "Three", model::ConflictBehavior::Fail)?.node().id;
        planted::pause("test.made");
        Ok(made)
    });
    reached(&made);
    let rename = race.begin_change("rename", race.section, Some("three"), None);
    race.wait_until_blocked();
    made.release();
    create.wait().unwrap();
    assert_eq!(rename.wait(), Err(Error::NameTaken("three".into())));
    assert_eq!(race.complaints(), [""; 0]);
}

#[test]
fn what_moves_into_what_is_deleted_stays() {
    let Some(race) = Race::new(1) else { return };
    let group = race.world.group(&race.who, race.root, "Group").unwrap();
    let deleted = stop("test.deleted", "delete");
    let who = race.who.clone();
    let delete = race.begin("delete", move |cx| {
        let found = allowed(cx, &who, group, model::Right::Write)?;
        app::notebook::delete(cx, &who, &found)?;
        planted::pause("test.deleted");
        Ok(())
    });
    reached(&deleted);
    let moving = race.begin_change("move", race.section, None, Some(group));
    race.wait_until_blocked();
    deleted.release();
    delete.wait().unwrap();
    assert_eq!(moving.wait(), Err(Error::DestinationNotFound));
    assert_eq!(race.world.print(race.root), "Atlas\n  One: page 0\n");
    assert_eq!(race.complaints(), [""; 0]);
}

#[test]
fn what_is_made_in_a_group_that_moves_is_in_its_new_notebook() {
    let Some(race) = Race::new(1) else { return };
    let group = race.world.group(&race.who, race.root, "Group").unwrap();
    let other = race.world.notebook(&race.who, "Other").unwrap();
    let moved = stop("test.moved", "move");
    let who = race.who.clone();
    let moving = race.begin("move", move |cx| {
        change_node(cx, &who, group, None, Some(other), None)?;
        planted::pause("test.moved");
        Ok(())
    });
    reached(&moved);
    let who = race.who.clone();
    let create = race.begin("create", move |cx| {
        let parent = allowed(cx, &who, group, model::Right::Write)?;
        app::section::create(cx, &who, &parent, "Late", model::ConflictBehavior::Fail).map(|made| made.node().id)
    });
    race.wait_until_blocked();
    moved.release();
    moving.wait().unwrap();
    create.wait().unwrap();
    assert_eq!(race.world.print(other), "Other\n  Group/\n    Late\n");
    assert_eq!(race.complaints(), [""; 0]);
}

#[test]
fn two_groups_that_move_into_each_other_make_no_circle() {
    let Some(race) = Race::new(1) else { return };
    let [a, b] = ["A", "B"].map(|name| race.world.group(&race.who, race.root, name).unwrap());
    let locked = stop("arrange.locked", "one");
    let first = race.begin_change("one", a, None, Some(b));
    reached(&locked);
    let second = race.begin_change("two", b, None, Some(a));
    race.wait_until_blocked();
    locked.release();
    first.wait().unwrap();
    assert_eq!(second.wait(), Err(Error::MoveIntoItself));
    assert_eq!(race.world.print(race.root), "Atlas\n  B/\n    A/\n  One: page 0\n");
    assert_eq!(race.complaints(), [""; 0]);
}

/// A section moves out of what is shared with somebody, who deletes it in the same moment.
#[test]
fn who_waits_to_delete_may_not_any_more() {
    let Some(race) = Race::new(1) else { return };
    let other = race.world.sketch(&race.who, "Other\n")[0];
    let (bob, root, section) = (race.world.user("bob"), race.root, race.section);
    race.world
        .write(move |cx| app::admin::share(cx, &app::admin::Admin::operator(), &root, "bob", Some(model::Role::Contributor)))
        .unwrap();
    let moved = stop("test.moved", "move");
    let who = race.who.clone();
    let moving = race.begin("move", move |cx| {
        change_node(cx, &who, section, None, Some(other), None)?;
        planted::pause("test.moved");
        Ok(())
    });
    reached(&moved);
    let deleting = race.begin("delete", move |cx| {
        let found = allowed(cx, &bob, section, model::Right::Write)?;
        app::notebook::delete(cx, &bob, &found).map(drop)
    });
    race.wait_until_blocked();
    moved.release();
    moving.wait().unwrap();
    assert_eq!(deleting.wait(), Err(Error::NotFound));
    assert!(race.world.print(other).contains("page 0"));
}
