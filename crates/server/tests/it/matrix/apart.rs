//! Calls that no scope and no role decides: what anybody may ask, what an address opens by itself, what a browser's cookie does,
//! and links.

use super::people::PEOPLE;
use super::policy::{Policy, SHELVES, Shelf};
use super::stage::Stage;
use crate::identity::browser::Browser;
use crate::world::{Answer, run};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use expect_test::expect_file;
use model::{ItemId, NodeId};
use server::RouteInfo;
use std::fmt::Write as _;

/// Returns the rows that the policy has under a right.
fn rows(policy: &Policy, right: &str) -> Vec<RouteInfo> {
    server::routes().filter(|route| policy.calls[route.name].right == right).collect()
}

/// Fills in an address with secrets that open nothing.
fn address(route: &RouteInfo, service: &str) -> String {
    let address = route.address.replace("{tenant}", "common").replace("{service}", service).replace("{version}", "/v1.0");
    ["{link}", "{monitor}", "{upload}", "{ticket}", "{id}", "{path}"]
        .iter()
        .fold(address, |address, name| address.replace(name, &"A".repeat(64)))
}

/// Whether a token comes along, and what it is worth, makes no difference to these.
#[test]
fn a_token_opens_nothing_that_asks_for_none() {
    let policy = Policy::read();
    let stage = Stage::build(&policy);
    let everything = stage.token("owner", "Directory.Read.All");
    let mut table = String::new();
    for right in ["open", "browser", "page", "desk", "office", "secret"] {
        let _ = writeln!(table, "{right}");
        for route in rows(&policy, right) {
            for service in if route.address.starts_with("{service}") { &["/api/v1.0", "/v1.0"][..] } else { &[""] } {
                let path = address(&route, service);
                let ask = |token| run(stage.send(token, route.method, &path, "", ""));
                let [nobody, owner, nonsense] = [None, Some(&*everything), Some("nonsense")].map(ask);
                assert_eq!(nobody.route, route.name, "{path}");
                for answer in [&owner, &nonsense] {
                    // An app that shows a token where it should show its secret is told so.
                    let is_refused =
                        answer.status == 401 && nobody.status >= 400 && !["browser", "page", "desk", "office"].contains(&right);
                    assert!(is_refused || answer.status == nobody.status && answer.code() == nobody.code(), "{path}: {answer:?}");
                    assert_eq!(answer.header("location"), nobody.header("location"), "{path}");
                }
                let said = format!("{} {} {}", nobody.status, nobody.code(), nobody.header("location"));
                let _ = writeln!(table, "  {:<34}{}", route.name, said.trim_end());
            }
        }
    }
    expect_file!["apart.txt"].assert_eq(&table);
}

/// What opens in a browser, opens to who may read it there too, or, where it says so, to who may write on it.
#[test]
fn a_browser_shows_to_readers() {
    let policy = Policy::read();
    let stage = Stage::build(&policy);
    let mut wrong = Vec::new();
    for (name, user, _) in PEOPLE.iter().filter(|(name, ..)| *name != "elsewhere") {
        let browser = Browser::of(&stage.world, user);
        for shelf in SHELVES {
            let names = &stage.shelves[&shelf];
            let url = names["{url}"].strip_prefix("https://notes.example").unwrap();
            let address = ["web.user_address", "web.group_address", "web.site_address"][shelf as usize];
            for (call, path) in [
                ("web.notebook", format!("/notebooks/1-{}", names["{course}"])),
                ("web.section", format!("/sections/1-{}", names["{week1}"])),
                ("web.page", format!("/pages/{}", names["{plan}"])),
                ("web.content", format!("/pages/{}/content", names["{plan}"])),
                ("web.export", format!("/export/{}?as=html", names["{plan}"])),
                ("web.print", format!("/print/1-{}", names["{week1}"])),
                ("web.edit", format!("/pages/{}/edit", names["{plan}"])),
                ("web.folder", format!("/folders/1-{}", node(&names["{folder}"]))),
                ("web.file", format!("/files/{}", names["{file}"])),
                ("web.file_content", format!("/files/{}/content", names["{file}"])),
                (address, url.to_owned()),
            ] {
                let answer = browser.get(&path);
                assert_eq!(answer.route, call, "{path}");
                let promised = if policy.may_read(name, shelf) { [200, 303] } else { [404, 404] };
                if !promised.contains(&answer.status) || answer.header("location").contains("/sign-in") {
                    wrong.push(format!("{call} by {name} at {shelf:?}: {} {}", answer.status, answer.header("location")));
                }
            }
            for (call, path) in [
                ("web.versions", format!("/pages/{}/versions", names["{plan}"])),
                ("web.version", format!("/pages/{}/versions/content?see=1", names["{plan}"])),
            ] {
                let answer = browser.get(&path);
                assert_eq!(answer.route, call, "{path}");
                let promised = match (policy.may_write(name, shelf), policy.may_read(name, shelf)) {
                    (true, _) => 200,
                    (false, true) => 403,
                    (false, false) => 404,
                };
                if answer.status != promised {
                    wrong.push(format!("{call} by {name} at {shelf:?}: {}", answer.status));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Returns the node that an item is, as pages name it.
pub(super) fn node(item: &str) -> NodeId {
    NodeId(item.parse::<ItemId>().unwrap().bytes)
}

/// A picture of one point.
const DOT: &str = "BM\x3a\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x01\0\0\0\x01\0\0\0\x01\0\x18\0\0\0\0\0\x04\0\0\0\
                   \0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";

/// What an address opens, it opens to anybody who has it.
#[test]
fn an_address_that_is_a_secret_opens_without_a_token() {
    let policy = Policy::read();
    let stage = Stage::build(&policy);
    let made = run(stage.olga("PUT", "/v1.0/me/drive/root:/dot.bmp:/content", DOT));
    run(stage.olga("PUT", "/v1.0/me/drive/root:/dot.bmp:/content", DOT));
    let file = format!("/v1.0/me/drive/items/{}", made.json()["id"].as_str().unwrap());
    let follow = |method: &str, url: &str, body: &str| {
        let path = url.strip_prefix("https://notes.example").unwrap();
        run(stage.send(None, method, path, "application/octet-stream", body))
    };
    let olga = |method: &str, path: &str, body: &str| run(stage.olga(method, path, body));
    let mut opened: Vec<(&str, Answer)> = Vec::new();
    for of in ["content", "versions/1.0/content", "thumbnails/0/small/content"] {
        let url = olga("GET", &format!("{file}/{of}"), "").header("location").to_owned();
        opened.push(("get", follow("GET", &url, "")));
    }
    let monitor = olga("POST", &format!("{file}/copy"), r#"{"name":"Copied.gif"}"#).header("location").to_owned();
    opened.push(("get", follow("GET", &monitor, "")));
    let session =
        || olga("POST", "/v1.0/me/drive/root:/sent.bin:/createUploadSession", "{}").json()["uploadUrl"].as_str().unwrap().to_owned();
    let upload = session();
    opened.push(("get", follow("GET", &upload, "")));
    opened.push(("cancel", follow("DELETE", &upload, "")));
    let link = olga("POST", &format!("{file}/createLink"), r#"{"type":"view","scope":"anonymous"}"#).json();
    opened.push(("get", follow("GET", link["link"]["webUrl"].as_str().unwrap(), "")));
    for (what, answer) in &opened {
        assert!((200..400).contains(&answer.status), "{what}: {answer:?}");
    }
    let routes: Vec<&str> = opened.iter().map(|(_, answer)| answer.route).collect();
    let all = ["download.get", "download.version", "download.thumbnail", "monitor.get", "upload.get", "upload.cancel", "link.open"];
    assert_eq!(routes, all);
}

#[test]
fn a_link_opens_to_whom_it_is_for() {
    let policy = Policy::read();
    expect_file!["links.txt"].assert_eq(&links(&policy, &Stage::build(&policy)));
}

/// Asks by links, with what one is besides.
pub fn links(policy: &Policy, stage: &Stage) -> String {
    let names = &stage.shelves[&Shelf::User];
    let mut table = format!("{:<16}", "");
    let askers = [
        ("nobody", "", ""),
        ("nonsense", "", ""),
        ("outsider", "outsider", "User.Read"),
        ("outsider reads", "outsider", "Files.Read"),
        ("outsider", "outsider", "Files.ReadWrite.All"),
        ("reader", "reader", "Files.ReadWrite.All"),
        ("contributor", "contributor", "Files.ReadWrite.All"),
        ("owner", "owner", "Files.ReadWrite.All"),
        ("app folder", "owner", "Files.ReadWrite.AppFolder"),
        ("app reads", "app", "Files.Read.All"),
        ("app", "app", "Files.ReadWrite.All"),
    ];
    for (title, ..) in askers {
        let _ = write!(table, " {title:<14}");
    }
    let links = [
        ("no link", ""),
        ("to view", r#"{"type":"view","scope":"anonymous"}"#),
        ("to edit", r#"{"type":"edit","scope":"anonymous"}"#),
        ("members view", r#"{"type":"view","scope":"organization"}"#),
        ("members edit", r#"{"type":"edit","scope":"organization"}"#),
        ("to view, with a password", r#"{"type":"view","scope":"anonymous","password":"open sesame"}"#),
        ("to edit, until a minute ago", r#"{"type":"edit","scope":"anonymous","expirationDateTime":"SOON"}"#),
    ];
    for (title, body) in links {
        for (kind, name) in [("folder", "{folder}"), ("file", "{file}")] {
            let url = match body {
                "" => format!("https://notes.example/s/v/u/{}", "A".repeat(64)),
                body => {
                    let soon = stage.world.app.now().plus_seconds(60).iso(0);
                    let path = format!("/v1.0/me/drive/items/{}/createLink", names[name]);
                    let made = run(stage.olga("POST", &path, &body.replace("SOON", &soon))).json();
                    if body.contains("SOON") {
                        stage.world.clock.advance_seconds(120);
                    }
                    made["link"]["webUrl"].as_str().unwrap().to_owned()
                }
            };
            let _ = write!(table, "\n{title}, a {kind}");
            let share = format!("u!{}", URL_SAFE_NO_PAD.encode(&url));
            for route in rows(policy, "link") {
                let is_of_file = route.name == "share.content" || route.name == "share.upload";
                if is_of_file != (kind == "file") && route.name != "share.item" {
                    continue;
                }
                let _ = write!(table, "\n  {:<14}", route.name);
                let path = route.address.replace("{version}", "/v1.0").replace("{share}", &share);
                for (title, name, scope) in askers {
                    let token = match title {
                        "nobody" => None,
                        "nonsense" => Some("nonsense".to_owned()),
                        _ => Some(stage.token(name, scope)),
                    };
                    let body = if route.method == "PUT" { crate::sweep::PICTURE } else { "" };
                    let answer = run(stage.send(token.as_deref(), route.method, &path, "text/plain", body));
                    assert_eq!(answer.route, route.name, "{path}");
                    let said = match answer.status {
                        403 if answer.body.contains("token's scopes") => "403 scopes".to_owned(),
                        status => status.to_string(),
                    };
                    let _ = write!(table, " {said:<14}");
                }
            }
        }
    }
    table.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}
