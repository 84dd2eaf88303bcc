//! Operations, seen from the server's side.

use crate::support::Place;

const ROOT: &str = "/api/v1.0/me/notes";

#[test]
fn a_copy_in_the_background_is_listed_and_shown() {
    let place = Place::new();
    place.ok("user add ann");
    let token = place.token("ann");
    // So small a batch that even this copy is made by a worker.
    let server = place.serve("--copy-batch-nodes 1");
    let notebook = server.post(&token, &format!("{ROOT}/notebooks"), r#"{"name": "Journal"}"#).text("id");
    for name in ["Spring", "Summer", "Autumn"] {
        let section = server.post(&token, &format!("{ROOT}/notebooks/{notebook}/sections"), &format!("{{\"name\": \"{name}\"}}"));
        let page = "<html><head><title>Monday</title></head><body><p>Rain.</p></body></html>";
        assert_eq!(server.page(&token, &format!("{ROOT}/sections/{}/pages", section.text("id")), page).status, 201);
    }
    let accepted = server.post(&token, &format!("{ROOT}/notebooks/{notebook}/copyNotebook"), r#"{"renameAs": "Copy"}"#);
    assert_eq!(accepted.status, 202, "{accepted:?}");
    let operation = server.follow(&token, accepted.header("Operation-Location").unwrap());
    assert_eq!(operation["status"], "completed", "{operation}");
    assert_eq!(server.get(&token, operation["resourceLocation"].as_str().unwrap()).text("name"), "Copy");

    assert_eq!(place.json("operation list --json"), serde_json::json!([]));
    let all = place.json("operation list --all --json");
    let id = all[0]["id"].as_str().unwrap();
    assert!(accepted.header("Operation-Location").unwrap().ends_with(id), "{accepted:?} {all}");
    let story = place.ok(&format!("operation show {id}"));
    assert!(story.contains("completed") && story.contains("ann") && story.contains("Copy"), "{story}");
    let bare = id.strip_prefix("copy-").unwrap();
    assert_eq!(place.json(&format!("operation show {bare} --json"))["percent"], 100);
    assert!(place.fails(1, &format!("operation cancel {id}")).contains("ended already"));
    assert!(place.ok("operation list --all").contains("100%"));
    assert_eq!(place.json("doctor --json")["findings"], serde_json::json!([]));
}

#[test]
fn an_operation_waits_for_a_worker_and_can_be_cancelled() {
    let place = Place::new();
    place.ok("user add ann");
    let token = place.token("ann");
    let server = place.serve("--copy-batch-nodes 1 --no-worker");
    let notebook = server.post(&token, &format!("{ROOT}/notebooks"), r#"{"name": "Journal"}"#).text("id");
    for name in ["Spring", "Summer"] {
        server.post(&token, &format!("{ROOT}/notebooks/{notebook}/sections"), &format!("{{\"name\": \"{name}\"}}"));
    }
    let copy = |name: &str| {
        let body = format!("{{\"renameAs\": \"{name}\"}}");
        let accepted = server.post(&token, &format!("{ROOT}/notebooks/{notebook}/copyNotebook"), &body);
        accepted.header("Operation-Location").unwrap().to_owned()
    };
    let (doomed, kept) = (copy("Doomed"), copy("Kept"));
    let id = doomed.rsplit('/').next().unwrap();
    place.ok(&format!("operation cancel {id}"));
    assert_eq!(server.follow(&token, &doomed)["status"], "failed");
    assert!(place.ok(&format!("operation show {id}")).contains("cancelled"));
    assert_eq!(server.get(&token, &kept).json()["status"], "running");
    server.stop();

    // The other one was accepted, so it ends: at the next start.
    let server = place.serve("--copy-batch-nodes 1");
    let operation = server.follow(&token, &kept);
    assert_eq!(operation["status"], "completed", "{operation}");
}

#[test]
fn what_is_no_operation_is_said_so() {
    let place = Place::new();
    assert!(place.fails(1, "operation show copy-0191f2a0-1111-7222-8333-444455556666").contains("no operation"));
    assert!(place.fails(2, "operation show something").contains("copy-"));
}
