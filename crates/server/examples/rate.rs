#![allow(missing_docs, clippy::unwrap_used)]
#[path = "../tests/it/world.rs"]
#[allow(dead_code)]
mod world;
use world::World;
use std::time::Instant;
fn main() {
    let world = World::new();
    let n = 20_000;
    let token = world.token("ann");
    let rt = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for (what, path) in [("content", "/api/v1.0/me/notes/pages/{plan}/content"), ("page", "/api/v1.0/me/notes/pages/{plan}"), ("list", "/api/v1.0/me/notes/sections/1-{week1}/pages"), ("notebook", "/api/v1.0/me/notes/notebooks/1-{course}"), ("live", "/health/live"), ("nothing", "/nothing")] {
        let path = world.expand(path);
        let go = |n: usize| rt.block_on(async {
            for _ in 0..n {
                let request = http::Request::builder().uri(&path).header("host", "notes.example").header("authorization", format!("Bearer {token}")).body(http_body_util::Full::from(bytes::Bytes::new())).unwrap();
                let r = world.send(request).await;
                std::hint::black_box(r);
            }
        });
        go(1000);
        let t = Instant::now();
        go(n);
        println!("{what:10} {:.2} us", t.elapsed().as_secs_f64() * 1e6 / n as f64);
    }
}
