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

/// Returns the newest pages of all sections of a drive, as whoever owns it sees them.
pub fn newest(
    tx: &mut store::Tx<'_>,
    drive: &model::DriveId,
    after: Option<&store::page_list::read::Position>,
    limit: usize,
    app: Option<&model::AppId>,
) -> store::Result<Vec<store::page_list::read::Listed>> {
    let nobody = model::UserId([0; 16]);
    let sight = store::query::Sight { user: &nobody, is_whole: true, now: model::Timestamp::from_micros(0) };
    let scope = store::query::PageScope { drives: std::slice::from_ref(drive), section: None, sight, app, sought: None };
    store::query::newest(tx, &scope, after, limit)
}
