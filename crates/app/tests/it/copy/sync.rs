//! Syncs, counted by the system.
//!
//! Goal: a copy is one sync of the disk, and clients who write at once share theirs.
//! Method: this program runs itself under `strace`, once with nothing to do and once with the work, and compares.

use super::cost::create_from_many;
use app::Settings;
use std::process::Command;
use testkit::folder::Folder;
use testkit::world::{Engine, World};

/// Tells the program under `strace` how much to do.
const VARIABLE: &str = "LOOSELEAF_TEST_SYNCS";

/// Runs the test of this name under `strace` and returns how often it synced.
fn syncs(test: &str, work: usize) -> usize {
    let folder = Folder::new();
    let log = folder.path().join("strace");
    let status = Command::new("strace")
        .args(["-f", "-qq", "-e", "trace=fsync,fdatasync", "-e", "signal=none", "-o"])
        .arg(&log)
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", test])
        .env(VARIABLE, work.to_string())
        .output()
        .expect("`strace` is installed");
    assert!(status.status.success(), "{}", String::from_utf8_lossy(&status.stdout));
    let log = std::fs::read_to_string(&log).unwrap();
    // A call that is interrupted by another thread's stands on two lines, of which the second says `resumed`.
    log.lines().filter(|line| line.contains("sync(")).count()
}

fn work() -> Option<usize> {
    std::env::var(VARIABLE).ok().map(|text| text.parse().unwrap())
}

#[test]
fn a_copy_is_one_sync() {
    if let Some(copies) = work() {
        let world = World::with(Engine::Sqlite, Settings::default(), 1);
        let who = world.user("alice");
        let nodes = world.sketch(&who, "Atlas\n  Group/\n    One: a, b\n  Two: c\n");
        for i in 0..copies {
            world.copy(&who, nodes[0], None, &format!("Copy {i}")).unwrap();
        }
        return;
    }
    let (idle, busy) = (syncs("copy::sync::a_copy_is_one_sync", 0), syncs("copy::sync::a_copy_is_one_sync", 20));
    println!("{idle} syncs, then {busy}");
    assert!(idle > 0, "nothing was counted");
    assert_eq!(busy - idle, 20);
}

#[test]
fn many_clients_share_syncs() {
    if let Some(pages) = work() {
        let world = World::with(Engine::Sqlite, Settings::default(), 1);
        let who = world.user("alice");
        let section = world.sketch(&who, "Atlas\n  One\n")[1];
        create_from_many(&world, &who, section, pages, 32);
        return;
    }
    let (idle, busy) = (syncs("copy::sync::many_clients_share_syncs", 0), syncs("copy::sync::many_clients_share_syncs", 200));
    println!("{idle} syncs, then {busy}");
    assert!(idle > 0 && busy > idle, "nothing was counted");
    assert!(busy - idle <= 25, "{}", busy - idle);
}
