//! The same verbs on PostgreSQL, and several processes on one database.

use crate::support::Place;
use std::process::Stdio;

const ROOT: &str = "/api/v1.0/me/notes";

#[test]
fn servers_and_workers_share_a_database() {
    if !testkit::postgres::wanted() {
        return;
    }
    let place = Place::new();
    let database = testkit::postgres::database();
    std::fs::create_dir(place.data()).unwrap();
    std::fs::write(place.data().join("looseleaf.toml"), format!("database = '{}'\n", database.url)).unwrap();
    place.ok("user add ann");
    assert!(place.ok("user list").contains("ann"));
    assert!(!place.data().join("looseleaf.db").exists());
    let token = place.token("ann");

    let (one, other) = (place.serve("--no-worker --copy-batch-nodes 1"), place.serve("--no-worker --copy-batch-nodes 1"));
    let notebook = one.post(&token, &format!("{ROOT}/notebooks"), r#"{"name": "Journal"}"#).text("id");
    other.post(&token, &format!("{ROOT}/notebooks/{notebook}/sections"), r#"{"name": "Spring"}"#);
    let accepted = one.post(&token, &format!("{ROOT}/notebooks/{notebook}/copyNotebook"), r#"{"renameAs": "Copy"}"#);
    let location = accepted.header("Operation-Location").unwrap();
    assert_eq!(other.get(&token, location).json()["status"], "running");

    let mut worker = place.command("worker --copy-batch-nodes 1").stdin(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    assert_eq!(other.follow(&token, location)["status"], "completed");
    assert!(std::process::Command::new("kill").arg(worker.id().to_string()).status().unwrap().success());
    assert_eq!(worker.wait().unwrap().code(), Some(0));

    let report = place.run("doctor --json");
    assert_eq!(report.code, 0, "{}{}", report.out, report.err);
    one.stop();
    other.stop();
}
