//! One call measured, and a bare handler beside it.

use super::figures::{line, millis, note};
use super::floor::FloorServer;
use super::load::{self, Load, Request};
use super::site::Site;
use std::time::Duration;

const FOR: Duration = Duration::from_millis(1_000);
const ROUNDS: usize = 3;

/// Measures a call and prints it; returns the call's own load.
pub fn against_floor(site: &Site, what: &str, request: &Request, gate: &str, moonshot: &str) -> Load {
    let mut client = site.client();
    let headers = [("Content-Type", request.content_type)];
    let headers = if request.method == "GET" { &[][..] } else { &headers[..] };
    let path = request.path(0);
    let reply = client.send(request.method, &path, headers, request.body.replace("{n}", "0").as_bytes()).expect("the server answers");
    assert_eq!(reply.status, request.status, "{}", reply.text());
    let floor = FloorServer::start(&reply.body);
    let bare_request = Request { path: "/".to_owned(), status: 200, ..request.clone() };
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        ours.push(load::run(site.server.address, request, &site.token, 32, FOR));
        bare.push(load::run(floor.address, &bare_request, "none", 32, FOR));
    }
    let (ours, bare) = (middle(ours), middle(bare));
    line(&format!("{what} / bare handler"), &format!("{:.3}", ours.rate / bare.rate), gate, moonshot);
    let figures = format!("{:.0} of {:.0}", ours.rate, bare.rate);
    note(&format!("  a second, {} bytes; p50 {}, p99 {}", reply.body.len(), millis(ours.p50), millis(ours.p99)), &figures);
    ours
}

/// Prints how much dearer one call is than another.
pub fn against(what: &str, dear: Load, cheap: Load, gate: &str) {
    line(what, &format!("{:.2}", cheap.rate / dear.rate), gate, "-");
}

fn middle(mut loads: Vec<Load>) -> Load {
    loads.sort_by(|one, other| one.rate.total_cmp(&other.rate));
    loads[loads.len() / 2]
}
