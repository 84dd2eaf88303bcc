//! What looking a token up costs of a small request: in process, without sockets, which would hide it.

use crate::stand::figures::{line, note};
use ::app::{App, Blobs, Settings, admin};
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::Request;
use model::AppId;
use server::{Options, Server};
use std::sync::Arc;
use std::time::{Duration, Instant};
use testkit::ambient::{ManualClock, SeededIds};
use testkit::folder::Folder;

const ROUNDS: usize = 9;
const REQUESTS: usize = 4_000;

/// Longer than the part runs.
const TRUST: Duration = Duration::from_secs(3_600);

pub fn share_of_a_small_get() {
    println!("\na token, of {REQUESTS} requests for one notebook one after the other, in process; medians of {ROUNDS} rounds");
    let store = testkit::engine::sqlite();
    let folder = Folder::new();
    let app =
        App::new(store.store, Box::new(ManualClock::default()), Box::new(SeededIds::new(7)), Settings::default(), testkit::ambient::seal());
    let issued = app.write(|cx| {
        admin::add_user(cx, &app::admin::Admin::operator(), "ada", None, None)?;
        let name = AppId::new("bench").map_err(|_| ::app::Error::Internal)?;
        admin::issue_token(cx, &app::admin::Admin::operator(), "ada", &name, "Notes.ReadWrite", 3_600)
    });
    let token = issued.wait().expect("a token is issued").secret;
    let server = |token_trust| {
        let blobs = Blobs::open_folder(&folder.path().join("blobs")).expect("a folder is made");
        Arc::new(Server::new(app.clone(), blobs, Options { token_trust, ..Options::default() }, None))
    };
    let (remembers, forgets) = (server(TRUST), server(Duration::ZERO));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime starts");
    let made = runtime.block_on(send(&remembers, Some(&token), "POST", "/api/v1.0/me/notes/notebooks", r#"{"name":"Small"}"#));
    let made: serde_json::Value = serde_json::from_slice(&made).expect("the reply is JSON");
    let path = format!("/api/v1.0/me/notes/notebooks/{}", made["id"].as_str().expect("it has an id"));
    let time = |server: &Arc<Server>, token: Option<&str>, path: &str| {
        let clock = Instant::now();
        runtime.block_on(async {
            for _ in 0..REQUESTS {
                send(server, token, "GET", path, "").await;
            }
        });
        clock.elapsed().as_secs_f64() * 1e6 / REQUESTS as f64
    };
    let (mut known, mut looked_up, mut open) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        known.push(time(&remembers, Some(&token), &path));
        looked_up.push(time(&forgets, Some(&token), &path));
        // As much of the way as needs no token: address, table, headers, log.
        open.push(time(&remembers, None, "/health/live"));
    }
    let [known, looked_up, open] = [known, looked_up, open].map(middle);
    line(
        "looking a token up / the whole request, when each is looked up",
        &format!("{:.3}", (looked_up - known) / looked_up),
        "<= 0.5",
        "<= 0.25",
    );
    // A client in a loop makes thousands of requests in the two seconds that a token is trusted for; one is looked up.
    line("the request, token looked up each time / token remembered", &format!("{:.2}", looked_up / known), "<= 2", "<= 1.3");
    note("  microseconds: remembered, looked up, a call without a token", &format!("{known:.1} {looked_up:.1} {open:.1}"));
}

fn middle(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

async fn send(server: &Arc<Server>, token: Option<&str>, method: &str, path: &str, body: &str) -> Bytes {
    let mut request = Request::builder().method(method).uri(path).header("host", "127.0.0.1");
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    if !body.is_empty() {
        request = request.header("content-type", "application/json");
    }
    let request = request.body(Full::from(Bytes::copy_from_slice(body.as_bytes()))).expect("the request is one");
    let response = server.respond(request).await;
    assert!(response.status().is_success(), "{path}: {}", response.status());
    response.into_body().collect().await.expect("the body comes").to_bytes()
}
