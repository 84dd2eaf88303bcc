//! Somebody who looks at copies as soon as they show.

use super::{PAGES_A_SECTION, Round, SECTIONS};
use serde_json::Value;
use std::collections::BTreeSet;
use testkit::http::Client;

#[derive(Default)]
pub struct Observer {
    whole: BTreeSet<String>,
    looks: usize,
}

impl Observer {
    pub fn seen(&self) -> usize {
        self.whole.len()
    }

    pub fn looks(&self) -> usize {
        self.looks
    }

    pub fn look_while(&mut self, round: &Round, start: usize) {
        let mut client = round.client(start);
        while round.goes_on() {
            if self.try_look(&mut client).is_none() {
                client = round.client(start + 1);
                std::thread::sleep(std::time::Duration::from_millis(5));
            }
        }
    }

    /// Looks once, at everything.
    pub fn look(&mut self, client: &mut Client) {
        self.whole.clear();
        self.try_look(client).expect("the server answers");
    }

    /// Looks at all notebooks, and into the copies that were not there before. `None` if the server is gone.
    fn try_look(&mut self, client: &mut Client) -> Option<()> {
        let mut path = "/api/v1.0/me/notes/notebooks?$top=1000".to_owned();
        loop {
            let page = get(client, &path)?;
            self.looks += 1;
            for notebook in page["value"].as_array().unwrap() {
                let name = notebook["name"].as_str().unwrap();
                if name.starts_with("Copy ") && !self.whole.contains(name) {
                    is_whole(client, notebook)?;
                    self.whole.insert(name.to_owned());
                }
            }
            match page["@odata.nextLink"].as_str() {
                Some(next) => path = next[next.find("/api/").unwrap()..].to_owned(),
                None => return Some(()),
            }
        }
    }
}

/// A notebook that shows is whole: all its sections, and all their pages.
fn is_whole(client: &mut Client, notebook: &Value) -> Option<()> {
    let id = notebook["id"].as_str().unwrap();
    let sections = get(client, &format!("/api/v1.0/me/notes/notebooks/{id}/sections"))?;
    let sections = sections["value"].as_array().unwrap();
    assert_eq!(sections.len(), SECTIONS, "half a copy is visible: {notebook}");
    for section in sections {
        let pages = get(client, &format!("/api/v1.0/me/notes/sections/{}/pages", section["id"].as_str().unwrap()))?;
        assert_eq!(pages["value"].as_array().unwrap().len(), PAGES_A_SECTION, "a copied section lacks pages: {section}");
    }
    Some(())
}

fn get(client: &mut Client, path: &str) -> Option<Value> {
    let reply = client.send("GET", path, &[], b"").ok()?;
    assert_eq!(reply.status, 200, "{path}: {}", reply.text());
    Some(serde_json::from_slice(&reply.body).unwrap())
}
