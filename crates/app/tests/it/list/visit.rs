//! A list over many sections visits few of them.

use model::PageKey;
use store::page_list::read;
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

fn visited(world: &World, root: model::NodeId, limit: usize) -> (u64, usize) {
    let mut found = 0;
    let seen = world.statements(|| {
        found = world
            .read(move |cx| {
                let drive = store::node::find(cx.tx, &root)?.unwrap().drive;
                Ok(read::newest(cx.tx, &[drive], None, limit, None)?.len())
            })
            .unwrap();
    });
    (seen["list.chain"], found)
}

fn few_sections_are_visited_on(engine: Engine) {
    const SECTIONS: usize = 1_000;
    let world = World::new(engine);
    let who = world.user("alice");
    let root = world.sketch(&who, "Atlas\n")[0];
    let all = sections(&world, &who, root, SECTIONS);
    fill(&world, &who, &all);
    assert_eq!(visited(&world, root, 20), (20, 20));
    world.clock.advance_seconds(3_600);
    let copy = world.copy(&who, root, None, "Copy").unwrap();
    world.work();
    assert!(world.operation(copy.id).outcome.is_some());
    let (sections, pages) = visited(&world, root, 20);
    assert_eq!(pages, 20);
    assert!((1..=21).contains(&sections), "{sections}");
    // As a list of all pages asks it: with one more, to see whether there are more.
    let (sections, _) = visited(&world, root, 21);
    assert!((1..=22).contains(&sections), "{sections}");
}

both! {
    fn few_sections_are_visited(engine) {
        few_sections_are_visited_on(engine);
    }
}
