//! What an operator lets a person do at once.

use crate::world::{Answer, World, run};
use bytes::Bytes;
use http::Request;
use http_body::{Body, Frame};
use std::convert::Infallible;
use std::num::NonZeroU32;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::sync::Notify;

/// A body that never comes, and says when it is waited for.
struct Never(Arc<Notify>);

impl Body for Never {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.0.notify_one();
        Poll::Pending
    }
}

#[test]
fn a_person_has_so_many_requests_under_way_and_no_more() {
    let world = World::with(|_| {}, |options| options.user_requests_at_once = NonZeroU32::new(1));
    let list = async |who| world.ask(who, "GET", "/api/v1.0/me/notes/notebooks", &[], "").await;
    run(async {
        assert_eq!(list("ann").await.status, 200);
        let waited_for = Arc::new(Notify::new());
        let slow = Request::post("/api/v1.0/me/notes/notebooks")
            .header("host", "notes.example")
            .header("content-type", "application/json")
            .header("authorization", format!("Bearer {}", world.token("ann")))
            .body(Never(waited_for.clone()))
            .unwrap();
        {
            let mut slow = pin!(world.server.respond(slow));
            tokio::select! {
                _ = slow.as_mut() => panic!("it was answered without a body"),
                () = waited_for.notified() => {}
            }
            let refused = list("ann").await;
            assert_eq!((refused.status, refused.code().as_str(), refused.header("retry-after")), (429, "10003", "1"));
            assert_eq!(list("ann-reads").await.status, 429);
            assert_eq!(list("bob").await.status, 200);
        }
        // The client of the slow one went away.
        assert_eq!(list("ann").await.status, 200);
    });
}

#[test]
fn a_body_that_stops_is_not_waited_for() {
    let world = World::with(|_| {}, |options| options.body_timeout = Duration::from_millis(1));
    for (path, kind) in [
        ("/api/v1.0/me/notes/notebooks", "application/json"),
        ("/v1.0/me/onenote/notebooks", "application/json"),
        ("/v1.0/me/onenote/pages", "text/html"),
        ("/v1.0/me/onenote/pages", "multipart/form-data; boundary=b"),
    ] {
        let request = Request::post(path)
            .header("host", "notes.example")
            .header("content-type", kind)
            .header("authorization", format!("Bearer {}", world.token("ann")))
            .body(Never(Arc::new(Notify::new())))
            .unwrap();
        let answer = run(async { Answer::of(world.server.respond(request).await).await });
        assert_eq!((answer.status, answer.code().as_str()), (408, "10017"), "{path} {kind}");
    }
}
