//! Serving: together with other verbs, and from beginning to end.

use crate::support::{Place, Reply};
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

const ROOT: &str = "/api/v1.0/me/notes";

#[test]
fn verbs_work_while_it_serves() {
    let place = Place::new();
    let server = place.serve("");
    place.ok("user add ann");
    place.ok("user add ben");
    let (ann, ben) = (place.token("ann"), place.token("ben"));
    let made = server.post(&ann, &format!("{ROOT}/notebooks"), r#"{"name": "Journal"}"#);
    assert_eq!(made.status, 201, "{made:?}");
    let (id, address) = (made.text("id"), made.text("self"));
    assert!(address.starts_with(&format!("http://{}/api/v1.0/", server.address)), "{address}");

    let notebook = format!("{ROOT}/notebooks/{id}");
    assert_eq!(server.get(&ben, &notebook).status, 404);
    place.ok(&format!("share --node {id} --with ben"));
    assert_eq!(server.get(&ben, &notebook).status, 200);
    place.ok(&format!("unshare --node {id} --with ben"));
    assert_eq!(server.get(&ben, &notebook).status, 404);

    assert_eq!(place.json("doctor --json")["findings"], serde_json::json!([]));
    server.stop();
    // And what was written is there afterwards.
    let server = place.serve("");
    assert_eq!(server.get(&ann, &notebook).text("name"), "Journal");
}

#[test]
fn an_end_lets_requests_finish() {
    let place = Place::new();
    place.ok("user add ann");
    let token = place.token("ann");
    let server = place.serve("");
    let body = r#"{"name": "Journal"}"#;
    let mut stream = TcpStream::connect(&server.address).unwrap();
    let head = format!(
        "POST {ROOT}/notebooks HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n\
         Expect: 100-continue\r\nContent-Length: {}\r\n\r\n",
        server.address,
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    // The server asks for the body once it has begun with the request.
    let mut begun = [0; 25];
    stream.read_exact(&mut begun).unwrap();
    assert!(begun.starts_with(b"HTTP/1.1 100"), "{}", String::from_utf8_lossy(&begun));
    server.signal("TERM");
    std::thread::sleep(Duration::from_millis(300));
    stream.write_all(body.as_bytes()).unwrap();
    let reply = Reply::read(stream);
    assert_eq!(reply.status, 201, "{reply:?}");
    let (status, log) = server.end();
    assert_eq!(status.code(), Some(0), "{log}");
    assert!(log.contains("finishing what is under way"), "{log}");
}

#[test]
fn an_interrupt_ends_it_too_and_a_second_signal_at_once() {
    let place = Place::new();
    place.ok("user add ann");
    let token = place.token("ann");
    let server = place.serve("");
    server.signal("INT");
    assert_eq!(server.end().0.code(), Some(0));

    let server = place.serve("");
    let mut stream = TcpStream::connect(&server.address).unwrap();
    // A request that never ends.
    let head = format!(
        "POST {ROOT}/notebooks HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n\
         Expect: 100-continue\r\nContent-Length: 100\r\n\r\n",
        server.address
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut begun = [0; 25];
    stream.read_exact(&mut begun).unwrap();
    server.signal("TERM");
    std::thread::sleep(Duration::from_millis(300));
    server.signal("TERM");
    assert_eq!(server.end().0.code(), Some(1));
}

#[test]
fn one_server_uses_a_folder() {
    let place = Place::new();
    let server = place.serve("");
    let complaint = place.fails(1, "serve --listen 127.0.0.1:0");
    assert!(complaint.contains("another `looseleaf serve` is using"), "{complaint}");
    server.signal("KILL");
    server.end();
    // The lock went with the process.
    place.serve("").stop();
}

#[test]
fn a_port_in_use_is_said_so_and_nothing_is_made() {
    let place = Place::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let complaint = place.fails(1, &format!("serve --listen {}", taken.local_addr().unwrap()));
    assert!(complaint.contains("in use by another program") && complaint.contains("--listen"), "{complaint}");
    assert!(!place.data().exists());
}

#[test]
fn it_is_not_served_to_the_network_in_clear_text() {
    let place = Place::new();
    let complaint = place.fails(2, "serve --listen 0.0.0.0:0");
    assert!(complaint.contains("tokens in clear text") && complaint.contains("--behind-proxy"), "{complaint}");
    assert!(place.fails(2, "serve --listen nonsense").contains("no address"));
    assert!(place.fails(2, "serve --listen 127.0.0.1:0 --public-url notes.example").contains("write it whole"));
}

#[test]
fn links_begin_with_the_public_address() {
    let place = Place::new();
    place.ok("user add ann");
    let token = place.token("ann");
    let server = place.serve("--public-url https://notes.example/");
    let made = server.post(&token, &format!("{ROOT}/notebooks"), r#"{"name": "Journal"}"#);
    assert!(made.text("self").starts_with("https://notes.example/api/v1.0/"), "{made:?}");
}

#[test]
fn the_log_can_be_json() {
    let place = Place::new();
    let server = place.serve("--log-format json --log info");
    let log = server.stop();
    let lines: Vec<_> = log.lines().filter(|line| line.starts_with('{')).collect();
    assert!(!lines.is_empty(), "{log}");
    for line in lines {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(line["timestamp"].is_string() && line["message"].is_string(), "{line}");
    }
}

#[test]
fn a_log_that_nobody_reads_stops_nothing() {
    let place = Place::new();
    place.ok("user add ann");
    let token = place.token("ann");
    // Standard error is a pipe, of which nothing is read until the end, and it holds 64 KiB.
    let server = place.serve("--log trace");
    for _ in 0..400 {
        assert_eq!(server.get(&token, "/api/v1.0/me/notes/notebooks").status, 200);
    }
    let log = server.stop();
    assert!(log.len() > 128 * 1024, "{}", log.len());
}

#[test]
fn a_process_that_only_works_needs_postgresql() {
    let place = Place::new();
    assert!(place.fails(2, "worker").contains("needs PostgreSQL"));
}

#[test]
fn routes_are_printed_without_a_folder() {
    let place = Place::new();
    let table = place.ok("routes");
    assert!(table.contains("copyNotebook") && table.starts_with('#'), "{table}");
    assert!(!place.data().exists());
}

#[test]
fn migrate_says_what_it_did() {
    let place = Place::new();
    assert!(place.ok("migrate").contains("from number 0 to"));
    assert!(place.ok("migrate").contains("so it had before"));
}
