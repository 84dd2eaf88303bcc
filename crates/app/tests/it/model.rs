//! Random steps on a real store and on a plain model that copies everything the slow way, compared again and again.
//!
//! Goal: whatever is done in whatever order, a copy is what its source was at one instant, counts and lists are right, and
//! nothing is left over once everything is swept.
//! Method: a seed gives the steps. `LOOSELEAF_SEED` replays one seed, `LOOSELEAF_SEEDS` multiplies how many are tried. At
//! the end every way through folds, tombstones, flattens, collection and staged batches must have been taken. Flattens of files
//! take more of them than fit here; [`crate::file`] meets those.

mod plain;
mod run;

use run::Run;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::thread;
use testkit::world::Engine;

/// What a run must have met, by the label of a statement that runs nowhere else.
const PATHS: &[&str] = &[
    "page.fold",
    "page.bury",
    "page.delete",
    "page.standing",
    "page_alias.insert",
    "node.adopt",
    "node.stand",
    "page.flatten",
    "section.turn",
    "flatten.turn_list",
    "flatten.done",
    "collect.release",
    "collect.clear",
    "page.delete_some",
    "content.delete",
    "resource.name",
    "resource.release",
    "copy.build_nodes",
    "copy.unstage",
    "operation.advance",
    "section.close",
    "section.remove",
    "file.fold",
    "file.bury",
    "file.delete",
    "file_alias.put",
    "file_trash.clear",
    "folder.close",
    "folder.remove",
    "copy.build_folders",
    "copy.unstage_folders",
    "copy.lock_staged_folders",
    "node.restore",
    "file_left.put",
    "page_version.push",
    "search.await",
];

/// How many seeds run at once: mostly they wait for the disk.
const AT_ONCE: usize = 4;

fn run(engine: Engine, seeds: u64, steps: u32) {
    let seeds: Vec<u64> = match number("LOOSELEAF_SEED") {
        Some(seed) => vec![seed],
        None => (1..=seeds * number("LOOSELEAF_SEEDS").unwrap_or(1)).collect(),
    };
    let all_paths = seeds.len() > 1;
    let left = Mutex::new(seeds.into_iter());
    let met: Mutex<BTreeMap<&'static str, u64>> = Mutex::default();
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                loop {
                    let next = left.lock().unwrap().next();
                    let Some(seed) = next else { break };
                    for (label, times) in one(engine, seed, steps) {
                        *met.lock().unwrap().entry(label).or_default() += times;
                    }
                }
            });
        }
    });
    let met = met.into_inner().unwrap();
    println!("{met:#?}");
    let missed: Vec<_> = PATHS.iter().filter(|label| met.get(*label).is_none_or(|times| *times == 0)).collect();
    assert!(!all_paths || missed.is_empty(), "no seed met {missed:?}");
}

fn one(engine: Engine, seed: u64, steps: u32) -> BTreeMap<&'static str, u64> {
    let _told = Told(seed);
    let mut run = Run::new(engine, seed);
    for _ in 0..steps {
        run.step();
    }
    run.finish()
}

/// Tells which seed it was when a run fails.
struct Told(u64);

impl Drop for Told {
    fn drop(&mut self) {
        if thread::panicking() {
            println!("failed with LOOSELEAF_SEED={}", self.0);
        }
    }
}

fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{variable} is no number")))
}

#[test]
fn sqlite_does_what_the_plain_model_does() {
    run(Engine::Sqlite, 24, 300);
}

#[test]
fn postgres_does_what_the_plain_model_does() {
    if testkit::postgres::wanted() {
        run(Engine::Postgres, 10, 150);
    }
}
