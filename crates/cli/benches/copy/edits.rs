//! What the first edit after a copy costs, against an edit of a section that was never copied.

use crate::stand::figures::{line, median, millis, note};
use crate::stand::site::{Site, await_completed, create_page, member, page_html};
use std::time::{Duration, Instant};
use testkit::http::Client;

const ROUNDS: usize = 40;

pub fn first_after_copy() {
    println!("\nfirst edit after a copy, against an edit of a section never copied, {ROUNDS} rounds");
    for (pages, gate, moonshot) in [(100, "<= 1.5", "<= 1.15"), (5_000, "<= 3", "<= 1.3")] {
        let site = Site::start();
        let (notebook, sections) = site.notebook("Edits", 2, pages);
        let mut client = site.client();
        let copied = member(&create_page(&mut client, &sections[0], "Copied"), "id");
        let plain = member(&create_page(&mut client, &sections[1], "Plain"), "id");
        let (mut first, mut second, mut never) = (Vec::new(), Vec::new(), Vec::new());
        for round in 0..ROUNDS {
            copy_section(&mut client, &sections[0], &notebook, round);
            first.push(edit(&mut client, &copied, round));
            second.push(edit(&mut client, &copied, round + 1_000));
            never.push(edit(&mut client, &plain, round));
        }
        let (first, second, never) = (median(first), median(second), median(never));
        let ratio = first.as_secs_f64() / never.as_secs_f64();
        line(&format!("first edit / plain edit, sections of {pages} pages"), &format!("{ratio:.2}"), gate, moonshot);
        note("  second edit / plain edit", &format!("{:.2}", second.as_secs_f64() / never.as_secs_f64()));
        note("  plain edit", &millis(never));
    }
}

fn copy_section(client: &mut Client, section: &str, notebook: &str, round: usize) {
    let path = format!("/api/v1.0/me/notes/sections/{section}/copyToNotebook");
    let body = format!(r#"{{"id":"{notebook}","renameAs":"Copy {round}"}}"#);
    let reply = client.send("POST", &path, &[("Content-Type", "application/json")], body.as_bytes()).expect("the server answers");
    assert_eq!(reply.status, 202, "{}", reply.text());
    await_completed(client, &reply);
}

fn edit(client: &mut Client, page: &str, round: usize) -> Duration {
    let html = page_html(&format!("Edited {round}"));
    let clock = Instant::now();
    let path = format!("/api/v1.0/me/notes/pages/{page}/content");
    let reply = client.send("PUT", &path, &[("Content-Type", "text/html")], html.as_bytes()).expect("the server answers");
    assert!(matches!(reply.status, 200 | 204), "{}", reply.text());
    clock.elapsed()
}
