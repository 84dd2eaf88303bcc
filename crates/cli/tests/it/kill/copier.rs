//! A client that copies the same notebook again and again, and follows each copy to its end.

use super::{PATIENCE, Round, member};
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};
use testkit::http::Client;

pub struct Copier {
    master: String,
    number: usize,
    /// The name and key of the request that is not acknowledged yet.
    next: usize,
    /// Addresses of accepted operations, as paths.
    operations: Vec<String>,
}

impl Copier {
    pub fn new(master: &str, number: usize) -> Self {
        Self { master: master.to_owned(), number, next: 0, operations: Vec::new() }
    }

    pub fn accepted(&self) -> usize {
        self.operations.len()
    }

    pub fn work(&mut self, round: &Round, start: usize) {
        let mut client = round.client(start);
        while round.goes_on() {
            if self.copy(&mut client) {
                round.copied.fetch_add(1, Ordering::Relaxed);
            } else {
                client = round.client(start + 1);
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Asks for a copy, with the same key until it was answered: a request that was cut off may have been accepted.
    fn copy(&mut self, client: &mut Client) -> bool {
        let name = format!("Copy {} {}", self.number, self.next);
        let path = format!("/api/v1.0/me/notes/notebooks/{}/copyNotebook", self.master);
        let headers = [("Content-Type", "application/json"), ("Idempotency-Key", name.as_str())];
        let body = format!(r#"{{"renameAs":"{name}"}}"#);
        let Ok(reply) = client.send("POST", &path, &headers, body.as_bytes()) else { return false };
        assert_eq!(reply.status, 202, "{}", reply.text());
        self.operations.push(format!("/api/v1.0/me/notes/operations/{}", member(&reply.text(), "id")));
        self.next += 1;
        true
    }

    /// Waits for every accepted operation to end, and reads what it made.
    pub fn finish(&mut self, client: &mut Client) {
        // The last request may have been accepted without an answer; asking again under its key tells.
        assert!(self.copy(client), "the server does not answer");
        // Each one that moves shows that the workers work, however long all of them take.
        let (mut seen, mut deadline) = (String::new(), Instant::now() + PATIENCE);
        for path in &self.operations {
            let location = loop {
                let reply = client.send("GET", path, &[], b"").unwrap();
                let text = reply.text();
                assert_eq!(reply.status, 200, "{path}: {text}");
                if text != seen {
                    (seen, deadline) = (text.clone(), Instant::now() + PATIENCE);
                }
                match member(&text, "status").as_str() {
                    "completed" => break member(&text, "resourceLocation"),
                    "running" => assert!(Instant::now() < deadline, "{path} does not end: {text}"),
                    _ => panic!("{path} failed: {text}"),
                }
                std::thread::sleep(Duration::from_millis(20));
            };
            let at = location.find("/api/").unwrap();
            let reply = client.send("GET", &location[at..], &[], b"").unwrap();
            assert_eq!(reply.status, 200, "{location}: {}", reply.text());
        }
    }
}
