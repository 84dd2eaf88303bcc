//! Somebody who looks at copies as soon as they show.

use super::Round;
use super::master::{Master, get};
use std::collections::BTreeSet;
use testkit::http::Client;

pub struct Observer {
    masters: Vec<Master>,
    whole: BTreeSet<String>,
    looks: usize,
}

impl Observer {
    pub fn new(masters: Vec<Master>) -> Self {
        Self { masters, whole: BTreeSet::new(), looks: 0 }
    }

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

    /// Looks at all lists of copies, and into the copies that were not there before. `None` if the server is gone.
    fn try_look(&mut self, client: &mut Client) -> Option<()> {
        for master in &self.masters {
            let mut next = Some(master.list());
            while let Some(path) = next {
                let page = get(client, &path)?;
                self.looks += 1;
                for copy in page["value"].as_array().unwrap() {
                    let name = copy["name"].as_str().unwrap();
                    if name.starts_with("Copy ") && !self.whole.contains(name) {
                        master.is_whole(client, copy)?;
                        self.whole.insert(name.to_owned());
                    }
                }
                next = page["@odata.nextLink"].as_str().map(str::to_owned);
            }
        }
        Some(())
    }
}
