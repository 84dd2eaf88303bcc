//! Large pages lie in blobs, and no request leaves one that nothing names.

use crate::world::{World, run};

/// A page of more than 64 KiB.
fn large(word: &str) -> String {
    format!("<title>Large</title><p>{}</p>", word.repeat(100_000 / word.len()))
}

const PAGES: &str = "/api/v1.0/me/notes/sections/1-{week1}/pages";

#[test]
fn the_same_content_is_one_blob() {
    let world = World::new();
    for _ in 0..3 {
        assert_eq!(run(world.ask("ann", "POST", PAGES, &[], &large("leaf "))).status, 201);
    }
    assert_eq!(world.blobs(), 1);
    let content = "/api/v1.0/me/notes/pages/{plan}/content";
    assert_eq!(run(world.ask("ann", "PUT", content, &[], &large("leaf "))).status, 200);
    assert_eq!(world.blobs(), 1);
    assert_eq!(run(world.ask("ann", "PUT", content, &[], &large("tree "))).status, 200);
    assert_eq!(world.blobs(), 2);
    assert!(run(world.ask("ann", "GET", content, &[], "")).body.contains("tree tree"));
}

#[test]
fn a_repetition_leaves_no_blob() {
    let world = World::new();
    for _ in 0..2 {
        assert_eq!(run(world.ask("ann", "POST", PAGES, &[("idempotency-key", "once")], &large("leaf "))).status, 201);
    }
    assert_eq!(world.blobs(), 1);
}

#[test]
fn a_refused_page_leaves_no_blob() {
    let world = World::new();
    let content = "/api/v1.0/me/notes/pages/{plan}/content";
    for (who, method, path, headers, status) in [
        ("bob", "POST", PAGES, &[][..], 404),
        ("rita", "POST", PAGES, &[], 403),
        ("bob", "PUT", content, &[], 404),
        ("ann", "PUT", content, &[("if-match", "\"1-0123456789abcdef\"")], 412),
    ] {
        let answer = run(world.ask(who, method, path, headers, &large("leaf ")));
        assert_eq!(answer.status, status, "{who} {method}: {}", answer.body);
    }
    assert_eq!(world.blobs(), 0);
}

#[test]
fn a_damaged_page_is_refused_and_not_shown() {
    let world = World::new();
    let content = "/api/v1.0/me/notes/pages/{plan}/content";
    assert_eq!(run(world.ask("ann", "PUT", content, &[], &large("leaf "))).status, 200);
    world.damage_blobs();
    for path in [content, "/v1.0/me/onenote/pages/{plan}/content"] {
        let answer = run(world.ask("ann", "GET", path, &[], ""));
        assert_eq!((answer.status, answer.code().as_str()), (500, "10001"), "{path}");
    }
}

/// Sends a fragment of a file of `bytes` bytes, all of it.
fn fragment(world: &World, url: &str, bytes: usize) -> u16 {
    let range = format!("bytes 0-{}/{bytes}", bytes - 1);
    run(world.ask("bob-files", "PUT", url, &[("content-range", &range)], &"x".repeat(bytes))).status
}

/// A client goes away while its file waits to be written down, and then there is no room for it.
#[test]
fn a_file_that_finds_no_room_leaves_no_blob_though_nobody_waits_for_it() {
    let world = World::new();
    // The key of downloads is written down by the first who needs it.
    let drive = "/v1.0/groups/{others}/drive";
    assert_eq!(run(world.ask("bob-files", "PUT", &format!("{drive}/root:/small.bin:/content"), &[], "x")).status, 201);
    let (begun, begins) = std::sync::mpsc::channel();
    let (ends, end) = std::sync::mpsc::channel::<()>();
    // The one writer is busy.
    let busy = world.app.write(move |_| {
        let _ = begun.send(());
        let _ = end.recv();
        Ok(())
    });
    begins.recv().unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let large = "x".repeat(400_000);
        let path = format!("{drive}/root:/large.bin:/content");
        let asking = world.ask("bob-files", "PUT", &path, &[], &large);
        let patience = tokio::time::sleep(std::time::Duration::from_millis(500));
        tokio::select! {
            answer = asking => panic!("{}", answer.status),
            () = patience => {}
        }
        assert_eq!(world.blobs(), 1);
        drop(ends);
        let tidied = async {
            while world.blobs() > 0 {
                tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(10), tidied).await.expect("it stays");
    });
    busy.wait().unwrap();
}

/// As above, with pages: made, put in the place of another, and changed.
#[test]
fn a_page_that_finds_no_room_leaves_no_blob_though_nobody_waits_for_it() {
    let world = World::new();
    let base = "/api/v1.0/groups/{others}/notes";
    let made = |path: &str, body: &str| {
        let answer = run(world.ask("bob", "POST", &format!("{base}/{path}"), &[], body));
        assert_eq!(answer.status, 201, "{}", answer.body);
        answer.json()["id"].as_str().unwrap().to_owned()
    };
    let notebook = made("notebooks", r#"{"name":"Full"}"#);
    let section = made(&format!("notebooks/{notebook}/sections"), r#"{"name":"S"}"#);
    let page = made(&format!("sections/{section}/pages"), "<title>t</title>");
    let large = (0..60_000).map(|n| format!("{n} ")).collect::<String>();
    let html = format!("<title>t</title><p>{large}</p>");
    let patch = serde_json::json!([{ "target": "body", "action": "append", "content": format!("<p>{large}</p>") }]).to_string();
    for (method, path, body) in [
        ("POST", format!("{base}/sections/{section}/pages"), &html),
        ("PUT", format!("{base}/pages/{page}/content"), &html),
        ("PATCH", format!("{base}/pages/{page}/content"), &patch),
    ] {
        let (begun, begins) = std::sync::mpsc::channel();
        let (ends, end) = std::sync::mpsc::channel::<()>();
        // The one writer is busy.
        let busy = world.app.write(move |_| {
            let _ = begun.send(());
            let _ = end.recv();
            Ok(())
        });
        begins.recv().unwrap();
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(async {
            let asking = world.ask("bob", method, &path, &[], body);
            let written = async {
                while world.blobs() == 0 {
                    tokio::time::sleep(std::time::Duration::from_millis(5)).await;
                }
            };
            tokio::select! {
                answer = asking => panic!("{method} {}: {}", answer.status, answer.body),
                () = written => {}
            }
            drop(ends);
            let tidied = async {
                while world.blobs() > 0 {
                    tokio::time::sleep(std::time::Duration::from_millis(5)).await;
                }
            };
            tokio::time::timeout(std::time::Duration::from_secs(10), tidied).await.expect(method);
        });
        busy.wait().unwrap();
    }
}

#[test]
fn files_that_find_no_room_leave_no_blob() {
    const FILE: &str = "/v1.0/groups/{others}/drive/root:/large.bin";
    let world = World::new();
    let large = "x".repeat(400_000);
    assert_eq!(run(world.ask("bob-files", "PUT", &format!("{FILE}:/content"), &[], &large)).status, 507);
    // A session that does not say how long the file is learns it from the first fragment.
    let json = [("content-type", "application/json")];
    let session = run(world.ask("bob-files", "POST", &format!("{FILE}:/createUploadSession"), &json, "{}"));
    assert_eq!(session.status, 200, "{}", session.body);
    let session: serde_json::Value = serde_json::from_str(&session.body).unwrap();
    let url = session["uploadUrl"].as_str().unwrap().split_once("/v1.0/").unwrap().1;
    assert_eq!(fragment(&world, &format!("/v1.0/{url}"), 400_000), 507);
    assert_eq!(world.blobs(), 0);
}
