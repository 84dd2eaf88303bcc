//! A server with notebooks in it, for one part of the run.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use testkit::folder::Folder;
use testkit::http::{Client, Reply};
use testkit::process::{Program, Server};

pub struct Site {
    pub server: Server,
    pub token: String,
    program: Program,
    folder: Folder,
}

/// The body that every page has: 4,096 bytes of HTML as it is sent.
pub fn page_html(title: &str) -> String {
    let frame = format!("<html><head><title>{title}</title></head><body><p></p></body></html>").len();
    let words = "paper as quick as thought and as calm as a good book ";
    let text: String = words.chars().cycle().take(4096 - frame).collect();
    format!("<html><head><title>{title}</title></head><body><p>{text}</p></body></html>")
}

impl Site {
    pub fn start() -> Self {
        let folder = Folder::new();
        let place = vec!["--data".to_owned(), folder.path().display().to_string()];
        let program = Program { binary: super::binary(), place };
        program.run(&["user", "add", "ada"]);
        let scopes = "Notes.ReadWrite Files.ReadWrite";
        let token = program.run(&["token", "issue", "--user", "ada", "--app", "bench", "--scope", scopes, "--for", "6h"]);
        let server = program.serve(&[]);
        Self { server, token, program, folder }
    }

    /// Ends the server and starts it again; returns how long it took from the start to where it listens.
    pub fn stop_then_start(&mut self) -> std::time::Duration {
        self.server.stop();
        let clock = std::time::Instant::now();
        self.server = self.program.serve(&[]);
        clock.elapsed()
    }

    pub fn client(&self) -> Client {
        Client::new(self.server.address, &self.token)
    }

    pub fn data(&self) -> &Path {
        self.folder.path()
    }

    /// Returns a token of somebody's with scopes of its own.
    pub fn token_for(&self, name: &str, scopes: &str) -> String {
        self.program.run(&["token", "issue", "--user", name, "--app", "bench", "--scope", scopes, "--for", "6h"])
    }

    /// Adds people who all have one password.
    pub fn people(&self, names: &[String], password: &str) {
        let file = self.data().join("password");
        std::fs::write(&file, password).expect("a file is written");
        let file = file.display().to_string();
        for name in names {
            self.program.run(&["user", "add", name, "--password-file", &file]);
        }
    }

    /// Registers an app that can keep no secret, and returns its client id.
    pub fn app(&self, name: &str, redirect: &str) -> String {
        let added = self.program.run(&["app", "add", name, "--redirect", redirect, "--json"]);
        let added: serde_json::Value = serde_json::from_str(&added).expect("the output is JSON");
        added["id"].as_str().expect("it has an id").to_owned()
    }

    /// Adds somebody who owns nothing and is in so many groups, and returns the id of the last.
    pub fn member(&self, name: &str, groups: usize) -> String {
        self.program.run(&["user", "add", name]);
        let mut last = serde_json::Value::Null;
        for i in 0..groups {
            let added = self.program.run(&["group", "add", &format!("Group {i}"), "--member", "ada", name, "--json"]);
            last = serde_json::from_str(&added).expect("the output is JSON");
        }
        last["id"].as_str().expect("it has an id").to_owned()
    }

    /// Adds somebody who owns nothing and is in the innermost of so many groups, each of which is in the one before; returns the id
    /// of the outermost.
    pub fn nested_member(&self, name: &str, groups: usize) -> String {
        self.program.run(&["user", "add", name]);
        let group = |i: usize| format!("{name} {i}");
        let mut outermost = serde_json::Value::Null;
        for i in (0..groups).rev() {
            let added = self.program.run(&["group", "add", &group(i), "--member", "ada", "--json"]);
            outermost = serde_json::from_str(&added).expect("the output is JSON");
            match i + 1 < groups {
                true => self.program.run(&["group", "member", "add", &group(i), "--group", &group(i + 1), "--role", "reader"]),
                false => self.program.run(&["group", "member", "add", &group(i), name]),
            };
        }
        outermost["id"].as_str().expect("it has an id").to_owned()
    }

    /// Returns the bytes that the database uses: its pages without those that are free for reuse.
    pub fn used_bytes(&self) -> i64 {
        let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
        let database =
            rusqlite::Connection::open_with_flags(self.data().join("looseleaf.db"), flags).expect("the database opens for reading");
        let pragma = |name: &str| database.query_row(&format!("PRAGMA {name}"), [], |row| row.get::<_, i64>(0)).expect("a pragma answers");
        (pragma("page_count") - pragma("freelist_count")) * pragma("page_size")
    }

    /// Makes a notebook of `sections` sections with `pages` pages each, and returns its id and its sections' ids.
    pub fn notebook(&self, name: &str, sections: usize, pages: usize) -> (String, Vec<String>) {
        let mut client = self.client();
        let notebook = created(&mut client, "/api/v1.0/me/notes/notebooks", name);
        let path = format!("/api/v1.0/me/notes/notebooks/{notebook}/sections");
        let ids: Vec<String> = (0..sections).map(|i| created(&mut client, &path, &format!("Section {i}"))).collect();
        let next = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..32 {
                let (ids, next) = (&ids, &next);
                scope.spawn(move || {
                    let mut client = self.client();
                    loop {
                        let i = next.fetch_add(1, Ordering::Relaxed);
                        if i >= sections * pages {
                            break;
                        }
                        create_page(&mut client, &ids[i % sections], &format!("Page {i}"));
                    }
                });
            }
        });
        (notebook, ids)
    }
}

pub fn create_page(client: &mut Client, section: &str, title: &str) -> Reply {
    let path = format!("/api/v1.0/me/notes/sections/{section}/pages");
    let reply = client.send("POST", &path, &[("Content-Type", "text/html")], page_html(title).as_bytes()).expect("the server answers");
    assert_eq!(reply.status, 201, "{}", reply.text());
    reply
}

fn created(client: &mut Client, path: &str, name: &str) -> String {
    let body = format!(r#"{{"name":"{name}"}}"#);
    let reply = client.send("POST", path, &[("Content-Type", "application/json")], body.as_bytes()).expect("the server answers");
    assert_eq!(reply.status, 201, "{}", reply.text());
    member(&reply, "id")
}

/// Returns a text member of a reply.
pub fn member(reply: &Reply, name: &str) -> String {
    let value: serde_json::Value = serde_json::from_slice(&reply.body).expect("the reply is JSON");
    value[name].as_str().expect("the member is text").to_owned()
}

/// Asks for a copy of a notebook and polls until it has completed.
pub fn copy_notebook(client: &mut Client, notebook: &str, name: &str) {
    let path = format!("/api/v1.0/me/notes/notebooks/{notebook}/copyNotebook");
    let body = format!(r#"{{"renameAs":"{name}"}}"#);
    let reply = client.send("POST", &path, &[("Content-Type", "application/json")], body.as_bytes()).expect("the server answers");
    assert_eq!(reply.status, 202, "{}", reply.text());
    await_completed(client, &reply);
}

/// Polls the operation of a 202 until it has completed.
pub fn await_completed(client: &mut Client, accepted: &Reply) {
    let location = accepted.header("operation-location").expect("a 202 says where its operation is").to_owned();
    let path = location[location.find("/api/").expect("operations are under the API")..].to_owned();
    loop {
        let reply = client.send("GET", &path, &[], b"").expect("the server answers");
        match member(&reply, "status").as_str() {
            "completed" => return,
            "running" => {}
            _ => panic!("the copy failed: {}", reply.text()),
        }
    }
}
