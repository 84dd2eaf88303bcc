//! What was acknowledged survives `kill -9`, no half copy is ever seen, and every accepted operation ends.
//!
//! Goal: the three promises above, for the real binary on a real disk.
//! Method: writers create, replace and delete pages and files and note what was acknowledged; copiers copy one notebook or
//! one tree of folders again and again, repeating a request that was cut off under its key; an observer looks at every copy as soon as it shows. A server
//! is killed at a random moment, started again, and what was acknowledged in that round is read back. At the end
//! everything is, and the data folder is examined.

mod copier;
mod master;
mod observer;
mod place;
mod writer;

use copier::Copier;
use master::Master;
use observer::Observer;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, RwLock};
use std::time::{Duration, Instant};
use testkit::ambient::SeededIds;
use testkit::folder::Folder;
use testkit::http::Client;
use testkit::postgres::{self, Cluster, Durability};
use testkit::process::{Program, Server};
use writer::Writer;

/// How long nothing may move while something is waited for. Only a failing test ever waits that long.
const PATIENCE: Duration = Duration::from_secs(60);

const WRITERS: usize = 8;
/// As many copy the notebook as the folder.
const COPIERS: usize = 2;
const BATCH_NODES: &str = "4";

/// What all threads share: where servers listen now, and whether the round is over.
struct Round {
    addresses: RwLock<Vec<SocketAddr>>,
    is_over: AtomicBool,
    /// Writes that were acknowledged so far, and copies that were accepted.
    written: AtomicUsize,
    copied: AtomicUsize,
    token: String,
}

impl Round {
    fn client(&self, number: usize) -> Client {
        let addresses = self.addresses.read().unwrap();
        Client::new(addresses[number % addresses.len()], &self.token)
    }

    /// Says whether writers and copiers have come as far as makes a campaign of so many kills worth its name.
    fn has_come_far(&self, kills: usize) -> bool {
        self.written.load(Ordering::Relaxed) > kills && self.copied.load(Ordering::Relaxed) > kills / 10
    }

    fn goes_on(&self) -> bool {
        !self.is_over.load(Ordering::Relaxed)
    }
}

#[test]
fn kill_one_server_on_sqlite() {
    let folder = Folder::new();
    let place = vec!["--data".to_owned(), folder.path().display().to_string()];
    campaign(&Program { binary: binary(), place }, 1, kills(150), 7);
}

#[test]
fn kill_one_of_two_servers_on_postgres() {
    if !postgres::wanted() {
        println!("left out: LOOSELEAF_TEST_ENGINES does not name postgres");
        return;
    }
    let folder = Folder::new();
    let cluster = Cluster::start(Durability::Full).unwrap();
    let database = postgres::database_on(&cluster.url());
    let place = ["--data", &folder.path().display().to_string(), "--database", &database.url].map(str::to_owned).to_vec();
    campaign(&Program { binary: binary(), place }, 2, kills(30), 11);
}

fn binary() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_looseleaf"))
}

/// The number of kills; a longer campaign asks for more.
fn kills(usual: usize) -> usize {
    std::env::var("LOOSELEAF_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

fn campaign(program: &Program, servers: usize, kills: usize, seed: u64) {
    program.run(&["user", "add", "ada"]);
    let token = program.run(&[
        "token",
        "issue",
        "--user",
        "ada",
        "--app",
        "kill-test",
        "--scope",
        "Notes.ReadWrite Files.ReadWrite",
        "--for",
        "6h",
    ]);
    let mut running: Vec<Server> = (0..servers).map(|_| start(program)).collect();
    let [written, copied] = [const { AtomicUsize::new(0) }; 2];
    let round = Arc::new(Round { addresses: RwLock::new(addresses(&running)), is_over: AtomicBool::new(false), written, copied, token });
    let masters = [Master::notebook(&mut round.client(0)), Master::folder(&mut round.client(0))];
    let mut writers: Vec<Writer> = (0..WRITERS).map(|i| Writer::new(&mut round.client(i), i, seed)).collect();
    let mut copiers: Vec<Copier> = (0..COPIERS).map(|i| Copier::new(masters[i % masters.len()].clone(), i)).collect();
    let mut observer = Observer::new(masters.to_vec());
    let dice = SeededIds::new(seed);
    for kill in 0..kills {
        round.is_over.store(false, Ordering::Relaxed);
        std::thread::scope(|scope| {
            for (i, writer) in writers.iter_mut().enumerate() {
                let round = &round;
                scope.spawn(move || writer.work(round, i + kill));
            }
            for (i, copier) in copiers.iter_mut().enumerate() {
                let round = &round;
                scope.spawn(move || copier.work(round, i + kill));
            }
            let (observer, round) = (&mut observer, &round);
            scope.spawn(move || observer.look_while(round, kill));
            std::thread::sleep(Duration::from_millis(5 + dice.below(495) as u64));
            // A machine that is busy otherwise gets further in its own time.
            let end = Instant::now() + PATIENCE;
            while !round.has_come_far(kill + 1) && Instant::now() < end {
                std::thread::sleep(Duration::from_millis(5));
            }
            running.remove(0).kill();
            round.is_over.store(true, Ordering::Relaxed);
        });
        running.push(start(program));
        *round.addresses.write().unwrap() = addresses(&running);
        each(&mut writers, |writer| writer.check_round(&mut round.client(servers - 1), kill));
    }
    let mut client = round.client(0);
    copiers.iter_mut().for_each(|copier| copier.finish(&mut client));
    each(&mut writers, |writer| writer.check_all(&mut round.client(0)));
    // A connection of its own: one that lay idle while the writers looked, the server may have ended.
    observer.look(&mut round.client(0));
    let copied: usize = copiers.iter().map(Copier::accepted).sum();
    let written: usize = writers.iter().map(Writer::acknowledged).sum();
    println!("{kills} kills, {written} acknowledged writes, {copied} copies, {} looks of the observer", observer.looks());
    assert!(written > kills, "the writers hardly wrote: {written}");
    assert!(copied > kills / 10, "the copiers hardly copied: {copied}");
    assert_eq!(observer.seen(), copied, "every accepted copy is visible once");
    drop(running);
    program.run(&["doctor"]);
}

/// Does the same for every writer, side by side.
fn each(writers: &mut [Writer], deed: impl Fn(&mut Writer) + Sync) {
    std::thread::scope(|scope| {
        for writer in writers {
            let deed = &deed;
            scope.spawn(move || deed(writer));
        }
    });
}

fn start(program: &Program) -> Server {
    program.serve(&["--copy-batch-nodes", BATCH_NODES])
}

fn addresses(servers: &[Server]) -> Vec<SocketAddr> {
    servers.iter().map(|server| server.address).collect()
}

/// Creates something by JSON and returns its id.
fn post(client: &mut Client, path: &str, body: &str) -> String {
    let reply = client.send("POST", path, &[("Content-Type", "application/json")], body.as_bytes()).unwrap();
    assert_eq!(reply.status, 201, "{path}: {}", reply.text());
    member(&reply.text(), "id")
}

/// Returns a text member of a flat JSON object.
fn member(json: &str, name: &str) -> String {
    let value: serde_json::Value = serde_json::from_str(json).unwrap_or_else(|error| panic!("{error}: {json}"));
    value[name].as_str().unwrap_or_else(|| panic!("no {name} in {json}")).to_owned()
}

/// Returns the path of an address that the server gave, its query included.
fn path_of(address: &str) -> String {
    let after = address.find("://").map_or(0, |at| at + 3);
    address[after..].find('/').map_or_else(|| address.to_owned(), |at| address[after + at..].to_owned())
}
