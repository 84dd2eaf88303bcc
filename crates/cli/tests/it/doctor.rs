//! The doctor, on sound data and on data that somebody has laid hands on.

use crate::support::{Place, Said};
use rusqlite::Connection;

const ROOT: &str = "/api/v1.0/me/notes";

/// A data folder with a copied section, and a page that is large enough for a blob.
fn filled() -> Place {
    let place = Place::new();
    place.ok("user add ann");
    let token = place.token("ann");
    let server = place.serve("");
    let notebook = server.post(&token, &format!("{ROOT}/notebooks"), r#"{"name": "Journal"}"#).text("id");
    let section = server.post(&token, &format!("{ROOT}/notebooks/{notebook}/sections"), r#"{"name": "Spring"}"#).text("id");
    let pages = format!("{ROOT}/sections/{section}/pages");
    let page = |body: &str| format!("<html><head><title>Day</title></head><body><p>{body}</p></body></html>");
    for body in ["Rain.".to_owned(), "Sun.".to_owned(), "Snow. ".repeat(20_000)] {
        let made = server.page(&token, &pages, &page(&body));
        assert_eq!(made.status, 201, "{made:?}");
    }
    let body = format!(r#"{{"id": "{notebook}", "renameAs": "Copy"}}"#);
    let accepted = server.post(&token, &format!("{ROOT}/sections/{section}/copyToNotebook"), &body);
    assert_eq!(server.follow(&token, accepted.header("Operation-Location").unwrap())["status"], "completed");
    // Written after the copy, so that the section has layers.
    server.page(&token, &pages, &page("Fog."));
    server.stop();
    place
}

/// Runs a statement on the file, past all rules.
fn plant(place: &Place, statement: &str) {
    let connection = Connection::open(place.data().join("looseleaf.db")).unwrap();
    connection.pragma_update(None, "foreign_keys", false).unwrap();
    assert!(connection.execute(statement, []).unwrap() > 0, "{statement} changed nothing");
}

#[track_caller]
fn is_red(said: &Said, what: &str) {
    assert_eq!(said.code, 1, "{}", said.out);
    assert!(said.out.lines().any(|line| line.starts_with("damage: ") && line.contains(what)), "no {what:?} in {}", said.out);
    assert!(said.err.contains("damaged"), "{}", said.err);
}

#[test]
fn sound_data_is_found_sound() {
    let place = filled();
    let said = place.ok("doctor");
    assert!(said.contains("nothing is damaged, and nothing lies about"), "{said}");
    let report = place.json("doctor --json");
    assert_eq!((&report["sections"], &report["pages"], &report["blobs"]), (&2.into(), &7.into(), &1.into()), "{report}");
    assert_eq!(report["findings"], serde_json::json!([]));
}

#[test]
fn a_wrong_count_is_found() {
    let place = filled();
    plant(&place, "UPDATE section SET n = n + 1 WHERE is_open = 1");
    is_red(&place.run("doctor"), "says 5 visible pages, and there are 4");
}

#[test]
fn a_wrong_sum_is_found() {
    let place = filled();
    plant(&place, "UPDATE section SET bytes = 1 WHERE is_open = 0");
    is_red(&place.run("doctor"), "bytes of pages");
}

#[test]
fn a_bound_that_hides_pages_is_found() {
    let place = filled();
    plant(&place, "UPDATE section SET page_bound_us = 1 WHERE is_open = 1");
    is_red(&place.run("doctor"), "newer than its bound");
}

#[test]
fn a_count_per_app_that_is_wrong_is_found() {
    let place = filled();
    plant(&place, "UPDATE section_app SET n = n + 1");
    is_red(&place.run("doctor"), "of 1 apps wrongly");
}

#[test]
fn a_missing_layer_is_found() {
    let place = filled();
    plant(&place, "DELETE FROM list WHERE parent IS NULL");
    let said = place.run("doctor");
    is_red(&said, "layer of pages is missing");
    is_red(&said, "refer to no row of `list`");
}

#[test]
fn a_missing_row_of_a_sealed_layer_is_found() {
    let place = filled();
    plant(&place, "DELETE FROM page WHERE list IN (SELECT id FROM list WHERE parent IS NULL) AND key IN (SELECT MIN(key) FROM page)");
    is_red(&place.run("doctor"), "as many rows as when it was sealed");
}

#[test]
fn a_changed_body_is_found() {
    let place = filled();
    plant(
        &place,
        "UPDATE content SET body = CAST(replace(CAST(body AS TEXT), 'Rain', 'Hail') AS BLOB) WHERE instr(CAST(body AS TEXT), 'Rain')",
    );
    is_red(&place.run("doctor"), "not what their name says");
}

#[test]
fn a_missing_content_is_found() {
    let place = filled();
    plant(&place, "DELETE FROM content WHERE instr(CAST(body AS TEXT), 'Rain')");
    is_red(&place.run("doctor"), "missing, and 1 pages show it");
}

#[test]
fn a_missing_blob_and_a_changed_one_are_found() {
    let place = filled();
    let mut folder = place.data().join("blobs");
    while folder.is_dir() {
        folder = std::fs::read_dir(&folder).unwrap().next().unwrap().unwrap().path();
    }
    let bytes = std::fs::read(&folder).unwrap();
    let mut other = bytes.clone();
    other[1_000] ^= 1;
    std::fs::write(&folder, &other).unwrap();
    is_red(&place.run("doctor"), "a blob is not what its name says");
    std::fs::remove_file(&folder).unwrap();
    is_red(&place.run("doctor"), "a blob that a row names is missing");
    std::fs::write(&folder, &bytes).unwrap();
    place.ok("doctor");
}

#[test]
fn what_only_takes_room_is_no_damage() {
    let place = filled();
    plant(&place, "INSERT INTO list (id, parent, rows) VALUES (zeroblob(16), NULL, 0)");
    let said = place.run("doctor");
    assert_eq!(said.code, 0, "{}", said.out);
    assert!(said.out.contains("waste: 00000000-0000-0000-0000-000000000000: a layer that nobody names"), "{}", said.out);
}

#[test]
fn a_folder_without_a_database_is_not_filled() {
    let place = Place::new();
    assert!(place.fails(1, "doctor").contains("there is no looseleaf.db"));
    assert!(!place.data().exists());
}
