//! Lists over 100,000 pages for somebody who may read them as a member of a group alone, against the owner's own.

use crate::stand::figures::{line, millis, note};
use crate::stand::load::{self, Load, Request};
use crate::stand::site::{Site, member};
use std::time::Duration;

const SECTIONS: usize = 1_000;
const PAGES_EACH: usize = 100;

/// Groups that the reader is in; the last of them is shared with.
const GROUPS: usize = 20;

const FOR: Duration = Duration::from_millis(1_000);
const ROUNDS: usize = 3;
const CONNECTIONS: usize = 8;

pub fn through_groups() {
    println!(
        "\nlists over {} pages in {SECTIONS} sections, for a member of {GROUPS} groups, one of which may read them",
        SECTIONS * PAGES_EACH
    );
    let site = Site::start();
    let (notebook, sections) = site.notebook("Many", SECTIONS, PAGES_EACH);
    let group = site.member("bea", GROUPS);
    let scopes = "Notes.ReadWrite.All Files.ReadWrite.All";
    let (token, owner) = (site.token_for("bea", scopes), site.token_for("ada", scopes));
    let mut client = site.client();
    let claim = format!("c:0o.c|federateddirectoryclaimprovider|{group}");
    let shared = format!(r#"{{"userRole":"Reader","userId":"{claim}"}}"#);
    let path = format!("/api/v1.0/me/notes/notebooks/{notebook}/permissions");
    let reply = client.send("POST", &path, &[("Content-Type", "application/json")], shared.as_bytes()).expect("the server answers");
    assert_eq!(reply.status, 201, "{}", reply.text());
    let me = client.send("GET", "/v1.0/me", &[], b"").expect("the server answers");
    let (ada, section) = (member(&me, "id"), &sections[SECTIONS / 2]);
    let (root, drive) = (format!("/api/v1.0/users/{ada}/notes"), format!("/v1.0/users/{ada}/drive"));
    let item = member(&client.send("GET", &format!("{drive}/root:/Notebooks/Many"), &[], b"").expect("the server answers"), "id");
    let tokens = [token, owner];
    let wanted = "$filter=lastModifiedTime%20ge%202000-01-01%20and%20contains(title,'7')&$orderby=lastModifiedTime%20desc";
    for (what, path) in [
        ("one notebook", format!("{root}/notebooks/{notebook}")),
        ("the notebooks", format!("{root}/notebooks")),
        ("all 1,000 sections", format!("{root}/sections")),
        ("the sections of the notebook, 20", format!("{root}/notebooks/{notebook}/sections?$top=20")),
        ("20 pages of a section", format!("{root}/sections/{section}/pages?$top=20")),
        ("the newest 20 of all pages", format!("{root}/pages")),
        ("$filter and $orderby over all pages", format!("{root}/pages?{wanted}")),
        ("search for a rare word", format!("{root}/pages?search=77777")),
        ("search for a word of every page", format!("{root}/pages?search=paper")),
        ("children of the notebook in the drive, 20", format!("{drive}/items/{item}/children?$top=20")),
    ] {
        compare(&site, &format!("{what}, by a group / by owning it"), &path, &tokens);
    }
    // At home they are others' things.
    compare(&site, "notebooks shared with somebody / the owner's own", "/v1.0/me/onenote/notebooks?includesharednotebooks=true", &tokens);
    compare(&site, "what is shared with somebody / the same for the owner", "/v1.0/me/drive/sharedWithMe", &tokens);
    compare(
        &site,
        "recent notebooks of somebody / of the owner",
        "/api/v1.0/me/notes/notebooks/GetRecentNotebooks(includePersonalNotebooks=true)",
        &tokens,
    );
}

/// Prints how much longer it takes for a reader than for the owner.
fn compare(site: &Site, what: &str, path: &str, [reader, owner]: &[String; 2]) {
    let request = Request::get(path);
    let (mut theirs, mut own) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        theirs.push(load::run(site.server.address, &request, reader, CONNECTIONS, FOR));
        own.push(load::run(site.server.address, &request, owner, CONNECTIONS, FOR));
    }
    let (theirs, own) = (middle(theirs), middle(own));
    line(what, &format!("{:.2}", own.rate / theirs.rate), "<= 2", "<= 1.2");
    note(
        "  a second: theirs, the owner's; p50",
        &format!("{:.0} {:.0}; {} {}", theirs.rate, own.rate, millis(theirs.p50), millis(own.p50)),
    );
}

fn middle(mut loads: Vec<Load>) -> Load {
    loads.sort_by(|one, other| one.rate.total_cmp(&other.rate));
    loads[loads.len() / 2]
}
