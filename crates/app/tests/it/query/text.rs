//! Letter case on a PostgreSQL without ICU: the other branch of the migration, run under other names.

use postgres::{Client, NoTls};
use testkit::world::{Engine, World};

const MIGRATION: &str = include_str!("../../../../store/migrations/postgres/0005_query.sql");

#[test]
fn letters_are_mapped_without_icu_too() {
    if !testkit::postgres::wanted() {
        return;
    }
    let world = World::new(Engine::Postgres);
    let mut client = Client::connect(world.url().unwrap(), NoTls).unwrap();
    let without = MIGRATION.split_once("\nELSE\n").unwrap().1.split_once("\nEND IF;").unwrap().0;
    client.batch_execute(&without.replace("looseleaf_", "plain_")).unwrap();
    let mut mapped = |function: &str, text: &str| -> String {
        client.query_one(&format!("SELECT {function}(CAST($1 AS TEXT))"), &[&text]).unwrap().get(0)
    };
    let is_one_to_one = |c: char| c.to_lowercase().count() == 1 && c.to_uppercase().count() == 1 && c != 'Σ' && c != '\0';
    let letters: String = (' '..='\u{1_f000}').filter(|c| is_one_to_one(*c)).collect();
    for (name, expected) in [("lower", letters.to_lowercase()), ("upper", letters.to_uppercase())] {
        for prefix in ["plain_", "looseleaf_"] {
            let found = mapped(&format!("{prefix}{name}"), &letters);
            let wrong: Vec<_> = found.chars().zip(expected.chars()).filter(|(a, b)| a != b).collect();
            // Letters that came into Unicode after the server was built.
            assert!(wrong.len() < 100 && found.chars().count() == expected.chars().count(), "{prefix}{name}: {wrong:?}");
        }
        assert_eq!(mapped(&format!("plain_{name}"), "ASCII only"), if name == "lower" { "ascii only" } else { "ASCII ONLY" });
    }
    assert_eq!(mapped("looseleaf_upper", "straße"), "STRASSE");
    assert_eq!(mapped("looseleaf_lower", "ΟΔΟΣ"), "οδος");
}
