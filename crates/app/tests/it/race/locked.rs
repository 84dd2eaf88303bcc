//! Races that a lock mends.

use super::{Race, reached, stop};
use store::planted;

/// An edit has read the head; a copy closes it and commits; the edit goes on.
fn edit_against_copy(race: &mut Race, is_mended: bool) -> (Vec<String>, Vec<String>) {
    let stop = stop("write.chain", "edit");
    let edit = race.begin_edit("edit", race.page(0), "EDIT");
    reached(&stop);
    let copy = race.begin_copy("copy", race.section, Some(race.root), "Copy");
    if is_mended {
        race.wait_until_blocked();
        stop.release();
    }
    let copied = match is_mended {
        true => {
            edit.wait().unwrap();
            copy.wait().unwrap()
        }
        false => {
            let copied = copy.wait().unwrap();
            assert!(!race.titles(copied).contains(&"EDIT".to_owned()));
            stop.release();
            edit.wait().unwrap();
            copied
        }
    };
    (race.titles(copied), race.complaints())
}

#[test]
fn an_edit_waits_for_a_copy_or_is_in_it() {
    let Some(mut race) = Race::new(3) else { return };
    let (titles, complaints) = edit_against_copy(&mut race, true);
    assert!(titles.contains(&"EDIT".to_owned()));
    assert_eq!(complaints, [""; 0]);
}

#[test]
fn without_its_lock_an_edit_changes_a_finished_copy() {
    let Some(mut race) = Race::new(3) else { return };
    planted::plant("no-section-lock");
    let (titles, _) = edit_against_copy(&mut race, false);
    assert!(titles.contains(&"EDIT".to_owned()), "the damage is not seen: {titles:?}");
}

/// A copy has read its source; a page is created in it; the copy goes on.
fn create_against_copy(race: &mut Race) -> Vec<String> {
    let stop = stop("copy.captured", "copy");
    let copy = race.begin_copy("copy", race.section, Some(race.root), "Copy");
    reached(&stop);
    let (who, section) = (race.who.clone(), race.section);
    let create = race.begin("create", move |cx| testkit::world::create_page(cx, &who, section, "new"));
    race.wait_until_blocked();
    stop.release();
    let copied = copy.wait().unwrap();
    create.wait().unwrap();
    assert_eq!(race.titles(race.section).len(), 4);
    // Whoever is right, the copy was asked for before the page.
    let mut complaints = race.complaints();
    if race.titles(copied).len() != 3 {
        complaints.push("the copy has a page too many".to_owned());
    }
    complaints
}

#[test]
fn a_page_that_is_created_during_a_copy_is_not_in_it() {
    let Some(mut race) = Race::new(3) else { return };
    assert_eq!(create_against_copy(&mut race), [""; 0]);
}

#[test]
fn without_its_lock_a_copy_holds_more_than_it_says() {
    let Some(mut race) = Race::new(3) else { return };
    planted::plant("no-section-lock");
    let complaints = create_against_copy(&mut race);
    assert!(complaints.iter().any(|complaint| complaint.contains("`n`")), "the damage is not seen: {complaints:?}");
}

/// A copy of a closed section has read it; the section is deleted, purged and collected; the copy goes on.
fn copy_against_purge(race: &mut Race, is_locked: bool) -> (Vec<String>, Vec<String>) {
    // Closed, and nobody else names its list.
    let other = race.copy("other");
    race.world.delete(&race.who, other).unwrap();
    race.world.sweep_all();
    let stop = stop("copy.captured", "copy");
    let copy = race.begin_copy("copy", race.section, Some(race.root), "Copy");
    reached(&stop);
    let (drive, by, section) = race
        .world
        .read({
            let section = race.section;
            move |cx| {
                let node = store::node::find(cx.tx, &section)?.unwrap();
                Ok((node.drive, node.created_by, section))
            }
        })
        .unwrap();
    let purge = race.begin("purge", move |cx| {
        let now = cx.now();
        // Without the notebook's lock, which keeps a single section's copy from nothing.
        store::node::trash(cx.tx, &drive, &section, &by, now)?;
        store::node::purge(cx.tx, now.plus_seconds(1), now)?;
        Ok(())
    });
    if is_locked {
        race.wait_until_blocked();
        stop.release();
        purge.wait().unwrap();
        race.collect_at_once();
    } else {
        purge.wait().unwrap();
        let is_guarded = race.client.query_one("SELECT COUNT(*) FROM pg_constraint WHERE conname = 'section_head_fkey'", &[]).unwrap();
        if is_guarded.get::<_, i64>(0) == 0 {
            race.collect_at_once();
            stop.release();
        } else {
            // The collector waits at the foreign key and then gives way.
            let collector = race.begin("collect", |cx| {
                let now = cx.now();
                Ok(store::layer::collect::lists(cx.tx, now.plus_seconds(1), now)?)
            });
            race.wait_until_blocked();
            stop.release();
            collector.wait().unwrap();
        }
    }
    let copied = copy.wait().unwrap();
    let complaints = race.complaints();
    let titles = race.titles(copied);
    (titles, complaints)
}

#[test]
fn a_purge_waits_for_a_copy() {
    let Some(mut race) = Race::new(3) else { return };
    let (titles, complaints) = copy_against_purge(&mut race, true);
    assert_eq!((titles.len(), complaints), (3, vec![]));
}

#[test]
fn without_the_lock_the_foreign_keys_still_hold() {
    let Some(mut race) = Race::new(3) else { return };
    planted::plant("no-section-lock");
    let (titles, complaints) = copy_against_purge(&mut race, false);
    assert_eq!((titles.len(), complaints), (3, vec![]));
}

#[test]
fn without_the_lock_and_the_foreign_keys_a_copy_names_what_is_gone() {
    let Some(mut race) = Race::new(3) else { return };
    planted::plant("no-section-lock");
    race.client
        .batch_execute("ALTER TABLE section DROP CONSTRAINT section_head_fkey; ALTER TABLE captured DROP CONSTRAINT captured_head_fkey")
        .unwrap();
    let (_, complaints) = copy_against_purge(&mut race, false);
    assert!(complaints.iter().any(|complaint| complaint.contains("head is gone")), "the damage is not seen: {complaints:?}");
}

/// Two copies of one open section come to their locks together. Returns how often a transaction was run again.
fn two_copies(race: &mut Race, upgrades: bool) -> u64 {
    let before = race.world.app.store().stats().retries;
    let (one, two) = (stop("copy.locked", "one"), stop("copy.locked", "two"));
    let first = race.begin_copy("one", race.section, Some(race.root), "First");
    reached(&one);
    let second = race.begin_copy("two", race.section, Some(race.root), "Second");
    if upgrades {
        reached(&two);
    } else {
        race.wait_until_blocked();
    }
    one.release();
    two.release();
    let copies = [first.wait().unwrap(), second.wait().unwrap()];
    for copy in copies {
        assert_eq!(race.titles(copy).len(), 3);
    }
    assert_eq!(race.complaints(), [""; 0]);
    race.world.app.store().stats().retries - before
}

#[test]
fn two_copies_queue_up() {
    let Some(mut race) = Race::new(3) else { return };
    assert_eq!(two_copies(&mut race, false), 0);
}

#[test]
fn copies_that_lock_weakly_first_meet_in_a_deadlock() {
    let Some(mut race) = Race::new(3) else { return };
    planted::plant("share-then-upgrade");
    assert!(two_copies(&mut race, true) > 0, "the damage is not seen");
}

/// A copy of a notebook has closed its sections; another section with a page appears; the copy goes on.
fn structure_against_copy(race: &mut Race, is_mended: bool) -> Vec<String> {
    let stop = stop("copy.sealed", "copy");
    let copy = race.begin_copy("copy", race.root, None, "Copy");
    reached(&stop);
    let (who, root) = (race.who.clone(), race.root);
    let create = race.begin("create", move |cx| {
        let parent = testkit::world::allowed(cx, &who, root, model::Right::Write)?;
        let made = app::section::create(cx, &who, &parent, "Late", model::ConflictBehavior::Fail)?.node().id;
        testkit::world::create_page(cx, &who, made, "late")
    });
    race.end(&stop, create, is_mended).unwrap();
    let copied = copy.wait().unwrap();
    if is_mended {
        assert!(!race.world.print(copied).contains("Late"));
    }
    assert!(race.world.print(race.root).contains("Late: late"));
    race.complaints()
}

#[test]
fn a_section_that_is_created_during_a_copy_is_not_in_it() {
    let Some(mut race) = Race::new(3) else { return };
    assert_eq!(structure_against_copy(&mut race, true), [""; 0]);
}

#[test]
fn without_the_root_lock_a_copy_shares_an_open_list() {
    let Some(mut race) = Race::new(3) else { return };
    planted::plant("no-root-lock");
    let complaints = structure_against_copy(&mut race, false);
    assert!(complaints.iter().any(|complaint| complaint.contains("open heads")), "the damage is not seen: {complaints:?}");
}

/// A section is made in a group; another group takes the group's name and place; the section is committed. Says whether the
/// section is still there.
fn create_in_what_is_replaced(race: &mut Race, is_mended: bool) -> bool {
    let old = race.world.group(&race.who, race.root, "Group").unwrap();
    let made = stop("test.made", "create");
    let who = race.who.clone();
    let create = race.begin("create", move |cx| {
        let parent = testkit::world::allowed(cx, &who, old, model::Right::Write)?;
        let made = app::section::create(cx, &who, &parent, "Late", model::ConflictBehavior::Fail)?.node().id;
        planted::pause("test.made");
        Ok(made)
    });
    reached(&made);
    let (who, root) = (race.who.clone(), race.root);
    let replace = race.begin("replace", move |cx| {
        let parent = testkit::world::allowed(cx, &who, root, model::Right::Write)?;
        Ok(app::section_group::create(cx, &who, &parent, "Group", model::ConflictBehavior::Replace)?.node().id)
    });
    race.end(&made, replace, is_mended).unwrap();
    let late = create.wait().unwrap();
    race.world.read(move |cx| Ok(store::node::find(cx.tx, &late)?)).unwrap().is_some()
}

#[test]
fn what_is_made_in_a_group_goes_with_it() {
    let Some(mut race) = Race::new(3) else { return };
    assert!(!create_in_what_is_replaced(&mut race, true));
    assert_eq!(race.complaints(), [""; 0]);
}

#[test]
fn without_the_root_lock_a_section_outlives_its_group() {
    let Some(mut race) = Race::new(3) else { return };
    planted::plant("no-root-lock");
    assert!(create_in_what_is_replaced(&mut race, false), "the damage is not seen");
}

#[test]
fn a_section_that_is_deleted_before_its_copy_took_it_is_gone() {
    let Some(race) = Race::new(3) else { return };
    let stop = stop("copy.locked", "copy");
    let copy = race.begin_copy("copy", race.section, Some(race.root), "Copy");
    reached(&stop);
    // The notebook's node is the destination's too, so the deletion needs another way round it.
    let (drive, by) = race
        .world
        .read({
            let section = race.section;
            move |cx| Ok(store::node::find(cx.tx, &section)?.map(|node| (node.drive, node.created_by)).unwrap())
        })
        .unwrap();
    let section = race.section;
    race.world
        .write(move |cx| {
            let now = cx.now();
            Ok(store::node::trash(cx.tx, &drive, &section, &by, now)?)
        })
        .unwrap();
    stop.release();
    assert_eq!(copy.wait(), Err(app::Error::SourceGone));
    assert_eq!(race.complaints(), [""; 0]);
}
