//! Memory and start-up, empty and full.

use crate::stand::figures::{line, millis, note};
use crate::stand::load;
use crate::stand::site::Site;
use std::time::Duration;

pub fn and_start_up() {
    println!("\nmemory (PSS) and start-up");
    let mut site = Site::start();
    let empty = median_start(&mut site);
    note("  at start, empty", &megabytes(pss(&site)));
    site.notebook("Small", 21, 100);
    let small = pss(&site);
    line("with 2,100 pages, just written", &megabytes(small), "<= 25 MB", "<= 12 MB");
    load::gets(site.server.address, "/api/v1.0/me/notes/pages?$top=100", &site.token, Duration::from_secs(2));
    line("after a load of lists", &megabytes(pss(&site)), "<= 60 MB", "<= 30 MB");
    site.stop_then_start();
    let before = pss(&site);
    site.notebook("Large", 100, 979);
    site.stop_then_start();
    let full = median_start(&mut site);
    let growth = pss(&site) as i64 - before as i64;
    line("growth from 2,100 to 100,000 pages, both after a start", &megabytes(growth.unsigned_abs()), "<= 10 MB", "<= 2 MB");
    note("start to the first answer, empty", &millis(empty));
    line("the same with 100,000 pages / empty", &format!("{:.2}", full.as_secs_f64() / empty.as_secs_f64()), "<= 1.3", "<= 1.05");
}

fn median_start(site: &mut Site) -> Duration {
    crate::stand::figures::median((0..9).map(|_| site.stop_then_start()).collect())
}

/// Returns the proportional set size of the server in bytes.
fn pss(site: &Site) -> u64 {
    let path = format!("/proc/{}/smaps_rollup", site.server.id());
    let text = std::fs::read_to_string(path).expect("this system says what memory a process uses");
    let line = text.lines().find(|line| line.starts_with("Pss:")).expect("it says the proportional set size");
    line.split_whitespace().nth(1).and_then(|kb| kb.parse::<u64>().ok()).expect("in kilobytes") * 1024
}

fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}
