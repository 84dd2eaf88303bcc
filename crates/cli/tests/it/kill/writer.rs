//! A client that writes into a place of its own and remembers what it was told.

use super::Round;
use super::place::Place;
use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use testkit::ambient::SeededIds;
use testkit::http::Client;

/// What a page or a file may be. After a request that was cut off there are two possibilities until somebody looks.
type Possible = Vec<Option<String>>;

pub struct Writer {
    place: Place,
    /// What it wrote, by address.
    written: BTreeMap<String, Possible>,
    /// Addresses touched since the last check.
    touched: Vec<String>,
    dice: SeededIds,
    number: usize,
    acknowledged: usize,
}

impl Writer {
    pub fn new(client: &mut Client, number: usize, seed: u64) -> Self {
        let place = Place::new(client, number);
        let dice = SeededIds::new(seed * 100 + number as u64);
        Self { place, written: BTreeMap::new(), touched: Vec::new(), dice, number, acknowledged: 0 }
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
                (8, Some(address)) => self.replace(&mut client, &address),
                (9, Some(address)) => self.delete(&mut client, &address),
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

    /// Picks one of those that were written lately, if it is known what it holds.
    fn pick(&self) -> Option<String> {
        let address = self.touched.get(self.dice.below(self.touched.len().max(1)))?;
        matches!(self.written[address].as_slice(), [Some(_)]).then(|| address.clone())
    }

    fn marker(&self) -> String {
        format!("marker-{}-{:016x}", self.number, self.dice.number())
    }

    fn create(&mut self, client: &mut Client) -> bool {
        let marker = self.marker();
        let Ok(reply) = self.place.create(client, &marker) else {
            if let Some(address) = self.place.address(&marker) {
                self.note(address, vec![None, Some(marker)]);
            }
            return false;
        };
        assert_eq!(reply.status, 201, "{}", reply.text());
        self.note(self.place.created(&reply, &marker), vec![Some(marker)]);
        self.acknowledged += 1;
        true
    }

    fn replace(&mut self, client: &mut Client, address: &str) -> bool {
        let marker = self.marker();
        let answer = self.place.replace(client, address, &marker);
        self.settle(address, Some(marker), answer.map(|reply| (reply.status, reply.text())), &[200, 204])
    }

    fn delete(&mut self, client: &mut Client, address: &str) -> bool {
        let answer = client.send("DELETE", address, &[], b"");
        self.settle(address, None, answer.map(|reply| (reply.status, reply.text())), &[204])
    }

    fn settle(&mut self, address: &str, new: Option<String>, answer: std::io::Result<(u16, String)>, good: &[u16]) -> bool {
        let Ok((status, text)) = answer else {
            let mut possible = self.written[address].clone();
            possible.push(new);
            self.note(address.to_owned(), possible);
            return false;
        };
        assert!(good.contains(&status), "{status} {text}");
        self.note(address.to_owned(), vec![new]);
        self.acknowledged += 1;
        true
    }

    fn note(&mut self, address: String, possible: Possible) {
        self.written.insert(address.clone(), possible);
        self.touched.push(address);
    }

    /// Reads back what this round touched.
    pub fn check_round(&mut self, client: &mut Client, kill: usize) {
        for address in std::mem::take(&mut self.touched) {
            self.check(client, &address, &format!("after kill {kill}"));
        }
    }

    pub fn check_all(&mut self, client: &mut Client) {
        let addresses: Vec<_> = self.written.keys().cloned().collect();
        for address in addresses {
            self.check(client, &address, "at the end");
        }
    }

    fn check(&mut self, client: &mut Client, address: &str, when: &str) {
        let (status, text) = self.place.read(client, address);
        let possible = &self.written[address];
        let is = possible.iter().find(|one| match one {
            Some(marker) => status == 200 && self.place.holds(&text, marker),
            None => status == 404,
        });
        let Some(is) = is else { panic!("{when}: {address} should be {possible:?} and is {status} {text}") };
        let settled = vec![is.clone()];
        self.written.insert(address.to_owned(), settled);
    }
}
