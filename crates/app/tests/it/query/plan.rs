//! What queries cost: the plans of their statements, and how many of them run.

use crate::explain;
use ::postgres::{Client, NoTls, SimpleQueryMessage};
use app::expand::{self, Plan, Step, Way};
use app::{admin, notebook, page, place, query};
use model::query::{Comparison, Literal, NodeField, Order, PageField, Part, Predicate, Query, Scalar};
use model::{Location, NodeKind, PageKey, Role, Timestamp};
use store::page_list::write::{NewPage, Writer};
use store::planted;
use testkit::world::{Engine, World, inline, me};

fn text(text: &str) -> Scalar<PageField> {
    Scalar::Literal(Literal::Text(text.to_owned()))
}

fn modified(how: Comparison, moment: Timestamp) -> Predicate<PageField> {
    Predicate::compare(how, Scalar::Field(PageField::Modified), Scalar::Literal(Literal::Moment(moment))).unwrap()
}

fn titled(part: Part, sought: &str) -> Predicate<PageField> {
    Predicate::has(part, Scalar::Field(PageField::Title), text(sought)).unwrap()
}

fn by(field: PageField, is_descending: bool) -> Vec<Order<PageField>> {
    vec![Order { by: Scalar::Field(field), is_descending }]
}

fn run(world: &World, who: &app::Caller, predicate: Option<Predicate<PageField>>, order: Vec<Order<PageField>>, limit: usize) -> usize {
    let who = who.clone();
    let found = world.read(move |cx| {
        let place = me(cx, &who)?;
        let asked = Query { predicate: predicate.clone(), order: order.clone(), ..Query::first(limit) };
        Ok(query::pages_at(cx, &who, &place, &asked, None)?.entries.len())
    });
    found.unwrap()
}

#[test]
fn sqlite_walks_the_newest_in_the_order_of_their_index() {
    let world = World::new(Engine::Sqlite);
    let who = world.user("alice");
    let nodes = world.sketch(&who, "Atlas\n  One: a\n");
    world.fill(&who, nodes[1], 50);
    for _ in 0..2 {
        let filter = Predicate::All(vec![titled(Part::Anywhere, "1"), modified(Comparison::GreaterOrEqual, Timestamp::from_micros(5))]);
        run(&world, &who, Some(filter), by(PageField::Modified, true), 5);
        let plan = explain::sqlite(&world, "query.newest");
        assert!(plan.contains("SEARCH s USING INDEX section_newest (drive=? AND page_bound_us>?)"), "{plan}");
        assert!(plan.contains("SEARCH p USING INDEX page_newest (list=? AND modified_at_us>? AND modified_at_us<?)"), "{plan}");
        assert!(plan.contains("SEARCH v USING PRIMARY KEY (list=? AND key=?)"), "{plan}");
        assert!(plan.contains("SEARCH u USING PRIMARY KEY (list=? AND key=?)"), "{plan}");
        // What the layers gave up, in order; within each it is in order.
        assert_eq!(plan.matches("TEMP B-TREE").count(), 1, "{plan}");
        let plan = explain::sqlite(&world, "query.bound");
        assert!(plan.contains("SEARCH s USING COVERING INDEX section_newest (drive=? AND page_bound_us<?)"), "{plan}");
        assert!(!plan.contains("TEMP B-TREE"), "{plan}");
        // With statistics too.
        explain::analyze(&world);
    }
}

#[test]
fn sqlite_looks_up_from_what_somebody_may_see_by_indexes() {
    let world = World::new(Engine::Sqlite);
    let (alice, bob) = (world.user("alice"), world.user("bob"));
    let nodes = world.sketch(&alice, "Atlas\n  Group/\n    One: a\n    Two: b\n");
    let atlas = nodes[0];
    world.write(move |cx| admin::share(cx, &admin::Admin::operator(), &atlas, "bob", Some(Role::Reader))).unwrap();
    let hers = Location::User(*alice.user());
    for _ in 0..2 {
        let who = bob.clone();
        let found = world.read(move |cx| {
            let place = place::resolve(cx, &who, hers)?;
            page::list(cx, &who, &place, None, 0, 5)
        });
        assert_eq!(found.unwrap().entries.len(), 2);
        for label in ["permission.any", "permission.roots"] {
            let plan = explain::sqlite(&world, label);
            assert!(plan.contains("SEARCH p USING INDEX permission_principal (principal=? AND drive=?)"), "{plan}");
        }
        let plan = explain::sqlite(&world, "query.parts");
        assert!(plan.contains("SEARCH s USING INDEX section_newest (drive=? AND page_bound_us>?)"), "{plan}");
        assert!(plan.contains("SEARCH node USING ") && !plan.contains("TEMP B-TREE"), "{plan}");
        let plan = explain::sqlite(&world, "node.parents_of_all");
        assert!(plan.contains("SEARCH node USING INDEX node_id (id=?)"), "{plan}");
        let plan = explain::sqlite(&world, "query.newest");
        assert!(plan.contains("SEARCH s USING PRIMARY KEY (drive=? AND id=?)") && !plan.contains("SCAN node"), "{plan}");
        // With statistics too.
        explain::analyze(&world);
    }
}

#[test]
fn sqlite_finds_what_lies_in_many_nodes_by_their_ids() {
    let world = World::new(Engine::Sqlite);
    let who = world.user("alice");
    world.sketch(&who, "Atlas\n  One: a\n  Group/\n    Two: b\nOther\n  Three: c\n");
    let changed = Predicate::compare(
        Comparison::Greater,
        Scalar::Field(NodeField::Modified),
        Scalar::Literal(Literal::Moment(Timestamp::from_micros(5))),
    );
    let asked = Query { predicate: Some(changed.unwrap()), wants_count: true, ..Query::first(1) };
    for _ in 0..2 {
        let (who, asked) = (who.clone(), asked.clone());
        let step = Step { way: Way::Below(NodeKind::Section), asked: Some(asked), further: Plan::default() };
        let found = world.read(move |cx| {
            let place = me(cx, &who)?;
            let notebooks = notebook::list(cx, &who, &place, None, 10)?.entries;
            Ok(expand::nodes(cx, &who, &notebooks, &Plan { ways: vec![step.clone()] })?[0].nodes.len())
        });
        assert_eq!(found.unwrap(), 2);
        for label in ["query.nodes_of_parents", "query.count_nodes_of_parents"] {
            let plan = explain::sqlite(&world, label);
            assert!(plan.contains("SEARCH node USING INDEX ") && plan.contains("(drive=? AND parent=?"), "{plan}");
            assert!(plan.contains("SEARCH s USING PRIMARY KEY (drive=? AND id=?)"), "{plan}");
        }
        // With statistics too.
        explain::analyze(&world);
    }
}

#[test]
fn sqlite_visits_each_page_once_in_any_other_order() {
    let world = World::new(Engine::Sqlite);
    let who = world.user("alice");
    let nodes = world.sketch(&who, "Atlas\n  One: a\n");
    world.fill(&who, nodes[1], 50);
    for _ in 0..2 {
        run(&world, &who, Some(titled(Part::AtStart, "page")), by(PageField::Title, false), 5);
        let plan = explain::sqlite(&world, "query.pages");
        assert!(
            plan.contains("SEARCH q USING PRIMARY KEY (list=?)") || plan.contains("SEARCH q USING INDEX page_newest (list=?)"),
            "{plan}"
        );
        assert!(plan.contains("SEARCH u USING PRIMARY KEY (list=? AND key=?)"), "{plan}");
        assert!(plan.contains("SEARCH l USING PRIMARY KEY (id=?)") && !plan.contains("SCAN l"), "{plan}");
        assert!(plan.contains("SEARCH node USING ") && plan.contains("SEARCH s USING PRIMARY KEY (drive=? AND id=?)"), "{plan}");
        explain::analyze(&world);
    }
}

#[test]
fn sqlite_filters_nodes_in_the_order_of_their_index() {
    let world = World::new(Engine::Sqlite);
    let who = world.user("alice");
    world.sketch(&who, "Atlas\n  One: a\n");
    let name = Scalar::Field(NodeField::Name);
    let filter = Predicate::has(Part::Anywhere, name, Scalar::Literal(Literal::Text("o".to_owned()))).unwrap();
    let caller = who;
    let listed = world.read(move |cx| {
        let place = me(cx, &caller)?;
        let first = Query { predicate: Some(filter.clone()), ..Query::first(1) };
        let after = query::nodes_at(cx, &caller, &place, NodeKind::Section, &first)?.next;
        let after = after.or_else(|| {
            Some(model::query::Seek { keys: vec![model::query::Key::Text("a".to_owned())], node: model::NodeId([0; 16]), page: None })
        });
        query::nodes_at(cx, &caller, &place, NodeKind::Section, &Query { after, ..first })
    });
    listed.unwrap();
    let plan = explain::sqlite(&world, "query.nodes");
    assert!(plan.contains("USING INDEX node_kind (drive=? AND ") && plan.contains("AND (name_key,id)>(?,?))"), "{plan}");
    assert!(!plan.contains("TEMP B-TREE"), "{plan}");
}

/// Ten sections of pages, with statistics.
fn ten(world: &World, who: &app::Caller, each: usize) -> Client {
    let sections: String = (0..10).map(|i| format!("  S{i}\n")).collect();
    let nodes = world.sketch(who, &format!("Atlas\n{sections}"));
    for section in &nodes[1..] {
        world.fill(who, *section, each);
    }
    let mut client = Client::connect(world.url().unwrap(), NoTls).unwrap();
    client.batch_execute("ANALYZE").unwrap();
    client
}

/// Returns PostgreSQL's generic plan of the last statement with this label.
fn explain_generic(client: &mut Client, label: &str) -> String {
    let text = planted::last_shape(label).expect("it ran");
    let statement = client.prepare(&text).unwrap();
    let values: Vec<String> = statement
        .params()
        .iter()
        .map(|ty| match ty.name() {
            "bytea" => "'\\x00'".to_owned(),
            "text" => "'page'".to_owned(),
            _ => "5".to_owned(),
        })
        .collect();
    client.batch_execute(&format!("SET plan_cache_mode = force_generic_plan; PREPARE asked AS {text}")).unwrap();
    let lines = client.simple_query(&format!("EXPLAIN EXECUTE asked ({})", values.join(", "))).unwrap();
    let plan: Vec<_> = lines
        .iter()
        .filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
            _ => None,
        })
        .collect();
    plan.join("\n")
}

#[test]
fn postgres_looks_above_a_page_by_its_key() {
    if !testkit::postgres::wanted() {
        return;
    }
    let world = World::new(Engine::Postgres);
    let who = world.user("alice");
    let mut client = ten(&world, &who, 500);
    run(&world, &who, Some(titled(Part::AtStart, "page")), by(PageField::Title, false), 5);
    let plan = explain_generic(&mut client, "query.pages");
    assert!(plan.contains("using page_pkey on page u") && !plan.contains("Seq Scan on page u"), "{plan}");
}

#[test]
fn postgres_reads_each_layer_in_the_order_of_its_index() {
    if !testkit::postgres::wanted() {
        return;
    }
    let world = World::new(Engine::Postgres);
    let who = world.user("alice");
    let mut client = ten(&world, &who, 2_000);
    run(&world, &who, Some(titled(Part::Anywhere, "1")), by(PageField::Modified, true), 5);
    let plan = explain_generic(&mut client, "query.newest");
    assert!(plan.contains("using page_newest on page p"), "{plan}");
    assert!(plan.contains("using page_pkey on page u") && !plan.contains("Seq Scan on page"), "{plan}");
}

/// Makes a thousand sections with a page each, each page a second later than the one before.
fn thousand(world: &World, who: &app::Caller) -> Timestamp {
    let root = world.sketch(who, "Atlas\n")[0];
    let (caller, by) = (who.clone(), *who.user());
    world
        .write(move |cx| {
            let parent = testkit::world::allowed(cx, &caller, root, model::Right::Write)?;
            let (ids, now, app, body) = (cx.ids(), cx.now(), model::AppId::new("test-app").unwrap(), inline("page"));
            store::content::put(cx.tx, &body, now)?;
            for i in 0..1_000 {
                let section = app::section::create(cx, &caller, &parent, &format!("S{i}"), model::ConflictBehavior::Fail)?;
                let (drive, id, key) = (section.node().drive, section.node().id, PageKey(ids.guid(now)));
                let mut writer = Writer::lock(cx.tx, ids, &drive, &id, now.plus_seconds(i))?.unwrap();
                writer.append(&NewPage {
                    key,
                    content: &body.hash,
                    bytes: 4,
                    title: &format!("page {i}"),
                    created: now,
                    modified: None,
                    level: 0,
                    app: &app,
                })?;
                writer.finish(&by)?;
            }
            Ok(now)
        })
        .unwrap()
}

both! {
    fn few_windows_are_read(engine) {
        let world = World::new(engine);
        let who = world.user("alice");
        let first = thousand(&world, &who);
        let windows = |filter, order, pages| {
            let mut found = 0;
            let seen = world.statements(|| found = run(&world, &who, Some(filter), order, 20));
            assert_eq!((found, seen.get("query.pages")), (pages, None));
            seen["query.newest"]
        };
        // What is chosen often is found soon.
        assert_eq!(windows(titled(Part::AtStart, "page"), by(PageField::Modified, true), 20), 1);
        assert_eq!(windows(titled(Part::Anywhere, "9"), by(PageField::Modified, true), 20), 1);
        assert_eq!(windows(modified(Comparison::Greater, first.plus_seconds(500)), Vec::new(), 20), 1);
        // Where the filter ends, so does the walk.
        assert_eq!(windows(modified(Comparison::GreaterOrEqual, first.plus_seconds(995)), Vec::new(), 5), 1);
        // What is chosen seldom is looked for among ever more.
        assert_eq!(windows(titled(Part::AtEnd, " 77"), Vec::new(), 1), 3);
        // What changed lately, the oldest first, is found among the sections that changed lately.
        let lately = modified(Comparison::GreaterOrEqual, first.plus_seconds(990));
        assert_eq!(windows(lately, by(PageField::Modified, false), 10), 1);
        // Sections are chosen before they are looked at.
        let named = Predicate::compare(Comparison::Equal, Scalar::Field(PageField::SectionName), text("S5")).unwrap();
        assert_eq!(windows(named, Vec::new(), 1), 1);
    }
}
