//! A client that writes pages into a section of its own and remembers what it was told.

use super::{Round, member, post};
use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use testkit::ambient::SeededIds;
use testkit::http::Client;

/// What a page may be. After a request that was cut off there are two possibilities until somebody looks.
type Possible = Vec<Option<String>>;

pub struct Writer {
    section: String,
    pages: BTreeMap<String, Possible>,
    /// Pages touched since the last check.
    touched: Vec<String>,
    dice: SeededIds,
    number: usize,
    acknowledged: usize,
}

impl Writer {
    pub fn new(client: &mut Client, number: usize, seed: u64) -> Self {
        let notebook = post(client, "/api/v1.0/me/notes/notebooks", &format!(r#"{{"name":"Writer {number}"}}"#));
        let path = format!("/api/v1.0/me/notes/notebooks/{notebook}/sections");
        let section = post(client, &path, r#"{"name":"Pages"}"#);
        let dice = SeededIds::new(seed * 100 + number as u64);
        Self { section, pages: BTreeMap::new(), touched: Vec::new(), dice, number, acknowledged: 0 }
    }

    pub fn acknowledged(&self) -> usize {
        self.acknowledged
    }

    /// Writes until the round is over or the server is gone.
    pub fn work(&mut self, round: &Round, start: usize) {
        let mut client = round.client(start);
        while round.goes_on() {
            let dice = self.dice.below(10);
            let before = self.acknowledged;
            let done = match (dice, self.pick()) {
                (8, Some(page)) => self.replace(&mut client, &page),
                (9, Some(page)) => self.delete(&mut client, &page),
                _ => self.create(&mut client),
            };
            round.written.fetch_add(self.acknowledged - before, Ordering::Relaxed);
            // A breath between two writes: what is wanted is many kills among writes, not many writes a kill.
            std::thread::sleep(std::time::Duration::from_millis(2));
            if !done {
                // Try the other server, if there is one; else wait for the end of the round.
                client = round.client(start + 1);
                std::thread::sleep(std::time::Duration::from_millis(5));
            }
        }
    }

    /// Picks one of the pages that were written lately, if it is known what it holds.
    fn pick(&self) -> Option<String> {
        let page = self.touched.get(self.dice.below(self.touched.len().max(1)))?;
        matches!(self.pages[page].as_slice(), [Some(_)]).then(|| page.clone())
    }

    fn marker(&self) -> String {
        format!("marker-{}-{:016x}", self.number, self.dice.number())
    }

    fn create(&mut self, client: &mut Client) -> bool {
        let marker = self.marker();
        let path = format!("/api/v1.0/me/notes/sections/{}/pages", self.section);
        let html = format!("<title>T</title><p>{marker}</p>");
        let Ok(reply) = client.send("POST", &path, &[("Content-Type", "text/html")], html.as_bytes()) else { return false };
        assert_eq!(reply.status, 201, "{}", reply.text());
        self.note(member(&reply.text(), "id"), vec![Some(marker)]);
        self.acknowledged += 1;
        true
    }

    fn replace(&mut self, client: &mut Client, page: &str) -> bool {
        let marker = self.marker();
        let path = format!("/api/v1.0/me/notes/pages/{page}/content");
        let html = format!("<title>T</title><p>{marker}</p>");
        let answer = client.send("PUT", &path, &[("Content-Type", "text/html")], html.as_bytes());
        self.settle(page, Some(marker), answer.map(|reply| (reply.status, reply.text())), &[200, 204])
    }

    fn delete(&mut self, client: &mut Client, page: &str) -> bool {
        let answer = client.send("DELETE", &format!("/api/v1.0/me/notes/pages/{page}"), &[], b"");
        self.settle(page, None, answer.map(|reply| (reply.status, reply.text())), &[204])
    }

    fn settle(&mut self, page: &str, new: Option<String>, answer: std::io::Result<(u16, String)>, good: &[u16]) -> bool {
        let Ok((status, text)) = answer else {
            let mut possible = self.pages[page].clone();
            possible.push(new);
            self.note(page.to_owned(), possible);
            return false;
        };
        assert!(good.contains(&status), "{status} {text}");
        self.note(page.to_owned(), vec![new]);
        self.acknowledged += 1;
        true
    }

    fn note(&mut self, page: String, possible: Possible) {
        self.pages.insert(page.clone(), possible);
        self.touched.push(page);
    }

    /// Reads back what this round touched.
    pub fn check_round(&mut self, client: &mut Client, kill: usize) {
        for page in std::mem::take(&mut self.touched) {
            self.check(client, &page, &format!("after kill {kill}"));
        }
    }

    pub fn check_all(&mut self, client: &mut Client) {
        let pages: Vec<_> = self.pages.keys().cloned().collect();
        for page in pages {
            self.check(client, &page, "at the end");
        }
    }

    fn check(&mut self, client: &mut Client, page: &str, when: &str) {
        let reply = client.send("GET", &format!("/api/v1.0/me/notes/pages/{page}/content"), &[], b"").unwrap();
        let text = reply.text();
        let possible = &self.pages[page];
        let is = possible.iter().find(|one| match one {
            Some(marker) => reply.status == 200 && text.contains(marker.as_str()),
            None => reply.status == 404,
        });
        let Some(is) = is else { panic!("{when}: page {page} should be {possible:?} and is {} {text}", reply.status) };
        let settled = vec![is.clone()];
        self.pages.insert(page.to_owned(), settled);
    }
}
