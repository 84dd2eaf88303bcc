//! People, groups, sites and shares.

use crate::support::Place;

#[test]
fn people_are_added_and_listed() {
    let place = Place::new();
    let id = place.json("user add ann --json")["id"].as_str().unwrap().to_owned();
    assert!(place.ok("user add ben --quota 5GB").starts_with("added ben ("));
    let all = place.json("user list --json");
    assert_eq!(all[0]["id"], *id);
    assert_eq!((&all[0]["name"], &all[1]["name"]), (&"ann".into(), &"ben".into()));
    let table = place.ok("user list");
    assert!(table.starts_with("NAME") && table.contains(&id), "{table}");
}

#[test]
fn some_people_run_the_server() {
    let place = Place::new();
    place.ok("user add ann --admin");
    place.ok("user add ben");
    let are = |place: &Place| -> Vec<_> {
        place.json("user list --json").as_array().unwrap().iter().map(|user| user["admin"].as_bool().unwrap()).collect()
    };
    assert_eq!(are(&place), [true, false]);
    assert!(place.ok("user admin Ben").contains("ben is an administrator"));
    assert!(place.ok("user list").contains("administrator"));
    assert!(place.fails(1, "user factor remove ann").contains("ann has no second factor"));
    assert_eq!(place.json("user list --json")[0]["secondFactor"], false);
    // Here the last one may go too.
    place.ok("user admin ben --revoke");
    place.ok("user admin ann --revoke");
    assert_eq!(are(&place), [false, false]);
    assert!(place.fails(1, "user admin zoe").contains("nobody called `zoe`"));
    let acts = place.json("audit --json");
    assert_eq!((&acts[0]["act"], &acts[0]["subject"]), (&"user admin --revoke".into(), &"ann".into()), "{acts}");
}

#[test]
fn a_name_is_taken_in_any_letter_case() {
    let place = Place::new();
    place.ok("user add Zoë");
    assert!(place.fails(1, "user add ZOË").contains("taken"));
    place.ok("group add Physics --member Zoë");
    assert!(place.fails(1, "group add physics").contains("taken"));
    assert!(place.fails(1, "user add a/b").contains("cannot be used: it has the character '/'"));
    assert!(place.fails(1, &format!("user add {}", "a".repeat(129))).contains("cannot be used: it has more than 128 characters"));
}

#[test]
fn a_password_comes_from_a_file_and_is_never_shown() {
    let place = Place::new();
    std::fs::write(place.path("secret.txt"), "correct horse\n").unwrap();
    let said = place.ok("user add ann --password-file secret.txt");
    assert!(!said.contains("horse"));
    std::fs::write(place.path("empty.txt"), "\n").unwrap();
    assert!(place.fails(1, "user add ben --password-file empty.txt").contains("empty"));
    assert!(place.fails(1, "user add ben --password-file nowhere.txt").contains("nowhere.txt"));
    assert_eq!(place.json("user list --json").as_array().unwrap().len(), 1);
}

#[test]
fn groups_have_members() {
    let place = Place::new();
    for name in ["ann", "ben", "zoe"] {
        place.ok(&format!("user add {name}"));
    }
    let id = &place.json("group add Physics --member ann ben --json")["id"];
    assert_eq!(id.as_str().unwrap().len(), 36);
    assert_eq!(
        place.json("group list --json"),
        serde_json::json!([{ "id": id, "name": "Physics", "members": 2, "bytes": 0, "quotaBytes": null }])
    );
    let table = place.ok("group list");
    assert!(table.starts_with("NAME") && table.contains("Physics") && table.contains(id.as_str().unwrap()), "{table}");
    place.ok("group member add physics zoe --role reader");
    place.ok("group member remove Physics zoe ben");
    assert!(place.fails(1, "group member remove Physics zoe").contains("zoe"));
    assert!(place.fails(1, "group member add Chemistry zoe").contains("Chemistry"));
    assert!(place.fails(1, "group add Art --member ann nobody").contains("user list"));
    assert!(place.fails(2, "group member add Physics zoe --role boss").contains("reader, contributor or owner"));
}

#[test]
fn groups_and_sites_change_and_go() {
    let place = Place::new();
    place.ok("user add ann");
    let group = place.json("group add Physics --member ann --json")["id"].as_str().unwrap().to_owned();
    assert!(place.ok("group rename physics Chemistry").contains("Chemistry"));
    assert!(place.fails(1, "group rename Physics Art").contains("group list"));
    place.ok("group quota Chemistry 5GB");
    assert_eq!(place.json("group list --json")[0]["quotaBytes"], 5_000_000_000_u64);
    place.ok("user quota ann 1GB");
    place.ok("user quota ann none");
    assert_eq!(place.json("user list --json")[0]["quotaBytes"], serde_json::Value::Null);
    assert!(place.fails(2, "user quota ann much").contains("write none"));
    let token = place.token("ann");
    let server = place.serve("");
    let made = server.post(&token, &format!("/v1.0/groups/{group}/onenote/notebooks"), r#"{"displayName":"Law"}"#);
    assert_eq!(made.status, 201, "{made:?}");
    server.stop();
    let asked = place.fails(1, "group remove Chemistry");
    assert!(asked.contains("1 notebooks") && asked.contains("--give-to") && asked.contains("--discard"), "{asked}");
    assert!(place.fails(1, "group remove Chemistry --give-to zoe").contains("zoe"));
    place.ok("group remove Chemistry --give-to ann");
    assert_eq!(place.json("group list --json"), serde_json::json!([]));
    let url = "https://school.example/sites/a";
    place.ok(&format!("site add --url {url} --member ann:owner"));
    assert!(place.ok(&format!("site set --url {url} --to {url}b")).contains("/ab"));
    assert!(place.fails(1, &format!("site set --url {url} --to {url}c")).contains("site list"));
    let url = "https://school.example/sites/ab";
    place.ok(&format!("site library add --url {url} Exams --quota 1MB"));
    place.ok(&format!("site library rename --url {url} exams Tests"));
    place.ok(&format!("site library quota --url {url} Tests 2MB"));
    let all = place.json(&format!("site library list --url {url} --json"));
    assert_eq!((&all[0]["default"], &all[1]["name"], &all[1]["quotaBytes"]), (&true.into(), &"Tests".into(), &2_000_000.into()));
    assert!(place.ok(&format!("site library list --url {url}")).contains("default"));
    place.ok(&format!("site library remove --url {url} Tests"));
    assert!(place.fails(1, &format!("site library remove --url {url} Tests")).contains("no library"));
    place.ok(&format!("site remove --url {url} --discard"));
    assert!(place.fails(1, &format!("site remove --url {url}")).contains("no site"));
    place.ok("doctor");
}

#[test]
fn a_group_is_a_member_of_a_group() {
    let place = Place::new();
    place.ok("user add ann");
    place.ok("group add Physics");
    place.ok("group add Teachers --member ann");
    place.ok("group member add Physics --group Teachers --role reader");
    assert_eq!(place.json("group list --json")[0]["members"], 1);
    assert!(place.fails(1, "group member add Teachers --group Physics").contains("lies in"));
    assert!(place.fails(1, "group member add Teachers --group Nobody").contains("Nobody"));
    place.fails(2, "group member add Physics");
    place.ok("group member remove Physics --group Teachers");
    assert_eq!(place.json("group list --json")[0]["members"], 0);
    place.ok("doctor");
}

#[test]
fn it_is_said_what_has_no_owner_any_more() {
    let place = Place::new();
    place.ok("user add ann");
    place.ok("group add Physics --member ann");
    place.ok("site add --url https://school.example/sites/a --member ann:owner");
    for verb in ["user suspend ann", "user remove ann --discard"] {
        let said = place.ok(verb);
        assert!(said.contains("group member add Physics NAME --role owner") && said.contains("/sites/a NAME:owner"), "{said}");
    }
}

#[test]
fn a_change_of_several_memberships_is_one() {
    let place = Place::new();
    place.ok("user add ann");
    place.ok("user add ben");
    place.ok("group add Physics --member ann");
    // The second name is nobody, so the first is no member either.
    assert!(place.fails(1, "group member add Physics ben nobody").contains("nothing was changed"));
    assert!(place.fails(1, "group member remove Physics ben").contains("ben"));
}

#[test]
fn sites_form_collections_by_host() {
    let place = Place::new();
    place.ok("user add ann");
    place.ok("user add ben");
    let one = place.json("site add --url https://school.example/sites/a --member ann:owner ben --json");
    let other = place.json("site add --url https://School.example/sites/b --no-default-library --library Old New --json");
    assert_eq!(one["siteCollectionId"], other["siteCollectionId"]);
    assert_ne!(one["siteId"], other["siteId"]);
    let all = place.json("site list --json");
    assert_eq!(
        (&all[0]["siteId"], &all[0]["members"], all[1]["url"].as_str()),
        (&one["siteId"], &2.into(), Some("https://School.example/sites/b"))
    );
    assert!(place.ok("site list").contains(one["siteCollectionId"].as_str().unwrap()));
    assert!(place.fails(1, "site add --url https://school.example/sites/A/").contains("taken"));
    assert!(place.fails(2, "site add --url school.example").contains("write it whole"));
    place.ok("site member add --url https://school.example/sites/b ann ben:reader");
    place.ok("site member remove --url https://school.example/sites/B ben");
    assert!(place.fails(1, "site member remove --url https://school.example/sites/b ben").contains("ben"));
    assert!(place.fails(1, "site member add --url https://school.example/sites/c ann").contains("no site"));
}

#[test]
fn shares_name_nodes_as_clients_see_them() {
    let place = Place::new();
    place.ok("user add ann");
    let page = "1-0123456789abcdef0123456789abcdef!1-0191f2a0-1111-7222-8333-444455556666";
    assert!(place.fails(2, &format!("share --node {page} --with ann")).contains("section or notebook"));
    let gone = "1-0191f2a0-1111-7222-8333-444455556666";
    assert!(place.fails(1, &format!("share --node {gone} --with ann")).contains(gone));
    assert!(place.fails(1, &format!("unshare --node {gone} --with ann")).contains("ann"));
}

#[test]
fn people_are_suspended_and_leave() {
    let place = Place::new();
    for name in ["ann", "ben"] {
        place.ok(&format!("user add {name}"));
    }
    let token = place.token("ann");
    let server = place.serve("");
    let asks = || server.get(&token, "/v1.0/me/onenote/notebooks").status;
    assert_eq!(asks(), 200);
    place.ok("user suspend ann");
    assert!(place.ok("user list").contains("suspended"));
    let begun = std::time::Instant::now();
    while asks() != 401 {
        assert!(begun.elapsed() < std::time::Duration::from_secs(20), "still let in");
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    place.ok("user resume ann");
    place.fails(2, "user remove ann");
    assert!(place.fails(1, "user remove ann --give-to zoe").contains("zoe"));
    assert!(place.fails(2, "user remove ann --give-to ann").contains("their own"));
    place.ok("user remove ann --give-to ben");
    assert!(!place.ok("user list").contains("ann"));
    place.ok("user add ann");
    place.ok("user remove ann --discard");
    assert!(place.fails(1, "user remove ann --discard").contains("nobody"));
    server.stop();
    place.ok("doctor");
}

#[test]
fn who_did_what_is_written_down() {
    let place = Place::new();
    place.ok("user add ann");
    let token = place.token("ann");
    let server = place.serve("");
    let made = server.post(&token, "/v1.0/me/onenote/notebooks", r#"{"displayName":"Law"}"#);
    assert_eq!(made.status, 201, "{made:?}");
    server.get(&token, "/v1.0/me/onenote/notebooks");
    server.post(&token, "/v1.0/me/onenote/notebooks", r#"{"displayName":"Law"}"#);
    // What waits is written when the server ends in order.
    let log = server.stop();
    let all = place.json("audit --json");
    let acts: Vec<_> = all.as_array().unwrap().iter().map(|entry| entry["act"].as_str().unwrap()).collect();
    assert_eq!(acts, ["notebook.create", "token issue", "user add"], "{all}");
    assert_eq!((&all[0]["user"], &all[0]["from"], &all[0]["status"]), (&"ann".into(), &"127.0.0.1".into(), &201.into()));
    assert!(log.contains(all[0]["correlation"].as_str().unwrap()));
    assert!(!all.to_string().contains(&token));
    assert_eq!(place.json("audit --user ann --act notebook. --since 1h --json").as_array().unwrap().len(), 1);
    assert!(place.ok("audit").contains("(operator)"));
    assert!(place.fails(1, "audit --user zoe").contains("zoe"));
}
