//! What a copy costs as notebooks grow, and when many are asked for at once.

use crate::stand::figures::{exponent, line, median, millis, note};
use crate::stand::floor;
use crate::stand::site::{Site, copy_notebook};
use std::time::{Duration, Instant};

const SECTIONS: usize = 100;
const ROUNDS: usize = 15;

pub fn by_size() {
    println!("\ncopyNotebook of {SECTIONS} sections, from POST to `completed`, {ROUNDS} rounds");
    let site = Site::start();
    let mut client = site.client();
    let sizes = [1_000, 10_000, 100_000];
    let notebooks: Vec<String> = sizes.iter().map(|pages| site.notebook(&format!("{pages} pages"), SECTIONS, pages / SECTIONS).0).collect();
    let mut times = vec![Vec::new(); sizes.len()];
    let mut bytes = vec![0_i64; sizes.len()];
    for round in 0..ROUNDS {
        for (i, notebook) in notebooks.iter().enumerate() {
            let before = site.used_bytes();
            let clock = Instant::now();
            copy_notebook(&mut client, notebook, &format!("Copy {round} of {}", sizes[i]));
            times[i].push(clock.elapsed());
            bytes[i] += site.used_bytes() - before;
        }
    }
    let medians: Vec<Duration> = times.into_iter().map(median).collect();
    for (i, pages) in sizes.iter().enumerate() {
        note(&format!("  {pages} pages"), &millis(medians[i]));
    }
    let points: Vec<(f64, f64)> = sizes.iter().zip(&medians).map(|(x, y)| (*x as f64, y.as_secs_f64())).collect();
    line("growth exponent in pages", &format!("{:.3}", exponent(&points)), "<= 0.15", "<= 0.03");
    let per_page = bytes[1] as f64 / (ROUNDS * sizes[1]) as f64;
    line("bytes of disk a copied page, at 10,000 pages", &format!("{per_page:.2}"), "<= 8", "one row a section");
    note("  the same at 100,000 pages", &format!("{:.2}", bytes[2] as f64 / (ROUNDS * sizes[2]) as f64));
    let document = Duration::from_micros(10_729_764);
    line(
        "the document's own example (10.73 s) / a copy of 1,000 pages",
        &format!("{:.0}", document.as_secs_f64() / medians[0].as_secs_f64()),
        ">= 2000",
        ">= 10000",
    );
    let sync = floor::sync(site.data());
    note("  one append and fdatasync on this disk", &millis(sync));
    note("  a copy of 10,000 pages, in such syncs", &format!("{:.1}", medians[1].as_secs_f64() / sync.as_secs_f64()));
    one_page(&site, sync);
}

fn one_page(site: &Site, sync: Duration) {
    let (_, sections) = site.notebook("Single pages", 2, 100);
    let mut client = site.client();
    let page = crate::stand::site::member(&crate::stand::site::create_page(&mut client, &sections[0], "One"), "id");
    let mut times = Vec::new();
    for _ in 0..200 {
        let clock = Instant::now();
        let path = format!("/api/v1.0/me/notes/pages/{page}/copyToSection");
        let body = format!(r#"{{"id":"{}"}}"#, sections[1]);
        let reply = client.send("POST", &path, &[("Content-Type", "application/json")], body.as_bytes()).expect("the server answers");
        assert_eq!(reply.status, 202, "{}", reply.text());
        crate::stand::site::await_completed(&mut client, &reply);
        times.push(clock.elapsed());
    }
    let figure = median(times).as_secs_f64() / sync.as_secs_f64();
    line("copy of one page, POST to `completed`, in append+fdatasync floors", &format!("{figure:.1}"), "<= 8", "<= 3");
}

pub fn at_once() {
    const COPIES: usize = 200;
    println!("\n{COPIES} copies of a notebook of 100 pages, asked at once by 32 clients");
    let site = Site::start();
    let (notebook, _) = site.notebook("Master", 1, 100);
    let next = std::sync::atomic::AtomicUsize::new(0);
    let clock = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..32 {
            scope.spawn(|| {
                let mut client = site.client();
                loop {
                    let i = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                    if i >= COPIES {
                        break;
                    }
                    copy_notebook(&mut client, &notebook, &format!("Copy {i}"));
                }
            });
        }
    });
    let all = clock.elapsed();
    let mut client = site.client();
    let mut singles = Vec::new();
    for i in 0..30 {
        let clock = Instant::now();
        copy_notebook(&mut client, &notebook, &format!("Single {i}"));
        singles.push(clock.elapsed());
    }
    note("seconds in all; none failed", &format!("{:.3}", all.as_secs_f64()));
    note("all of them / one alone x 200", &format!("{:.2}", all.as_secs_f64() / (median(singles).as_secs_f64() * COPIES as f64)));
}
