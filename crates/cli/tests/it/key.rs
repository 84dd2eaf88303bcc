//! The key of the secrets in the database: made, missed, mistaken, renewed, lost.

use crate::loud::{Loud, decoded, secret_of, totp};
use crate::sign_in::PASSWORD;
use crate::support::Place;
use serde_json::json;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Stdio;
use std::time::Duration;

/// A place with a key for ID tokens, and with Ann, who has a second factor.
fn filled() -> Place {
    let place = Place::new();
    std::fs::write(place.path("ann.txt"), PASSWORD).unwrap();
    place.ok("user add ann --password-file ann.txt");
    let server = Loud::start(&place);
    assert_eq!(server.send("GET", "/common/discovery/v2.0/keys", &[], "").status, 200);
    let ann = server.sign_in("ann", PASSWORD);
    let token = server.form_token(&ann);
    let begun = server.form("/account/factor", &ann, &[("token", &token), ("password", PASSWORD)]);
    let proved = server.form("/account/factor/prove", &ann, &[("token", &token), ("code", &totp(&decoded(&secret_of(&begun))))]);
    assert_eq!(proved.status, 200, "{proved:?}");
    place
}

fn secrets(place: &Place) -> u64 {
    let report = place.json("doctor --json");
    assert_eq!(report["findings"], json!([]));
    report["secrets"].as_u64().unwrap()
}

#[test]
fn a_key_is_made_once_and_needed_from_then_on() {
    let place = filled();
    let (key, aside) = (place.data().join("secret.key"), place.path("aside"));
    assert_eq!(key.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(secrets(&place), 2);
    std::fs::rename(&key, &aside).unwrap();
    for words in ["user list", "serve", "key renew"] {
        let said = place.fails(1, words);
        assert!(said.contains("the key of the secrets in this database is missing") && said.contains("key renew --forget"), "{said}");
    }
    let looked = place.run("doctor");
    assert!(looked.code == 1 && looked.out.contains("damage: the key of the secrets in this database is missing"), "{looked:?}");
    assert!(!key.exists());
    std::fs::write(&key, format!("looseleaf-key-1 {}\n", "5".repeat(64))).unwrap();
    let said = place.fails(1, "user list");
    assert!(said.contains("is not the one that the secrets in this database are sealed by"), "{said}");
    for bad in ["", "# nothing\n", "looseleaf-key-1 abc\n", "another\n"] {
        std::fs::write(&key, bad).unwrap();
        assert!(place.fails(1, "user list").contains("holds no key"), "{bad}");
    }
    std::fs::remove_file(&key).unwrap();
    assert!(place.ok(&format!("user list --key-file {}", aside.display())).contains("ann"));
    let looked = place.command("doctor").env("LOOSELEAF_KEY_FILE", &aside).output().unwrap();
    assert!(looked.status.success(), "{looked:?}");
}

#[test]
fn another_key_seals_all_anew() {
    let place = filled();
    let (key, aside) = (place.data().join("secret.key"), place.path("aside"));
    std::fs::copy(&key, &aside).unwrap();
    let server = place.serve("");
    assert!(place.fails(1, "key renew").contains("another `looseleaf serve`"));
    server.stop();
    assert!(place.ok("key renew").contains("secrets sealed by it: 2"));
    assert_eq!(secrets(&place), 2);
    assert!(place.fails(1, &format!("user list --key-file {}", aside.display())).contains("is not the one"));
    let text = std::fs::read_to_string(&key).unwrap();
    assert_eq!(text.matches("looseleaf-key-1").count(), 1, "{text}");
    // As a run leaves it that ended before it sealed anything: the next one goes on.
    let another = format!("looseleaf-key-1 {}\n{text}", "6".repeat(64));
    std::fs::write(&key, &another).unwrap();
    place.ok("user list");
    assert_eq!(secrets(&place), 2);
    assert!(!std::fs::read_to_string(&key).unwrap().contains(text.lines().last().unwrap()), "the former key is gone");
    // What was changed behind the server's back is named.
    let file = rusqlite::Connection::open(place.data().join("looseleaf.db")).unwrap();
    file.execute("UPDATE second_factor SET secret = zeroblob(49)", []).unwrap();
    let looked = place.run("doctor");
    assert!(looked.code == 1 && looked.out.contains("damage: the second factor of person"), "{looked:?}");
    assert!(place.fails(1, "key renew").contains("not everything opens"));
    assert_eq!(place.json("key renew --forget --json")["secondFactors"], json!(["ann"]));
    assert_eq!(secrets(&place), 1);
}

#[test]
fn what_a_lost_key_takes_with_it_is_named() {
    let place = filled();
    let key = place.data().join("secret.key");
    std::fs::remove_file(&key).unwrap();
    let said = place.ok("key renew --forget");
    for line in ["secrets sealed by it: 0", "ann has no second factor any more", "ID tokens are signed by another key"] {
        assert!(said.contains(line), "{said}");
    }
    let noted = place.ok("audit");
    assert!(noted.contains("key renew --forget") && noted.contains("the second factor of ann"), "{noted}");
    assert_eq!(secrets(&place), 0);
    let server = Loud::start(&place);
    assert_eq!(server.send("GET", "/common/discovery/v2.0/keys", &[], "").status, 200);
    // Their password is enough.
    server.sign_in("ann", PASSWORD);
}

#[test]
fn attempts_that_break_off_again_and_again_leave_a_file_that_can_be_read() {
    let place = filled();
    let key = place.data().join("secret.key");
    let former = std::fs::read_to_string(&key).unwrap();
    // As they leave it: a line for each, before the one that all is sealed by.
    let lines: String = (0..60).map(|n| format!("looseleaf-key-1 {n:064x}\n")).collect();
    let of = |count: usize| format!("{}{former}", &lines[..count * 81]);
    std::fs::write(&key, of(15)).unwrap();
    assert!(place.fails(1, "key renew").contains("any other command, as `looseleaf user list`, finishes"));
    assert_eq!(std::fs::read_to_string(&key).unwrap(), of(15));
    place.ok("user list");
    let text = std::fs::read_to_string(&key).unwrap();
    assert_eq!(text.matches("looseleaf-key-1").count(), 1, "{text}");
    // Those that broke off at the very end.
    std::fs::write(&key, format!("{text}{}", &lines[..15 * 81])).unwrap();
    place.ok("key renew");
    assert_eq!(std::fs::read_to_string(&key).unwrap().matches("looseleaf-key-1").count(), 1);
    assert_eq!(secrets(&place), 2);
}

#[test]
fn one_renews_it_at_a_time() {
    let place = filled();
    let key = place.data().join("secret.key");
    let lock = std::fs::File::create(place.data().join("secret.key.lock")).unwrap();
    lock.lock().unwrap();
    let before = std::fs::read_to_string(&key).unwrap();
    let mut second = place.command("key renew").stdout(Stdio::null()).spawn().unwrap();
    std::thread::sleep(Duration::from_millis(500));
    assert!(second.try_wait().unwrap().is_none(), "it waits for the other");
    assert_eq!(std::fs::read_to_string(&key).unwrap(), before);
    // The other is done, and has put its key there.
    place.ok("user list");
    drop(lock);
    assert!(second.wait().unwrap().success());
    assert_eq!(secrets(&place), 2);
}
