//! Patches that meet, and patches of large pages.

use crate::world::{Answer, World, run};
use std::fmt::Write as _;

const CONTENT: &str = "/api/v1.0/me/notes/pages/{plan}/content";

async fn patch(world: &World, headers: &[(&str, &str)], commands: &str) -> Answer {
    world.ask("ann", "PATCH", CONTENT, headers, commands).await
}

fn append(text: &str) -> String {
    format!("[{{\"target\":\"body\",\"action\":\"append\",\"content\":\"<p>{text}</p>\"}}]")
}

#[test]
fn changes_at_the_same_time_all_go_in() {
    let world = World::new();
    let statuses = std::thread::scope(|scope| {
        let all: Vec<_> = (0..8)
            .map(|i| {
                scope.spawn({
                    let world = &world;
                    move || run(patch(world, &[], &append(&format!("change {i}")))).status
                })
            })
            .collect();
        all.into_iter().map(|one| one.join().unwrap()).collect::<Vec<_>>()
    });
    assert_eq!(statuses, [204; 8]);
    let page = run(world.ask("ann", "GET", CONTENT, &[], "")).body;
    for i in 0..8 {
        assert_eq!(page.matches(&format!("<p>change {i}</p>")).count(), 1, "{page}");
    }
}

#[test]
fn one_version_is_changed_once() {
    let world = World::new();
    let version = run(world.ask("ann", "GET", CONTENT, &[], "")).header("etag").to_owned();
    let first = run(patch(&world, &[("if-match", &version)], &append("one")));
    let second = run(patch(&world, &[("if-match", &version)], &append("two")));
    assert_eq!((first.status, second.status, second.code().as_str()), (204, 412, "20123"));
    let third = run(patch(&world, &[("if-match", first.header("etag"))], &append("three")));
    assert_eq!(third.status, 204);
    assert_eq!(run(patch(&world, &[("if-match", "*")], &append("four"))).status, 204);
}

#[test]
fn a_repeated_request_has_one_effect() {
    let world = World::new();
    let key = [("idempotency-key", "once")];
    let replace = "[{\"target\":\"body\",\"action\":\"append\",\"content\":\"<p data-id=gone>one</p>\"}]";
    for _ in 0..2 {
        assert_eq!(run(patch(&world, &key, replace)).status, 204);
    }
    let other = run(patch(&world, &key, &append("two")));
    assert_eq!((other.status, other.code().as_str()), (422, "10017"));
    let page = run(world.ask("ann", "GET", CONTENT, &[], "")).body;
    assert_eq!((page.matches(">one<").count(), page.matches(">two<").count()), (1, 0), "{page}");
    // Also where what it names is gone by then.
    let path = "/v1.0/me/onenote/pages/{plan}/onenotePatchContent";
    let delete = "{\"commands\":[{\"target\":\"#gone\",\"action\":\"replace\",\"content\":\"\"}]}";
    for _ in 0..2 {
        assert_eq!(run(world.ask("ann", "POST", path, &[("idempotency-key", "twice")], delete)).status, 204);
    }
}

#[test]
fn a_large_page_takes_changes_and_leaves_one_blob() {
    let world = World::new();
    let large = format!("<title>Large</title><p data-id=last>{}</p>", "leaf ".repeat(20_000));
    assert_eq!(run(world.ask("ann", "PUT", CONTENT, &[], &large)).status, 200);
    assert_eq!(run(patch(&world, &[], &append("small"))).status, 204);
    let many = (0..3_000).fold(String::new(), |mut many, i| {
        let _ = write!(many, "<p>paragraph {i}</p>");
        many
    });
    let commands = format!("[{{\"target\":\"#last\",\"action\":\"replace\",\"content\":\"{many}\"}}]");
    assert_eq!(run(patch(&world, &[], &commands)).status, 204);
    let page = run(world.ask("ann", "GET", CONTENT, &[], "")).body;
    assert!(page.contains("<p>paragraph 2999</p>") && page.contains("<p>small</p>") && !page.contains("leaf"));
    let blobs = world.blobs();
    assert_eq!(run(patch(&world, &[("if-match", "\"1-0\"")], &append("x"))).status, 412);
    assert_eq!(run(patch(&world, &[], "[{\"target\":\"#nothing\",\"action\":\"delete\"}]")).status, 400);
    assert_eq!(world.blobs(), blobs);
    let preview = run(world.ask("ann", "GET", "/api/v1.0/me/notes/pages/{plan}/preview", &[], ""));
    assert!(preview.body.contains("paragraph 0 paragraph 1"), "{}", preview.body);
}
