//! Query plans of the statements that lists are made of, pinned: small statistics make an engine pick a wrong index, and
//! nothing else would tell.
//!
//! The statements are read from the store's source, so what is explained is what runs.

use postgres::{Client, NoTls};
use store::{Sql, Value};
use testkit::world::{Engine, World};

const SOURCES: [&str; 4] = [
    include_str!("../../../../store/src/page_list/read.rs"),
    include_str!("../../../../store/src/section.rs"),
    include_str!("../../../../store/src/node.rs"),
    include_str!("../../../../store/src/node/set.rs"),
];

/// Returns the text of the statement with this label.
fn statement(label: &str) -> String {
    let marker = format!("\"{label}\",");
    let (whole, source) =
        SOURCES.iter().find_map(|source| Some((source, source.split_once(&marker)?.1.trim_start()))).expect("the label is in the source");
    // What several statements have in common stands once in their file.
    let text = match source.strip_prefix("select!(") {
        Some(rest) => literal(whole.split_once("macro_rules! select").expect("the macro is in the same file").1) + &literal(rest),
        None => {
            assert!(source.starts_with('"'), "the statement follows its label");
            literal(source)
        }
    };
    text.replace("\\\n", " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns the first text that a piece of source has.
fn literal(source: &str) -> String {
    source.split_once('"').and_then(|(_, rest)| rest.split_once('"')).expect("a text begins and ends").0.to_owned()
}

/// Returns the plan of a statement, a step a line.
fn explain(world: &World, engine: Engine, label: &str) -> String {
    let text = statement(label);
    let parameters = (1..=20).take_while(|n| text.contains(&format!("${n}"))).count();
    let (words, column) = if engine == Engine::Sqlite { ("EXPLAIN QUERY PLAN", 3) } else { ("EXPLAIN", 0) };
    // A statement is a constant of the program; here it lives for as long as the test.
    let sql: &'static Sql = Box::leak(Box::new(Sql::new("test.explain", Box::leak(format!("{words} {text}").into_boxed_str()), None)));
    let lines = world.read(move |cx| Ok(cx.tx.rows(sql, &vec![Value::Null; parameters], |row| row.text(column))?));
    lines.unwrap().join("\n")
}

fn sqlite_plan(label: &str) -> String {
    explain(&World::new(Engine::Sqlite), Engine::Sqlite, label)
}

#[test]
fn sqlite_reads_the_newest_pages_in_the_order_of_their_index() {
    let plan = sqlite_plan("page.newest");
    assert!(plan.contains("SEARCH p USING INDEX page_newest (list=? AND"), "{plan}");
    assert!(plan.contains("SEARCH u USING PRIMARY KEY (list=? AND key=?)"), "{plan}");
    assert!(!plan.contains("TEMP B-TREE"), "{plan}");
}

#[test]
fn sqlite_reads_children_in_the_order_of_their_index() {
    let plan = sqlite_plan("node.children");
    assert!(plan.contains("USING INDEX node_child (drive=? AND ") && plan.contains("AND (name_key,id)>(?,?))"), "{plan}");
    assert!(!plan.contains("TEMP B-TREE"), "{plan}");
}

#[test]
fn sqlite_reads_nodes_of_a_kind_in_the_order_of_their_index() {
    let plan = sqlite_plan("node.of_kind");
    assert!(plan.contains("USING INDEX node_kind (drive=? AND ") && plan.contains("AND (name_key,id)>(?,?))"), "{plan}");
    assert!(!plan.contains("TEMP B-TREE"), "{plan}");
}

#[test]
fn sqlite_compares_sections_in_the_order_of_their_index() {
    let plan = sqlite_plan("section.since");
    assert!(plan.contains("SEARCH s USING INDEX section_newest (drive=? AND page_bound_us>?)"), "{plan}");
    assert!(plan.contains("SEARCH node USING INDEX node_id (id=? AND drive=?)"), "{plan}");
    assert!(!plan.contains("TEMP B-TREE"), "{plan}");
}

#[test]
fn sqlite_finds_a_page_by_its_key_in_each_layer() {
    let plan = sqlite_plan("page.get");
    assert!(plan.contains("SEARCH s USING PRIMARY KEY (drive=? AND id=?)"), "{plan}");
    assert!(plan.contains("SEARCH p USING PRIMARY KEY (list=? AND key=?)"), "{plan}");
    assert!(!plan.contains("SCAN p") && !plan.contains("SCAN l"), "{plan}");
}

#[test]
fn sqlite_keeps_to_its_plans_when_it_has_statistics() {
    let world = World::new(Engine::Sqlite);
    let who = world.user("alice");
    let nodes = world.sketch(&who, "Atlas\n  One\n  Two: a\n");
    let before: Vec<_> =
        ["page.newest", "page.get", "node.children", "section.since"].map(|label| explain(&world, Engine::Sqlite, label)).into();
    world.fill(&who, nodes[1], 50);
    world.write(|cx| Ok(cx.tx.run(store::sql!("test.analyze", sqlite: "ANALYZE", postgres: "ANALYZE"), &[])?)).unwrap();
    let after: Vec<_> =
        ["page.newest", "page.get", "node.children", "section.since"].map(|label| explain(&world, Engine::Sqlite, label)).into();
    assert_eq!(before, after);
}

#[test]
fn postgres_reads_the_newest_pages_by_their_index() {
    if !testkit::postgres::wanted() {
        return;
    }
    let world = World::new(Engine::Postgres);
    let who = world.user("alice");
    let sections: String = (0..10).map(|i| format!("  S{i}\n")).collect();
    let nodes = world.sketch(&who, &format!("Atlas\n{sections}"));
    for section in &nodes[1..] {
        world.fill(&who, *section, 2_000);
    }
    let mut client = Client::connect(world.url().unwrap(), NoTls).unwrap();
    client.batch_execute("ANALYZE").unwrap();
    let list: Vec<u8> = client.query_one("SELECT list FROM page LIMIT 1", &[]).unwrap().get(0);
    // A generic plan, as the prepared statement gets it after a few runs.
    client.batch_execute("SET plan_cache_mode = force_generic_plan").unwrap();
    let list: String = list.iter().map(|byte| format!("{byte:02x}")).collect();
    client.batch_execute(&format!("PREPARE newest AS {}", statement("page.newest"))).unwrap();
    let above = vec![format!("'\\x{list}'"); 7].join(", ");
    let execute = format!("EXPLAIN EXECUTE newest ('\\x{list}', {}, '\\x{}', NULL, {above}, 20)", i64::MAX, "ff".repeat(16));
    let lines = client.simple_query(&execute).unwrap();
    let plan: Vec<_> = lines
        .iter()
        .filter_map(|message| match message {
            postgres::SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
            _ => None,
        })
        .collect();
    let plan = plan.join("\n");
    assert!(plan.contains("Index Scan using page_newest on page p"), "{plan}");
    assert!(!plan.contains("Sort"), "{plan}");
}
