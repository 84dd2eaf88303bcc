//! Races that the delay of collection mends: a chain that was read in one statement is read through in the next.

use super::{Race, reached, stop};
use store::{layer, page_list, planted, section};

/// What a race does in the middle.
type Collect = fn(&Race);

/// A writer that holds its section has read its chain; a lower list is flattened and collected; the writer goes on.
fn writer_against_flatten(race: &Race, collect: Collect) -> app::Result<()> {
    race.queue_flatten();
    // An open list of the section's own, over the one that waits.
    race.world.edit(&race.who, race.page(270), "opens").unwrap();
    let stop = stop("write.chain", "edit");
    let edit = race.begin_edit("edit", race.page(5), "EDIT");
    reached(&stop);
    race.flatten();
    assert!(race.world.app.store().statements_seen().contains_key("flatten.done"));
    collect(race);
    stop.release();
    edit.wait()
}

#[test]
fn a_writer_finds_its_page_while_its_lists_are_replaced() {
    let Some(race) = Race::new(300) else { return };
    assert_eq!(writer_against_flatten(&race, Race::collect_after_grace), Ok(()));
    assert_eq!(race.titles(race.section)[5], "EDIT");
    assert_eq!(race.complaints(), [""; 0]);
    race.world.sweep_all();
    assert_eq!(testkit::audit::leftovers(race.world.app.store()), [""; 0]);
}

#[test]
fn without_the_grace_its_page_is_gone() {
    let Some(race) = Race::new(300) else { return };
    let outcome = writer_against_flatten(&race, Race::collect_at_once);
    // Either the page is not found, or its older version below is taken for the current one and counts go wrong.
    assert!(outcome.is_err() || !race.complaints().is_empty(), "the damage is not seen");
}

/// A flatten has read its chain; a list in the middle is flattened by another and collected; the first goes on.
fn flatten_against_flatten(race: &Race, collect: Collect) -> Vec<String> {
    let (first, middle) = (0..200, 200..300);
    race.copy("keeps the first list");
    race.world.edit_many(&race.who, race.section, &race.keys[first], "middle");
    let other = race.copy("shares the middle");
    race.world.edit_many(&race.who, race.section, &race.keys[middle], "top");
    assert!(race.world.app.store().statements_seen().contains_key("flatten.queue"));
    let wanted = race.titles(race.section);
    let stop = stop("flatten.chain", "flatten");
    let slow = race.begin("flatten", |cx| {
        let now = cx.now();
        Ok(layer::flatten::step(cx.tx, now)?)
    });
    reached(&stop);
    // Few rows on top, so that the shared one below is the one to flatten.
    race.world.edit_many(&race.who, other, &race.keys[400..460], "few");
    race.flatten();
    assert!(race.world.app.store().statements_seen().contains_key("flatten.turn_list"));
    collect(race);
    stop.release();
    slow.wait().unwrap();
    race.flatten();
    assert!(race.world.app.store().statements_seen()["flatten.done"] >= 2);
    let mut complaints = race.complaints();
    if race.titles(race.section) != wanted {
        complaints.push("pages changed".to_owned());
    }
    complaints
}

#[test]
fn a_flatten_goes_on_while_a_list_below_is_replaced() {
    let Some(race) = Race::new(600) else { return };
    assert_eq!(flatten_against_flatten(&race, Race::collect_after_grace), [""; 0]);
}

#[test]
fn without_the_grace_its_result_is_not_what_it_replaces() {
    let Some(race) = Race::new(600) else { return };
    let complaints = flatten_against_flatten(&race, Race::collect_at_once);
    assert!(complaints.iter().any(|complaint| complaint == "pages changed"), "the damage is not seen: {complaints:?}");
}

/// A reader has read the chain; it is flattened and collected; the reader goes on. Returns how many of the 260 edited pages
/// it found as they are.
fn reader_against_flatten(race: &Race, in_snapshot: bool) -> usize {
    race.queue_flatten();
    let (id, keys) = (race.section, race.keys.len());
    let list = move |cx: &mut app::Cx<'_, '_>| {
        let _tagged = planted::tagged("read");
        let node = store::node::find(cx.tx, &id)?.unwrap();
        let row = section::get(cx.tx, &node.drive, &id)?.unwrap();
        let pages = page_list::read::newest_in(cx.tx, &row, None, keys + 1, None)?;
        Ok(pages.iter().filter(|listed| listed.row.title == "edited").count())
    };
    let stop = stop("read.chain", "read");
    // A transaction that may write is READ COMMITTED: what a read would be without its snapshot.
    let read = if in_snapshot { race.world.app.read(list) } else { race.world.app.write(list) };
    reached(&stop);
    race.flatten();
    race.collect_at_once();
    stop.release();
    read.wait().unwrap()
}

#[test]
fn a_reader_sees_one_instant() {
    let Some(race) = Race::new(300) else { return };
    assert_eq!(reader_against_flatten(&race, true), 260);
    assert_eq!(race.complaints(), [""; 0]);
}

#[test]
fn without_its_snapshot_pages_are_missing_or_old() {
    let Some(race) = Race::new(300) else { return };
    let found = reader_against_flatten(&race, false);
    assert!(found < 260, "the damage is not seen");
}

/// A writer is about to fold onto a list that only a row of another list protects; that is flattened and collected.
fn fold_against_flatten(race: &Race, collect: Collect) -> app::Result<()> {
    race.queue_flatten();
    for at in 0..2 {
        race.world.edit(&race.who, race.page(270 + at), "layer").unwrap();
        race.copy(&format!("layer {at}"));
    }
    let stop = stop("write.chain", "edit");
    let edit = race.begin_edit("edit", race.page(280), "EDIT");
    reached(&stop);
    race.flatten();
    assert!(race.world.app.store().statements_seen().contains_key("flatten.turn_list"));
    collect(race);
    stop.release();
    edit.wait()
}

#[test]
fn a_fold_lands_on_a_list_that_was_replaced() {
    let Some(race) = Race::new(300) else { return };
    assert_eq!(fold_against_flatten(&race, Race::collect_after_grace), Ok(()));
    assert!(race.world.app.store().statements_seen().contains_key("page.fold"));
    assert_eq!(race.titles(race.section)[280], "EDIT");
    assert_eq!(race.complaints(), [""; 0]);
}

#[test]
fn without_the_grace_the_foreign_key_stops_the_fold() {
    let Some(race) = Race::new(300) else { return };
    assert!(fold_against_flatten(&race, Race::collect_at_once).is_err());
    assert_eq!(race.complaints(), [""; 0]);
}

#[test]
fn without_the_grace_and_the_foreign_key_it_lands_on_nothing() {
    let Some(mut race) = Race::new(300) else { return };
    race.client.batch_execute("ALTER TABLE list DROP CONSTRAINT list_parent_fkey").unwrap();
    let _ = fold_against_flatten(&race, Race::collect_at_once);
    let complaints = race.complaints();
    assert!(complaints.iter().any(|complaint| complaint.contains("parent is gone")), "the damage is not seen: {complaints:?}");
}

/// A page is copied while the last other page of its content goes, and the content has been suspected for long.
fn page_copy_against_content(race: &Race) -> Vec<String> {
    let twin = || race.world.page(&race.who, race.section, "twin+its image").unwrap();
    let (one, two) = (twin(), twin());
    let target = race.world.section(&race.who, race.root, "Target").unwrap();
    race.world.delete_page(&race.who, one).unwrap();
    race.world.clock.advance_seconds(layer::collect::GRACE_SECONDS + 1);
    let collecting = stop("content.released", "collect");
    let collector = race.begin("collect", |cx| {
        let cutoff = cx.now().plus_seconds(-layer::collect::GRACE_SECONDS);
        Ok(store::content::collect(cx.tx, cutoff, cx.now())?)
    });
    reached(&collecting);
    let copying = stop("write.locked", "copy");
    let (who, id) = (race.who.clone(), model::OperationId(race.world.guid()));
    let copy = race.begin("copy", move |cx| {
        let source = testkit::world::allowed_page(cx, &who, two, model::Right::Read, model::Need::ReadPages)?;
        let into = testkit::world::allowed(cx, &who, target, model::Right::Write)?;
        let order = app::copy::Order {
            name: None,
            name_rule: model::NameRule::Section,
            conflict: model::ConflictBehavior::Fail,
            id,
            with_versions: false,
            correlation: "",
        };
        app::copy::start(cx, &who, app::copy::Source::Page(&source), app::copy::Destination::Into(&into), &order)
    });
    reached(&copying);
    race.world.delete_page(&race.who, two).unwrap();
    collecting.release();
    collector.wait().unwrap();
    copying.release();
    copy.wait().unwrap();
    race.complaints()
}

#[test]
fn a_content_that_was_just_copied_stays() {
    let Some(race) = Race::new(1) else { return };
    assert_eq!(page_copy_against_content(&race), [""; 0]);
}

#[test]
fn a_content_whose_age_is_asked_once_is_lost() {
    let Some(race) = Race::new(1) else { return };
    planted::plant("asked-once");
    let complaints = page_copy_against_content(&race);
    assert!(complaints.iter().any(|complaint| complaint.contains("content is gone")), "the damage is not seen: {complaints:?}");
}

/// An image that was found stored, and unused for long, is named by a page anew while it is being collected.
fn naming_against_collection(race: &Race) -> Vec<String> {
    let old = race.world.page(&race.who, race.section, "old+image").unwrap();
    race.world.delete_page(&race.who, old).unwrap();
    race.world.clock.advance_seconds(layer::collect::GRACE_SECONDS + 1);
    // The page's content goes, and the image waits for its turn.
    race.collect_after_grace();
    race.world.clock.advance_seconds(layer::collect::GRACE_SECONDS + 1);
    let collecting = stop("content.released", "collect");
    let collector = race.begin("collect", |cx| {
        let now = cx.now();
        Ok(store::content::collect(cx.tx, now.plus_seconds(-layer::collect::GRACE_SECONDS), now)?)
    });
    reached(&collecting);
    let naming = stop("resource.touched", "name");
    let (who, section) = (race.who.clone(), race.section);
    let (prepared, mut staged) = testkit::world::staged("new+image");
    // As for an image that the page names by its address: the bytes do not come along.
    staged.resources.clear();
    let named = race.begin("name", move |cx| {
        let into = testkit::world::allowed(cx, &who, section, model::Right::Write)?;
        app::page::create(cx, &who, &into, &prepared, &staged)
    });
    reached(&naming);
    collecting.release();
    // The collector waits for the row that was touched, or deletes it and is done.
    if !planted::is("untouched") {
        naming.release();
    }
    collector.wait().unwrap();
    naming.release();
    named.wait().unwrap();
    race.complaints()
}

#[test]
fn an_image_that_was_just_named_stays() {
    let Some(race) = Race::new(1) else { return };
    assert_eq!(naming_against_collection(&race), [""; 0]);
}

#[test]
fn an_image_that_is_named_and_not_touched_is_lost() {
    let Some(race) = Race::new(1) else { return };
    planted::plant("untouched");
    let complaints = naming_against_collection(&race);
    assert!(complaints.iter().any(|complaint| complaint.contains("bytes are gone")), "the damage is not seen: {complaints:?}");
}

#[test]
fn an_image_that_was_collected_meanwhile_is_refused() {
    let Some(race) = Race::new(1) else { return };
    let (prepared, mut staged) = testkit::world::staged("new+image");
    staged.resources.clear();
    let (who, section) = (race.who.clone(), race.section);
    let refused = race.world.write(move |cx| {
        let into = testkit::world::allowed(cx, &who, section, model::Right::Write)?;
        app::page::create(cx, &who, &into, &prepared, &staged).map(|_| ())
    });
    assert_eq!(refused, Err(app::Error::ResourceGone));
    assert_eq!(race.complaints(), [""; 0]);
}
