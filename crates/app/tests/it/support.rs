//! One case, one test per engine.

/// Makes a test per engine of each function, in modules `sqlite` and `postgres`. The function gets the engine.
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
