//! How layers grow, and how they are kept from growing.

use app::Settings;
use model::{ConflictBehavior, NameRule, NodeId, OperationId, PageId};
use store::{page_list, section, sql};
use testkit::audit;
use testkit::world::{World, copy_node, edit_page};

fn depth(world: &World, section: NodeId) -> usize {
    let found = world.read(move |cx| {
        let node = store::node::find(cx.tx, &section)?.unwrap();
        let row = section::get(cx.tx, &node.drive, &section)?.unwrap();
        Ok(page_list::chain(cx.tx, row.held.head.as_ref())?.len())
    });
    found.unwrap()
}

fn page_rows(world: &World) -> i64 {
    audit::number(world.app.store(), sql!("test.page_rows", "SELECT COUNT(*) FROM page"))
}

both! {
    /// Goal: folding holds the depth, and costs each edit a few rows however long it goes on.
    /// Method: the worst case of the design, an edit and a copy by turns. Nothing is collected, so rows count all that was
    /// ever written, by flattens too.
    fn edits_and_copies_by_turns_stay_shallow_and_cheap(engine) {
        const PAGES: usize = 500;
        let rounds = if engine == testkit::world::Engine::Sqlite { 2_000 } else { 200 };
        let world = World::with(engine, Settings::default(), 1);
        let who = world.user("alice");
        let nodes = world.sketch(&who, "Atlas\n  One\n");
        let (atlas, one) = (nodes[0], nodes[1]);
        let keys = world.fill(&who, one, PAGES);
        let keys_of_all = keys.clone();
        let before = page_rows(&world);
        let mut deepest = 0;
        for batch in 0..rounds / 50 {
            let (writer, keys) = (who.clone(), keys.clone());
            let done = world.write(move |cx| {
                for i in 0..50 {
                    let number = batch * 50 + i;
                    let page = PageId { section: one, key: keys[number * 7 % PAGES] };
                    edit_page(cx, &writer, page, &format!("edit {number}"))?;
                    let name = format!("copy {number}");
                    let order = app::copy::Order {
                        name: Some(&name),
                        name_rule: NameRule::Notebook,
                        conflict: ConflictBehavior::Fail,
                        id: OperationId(cx.guid()),
                        with_versions: false, correlation: "",
                    };
                    copy_node(cx, &writer, one, Some(atlas), &order)?;
                }
                Ok(())
            });
            done.unwrap();
            world.sweep();
            // While a flatten waits a chain may be longer; the next first write after it finds it short.
            world.edit(&who, PageId { section: one, key: keys_of_all[0] }, "edit").unwrap();
            deepest = deepest.max(depth(&world, one));
        }
        let an_edit = (page_rows(&world) - before) as f64 / rounds as f64;
        println!("depth {deepest}, {an_edit:.1} rows an edit");
        assert!(deepest <= page_list::SEALED_MAX + 1, "{deepest}");
        assert!(an_edit < 12.0, "{an_edit}");
        assert!(world.app.store().statements_seen().contains_key("page.fold"));
    }

    /// Goal: a list that many share is flattened once for all of them, not once for each.
    fn hundreds_of_copies_cost_one_list_more(engine) {
        const PAGES: usize = 600;
        let copies_wanted = if engine == testkit::world::Engine::Sqlite { 300 } else { 60 };
        let world = World::with(engine, Settings::default(), 1);
        let who = world.user("alice");
        let nodes = world.sketch(&who, "Atlas\n  One\n");
        let keys = world.fill(&who, nodes[1], PAGES);
        let root = nodes[0];
        let copy = |name: String| world.copy(&who, nodes[1], Some(root), &name).unwrap().outcome.unwrap().node;
        copy("first".to_owned());
        // As many hidden rows as are just not worth a flatten.
        world.edit_many(&who, nodes[1], &keys[..256], "edited");
        let copies: Vec<_> = (0..copies_wanted).map(|i| copy(format!("copy {i}"))).collect();
        assert!(!world.app.store().statements_seen().contains_key("flatten.queue"));
        // Now each of them is over the bound.
        for section in &copies {
            world.edit(&who, PageId { section: *section, key: keys[PAGES - 1] }, "mine").unwrap();
            world.sweep();
        }
        world.sweep_all();
        let rows = page_rows(&world);
        println!("{rows} rows");
        assert!(world.app.store().statements_seen().contains_key("flatten.done"));
        // The first copy's list, the flattened one, and a row for each copy's own edit.
        assert!(rows <= (2 * PAGES + 256 + copies_wanted) as i64, "{rows}");
        assert_eq!(audit::leftovers(world.app.store()), [""; 0]);
    }

    // Goal: while a flatten waits for a worker, writes neither ask for another one nor rewrite what it will replace.
    fn a_flatten_that_waits_is_not_asked_for_again(engine) {
        const PAGES: usize = 160;
        let world = World::with(engine, Settings::default(), 1);
        let who = world.user("alice");
        let nodes = world.sketch(&who, "Atlas\n  One\n");
        let keys = world.fill(&who, nodes[1], PAGES);
        let copy = |name: String| world.copy(&who, nodes[1], Some(nodes[0]), &name).unwrap();
        for round in 0..3 {
            copy(format!("layer {round}"));
            world.edit_many(&who, nodes[1], &keys, &format!("layer {round}"));
        }
        let queued = || world.app.store().statements_seen().get("flatten.queue").copied();
        assert_eq!(queued(), Some(1));
        let before = page_rows(&world);
        for (round, key) in keys.iter().enumerate().take(40) {
            world.edit(&who, PageId { section: nodes[1], key: *key }, "edit").unwrap();
            copy(format!("copy {round}"));
        }
        assert_eq!(queued(), Some(1));
        let an_edit = (page_rows(&world) - before) as f64 / 40.0;
        assert!(an_edit < 12.0, "{an_edit}");
        assert!(depth(&world, nodes[1]) < page_list::CHAIN_MAX);
        world.sweep();
        // The next first write finds it shorter.
        world.edit(&who, PageId { section: nodes[1], key: keys[0] }, "edit").unwrap();
        assert!(depth(&world, nodes[1]) <= page_list::SEALED_MAX + 1);
        assert_eq!(audit::complaints(world.app.store()), [""; 0]);
    }
}
