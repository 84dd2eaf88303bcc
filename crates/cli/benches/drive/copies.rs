//! Copies of folder trees, against `cp -r` and WebDAV's COPY of the same tree on the same disk.

use crate::apache::Apache;
use crate::shelf::Shelf;
use crate::stand::figures::{line, median, millis, note};
use crate::stand::floor;
use crate::stand::site::{Site, member};
use crate::tree::{Tree, disk_bytes};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};
use testkit::folder::Folder;

const SMALL_BYTES: usize = 4_096;
const LARGE_BYTES: usize = 100_000;

/// A tree to copy, how often, and by how much to be faster than the faster of the two.
struct Race {
    tree: Tree,
    rounds: usize,
    gate: &'static str,
    moonshot: &'static str,
}

pub fn against_others(small: bool, size: Option<usize>, large: bool) {
    println!("\ncopies of folder trees, from POST to `completed`, against cp -r and Apache's COPY of the same tree");
    let apache = Apache::start();
    let mut races = Vec::new();
    if small {
        for (files, rounds, gate, moonshot) in
            [(100, 15, "-", "-"), (1_000, 9, "-", "-"), (10_000, 7, ">= 3", ">= 20"), (30_000, 3, "-", "-")]
        {
            if size.is_none_or(|size| size == files) {
                races.push(Race { tree: Tree { files, file_bytes: SMALL_BYTES }, rounds, gate, moonshot });
            }
        }
    }
    if large {
        races.push(Race { tree: Tree { files: 1_000, file_bytes: LARGE_BYTES }, rounds: 9, gate: ">= 30", moonshot: "-" });
    }
    for race in races {
        run(&race, apache.as_ref());
    }
}

fn run(race: &Race, apache: Option<&Apache>) {
    let tree = race.tree;
    let site = Site::start();
    Shelf::of(&site).put_tree(tree);
    let own = Folder::new();
    let ground = apache.map_or_else(|| own.path().to_owned(), Apache::web);
    tree.write(&ground.join("tree"));
    let (mut ours, mut cp, mut dav) = (Vec::new(), Vec::new(), Vec::new());
    let (before, mut cp_bytes) = (site.used_bytes(), 0);
    for round in 0..race.rounds {
        ours.push(copy(&site, &tree.name(), &format!("Copy {round}")));
        let clock = Instant::now();
        let copied = own.path().join("copied");
        let status = Command::new("cp").arg("-r").arg(ground.join("tree")).arg(&copied).status().expect("the system has a `cp`");
        cp.push(clock.elapsed());
        assert!(status.success(), "cp -r failed");
        cp_bytes = disk_bytes(&copied);
        remove(&copied);
        if let Some(apache) = apache {
            dav.push(apache.copy("tree", "copied"));
            remove(&ground.join("copied"));
        }
    }
    let items = (race.rounds * tree.items()) as f64;
    let per_item = (site.used_bytes() - before) as f64 / items;
    remove(&ground.join("tree"));

    let (first, best) = (ours[0], cp.iter().chain(&dav).min().copied());
    let (ours, cp, dav) = (median(ours), median(cp), (!dav.is_empty()).then(|| median(dav)));
    let fastest = dav.map_or(cp, |dav| dav.min(cp));
    let ratio = |took: Duration| took.as_secs_f64() / ours.as_secs_f64();
    line(&format!("{}: the faster of the two / ours", tree.name()), &format!("{:.1}", ratio(fastest)), race.gate, race.moonshot);
    note(&format!("  ours, {} rounds", race.rounds), &millis(ours));
    note("  ours, the first of them", &millis(first));
    note("  ours, in append+fdatasync floors", &format!("{:.1}", ours.as_secs_f64() / floor::sync(site.data()).as_secs_f64()));
    note("  cp -r", &millis(cp));
    if let Some(dav) = dav {
        note("  Apache's COPY", &millis(dav));
    }
    // They write a file for a file, so whatever else uses the disk holds them up the most; it did least in their best round.
    if let Some(best) = best {
        note("  the best round of the two / ours", &format!("{:.1}", ratio(best)));
    }
    note("  bytes of disk a copied item", &format!("{per_item:.1}"));
    note("    with cp -r", &format!("{:.1}", cp_bytes as f64 / tree.items() as f64));
}

fn remove(folder: &Path) {
    std::fs::remove_dir_all(folder).expect("a folder can be removed");
}

/// Copies a folder of the root beside itself, and asks the monitor until it says `completed`; returns how long that took.
fn copy(site: &Site, folder: &str, name: &str) -> Duration {
    // The others take so long that the server would have closed the connection. This one is there before the clock starts.
    let mut client = site.client();
    client.send("GET", "/v1.0/me/drive", &[], b"").expect("the server answers");
    let path = format!("/v1.0/me/drive/root:/{}:/copy", folder.replace(' ', "%20"));
    let body = format!(r#"{{"name":"{name}"}}"#);
    let clock = Instant::now();
    let reply = client.send("POST", &path, &[("Content-Type", "application/json")], body.as_bytes()).expect("the server answers");
    assert_eq!(reply.status, 202, "{}", reply.text());
    let location = reply.header("location").expect("a 202 says where its monitor is");
    let path = location[location.find("/v1.0/").expect("monitors are under the version")..].to_owned();
    loop {
        let reply = client.send("GET", &path, &[], b"").expect("the server answers");
        match member(&reply, "status").as_str() {
            "completed" => return clock.elapsed(),
            "notStarted" | "inProgress" => {}
            _ => panic!("the copy failed: {}", reply.text()),
        }
    }
}
