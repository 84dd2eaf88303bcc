//! Durable creates, against what the same store and disk can do.

use crate::stand::figures::{line, note};
use crate::stand::floor;
use crate::stand::site::{Site, create_page};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const FOR: Duration = Duration::from_secs(3);

pub fn creates() {
    println!("\ndurable creates of 4 KB pages, {} s each", FOR.as_secs());
    let site = Site::start();
    let (_, sections) = site.notebook("Creates", 32, 1);
    let (one, one_worst) = rate(&site, &sections, 1);
    let (many, many_worst) = rate(&site, &sections, 32);
    let sync = floor::sync(site.data());
    let rows = floor::sqlite_rows(site.data(), 32);
    note("one client, a second", &format!("{one:.0}"));
    note("  in append+fdatasync floors a create", &format!("{:.1}", 1.0 / one / sync.as_secs_f64()));
    note("  99th of 100 creates", &crate::stand::figures::millis(one_worst));
    note("32 clients, a second", &format!("{many:.0}"));
    note("  99th of 100 creates", &crate::stand::figures::millis(many_worst));
    note("SQLite alone, 32 rows of 4 KB a sync, a second", &format!("{rows:.0}"));
    line("creates by 32 clients / SQLite alone at 32 rows a sync", &format!("{:.2}", many / rows), ">= 0.5", ">= 0.9");
}

/// Returns creates a second, and the 99th percentile of how long one takes.
fn rate(site: &Site, sections: &[String], clients: usize) -> (f64, Duration) {
    let done = AtomicUsize::new(0);
    let clock = Instant::now();
    let mut times: Vec<Duration> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..clients)
            .map(|i| {
                let (done, section) = (&done, &sections[i % sections.len()]);
                scope.spawn(move || {
                    let mut client = site.client();
                    let mut times = Vec::new();
                    while clock.elapsed() < FOR {
                        let one = Instant::now();
                        create_page(&mut client, section, "Created");
                        times.push(one.elapsed());
                        done.fetch_add(1, Ordering::Relaxed);
                    }
                    times
                })
            })
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("a client ends")).collect()
    });
    let rate = done.load(Ordering::Relaxed) as f64 / clock.elapsed().as_secs_f64();
    times.sort_unstable();
    (rate, times[times.len() * 99 / 100])
}
