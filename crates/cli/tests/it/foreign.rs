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

/// Returns what the form of a call would bring about what there is: with it, the call is done if nothing but this server's own pages stands
/// in its way. Another page could learn an id somewhere.
fn known(place: &Place, path: &str) -> Value {
    let found = |words: &str, name: &str| {
        let list = place.json(words);
        let it = list.as_array().unwrap().iter().find(|it| [&it["name"], &it["url"], &it["app"]].iter().any(|its| *its == name));
        let it = it.unwrap_or_else(|| panic!("no {name} in {list}"));
        it.get("siteId").unwrap_or(&it["id"]).clone()
    };
    let [ann, bob] = ["ann", "bob"].map(|name| found("user list --json", name));
    let mut known = match path {
        // Of her own she would hear at the end.
        "/admin/person/sign-out" => json!({ "id": ann }),
        "/admin/person/tokens" => json!({ "id": bob, "revoked": found("token list --user bob --json", "tests") }),
        path if path.starts_with("/admin/person/") => json!({ "id": bob, "is": "yes" }),
        "/admin/group/groups" => json!({ "id": found("group list --json", "Team"), "inner": "Third", "as": "reader" }),
        "/admin/group/groups/remove" => {
            json!({ "id": found("group list --json", "Team"), "inner": found("group list --json", "Others") })
        }
        path if path.starts_with("/admin/group/") => json!({ "id": found("group list --json", "Team") }),
        path if path.starts_with("/admin/site/") => json!({ "id": found("site list --json", SITE), "library": "Old" }),
        "/admin/apps" => json!({ "id": "mallory" }),
        path if path.starts_with("/admin/app/") => json!({ "id": "keeper" }),
        _ => json!({}),
    };
    let common = json!({ "who": bob, "member": "bob", "role": "owner", "fate": "discard", "room": "1" });
    for (name, value) in common.as_object().unwrap() {
        known.as_object_mut().unwrap().entry(name).or_insert_with(|| value.clone());
    }
    if known.get("library").is_none() {
        known["library"] = json!("Documents");
    }
    known
}

const SITE: &str = "https://school.example/sites/physics";

/// Returns all that could be changed, but for when somebody was here last.
fn state(place: &Place) -> Vec<Value> {
    [
        "user list --json",
        "group list --json",
        "site list --json",
        "app list --json",
        "issuer list --json",
        "token list --user ann --json",
        "token list --user bob --json",
    ]
    .map(|words| place.json(words))
    .into()
}

#[test]
fn pages_of_others_change_nothing_in_a_real_browser() {
    let Stage { place, server, url } = Stage::over_https("--log error");
    std::fs::write(place.path("ann.txt"), PASSWORD).unwrap();
    place.ok("user add ann --admin --password-file ann.txt");
    place.ok("user add bob");
    place.ok("group add Team --member ann --member bob");
    place.ok("group add Others --member bob");
    place.ok("group add Third");
    place.ok("group member add Team --group Others");
    place.ok(&format!("site add --url {SITE} --member ann:owner --member bob --library Old"));
    place.ok("app add Keeper --id keeper --confidential --redirect https://app.example/");
    place.ok("app add Victim --id victim --redirect https://app.example/");
    place.token("ann");
    place.token("bob");
    let calls: Vec<Value> = calls(&place).into_iter().map(|(method, path)| json!([method, path, known(&place, &path)])).collect();
    assert!(calls.len() > 20 && calls.iter().any(|call| call[1] == "/account/password"), "{calls:?}");
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
    assert_eq!(state(&place), before);
    assert_eq!(told.code, 0, "the story broke off after\n{}\n{}\nthe server's log:\n{log}", told.out, told.err);
    // Ann did nothing but what she wanted to; who pages of others are, nobody knows.
    let entries = place.json("audit --user ann --since 1h --limit 10000 --json");
    let entries = entries.as_array().unwrap().iter().rev();
    let done = entries.filter(|entry| (200..400).contains(&entry["status"].as_u64().unwrap()));
    let acts: Vec<_> = done.map(|entry| entry["act"].as_str().unwrap()).collect();
    assert_eq!(acts, ["sign_in.try", "account.forget_browsers"]);
}
