//! What a batch costs at most, and what it leaves undone then.

use crate::world::{World, run};
use http::StatusCode;

const PAGES: &str = "/api/v1.0/me/notes/sections/1-{week1}/pages";

#[test]
fn once_the_answers_are_enough_nothing_further_is_done() {
    let world = World::new();
    let html = format!("<title>Large</title><p>{}</p>", "words ".repeat(75 * 1024));
    let made = run(world.ask("ann", "POST", PAGES, &[], &html));
    assert_eq!(made.status, 201);
    let page = made.json()["id"].as_str().unwrap().to_owned();
    let part = |line: String| format!("--b\r\nContent-Type: application/http\r\n\r\n{line} HTTP/1.1\r\n\r\n\r\n\r\n");
    let get = part(format!("GET /api/v1.0/me/notes/pages/{page}/content"));
    let delete = part("DELETE /api/v1.0/me/notes/sections/1-{old}".to_owned());
    let statuses = |pages: usize| -> Vec<u16> {
        let answer = run(world.ask("ann", "POST", "/api/v1.0/$batch", &[], &(get.repeat(pages) + &delete + "--b--")));
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.body.contains("\"20008\""), pages > 18, "what is left out says why");
        let found = answer.body.match_indices("\r\n\r\nHTTP/1.1 ");
        found.map(|(at, found)| answer.body[at + found.len()..][..3].parse().unwrap()).collect()
    };
    // 18 of them have just under 8 MiB, with what goes around the text; the 19th is still made.
    let cut = statuses(30);
    assert_eq!((cut[..19].to_vec(), cut[19..].to_vec()), (vec![200; 19], vec![413; 12]));
    assert_eq!(run(world.ask("ann", "GET", "/api/v1.0/me/notes/sections/1-{old}", &[], "")).status, StatusCode::OK);
    assert_eq!(statuses(18).last(), Some(&204));
}

#[test]
fn the_ids_of_a_batch_and_of_its_requests_differ() {
    let world = World::new();
    let copy = "/me/onenote/notebooks/1-{course}/copyNotebook";
    let request = |id: &str, name: &str| {
        format!(
            r#"{{"id":"{id}","method":"POST","url":"{copy}","headers":{{"Content-Type":"application/json"}},"body":{{"renameAs":"{name}"}}}}"#
        )
    };
    let batch = format!(r#"{{"requests":[{},{}]}}"#, request("1", "One"), request("2", "Two"));
    let answer = run(world.ask("ann", "POST", "/v1.0/$batch", &[], &batch));
    let responses = answer.json()["responses"].as_array().unwrap().clone();
    let operations: Vec<&str> = responses.iter().map(|response| response["headers"]["Operation-Location"].as_str().unwrap()).collect();
    assert_eq!(responses.iter().map(|response| response["status"].as_u64().unwrap()).collect::<Vec<_>>(), [202, 202]);
    assert_ne!(operations[0], operations[1]);
    let ids = responses.iter().map(|response| response["headers"]["request-id"].as_str().unwrap());
    assert!(ids.clone().all(|id| id != answer.header("request-id")) && ids.collect::<Vec<_>>().is_sorted_by(|a, b| a != b));
}

#[test]
fn a_batch_that_takes_too_long_begins_nothing_more() {
    let world = World::with(|_| {}, |options| options.batch_timeout = std::time::Duration::ZERO);
    let delete = r#"{"id":"1","method":"DELETE","url":"/me/onenote/sections/1-{old}"}"#;
    let answer = run(world.ask("ann", "POST", "/v1.0/$batch", &[], &format!(r#"{{"requests":[{delete}]}}"#)));
    assert_eq!((answer.status, answer.json()["responses"][0]["status"].as_u64()), (200, Some(503)), "{}", answer.body);
    let parts = "--b\r\nContent-Type: application/http\r\n\r\nDELETE /api/v1.0/me/notes/sections/1-{old} HTTP/1.1\r\n\r\n\r\n\r\n--b--";
    let answer = run(world.ask("ann", "POST", "/api/v1.0/$batch", &[], parts));
    assert!(
        answer.status == StatusCode::OK && answer.body.contains("HTTP/1.1 503") && answer.body.contains("\"10002\""),
        "{}",
        answer.body
    );
    assert_eq!(run(world.ask("ann", "GET", "/api/v1.0/me/notes/sections/1-{old}", &[], "")).status, StatusCode::OK);
}
