//! Durable creates, against what the same store and disk can do.

use crate::stand::figures::{line, millis, note};
use crate::stand::floor;
use crate::stand::load::{self, Request};
use crate::stand::site::{Site, page_html};
use std::time::Duration;

const FOR: Duration = Duration::from_secs(3);

pub fn creates() {
    println!("\ndurable creates of 4 KB pages, no two alike, {} s each", FOR.as_secs());
    let site = Site::start();
    let (_, sections) = site.notebook("Creates", 32, 1);
    let create = Request {
        method: "POST",
        path: "/api/v1.0/me/notes/sections/{each}/pages".to_owned(),
        each: sections,
        content_type: "text/html",
        body: page_html("Created {n}"),
        status: 201,
    };
    let one = load::run(site.server.address, &create, &site.token, 1, FOR);
    let many = load::run(site.server.address, &create, &site.token, 32, FOR);
    let sync = floor::sync(site.data());
    let rows = floor::sqlite_rows(site.data(), 32);
    note("one client, a second", &format!("{:.0}", one.rate));
    note("  in append+fdatasync floors a create", &format!("{:.1}", one.p50.as_secs_f64() / sync.as_secs_f64()));
    note("  99th of 100 creates", &millis(one.p99));
    note("32 clients, a second", &format!("{:.0}", many.rate));
    note("  99th of 100 creates", &millis(many.p99));
    note("SQLite alone, 32 rows of 4 KB a sync, a second", &format!("{rows:.0}"));
    line("creates by 32 clients / SQLite alone at 32 rows a sync", &format!("{:.2}", many.rate / rows), ">= 0.5", ">= 0.9");
}
