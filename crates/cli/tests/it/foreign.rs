//! What pages of other origins can do in a browser in which somebody is signed in: nothing. Each call of the table that changes
//! something and asks for no token is tried, so a new one is too.

use crate::clients::{Stage, node};
use crate::sign_in::{PASSWORD, as_ann};
use crate::support::{Place, said};
use serde_json::{Value, json};

/// Returns the calls that no scope is asked for, and that are there to change something.
fn calls(place: &Place) -> Vec<(String, String)> {
    let table = place.ok("routes");
    let cells = |line: &str| line.split('|').map(|cell| cell.trim().trim_matches('`').to_owned()).collect::<Vec<_>>();
    let rows =
        table.lines().filter(|line| line.starts_with("| `")).map(cells).filter(|cells| cells.get(4).is_some_and(|scopes| scopes == "none"));
    let calls =
        rows.filter_map(|cells| cells[1].split_once(' ').map(|(method, path)| (method.to_owned(), path.replace("{tenant}", "common"))));
    calls.filter(|(method, path)| method != "GET" && !path.contains('{')).collect()
}

/// Returns all that could be changed, but for when somebody was here last.
fn state(place: &Place) -> Vec<Value> {
    ["user list --json", "group list --json", "site list --json", "app list --json", "token list --user ann --json"]
        .map(|words| place.json(words))
        .into()
}

#[test]
fn pages_of_others_change_nothing_in_a_real_browser() {
    let Stage { place, server, url } = Stage::over_https("--log error");
    std::fs::write(place.path("ann.txt"), PASSWORD).unwrap();
    place.ok("user add ann --admin --password-file ann.txt");
    place.ok("user add bob");
    place.ok("group add Team --member ann");
    place.ok("app add Victim --id victim --redirect https://app.example/");
    place.token("ann");
    let calls = calls(&place);
    assert!(calls.len() > 20 && calls.iter().any(|(_, path)| path == "/account/password"), "{calls:?}");
    let before = state(&place);
    let consent = format!(
        "/common/oauth2/v2.0/authorize?client_id=victim&redirect_uri=https%3A%2F%2Fapp.example%2F&response_type=code&scope=Notes.Read\
         &code_challenge={}&code_challenge_method=S256",
        "a".repeat(43)
    );
    let mut command = node("foreign.js");
    command.env("LOOSELEAF_URL", url).env("LOOSELEAF_CALLS", json!(calls).to_string()).env("LOOSELEAF_CONSENT", consent);
    command.env("LOOSELEAF_CERTIFICATE", place.path("notes.pem")).env("TMPDIR", place.path(""));
    let told = said(as_ann(&mut command, &place, "authority.pem"));
    let log = server.stop();
    assert_eq!(told.code, 0, "the story broke off after\n{}\n{}\nthe server's log:\n{log}", told.out, told.err);
    assert_eq!(state(&place), before);
    // Ann did nothing but what she wanted to; who pages of others are, nobody knows.
    let entries = place.json("audit --user ann --since 1h --limit 10000 --json");
    let entries = entries.as_array().unwrap().iter().rev();
    let done = entries.filter(|entry| (200..400).contains(&entry["status"].as_u64().unwrap()));
    let acts: Vec<_> = done.map(|entry| entry["act"].as_str().unwrap()).collect();
    assert_eq!(acts, ["sign_in.try", "account.forget_browsers"]);
}
