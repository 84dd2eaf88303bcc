//! What holds for every reply.

use crate::world::{Answer, World, run};

/// Requests of every fate.
const ALL: [(&str, &str, &str, &str); 23] = [
    ("ann", "GET", "/api/v1.0/me/notes/notebooks", ""),
    ("ann", "GET", "/api/v1.0/notebooks/1-{course}", ""),
    ("ann", "GET", "/api/v1.0/me/notes/pages/{plan}/content", ""),
    ("ann", "POST", "/api/v1.0/me/notes/notebooks", r#"{"name":"Law"}"#),
    ("ann", "POST", "/api/v1.0/me/notes/notebooks", r#"{"name":"a:b"}"#),
    ("ann", "POST", "/api/v1.0/me/notes/notebooks/1-{course}/copyNotebook", r#"{"renameAs":"x"}"#),
    ("ann", "DELETE", "/api/v1.0/me/notes/sections/1-{old}", ""),
    ("ann", "PATCH", "/api/v1.0/me/notes/sections/1-{week1}", ""),
    ("ann", "GET", "/api/v1.0/me/notes/notebooks/x", ""),
    ("ann", "GET", "/api/v1.0/me/notes/notebooks/1-{nothing}", ""),
    ("bob", "GET", "/api/v1.0/me/notes/notebooks/1-{course}", ""),
    ("nobody", "GET", "/api/v1.0/me/notes/notebooks", ""),
    ("ann", "PUT", "/api/v1.0/me/notes/notebooks", ""),
    ("ann", "GET", "/nothing", ""),
    ("ann", "GET", "/v1.0/me/onenote/notebooks", ""),
    ("ann", "GET", "/beta/users/ann/onenote/pages/{plan}/$value", ""),
    ("ann", "POST", "/v1.0/me/onenote/notebooks", r##"{"@odata.type":"#microsoft.graph.notebook","displayName":"Law on Graph"}"##),
    ("ann", "POST", "/v1.0/me/onenote/notebooks", r#"{"name":"Law"}"#),
    ("bob", "GET", "/v1.0/me/onenote/notebooks/1-{course}", ""),
    ("nobody", "GET", "/v1.0/me/onenote/notebooks", ""),
    ("ann", "PUT", "/v1.0/me/onenote/notebooks", ""),
    ("nobody", "GET", "/", ""),
    ("nobody", "OPTIONS", "/api/v1.0/me/notes/notebooks", ""),
];

#[test]
fn every_reply_has_its_id_and_its_type() {
    let world = World::new();
    for (who, method, path, body) in ALL {
        let answer = run(world.ask(who, method, path, &[], body));
        let what = format!("{method} {path}: {answer:?}");
        let is_graph = path.starts_with("/v1.0/") || path.starts_with("/beta/");
        let (here, there) = if is_graph { ("request-id", "x-correlationid") } else { ("x-correlationid", "request-id") };
        assert!(model::parse_guid(answer.header(here)).is_some(), "{what}");
        assert_eq!(answer.header(there), "", "{what}");
        assert_eq!(answer.header("client-request-id"), answer.header("request-id"), "{what}");
        let kept = match path {
            "/" => "no-store",
            _ if is_graph => "no-cache",
            _ => "",
        };
        assert_eq!(answer.header("cache-control"), kept, "{what}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{what}");
        let kind = answer.header("content-type");
        match answer.body.chars().next() {
            None => assert_eq!(kind, "", "{what}"),
            Some('{') if is_graph && answer.status >= 400 => assert_eq!(kind, "application/json", "{what}"),
            Some('{') => assert_eq!(kind, "application/json; odata.metadata=minimal; odata.streaming=true", "{what}"),
            Some(_) => assert!(kind.starts_with("text/html"), "{what}"),
        }
        if who != "nobody" && !answer.route.is_empty() && !is_graph {
            assert_eq!(answer.header("x-authenticateduserid"), world.names[who], "{what}");
        }
        assert!(!answer.body.contains(&world.token("ann")), "{what}");
        fault_is_whole(&answer, is_graph, &what);
    }
}

fn fault_is_whole(answer: &Answer, is_graph: bool, what: &str) {
    if answer.status < 400 {
        return;
    }
    let json = answer.json();
    let message = json["Message"].as_str().unwrap_or_else(|| {
        let code = json["error"]["code"].as_str().unwrap();
        if is_graph {
            let inner = &json["error"]["innerError"];
            assert_eq!(inner["request-id"], answer.header("request-id"), "{what}");
            assert_eq!(inner["client-request-id"], answer.header("client-request-id"), "{what}");
            assert_eq!(inner["date"], "2026-01-31T09:01:05", "{what}");
        } else {
            assert_eq!(code.len(), 5, "{what}");
            assert_eq!(json["error"]["@api.url"], format!("https://notes.example/errors#C{code}"), "{what}");
        }
        json["error"]["message"].as_str().unwrap()
    });
    // Sentences, without gaps that somebody forgot to fill.
    assert!(message.ends_with(['.', '"']) && !message.contains('{'), "{what}");
}

#[test]
fn content_runs_nothing_in_a_browser() {
    let world = World::new();
    let answer = run(world.ask("ann", "GET", "/api/v1.0/me/notes/pages/{plan}/content", &[], ""));
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    assert!(answer.header("content-security-policy").contains("default-src 'none'"));
    assert!(answer.header("content-security-policy").contains("sandbox"));
}

#[test]
fn a_revoked_token_works_for_no_longer_than_it_is_trusted() {
    let world = World::with(|_| {}, |options| options.token_trust = std::time::Duration::from_millis(30));
    let list = |world: &World| run(world.ask("ann", "GET", "/api/v1.0/me/notes/notebooks", &[], "")).status;
    assert_eq!(list(&world), 200);
    let revoke = |cx: &mut app::Cx<'_, '_>| {
        for token in app::admin::tokens(cx, "ann")?.into_iter().filter(|token| token.revoked.is_none()) {
            app::admin::revoke_token(cx, &app::admin::Admin::operator(), &token.id)?;
        }
        Ok(())
    };
    world.app.write(revoke).wait().unwrap();
    let waited = std::time::Instant::now();
    while list(&world) == 200 {
        assert!(waited.elapsed() < std::time::Duration::from_secs(5), "still trusted");
    }
    assert_eq!(list(&world), 401);
}

#[test]
fn an_expired_token_is_refused_at_once() {
    let world = World::new();
    let list = |world: &World| run(world.ask("ann", "GET", "/api/v1.0/me/notes/notebooks", &[], "")).status;
    assert_eq!(list(&world), 200);
    world.clock.advance_seconds(400 * 24 * 60 * 60);
    assert_eq!(list(&world), 401);
}

/// Where scopes are asked for, each with its reason: the tables say what a call needs, and three doors ask. May only shrink.
const DOORS: &[(&str, &str)] = &[
    ("server/src/dispatch.rs", "the door to notes, by its table and by what the options of a query need"),
    ("server/src/drive/dispatch.rs", "the door to drives, by its table"),
    ("server/src/identity/dispatch.rs", "the door to signing in, by its table"),
    ("server/src/call.rs", "to replace is to delete, whatever call it is asked of"),
    ("server/src/identity/authorize.rs", "tells a person what an app asks for; there is no caller yet"),
    ("server/src/identity/user_info.rs", "shows as much of a person as the scopes say"),
    ("app/src/caller.rs", "where it is defined"),
    ("app/src/error.rs", "where it is defined"),
    ("server/src/fault.rs", "says it"),
];

/// A handler that asked for a scope would do so beside the table, and nobody who reads the table would know.
#[test]
fn scopes_are_asked_for_by_the_tables_alone() {
    let crates = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut asking = std::collections::BTreeSet::new();
    let mut folders = vec![crates.join("server/src"), crates.join("app/src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            if path.extension().is_none_or(|ending| ending != "rs") || path.ends_with("tests.rs") {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            // In `app` a grant only narrows what is found; to refuse for one is what these words do.
            let is_server = path.starts_with(crates.join("server"));
            let words: &[&str] = if is_server { &[".require(", ".grant(", "ScopeMissing"] } else { &[".require(", "ScopeMissing"] };
            if words.iter().any(|word| text.contains(word)) {
                asking.insert(path.strip_prefix(crates).unwrap().to_str().unwrap().to_owned());
            }
        }
    }
    let doors: std::collections::BTreeSet<String> = DOORS.iter().map(|(path, _)| (*path).to_owned()).collect();
    assert_eq!(asking, doors);
}
