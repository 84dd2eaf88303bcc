//! Real pages that nobody here wrote survive being copied three times over, and being read and created again.
//!
//! Goal: what is created can be copied, and the copy copied, and that copied again, with edits in between, and each is what
//! it should be, byte for byte.
//! Method: the sample pages are created over HTTP, the notebook is copied in a row, a page is replaced in each generation
//! after the next one was made, and everything is read back at the end.
//!
//! Goal: what is read is a page that can be created, and is the same page then.
//! Method: each sample goes in with its pictures, comes out, goes in as it came out, and comes out as it did before, on both
//! surfaces; addresses of pictures are compared by the bytes that are there.

use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use testkit::folder::Folder;
use testkit::http::Client;
use testkit::process::{Program, Server};

const ROOT: &str = "/api/v1.0/me/notes";

const BOUNDARY: &str = "a-boundary-that-no-picture-holds";

#[test]
fn sample_pages_survive_being_read_and_created_again() {
    let folder = Folder::new();
    let (server, token) = start(&folder);
    let mut client = Client::new(server.address, &token);
    for (root, name) in [("/api/v1.0/me/notes", "name"), ("/v1.0/me/onenote", "displayName")] {
        let make = |client: &mut Client, path: &str, called: &str| {
            let body = json!({ name: called }).to_string();
            text(&post(client, &format!("{root}/{path}"), "application/json", body.as_bytes(), 201)["id"])
        };
        let notebook = make(&mut client, "notebooks", &format!("Read by {name}"));
        let section = make(&mut client, &format!("notebooks/{notebook}/sections"), "Pages");
        let pages = format!("{root}/sections/{section}/pages");
        let mut pictures = 0;
        for path in sample_files() {
            let (media_type, body) = with_pictures(&path);
            let first = post(&mut client, &pages, &media_type, &body, 201);
            let first = content(&mut client, root, &text(&first["id"]));
            let second = post(&mut client, &pages, "text/html", first.as_bytes(), 201);
            let second = content(&mut client, root, &text(&second["id"]));
            assert_eq!(with_bytes(&mut client, &second), with_bytes(&mut client, &first), "{}", path.display());
            pictures += first.matches("<img").count();
        }
        assert!(pictures >= 5, "{pictures} pictures came along on {root}");
    }
}

/// Starts a server for somebody with a token.
fn start(folder: &Folder) -> (Server, String) {
    let place = vec!["--data".to_owned(), folder.path().display().to_string()];
    let program = Program { binary: PathBuf::from(env!("CARGO_BIN_EXE_looseleaf")), place };
    program.run(&["user", "add", "ada"]);
    let token = program.run(&["token", "issue", "--user", "ada", "--app", "samples", "--scope", "Notes.ReadWrite"]);
    (program.serve(&[]), token)
}

/// Returns a sample as a form: the page, and a part for each picture that lies beside it.
fn with_pictures(path: &Path) -> (String, Vec<u8>) {
    let mut html = std::fs::read_to_string(path).unwrap();
    let mut parts: Vec<u8> = Vec::new();
    for entry in std::fs::read_dir(path.parent().unwrap()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let named = format!("src=\"{name}\"");
        if !html.contains(&named) {
            continue;
        }
        html = html.replace(&named, &format!("src=\"name:{name}\""));
        let kind = if name.ends_with(".png") { "image/png" } else { "image/jpeg" };
        parts.extend(format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\nContent-Type: {kind}\r\n\r\n").bytes());
        parts.extend(std::fs::read(path.parent().unwrap().join(&name)).unwrap());
        parts.extend(b"\r\n");
    }
    let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"Presentation\"\r\nContent-Type: text/html\r\n\r\n");
    let body = [head.as_bytes(), html.as_bytes(), b"\r\n", &parts, format!("--{BOUNDARY}--\r\n").as_bytes()].concat();
    (format!("multipart/form-data; boundary={BOUNDARY}"), body)
}

fn content(client: &mut Client, root: &str, page: &str) -> String {
    let reply = client.send("GET", &format!("{root}/pages/{page}/content"), &[], b"").unwrap();
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.text()
}

/// Puts what is at the address of each picture and file in the address's place: a copy has addresses of its own.
fn with_bytes(client: &mut Client, html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some(at) = rest.find("/resources/") {
        let start = rest[..at].rfind('"').unwrap() + 1;
        let end = at + rest[at..].find('"').unwrap();
        let (_, path) = rest[start..end].split_once("://").unwrap();
        let reply = client.send("GET", &path[path.find('/').unwrap()..], &[], b"").unwrap();
        assert_eq!(reply.status, 200, "{path}: {}", reply.text());
        out.push_str(&rest[..start]);
        out.push_str(&format!("{} {:x?}", reply.header("content-type").unwrap(), reply.body));
        rest = &rest[end..];
    }
    out + rest
}

#[test]
fn sample_pages_survive_three_generations_of_copies() {
    let folder = Folder::new();
    let (server, token) = start(&folder);
    let mut client = Client::new(server.address, &token);

    let samples = samples();
    let notebook = post(&mut client, &format!("{ROOT}/notebooks"), "application/json", br#"{"name":"Samples"}"#, 201);
    let notebook = text(&notebook["id"]);
    let section = post(&mut client, &format!("{ROOT}/notebooks/{notebook}/sections"), "application/json", br#"{"name":"Pages"}"#, 201);
    for html in &samples {
        post(&mut client, &format!("{ROOT}/sections/{}/pages", text(&section["id"])), "text/html", html, 201);
    }
    let original = contents(&mut client, &notebook);
    assert_eq!(original.len(), samples.len(), "every sample is a page");

    let mut generations = vec![(notebook, original)];
    for number in 1..=3 {
        let (parent, expected) = generations.last().cloned().unwrap();
        let body = json!({ "renameAs": format!("Generation {number}") }).to_string();
        let accepted = post(&mut client, &format!("{ROOT}/notebooks/{parent}/copyNotebook"), "application/json", body.as_bytes(), 202);
        let copy = finish(&mut client, &text(&accepted["id"]));
        assert_eq!(contents(&mut client, &copy), expected, "generation {number} equals the one before it");
        // Now the parent changes, and the copy must not.
        let edited = replace_first(&mut client, &parent, &format!("<title>Edited</title><p>Edited after copy {number}.</p>"));
        generations.last_mut().unwrap().1 = edited;
        generations.push((copy, expected));
    }
    for (number, (notebook, expected)) in generations.iter().enumerate() {
        assert_eq!(&contents(&mut client, notebook), expected, "generation {number} is what it was left as");
    }
}

/// Returns the bytes of every sample page.
fn samples() -> Vec<Vec<u8>> {
    sample_files().iter().map(|path| std::fs::read(path).unwrap()).collect()
}

fn sample_files() -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/samples/html")];
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("the samples lie beside the project: {error}"));
        for path in entries.map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "html") {
                files.push(path);
            }
        }
    }
    assert!(files.len() >= 4, "there are sample pages");
    files
}

/// Returns the contents of a notebook's pages, sorted; the time of creation is part of each and stays with it.
fn contents(client: &mut Client, notebook: &str) -> Vec<String> {
    let mut found: Vec<String> = pages(client, notebook)
        .iter()
        .map(|id| {
            let reply = client.send("GET", &format!("{ROOT}/pages/{id}/content"), &[], b"").unwrap();
            assert_eq!(reply.status, 200, "{}", reply.text());
            reply.text()
        })
        .collect();
    found.sort();
    found
}

fn pages(client: &mut Client, notebook: &str) -> Vec<String> {
    let sections = get(client, &format!("{ROOT}/notebooks/{notebook}/sections"));
    let mut ids = Vec::new();
    for section in sections["value"].as_array().unwrap() {
        let pages = get(client, &format!("{ROOT}/sections/{}/pages?$top=100", text(&section["id"])));
        ids.extend(pages["value"].as_array().unwrap().iter().map(|page| text(&page["id"])));
    }
    ids
}

/// Replaces one page of a notebook and returns what the notebook holds then.
fn replace_first(client: &mut Client, notebook: &str, html: &str) -> Vec<String> {
    let mut ids = pages(client, notebook);
    ids.sort();
    let reply = client.send("PUT", &format!("{ROOT}/pages/{}/content", ids[0]), &[("Content-Type", "text/html")], html.as_bytes()).unwrap();
    assert!(matches!(reply.status, 200 | 204), "{}", reply.text());
    contents(client, notebook)
}

/// Polls an operation to its end and returns the id of what it made.
fn finish(client: &mut Client, operation: &str) -> String {
    for _ in 0..1_000 {
        let polled = get(client, &format!("{ROOT}/operations/{operation}"));
        match polled["status"].as_str() {
            Some("completed") => {
                let location = text(&polled["resourceLocation"]);
                return location.rsplit('/').next().unwrap().to_owned();
            }
            Some("running") => {}
            _ => panic!("the copy failed: {polled}"),
        }
    }
    panic!("the copy does not end");
}

fn post(client: &mut Client, path: &str, media_type: &str, body: &[u8], status: u16) -> Value {
    let reply = client.send("POST", path, &[("Content-Type", media_type)], body).unwrap();
    assert_eq!(reply.status, status, "{path}: {}", reply.text());
    serde_json::from_slice(&reply.body).unwrap()
}

fn get(client: &mut Client, path: &str) -> Value {
    let reply = client.send("GET", path, &[], b"").unwrap();
    assert_eq!(reply.status, 200, "{path}: {}", reply.text());
    serde_json::from_slice(&reply.body).unwrap()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}
