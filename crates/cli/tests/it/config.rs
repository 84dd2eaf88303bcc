//! Where settings come from, and which wins.

use crate::support::{Place, said};

#[test]
fn a_flag_wins_over_the_environment_and_that_over_the_file() {
    let place = Place::new();
    for name in ["flag", "environment", "file"] {
        let data = place.path(name);
        assert_eq!(said(place.command(&format!("user add {name}")).env("LOOSELEAF_DATA", &data)).code, 0);
    }
    std::fs::write(place.path("settings.toml"), "data = 'file'\n").unwrap();
    let users = |words: &str, environment: Option<&str>| {
        let mut command = place.command(words);
        command.env_remove("LOOSELEAF_DATA");
        command.envs(environment.map(|data| ("LOOSELEAF_DATA", data)));
        said(&mut command).out
    };
    let flag = place.path("flag");
    let all = format!("user list --config settings.toml --data {}", flag.display());
    assert!(users(&all, Some("environment")).contains("flag"));
    assert!(users("user list --config settings.toml", Some("environment")).contains("environment"));
    assert!(users("user list --config settings.toml", None).contains("file"));
}

#[test]
fn a_key_that_means_nothing_is_named_with_its_line() {
    let place = Place::new();
    place.ok("migrate");
    std::fs::write(place.data().join("looseleaf.toml"), "log = \"info\"\n\n[serve]\nlissten = \"127.0.0.1:1\"\n").unwrap();
    let complaint = place.fails(2, "serve");
    assert!(complaint.contains("line 4") && complaint.contains("lissten") && complaint.contains("looseleaf.toml"), "{complaint}");
    // Not only for the verb that would use it.
    place.fails(2, "user list");
}

#[test]
fn the_file_is_used_and_a_missing_one_is_missed() {
    let place = Place::new();
    place.ok("migrate");
    std::fs::write(place.data().join("looseleaf.toml"), "[serve]\nlisten = \"0.0.0.0:0\"\n").unwrap();
    assert!(place.fails(2, "serve").contains("0.0.0.0:0"));
    assert!(place.fails(1, "user list --config nowhere.toml").contains("nowhere.toml"));
}

#[test]
fn a_limit_that_would_break_a_promise_is_refused() {
    let place = Place::new();
    assert!(place.fails(2, "serve --listen 127.0.0.1:0 --operations-kept 1h").contains("24h"));
    assert!(place.fails(2, "serve --listen 127.0.0.1:0 --section-pages-max 0").contains("refuse everything"));
    assert!(place.fails(2, "user list --log =").contains("log filter"));
}

#[test]
fn a_database_is_an_address_of_postgresql() {
    let place = Place::new();
    assert!(place.fails(2, "user list --database mysql://x").contains("PostgreSQL"));
    let complaint = place.fails(1, "user list --database postgres://somebody:secret@127.0.0.1:1/nowhere");
    assert!(complaint.contains("PostgreSQL") && !complaint.contains("secret"), "{complaint}");
}

#[test]
fn a_folder_that_cannot_be_used_is_named() {
    let place = Place::new();
    // A file in its place stops everybody, the superuser included.
    std::fs::write(place.path("file"), "").unwrap();
    let complaint = place.fails(1, "user list --data file/below");
    assert!(complaint.contains("file/below cannot be used") && complaint.contains("--data DIR"), "{complaint}");
    assert!(place.fails(1, "serve --listen 127.0.0.1:0 --data file/below").contains("cannot be used"));
    // A database that is none of ours is not touched.
    std::fs::create_dir(place.data()).unwrap();
    std::fs::write(
        place.data().join("looseleaf.db"),
        "something else entirely, and longer than a header of SQLite's would be, as it happens",
    )
    .unwrap();
    assert!(place.fails(1, "user list").contains("another program"));
}
