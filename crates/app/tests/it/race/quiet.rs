//! Meetings in which nothing can go wrong, because what a flatten puts in place shows the same pages.

use super::{Race, reached, stop};
use store::layer::flatten;

#[test]
fn a_flatten_meets_a_copy_an_edit_and_another_flatten() {
    let Some(race) = Race::new(300) else { return };
    race.queue_flatten();
    let stop = stop("flatten.chain", "flatten");
    let slow = race.begin("flatten", |cx| {
        let now = cx.now();
        Ok(flatten::step(cx.tx, now)?)
    });
    reached(&stop);
    // None of these waits for the flatten.
    let copy = race.copy("Copy");
    race.world.edit(&race.who, race.page(7), "EDIT").unwrap();
    race.flatten();
    let before = race.titles(copy);
    stop.release();
    slow.wait().unwrap();
    race.flatten();
    assert!(race.world.app.store().statements_seen().contains_key("flatten.done"));
    assert_eq!(race.titles(copy), before);
    assert_eq!(race.titles(race.section)[7], "EDIT");
    race.world.edit(&race.who, model::PageId { section: copy, key: race.keys[8] }, "COPY'S").unwrap();
    assert_eq!(race.titles(race.section)[8], "edited");
    assert_eq!(race.complaints(), [""; 0]);
    race.world.sweep_all();
    assert_eq!(testkit::audit::leftovers(race.world.app.store()), [""; 0]);
}

#[test]
fn an_app_that_sees_only_its_own_pages_does_not_open_others_by_copying() {
    for engine in [testkit::world::Engine::Sqlite, testkit::world::Engine::Postgres] {
        if engine == testkit::world::Engine::Postgres && !testkit::postgres::wanted() {
            continue;
        }
        let world = testkit::world::World::new(engine);
        let who = world.user("alice");
        let nodes = world.sketch(&who, "Atlas\n  Mixed: foreign\n  Own\n");
        let narrow = world.token("alice", "narrow-app", "Notes.ReadWrite.CreatedByApp");
        world.page(&narrow, nodes[2], "own").unwrap();
        world.page(&narrow, nodes[1], "own").unwrap();
        let refused = |what, into| world.copy(&narrow, what, into, "Copy").unwrap_err();
        assert_eq!(refused(nodes[1], Some(nodes[0])), app::Error::ForeignPages);
        assert_eq!(refused(nodes[0], None), app::Error::ForeignPages);
        // All of its own making, or asked for by an app that may see everything.
        let copied = world.copy(&narrow, nodes[2], Some(nodes[0]), "Copy").unwrap();
        assert_eq!(world.print(copied.outcome.unwrap().node), "Copy: own\n");
        assert!(world.copy(&who, nodes[1], Some(nodes[0]), "Other").is_ok());
        assert_eq!(testkit::audit::complaints(world.app.store()), [""; 0]);
    }
}
