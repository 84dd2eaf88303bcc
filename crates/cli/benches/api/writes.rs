//! Creating pages and changing a part of them.

use crate::stand::load::Request;
use crate::stand::ratio::{against, against_floor};
use crate::stand::site::{Site, create_page, member, page_html};

pub fn creates_and_patches() {
    println!("\nwrites");
    let site = Site::start();
    let (_, sections) = site.notebook("Writes", 1, 1);
    let mut client = site.client();
    // As many pages as clients: who changes one page together waits for each other.
    let pages: Vec<String> = (0..64).map(|_| member(&create_page(&mut client, &sections[0], "Patched"), "id")).collect();
    let root = "/api/v1.0/me/notes";
    let create = Request {
        method: "POST",
        path: format!("{root}/sections/{}/pages", sections[0]),
        each: Vec::new(),
        content_type: "text/html",
        body: page_html("Page {n}"),
        status: 201,
    };
    let created = against_floor(&site, "create a page of 4 KB", &create, "-", "-");
    let patch = Request {
        method: "PATCH",
        path: format!("{root}/pages/{{each}}/content"),
        each: pages,
        content_type: "application/json",
        body: r#"[{"target":"title","action":"replace","content":"Patched {n}"}]"#.to_owned(),
        status: 204,
    };
    let patched = against_floor(&site, "PATCH the title of a page of 4 KB", &patch, "-", "-");
    against("PATCH, in creates", patched, created, "<= 1.5");
}
