//! Settings that must not be.

use app::Settings;

#[test]
fn the_defaults_are_sound() {
    assert_eq!(Settings::default().check(), Ok(()));
}

#[test]
fn a_grace_shorter_than_a_transaction_is_refused() {
    let transaction_seconds = store::TRANSACTION_MAX.as_secs() as i64;
    for (grace_seconds, sound) in [(0, false), (transaction_seconds - 1, false), (2 * transaction_seconds, true)] {
        assert_eq!(Settings { grace_seconds, ..Settings::default() }.check().is_ok(), sound, "{grace_seconds}");
    }
    let said = Settings { grace_seconds: 5, ..Settings::default() }.check().unwrap_err().to_string();
    assert!(said.contains("grace_seconds is 5"), "{said}");
}

#[test]
fn a_program_does_not_start_with_them() {
    let throwaway = testkit::engine::sqlite();
    let settings = Settings { grace_seconds: 1, ..Settings::default() };
    let clock = Box::new(testkit::ambient::ManualClock::default());
    let ids = Box::new(testkit::ambient::SeededIds::new(1));
    let start = || app::App::new(throwaway.store.clone(), clock, ids, settings, testkit::ambient::seal());
    assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(start)).is_err());
}

#[test]
fn what_would_stand_still_is_refused() {
    let sound = Settings::default;
    for settings in [
        Settings { copy_batch_nodes: 0, ..sound() },
        Settings { attempts_max: 0, ..sound() },
        Settings { removals_looked_max: 0, ..sound() },
        Settings { lease_seconds: 0, ..sound() },
        Settings { operations_kept_seconds: 3_600, ..sound() },
        Settings { trash_kept_seconds: -1, ..sound() },
    ] {
        assert!(settings.check().is_err(), "{settings:?}");
    }
}
