//! Ink: what comes in is what goes out, beside the page, and nothing stays behind.

use crate::resource::form;
use crate::world::{Answer, World, run};

const PAGES: &str = "/v1.0/me/onenote/sections/1-{week1}/pages";
const NAME: &str = "presentation-onenote-inkml";
const INK: &str = "application/inkml+xml";

/// Ink of so many bytes.
fn ink(length: usize) -> String {
    let (before, after) = ("<ink><trace>", "</trace></ink>");
    format!("{before}{}{after}", "1 2 3, ".repeat(length).split_at(length - before.len() - after.len()).0)
}

fn send(world: &World, method: &str, path: &str, parts: &[(&str, &str, &[u8])]) -> Answer {
    let mut all = vec![("Presentation", "text/html", b"<title>Sketch</title><p data-id=a>words".as_slice())];
    all.extend_from_slice(parts);
    run(world.ask_bytes("ann", method, path, &[("content-type", "multipart/form-data; boundary=\"it is here\"")], form(&all)))
}

/// Posts a page with ink, and returns the address of its content.
fn post(world: &World, ink: &str) -> String {
    let answer = send(world, "POST", PAGES, &[(NAME, INK, ink.as_bytes())]);
    assert_eq!(answer.status, 201, "{}", answer.body);
    assert!(!answer.body.contains("@api.diagnostics"), "{}", answer.body);
    format!("/v1.0/me/onenote/pages/{}/content", answer.json()["id"].as_str().unwrap())
}

/// Reads a page as clients do: the boundary is the first line.
fn read(world: &World, content: &str) -> (String, Option<String>) {
    let answer = run(world.ask("ann", "GET", &format!("{content}?includeInkML=true"), &[], ""));
    assert_eq!(answer.status, 200, "{}", answer.body);
    if !answer.body.starts_with("--") {
        return (answer.body, None);
    }
    let first = answer.body.split("\r\n").next().unwrap();
    let parts: Vec<&str> = answer.body.split(first).collect();
    assert_eq!((parts.len(), parts[0], parts[3]), (4, "", "--\r\n"));
    let part = |text: &str, kind: &str| {
        let head = format!("\r\nContent-Type: {kind}\r\n\r\n");
        text.strip_prefix(&head).unwrap().strip_suffix("\r\n").unwrap().to_owned()
    };
    (part(parts[1], "text/html; charset=utf-8"), Some(part(parts[2], INK)))
}

#[test]
fn large_ink_is_a_blob_that_goes_with_its_page() {
    let world = World::new();
    let ink = ink(200_000);
    let content = post(&world, &ink);
    assert_eq!(world.blobs(), 1);
    let (html, came) = read(&world, &content);
    assert!(html.contains("words") && came.as_deref() == Some(ink.as_str()));
    // Another page with the same ink needs no second one.
    post(&world, &ink);
    assert_eq!(world.blobs(), 1);
    let patched = run(world.ask("ann", "PATCH", &content, &[], "[{'target':'#a','action':'insert','content':'<p>more'}]"));
    assert_eq!(patched.status, 204, "{}", patched.body);
    let (html, came) = read(&world, &content);
    assert!(html.contains("more") && came == Some(ink));
}

#[test]
fn a_page_can_get_other_ink_and_lose_it() {
    let world = World::new();
    let content = post(&world, &ink(50));
    let put = send(&world, "PUT", &content, &[("Presentation-OneNote-InkML", "application/inkml+xml;charset=UTF-8", ink(60).as_bytes())]);
    assert_eq!(put.status, 200, "{}", put.body);
    assert_eq!(read(&world, &content).1, Some(ink(60)));
    assert_eq!(send(&world, "PUT", &content, &[]).status, 200);
    let (html, none) = read(&world, &content);
    assert_eq!((none, html.contains("InkNode")), (None, false));
}

#[test]
fn ink_that_is_refused_leaves_nothing() {
    let world = World::new();
    let most = 8 * 1024 * 1024;
    assert_eq!(send(&world, "POST", PAGES, &[(NAME, INK, ink(most).as_bytes())]).status, 201);
    let blobs = world.blobs();
    let (large, cut) = (ink(most + 1), ink(100_000));
    let cut = &cut.as_bytes()[..90_000];
    for (parts, status, code) in [
        (vec![(NAME, INK, large.as_bytes())], 413, "20014"),
        (vec![(NAME, INK, cut)], 400, "20003"),
        (vec![(NAME, "text/xml", b"<ink/>".as_slice())], 400, "20003"),
        (vec![(NAME, "application/inkml+xml; charset=utf-16", b"<ink/>".as_slice())], 400, "20003"),
        (vec![(NAME, INK, b"<ink/>".as_slice()), ("PRESENTATION-onenote-inkml", INK, b"<ink/>")], 400, "20009"),
    ] {
        let answer = send(&world, "POST", PAGES, &parts);
        assert_eq!((answer.status, answer.code().as_str()), (status, code), "{}", answer.body);
    }
    assert_eq!(world.blobs(), blobs);
}
