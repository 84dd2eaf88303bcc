//! Every row of the table through a batch: whoever may not make a call may not make it there either, and gets the same answer.

use super::{SURFACES, Surface, address, body, narrow, start};
use crate::world::{Answer, World, kind_of, run};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE;
use serde_json::json;
use server::{On, RouteInfo};

/// In this order, so that what the owner changes is there for the others.
const CALLERS: [&str; 4] = ["bob", "rita", "narrow", "ann"];

#[test]
fn a_batch_answers_as_its_requests_would_alone() {
    let settings = |settings: &mut app::Settings| {
        settings.copies_at_once = false;
        // Each row of the table starts one, and none of them ends.
        settings.copies_under_way_max = 1_000;
    };
    let unchanged = World::with(settings, |_| {});
    for surface in &SURFACES {
        for route in surface.routes().filter(|route| !route.name.starts_with("batch.")) {
            let worlds = (route.is_served && route.method != "GET").then(|| [World::with(settings, |_| {}), World::with(settings, |_| {})]);
            let [alone, batched] = worlds.as_ref().map_or([&unchanged, &unchanged], |[alone, batched]| [alone, batched]);
            let [alone, batched] = [(alone, false), (batched, true)].map(|(world, in_batch)| answers(world, surface, &route, in_batch));
            assert_eq!(alone, batched, "{} on {:?}", route.name, surface.on);
        }
    }
}

/// Returns what each of the callers gets: the status and the code.
fn answers(world: &World, surface: &Surface, route: &RouteInfo, in_batch: bool) -> Vec<(u16, String)> {
    let is_operation = route.name.starts_with("operation.");
    // One that does not end is asked about by these alone, and nobody may have many under way.
    let operation = if is_operation { run(start(world)) } else { String::new() };
    let path = address(surface, route, if is_operation { surface.me } else { surface.users }, &operation);
    let (path, body) = (world.expand(&path), world.expand(&body(surface, route)));
    let ask = |who: &str| match in_batch {
        false => {
            let answer = run(world.ask(who, route.method, &path, &[], &body));
            (answer.status, answer.code())
        }
        true if surface.on == On::Graph => through_json(world, who, route.method, &path, &body),
        true => through_parts(world, who, route.method, &path, &body),
    };
    let callers = CALLERS.iter().filter_map(|caller| match (*caller, route.need?) {
        ("narrow", need) => narrow(need),
        (caller, _) => Some(caller),
    });
    callers.map(ask).collect()
}

fn through_json(world: &World, who: &str, method: &str, path: &str, body: &str) -> (u16, String) {
    let mut request = json!({ "id": "1", "method": method, "url": path.strip_prefix("/v1.0").unwrap() });
    if !body.is_empty() {
        request["headers"] = json!({ "Content-Type": kind_of(body) });
        request["body"] = if kind_of(body) == "application/json" { body.parse().unwrap() } else { json!(URL_SAFE.encode(body)) };
    }
    let batch = json!({ "requests": [request] }).to_string();
    let answer = run(world.ask(who, "POST", "/v1.0/$batch", &[], &batch));
    assert_eq!(answer.status, 200, "{answer:?}");
    let inner = &answer.json()["responses"][0];
    let status = inner["status"].as_u64().unwrap().try_into().unwrap();
    (status, Answer { status, body: inner["body"].to_string(), ..answer }.code())
}

fn through_parts(world: &World, who: &str, method: &str, path: &str, body: &str) -> (u16, String) {
    let kind = if body.is_empty() { String::new() } else { format!("Content-Type: {}\r\n", kind_of(body)) };
    let part = format!("Content-Type: application/http\r\n\r\n{method} {path} HTTP/1.1\r\n{kind}\r\n{body}\r\n\r\n");
    let answer = run(world.ask(who, "POST", "/api/v1.0/$batch", &[], &format!("--b\r\n{part}--b--")));
    assert_eq!(answer.status, 200, "{answer:?}");
    let (_, http) = answer.body.split_once("\r\n\r\nHTTP/1.1 ").unwrap();
    let status = http[..3].parse().unwrap();
    let (_, inner) = http.split_once("\r\n\r\n").unwrap();
    let inner = inner[..inner.rfind("\r\n--batchresponse_").unwrap()].to_owned();
    (status, Answer { status, body: inner, ..answer }.code())
}
