//! Lists over 100,000 pages for people who may read them by groups alone, against the owner's own: as a member of one of many groups,
//! as a member of a group in a group and so on, and of some sections only.

use crate::stand::figures::{line, millis, note};
use crate::stand::load::{self, Load, Request};
use crate::stand::site::{Site, member};
use std::time::Duration;

const SECTIONS: usize = 1_000;
const PAGES_EACH: usize = 100;

/// Groups that one reader is in; the last of them is shared with.
const GROUPS: usize = 20;

/// Groups around the one that another reader is in, and this one; the outermost is shared with.
const DEPTH: usize = 8;

/// Each so many sections one is shared by itself with the outermost group of a third reader.
const ONE_IN: usize = 10;

const FOR: Duration = Duration::from_millis(1_000);
const ROUNDS: usize = 3;
const CONNECTIONS: usize = 8;

pub fn through_groups() {
    let pages = SECTIONS * PAGES_EACH;
    println!("\nlists over {pages} pages in {SECTIONS} sections, by groups / by owning them all:");
    println!("  flat: a member of {GROUPS} groups, with one of which the notebook is shared");
    println!("  nested: a member of the innermost of {DEPTH} groups, with the outermost of which the notebook is shared");
    println!("  sections: a member like that, with whose outermost group one section in {ONE_IN} is shared by itself");
    let site = Site::start();
    let (notebook, sections) = site.notebook("Many", SECTIONS, PAGES_EACH);
    let mut client = site.client();
    let mut share = |what: &str, group: &str| {
        let claim = format!("c:0o.c|federateddirectoryclaimprovider|{group}");
        let shared = format!(r#"{{"userRole":"Reader","userId":"{claim}"}}"#);
        let path = format!("/api/v1.0/me/notes/{what}/permissions");
        let reply = client.send("POST", &path, &[("Content-Type", "application/json")], shared.as_bytes()).expect("the server answers");
        assert_eq!(reply.status, 201, "{}", reply.text());
    };
    share(&format!("notebooks/{notebook}"), &site.member("bea", GROUPS));
    share(&format!("notebooks/{notebook}"), &site.nested_member("cleo", DEPTH));
    let parts = site.nested_member("dora", DEPTH);
    sections.iter().step_by(ONE_IN).for_each(|section| share(&format!("sections/{section}"), &parts));
    let mut client = site.client();
    let me = client.send("GET", "/v1.0/me", &[], b"").expect("the server answers");
    let (ada, section) = (member(&me, "id"), &sections[SECTIONS / 2]);
    let (root, drive) = (format!("/api/v1.0/users/{ada}/notes"), format!("/v1.0/users/{ada}/drive"));
    let item = member(&client.send("GET", &format!("{drive}/root:/Notebooks/Many"), &[], b"").expect("the server answers"), "id");
    let scopes = "Notes.ReadWrite.All Files.ReadWrite.All";
    let token = |name: &'static str, what: &'static str| (what, site.token_for(name, scopes));
    let owner = token("ada", "").1;
    let of_all = [token("bea", "flat"), token("cleo", "nested")];
    let of_parts = token("dora", "sections");
    let wanted = "$filter=lastModifiedTime%20ge%202000-01-01%20and%20contains(title,'7')&$orderby=lastModifiedTime%20desc";
    for (what, path, is_of_parts_too) in [
        ("one notebook", format!("{root}/notebooks/{notebook}"), false),
        ("the notebooks", format!("{root}/notebooks"), false),
        ("all 1,000 sections", format!("{root}/sections"), false),
        ("20 of all sections", format!("{root}/sections?$top=20"), true),
        ("the sections of the notebook, 20", format!("{root}/notebooks/{notebook}/sections?$top=20"), false),
        ("20 pages of a section", format!("{root}/sections/{section}/pages?$top=20"), true),
        ("the newest 20 of all pages", format!("{root}/pages"), true),
        // Lists of so many are not kept.
        ("the newest 20 after 500 others", format!("{root}/pages?$skip=500&$count=true"), true),
        ("$filter and $orderby over all pages", format!("{root}/pages?{wanted}"), true),
        ("the same with $count", format!("{root}/pages?{wanted}&$count=true"), true),
        ("all pages by title", format!("{root}/pages?$orderby=title"), true),
        ("search for a rare word", format!("{root}/pages?search=77770"), true),
        ("search for a word of every page", format!("{root}/pages?search=paper"), true),
        ("children of the notebook in the drive, 20", format!("{drive}/items/{item}/children?$top=20"), false),
    ] {
        for (who, token) in of_all.iter().chain(is_of_parts_too.then_some(&of_parts)) {
            compare(&site, &format!("{what}, {who}"), [(&path, token), (&path, &owner)]);
        }
    }
    // At home they are others' things.
    let own = "/v1.0/me/onenote/notebooks?includesharednotebooks=true".to_owned();
    let recent = "/api/v1.0/me/notes/notebooks/GetRecentNotebooks(includePersonalNotebooks=true)".to_owned();
    let (received, folder) = ("/v1.0/me/drive/sharedWithMe".to_owned(), format!("{drive}/root:/Notebooks:/children"));
    let few = format!("{drive}/items/{item}/children?$top={}", SECTIONS / ONE_IN);
    for (who, token) in &of_all {
        compare(&site, &format!("notebooks, those shared among them, {who}"), [(&own, token), (&own, &owner)]);
        compare(&site, &format!("sharedWithMe / the owner's folder of notebooks, {who}"), [(&received, token), (&folder, &owner)]);
        compare(&site, &format!("recent notebooks, {who}"), [(&recent, token), (&recent, &owner)]);
    }
    let (who, token) = &of_parts;
    compare(&site, &format!("sharedWithMe / as many children of the notebook, {who}"), [(&received, token), (&few, &owner)]);
}

/// Prints how much longer it takes for a reader than for the owner.
fn compare(site: &Site, what: &str, [theirs, own]: [(&String, &String); 2]) {
    let run = |(path, token): (&String, &String)| load::run(site.server.address, &Request::get(path), token, CONNECTIONS, FOR);
    let (mut of_reader, mut of_owner) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        of_reader.push(run(theirs));
        of_owner.push(run(own));
    }
    let (theirs, own) = (middle(of_reader), middle(of_owner));
    line(what, &format!("{:.2}", own.rate / theirs.rate), "<= 3", "<= 1.2");
    note(
        "  a second: theirs, the owner's; p50",
        &format!("{:.0} {:.0}; {} {}", theirs.rate, own.rate, millis(theirs.p50), millis(own.p50)),
    );
}

fn middle(mut loads: Vec<Load>) -> Load {
    loads.sort_by(|one, other| one.rate.total_cmp(&other.rate));
    loads[loads.len() / 2]
}
