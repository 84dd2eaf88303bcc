//! Tests that run on both engines.

/// Runs each test on SQLite, and on PostgreSQL where that is wanted.
macro_rules! both {
    ($($(#[$meta:meta])* fn $name:ident($engine:ident) $body:block)*) => {
        $($(#[$meta])* fn $name($engine: testkit::world::Engine) $body)*

        mod sqlite {
            $(#[test] fn $name() { super::$name(testkit::world::Engine::Sqlite); })*
        }

        mod postgres {
            $(#[test] fn $name() {
                if testkit::postgres::wanted() {
                    super::$name(testkit::world::Engine::Postgres);
                }
            })*
        }
    };
}
