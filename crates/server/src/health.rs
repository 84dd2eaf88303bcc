//! Whether the server is alive and ready, and a word for people who come with a browser.

use crate::address::Surface;
use crate::identity::pages;
use crate::reply::Reply;
use crate::server::Server;
use app::Error;
use http::StatusCode;
use std::sync::Arc;

/// Answers as long as requests are taken at all.
pub(crate) async fn live(_: Arc<Server>, _: Surface) -> Reply {
    Reply::text(StatusCode::OK, "live\n")
}

/// Answers whether a request would find the store: it can be read, and no sync has failed.
pub(crate) async fn ready(server: Arc<Server>, _: Surface) -> Reply {
    // That no token is this one, only the store can tell.
    let looked_up = server.app.read(|cx| app::caller::authenticate(cx, "ready?").map(|_| ())).await;
    let can_read = matches!(looked_up, Ok(()) | Err(Error::Unauthenticated));
    if can_read && !server.app.failed() {
        Reply::text(StatusCode::OK, "ready\n")
    } else {
        Reply::text(StatusCode::SERVICE_UNAVAILABLE, "not ready: the store does not answer, or can not be written any more\n")
    }
}

/// Says what this is.
pub(crate) async fn home(server: Arc<Server>, _: Surface) -> Reply {
    let base = server.options.public_url.as_deref().map_or("", |url| url.trim_end_matches('/'));
    pages::home(base)
}
