//! What engines make of statements that ran.

use postgres::{Client, NoTls, SimpleQueryMessage};
use store::{Sql, Value, planted};
use testkit::world::World;

/// Returns SQLite's plan of the last statement with this label, a step a line.
pub(crate) fn sqlite(world: &World, label: &str) -> String {
    let text = shape(label);
    let parameters = (1..=60).take_while(|n| text.contains(&format!("${n}")) || text.contains(&format!("?{n}"))).count();
    // A statement is a constant of the program; here it lives for as long as the test.
    let text: &'static str = Box::leak(format!("EXPLAIN QUERY PLAN {text}").into_boxed_str());
    let sql: &'static Sql = Box::leak(Box::new(Sql::new("test.explain", text, None)));
    world.read(move |cx| Ok(cx.tx.rows(sql, &vec![Value::Null; parameters], |row| row.text(3))?)).unwrap().join("\n")
}

/// Gives an engine figures to plan by.
pub(crate) fn analyze(world: &World) {
    world.write(|cx| Ok(cx.tx.run(store::sql!("test.analyze", sqlite: "ANALYZE", postgres: "ANALYZE"), &[])?)).unwrap();
}

fn shape(label: &str) -> String {
    planted::last_shape(label).unwrap_or_else(|| panic!("{label} did not run"))
}

/// A connection that plans as a prepared statement is planned after a few runs: for no values in particular.
pub(crate) struct Postgres(Client);

impl Postgres {
    pub(crate) fn of(world: &World) -> Self {
        let mut client = Client::connect(world.url().unwrap(), NoTls).unwrap();
        client.batch_execute("SET plan_cache_mode = force_generic_plan").unwrap();
        Self(client)
    }

    /// Returns the plan of the last statement with this label, a step a line.
    pub(crate) fn plan(&mut self, label: &str, values: &[String]) -> String {
        self.explain("EXPLAIN", label, values)
    }

    /// Runs the last statement with this label, and returns how many rows its steps met, and what they were.
    pub(crate) fn work(&mut self, label: &str, values: &[String]) -> (u64, String) {
        let steps = self.explain("EXPLAIN ANALYZE", label, values);
        let mut loops = 1;
        let met = steps.lines().map(|line| {
            let figure = |word: &str| line.rsplit_once(word).and_then(|(_, rest)| rest.split([' ', ')']).next()?.parse::<u64>().ok());
            if let Some(n) = figure(" loops=") {
                loops = n;
                return loops * line.rsplit_once(" rows=").map_or(0, |(_, rest)| rest.split(' ').next().unwrap().parse::<u64>().unwrap());
            }
            figure("Rows Removed by Filter: ").or_else(|| figure("Rows Removed by Join Filter: ")).unwrap_or(0) * loops
        });
        (met.sum(), steps)
    }

    fn explain(&mut self, words: &str, label: &str, values: &[String]) -> String {
        self.0.batch_execute("DEALLOCATE ALL").unwrap();
        self.0.batch_execute(&format!("PREPARE asked AS {}", shape(label))).unwrap();
        let lines = self.0.simple_query(&format!("{words} EXECUTE asked ({})", values.join(", "))).unwrap();
        let steps = lines.iter().filter_map(|line| match line {
            SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
            _ => None,
        });
        steps.collect::<Vec<_>>().join("\n")
    }
}

/// Spells an id.
pub(crate) fn bytes(id: &[u8]) -> String {
    let id: String = id.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("'\\x{id}'")
}
