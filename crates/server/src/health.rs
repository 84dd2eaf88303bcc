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

/// Answers at the web addresses that notebooks and pages give in their `links`. The same for all of them, so that nothing
/// can be learnt from it without a token.
pub(crate) fn web_address() -> Reply {
    pages::message(
        StatusCode::OK,
        "Something in a notebook",
        "This is the address of a notebook or of something in one. Looseleaf has no pages for the browser yet; apps read it over the \
         API, with a token.",
    )
}

/// Says whether a path is one that `links` give out.
pub(crate) fn is_web_address(path: &str) -> bool {
    ["/users/", "/groups/", "/sites/"].iter().any(|start| path.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_that_links_give_out_are_web_addresses() {
        assert!(is_web_address("/users/1/Documents/Notebooks/Trip"));
        assert!(!is_web_address("/api/v1.0/users/1/notes/notebooks"));
        assert!(!is_web_address("/users"));
    }
}
