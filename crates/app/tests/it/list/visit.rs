//! A list over many sections looks at few of them.

use crate::support::newest;
use model::PageKey;
use store::page_list::write::{NewPage, Writer};
use testkit::world::{Engine, World, inline};

/// Puts a page into each of these sections, each a second later than the one before.
fn fill(world: &World, who: &app::Caller, sections: &[model::NodeId]) {
    let (by, sections) = (*who.user(), sections.to_vec());
    let filled = world.write(move |cx| {
        let (ids, now, app) = (cx.ids(), cx.now(), model::AppId::new("test-app").unwrap());
        let body = inline("page");
        store::content::put(cx.tx, &body, now)?;
        for (i, section) in sections.iter().enumerate() {
            let node = store::node::find(cx.tx, section)?.unwrap();
            let mut writer = Writer::lock(cx.tx, ids, &node.drive, section, now.plus_seconds(i as i64))?.unwrap();
            let key = PageKey(ids.guid(now));
            writer.append(&NewPage {
                key,
                content: &body.hash,
                bytes: 4,
                title: "page",
                created: now,
                modified: None,
                level: 0,
                app: &app,
            })?;
            writer.finish(&by)?;
        }
        Ok(())
    });
    filled.unwrap();
}

fn sections(world: &World, who: &app::Caller, root: model::NodeId, n: usize) -> Vec<model::NodeId> {
    let who = who.clone();
    let made = world.write(move |cx| {
        let parent = testkit::world::allowed(cx, &who, root, model::Right::Write)?;
        (0..n).map(|i| Ok(app::section::create(cx, &who, &parent, &format!("S{i}"), model::ConflictBehavior::Fail)?.node().id)).collect()
    });
    made.unwrap()
}

/// Returns how many windows were read, and how many pages found.
fn looked(world: &World, drive: model::DriveId, limit: usize) -> (u64, usize) {
    let mut found = 0;
    let seen = world.statements(|| {
        found = world.read(move |cx| Ok(newest(cx.tx, &drive, None, limit, None)?.len())).unwrap();
    });
    (seen["query.newest"], found)
}

fn one_window_is_enough_on(engine: Engine) {
    const SECTIONS: usize = 1_000;
    let world = World::new(engine);
    let who = world.user("alice");
    let root = world.sketch(&who, "Atlas\n")[0];
    let drive = world.read(move |cx| Ok(store::node::find(cx.tx, &root)?.unwrap().drive)).unwrap();
    let all = sections(&world, &who, root, SECTIONS);
    fill(&world, &who, &all);
    assert_eq!(looked(&world, drive, 20), (1, 20));
    world.clock.advance_seconds(3_600);
    let copy = world.copy(&who, root, None, "Copy").unwrap();
    world.work();
    assert!(world.operation(copy.id).outcome.is_some());
    assert_eq!(looked(&world, drive, 20), (1, 20));
    // As a list of all pages asks it: with one more, to see whether there are more.
    assert_eq!(looked(&world, drive, 21), (1, 21));
    // What is gone is made up for by what comes next.
    world.delete(&who, root).unwrap();
    assert_eq!(looked(&world, drive, 21), (2, 21));
}

both! {
    fn one_window_is_enough(engine) {
        one_window_is_enough_on(engine);
    }
}
