//! The vendor's own clients, and one of drives, each telling a whole story against the started binary: create, list, read, patch, copy, poll,
//! delete. The stories lie in `tests/clients`, in the languages of the clients; `cargo x clients` installs what they import.
//! What the handbook tells users of these clients is run too, as it stands there.

use crate::sign_in;
use crate::support::{Place, Serving, said};
use std::path::{Path, PathBuf};
use std::process::Command;
use testkit::certificate::Authority;

/// What a story is told with, and to whom.
pub struct Stage {
    pub place: Place,
    pub server: Serving,
    pub url: String,
}

impl Stage {
    /// A server that speaks https, with a certificate of an authority that the story is told to trust, and more settings.
    pub fn over_https(words: &str) -> Self {
        let (place, authority) = (Place::new(), Authority::new());
        let own = authority.certify(&["localhost"]);
        std::fs::write(place.path("authority.pem"), &authority.pem).unwrap();
        std::fs::write(place.path("notes.pem"), own.certificate).unwrap();
        std::fs::write(place.path("notes.key"), own.key).unwrap();
        let server = place.serve(&format!("--certificate notes.pem --certificate-key notes.key {words}"));
        let port = server.address.rsplit(':').next().unwrap().to_owned();
        Self { place, server, url: format!("https://localhost:{port}") }
    }

    /// A server that speaks plain http, as on one's own machine.
    fn over_http() -> Self {
        let place = Place::new();
        let server = place.serve("");
        let url = format!("http://{}", server.address);
        Self { place, server, url }
    }

    /// Tells a story to its end.
    #[track_caller]
    fn tell(self, command: &mut Command) {
        self.place.ok("user add ann");
        let group = self.place.json("group add Team --member ann --json");
        let site = self.place.json("site add --url https://school.example/sites/physics --member ann:owner --json");
        // Groups and sites are for apps that may see more than their user's own notebooks.
        let token = self.place.ok("token issue --user ann --app stories --scope Notes.ReadWrite.All");
        let part = |of: &serde_json::Value, name: &str| of[name].as_str().unwrap().to_owned();
        command.current_dir(self.place.path("")).env("LOOSELEAF_URL", &self.url).env("LOOSELEAF_TOKEN", token.trim());
        command.env("LOOSELEAF_GROUP", part(&group, "id"));
        command.env("LOOSELEAF_SITE", format!("school.example,{},{}", part(&site, "siteCollectionId"), part(&site, "siteId")));
        command.env("LOOSELEAF_CA", self.place.path("authority.pem"));
        let told = said(command);
        let log = self.server.stop();
        assert_eq!(told.code, 0, "the story broke off after\n{}\n{}\nthe server's log:\n{log}", told.out, told.err);
    }
}

/// What the handbook tells the users of clients.
const PAGE: &str = include_str!("../../../../docs/handbook/start/clients.md");

/// Returns the page's blocks in a language, with the server's own address in the place of the usual one.
pub fn blocks(language: &str, port: &str) -> Vec<String> {
    let fence = format!("\n```{language}\n");
    let found = PAGE.split(&fence).skip(1).map(|rest| rest.split("\n```").next().unwrap());
    let found: Vec<String> = found.map(|block| block.replace("localhost:8380", &format!("localhost:{port}"))).collect();
    assert!(!found.is_empty(), "the page has no block of {language}");
    found
}

#[test]
fn the_page_about_clients_can_be_followed() {
    let place = Place::new();
    place.ok("user add ann");
    let shell =
        |script: &str| Command::new("sh").args(["-euc", script]).current_dir(place.path("")).env("TOKEN", place.token("ann")).output();
    let certificate = shell(&blocks("sh", "")[0]).unwrap();
    assert!(certificate.status.success(), "{}", String::from_utf8_lossy(&certificate.stderr));
    let server = place.serve("--certificate notes.pem --certificate-key notes.key");
    let port = server.address.rsplit(':').next().unwrap();
    let follow = |command: &mut Command, language: &str, file: &str| {
        std::fs::write(place.path(file), &blocks(language, port)[0]).unwrap();
        command.arg(file).current_dir(place.path("")).env("TOKEN", place.token("ann"));
        let said = said(command.env("NODE_EXTRA_CA_CERTS", place.path("notes.pem")));
        assert_eq!(said.code, 0, "{language}: {}{}", said.out, said.err);
        said.out
    };
    let python = follow(Command::new(installed("python").join("bin/python")).arg("-I"), "python", "notes.py");
    let script = follow(Command::new("node").env("NODE_PATH", modules()), "js", "notes.js");
    let page = follow(&mut node("browser.js"), "browser", "page.js");
    let curl = shell(&blocks("sh", port)[1]).unwrap();
    let curl = String::from_utf8_lossy(&curl.stdout).into_owned() + &String::from_utf8_lossy(&curl.stderr);
    for (said, notebook) in [(python, "From Python"), (script, "From JavaScript"), (page, "From a page"), (curl, "From a page")] {
        assert!(said.contains(notebook), "no {notebook} in {said}");
    }
}

/// Returns the folder that `cargo x clients` installs into, or says that it was not run.
pub fn installed(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/clients").join(name);
    assert!(folder.join("installed").is_file(), "the clients are not installed: run `cargo x clients` once");
    folder
}

pub fn story(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients").join(name)
}

pub fn node(name: &str) -> Command {
    let mut command = Command::new("node");
    command.arg(story("node").join(name)).env("NODE_PATH", modules());
    command
}

fn modules() -> PathBuf {
    installed("node").join("node_modules")
}

#[test]
fn graph_sdk_for_python() {
    let mut command = Command::new(installed("python").join("bin/python"));
    // Alone: without the person's own packages and settings.
    Stage::over_https("").tell(command.arg("-I").arg(story("python/story.py")));
}

#[test]
fn graph_client_for_javascript() {
    let stage = Stage::over_https("");
    let authority = stage.place.path("authority.pem");
    stage.tell(node("graph.js").env("NODE_EXTRA_CA_CERTS", authority));
}

#[test]
fn rclone_up_to_1_60() {
    // rclone rests for 10 ms between two requests, and the story makes more than 5,000.
    let place = Place::new();
    std::fs::write(place.path("ann.txt"), sign_in::PASSWORD).unwrap();
    std::fs::write(place.path("hosts"), &blocks("hosts", "")[0]).unwrap();
    let page = blocks("rclone", "");
    std::fs::write(place.path("certificate.sh"), &page[0]).unwrap();
    std::fs::write(place.path("page.sh"), &page[1]).unwrap();
    std::fs::copy(story("rclone/story.sh"), place.path("story.sh")).unwrap();
    let mut command = Command::new("unshare");
    command.args(["--map-root-user", "--mount", "--net", "timeout", "240", "sh"]).arg(story("rclone/stage.sh"));
    sign_in::as_ann(&mut command, &place, "graph.pem").env("PERSON", sign_in::person());
    command.env("LOOSELEAF", env!("CARGO_BIN_EXE_looseleaf")).env("LOOSELEAF_DATA", place.data());
    command.env("HOME", place.path("")).env("TZ", "UTC").env("LC_ALL", "C.UTF-8").env_remove("RCLONE_CONFIG");
    let told = said(&mut command);
    let log = std::fs::read_to_string(place.path("log")).unwrap_or_default();
    let last: Vec<&str> = log.lines().rev().take(40).collect();
    assert_eq!(
        told.code,
        0,
        "the story broke off after\n{}\n{}\nthe server's log, last lines first:\n{}",
        told.out,
        told.err,
        last.join("\n")
    );
}

#[test]
fn onenote_api_library_for_browsers() {
    Stage::over_http().tell(&mut node("onenoteapi.js"));
}
