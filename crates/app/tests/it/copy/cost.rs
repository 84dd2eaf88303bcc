//! A copy costs the same whatever it holds.

use app::Settings;
use std::sync::atomic::{AtomicUsize, Ordering};
use store::sql;
use testkit::audit;
use testkit::world::{Engine, World, create_page, edit_page};

/// Rows that a copy must not add to.
fn rows_of_pages(world: &World) -> [i64; 3] {
    let store = world.app.store();
    [
        audit::number(store, sql!("test.page_rows", "SELECT COUNT(*) FROM page")),
        audit::number(store, sql!("test.list_rows", "SELECT COUNT(*) FROM list")),
        audit::number(store, sql!("test.content_rows", "SELECT COUNT(*) FROM content")),
    ]
}

both! {
    fn copying_five_pages_and_five_thousand_runs_the_same_statements(engine) {
        let world = World::new(engine);
        let who = world.user("alice");
        let nodes = world.sketch(&who, "Atlas\n  Small\n  Large\n");
        world.fill(&who, nodes[1], 5);
        world.fill(&who, nodes[2], 5_000);
        let before = rows_of_pages(&world);
        let commits = world.app.store().stats().commits;
        let copy = |what, name: &'static str| {
            world.statements(|| {
                let copied = world.copy(&who, what, Some(nodes[0]), name).unwrap();
                assert!(copied.outcome.is_some());
            })
        };
        // Of sections that are open, and once more of the closed ones.
        assert_eq!(copy(nodes[1], "a"), copy(nodes[2], "b"));
        assert_eq!(copy(nodes[1], "c"), copy(nodes[2], "d"));
        assert_eq!(world.app.store().stats().commits - commits, 4);
        assert_eq!(rows_of_pages(&world), before);
    }

    fn a_notebook_of_many_sections_takes_the_statements_of_one_with_few(engine) {
        let world = World::new(engine);
        let who = world.user("alice");
        let sections: String = (0..60).map(|i| format!("  S{i}\n")).collect();
        let small = world.sketch(&who, "Small\n  Group/\n    S\n");
        let large = world.sketch(&who, &format!("Large\n  Group/\n    S\n{sections}"));
        world.fill(&who, small[2], 5);
        for section in &large[2..] {
            world.fill(&who, *section, 50);
        }
        let before = rows_of_pages(&world);
        let commits = world.app.store().stats().commits;
        let copy = |what, name: &'static str| world.statements(|| assert!(world.copy(&who, what, None, name).unwrap().outcome.is_some()));
        let few = copy(small[0], "a");
        assert_eq!(few, copy(large[0], "b"));
        assert!(few.values().sum::<u64>() < 60, "{few:?}");
        assert_eq!(world.app.store().stats().commits - commits, 2);
        assert_eq!(rows_of_pages(&world), before);
    }

    fn statements_of_a_read_do_not_grow_with_pages(engine) {
        let world = World::new(engine);
        let who = world.user("alice");
        let nodes = world.sketch(&who, "Atlas\n  Small\n  Large\n");
        let keys = [world.fill(&who, nodes[1], 30)[3], world.fill(&who, nodes[2], 3_000)[3]];
        let read = |at: usize| {
            let (who, section, key) = (who.clone(), nodes[at + 1], keys[at]);
            world.statements(|| {
                world
                    .read(move |cx| {
                        let found = testkit::world::allowed(cx, &who, section, model::Right::Read)?;
                        let id = model::PageId { section, key };
                        testkit::world::allowed_page(cx, &who, id, model::Right::Read, model::Need::ReadPages)?;
                        app::page::list_in(cx, &who, &found, None, 0, 20)
                    })
                    .unwrap();
            })
        };
        assert_eq!(read(0), read(1));
    }
}

/// Creates pages from many threads at once.
pub fn create_from_many(world: &World, who: &app::Caller, section: model::NodeId, pages: usize, clients: usize) {
    let left = AtomicUsize::new(pages);
    let take = || left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1)).is_ok();
    std::thread::scope(|scope| {
        for _ in 0..clients {
            scope.spawn(|| {
                while take() {
                    world.page(who, section, "page").unwrap();
                }
            });
        }
    });
}

#[test]
fn many_clients_share_commits() {
    let world = World::with(Engine::Sqlite, Settings::default(), 1);
    let who = world.user("alice");
    let section = world.sketch(&who, "Atlas\n  One\n")[1];
    let before = world.app.store().stats().commits;
    create_from_many(&world, &who, section, 200, 32);
    let commits = world.app.store().stats().commits - before;
    println!("{commits} commits");
    assert!(commits <= 25, "{commits}");
}

/// What writes a segment down before the commit is a savepoint, and SQLite sets one around some statements, unasked.
#[test]
fn pages_of_one_commit_share_a_segment_of_the_search_index() {
    let world = World::with(Engine::Sqlite, Settings::default(), 1);
    let who = world.user("alice");
    let section = world.sketch(&who, "Atlas\n  One\n")[1];
    // The first page opens the section's list, which is done once.
    let first = world.page(&who, section, "first").unwrap();
    let store = world.app.store();
    // Rows up to the tenth say where segments are; each of the others is a piece of one.
    let leaves = || audit::number(store, sql!("test.leaves", "SELECT COUNT(*) FROM search_word_data WHERE id > 10"));
    let before = leaves();
    world
        .write(move |cx| {
            for n in 0..10 {
                create_page(cx, &who, section, &format!("created {n}"))?;
                edit_page(cx, &who, first, &format!("edited {n}"))?;
            }
            Ok(())
        })
        .unwrap();
    assert_eq!(leaves() - before, 1);
}
