//! Signing in, as the libraries do it that apps are written with, against the started binary: over https, with an authority that
//! they are told to trust, through the pages that people are shown.

use crate::clients::{Stage, blocks, installed, node, story};
use crate::support::{Place, said};
use serde_json::Value;
use std::process::Command;

/// By which Ann signs in.
pub const PASSWORD: &str = "correct horse battery staple";

/// Gives Ann a password, and registers an app of one name and client id.
fn registered(place: &Place, app: &str) -> Value {
    std::fs::write(place.path("ann.txt"), PASSWORD).unwrap();
    place.ok("user add ann --password-file ann.txt");
    place.json(&format!("app add {app} --json"))
}

/// Tells a program who plays Ann, and takes away what the person at this machine has set for their own programs.
pub fn as_ann<'c>(command: &'c mut Command, place: &Place, authority: &str) -> &'c mut Command {
    for name in ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"]
    {
        command.env_remove(name);
    }
    command.env("LOOSELEAF_CA", place.path(authority)).env("LOOSELEAF_PERSON", "ann").env("LOOSELEAF_PASSWORD", PASSWORD);
    command.current_dir(place.path(""))
}

/// How somebody at a browser is called, who is then told where to go.
pub fn person() -> String {
    format!("{} -EsB {}", installed("python").join("bin/python").display(), story("python/person.py").display())
}

/// Python, without the person's own packages and settings.
fn python() -> Command {
    let mut command = Command::new(installed("python").join("bin/python"));
    command.arg("-EsB");
    command
}

#[test]
fn msal_for_python() {
    let Stage { place, server, url } = Stage::over_https("");
    let app = registered(&place, "Clipper --redirect http://localhost");
    let service = place.json("app add Service --confidential --redirect https://service.example/signed-in --json");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let mut command = python();
    command.arg(story("python/sign_in.py")).env("LOOSELEAF_URL", url).env("LOOSELEAF_APP", text(&app["id"]));
    command.env("LOOSELEAF_SERVICE", text(&service["id"])).env("LOOSELEAF_SECRET", text(&service["secret"]));
    let told = said(as_ann(&mut command, &place, "authority.pem"));
    let log = server.stop();
    assert_eq!(told.code, 0, "the story broke off after\n{}\n{}\nthe server's log:\n{log}", told.out, told.err);
}

#[test]
fn the_page_about_clients_signs_people_in() {
    let Stage { place, server, .. } = Stage::over_https("");
    registered(&place, "my-app --id my-app --redirect http://localhost");
    let port = server.address.rsplit(':').next().unwrap();
    std::fs::rename(place.path("authority.pem"), place.path("notes.pem")).unwrap();
    std::fs::write(place.path("sign_in.py"), &blocks("python", port)[1]).unwrap();
    let told = said(as_ann(python().arg("sign_in.py").env("BROWSER", person() + " %s &"), &place, "notes.pem"));
    assert_eq!((told.code, told.out.contains("'value': []")), (0, true), "{}{}", told.out, told.err);
}

#[test]
fn msal_for_pages_in_a_real_browser() {
    let Stage { place, server, url } = Stage::over_https("--allowed-origin https://app.example");
    registered(&place, "Notes --id my-page --redirect https://app.example/");
    let port = server.address.rsplit(':').next().unwrap();
    std::fs::write(place.path("app.js"), &blocks("msal", port)[0]).unwrap();
    let mut command = node("msal.js");
    command.env("LOOSELEAF_URL", url).env("LOOSELEAF_APP", place.path("app.js"));
    command.env("LOOSELEAF_CERTIFICATE", place.path("notes.pem")).env("TMPDIR", place.path(""));
    let told = said(as_ann(&mut command, &place, "authority.pem"));
    let log = server.stop();
    assert_eq!(told.code, 0, "the story broke off after\n{}\n{}\nthe server's log:\n{log}", told.out, told.err);
}

#[test]
fn who_runs_the_server_in_a_real_browser() {
    let Stage { place, server, url } = Stage::over_https("");
    std::fs::write(place.path("ann.txt"), PASSWORD).unwrap();
    place.ok("user add ann --password-file ann.txt --admin");
    // It needs nothing but the browser.
    let mut command = Command::new("node");
    command.arg(story("node/admin.js")).env("LOOSELEAF_URL", url);
    command.env("LOOSELEAF_CERTIFICATE", place.path("notes.pem")).env("TMPDIR", place.path(""));
    let told = said(as_ann(&mut command, &place, "authority.pem"));
    let log = server.stop();
    assert_eq!(told.code, 0, "the story broke off after\n{}\n{}\nthe server's log:\n{log}", told.out, told.err);
}
