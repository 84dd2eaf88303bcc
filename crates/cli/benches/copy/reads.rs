//! Reads, against a bare handler that answers the same bytes from memory on the same stack.

use crate::stand::figures::{line, note};
use crate::stand::floor::FloorServer;
use crate::stand::load;
use crate::stand::site::{Site, create_page, member};
use std::time::Duration;

const FOR: Duration = Duration::from_millis(1_500);
const ROUNDS: usize = 5;

pub fn against_floor() {
    println!("\nGETs over 32 connections against a bare hyper handler with the same bytes, {ROUNDS} rounds in turn");
    let site = Site::start();
    let (_, sections) = site.notebook("Reads", 21, 100);
    let mut client = site.client();
    let page = member(&create_page(&mut client, &sections[0], "Read"), "id");
    let root = "/api/v1.0/me/notes";
    ratio(&site, "page of 4 KB", &format!("{root}/pages/{page}/content"), (">= 0.40", ">= 0.8"));
    ratio(&site, "list of 20 pages", &format!("{root}/sections/{}/pages?$top=20", sections[0]), (">= 0.3", ">= 0.75"));
    ratio(&site, "list of 100 pages", &format!("{root}/sections/{}/pages?$top=100", sections[1]), (">= 0.3", ">= 0.75"));
    ratio(&site, "the newest 20 of all sections", &format!("{root}/pages?$top=20"), ("-", "-"));
}

fn ratio(site: &Site, what: &str, path: &str, (gate, moonshot): (&str, &str)) {
    let reply = site.client().send("GET", path, &[], b"").expect("the server answers");
    assert_eq!(reply.status, 200, "{}", reply.text());
    let floor = FloorServer::start(&reply.body);
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        ours.push(load::gets(site.server.address, path, &site.token, FOR));
        bare.push(load::gets(floor.address, "/", "none", FOR));
    }
    let middle = |mut rates: Vec<f64>| {
        rates.sort_by(f64::total_cmp);
        rates[rates.len() / 2]
    };
    let (ours, bare) = (middle(ours), middle(bare));
    line(&format!("{what} / bare hyper"), &format!("{:.2}", ours / bare), gate, moonshot);
    note(&format!("  a second, {} bytes", reply.body.len()), &format!("{ours:.0} of {bare:.0}"));
}
