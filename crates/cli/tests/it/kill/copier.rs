//! A client that copies the same tree again and again, and follows each copy to its end.

use super::master::Master;
use super::{PATIENCE, Round, member, path_of};
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};
use testkit::http::Client;

pub struct Copier {
    master: Master,
    number: usize,
    /// The name and key of the request that is not acknowledged yet.
    next: usize,
    /// Addresses of accepted operations, as paths.
    operations: Vec<String>,
}

impl Copier {
    pub fn new(master: Master, number: usize) -> Self {
        Self { master, number, next: 0, operations: Vec::new() }
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

    /// Asks for a copy, with the same key until it was accepted: a request that was cut off may have been, too. One person's
    /// copies under way are bounded, and a server that is slow today says so: then there is nothing but to wait.
    fn copy(&mut self, client: &mut Client) -> bool {
        let name = format!("Copy {} {}", self.number, self.next);
        let headers = [("Content-Type", "application/json"), ("Idempotency-Key", name.as_str())];
        let (path, body) = match &self.master {
            Master::Notebook(id) => (format!("/api/v1.0/me/notes/notebooks/{id}/copyNotebook"), format!(r#"{{"renameAs":"{name}"}}"#)),
            Master::Folder { id, copies } => {
                (format!("/v1.0/me/drive/items/{id}/copy"), format!(r#"{{"name":"{name}","parentReference":{{"id":"{copies}"}}}}"#))
            }
        };
        let deadline = Instant::now() + PATIENCE;
        let reply = loop {
            let Ok(reply) = client.send("POST", &path, &headers, body.as_bytes()) else { return false };
            if reply.status != 429 || Instant::now() > deadline {
                break reply;
            }
            std::thread::sleep(Duration::from_millis(200));
        };
        assert_eq!(reply.status, 202, "{}", reply.text());
        self.operations.push(match &self.master {
            Master::Notebook(_) => format!("/api/v1.0/me/notes/operations/{}", member(&reply.text(), "id")),
            Master::Folder { .. } => path_of(reply.header("location").unwrap()),
        });
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
                // A monitor answers 202 while there is work to do.
                assert!([200, 202].contains(&reply.status), "{path}: {text}");
                if text != seen {
                    (seen, deadline) = (text.clone(), Instant::now() + PATIENCE);
                }
                match member(&text, "status").as_str() {
                    "completed" => break member(&text, "resourceLocation"),
                    "running" | "notStarted" | "inProgress" => assert!(Instant::now() < deadline, "{path} does not end: {text}"),
                    _ => panic!("{path} failed: {text}"),
                }
                std::thread::sleep(Duration::from_millis(20));
            };
            let reply = client.send("GET", &path_of(&location), &[], b"").unwrap();
            assert_eq!(reply.status, 200, "{location}: {}", reply.text());
        }
    }
}
